/** The JSON of `shardcheck history`, version 1. */
import { z } from 'zod';
import { kindNames } from './edges.ts';
import { levels } from './levels.ts';

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const edge = z.strictObject({
  kind: z.enum(kindNames),
  from: z.string(),
  to: z.string(),
  key: z.string().optional(),
  before: value.optional(),
  after: value.optional(),
  because: z.string().optional(),
  inferred: z.literal(true).optional(),
  says: z.string(),
});

const anomaly = z.strictObject({
  name: z.string(),
  transactions: z.array(z.string()),
  cycle: z.array(edge),
  minimal: z.enum(['proven', 'not proven']),
  says: z.string(),
});

export const historyResult = z.strictObject({
  version: z.literal(1),
  about: z.string(),
  verdicts: z.array(
    z.strictObject({
      level: z.enum([...levels, 'linearizable']),
      verdict: z.enum(['holds', 'violated', 'unknown']),
      by: z.string(),
      anomaly: anomaly.optional(),
    }),
  ),
  anomalies: z.array(anomaly),
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(3)]),
});
