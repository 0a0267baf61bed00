// Compares the API of Grafana that src/ uses with what other releases have, by @grafana/levitate: make compat-api.
//
// levitate looks at what changed between the installed packages and those of the other release, and which of that src/
// uses; with the installed release itself, 12.4.10, the compiler holds src/. It says that all is well where it couldn't
// look, so what it prints is read, too, and a file that uses something newer must be found out.
import { spawnSync } from 'node:child_process';

/** The oldest release that the plugin is for, and the newest. */
const releases = ['11.0.0', '13.2.2'];

const packages = ['data', 'ui', 'runtime', 'schema'];

/** What a report must have none of: a package that was left out. */
const skipped = /Could not process|Skipping package|Could not find type definition/;

interface Report {
  compatible: boolean;
  text: string;
}

/** Has levitate look at what a file, and all that it imports, uses of packages. */
function compare(path: string, names: string[], release: string): Report {
  const target = names.map((name) => `@grafana/${name}@${release}`).join(',');
  const program = '.cache/levitate/node_modules/@grafana/levitate/dist/bin.js';
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, 'is-compatible', '--path', path, '--target', target],
    { encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  const text = stdout + stderr;
  const looked = names.filter((name) => text.includes(`between ${path} and @grafana/${name}@${release}`));
  if (skipped.test(text) || looked.length < names.length) {
    throw new Error(`levitate could not compare ${path} with ${target}:\n${text}`);
  }
  return { compatible: status === 0, text };
}

for (const release of releases) {
  const { compatible, text } = compare('src/module.ts', packages, release);
  console.log(
    `Grafana ${release}: ${compatible ? 'all that src/ uses is there as it is here.' : `not compatible.\n${text}`}`,
  );
  process.exitCode ||= compatible ? 0 : 1;
}

const newer = compare('tests/compat/newer.tsx', ['ui'], '11.0.0');
if (newer.compatible || !newer.text.includes('Combobox')) {
  console.log(
    `levitate did not find that Grafana 11.0 has no Combobox, so what it says above proves nothing.\n${newer.text}`,
  );
  process.exitCode = 1;
}
