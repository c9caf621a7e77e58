/**
 * Chooses one side of each constraint so that a graph stays acyclic, or proves that no choice does.
 *
 * Source      J. Marques-Silva, K. Sakallah, "GRASP", 1999, and M. Moskewicz et al., "Chaff", 2001,
 *             for learning clauses and watching two literals of each; S. Bayless et al., "SAT
 *             modulo monotonic theories", AAAI 2015, for clauses that are cycles.
 * Deviates    There are no clauses but cycles, and none is forgotten; memory has a bound instead.
 *
 * Constraint v is a variable, its first side the literal 2v, its second 2v + 1. Choosing a side
 * adds its arcs. A cycle is a clause: not all the sides on it.
 */
import { type Heap, heapOf } from './activity-heap.ts';
import { at, release } from './columns.ts';
import { type DynamicOrder, dynamicOrder } from './dynamic-order.ts';

/** Arcs as from, to, from, to … */
export type Arcs = ArrayLike<number>;
export interface Constraints {
  readonly count: number;
  /** The arcs of a literal: the same whenever asked. */
  readonly arcsOf: (literal: number) => Arcs;
  /** Which side to try first. */
  readonly prefersFirst: (constraint: number) => boolean;
}
export type Answer =
  | { readonly kind: 'acyclic'; readonly isFirst: (constraint: number) => boolean }
  | { readonly kind: 'cyclic'; readonly conflicts: number }
  | { readonly kind: 'unknown' };

const literalsMax = 20_000_000;
const fixedArc = -1;

/** `isOver` is asked now and then. */
export function searchAcyclic(
  nodes: number,
  fixed: Arcs,
  constraints: Constraints,
  isOver: () => boolean,
): Answer {
  const place = placesOf(nodes, fixed);
  if (place === null) return { kind: 'cyclic', conflicts: 0 };
  const search = searchOf(place, fixed, constraints);
  const answer = run(search, isOver);
  search.order.end();
  return answer;
}

function run(search: Search, isOver: () => boolean): Answer {
  let conflicts = 0;
  for (let steps = 0; ; steps++) {
    if ((steps & 63) === 0 && (isOver() || search.literals > literalsMax)) {
      return { kind: 'unknown' };
    }
    const broken = propagate(search);
    if (broken !== null) {
      conflicts++;
      if (!learn(search, broken)) return { kind: 'cyclic', conflicts };
    } else if (!decide(search)) {
      return { kind: 'acyclic', isFirst: (constraint) => search.value[2 * constraint] === 1 };
    }
  }
}

type Clause = number[];

interface Search {
  readonly order: DynamicOrder;
  readonly constraints: Constraints;
  /** By literal: 1 chosen, -1 its other side is, 0 open. */
  readonly value: Int8Array;
  /** By variable. */
  readonly level: Int32Array;
  readonly reason: Map<number, Clause>;
  readonly activity: Float64Array;
  /** Which side it was on last: 1 the first. */
  readonly saved: Uint8Array;
  readonly seen: Uint8Array;
  /** Open variables by activity. */
  readonly heap: Heap;
  /** By literal: the clauses that watch it; most have none. */
  readonly watches: Map<number, Clause[]>;
  /** Literals in the order of choice; those before `done` have been propagated. */
  readonly trail: number[];
  done: number;
  /** Where each decision stands on the trail. */
  readonly decisions: number[];
  /** By propagated literal: how many arcs there were before its own. */
  readonly arcsBefore: number[];
  /** What an activity grows by; it grows itself, so that old conflicts count less. */
  weight: number;
  literals: number;
}

