// Writes the dashboards anew from their sources: npm run dashboards.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { boards, fileOf } from '../src/dashboards';

for (const [name, board] of Object.entries(boards)) {
  writeFileSync(join('src', 'dashboards', name), fileOf(board));
}
