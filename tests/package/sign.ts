// Has Grafana sign dist/, whose files it then lists in MANIFEST.txt; part of make sign. No file but their hashes is sent.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { from: { type: 'string', default: 'dist' } } });
const { GRAFANA_ACCESS_POLICY_TOKEN: token, ROOT_URLS: rootUrls } = process.env;

if (!token) {
  console.error(
    'Signing needs the environment variable GRAFANA_ACCESS_POLICY_TOKEN: a token of an access policy with the scope ' +
      "plugins:write, which the owner of the plugin's organisation makes on grafana.com (My Account, Access Policies). " +
      'A private plugin needs ROOT_URLS besides: the addresses of the Grafanas it is for, with commas between them. ' +
      'See https://grafana.com/developers/plugin-tools/publish-a-plugin/sign-a-plugin.',
  );
  process.exitCode = 1;
} else if (!existsSync(values.from)) {
  console.error(`There is nothing to sign in ${values.from}: run make package first.`);
  process.exitCode = 1;
} else {
  const privately = rootUrls ? ['--signatureType', 'private', '--rootUrls', rootUrls] : [];
  const program = 'node_modules/@grafana/sign-plugin/dist/bin/run.js';
  const { status } = spawnSync(process.execPath, [program, '--distDir', values.from, ...privately], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