/** By Kahn: the place of each node in a topological order, or null. */
function placesOf(nodes: number, arcs: Arcs): Int32Array | null {
  const waiting = new Int32Array(nodes);
  const newest = new Int32Array(nodes).fill(-1);
  const older = new Int32Array(arcs.length / 2);
  for (let a = 0; a < older.length; a++) {
    const [from, to] = [arcs[2 * a] ?? 0, arcs[2 * a + 1] ?? 0];
    waiting[to] = at(waiting, to) + 1;
    older[a] = at(newest, from);
    newest[from] = a;
  }
  const queue: number[] = [];
  for (let v = 0; v < nodes; v++) if (waiting[v] === 0) queue.push(v);
  for (const v of queue) {
    for (let a = at(newest, v); a >= 0; a = at(older, a)) {
      const to = arcs[2 * a + 1] ?? 0;
      const left = at(waiting, to) - 1;
      waiting[to] = left;
      if (left === 0) queue.push(to);
    }
  }
  if (queue.length < nodes) return null;
  release(waiting, newest, older);
  const place = new Int32Array(nodes);
  queue.forEach((v, i) => {
    place[v] = i;
  });
  return place;
}

function searchOf(place: Int32Array, fixed: Arcs, constraints: Constraints): Search {
  const { count, prefersFirst } = constraints;
  const activity = new Float64Array(count);
  const order = dynamicOrder(place, fixed.length / 2 + 4 * count + 256);
  for (let i = 0; i < fixed.length; i += 2) order.add(fixed[i] ?? 0, fixed[i + 1] ?? 0, fixedArc);
  return {
    order,
    constraints,
    value: new Int8Array(2 * count),
    level: new Int32Array(count),
    reason: new Map(),
    activity,
    saved: Uint8Array.from({ length: count }, (_, v) => (prefersFirst(v) ? 1 : 0)),
    seen: new Uint8Array(count),
    heap: heapOf(activity),
    watches: new Map(),
    trail: [],
    done: 0,
    decisions: [],
    arcsBefore: [],
    weight: 1,
    literals: 0,
  };
}

function choose(search: Search, literal: number, reason: Clause | null): void {
  const variable = literal >> 1;
  search.value[literal] = 1;
  search.value[literal ^ 1] = -1;
  search.level[variable] = search.decisions.length;
  if (reason === null) search.reason.delete(variable);
  else search.reason.set(variable, reason);
  search.trail.push(literal);
}

/** Follows all consequences; the clause that breaks on the way, or null. */
function propagate(search: Search): Clause | null {
  while (search.done < search.trail.length) {
    const literal = search.trail[search.done] ?? 0;
    search.arcsBefore[search.done++] = search.order.length();
    const arcs = search.constraints.arcsOf(literal);
    for (let i = 0; i < arcs.length; i += 2) {
      const cycle = search.order.add(arcs[i] ?? 0, arcs[i + 1] ?? 0, literal);
      if (cycle !== null) return clauseOf(cycle);
    }
    const broken = visitWatches(search, literal ^ 1);
    if (broken !== null) return broken;
  }
  return null;
}

function clauseOf(cycle: readonly number[]): Clause {
  return [...new Set(cycle)].filter((label) => label !== fixedArc).map((label) => label ^ 1);
}

/** Clauses that watch a literal which has just become false find another, or decide, or break. */
function visitWatches(search: Search, lost: number): Clause | null {
  const { value } = search;
  const watching = search.watches.get(lost);
  if (watching === undefined) return null;
  let kept = 0;
  for (let i = 0; i < watching.length; i++) {
    const clause: Clause | undefined = watching[i];
    if (clause === undefined) continue;
    if (clause[0] === lost) [clause[0], clause[1]] = [clause[1] ?? 0, lost];
    const other = clause[0] ?? 0;
    const free =
      value[other] === 1 ? -1 : clause.findIndex((l, place) => place > 1 && value[l] !== -1);
    if (free > 0) {
      [clause[1], clause[free]] = [clause[free] ?? 0, lost];
      watch(search, clause[1] ?? 0, clause);
      continue;
    }
    watching[kept++] = clause;
    if (value[other] === 1) continue;
    if (value[other] === 0) {
      choose(search, other, clause);
      continue;
    }
    for (i++; i < watching.length; i++) watching[kept++] = watching[i] ?? clause;
    watching.length = kept;
    return clause;
  }
  watching.length = kept;
  return null;
}

