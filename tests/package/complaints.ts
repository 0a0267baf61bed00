import { createHash } from 'node:crypto';
import { homedir, hostname } from 'node:os';
import { type Packed } from './archive';
import { goManifest, isAllowed, isProgram, type Manifest, required, signature, version } from './contents';

/** Where a program says which system and processor it is for. */
interface Header {
  /** Its first bytes. */
  magic: string;
  /** Where the number of the processor is. */
  at(program: Buffer): number;
  processors: Record<string, number>;
}

/** By System V's, Apple's and Microsoft's specifications of their formats: ELF, Mach-O and PE. */
const headers: Record<string, Header> = {
  linux: { magic: '7f454c46', at: () => 18, processors: { amd64: 0x3e, arm64: 0xb7 } },
  darwin: { magic: 'cffaedfe', at: () => 4, processors: { amd64: 0x07, arm64: 0x0c } },
  windows: {
    magic: '4d5a',
    at: (program) => program.readUInt32LE(0x3c) + 4,
    processors: { amd64: 0x8664, arm64: 0xaa64 },
  },
};

/** What must not be in any file, since it tells of the machine that built the package. */
export function tracesOfMachine(): string[] {
  const hosts = ['npm_config_registry', 'GOPROXY'].flatMap((name) =>
    [...(process.env[name] ?? '').matchAll(/https?:\/\/([^/:,|]+)/g)].map(([, host]) => host!),
  );
  // What npm and Go ask by themselves tells of no machine, and Go's is in its programs.
  const known = /^localhost$|\.(npmjs|golang)\.org$/;
  // A short name, such as "vm", is in any program by chance.
  const names = [hostname(), ...hosts].filter((name) => name.length > 5 && !known.test(name));
  return [process.cwd(), `${homedir()}/go/`, ...names];
}

/** Refuses a program that is for another system than its name says, or of another version. */
function* complaintsOfProgram({ name, content }: Packed): Generator<string> {
  const [, system = '', processor = ''] = /_([a-z]+)_([a-z0-9]+)(\.exe)?$/.exec(name) ?? [];
  const header = headers[system];
  if (!header || !content.subarray(0, header.magic.length / 2).equals(Buffer.from(header.magic, 'hex'))) {
    yield `${name} is no program for ${system || 'any known system'}.`;
  } else if (content.readUInt16LE(header.at(content)) !== header.processors[processor]) {
    yield `${name} is for another processor than ${processor}.`;
  }
  if (!content.includes(`"version":"${version}"`)) {
    yield `${name} isn't of version ${version}: build it again.`;
  }
}

/** Refuses a manifest that the build has not filled in. */
function* complaintsOfManifest({ info }: Manifest, day: string): Generator<string> {
  if (info.version !== version) {
    yield `plugin.json has the version ${info.version}, package.json ${version}.`;
  }
  if (info.updated !== day) {
    yield `plugin.json says that it is of ${info.updated}, not of ${day}.`;
  }
}

/** What a reader of the README in Grafana or its catalogue could not follow: addresses relative to the repository. */
function* complaintsOfReadme(text: string): Generator<string> {
  for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)/g)) {
    if (!/^(https:\/\/|#)/.test(target)) {
      yield `README.md links to ${target}, which no reader of it in Grafana can open.`;
    }
  }
}

/** Refuses files that Grafana would find to be others than those that were signed. */
function* complaintsOfSignature(text: string, files: Packed[]): Generator<string> {
  const signedText = /^{.*?^(?=-----BEGIN)/ms.exec(text)?.[0];
  const hashes = (signedText ? JSON.parse(signedText) : { files: {} }) as { files: Record<string, string> };
  for (const { name, content } of files) {
    if (name !== signature && hashes.files[name] !== createHash('sha256').update(content).digest('hex')) {
      yield `${name} isn't the file that was signed: sign again.`;
    }
  }
}

/** Refuses what is missing, what is too much, and what has wrong permissions. */
function* complaintsOfNames(files: Packed[], needed: Set<string>): Generator<string> {
  const there = new Set(files.map(({ name }) => name));
  for (const name of needed) {
    if (!there.has(name)) {
      yield `${name} is missing.`;
    }
  }
  for (const { name, mode } of files) {
    if (!needed.has(name) && !isAllowed(name)) {
      yield `${name} doesn't belong in the package.`;
    }
    if ((mode & 0o777) !== (isProgram(name) ? 0o755 : 0o644)) {
      yield `${name} has the permissions ${(mode & 0o777).toString(8)}.`;
    }
  }
}

/**
 * What is wrong with a package, a sentence each.
 *
 * @param packed - all files of the archive
 * @param day - of the build, as 2006-01-02
 * @param traces - see tracesOfMachine
 */
export function complaints(packed: Packed[], day: string, traces: string[]): string[] {
  const manifestFile = packed.find(({ name }) => /^[^/]+\/plugin\.json$/.test(name));
  if (!manifestFile) {
    return ['There is no folder with a plugin.json in the archive.'];
  }
  const manifest = JSON.parse(manifestFile.content.toString()) as Manifest;
  const root = `${manifest.id}/`;
  const strays = packed.filter(({ name }) => !name.startsWith(root)).map(({ name }) => `${name} isn't below ${root}.`);
  const files = packed.map((file) => ({ ...file, name: file.name.replace(root, '') }));
  const text = (wanted: string) => files.find(({ name }) => name === wanted)?.content.toString() ?? '';
  return [
    ...strays,
    ...complaintsOfNames(files, required(manifest)),
    ...complaintsOfManifest(manifest, day),
    ...complaintsOfReadme(text('README.md')),
    ...files.filter(({ name }) => isProgram(name)).flatMap((file) => [...complaintsOfProgram(file)]),
    ...files.flatMap(({ name, content }) =>
      traces.filter((trace) => content.includes(trace)).map((trace) => `${name} tells of this machine: ${trace}.`),
    ),
    ...(text(signature) ? complaintsOfSignature(text(signature), files) : []),
    ...(/^([0-9a-f]{64}:[\w./-]+\.go\n)+$/.test(text(goManifest)) ? [] : [`${goManifest} lists no Go sources.`]),
  ];
}
