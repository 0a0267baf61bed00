import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders that the repository ignores. */
const ignored = ['node_modules', 'dist', 'coverage', 'package', 'target'];

/** All Go files of the repository, tests included, as Grafana's validator looks for them. */
function goFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) {
      return entry.name.startsWith('.') || ignored.includes(entry.name) ? [] : goFiles(join(folder, entry.name));
    }
    return entry.name.endsWith('.go') ? [join(folder, entry.name)] : [];
  });
}

/**
 * The list of Go sources that a package brings, by which a reviewer sees that it was built from the repository: a line
 * `<sha256>:<path>` a file, as build/utils/manifest.go of the plugin SDK writes it.
 */
export function listOfGoFiles(): string {
  return goFiles('.')
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => `${createHash('sha256').update(readFileSync(path)).digest('hex')}:${path}\n`)
    .join('');
}
