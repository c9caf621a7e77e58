/**
 * What version 1 of a counterexample file may hold, and nothing else. The words of each part
 * complete the sentence "expected …".
 */
import { z } from 'zod';
import type { Argument } from '../protocol.ts';
import { type JsonPath, quote, recordAgain, refusal } from './refusal.ts';

export const formatName = 'shardcheck/counterexample';
export const formatVersion = 1;

/** Names become parts of a file name, and must stay inside their folder. */
function name(words: string, pattern: RegExp): z.ZodString {
  return z.string(words).regex(pattern, words);
}
const plainName = name(
  'a name of letters, digits, hyphens and underscores',
  /^[A-Za-z0-9][\w-]{0,99}$/,
);
const variantName = name(
  'the name of a variant, or of an ablation and @ and a variant',
  /^[A-Za-z0-9][\w-]{0,99}(?:@[A-Za-z0-9][\w-]{0,99})?$/,
);
const digest = name('a SHA-256 digest of 64 lower-case hexadecimal digits', /^[0-9a-f]{64}$/);
const whole = z.int('a whole number');
const tally = z.int('a whole number from 0, or null').min(0, 'a whole number from 0, or null');
const sentence = 'a sentence';
const foundBy = 'sampled or exhaustive';

const found = z.strictObject(
  {
    by: z.enum(['sampled', 'exhaustive'], foundBy),
    seed: z.int('a whole number, or null').nullable(),
    strategy: z.string('text, or null').nullable(),
    runs: tally.nullable(),
    shrunkFrom: tally.nullable(),
  },
  'a record',
);

const kinds = ['always', 'step', 'sometimes', 'recoverable', 'eventually'] as const;

const file = z.strictObject(
  {
    format: z.literal(formatName, `"${formatName}"`),
    version: z.literal(formatVersion, String(formatVersion)),
    protocol: plainName,
    variant: variantName,
    parameters: z.record(
      z.string(),
      z.union([z.string(), z.int(), z.boolean()], 'text, a whole number, true or false'),
      'a record of parameters',
    ),
    modelDigest: digest,
    property: plainName,
    kind: z.enum(kinds, `one of ${kinds.join(', ')}`),
    moral: z.string(sentence).min(1, sentence),
    actions: z.array(z.unknown(), 'a list of actions'),
    loop: whole.min(0, 'a step of the execution').exactOptional(),
    digests: z.array(z.unknown(), 'a list of digests'),
    found,
    minimal: z.enum(['proven', 'local'], 'proven or local'),
    digest,
  },
  'a record',
);

/** A number that JSON can hold but a file may not comes only from a recorder, never from a file. */
function isArgument(value: unknown): value is Argument {
  if (Array.isArray(value)) return value.every(isArgument);
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0);
  return value === null || typeof value === 'string' || typeof value === 'boolean';
}
const argument = z.custom<Argument>(
  isArgument,
  'text, a whole number, true, false, null or a list of these',
);
const action = z
  .object({ type: z.string('the type of an action') }, 'an action')
  .catchall(argument);

export type FileShape = Omit<z.infer<typeof file>, 'actions' | 'digests'> & {
  actions: z.infer<typeof action>[];
  digests: string[];
};

/**
 * Lists are checked item by item and the first bad one ends it, so that a file of a million
 * mistakes costs no more than a file of one.
 *
 * @throws InputError
 */
export function checkSchema(value: unknown): FileShape {
  const head = check(file, value, []);
  return {
    ...head,
    actions: head.actions.map((item, index) => check(action, item, ['actions', index])),
    digests: head.digests.map((item, index) => check(digest, item, ['digests', index])),
  };
}

function check<T>(schema: z.ZodType<T>, value: unknown, at: JsonPath): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = [...at, ...((issue?.path ?? []) as JsonPath)];
  if (issue?.code === 'unrecognized_keys') {
    throw refusal([...path, issue.keys[0] ?? ''], 'is no part of the format', recordAgain);
  }
  const got = (issue?.path ?? []).reduce(
    (inside: unknown, key) => (inside as Record<PropertyKey, unknown>)[key],
    value,
  );
  throw refusal(path, `expected ${issue?.message}, got ${quote(got)}`, adviceFor(path));
}

function adviceFor([first]: JsonPath): string {
  if (first === 'format') return 'this is no counterexample file: give the path of one';
  if (first === 'version') return 'use the version of shardcheck that wrote the file';
  return recordAgain;
}
