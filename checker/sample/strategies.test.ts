/**
 * What each strategy promises, on a machine in which everything is always enabled: then what a
 * walk contains is the strategy's choice alone. Four types of actions; `a` has nine steps, the others
 * three each.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantiate } from '../machine.ts';
import { protocol, range } from '../protocol.ts';
import { executions } from './executions.ts';
import type { StrategyName } from './strategies.ts';

const types = ['a', 'b', 'c', 'd'];

/** @param changes Whether a step changes the state. */
function freeMachine(changes: boolean) {
  const definition = protocol({
    name: 'free',
    source: 'made up by a test',
    section: '0',
    version: 1,
    parameters: {},
    init: () => ({ count: 0 }),
  })({
    ablations: {},
    actions: (_p, action) =>
      Object.fromEntries(
        types.map((type) => [
          type,
          action({
            actor: 'honest',
            over: { which: range(type === 'a' ? 9 : 3) },
            then: (draft) => {
              if (changes) draft.count += 1;
            },
            says: () => type,
          }),
        ]),
      ),
    ledger: {},
  });
  return instantiate(definition, 'baseline');
}

const moving = freeMachine(true);
const still = freeMachine(false);
const steps = 60;

function walks(strategy: StrategyName, machine = moving) {
  return fc
    .sample(executions(machine, { steps, strategy }), { seed: 6, numRuns: 300 })
    .map(({ actions }) => actions);
}
const typesIn = (actions: readonly { readonly type: string }[]): ReadonlySet<string> =>
  new Set(actions.map(({ type }) => type));
const textOf = (action: object): string => JSON.stringify(action);
const switches = (actions: readonly { readonly type: string }[]): number =>
  actions.filter(({ type }, index) => index > 0 && type !== actions[index - 1]?.type).length;

describe('uniform', () => {
  test('takes every step as often as any other', () => {
    const counts = new Map<string, number>();
    for (const action of walks('uniform').flat()) {
      const key = textOf(action);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(18);
    const expected = (300 * steps) / 18;
    let chiSquare = 0;
    for (const count of counts.values()) chiSquare += (count - expected) ** 2 / expected;
    // 17 degrees of freedom: one seed in a thousand is above.
    expect(chiSquare).toBeLessThan(40.8);
  });
});

describe('pct', () => {
  test('stays with a type of action, and changes it a few times', () => {
    const counts = walks('pct').map(switches);
    expect(Math.max(...counts)).toBeLessThanOrEqual(6);
    expect(Math.max(...counts)).toBeGreaterThan(3);
    expect(counts.filter((count) => count === 0).length).toBeLessThan(60);
  });

  test('gives priorities to types in one half of the runs, to single steps in the other', () => {
    const few = walks('pct').filter((actions) => new Set(actions.map(textOf)).size <= 7);
    // In the other half a type with three steps may do with few, too.
    expect(few.length / 300).toBeGreaterThan(0.45);
    expect(few.length / 300).toBeLessThan(0.75);
  });

  test('begins with every type', () => {
    const first = walks('pct').map((actions) => actions[0]?.type);
    for (const type of types) {
      expect(first.filter((other) => other === type).length).toBeGreaterThan(40);
    }
  });

  test('leaves a type whose steps change nothing', () => {
    for (const actions of walks('pct', still)) {
      expect(typesIn(actions.slice(0, 20)).size).toBe(4);
    }
  });
});

describe('swarm', () => {
  test('uses a part of the types in each run, and every part in some run', () => {
    const parts = walks('swarm').map((actions) => [...typesIn(actions)].sort().join(''));
    // 16 subsets, of which the empty one falls back on all types.
    expect(new Set(parts).size).toBe(15);
    const alone = parts.filter((part) => part.length === 1).length;
    expect(alone / 300).toBeGreaterThan(0.15);
    expect(alone / 300).toBeLessThan(0.35);
  });

  test('draws the type before the step', () => {
    const both = walks('swarm').filter((actions) => [...typesIn(actions)].sort().join('') === 'ab');
    const ofMany = both.flat().filter(({ type }) => type === 'a').length;
    expect(both.length).toBeGreaterThan(10);
    // Three steps in four would be of type `a` if steps were drawn at once.
    expect(ofMany / both.flat().length).toBeGreaterThan(0.45);
    expect(ofMany / both.flat().length).toBeLessThan(0.55);
  });
});