function watch({ watches }: Search, literal: number, clause: Clause): void {
  const watching = watches.get(literal);
  if (watching === undefined) watches.set(literal, [clause]);
  else watching.push(clause);
}

function decide(search: Search): boolean {
  for (;;) {
    const variable = search.heap.pop();
    if (variable === null) return decideRest(search);
    if (search.value[2 * variable] !== 0) continue;
    decideOn(search, variable);
    return true;
  }
}

/** Variables that no conflict has met are taken in the order in which they came. */
function decideRest(search: Search): boolean {
  for (let variable = search.heap.cursor; variable < search.level.length; variable++) {
    if (search.value[2 * variable] !== 0) continue;
    search.heap.cursor = variable;
    decideOn(search, variable);
    return true;
  }
  return false;
}

function decideOn(search: Search, variable: number): void {
  search.decisions.push(search.trail.length);
  choose(search, search.saved[variable] === 1 ? 2 * variable : 2 * variable + 1, null);
}

/** Learns why a clause broke, up to the first choice that implies it; false if there is none. */
function learn(search: Search, broken: Clause): boolean {
  const { level, seen, trail } = search;
  // A cycle may close among older choices only, when a decision adds no arc of its own to it.
  const deepest = broken.reduce((most, literal) => Math.max(most, level[literal >> 1] ?? 0), 0);
  if (deepest === 0) return false;
  backTo(search, deepest);
  const learned: Clause = [0];
  let clause: readonly number[] = broken;
  let open = 0;
  let place = trail.length;
  let pivot = -1;
  do {
    for (const literal of clause) {
      const variable = literal >> 1;
      if (literal === pivot || seen[variable] === 1 || level[variable] === 0) continue;
      seen[variable] = 1;
      bump(search, variable);
      if (level[variable] === deepest) open++;
      else learned.push(literal);
    }
    do place--;
    while (seen[(trail[place] ?? 0) >> 1] === 0);
    pivot = trail[place] ?? 0;
    seen[pivot >> 1] = 0;
    clause = search.reason.get(pivot >> 1) ?? [];
    open--;
  } while (open > 0);
  learned[0] = pivot ^ 1;
  let second = 1;
  learned.forEach((literal, i) => {
    seen[literal >> 1] = 0;
    if (i > 1 && (level[literal >> 1] ?? 0) > (level[(learned[second] ?? 0) >> 1] ?? 0)) second = i;
  });
  const target = learned.length === 1 ? 0 : (level[(learned[second] ?? 0) >> 1] ?? 0);
  if (learned.length > 1) {
    [learned[1], learned[second]] = [learned[second] ?? 0, learned[1] ?? 0];
    watch(search, learned[0] ?? 0, learned);
    watch(search, learned[1] ?? 0, learned);
    search.literals += learned.length;
  }
  backTo(search, target);
  choose(search, learned[0] ?? 0, learned);
  search.weight *= 1.05;
  return true;
}

function bump(search: Search, variable: number): void {
  search.activity[variable] = (search.activity[variable] ?? 0) + search.weight;
  if (search.weight > 1e100) {
    search.activity.forEach((activity, v) => {
      search.activity[v] = activity * 1e-100;
    });
    search.weight *= 1e-100;
  }
  search.heap.raise(variable);
}

/** Takes back every choice above a level. */
function backTo(search: Search, level: number): void {
  if (search.decisions.length <= level) return;
  const keep = search.decisions[level] ?? 0;
  if (search.done > keep) search.order.shrink(search.arcsBefore[keep] ?? 0);
  for (const literal of search.trail.splice(keep)) {
    const variable = literal >> 1;
    search.value[literal] = 0;
    search.value[literal ^ 1] = 0;
    search.saved[variable] = (literal & 1) ^ 1;
    if ((search.activity[variable] ?? 0) > 0) search.heap.raise(variable);
    search.heap.cursor = Math.min(search.heap.cursor, variable);
  }
  search.done = Math.min(search.done, keep);
  search.decisions.length = level;
}
