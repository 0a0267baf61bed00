/** Runs the journeys in the Grafana at GRAFANA_URL, or says that they are left out. */
import { spawnSync } from 'node:child_process';
import { grafanaURL } from './places';

if (grafanaURL() === '') {
  console.log('Left out: the journeys in a browser, since GRAFANA_URL names no Grafana (see tests/e2e/README.md).');
} else {
  const { status } = spawnSync(
    process.execPath,
    [
      'node_modules/@playwright/test/cli.js',
      'test',
      '--config',
      'tests/e2e/playwright.config.ts',
      ...process.argv.slice(2),
    ],
    { stdio: 'inherit' },
  );
  process.exitCode = status ?? 1;
}
