/** @jest-environment node */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Packed, pack, unpack } from './archive';
import { complaints } from './complaints';
import { type Manifest, platforms, required, version } from './contents';
import { listOfGoFiles } from './goManifest';

const manifest = JSON.parse(readFileSync('plugin.json', 'utf8')) as Manifest;
const day = '2023-11-14';
const epoch = Date.parse(`${day}T22:13:20Z`) / 1000;

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'package-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** The start of a program for a system, and the version that the build writes into it. */
function program(platform: string): Buffer {
  const bytes = Buffer.alloc(256);
  const arm = platform.includes('arm64');
  if (platform.startsWith('linux')) {
    bytes.write('7f454c46', 'hex');
    bytes.writeUInt16LE(arm ? 0xb7 : 0x3e, 18);
  } else if (platform.startsWith('darwin')) {
    bytes.write('cffaedfe', 'hex');
    bytes.writeUInt32LE(arm ? 0x0100000c : 0x01000007, 4);
  } else {
    bytes.write('MZ');
    bytes.writeUInt32LE(0x80, 0x3c);
    bytes.writeUInt16LE(arm ? 0xaa64 : 0x8664, 0x84);
  }
  return Buffer.concat([bytes, Buffer.from(`{"version":"${version}"}`)]);
}

/** What a file of a build holds, as far as a package is judged by it. */
function content(name: string): string | Buffer {
  const platform = platforms.find((ending) => name === `${manifest.executable}_${ending}`);
  if (platform) {
    return program(platform);
  }
  if (name === 'plugin.json') {
    return JSON.stringify({ ...manifest, info: { ...manifest.info, version, updated: day } });
  }
  return name === 'go_plugin_build_manifest' ? listOfGoFiles() : name === 'README.md' ? '[a](https://b)' : name;
}

/** A folder like dist/ after a build. */
function build(): string {
  const dist = join(dir, 'dist');
  for (const name of required(manifest)) {
    mkdirSync(dirname(join(dist, name)), { recursive: true });
    writeFileSync(join(dist, name), content(name));
  }
  return dist;
}

/** All files of a package of such a build. */
async function packed(): Promise<Packed[]> {
  const path = join(dir, 'a.zip');
  await pack(build(), manifest.id, path, new Date(epoch * 1000));
  return unpack(path);
}

function run(script: string, args: string[], env: Record<string, string | undefined>) {
  const { GRAFANA_ACCESS_POLICY_TOKEN: _token, ...inherited } = process.env;
  return spawnSync(process.execPath, ['--import', 'tsx', `tests/package/${script}.ts`, ...args], {
    encoding: 'utf8',
    env: { ...inherited, ...env },
  });
}

test('a package of a whole build is as it should be', async () => {
  const files = await packed();
  expect(complaints(files, day, ['/home/somebody'])).toEqual([]);
  expect(files.map(({ name }) => name)).toEqual([...required(manifest)].map((name) => `${manifest.id}/${name}`).sort());
});

