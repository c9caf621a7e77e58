/**
 * Method: hand-made histories for what is easy to get wrong, then random ones of up to 7 operations
 * on each kind of object, decided a second time by trying every order of them.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { checkLinearizable } from './linearizable.ts';
import type { ObjectHistory } from './object-models.ts';
import { type ObjectOperation, objectModels } from './object-models.ts';

function historyOf(
  modelName: string,
  initial: unknown,
  operations: readonly Partial<ObjectOperation>[],
): ObjectHistory {
  const model = objectModels[modelName];
  if (model === undefined) throw new Error(`no model ${modelName}`);
  const whole = operations.map((operation, process) => ({
    process,
    f: 'read',
    key: null,
    arg: undefined,
    out: undefined,
    ok: null,
    call: 0,
    ret: null,
    ops: [],
    ...operation,
  }));
  return { model, modelName, initial: model.initial(initial), operations: whole };
}

describe('a register', () => {
  it('returns what was written last, or is being written', () => {
    const history = historyOf('register', 0, [
      { f: 'write', arg: 1, call: 0, ret: 10 },
      { f: 'read', out: 0, call: 1, ret: 2 },
      { f: 'read', out: 1, call: 3, ret: 4 },
    ]);
    expect(checkLinearizable(history)).toMatchObject({ verdict: 'holds', witness: null });
  });

  it('does not go back', () => {
    const history = historyOf('register', 0, [
      { f: 'write', arg: 1, call: 0, ret: 10 },
      { f: 'read', out: 1, call: 1, ret: 2 },
      { f: 'read', out: 0, call: 3, ret: 4 },
    ]);
    const report = checkLinearizable(history);
    expect(report.verdict).toBe('violated');
    expect(report.witness?.says).toBe(
      'read → 0 of process 2 returned at 4, yet no order of what was called before allows it; ' +
        'the furthest one places 2 operations and arrives at 1',
    );
  });

  it('may need a write of the value that it holds already', () => {
    const history = historyOf('register', 5, [
      { f: 'write', arg: 5, call: 0, ret: 9 },
      { f: 'write', arg: 3, call: 0, ret: 1 },
      { f: 'read', out: 3, call: 2, ret: 3 },
      { f: 'read', out: 5, call: 4, ret: 5 },
    ]);
    expect(checkLinearizable(history).verdict).toBe('holds');
  });

  it('lets an operation without a return happen at any time, or never', () => {
    const never = historyOf('register', 0, [
      { f: 'write', arg: 1, call: 0 },
      { f: 'read', out: 0, call: 5, ret: 6 },
    ]);
    expect(checkLinearizable(never).verdict).toBe('holds');
    const late = historyOf('register', 0, [
      { f: 'write', arg: 1, call: 0 },
      { f: 'read', out: 0, call: 5, ret: 6 },
      { f: 'read', out: 1, call: 7, ret: 8 },
      { f: 'read', out: 0, call: 9, ret: 10 },
    ]);
    expect(checkLinearizable(late).verdict).toBe('violated');
  });

  it('takes what ends and begins at one time to overlap', () => {
    const history = historyOf('register', 0, [
      { f: 'write', arg: 1, call: 0, ret: 5 },
      { f: 'read', out: 0, call: 5, ret: 5 },
    ]);
    expect(checkLinearizable(history).verdict).toBe('holds');
  });
});

describe('a budget', () => {
  it('ends in unknown', () => {
    const history = historyOf('register', 0, [{ f: 'read', out: 1, call: 0, ret: 1 }]);
    expect(checkLinearizable(history, () => true).verdict).toBe('unknown');
  });
});

// ── every order ──────────────────────────────────────────────────────────────────────────────

/** Whether some order of the operations, and of some of those without a return, fits. */
function fits({ model, initial, operations }: ObjectHistory): boolean {
  const place = (state: string, left: readonly ObjectOperation[]): boolean => {
    if (left.every(({ ret }) => ret === null)) return true;
    return left.some((next) => {
      const isLate = left.some((o) => o !== next && o.ret !== null && o.ret < next.call);
      const after = isLate ? null : model.step(state, next);
      return (
        after !== null &&
        place(
          after,
          left.filter((o) => o !== next),
        )
      );
    });
  };
  if (!model.isKeyed) return place(initial, operations);
  const keys = new Set(operations.map(({ key }) => key));
  return [...keys].every((key) =>
    place(
      initial,
      operations.filter((o) => o.key === key),
    ),
  );
}

const when = fc.record({
  call: fc.nat(12),
  lasts: fc.option(fc.nat(6), { freq: 6 }),
});
const value = fc.nat(2);
const register = fc.oneof(
  fc.record({ f: fc.constant('read'), out: value }),
  fc.record({ f: fc.constant('write'), arg: value }),
  fc.record({ f: fc.constant('cas'), arg: fc.tuple(value, value), ok: fc.boolean() }),
);
const letter = fc.constantFrom('a', 'b');
const kv = fc.oneof(
  fc.record({ f: fc.constant('get'), out: fc.constantFrom('', 'a', 'b', 'ab', 'ba'), key: letter }),
  fc.record({ f: fc.constant('put'), arg: letter, key: letter }),
  fc.record({ f: fc.constant('append'), arg: letter, key: letter }),
);
const mutex = fc.record({ f: fc.constantFrom('acquire', 'release') });
const several = fc.record({
  f: fc.constant('txn'),
  ops: fc.array(fc.tuple(fc.constantFrom('r', 'w'), fc.constantFrom('x', 'y'), value), {
    minLength: 1,
    maxLength: 2,
  }),
});

function histories(name: string, initial: unknown, operation: fc.Arbitrary<object>) {
  return fc.array(fc.tuple(operation, when), { maxLength: 7 }).map((drafts) =>
    historyOf(
      name,
      initial,
      drafts.map(([draft, { call, lasts }]) => {
        const given = draft as Partial<ObjectOperation>;
        // Nobody learns what an operation did that never returned.
        const outcome = lasts === null ? { out: undefined, ok: null } : {};
        return { ...given, ...outcome, call, ret: lasts === null ? null : call + lasts };
      }),
    ),
  );
}

describe('random histories, by every order of their operations', () => {
  const kinds: [string, unknown, fc.Arbitrary<object>][] = [
    ['cas-register', 0, register],
    ['kv', '', kv],
    ['mutex', undefined, mutex],
    ['multi-register', { x: 0, y: 0 }, several],
  ];
  for (const [name, initial, operation] of kinds) {
    const verdicts = { holds: 0, violated: 0, unknown: 0 };
    test.prop([histories(name, initial, operation)], { numRuns: 3000, seed: 4 })(
      name,
      (history) => {
        const { verdict } = checkLinearizable(history);
        verdicts[verdict]++;
        expect(verdict).toBe(fits(history) ? 'holds' : 'violated');
      },
    );
    it(`${name}: both verdicts occurred`, () => {
      expect(Math.min(verdicts.holds, verdicts.violated)).toBeGreaterThan(100);
    });
  }
});
