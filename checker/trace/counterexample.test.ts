/**
 * Counterexample files.
 *
 * Method: round trips of every kind of recording; digests computed here by another library over
 * texts written by hand; each refusal asserted whole. `mutations.test.ts` damages files at random.
 */
import { createHash } from 'node:crypto';
import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { InputError } from '../errors.ts';
import { instantiate } from '../machine.ts';
import { propertyOf } from '../protocol.ts';
import {
  actionsMax,
  type Counterexample,
  checkSize,
  decodeCounterexample,
  fileNameOf,
  parseCounterexample,
  recordCounterexample,
  serializeCounterexample,
  sizeMax,
} from './counterexample.ts';
import { coinsAreConserved, courier, courierWith } from './courier-fixture.ts';
import { always, deliver, depart, eventually, recordings, rob } from './recordings-fixture.ts';

const text = serializeCounterexample(always.counterexample);
const sha256 = (of: string): string => createHash('sha256').update(of).digest('hex');

/** A file with some parts changed and its digest made to fit again. */
function resealed(change: Readonly<Record<string, unknown>>, of = always.counterexample): string {
  const { digest: _old, ...file } = { ...of, ...change };
  const bare = JSON.parse(serializeCounterexample(file as unknown as Counterexample)) as object;
  const digest = sha256(`${JSON.stringify(bare, null, 2)}\n`);
  return JSON.stringify({ ...bare, digest });
}

test('the file, whole', () => {
  expect(text).toBe(`{
  "actions": [
    {
      "type": "depart"
    },
    {
      "coins": 2,
      "from": "road",
      "type": "deliver"
    }
  ],
  "digest": "${always.counterexample.digest}",
  "digests": [
    "${sha256('{"bank":1,"departures":0,"road":1,"shop":0,"stolen":0}')}",
    "${sha256('{"bank":1,"departures":0,"road":0,"shop":2,"stolen":0}')}"
  ],
  "format": "shardcheck/counterexample",
  "found": {
    "by": "sampled",
    "runs": 12,
    "seed": -7,
    "shrunkFrom": 31,
    "strategy": "swarm"
  },
  "kind": "always",
  "minimal": "local",
  "modelDigest": "${always.counterexample.modelDigest}",
  "moral": "Whoever delivers without looking delivers what is not there.",
  "parameters": {
    "coins": 2,
    "departures": 0
  },
  "property": "coins-are-conserved",
  "protocol": "courier",
  "variant": "no-look",
  "version": 1
}
`);
});

describe('digests', () => {
  test('of the file: its text without that line', () => {
    const bare = text.replace(/ {2}"digest": .*\n/, '');
    expect(always.counterexample.digest).toBe(sha256(bare));
  });
  test('of the model: name, version and parameters', () => {
    const model = `{
  "parameters": {
    "coins": 2,
    "departures": 0
  },
  "protocol": "courier",
  "version": 1
}
`;
    expect(always.counterexample.modelDigest).toBe(sha256(model));
    const digests = [
      instantiate(courier, 'baseline'),
      instantiate(courier, 'baseline', { coins: 3 }),
      instantiate(courierWith({ version: 2 }), 'baseline'),
    ].map((machine) => {
      const { moral, found, minimal } = always.counterexample;
      const details = { moral, found, minimal };
      return recordCounterexample(machine, coinsAreConserved, [depart], details).modelDigest;
    });
    expect(new Set(digests).size).toBe(3);
    expect(digests[0]).toBe(always.counterexample.modelDigest);
  });
});

describe('round trips', () => {
  test.each(Object.entries(recordings))('%s', (_kind, { counterexample }) => {
    const written = serializeCounterexample(counterexample);
    const read = parseCounterexample(decodeCounterexample(new TextEncoder().encode(written)));
    expect(read).toStrictEqual(counterexample);
    expect(serializeCounterexample(read)).toBe(written);
  });

  const argument = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      fc.maxSafeInteger().map((number) => (number === 0 ? 0 : number)),
      fc.stringMatching(/^[ -~à-ÿ🪙"\\]{0,9}$/u),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('any'), { maxLength: 3 }),
    ),
  })).any;
  const action = fc.record({ type: fc.stringMatching(/^\w{1,9}$/), tx: argument, from: argument });
  prop.prop([fc.array(action, { maxLength: 6 }), fc.boolean()], { seed: 2318, numRuns: 500 })(
    'actions of any arguments: byte-identical, and the same from any layout',
    (actions, isLoop) => {
      const change = {
        actions,
        digests: actions.map((one) => sha256(JSON.stringify(one))),
        ...(isLoop ? { kind: 'eventually', loop: actions.length } : {}),
      };
      const loose = resealed(change);
      const read = parseCounterexample(loose);
      expect(read).toMatchObject(change);
      const canonical = serializeCounterexample(read);
      expect(parseCounterexample(canonical)).toStrictEqual(read);
      expect(serializeCounterexample(parseCounterexample(canonical))).toBe(canonical);
    },
  );
});

describe('what is refused, whole', () => {
  const advice = '; restore the file, or record it again with check --save';
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
  const advice = '; restore the file, or record it again with check --save';
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

describe('recording', () => {
  const { moral, found, minimal } = always.counterexample;
  const details = { moral, found, minimal };
  const machine = instantiate(courier, 'baseline');

  test('refuses an execution that cannot be', () => {
    expect(() => recordCounterexample(machine, coinsAreConserved, [rob], details)).toThrow(
      new InputError('rob is not enabled: refused by "a coin is on the road"'),
    );
  });
  test('writes nothing that could not be read', () => {
    const odd = propertyOf(courier, { ...coinsAreConserved, name: 'my property' });
    expect(() => recordCounterexample(machine, odd, [], details)).toThrow(
      new InputError(
        'no file can hold this counterexample: $.property expected a name of letters, digits, ' +
          'hyphens and underscores, got "my property"',
      ),
    );
    const shouting = { ...details, moral: 'Look:\u0007' };
    expect(() => recordCounterexample(machine, coinsAreConserved, [], shouting)).toThrow(
      'no file can hold this counterexample: $.moral has text with a character that does not ' +
        'show, \\u0007,',
    );
  });
  test('an argument may be given in any order', () => {
    const ablated = instantiate(courier, 'no-look');
    const { coins, from, type } = deliver(2) as { type: string; coins: number; from: string };
    const execution = [depart, { from, coins, type }];
    const again = recordCounterexample(ablated, coinsAreConserved, execution, details);
    expect(serializeCounterexample(again)).toBe(text);
  });
  test('a loop makes it a counterexample to "eventually"', () => {
    expect(eventually.counterexample).toMatchObject({ kind: 'eventually', loop: 2 });
  });
});

test('file names', () => {
  expect(fileNameOf(always.counterexample)).toBe('courier.no-look.coins-are-conserved.json');
});
