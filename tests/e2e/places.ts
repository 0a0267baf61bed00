/** The browser to use if it is there, else the one that Playwright installed. Debian's is found without a word. */
export const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** The only key that the demo's emulator takes; it opens nothing else. */
export const key = { accessKeyId: 'demo-key-id', accessKeySecret: 'demo-key-secret' };

/** Where Grafana is, without a slash at its end. */
export function grafanaURL(): string {
  return (process.env['GRAFANA_URL'] ?? '').replace(/\/+$/, '');
}
