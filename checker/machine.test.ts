/**
 * Instances of protocols, and models that cheat.
 *
 * Method: one small protocol, its variants and parameters; then the same protocol with one breach
 * of the contract at a time, each refused with a message, asserted whole, that names the protocol,
 * the action and the path.
 */
import { describe, expect, test } from 'vitest';
import { InputError, ModelError } from './errors.ts';
import { exploreBreadthFirst } from './explore/breadth-first.ts';
import { enabledSteps, instantiate, isFrontier, reduce, refusalOf, show } from './machine.ts';
import { type ActionSpec, choice, count, protocol, range } from './protocol.ts';

interface State {
  locks: (number | null)[];
  left: number;
}
type Lock = ActionSpec<State, { readonly shard: readonly number[] }>;

/** Two shards to lock, with one part of the action exchanged. */
function lockers(change: Partial<Lock> = {}) {
  return protocol({
    name: 'lockers',
    source: 'fixture',
    section: '0',
    version: 1,
    parameters: {
      shards: count(2, { min: 1, max: 4 }),
      mode: choice('fast', ['fast', 'slow']),
      durable: true,
    },
    init: (p): State => ({ locks: range(p.shards).map(() => null), left: 1 }),
  })({
    variants: { slow: { mode: 'slow' } },
    ablations: {
      'lost-memory': { id: 'L-A1', removes: 'locks survive a crash', set: { durable: false } },
      'shared-locks': { id: 'L-A2', removes: 'a lock is alone', without: ['lock: it is free'] },
      'no-such-rule': { id: 'L-A3', removes: 'nothing', without: ['lock: it is locked'] },
    },
    actions: (p, action) => ({
      lock: action<{ readonly shard: readonly number[] }>({
        actor: 'honest',
        over: { shard: range(p.shards) },
        when: { 'it is free': (state, { shard }) => state.locks[shard] === null },
        bound: { 'locks are left': (state) => state.left > 0 },
        then: (draft, { shard }) => {
          draft.locks[shard] = 1;
          draft.left -= 1;
        },
        says: ({ shard }) => `locks shard ${shard}`,
        ...change,
      }),
    }),
    ledger: {},
  });
}

describe('instances', () => {
  test('a variant sets parameters, an ablation sets them or drops rules, both together', () => {
    const at = (variant: string) => instantiate(lockers(), variant);
    expect(at('baseline').parameters).toEqual({ shards: 2, mode: 'fast', durable: true });
    expect(at('slow').parameters).toEqual({ shards: 2, mode: 'slow', durable: true });
    expect(at('lost-memory').parameters).toEqual({ shards: 2, mode: 'fast', durable: false });
    expect(at('lost-memory@slow').parameters).toEqual({ shards: 2, mode: 'slow', durable: false });
    expect(at('shared-locks').steps.map((step) => step.rules.length)).toEqual([0, 0]);
    expect(at('baseline').steps.map(({ action }) => show(action))).toEqual([
      'lock shard=0',
      'lock shard=1',
    ]);
  });

  test.each([
    [
      'fastest',
      {},
      'variant expected one of baseline, slow, lost-memory, shared-locks, no-such-rule (an ' +
        'ablation may be followed by @ and a variant), got "fastest"',
    ],
    ['baseline', { shards: 5 }, 'shards expected a whole number from 1 to 4, got 5'],
    ['baseline', { shards: 1.5 }, 'shards expected a whole number from 1 to 4, got 1.5'],
    ['baseline', { mode: 'slower' }, 'mode expected one of fast, slow, got "slower"'],
    ['baseline', { durable: 1 }, 'durable expected true or false, got 1'],
    [
      'baseline',
      { toString: 1 },
      'parameter expected one of shards, mode, durable, got "toString"',
    ],
    [
      'no-such-rule',
      {},
      'lockers/no-such-rule removes a rule that does not exist: "lock: it is locked"; known:\n' +
        '  lock: it is free',
    ],
  ])('%s %o is refused', (variant, settings, message) => {
    expect(() => instantiate(lockers(), variant, settings)).toThrow(new InputError(message));
  });

  test('the reducer is pure, and refuses what is not enabled by the name of the rule', () => {
    const machine = instantiate(lockers(), 'baseline');
    const action = { type: 'lock', shard: 0 };
    const after = reduce(machine, machine.initial, action);
    expect(after).toEqual({ locks: [1, null], left: 0 });
    expect(machine.initial).toEqual({ locks: [null, null], left: 1 });
    expect(() => reduce(machine, after, action)).toThrow(
      new InputError('lock shard=0 is not enabled: refused by "it is free"'),
    );
    expect(() => reduce(machine, after, { type: 'lock', shard: 7 })).toThrow(
      new InputError('lock shard=7 is outside the bounds of lockers/baseline'),
    );
    expect(() => reduce(machine, after, { type: 'unlock' })).toThrow(
      new InputError('action expected one of lock, got "unlock"'),
    );
  });

  test('a bound stops a step without being a rule: that makes a frontier state', () => {
    const machine = instantiate(lockers(), 'baseline');
    const after = reduce(machine, machine.initial, { type: 'lock', shard: 0 });
    expect(enabledSteps(machine, after)).toEqual([]);
    expect(machine.steps.map((step) => refusalOf(step, after))).toEqual([
      'it is free',
      'locks are left',
    ]);
    expect(isFrontier(machine, machine.initial)).toBe(false);
    expect(isFrontier(machine, after)).toBe(true);
  });
});

