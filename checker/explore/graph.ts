/**
 * The explored graph, kept only where a progress property asks for it, and what is decided on it
 * by going backwards.
 */
import type { Machine, Step } from '../machine.ts';
import { append, type Numbers, numbers } from './growing.ts';

export interface Graph {
  /** By state: where its edges begin in `to` and `by`. States are added in order. */
  readonly starts: Numbers;
  readonly to: Numbers;
  /** The step of each edge. */
  readonly by: Numbers;
  /** By expanded state: 1 if an honest or user step is stopped by a bound alone. */
  readonly isFrontier: Numbers;
}

export function graph(): Graph {
  return { starts: numbers(4), to: numbers(4), by: numbers(4), isFrontier: numbers(1) };
}

/** Call it before the edges of the next state. */
export function beginState({ starts, to }: Graph): void {
  append(starts, to.length);
}
export function addEdge({ to, by }: Graph, target: number, step: number): void {
  append(to, target);
  append(by, step);
}
export function endState({ isFrontier }: Graph, isEnd: boolean): void {
  append(isFrontier, isEnd ? 1 : 0);
}

/** Forgets all states and edges. */
export function clear({ starts, to, by, isFrontier }: Graph): void {
  for (const list of [starts, to, by, isFrontier]) list.length = 0;
}

/** The edges of a state are `firstEdge(graph, id)` to `firstEdge(graph, id + 1)`. */
export function firstEdge({ starts, to }: Graph, id: number): number {
  return id < starts.length ? (starts.values[id] as number) : to.length;
}

export interface Wedge {
  /** The first state, in order of discovery, that reaches neither a goal nor an end. */
  readonly first: number | null;
  /** States that reach an end of the search and no goal. */
  readonly bounded: number;
}

/**
 * "It can always still …" (AG EF) by honest and user steps. An end is a frontier state or one that
 * was never expanded.
 */
export function wedge(
  machine: Machine,
  explored: Graph,
  stateCount: number,
  goals: Uint8Array,
): Wedge {
  const before = predecessors(machine, explored, stateCount);
  const ends = new Uint8Array(stateCount).fill(1);
  ends.set(explored.isFrontier.values.subarray(0, explored.isFrontier.length));
  const reachesGoal = closure(before, goals.slice(0, stateCount));
  const reachesEnd = closure(before, ends);
  let first: number | null = null;
  let bounded = 0;
  for (let id = 0; id < stateCount; id++) {
    if (reachesGoal[id] === 1) continue;
    if (reachesEnd[id] === 1) bounded++;
    else first ??= id;
  }
  return { first, bounded };
}

interface Predecessors {
  readonly starts: Uint32Array;
  readonly list: Uint32Array;
}

function predecessors(machine: Machine, explored: Graph, stateCount: number): Predecessors {
  const isOwed = Uint8Array.from(machine.steps, ({ actor }: Step) =>
    actor === 'adversary' ? 0 : 1,
  );
  const { to, by } = explored;
  const starts = new Uint32Array(stateCount + 2);
  for (let edge = 0; edge < to.length; edge++) {
    if (isOwed[by.values[edge] as number] === 0) continue;
    const slot = (to.values[edge] as number) + 2;
    starts[slot] = (starts[slot] as number) + 1;
  }
  for (let id = 2; id < starts.length; id++) {
    starts[id] = (starts[id] as number) + (starts[id - 1] as number);
  }
  const list = new Uint32Array(starts[stateCount + 1] as number);
  for (let id = 0; id < explored.starts.length; id++) {
    const end = firstEdge(explored, id + 1);
    for (let edge = firstEdge(explored, id); edge < end; edge++) {
      if (isOwed[by.values[edge] as number] === 0) continue;
      const slot = (to.values[edge] as number) + 1;
      const place = starts[slot] as number;
      list[place] = id;
      starts[slot] = place + 1;
    }
  }
  return { starts, list };
}

/** Everything from which a marked state can be reached; marks in place. */
function closure({ starts, list }: Predecessors, marks: Uint8Array): Uint8Array {
  const stack: number[] = [];
  for (let id = 0; id < marks.length; id++) if (marks[id] === 1) stack.push(id);
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    const end = starts[id + 1] as number;
    for (let place = starts[id] as number; place < end; place++) {
      const previous = list[place] as number;
      if (marks[previous] === 1) continue;
      marks[previous] = 1;
      stack.push(previous);
    }
  }
  return marks;
}
