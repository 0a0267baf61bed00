// Writes the English texts anew from the sources, and brings the other languages up to date: npm run locales.
import { writeFileSync } from 'node:fs';
import { collect, fileOf, read, source, translated, written } from './locales';
import { broughtUp, complaints } from './translations';

const [before, now] = [read(source), collect()];
writeFileSync(fileOf(source), written(now));
for (const language of translated) {
  writeFileSync(fileOf(language), written(broughtUp(read(language), before, now)));
}
for (const line of complaints()) {
  console.log(line);
}
