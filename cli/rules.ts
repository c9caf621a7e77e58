/**
 * `npm run rules`: removes every named rule of every model in turn and reports who notices.
 *
 * Exit code 0 if every rule is killed by a claim or explained in `properties/redundant-rules.ts`,
 * and every explanation there is still true; 1 otherwise.
 */
import { claimedSuites, type Fate, rulesWithoutWhich } from '../checker/explore/necessity.ts';
import { catalogue } from '../properties/catalogue.ts';
import { redundantRules } from '../properties/redundant-rules.ts';

/** Larger suites are variations of smaller ones, and would take most of the time. */
const suiteStatesMax = 30_000;

function tell(fate: Fate): string {
  switch (fate.kind) {
    case 'killed':
      return `killed     by ${fate.by} in ${fate.length} steps (${fate.in})`;
    case 'needed':
      return `killed     the model itself breaks (${fate.in}): ${fate.why}`;
    case 'noticed':
      return `noticed    by state counts only (${fate.in}${fate.complete ? '' : ', search cut'})`;
    case 'survived':
      return 'survived   nothing changes';
  }
}

const wanted = process.argv.slice(2);
const problems: string[] = [];
const seen = new Set<string>();
const tally = { killed: 0, noticed: 0, survived: 0 };
for (const protocol of new Set(catalogue.map((suite) => suite.protocol))) {
  if (wanted.length > 0 && !wanted.includes(protocol.name)) continue;
  console.log(`\n${protocol.name}`);
  const suites = claimedSuites(catalogue, protocol);
  for (const { rule, fate } of rulesWithoutWhich(protocol, suites, suiteStatesMax)) {
    const key = `${protocol.name} ${rule}`;
    const explanation = redundantRules[key];
    seen.add(key);
    console.log(`  ${rule}\n    ${tell(fate)}`);
    const isKilled = fate.kind === 'killed' || fate.kind === 'needed';
    tally[isKilled ? 'killed' : fate.kind]++;
    if (explanation !== undefined) console.log(`    because    ${explanation}`);
    if (isKilled && explanation !== undefined) problems.push(`${key}: explained, yet killed`);
    if (!isKilled && explanation === undefined) problems.push(`${key}: ${fate.kind}, unexplained`);
  }
}
for (const key of Object.keys(redundantRules)) {
  const isWanted = wanted.length === 0 || wanted.includes(key.split(' ')[0] ?? '');
  if (isWanted && !seen.has(key)) problems.push(`${key}: explained, and there is no such rule`);
}
console.log(
  `\n${tally.killed} killed, ${tally.noticed} noticed by counts only, ${tally.survived} survived`,
);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
