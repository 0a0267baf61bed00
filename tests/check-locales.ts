// Refuses texts that are not there in every language; part of npm run lint. docs/translating.md tells what to do.
import { complaints } from './translations';

const lines = complaints();
for (const line of lines) {
  console.error(line);
}
process.exitCode = lines.length > 0 ? 1 : 0;
