/** `npm run docs`: writes what in docs/ is derived from catalogue, explorations and schemas. */
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { explore } from '../checker/explore/explore.ts';
import { instantiate } from '../checker/machine.ts';
import { published } from '../checker/report/schema.ts';
import { catalogue } from '../properties/catalogue.ts';
import { verdictTable } from '../properties/verdict-table.ts';
import { questionsOf, workloadTable } from '../properties/workload-table.ts';

const docs = new URL('../docs/', import.meta.url);
writeFileSync(new URL('verdicts.md', docs), verdictTable(catalogue));
writeFileSync(
  new URL('workloads.md', docs),
  workloadTable((carrier) => {
    const machine = instantiate(carrier.protocol, carrier.variant);
    const { findings } = explore(machine, { properties: questionsOf(carrier) });
    return findings.map(({ verdict }) => verdict);
  }),
);
for (const [name, schema] of Object.entries(published)) {
  const text = `${JSON.stringify(z.toJSONSchema(schema), null, 2)}\n`;
  writeFileSync(new URL(`schema/${name}.json`, docs), text);
}
