import { createWriteStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { ZipFile } from 'yazl';
import { isProgram } from './contents';

/** A file in a zip archive. */
export interface Packed {
  name: string;
  /** Type and permissions, as Unix has them. */
  mode: number;
  content: Buffer;
}

/** The paths of all files below a folder, in an order that is the same on every machine. */
function filesBelow(folder: string, under = ''): string[] {
  return readdirSync(join(folder, under), { withFileTypes: true })
    .flatMap((entry) => {
      const path = under + entry.name;
      return entry.isDirectory() ? filesBelow(folder, `${path}/`) : [path];
    })
    .sort();
}

/**
 * Packs a folder so that the same files give the same bytes, whoever packs them, when, and in which time zone.
 *
 * @param folder - what to pack
 * @param root - the folder's name in the archive, which Grafana wants to be the plugin's ID
 * @param path - of the archive
 * @param time - what all files are said to be written at
 */
export async function pack(folder: string, root: string, path: string, time: Date): Promise<void> {
  const zip = new ZipFile();
  for (const name of filesBelow(folder)) {
    zip.addBuffer(readFileSync(join(folder, name)), `${root}/${name}`, {
      mtime: time,
      mode: isProgram(name) ? 0o100755 : 0o100644,
    });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}

/** Reads all files of an archive into memory. */
export async function unpack(path: string): Promise<Packed[]> {
  const zip = await yauzl.openPromise(path);
  const files: Packed[] = [];
  for await (const entry of zip.eachEntry()) {
    const parts: Buffer[] = [];
    for await (const part of await zip.openReadStreamPromise(entry)) {
      parts.push(part as Buffer);
    }
    files.push({ name: entry.fileName, mode: entry.externalFileAttributes >>> 16, content: Buffer.concat(parts) });
  }
  return files;
}
