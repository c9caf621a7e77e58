/**
 * Sampling is held against what does not sample: the exhaustive search and the pure reducer.
 *
 * Method: 400 random nets, drawn once from a fixed seed, each with an `always`, a `step` and a
 * `sometimes` property; every strategy; then machines that break the contract of models.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DivergenceError } from '../errors.ts';
import { exploreBreadthFirst } from '../explore/breadth-first.ts';
import { decisionAt, decisionOn, sightOf } from '../judge.ts';
import { findStep, instantiate, type Machine, reduce, refusalOf } from '../machine.ts';
import { type Action, type AnyProperty, property, propertyOf, protocol } from '../protocol.ts';
import { type Execution, executions } from './executions.ts';
import { type NetCase, netCases } from './net-fixture.ts';
import { type SampleFinding, sample } from './sampling.ts';
import { strategyNames } from './strategies.ts';

const cases = fc.sample(netCases, { seed: 2026, numRuns: 400 });
const propertiesOf = (each: NetCase): readonly AnyProperty[] => [
  each.always,
  each.step,
  each.sometimes,
];
const budget = { seed: 5, runs: 200, steps: 40 } as const;

/** Whether an execution shows what a finding says it shows, by `reduce` and the property alone. */
function isReal(machine: Machine, property: AnyProperty, actions: readonly Action[]): boolean {
  let state = machine.initial;
  let isDecided = decisionAt(property, sightOf(machine, state)) !== null;
  for (const action of actions) {
    if (refusalOf(findStep(machine, action), state) !== null) return false;
    const next = reduce(machine, state, action);
    const [before, after] = [sightOf(machine, state), sightOf(machine, next)];
    isDecided = decisionAt(property, after) !== null;
    isDecided ||= decisionOn(property, before, action, after) !== null;
    state = next;
  }
  return isDecided;
}

function isFound(finding: SampleFinding): boolean {
  return finding.verdict === 'violated' || finding.verdict === 'witnessed';
}

describe.each(strategyNames)('%s', (strategy) => {
  const results = cases.map((each) => ({
    machine: each.machine,
    findings: sample(each.machine, { ...budget, strategy, properties: propertiesOf(each) }),
    explored: exploreBreadthFirst(each.machine, { properties: propertiesOf(each) }).findings,
  }));
  const pairs = results.flatMap(({ machine, findings, explored }) =>
    findings.map((finding, index) => ({ machine, finding, exact: explored[index] })),
  );
  const found = pairs.filter(({ finding }) => isFound(finding));

  test('finds nothing that the exhaustive search rules out', () => {
    const ruledOut = pairs.filter(
      ({ exact }) => exact?.verdict === 'holds' || exact?.verdict === 'unreachable',
    );
    expect(ruledOut.length).toBeGreaterThan(500);
    expect(ruledOut.filter(({ finding }) => isFound(finding))).toEqual([]);
  });

  test('finds what the exhaustive search finds', () => {
    const exact = pairs.filter(({ exact }) => exact?.execution !== null);
    expect(exact.length).toBeGreaterThan(150);
    expect(found.length).toBe(exact.length);
  });

  test('shows real executions, in which every action is enabled', () => {
    for (const { machine, finding } of found) {
      expect(isReal(machine, finding.property, finding.execution ?? [])).toBe(true);
    }
  });

  test('shrinks: never longer than found, never shorter than the proven shortest', () => {
    let longest = 0;
    let shortestCount = 0;
    for (const { finding, exact } of found) {
      const length = finding.execution?.length ?? Number.NaN;
      const least = exact?.execution?.length ?? Number.NaN;
      expect(length).toBeLessThanOrEqual(finding.shrunkFrom ?? Number.NaN);
      expect(length).toBeGreaterThanOrEqual(least);
      if (length === least) shortestCount++;
      longest = Math.max(longest, least);
    }
    expect(longest).toBeGreaterThan(5);
    expect(shortestCount / found.length).toBeGreaterThan(0.85);
  });

  test('shrinks until no single action can be left out', () => {
    for (const { machine, finding } of found) {
      const actions = finding.execution ?? [];
      for (const left of actions) {
        const rest = replayed(machine, actions, left);
        expect(isReal(machine, finding.property, rest)).toBe(false);
      }
    }
  });

  test('gives the same findings for the same seed', () => {
    for (const [index, each] of cases.slice(0, 20).entries()) {
      // Another machine, so that nothing is remembered.
      const again = instantiate(each.machine.protocol, 'baseline');
      const options = { ...budget, strategy, properties: propertiesOf(each) };
      expect(sample(again, options)).toEqual(results[index]?.findings);
    }
  });

  test('gives a path that leads fast-check straight to the shrunk execution', () => {
    for (const { machine, finding } of found) {
      const { seed, path } = finding;
      const details = fc.check(
        fc.property(executions(machine, { ...budget, strategy }), (_: Execution) => false),
        { seed, path: path ?? '', numRuns: 1, endOnFailure: true },
      );
      expect(details.counterexample?.[0].actions).toEqual(finding.execution);
    }
  });
});

/** The execution without one action and without those that are not enabled then. */
function replayed(machine: Machine, actions: readonly Action[], left: Action): readonly Action[] {
  const kept: Action[] = [];
  let state = machine.initial;
  for (const action of actions) {
    if (action === left || refusalOf(findStep(machine, action), state) !== null) continue;
    state = reduce(machine, state, action);
    kept.push(action);
  }
  return kept;
}

