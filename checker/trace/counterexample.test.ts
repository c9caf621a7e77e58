/**
 * Counterexample files.
 *
 * Method: round trips of every kind of recording; digests computed here by another library over
 * texts written by hand. What is refused stands in `refusals.test.ts` and `mutations.test.ts`.
 */
import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { InputError } from '../errors.ts';
import { instantiate } from '../machine.ts';
import { propertyOf } from '../protocol.ts';
import {
  decodeCounterexample,
  fileNameOf,
  parseCounterexample,
  recordCounterexample,
  serializeCounterexample,
} from './counterexample.ts';
import { coinsAreConserved, courier, courierWith } from './courier-fixture.ts';
import {
  always,
  deliver,
  depart,
  eventually,
  recordings,
  resealed,
  rob,
  sha256,
} from './recordings-fixture.ts';

const text = serializeCounterexample(always.counterexample);

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
