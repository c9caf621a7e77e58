/**
 * Smaller executions to try in place of one that fails: delta debugging of the concrete list.
 *
 * Source      A. Zeller, R. Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", IEEE
 *             TSE 28(2), 2002
 * Deviates    What is left after a cut is replayed, and a step that is no longer enabled is left
 *             out too: with a cause go its effects.
 *
 * Every candidate is smaller than what it came from: fewer steps or, with as many, earlier in the
 * order of the machine's steps. So shrinking ends.
 */
import type { Machine, Step } from '../machine.ts';
import type { Argument } from '../protocol.ts';
import { enabledAt, type StateGraph, type StateNode } from './state-graph.ts';
import { stepsOf, type Trail, trailOf } from './trail.ts';

export interface Candidate {
  readonly trail: Trail;
  /** The largest cut still worth trying on what comes of it. */
  readonly cutMax: number;
}

/** Pairs of steps are cut only from executions no longer than this: they are many. */
const pairLengthMax = 48;

/** @param cutMax The largest number of neighbouring steps to cut at once. */
export function* smaller(
  graph: StateGraph,
  trail: Trail,
  cutMax: number,
): Generator<Candidate, undefined> {
  const steps = stepsOf(trail);
  const tried = new Set<string>();
  function* replayed(list: readonly Step[], next: number): Generator<Candidate, undefined> {
    const candidate = trailOf(graph, list);
    const kept = stepsOf(candidate);
    if (!isSmaller(kept, steps)) return;
    const key = kept.map((step) => step.index).join();
    if (tried.has(key)) return;
    tried.add(key);
    yield { trail: candidate, cutMax: next };
  }
  if (cutMax >= steps.length) {
    yield* replayed(withoutLoops(trail, steps), steps.length);
    for (const list of withoutChains(steps)) yield* replayed(list, steps.length);
  }
  for (let cut = Math.min(cutMax, Math.ceil(steps.length / 2)); cut > 0; cut = half(cut)) {
    for (let end = steps.length; end > 0; end -= cut) {
      const start = Math.max(0, end - cut);
      yield* replayed([...steps.slice(0, start), ...steps.slice(end)], cut);
    }
  }
  for (const list of withoutPairs(steps)) yield* replayed(list, 1);
  for (const list of renamed(graph, steps)) yield* replayed(list, 1);
  for (const list of replaced(graph, trail, steps)) yield* replayed(list, 1);
  for (const list of reordered(steps)) yield* replayed(list, 1);
}

function half(cut: number): number {
  return cut === 1 ? 0 : Math.ceil(cut / 2);
}

function isSmaller(candidate: readonly Step[], than: readonly Step[]): boolean {
  if (candidate.length !== than.length) return candidate.length < than.length;
  for (const [place, step] of candidate.entries()) {
    const other = than[place] as Step;
    if (step !== other) return step.index < other.index;
  }
  return false;
}

/** Cuts everything between two visits of the same state. */
function withoutLoops(trail: Trail, steps: readonly Step[]): readonly Step[] {
  const lastVisit = new Map<string, number>();
  for (const [place, node] of trail.nodes.entries()) lastVisit.set(node.key, place);
  const kept: Step[] = [];
  for (let place = 0; place < steps.length; place++) {
    place = lastVisit.get((trail.nodes[place] as StateNode).key) as number;
    const step = steps[place];
    if (step !== undefined) kept.push(step);
  }
  return kept;
}

/** Cuts all steps of one type, or all with one value of an argument: a transaction, a shard. */
function* withoutChains(steps: readonly Step[]): Generator<readonly Step[]> {
  const seen = new Set<string>();
  for (const { action } of steps) {
    for (const [name, value] of Object.entries(action)) {
      const key = JSON.stringify([name, value]);
      if (seen.has(key)) continue;
      seen.add(key);
      yield steps.filter((step) => !isSame(step.action[name], value));
    }
  }
}

function* withoutPairs(steps: readonly Step[]): Generator<readonly Step[]> {
  if (steps.length > pairLengthMax) return;
  for (let second = steps.length - 1; second > 0; second--) {
    for (let first = second - 1; first >= 0; first--) {
      yield steps.filter((_, place) => place !== first && place !== second);
    }
  }
}

/** Exchanges two values of an argument throughout: transaction 1 becomes 0, and 0 becomes 1. */
function* renamed(graph: StateGraph, steps: readonly Step[]): Generator<readonly Step[]> {
  const { stepOf, values } = namesOf(graph.machine);
  const exchanged = (step: Step, name: string, value: string, other: string): Step => {
    const own = text(step.action[name]);
    if (own !== value && own !== other) return step;
    return stepOf.get(spelt(step, name, own === value ? other : value)) ?? step;
  };
  for (const [name, all] of values) {
    for (const value of new Set(steps.map((step) => text(step.action[name])))) {
      for (const other of all.slice(0, Math.max(0, all.indexOf(value)))) {
        yield steps.map((step) => exchanged(step, name, value, other));
      }
    }
  }
}

/** Steps by how they are spelt, and the values of each argument in the order of the machine. */
interface Names {
  readonly stepOf: ReadonlyMap<string, Step>;
  readonly values: ReadonlyMap<string, readonly string[]>;
}

const namesOfMachine = new WeakMap<Machine, Names>();

function namesOf(machine: Machine): Names {
  const known = namesOfMachine.get(machine);
  if (known !== undefined) return known;
  const values = new Map<string, string[]>();
  for (const { action } of machine.steps) {
    for (const [name, value] of Object.entries(action)) {
      if (name === 'type') continue;
      const seen = values.get(name) ?? [];
      values.set(name, seen);
      if (!seen.includes(text(value))) seen.push(text(value));
    }
  }
  const names = { stepOf: new Map(machine.steps.map((step) => [spelt(step), step])), values };
  namesOfMachine.set(machine, names);
  return names;
}

/** Type and arguments; with another value of one argument if that is given. */
function spelt({ action }: Step, name?: string, other?: string): string {
  const parts = Object.entries(action).map(([key, value]) => (key === name ? other : text(value)));
  return parts.join();
}

function text(value: Argument | undefined): string {
  return value === undefined ? '' : JSON.stringify(value);
}

function isSame(a: Argument | undefined, b: Argument | undefined): boolean {
  return a === b || text(a) === text(b);
}

/**
 * One step replaced by another that is enabled there: by one with earlier arguments, or by one
 * after which more of the rest can go.
 */
function* replaced(
  graph: StateGraph,
  trail: Trail,
  steps: readonly Step[],
): Generator<readonly Step[]> {
  for (const [place, step] of steps.entries()) {
    for (const other of enabledAt(graph, trail.nodes[place] as StateNode)) {
      if (other !== step) yield [...steps.slice(0, place), other, ...steps.slice(place + 1)];
    }
  }
}

/** Neighbours exchanged, the earlier in the order of the machine first. */
function* reordered(steps: readonly Step[]): Generator<readonly Step[]> {
  for (let place = 1; place < steps.length; place++) {
    const [before, after] = [steps[place - 1] as Step, steps[place] as Step];
    if (after.index >= before.index) continue;
    yield [...steps.slice(0, place - 1), after, before, ...steps.slice(place + 1)];
  }
}
