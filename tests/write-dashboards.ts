// Writes the dashboards anew from their sources: npm run dashboards.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileOf, sets } from '../src/dashboards';

for (const [folder, boards] of Object.entries(sets)) {
  mkdirSync(join('src', folder), { recursive: true });
  for (const [name, board] of Object.entries(boards)) {
    writeFileSync(join('src', folder, name), fileOf(board));
  }
}
