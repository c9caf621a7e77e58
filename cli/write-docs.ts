/** `npm run docs`: writes what in docs/ is derived from the catalogue and from the schemas. */
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { published } from '../checker/report/schema.ts';
import { catalogue } from '../properties/catalogue.ts';
import { verdictTable } from '../properties/verdict-table.ts';

const docs = new URL('../docs/', import.meta.url);
writeFileSync(new URL('verdicts.md', docs), verdictTable(catalogue));
for (const [name, schema] of Object.entries(published)) {
  const text = `${JSON.stringify(z.toJSONSchema(schema), null, 2)}\n`;
  writeFileSync(new URL(`schema/${name}.json`, docs), text);
}
