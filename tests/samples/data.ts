/** `npm run samples:data`: writes the fixed data that the tests read. */
import { mkdirSync, writeFileSync } from 'node:fs';

import { fixedFiles } from './build';

const folder = new URL('./data/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, text] of fixedFiles()) {
  writeFileSync(new URL(name, folder), text);
  console.log(`${name}: ${Buffer.byteLength(text)} bytes`);
}
