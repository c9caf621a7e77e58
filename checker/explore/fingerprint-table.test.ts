/**
 * The table against a `Map`, while it grows.
 *
 * Method: fast-check draws fingerprints whose second words (their homes) crowd together at the end
 * and the beginning of the table, so that entries wrap around. After each growth every entry is
 * found, with its number, and nothing else is.
 */
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import {
  enlarge,
  enlargement,
  enter,
  entryWords,
  type FingerprintTable,
  fingerprintTable,
  free,
  isEntered,
  makeRoom,
  numberAt,
} from './fingerprint-table.ts';

type Words = readonly [number, number, number, number];

const home = fc.oneof(
  fc.integer(),
  fc.integer({ min: -40, max: 40 }),
  fc.integer({ min: 4050, max: 4140 }),
);
const fingerprint = fc.tuple(fc.integer({ min: -2, max: 3 }), home, fc.nat(3), fc.nat(3));

test.prop([
  fc.array(fingerprint, { maxLength: 400 }),
  fc.array(fingerprint, { maxLength: 60 }),
  fc.constantFrom(2, 4),
])(
  'finds what was entered, and nothing else, before and after growing',
  (drawn, others, factor) => {
    const bare = fingerprintTable(false);
    const places = enterAll(bare, drawn);
    const table = fingerprintTable(true);
    const numbers = enterAll(table, drawn);
    for (let growth = 0; growth < 3; growth++) {
      for (const words of [...drawn, ...others]) {
        expect(isEntered(bare.words, bare.mask, ...words)).toBe(places.has(keyOf(words, 4)));
      }
      for (const words of drawn) {
        expect(numberAt(table, enter(table, ...words))).toBe(numbers.get(keyOf(words, 3)));
      }
      enlarge(bare, factor);
      enlarge(table, factor);
      for (const { words } of [bare, table]) expect(remainsIn(words)).toEqual([]);
    }
  },
);

test('grows by itself, and past the length at which its memory becomes its own', () => {
  const table = fingerprintTable(true);
  const drawn = Array.from({ length: 100_000 }, (_, index): Words => [index, index * 7, index, 0]);
  const numbers = enterAll(table, drawn);
  expect(table.words.buffer).toBeInstanceOf(SharedArrayBuffer);
  const lost = drawn.filter(
    (words) => numberAt(table, enter(table, ...words)) !== numbers.get(keyOf(words, 3)),
  );
  expect(lost).toEqual([]);
});

test('a table whose places would not be 32-bit integers any more does not grow', () => {
  const longest = 2 ** 29;
  expect(enlargement({ mask: longest / 2 - 1 }) * (longest / 2)).toBe(longest);
  expect(enlargement({ mask: longest - 1 })).toBe(Number.POSITIVE_INFINITY);
  expect(((longest - 1) << 2) + 3).toBe(2 ** 31 - 1);
});

/** Places of free entries in which something is left of others. */
function remainsIn(words: Int32Array): number[] {
  const remains: number[] = [];
  for (let at = 0; at < words.length; at += entryWords) {
    if (words[at] !== free) continue;
    if (words[at + 1] !== 0 || words[at + 2] !== 0 || words[at + 3] !== 0) remains.push(at);
  }
  return remains;
}

/** Numbers by fingerprint. */
function enterAll(table: FingerprintTable, drawn: readonly Words[]): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const words of drawn) {
    const key = keyOf(words, table.isNumbered ? 3 : 4);
    const isNew = enter(table, ...words) < 0;
    if (isNew === numbers.has(key)) expect.unreachable('entered and not, or the reverse');
    if (isNew) numbers.set(key, numbers.size);
    makeRoom(table);
  }
  return numbers;
}

/** What a table compares. Marks 0 and 1 are taken: what begins with them counts as 2 and 3. */
function keyOf([first, ...rest]: Words, wordCount: number): string {
  return [first === 0 ? 2 : first === 1 ? 3 : first, ...rest.slice(0, wordCount - 1)].join();
}
