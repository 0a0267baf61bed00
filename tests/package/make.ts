// Packs dist/ for Grafana, checks the package, and writes its checksums; part of make package. The archive is put
// beside the name and the version of the plugin: package/<plugin ID>-<version>.zip.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { pack, unpack } from './archive';
import { complaints, tracesOfMachine } from './complaints';
import { goManifest, type Manifest, version } from './contents';
import { listOfGoFiles } from './goManifest';

// A zip archive has its times in the zone of who writes it.
process.env['TZ'] = 'UTC';

const { values } = parseArgs({
  options: { from: { type: 'string', default: 'dist' }, into: { type: 'string', default: 'package' } },
});
const epoch = process.env['SOURCE_DATE_EPOCH'];
const time = epoch ? new Date(Number(epoch) * 1000) : new Date();

const { id } = JSON.parse(readFileSync('plugin.json', 'utf8')) as Manifest;
const archive = join(values.into, `${id}-${version}.zip`);
writeFileSync(join(values.from, goManifest), listOfGoFiles());
mkdirSync(values.into, { recursive: true });
await pack(values.from, id, archive, time);

const wrong = complaints(await unpack(archive), time.toISOString().slice(0, 10), tracesOfMachine());
for (const line of wrong) {
  console.error(line);
}
if (wrong.length > 0) {
  rmSync(archive);
  process.exitCode = 1;
} else {
  const content = readFileSync(archive);
  for (const algorithm of ['sha1', 'sha256']) {
    const sum = createHash(algorithm).update(content).digest('hex');
    writeFileSync(`${archive}.${algorithm}`, `${sum}  ${basename(archive)}\n`);
  }
  console.log(`${archive}: ${(content.length / 1e6).toFixed(1)} MB`);
}
