/**
 * Files that are refused.
 *
 * Method: one change a case, its digest made to fit, so that nothing but the change is at fault;
 * each message asserted whole. Then the limits, one below and one above. `strict-json.test.ts` has
 * what is refused before it is a file; `mutations.test.ts` damages files at random.
 */
import { describe, expect, test } from 'vitest';
import { InputError } from '../errors.ts';
import {
  actionsMax,
  checkSize,
  decodeCounterexample,
  parseCounterexample,
  serializeCounterexample,
  sizeMax,
} from './counterexample.ts';
import { always, depart, resealed } from './recordings-fixture.ts';

const text = serializeCounterexample(always.counterexample);
const advice = '; restore the file, or record it again with check --save';

describe('what is refused, whole', () => {
  const someHash = 'a'.repeat(64);
  const name = 'a name of letters, digits, hyphens and underscores';
  const { found } = always.counterexample;
  const cases: readonly [string, Readonly<Record<string, unknown>>, string][] = [
    [
      'another format',
      { format: 'sarif' },
      '$.format expected "shardcheck/counterexample", got "sarif"; ' +
        'this is no counterexample file: give the path of one',
    ],
    [
      'another version',
      { version: 2 },
      '$.version expected 1, got 2; use the version of shardcheck that wrote the file',
    ],
    ['a path for a name', { protocol: '../etc' }, `$.protocol expected ${name}, got "../etc"`],
    ['no property', { property: undefined }, `$.property expected ${name}, got nothing`],
    [
      'two ablations',
      { variant: 'a@b@c' },
      '$.variant expected the name of a variant, or of an ablation and @ and a variant, got "a@b@c"',
    ],
    [
      'a parameter that is a record',
      { parameters: { coins: {} } },
      '$.parameters.coins expected text, a whole number, true or false, got a record',
    ],
    [
      'parameters that are a list',
      { parameters: [] },
      '$.parameters expected a record of parameters, got a list',
    ],
    [
      'a digest in capitals',
      { modelDigest: someHash.toUpperCase() },
      '$.modelDigest expected a SHA-256 digest of 64 lower-case hexadecimal digits, got ' +
        `"${'A'.repeat(40)}…"`,
    ],
    [
      'a kind nobody knows',
      { kind: 'never' },
      '$.kind expected one of always, step, sometimes, recoverable, eventually, got "never"',
    ],
    ['an empty moral', { moral: '' }, '$.moral expected a sentence, got ""'],
    [
      'actions that are no list',
      { actions: {} },
      '$.actions expected a list of actions, got a record',
    ],
    [
      'an action that is text',
      { actions: [depart, 'deliver'] },
      '$.actions[1] expected an action, got "deliver"',
    ],
    [
      'an action without a type',
      { actions: [depart, { coins: 2 }] },
      '$.actions[1].type expected the type of an action, got nothing',
    ],
    [
      'an argument that is a record',
      { actions: [depart, { type: 'deliver', from: { $ref: 'x' } }] },
      '$.actions[1].from expected text, a whole number, true, false, null or a list of these, ' +
        'got a record',
    ],
    [
      'a digest that is a number',
      { digests: [someHash, 7] },
      '$.digests[1] expected a SHA-256 digest of 64 lower-case hexadecimal digits, got 7',
    ],
    ['a digest too few', { digests: [someHash] }, '$.digests expected one digest a step, 2, got 1'],
    [
      'a loop where there is none',
      { loop: 1 },
      '$.loop expected nothing where kind is always, got 1',
    ],
    [
      'no loop where there is one',
      { kind: 'eventually' },
      '$.loop expected a step where kind is eventually, got nothing',
    ],
    [
      'a loop beyond the end',
      { kind: 'eventually', loop: 3 },
      '$.loop expected a step from 0 to 2, got 3',
    ],
    [
      'a negative loop',
      { kind: 'eventually', loop: -1 },
      '$.loop expected a step of the execution, got -1',
    ],
    [
      'another finder',
      { found: { ...found, by: 'hand' } },
      '$.found.by expected sampled or exhaustive, got "hand"',
    ],
    [
      'a negative number of runs',
      { found: { ...found, runs: -1 } },
      '$.found.runs expected a whole number from 0, or null, got -1',
    ],
    ['another minimality', { minimal: true }, '$.minimal expected proven or local, got true'],
    ['a model to load', { module: './evil.ts' }, '$.module is no part of the format'],
    [
      'code within a record',
      { found: { ...found, 'require("fs")': 1 } },
      '$.found["require(\\"fs\\")"] is no part of the format',
    ],
  ];
  test.each(cases)('%s', (_what, change, message) => {
    const expected = message.includes('; ') ? message : message + advice;
    expect(() => parseCounterexample(resealed(change))).toThrow(new InputError(expected));
  });

  test('a change that its digest does not know of', () => {
    const changed = text.replace('"coins": 2,\n      "from"', '"coins": 1,\n      "from"');
    expect(changed).not.toBe(text);
    expect(() => parseCounterexample(changed)).toThrow(
      new InputError(`$.digest does not match the file, which was changed or damaged${advice}`),
    );
  });
  test('bytes that are not UTF-8', () => {
    expect(() => decodeCounterexample(Uint8Array.of(0x7b, 0xff))).toThrow(
      new InputError(`$ expected UTF-8, got bytes that are not${advice}`),
    );
  });
  test('a byte order mark is not swallowed', () => {
    const marked = decodeCounterexample(new TextEncoder().encode(`\ufeff${text}`));
    expect(() => parseCounterexample(marked)).toThrow(
      new InputError('$ starts with a byte order mark; save the file as UTF-8 without it'),
    );
  });
});

describe('limits', () => {
  test('size, by what the file system states, by the bytes, and by the text', () => {
    expect(() => checkSize(sizeMax)).not.toThrow();
    const tooLarge = `$ expected at most 16777216 bytes, got 16777217${advice}`;
    expect(() => checkSize(sizeMax + 1)).toThrow(new InputError(tooLarge));
    expect(() => decodeCounterexample(new Uint8Array(sizeMax + 1))).toThrow(tooLarge);
    expect(() => parseCounterexample(' '.repeat(sizeMax + 1))).toThrow(tooLarge);
  });
  test('nesting: 64 levels, and no crash from a million', () => {
    const nest = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const argument = (depth: number): string =>
      text.replace('"from": "road"', `"from": ${nest(depth)}`);
    // The root, the list of actions and the action are three levels.
    expect(() => parseCounterexample(argument(61))).toThrow(/^\$\.digest does not match/);
    expect(() => parseCounterexample(argument(62))).toThrow(
      /^\$\.actions\[1\]\.from\[0\].*… is nested more than 64 deep \(line 8, column 76\)/,
    );
    expect(() => parseCounterexample(nest(1_000_000))).toThrow(/ is nested more than 64 deep/);
  });
  test('actions: one more than allowed is refused where it stands', () => {
    const actions = Array.from({ length: actionsMax }, () => depart);
    const full = resealed({ actions, digests: actions.map(() => 'a'.repeat(64)) });
    expect(parseCounterexample(full).actions).toHaveLength(actionsMax);
    const line = full.replace('"actions":[', '"actions":[{"type":"depart"},');
    expect(() => parseCounterexample(line)).toThrow(/^\$\.actions has more than 100000 items \(/);
  });
  test('a file of a million mistakes is refused for the first', () => {
    const bad = text.replace('"type": "depart"', `"type": [${'{},'.repeat(90_000)}{}]`);
    expect(() => parseCounterexample(bad)).toThrow(
      new InputError(`$.actions[0].type expected the type of an action, got a list${advice}`),
    );
  });
});
