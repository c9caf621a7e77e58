/**
 * Declared symmetries, against brute force.
 *
 * Method: every suite of the catalogue whose instance declares a symmetry is searched with it and
 * without. All reachable states are collected one by one with the pure reducer, each is renamed in
 * all ways as plain data, and what remains is counted: the search with symmetry finds as many, at
 * the same depth. Verdicts and shortest lengths of all claims are those of the search without. What
 * is shown is an execution of the real machine, and what it comes to is judged again there; where
 * the claim is that something stays possible, all that honest steps and users can still do is
 * tried. Instances too large for that are brought down in `smaller`.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../checker/explore/exploration.ts';
import { exploreMemoised } from '../checker/explore/memoised.ts';
import { orbitCount, reachable } from '../checker/explore/orbits-fixture.ts';
import { decisionAt, decisionOn, isGoal, sightOf } from '../checker/judge.ts';
import {
  enabledSteps,
  instantiate,
  isFrontier,
  type Machine,
  nameOf,
  reduce,
  type State,
} from '../checker/machine.ts';
import type { AnyProperty, Suite } from '../checker/protocol.ts';
import { canonical } from '../checker/state.ts';
import { catalogue } from './catalogue.ts';

/** States of an instance that are renamed in all ways. */
const stateCountMax = 4000;

type Settings = Readonly<Record<string, unknown>>;
/** By protocol or suite: bounds under which its instances are small enough. */
const smaller: Readonly<Record<string, Settings>> = {
  'chain-fibers': { workload: 'train-and-hotel', reorganisations: 0 },
  'chain-fibers/captured-explicit': { attacks: 0 },
  'chain-fibers/any-signature@explicit': { workload: 'deposit-borrow-route', reorganisations: 0 },
  crosslinks: { heights: 2, ranks: 1 },
  'delayed-execution': { attacks: 0, finality: false },
  'delayed-execution/explicit': { reorganisations: 0, finality: false, alterations: false },
  'delayed-execution/explicit-reorganised': { reorganisations: 0, finality: false },
  'janus/recovery-explicit': { delivery: 'fused' },
  'janus/unheard-pieces@train-and-hotel-replicated': { workload: 'alone' },
  'janus/two-by-two': { workload: 'alone', delivery: 'explicit' },
  'merge-blocks': { ranks: 1 },
  'train-and-hotel/overbooking': { walkouts: 0 },
  'two-phase-commit': { timeouts: false },
};

const isDeclared = (machine: Machine): boolean =>
  Object.keys(machine.protocol.symmetry?.(machine.parameters as never) ?? {}).length > 0;

function broughtDown({ protocol, variant, set }: Suite): Machine {
  const bounds = smaller[`${protocol.name}/${variant}`] ?? smaller[protocol.name] ?? {};
  return instantiate(protocol, variant, { ...set, ...bounds });
}

/** Instances that no suite has, for what they declare. */
const others: readonly (readonly [string, Settings])[] = [
  ['two-phase-commit', { arrivals: 'anytime', workload: 'rivals', timeouts: false }],
  ['two-phase-commit', { arrivals: 'anytime', workload: 'crossed', deadlock: 'none' }],
];

const declaring = catalogue
  .filter((suite) => suite.protocol.symmetry !== null && isDeclared(broughtDown(suite)))
  .map((suite) => ({
    machine: broughtDown(suite),
    properties: suite.claims.map((c) => c.property),
  }));
const instances = [
  ...declaring,
  ...others.map(([name, set]) => {
    const suites = catalogue.filter(({ protocol }) => protocol.name === name);
    const [first] = suites;
    if (first === undefined) throw new RangeError(`no suite of ${name}`);
    const still = { coordinatorCrashes: 0, timeouts: false, ...set };
    return { machine: instantiate(first.protocol, 'baseline', still), properties: [] };
  }),
].map((one) => {
  const { workload } = one.machine.parameters;
  const named = [nameOf(one.machine), ...(workload === undefined ? [] : [workload])].join(' ');
  return { named, ...one };
});

describe.each(instances)('$named', ({ machine, properties }) => {
  const judged = properties.filter(({ kind }) => kind !== 'eventually');
  const inTheEnd = properties.filter(({ kind }) => kind === 'eventually');
  const options = { properties: judged, exhaust: true };

  test('has as many states as there are orbits, and the same verdicts', () => {
    const states = reachable(machine, stateCountMax);
    if (states === null) throw new Error('too large to count: bring it down in `smaller`');
    const whole = exploreMemoised(machine, options);
    const reduced = exploreMemoised(machine, { ...options, symmetry: true });
    expect(whole.states).toBe(states.length);
    expect(reduced.states).toBe(orbitCount(machine, states));
    expect(reduced.depth).toBe(whole.depth);
    expect(reduced.findings.map(brief)).toEqual(whole.findings.map(brief));
    for (const finding of reduced.findings) expect(isReal(machine, finding)).toBe(true);
  });

  test.each(inTheEnd)('$name is refused', (property) => {
    expect(() => exploreMemoised(machine, { properties: [property], symmetry: true })).toThrow(
      `${property.name} cannot be judged with symmetry`,
    );
  });
});

test('the docs say of each protocol what may change places, or why nothing may', () => {
  const docs = readFileSync(new URL('../docs/engine.md', import.meta.url), 'utf8');
  const [, section = ''] = docs.split('## Symmetry');
  const [some = '', none = ''] = section.split('No two numbers are alike in the others');
  const inTable = (text: string): readonly string[] =>
    [...text.matchAll(/^\| ([a-z][a-z-]*) \|/gm)].flatMap(([, name]) => name ?? []).slice(1);
  const names = [...new Set(catalogue.map(({ protocol }) => protocol.name))];
  const isSome = (name: string): boolean =>
    declaring.some(({ machine }) => machine.protocol.name === name);
  const sorted = (list: readonly string[]): readonly string[] => [...list].sort();
  expect(sorted(inTable(some))).toEqual(sorted(names.filter(isSome)));
  expect(sorted(inTable(none))).toEqual(sorted(names.filter((name) => !isSome(name))));
});

function brief({ property, verdict, execution }: Finding): readonly unknown[] {
  return [property.name, verdict, execution?.length ?? null];
}

/** Whether the execution runs on the real machine, and its end is what the finding says. */
function isReal(machine: Machine, { property, execution }: Finding): boolean {
  if (execution === null) return true;
  let [before, after] = [machine.initial, machine.initial];
  for (const action of execution) [before, after] = [after, reduce(machine, after, action)];
  const last = execution.at(-1);
  if (property.kind === 'recoverable') return isWedged(machine, property, after);
  if (property.kind !== 'step') return decisionAt(property, sightOf(machine, after)) !== null;
  if (last === undefined) return false;
  return decisionOn(property, sightOf(machine, before), last, sightOf(machine, after)) !== null;
}

/** Nothing that honest steps and users do leads to the goal, or to a bound of the instance. */
function isWedged(machine: Machine, property: AnyProperty, from: State): boolean {
  const met = new Map([[canonical(from, machine.shape), from]]);
  for (const state of met.values()) {
    if (isGoal(property, sightOf(machine, state)) || isFrontier(machine, state)) return false;
    for (const { actor, action } of enabledSteps(machine, state)) {
      if (actor === 'adversary') continue;
      const after = reduce(machine, state, action);
      met.set(canonical(after, machine.shape), after);
    }
  }
  return true;
}
