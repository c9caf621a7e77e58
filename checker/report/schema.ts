/**
 * The JSON of the command line, version 1: a contract. `docs/schema` holds these as JSON schemas,
 * and a test keeps the two equal.
 */
import { z } from 'zod';
import { historyResult } from '../isolation/schema.ts';

const kind = z.enum(['always', 'step', 'sometimes', 'recoverable', 'eventually']);
const verdict = z.enum([
  'holds',
  'unrefuted',
  'violated',
  'witnessed',
  'unreachable',
  'inconclusive',
]);
const parameters = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  .describe('Every parameter of the instance.');
const whole = z.int().nonnegative();
const length = whole.describe('Actions in the shortest execution known that shows the verdict.');

const cut = z
  .enum(['states', 'memory', 'time', 'interrupted'])
  .describe('What ended the search before it had seen every state; absent if nothing did.');
const symmetry = z.array(z.string());

const checkRow = z.strictObject({
  protocol: z.string(),
  variant: z.string(),
  ablation: z.string().optional().describe('Identifier of the ablation, such as QKC-A1.'),
  property: z.string(),
  kind,
  expected: verdict,
  verdict,
  asExpected: z
    .boolean()
    .describe('Verdict and proven length are those of the claim; false while inconclusive.'),
  by: z
    .enum(['recorded', 'sampled', 'exhaustive'])
    .describe('The first instrument that decided the claim.'),
  bounds: parameters,
  states: whole.describe('Distinct states that the search of the instance visited.'),
  cut: cut.optional(),
  symmetry: symmetry
    .optional()
    .describe('Sets by which states were merged: `states` are orbits then. Absent without.'),
  runs: whole.describe('Sampled executions drawn for the claim.'),
  length: length.optional(),
  minimal: z
    .enum(['proven', 'local'])
    .optional()
    .describe('Whether no shorter execution exists, or none was found.'),
  file: z.string().optional().describe('The counterexample file, recorded or saved.'),
});

export const checkResult = z.strictObject({
  version: z.literal(1),
  seed: z.int(),
  profile: z.enum(['quick', 'pr', 'nightly']),
  claims: z.array(checkRow),
  problems: z
    .array(z.string())
    .optional()
    .describe('What is wrong with no single claim; absent where nothing is.'),
  exitCode: z.int(),
});

export const listResult = z.strictObject({
  version: z.literal(1),
  claims: z.array(
    z.strictObject({
      protocol: z.string(),
      variant: z.string(),
      ablation: z.string().optional().describe('Identifier of the ablation, such as QKC-A1.'),
      property: z.string(),
      kind,
      expected: verdict,
      source: z.string(),
      section: z.string(),
    }),
  ),
});

const engine = z.strictObject({
  missRate: z
    .number()
    .nonnegative()
    .describe('Runs of the code of the model for a step, as a share of the transitions.'),
  steps: whole.describe('Steps of the instance: types of action with all their arguments.'),
  directSteps: whole.describe('Those whose memo does not pay: they run directly each time.'),
  audited: whole.describe('Transitions and verdicts that were done again and found the same.'),
  storeBytes: whole.describe('What the search kept at its end.'),
});

export const exploreResult = z.strictObject({
  protocol: z.string(),
  variant: z.string(),
  parameters,
  states: whole.describe('Distinct states.'),
  transitions: whole.describe(
    'Initial states and every successor generated, self-loops and duplicates included.',
  ),
  depth: whole.describe('Breadth-first levels, the initial one counted.'),
  complete: z.boolean(),
  cut: cut.optional(),
  symmetry: symmetry.describe(
    'Sets by which states were merged: `states` are orbits then, one state of each was visited.',
  ),
  seconds: z.number().nonnegative(),
  workers: z.int().positive(),
  collisionOdds: z
    .number()
    .nonnegative()
    .describe('Upper bound of the odds that two states were taken for one.'),
  engine: engine
    .optional()
    .describe('How the search went about it. Depends on `workers`, as nothing else but time does.'),
  verdicts: z.array(
    z.strictObject({ property: z.string(), kind, verdict, length: length.optional() }),
  ),
});

export type CheckRow = z.infer<typeof checkRow>;
export type CheckResult = z.infer<typeof checkResult>;
export type ListResult = z.infer<typeof listResult>;
export type ExploreResult = z.infer<typeof exploreResult>;

/** By the name of the file in `docs/schema`. */
export const published = {
  check: checkResult,
  list: listResult,
  explore: exploreResult,
  history: historyResult,
};
