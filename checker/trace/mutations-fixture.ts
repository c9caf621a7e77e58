/**
 * Ways to damage a counterexample file: in its bytes, in its parts, and, harmless, in its layout.
 */
import { fc } from '@fast-check/vitest';
import { type Counterexample, serializeCounterexample } from './counterexample.ts';
import { type Recording, recordings } from './recordings-fixture.ts';

const recording = fc.constantFrom(...Object.values(recordings));

// ── mutations of bytes ───────────────────────────────────────────────────────────────────────

type ByteMutation = (bytes: readonly number[]) => number[];
const spot = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const at = (bytes: readonly number[], where: number): number => Math.floor(where * bytes.length);
const byte = fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(...[...'{}[]",:\\ \n0-.e'].map(code)));
function code(character: string): number {
  return character.charCodeAt(0);
}

const byteMutation: fc.Arbitrary<ByteMutation> = fc.oneof(
  fc.tuple(spot, fc.nat({ max: 7 })).map(
    ([where, bit]): ByteMutation =>
      (bytes) =>
        bytes.with(at(bytes, where), (bytes[at(bytes, where)] ?? 0) ^ (1 << bit)),
  ),
  fc.tuple(spot, byte).map(
    ([where, value]): ByteMutation =>
      (bytes) =>
        bytes.toSpliced(at(bytes, where), 0, value),
  ),
  fc.tuple(spot, fc.nat({ max: 40 })).map(
    ([where, length]): ByteMutation =>
      (bytes) =>
        bytes.toSpliced(at(bytes, where), length),
  ),
  spot.map(
    (where): ByteMutation =>
      (bytes) =>
        bytes.slice(0, at(bytes, where)),
  ),
  fc.tuple(spot, spot, spot).map(
    ([from, to, where]): ByteMutation =>
      (bytes) =>
        bytes.toSpliced(at(bytes, where), 0, ...bytes.slice(at(bytes, from), at(bytes, to))),
  ),
  fc.constant<ByteMutation>((bytes) => [0xef, 0xbb, 0xbf, ...bytes]),
  fc.constant<ByteMutation>((bytes) => [0xff, 0xfe, ...bytes.flatMap((one) => [one, 0])]),
  fc.constant<ByteMutation>((bytes) => [...bytes, ...bytes]),
);

// ── mutations of parts ───────────────────────────────────────────────────────────────────────

/** A part of a file under mutation: anything, raw text included. */
type Part = unknown;
interface Raw {
  readonly raw: string;
}
const isRaw = (part: Part): part is Raw =>
  typeof part === 'object' && part !== null && 'raw' in part;

/** JSON with raw texts put in as they are, and records given as lists of their fields. */
interface Fields {
  readonly fields: readonly (readonly [string, Part])[];
}
const isFields = (part: Part): part is Fields =>
  typeof part === 'object' && part !== null && 'fields' in part;

function partsOf(value: unknown): Part {
  if (Array.isArray(value)) return value.map(partsOf);
  if (typeof value !== 'object' || value === null) return value;
  return { fields: Object.entries(value).map(([key, child]) => [key, partsOf(child)]) };
}
function write(part: Part): string {
  if (isRaw(part)) return part.raw;
  if (Array.isArray(part)) return `[${part.map(write).join(',')}]`;
  if (!isFields(part)) return JSON.stringify(part);
  return `{${part.fields.map(([key, child]) => `${JSON.stringify(key)}:${write(child)}`)}}`;
}

type PartMutation = (part: Part) => Part;
const deep = (open: string, close: string, depth: number): string =>
  open.repeat(depth) + close.repeat(depth);
const poison = fc.constantFrom(
  ...['null', 'true', '0', '-1', '1.5', '1e999', '-0', '9007199254740993', '""', '"x"', '[]', '{}'],
  ...['NaN', 'undefined', "'x'", '"\\u0000"', '"\\ud83d"', '"\\u202e"', '"../../x"', '[[[{}]]]'],
  ...[deep('[', ']', 70), deep('{"a":', '}', 5000), '9'.repeat(5000), `"${'x'.repeat(5000)}"`],
);
const badKey = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'x',
  '',
  'loop',
);

