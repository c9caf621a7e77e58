/**
 * JSON from strangers.
 *
 * Method: the parser of the language is the oracle. Whatever is accepted here it reads alike, and
 * what it alone accepts is refused for one of the reasons that are stated. Each reason is asserted
 * whole.
 */
import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { InputError } from '../errors.ts';
import { type Json, parseStrictJson } from './strict-json.ts';

const limits = { nestingMax: 4, itemsMax: 5, keysMax: 3, textMax: 14 };

function refusalOf(text: string): string | null {
  try {
    parseStrictJson(text, limits);
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return error instanceof InputError ? error.message : null;
  }
}

describe('each reason, whole', () => {
  const advice = '; restore the file, or record it again with check --save';
  test.each([
    ['', '$ expected a value, got the end of the file (line 1, column 1)'],
    ['{"a":\n  [1,\n   x]}', '$.a[1] expected a value, got "x" (line 3, column 4)'],
    ['[1 2]', '$ expected a comma or a closing bracket, got "2" (line 1, column 4)'],
    ['{"a": 1 "b"', '$ expected a comma or a closing brace, got "\\"" (line 1, column 9)'],
    ['{"a" 1}', '$.a expected a colon, got "1" (line 1, column 6)'],
    ['{a: 1}', '$ expected a key in double quotes, got "a" (line 1, column 2)'],
    ['{"a": 1,}', '$ expected a key in double quotes, got "}" (line 1, column 9)'],
    ['[1] 🪙', '$ expected the end of the file, got "🪙" (line 1, column 5)'],
    ['[1]\u0000', '$ expected the end of the file, got "\\u0000" (line 1, column 4)'],
    ['["ab', '$[0] has text without a closing quote (line 1, column 2)'],
    ['["a\nb"]', '$[0] has text with a line break or a bad escape in it (line 1, column 2)'],
    ['["\\x41"]', '$[0] has text with a line break or a bad escape in it (line 1, column 2)'],
    [
      '["\\u001b[2J"]',
      '$[0] has text with a character that does not show, \\u001b, (line 1, column 2)',
    ],
    [
      '["\\ud800"]',
      '$[0] has text with a character that does not show, \\ud800, (line 1, column 2)',
    ],
    [
      '["\u202e"]',
      '$[0] has text with a character that does not show, \\u202e, (line 1, column 2)',
    ],
    ['"123456789012345"', '$ has text of more than 14 characters (line 1, column 1)'],
    ['[1.0]', '$[0] expected a whole number below 2^53, got 1.0 (line 1, column 2)'],
    ['[1e3]', '$[0] expected a whole number below 2^53, got 1e3 (line 1, column 2)'],
    ['[-0]', '$[0] expected a whole number below 2^53, got -0 (line 1, column 2)'],
    ['[01]', '$[0] expected a whole number below 2^53, got 01 (line 1, column 2)'],
    ['[--]', '$[0] expected a whole number below 2^53, got -- (line 1, column 2)'],
    [
      '9007199254740992',
      '$ expected a whole number below 2^53, got 9007199254740992 (line 1, column 1)',
    ],
    [
      '9'.repeat(99),
      `$ expected a whole number below 2^53, got ${'9'.repeat(40)}… (line 1, column 1)`,
    ],
    ['{"a": 1, "\\u0061": 2}', '$.a is given twice (line 1, column 10)'],
    [
      '{"b": {"__proto__": 1}}',
      '$.b.__proto__ is a name that every object inherits, and no key of a counterexample ' +
        '(line 1, column 8)',
    ],
    ['[[[[[1]]]]]', '$[0][0][0][0] is nested more than 4 deep (line 1, column 5)'],
    ['[1,2,3,4,5,6]', '$ has more than 5 items (line 1, column 12)'],
    ['{"a":1,"b":1,"c":1,"d":1}', '$ has more than 3 keys (line 1, column 23)'],
    ['{"a b\\"]": x}', '$["a b\\"]"] expected a value, got "x" (line 1, column 12)'],
  ])('%j', (text, message) => {
    expect(refusalOf(text)).toBe(message + advice);
  });
  test('a byte order mark', () => {
    expect(refusalOf('\ufeff{}')).toBe(
      '$ starts with a byte order mark; save the file as UTF-8 without it',
    );
  });
  test('a path is cut where it is too long to help', () => {
    const deep = { ...limits, nestingMax: 99 };
    expect(() => parseStrictJson(`${'['.repeat(50)}x`, deep)).toThrow(
      `$${'[0]'.repeat(10)}… expected a value, got "x" (line 1, column 51)`,
    );
  });
});

test.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'])(
  'no record is built with the key %s',
  (key) => {
    expect(refusalOf(`{${JSON.stringify(key)}: {"polluted": 1}}`)).toMatch(/every object inherits/);
    expect({}).not.toHaveProperty('polluted');
  },
);

const tokens = [
  ...'{}[]:,,:""\\ \n-01.e+',
  ...['"a"', '"b"', '"a":', '"\\u0061":', '"__proto__":', 'true', 'null', '12', '[[', ']]'],
];
const soup = fc.array(fc.constantFrom(...tokens), { maxLength: 12 }).map((all) => all.join(''));
const own =
  /whole number|inherits|given twice|does not show|nested more|has more than|of more than/;
const tally = { both: 0, oracleOnly: 0, neither: 0 };

function compare(text: string): void {
  const refusal = refusalOf(text);
  let oracle: { readonly value: unknown } | null = null;
  try {
    oracle = { value: JSON.parse(text) };
  } catch {
    // The oracle refuses it; then nothing may be accepted.
  }
  if (refusal === null) {
    expect(oracle).not.toBeNull();
    expect(parseStrictJson(text, limits)).toStrictEqual(oracle?.value);
    tally.both++;
  } else if (oracle !== null) {
    expect(refusal).toMatch(own);
    tally.oracleOnly++;
  } else tally.neither++;
}

prop.prop([soup], { seed: 2318, numRuns: 20_000 })('token soup: no text has two meanings', compare);
prop.prop([fc.json({ maxDepth: 5 })], { seed: 2318, numRuns: 2000 })('JSON: the same', compare);
test('every answer was met often', () => {
  expect(Math.min(tally.both, tally.oracleOnly, tally.neither)).toBeGreaterThan(500);
});

const plain: fc.Arbitrary<Json> = fc.letrec<{ value: Json; list: Json[]; record: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.maxSafeInteger().map((number) => (number === 0 ? 0 : number)),
    fc.boolean(),
    fc.constant(null),
    fc.string({ maxLength: 6, unit: 'grapheme' }).map((text) => text.normalize()),
    tie('list'),
    tie('record'),
  ),
  list: fc.array(tie('value'), { maxLength: 5 }),
  record: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { noNullPrototype: true }),
})).value;

prop.prop([plain, fc.nat({ max: 3 })], { seed: 2318, numRuns: 2000 })(
  'everything a file may hold is read back, however it is laid out',
  (value, indent) => {
    const roomy = { nestingMax: 9, itemsMax: 5, keysMax: 3, textMax: 200 };
    const text = JSON.stringify(value, null, indent);
    fc.pre(!/[\p{Cc}\p{Cs}\u200e\u200f\u061c]/u.test(text.replaceAll('\n', '')));
    expect(parseStrictJson(text, roomy)).toStrictEqual(value);
  },
);
