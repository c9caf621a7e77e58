/**
 * "In the end", on graphs.
 *
 * Method: small graphs whose answer is plain, and random ones whose answer is found by brute force
 * from the definition: every set of states is tried as the set that an execution visits for ever.
 * Every lasso that is found is walked, and is what it should be.
 */
import { test as drawn, fc } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { instantiate, type Machine, reduce, type State } from '../machine.ts';
import { type Actor, type AnyProperty, protocol, range } from '../protocol.ts';
import { objectionToLoop } from '../trace/loop.ts';
import { answersOf } from './answers.ts';
import { exploreBreadthFirst } from './breadth-first.ts';
import { exploreMemoised } from './memoised.ts';

/** One kind of step: where it leads from each node, null where its rules refuse it. */
interface Label {
  readonly actor: Actor;
  readonly to: readonly (number | null)[];
  /** Nodes where a bound stops it. */
  readonly stopped: readonly number[];
}

function machineOf(labels: readonly Label[]): Machine {
  const graph = protocol({
    name: 'graph',
    source: 'drawn',
    section: '',
    version: 1,
    parameters: {},
    init: () => ({ at: 0 }),
  })({
    ablations: {},
    actions: (_, action) =>
      Object.fromEntries(
        labels.map(({ actor, to, stopped }, index) => [
          `label${index}`,
          action({
            actor,
            when: { 'it leads on': ({ at }) => to[at] !== null },
            bound: { 'it is open': ({ at }) => !stopped.includes(at) },
            then: (draft) => {
              draft.at = to[draft.at] ?? draft.at;
            },
            says: () => `label ${index}`,
          }),
        ]),
      ),
    ledger: {},
  });
  return instantiate(graph, 'baseline');
}

function eventually(goals: readonly number[]): AnyProperty {
  return {
    name: 'it-comes',
    invariant: 'L',
    means: 'it comes',
    on: 'state',
    kind: 'eventually',
    goal: ({ at }: { readonly at: number }) => goals.includes(at),
  } as AnyProperty;
}

function verdictOf(labels: readonly Label[], goals: readonly number[]) {
  const machine = machineOf(labels);
  const property = eventually(goals);
  const options = { properties: [property] };
  const explored = exploreMemoised(machine, options);
  expect(answersOf(explored)).toEqual(answersOf(exploreBreadthFirst(machine, options)));
  const [finding] = explored.findings;
  if (finding?.verdict === 'violated') {
    const states: State[] = [machine.initial];
    for (const action of finding.execution ?? []) {
      states.push(reduce(machine, states.at(-1) as State, action));
    }
    const { loop = -1, execution } = finding;
    const lasso = { states, actions: execution ?? [], loop };
    // "Eventually" asks the goal of "can always still" in a file.
    const asked = { ...property, kind: 'recoverable' } as AnyProperty;
    expect(objectionToLoop(machine, asked, lasso)).toBeNull();
  }
  return finding;
}

const honest = (...to: (number | null)[]): Label => ({ actor: 'honest', to, stopped: [] });

describe('known answers', () => {
  test('an honest step that is always enabled is taken in the end', () => {
    const spin: Label = { actor: 'adversary', to: [0, 1], stopped: [] };
    expect(verdictOf([honest(1, null), spin], [1])).toMatchObject({ verdict: 'holds' });
  });
  test('a user owes nothing', () => {
    const step: Label = { actor: 'user', to: [1, null], stopped: [] };
    const expected = { verdict: 'violated', execution: [], loop: 0 };
    expect(verdictOf([step], [1])).toMatchObject(expected);
  });
  test('a step that is refused again and again need not be taken', () => {
    // The honest step to the goal is enabled in node 0 only, and an honest loop leaves node 0.
    const found = verdictOf([honest(2, null, null), honest(1, 0, null)], [2]);
    expect(found).toMatchObject({ verdict: 'violated', loop: 0 });
    expect(found?.execution).toHaveLength(2);
  });
  test('a step that stays enabled all around the loop is taken', () => {
    const found = verdictOf([honest(2, 2, null), honest(1, 0, null)], [2]);
    expect(found).toMatchObject({ verdict: 'holds' });
  });
  test('a deadlock before the goal is a violation that stays where it is', () => {
    const found = verdictOf([honest(1, null)], [2]);
    expect(found).toMatchObject({ verdict: 'violated', loop: 1 });
    expect(found?.execution).toHaveLength(1);
  });
  test('a bound excuses', () => {
    const found = verdictOf([{ ...honest(1, null), stopped: [0] }], [1]);
    expect(found).toMatchObject({ verdict: 'unrefuted', boundedStates: 1 });
  });
  test('where the goal comes first, nothing is owed', () => {
    expect(verdictOf([honest(1, 1)], [0])).toMatchObject({ verdict: 'holds' });
  });
});

/** From the definition: some set of states can be visited for ever, fairly and around the goal. */
function bruteForce(labels: readonly Label[], goals: readonly number[], size: number): string {
  const isOpen = ({ to, stopped }: Label, at: number): boolean =>
    to[at] !== null && !stopped.includes(at);
  const isFrontier = (at: number): boolean =>
    labels.some((l) => l.actor !== 'adversary' && l.to[at] !== null && l.stopped.includes(at));
  const next = (at: number): number[] =>
    labels.filter((label) => isOpen(label, at)).map(({ to }) => to[at] ?? at);
  const reach = (start: number, within: (at: number) => boolean): Set<number> => {
    const met = new Set([start]);
    for (const at of met) for (const to of next(at)) if (within(to)) met.add(to);
    return met;
  };
  if (goals.includes(0)) return 'holds';
  const around = reach(0, (at) => !goals.includes(at));
  const canStay = (set: readonly number[]): boolean =>
    set.every((at) => around.has(at)) &&
    set.every((at) => {
      const met = reach(at, (to) => set.includes(to));
      return set.every((other) => met.has(other));
    }) &&
    labels.every(
      (label) =>
        label.actor !== 'honest' ||
        set.some((at) => !isOpen(label, at) || set.includes(label.to[at] ?? -1)),
    );
  const sets = range(2 ** size).map((bits) => range(size).filter((at) => (bits >> at) & 1));
  const stays = sets.filter((set) => set.length > 0 && canStay(set));
  if (stays.some((set) => !set.some(isFrontier))) return 'violated';
  return stays.length > 0 ? 'unrefuted' : 'holds';
}

describe('random graphs', () => {
  const size = 6;
  const label: fc.Arbitrary<Label> = fc.record({
    actor: fc.constantFrom<Actor>('honest', 'honest', 'user', 'adversary'),
    to: fc.array(fc.option(fc.nat({ max: size - 1 }), { freq: 2 }), {
      minLength: size,
      maxLength: size,
    }),
    stopped: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(fc.nat({ max: size - 1 }), { maxLength: 2 }) },
    ),
  });
  const graph = fc.record({
    labels: fc.array(label, { minLength: 1, maxLength: 4 }),
    goals: fc.array(fc.nat({ max: size - 1 }), { minLength: 1, maxLength: 2 }),
  });
  drawn.prop([graph], { numRuns: 400, seed: 1985 })('as brute force says', ({ labels, goals }) => {
    expect(verdictOf(labels, goals)?.verdict).toBe(bruteForce(labels, goals, size));
  });
});