/** Takes place in one record, or in one item of a list. */
const localMutation: fc.Arbitrary<PartMutation> = fc.oneof(
  poison.map(
    (text): PartMutation =>
      () => ({ raw: text }),
  ),
  fc.nat().map(
    (pick): PartMutation =>
      (part) =>
        edit(part, pick, (list, i) => list.toSpliced(i, 1)),
  ),
  fc.nat().map(
    (pick): PartMutation =>
      (part) =>
        edit(part, pick, (list, i) => list.toSpliced(i, 0, ...list.slice(i, i + 1))),
  ),
  fc.nat().map(
    (pick): PartMutation =>
      (part) =>
        edit(part, pick, (list, i) => [...list.slice(i), ...list.slice(0, i)]),
  ),
  fc.tuple(fc.nat(), badKey).map(
    ([pick, key]): PartMutation =>
      (part) => {
        if (!isFields(part) || part.fields.length === 0) return part;
        const index = pick % part.fields.length;
        return { fields: part.fields.with(index, [key, part.fields[index]?.[1]]) };
      },
  ),
  fc.tuple(badKey, poison).map(
    ([key, text]): PartMutation =>
      (part) =>
        isFields(part) ? { fields: [...part.fields, [key, { raw: text }]] } : part,
  ),
  fc.tuple(fc.nat(), fc.constantFrom(...'0a~é')).map(
    ([pick, character]): PartMutation =>
      (part) =>
        typeof part === 'string' && part.length > 0
          ? [...part].with(pick % [...part].length, character).join('')
          : part,
  ),
  fc.integer({ min: -3, max: 3 }).map(
    (by): PartMutation =>
      (part) =>
        typeof part === 'number' ? part + by : part,
  ),
);

/** Changes the items of a list or the fields of a record; other parts stay. */
function edit(
  part: Part,
  pick: number,
  change: (list: readonly Part[], index: number) => readonly Part[],
): Part {
  const list: readonly Part[] | null = isFields(part)
    ? part.fields
    : Array.isArray(part)
      ? part
      : null;
  if (list === null || list.length === 0) return part;
  const changed = change(list, pick % list.length);
  // What was a list of fields still is one.
  return isFields(part) ? { fields: changed as Fields['fields'] } : changed;
}

/** Goes down by the choices, as far as there is something below, and mutates there. */
function mutateAt(part: Part, choices: readonly number[], mutation: PartMutation): Part {
  const [first, ...others] = choices;
  if (first === undefined) return mutation(part);
  if (Array.isArray(part) && part.length > 0) {
    const index = first % part.length;
    return part.with(index, mutateAt(part[index], others, mutation));
  }
  if (isFields(part) && part.fields.length > 0) {
    const index = first % part.fields.length;
    const [key, child] = part.fields[index] ?? ['', null];
    return { fields: part.fields.with(index, [key, mutateAt(child, others, mutation)]) };
  }
  return mutation(part);
}
const anywhere = fc.tuple(fc.array(fc.nat(), { maxLength: 3 }), localMutation).map(
  ([choices, mutation]): PartMutation =>
    (part) =>
      mutateAt(part, choices, mutation),
);
/** In the actions: what a forger would change, and replay has to notice. */
const inActions = anywhere.map(
  (mutation): PartMutation =>
    (part) => {
      if (!isFields(part)) return part;
      const fields = part.fields.map(([key, child]) =>
        key === 'actions' ? ([key, mutation(child)] as const) : ([key, child] as const),
      );
      return { fields };
    },
);
const partMutation = fc.oneof(
  { weight: 2, arbitrary: anywhere },
  { weight: 1, arbitrary: inActions },
);

/** Other layouts of the same file. */
const layout: fc.Arbitrary<(value: Counterexample) => string> = fc.oneof(
  fc
    .nat({ max: 4 })
    .map((indent) => (value: Counterexample) => JSON.stringify(value, null, indent)),
  fc.constant((value: Counterexample) =>
    JSON.stringify(Object.fromEntries(Object.entries(value).reverse())).replaceAll(',', '\r\n,\t '),
  ),
  fc.constant((value: Counterexample) => serializeCounterexample(value).replaceAll('o', '\\u006f')),
);

// ── mutated files ────────────────────────────────────────────────────────────────────────────

export interface Mutated {
  readonly original: Recording;
  readonly bytes: Uint8Array;
}
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Files whose bytes were changed: most are no JSON any more. */
const ofBytes = fc.tuple(recording, byteMutation).map(([original, mutation]) => {
  const before = [...encode(serializeCounterexample(original.counterexample))];
  const bytes = Uint8Array.from(mutation(before));
  return { original, bytes, isChanged: bytes.join() !== before.join() };
});

/** Files that still are JSON, mostly, and say something else. */
export const forgery = fc
  .tuple(recording, partMutation)
  .map(([original, mutation]) => {
    const parts = partsOf(original.counterexample);
    const text = write(mutation(parts));
    return { original, text, isChanged: text !== write(parts) };
  })
  .filter(({ isChanged }) => isChanged);

const ofLayout = fc.tuple(recording, layout).map(([original, lay]) => ({
  original,
  bytes: encode(lay(original.counterexample)),
}));

export const mutated: fc.Arbitrary<Mutated> = fc.oneof(
  { weight: 4, arbitrary: ofBytes.filter(({ isChanged }) => isChanged) },
  {
    weight: 4,
    arbitrary: forgery.map(({ original, text }) => ({ original, bytes: encode(text) })),
  },
  { weight: 1, arbitrary: ofLayout },
);