const spoilt: Array<[string, (files: Packed[]) => void, RegExp]> = [
  ['a program is missing', (files) => files.splice(indexOf(files, /linux_arm64$/), 1), /linux_arm64 is missing/],
  ['a text is missing', (files) => files.splice(indexOf(files, /zh-Hans\/l/), 1), /zh-Hans\/.*\.json is missing/],
  ['a program is for another system', (files) => swap(files, /linux_amd64$/, /darwin_amd64$/), /no program for linux/],
  [
    'a program is for another processor',
    (files) => swap(files, /windows_amd64/, /windows_arm64/),
    /windows_amd64\.exe is for another processor/,
  ],
  ['a program is of another version', (files) => change(files, /linux_amd64$/, version, '0.0.9'), /isn't of version/],
  ['a program may not be run', (files) => (file(files, /linux_amd64$/).mode = 0o100644), /has the permissions 644/],
  ['test data is in it', (files) => files.push(extra('testdata/rows.json')), /testdata\/rows\.json doesn't belong/],
  ['a picture is in it that nothing shows', (files) => files.push(extra('img/old.png')), /old\.png doesn't belong/],
  ['a file is beside the folder', (files) => files.push({ ...extra('a'), name: 'a' }), /a isn't below/],
  [
    'the version is not filled in',
    (files) => change(files, /plugin.json$/, version, '%VERSION%'),
    /has the version %V/,
  ],
  ['the day is another', (files) => change(files, /plugin.json$/, day, '%TODAY%'), /is of %TODAY%, not of/],
  ['the README has a picture of the repository', (files) => change(files, /README/, 'https://b', 'docs/a.png'), /docs/],
  [
    'a source map tells where it was built',
    (files) => change(files, /map$/, /^/, '/home/somebody/'),
    /of this machine/,
  ],
  ['the Go sources are not listed', (files) => change(files, /go_plugin/, /^.*$/s, ''), /lists no Go sources/],
  [
    'it was signed before it was changed',
    (files) => files.push(signed(files)),
    /README.md isn't the file that was sig/,
  ],
];

function indexOf(files: Packed[], name: RegExp): number {
  return files.findIndex((file) => name.test(file.name));
}

function file(files: Packed[], name: RegExp): Packed {
  return files[indexOf(files, name)]!;
}

function change(files: Packed[], name: RegExp, before: string | RegExp, after: string): void {
  const changed = file(files, name);
  changed.content = Buffer.from(changed.content.toString('latin1').replace(before, after), 'latin1');
}

function swap(files: Packed[], one: RegExp, other: RegExp): void {
  const [a, b] = [file(files, one), file(files, other)];
  [a.content, b.content] = [b.content, a.content];
}

function extra(name: string): Packed {
  return { name: `${manifest.id}/${name}`, mode: 0o100644, content: Buffer.from('x') };
}

/** A signature that knows another README. */
function signed(files: Packed[]): Packed {
  const hashes = Object.fromEntries(files.map(({ name }) => [name.replace(`${manifest.id}/`, ''), '00']));
  const text = `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n${JSON.stringify({ files: hashes })}\n-----BEGIN PGP S`;
  return { ...extra('MANIFEST.txt'), content: Buffer.from(text) };
}

test.each(spoilt)('a package is refused when %s', async (_, spoil, sentence) => {
  const files = await packed();
  spoil(files);
  expect(complaints(files, day, ['/home/somebody'])).toContainEqual(expect.stringMatching(sentence));
});

test('the same build gives the same package and checksums, whenever and wherever it is packed', () => {
  const dist = build();
  cpSync(dist, join(dir, 'later'), { recursive: true });
  const archive = `${manifest.id}-${version}.zip`;
  const sums = [
    ['dist', 'UTC'],
    ['later', 'Asia/Shanghai'],
  ].map(([from, zone]) => {
    const into = join(dir, `from-${from}`);
    const { status, stderr } = run('make', ['--from', join(dir, from!), '--into', into], {
      SOURCE_DATE_EPOCH: String(epoch),
      TZ: zone,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return readFileSync(join(into, `${archive}.sha256`), 'utf8');
  });
  expect(sums[0]).toMatch(new RegExp(`^[0-9a-f]{64}  ${archive}\n$`));
  expect(sums[1]).toBe(sums[0]);
});

test('what is wrong is told, and leaves no package behind', () => {
  const dist = build();
  rmSync(join(dist, 'LICENSE'));
  const { status, stderr } = run('make', ['--from', dist, '--into', dir], { SOURCE_DATE_EPOCH: String(epoch) });
  expect({ status, stderr }).toEqual({ status: 1, stderr: 'LICENSE is missing.\n' });
  expect(() => readFileSync(join(dir, `${manifest.id}-${version}.zip`))).toThrow('ENOENT');
});

test('signing says what it needs', () => {
  const { status, stderr } = run('sign', [], {});
  expect(status).toBe(1);
  expect(stderr).toMatch(/^Signing needs the environment variable GRAFANA_ACCESS_POLICY_TOKEN: .*ROOT_URLS/);
});