describe('a model that cheats is refused where it does', () => {
  // The casts let the fixtures do what the types forbid.
  const cheats: readonly [string, Partial<Lock>, string][] = [
    [
      'a rule that writes',
      { when: { sly: write } },
      'lockers/baseline, rules of lock shard=0: writes to "left" of the state; only `then` may write',
    ],
    [
      'a rule that reads outside the shape',
      { when: { wide: (state, { shard }) => state.locks[shard + 2] === null } },
      'lockers/baseline, rules of lock shard=0: reads state.locks[2], which does not exist',
    ],
    [
      'an effect that adds a key',
      { then: (draft) => void Object.assign(draft, { extra: 1 }) },
      'lockers/baseline, lock shard=0: state.extra is a new key; the shape is fixed: put it into ' +
        '`init`',
    ],
    [
      'an effect that grows an array',
      { then: (draft) => void draft.locks.push(1) },
      'lockers/baseline, lock shard=0: state.locks was an array of 2 and is now an array of 3; ' +
        'the shape is fixed',
    ],
    [
      'an effect that leaves something JSON cannot hold',
      { then: (draft) => void Object.assign(draft, { left: Number.NaN }) },
      'lockers/baseline, lock shard=0: state.left is NaN; a state is plain data, and absence is ' +
        'null',
    ],
    [
      'an enabled step that throws',
      {
        then: () => {
          throw new Error('no bread');
        },
      },
      'lockers/baseline, lock shard=0: no bread',
    ],
    [
      'an effect that reads outside the shape',
      { then: (draft) => void draft.locks.fill(Reflect.get(draft, 'right')) },
      'lockers/baseline, lock shard=0: reads state.right, which does not exist',
    ],
  ];
  test.each(cheats)('%s', (_name, change, message) => {
    const machine = instantiate(lockers(change), 'baseline');
    expect(() => exploreBreadthFirst(machine, { properties: [] })).toThrow(new ModelError(message));
  });

  test('an initial state that is not plain', () => {
    const odd = protocol({
      name: 'odd',
      source: 'fixture',
      section: '0',
      version: 1,
      parameters: {},
      init: () => ({ since: new Date(0) }),
    })({ ablations: {}, actions: () => ({}), ledger: {} });
    expect(() => instantiate(odd, 'baseline')).toThrow(
      new ModelError(
        'odd/baseline: init: state.since is an object of class Date; a state is plain data, and ' +
          'absence is null',
      ),
    );
  });
});

function write(state: { readonly left: number }): boolean {
  (state as { left: number }).left = 0;
  return true;
}
