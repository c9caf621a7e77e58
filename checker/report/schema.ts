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
  seconds: z.number().nonnegative(),
  workers: z.int().positive(),
  collisionOdds: z
    .number()
    .nonnegative()
    .describe('Upper bound of the odds that two states were taken for one.'),
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
