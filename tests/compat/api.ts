// Compares the API of Grafana that src/ uses with what other releases have, by @grafana/levitate: make compat-api.
//
// levitate looks at what changed between the installed packages and those of the other release, and which of that src/
// uses. It says that all is well where it couldn't look, so what it prints is read, too.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

/** The oldest release that the plugin is for, the one that it is built with, and the newest. */
const releases = ['11.0.0', '12.4.10', '13.2.2'];

const packages = ['data', 'ui', 'runtime', 'schema'];

/** What a report must have none of: a package that was left out. */
const skipped = /Could not process|Skipping package|Could not find type definition/;

const { values } = parseArgs({ options: { path: { type: 'string', default: 'src/module.ts' } } });

let failed = false;
for (const release of releases) {
  const target = packages.map((name) => `@grafana/${name}@${release}`).join(',');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      '.cache/levitate/node_modules/@grafana/levitate/dist/bin.js',
      'is-compatible',
      '--path',
      values.path,
      '--target',
      target,
    ],
    { encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  const report = stdout + stderr;
  const looked = packages.filter((name) => report.includes(`@grafana/${name}@${release}`));
  const clean = status === 0 && !skipped.test(report) && looked.length === packages.length;
  console.log(`Grafana ${release}: ${clean ? 'nothing that src/ uses is missing or other' : 'not compatible'}`);
  if (!clean) {
    failed = true;
    console.log(report);
  }
}
process.exitCode = failed ? 1 : 0;