describe('what sampling cannot decide', () => {
  const [first] = cases;
  const machine = first?.machine as Machine;
  const options = { ...budget, strategy: 'uniform' } as const;
  const settled = property({
    name: 'everything-settles',
    invariant: 'SETTLE',
    means: 'everything settles',
    on: 'transactions',
    kind: 'recoverable',
    goal: () => true,
  });

  test('leaves progress to the exhaustive search, and says so', () => {
    const [finding] = sample(machine, { ...options, properties: [settled] });
    expect(finding).toMatchObject({
      verdict: 'inconclusive',
      explanation: 'sampling cannot judge progress: it needs every state',
      runs: 0,
    });
  });

  test('is inconclusive without a run, and unrefuted after some', () => {
    const always = propertyNeverBroken(machine);
    const cancelled = { ...options, properties: [always], isCancelled: () => true };
    expect(sample(machine, cancelled)[0]).toMatchObject({ verdict: 'inconclusive', runs: 0 });
    let asked = 0;
    const soon = { ...options, properties: [always], isCancelled: () => ++asked > 10 };
    expect(sample(machine, soon)[0]).toMatchObject({ verdict: 'unrefuted', runs: 10 });
  });

  test('reports progress', () => {
    const seen: number[] = [];
    const onProgress = ({ runs }: { runs: number }) => seen.push(runs);
    sample(machine, { ...options, properties: [propertyNeverBroken(machine)], onProgress });
    expect(seen).toEqual([64, 128, 192]);
  });
});

function propertyNeverBroken(_machine: Machine): AnyProperty {
  return {
    name: 'nothing-is-wrong',
    invariant: 'NONE',
    means: 'nothing is wrong',
    on: 'state',
    kind: 'always',
    violation: () => null,
  };
}

describe('machines that break the contract of models', () => {
  interface Counter {
    value: number;
    list: number[];
  }
  /** A counter to 2,000, so that the contract is also asked after the strict beginning. */
  function counter(parts: {
    readonly rule?: (state: Counter) => boolean;
    readonly effect?: (draft: Counter) => void;
    readonly violation?: (state: Counter) => string | null;
  }): readonly SampleFinding[] {
    const definition = protocol({
      name: 'counter',
      source: 'made up by a test',
      section: '0',
      version: 1,
      parameters: {},
      init: (): Counter => ({ value: 0, list: [0, 0] }),
    })({
      ablations: {},
      actions: (_p, action) => ({
        count: action({
          actor: 'honest',
          when: { 'it may': (state) => parts.rule?.(state as Counter) ?? true },
          bound: { 'there is room': (state) => state.value < 2000 },
          then: (draft) => {
            draft.value += 1;
            parts.effect?.(draft);
          },
          says: () => 'counts',
        }),
      }),
      ledger: {},
    });
    const below = propertyOf(definition, {
      name: 'value-stays-small',
      invariant: 'NONE',
      means: 'the value stays small',
      on: 'state',
      kind: 'always',
      violation: (state) => parts.violation?.(state as Counter) ?? null,
    });
    const options = { properties: [below], seed: 1, runs: 2, steps: 2001 } as const;
    return sample(instantiate(definition, 'baseline'), { ...options, strategy: 'uniform' });
  }

  test('a rule that writes to the state is an error, early and late', () => {
    const writesAt = (value: number) => () =>
      counter({
        rule: (state) => {
          if (state.value === value) state.list[0] = 7;
          return true;
        },
      });
    expect(writesAt(3)).toThrow('counter/baseline, rules of count: writes to');
    // The last state of the walk, which nobody froze.
    expect(writesAt(2000)).toThrow('a rule or a property writes to the state it reads');
  });

  test('an effect that adds a key is an error, and one that shortens an array', () => {
    const adds = (draft: Counter) => Object.assign(draft, { more: 1 });
    expect(() => counter({ effect: adds })).toThrow('state.more is a new key');
    const drops = (draft: Counter) => draft.list.pop();
    expect(() => counter({ effect: drops })).toThrow('state.list was an array of 2');
    // In the last state of the walk, whose draft was an ordinary object.
    const addsLate = (draft: Counter) => {
      if (draft.value === 2000) adds(draft);
    };
    expect(() => counter({ effect: addsLate })).toThrow(
      'counter/baseline, after a walk: state.more is a new key',
    );
  });

  test('reading outside the shape is an error that names the path', () => {
    const reads = (state: Counter) => state.list[5] === undefined;
    expect(() => counter({ rule: reads })).toThrow('reads state.list[5], which does not exist');
    expect(() => counter({ violation: (state) => (reads(state) ? 'x' : null) })).toThrow(
      'reads state.list[5], which does not exist',
    );
  });

  test('what a property throws is an error and no counterexample', () => {
    const throws = (): never => {
      throw new RangeError('the property is wrong');
    };
    expect(() => counter({ violation: throws })).toThrow(
      'counter/baseline, property value-stays-small: the property is wrong',
    );
  });

  test('a violation that its replay does not show is reported as such', () => {
    let calls = 0;
    const violation = () => (++calls === 5 ? 'the fifth look' : null);
    expect(() => counter({ violation })).toThrow(DivergenceError);
  });

  test('an effect that depends on more than its draft is reported as such', () => {
    let calls = 0;
    const effect = (draft: Counter) => {
      draft.list[0] = ++calls === 5 ? 1 : 0;
    };
    const violation = (state: { list: readonly number[] }) => (state.list[0] === 1 ? 'one' : null);
    expect(() => counter({ effect, violation })).toThrow(DivergenceError);
  });
});
