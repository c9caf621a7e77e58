/** `npm run docs`: writes what in docs/ is derived from the catalogue. */
import { writeFileSync } from 'node:fs';
import { catalogue } from '../properties/catalogue.ts';
import { verdictTable } from '../properties/verdict-table.ts';

writeFileSync(new URL('../docs/verdicts.md', import.meta.url), verdictTable(catalogue));
