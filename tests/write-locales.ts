// Writes the English texts anew from the sources: npm run locales.
import { writeFileSync } from 'node:fs';
import { english, englishFile } from './locales';

writeFileSync(englishFile, english());
