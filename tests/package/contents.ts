import { readFileSync } from 'node:fs';

/** What package.json says of the package. */
export const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/** The parts of the manifest that the package's content follows from. */
export interface Manifest {
  id: string;
  executable: string;
  languages: string[];
  info: {
    version: string;
    updated: string;
    logos: Record<string, string>;
    screenshots?: Array<{ path: string }>;
  };
  includes: Array<{ path: string }>;
}

/** The systems that the backend is built for, as its files end (see the SDK's backend/app documentation). */
export const platforms = [
  'darwin_amd64',
  'darwin_arm64',
  'linux_amd64',
  'linux_arm64',
  'windows_amd64.exe',
  'windows_arm64.exe',
];

/** The list of Go sources and their hashes that Grafana's reviewers compare with the repository. */
export const goManifest = 'go_plugin_build_manifest';

/** What `@grafana/sign-plugin` writes: with it, a Grafana loads the plugin and no other content than this. */
export const signature = 'MANIFEST.txt';

/** A file of the package must be run as a program, so it needs the executable bit. */
export function isProgram(name: string): boolean {
  return name.startsWith('gpx_');
}

/** The files that every package holds, by their path below the plugin's own folder. */
export function required(manifest: Manifest): Set<string> {
  return new Set([
    'plugin.json',
    'module.js',
    'module.js.map',
    'README.md',
    'CHANGELOG.md',
    'LICENSE',
    goManifest,
    ...Object.values(manifest.info.logos),
    ...(manifest.info.screenshots ?? []).map(({ path }) => path),
    ...manifest.includes.map(({ path }) => path),
    ...manifest.languages.map((language) => `locales/${language}/${manifest.id}.json`),
    ...platforms.map((platform) => `${manifest.executable}_${platform}`),
  ]);
}

/** Files that a package may hold besides: parts of the front end with their source maps, and the signature. */
export function isAllowed(name: string): boolean {
  return name === signature || /^[\w-]+\.js(\.map)?$/.test(name);
}
