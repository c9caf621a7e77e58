/**
 * Chooses one side of each constraint so that a graph stays acyclic, or proves that no choice does.
 *
 * Source      J. Marques-Silva, K. Sakallah, "GRASP", 1999, and M. Moskewicz et al., "Chaff", 2001,
 *             for learning clauses and watching two literals of each; S. Bayless et al., "SAT modulo
 *             monotonic theories", AAAI 2015, for clauses that are cycles.
 * Deviates    There are no clauses but cycles, and none is forgotten; memory has a bound instead.
 *
 * Constraint v is a variable, its first side the literal 2v, its second 2v + 1. Choosing a side adds
 * its arcs. A cycle is a clause: not all the sides on it.
 */
import { type DynamicOrder, dynamicOrder } from './dynamic-order.ts';

/** Arcs as from, to, from, to … */
export type Arcs = readonly number[];
export interface Constraint {
  readonly first: Arcs;
  readonly second: Arcs;
}
export type Answer =
  | { readonly kind: 'acyclic'; readonly isFirst: readonly boolean[] }
  | { readonly kind: 'cyclic'; readonly conflicts: number }
  | { readonly kind: 'unknown' };

const literalsMax = 20_000_000;
const fixedArc = -1;

/** `isFirst` is tried first; `isOver` is asked now and then. */
export function searchAcyclic(
  nodes: number,
  fixed: Arcs,
  constraints: readonly Constraint[],
  isFirst: readonly boolean[],
  isOver: () => boolean,
): Answer {
  const search = searchOf(nodes, constraints, isFirst);
  for (let i = 0; i < fixed.length; i += 2) {
    const cycle = search.order.add(fixed[i] ?? 0, fixed[i + 1] ?? 0, fixedArc);
    if (cycle !== null) return { kind: 'cyclic', conflicts: 0 };
  }
  let conflicts = 0;
  for (let steps = 0; ; steps++) {
    if ((steps & 63) === 0 && (isOver() || search.literals > literalsMax))
      return { kind: 'unknown' };
    const broken = propagate(search);
    if (broken !== null) {
      conflicts++;
      if (!learn(search, broken)) return { kind: 'cyclic', conflicts };
    } else if (!decide(search)) {
      return { kind: 'acyclic', isFirst: constraints.map((_, v) => search.value[2 * v] === 1) };
    }
  }
}

type Clause = number[];

interface Search {
  readonly order: DynamicOrder;
  readonly constraints: readonly Constraint[];
  /** By literal: 1 chosen, -1 its other side is, 0 open. */
  readonly value: Int8Array;
  /** By variable. */
  readonly level: Int32Array;
  readonly reason: (Clause | null)[];
  readonly activity: Float64Array;
  readonly saved: boolean[];
  readonly seen: Uint8Array;
  /** Open variables by activity. */
  readonly heap: Heap;
  /** By literal: the clauses that watch it. */
  readonly watches: Clause[][];
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

function searchOf(
  nodes: number,
  constraints: readonly Constraint[],
  isFirst: readonly boolean[],
): Search {
  const size = constraints.length;
  const activity = new Float64Array(size);
  return {
    order: dynamicOrder(nodes),
    constraints,
    value: new Int8Array(2 * size),
    level: new Int32Array(size),
    reason: new Array<Clause | null>(size).fill(null),
    activity,
    saved: [...isFirst],
    seen: new Uint8Array(size),
    heap: heapOf(activity),
    watches: Array.from({ length: 2 * size }, () => []),
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
  search.reason[variable] = reason;
  search.trail.push(literal);
}

/** Follows all consequences; the clause that breaks on the way, or null. */
function propagate(search: Search): Clause | null {
  while (search.done < search.trail.length) {
    const literal = search.trail[search.done] ?? 0;
    search.arcsBefore[search.done++] = search.order.length();
    const { first, second } = search.constraints[literal >> 1] ?? { first: [], second: [] };
    const arcs = (literal & 1) === 0 ? first : second;
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
  const watching = search.watches[lost] ?? [];
  let kept = 0;
  for (let i = 0; i < watching.length; i++) {
    const clause = watching[i];
    if (clause === undefined) continue;
    if (clause[0] === lost) [clause[0], clause[1]] = [clause[1] ?? 0, lost];
    const other = clause[0] ?? 0;
    const free = value[other] === 1 ? -1 : clause.findIndex((l, at) => at > 1 && value[l] !== -1);
    if (free > 0) {
      [clause[1], clause[free]] = [clause[free] ?? 0, lost];
      search.watches[clause[1] ?? 0]?.push(clause);
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
  choose(search, search.saved[variable] === true ? 2 * variable : 2 * variable + 1, null);
}

/** Learns why a clause broke, up to the first choice that implies it; false if nothing was chosen. */
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
    clause = search.reason[pivot >> 1] ?? [];
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
    search.watches[learned[0] ?? 0]?.push(learned);
    search.watches[learned[1] ?? 0]?.push(learned);
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
    search.saved[variable] = (literal & 1) === 0;
    if ((search.activity[variable] ?? 0) > 0) search.heap.raise(variable);
    search.heap.cursor = Math.min(search.heap.cursor, variable);
  }
  search.done = Math.min(search.done, keep);
  search.decisions.length = level;
}

// ── the most active open variable ────────────────────────────────────────────────────────────

interface Heap {
  readonly pop: () => number | null;
  /** Puts a variable in, or up, after its activity has grown. */
  readonly raise: (variable: number) => void;
  /** No variable before this one is open. */
  cursor: number;
}

function heapOf(activity: Float64Array): Heap {
  const items: number[] = [];
  const places = new Int32Array(activity.length).fill(-1);
  const weigh = (place: number): number => activity[items[place] ?? 0] ?? 0;
  const put = (place: number, variable: number): void => {
    items[place] = variable;
    places[variable] = place;
  };
  const up = (from: number): void => {
    const variable = items[from] ?? 0;
    let place = from;
    while (place > 0 && weigh((place - 1) >> 1) < (activity[variable] ?? 0)) {
      put(place, items[(place - 1) >> 1] ?? 0);
      place = (place - 1) >> 1;
    }
    put(place, variable);
  };
  const down = (): void => {
    const variable = items[0] ?? 0;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && weigh(child + 1) > weigh(child)) child++;
      if (weigh(child) <= (activity[variable] ?? 0)) break;
      put(place, items[child] ?? 0);
      place = child;
    }
    put(place, variable);
  };
  return {
    cursor: 0,
    raise: (variable) => {
      if ((places[variable] ?? -1) < 0) put(items.length, variable);
      up(places[variable] ?? 0);
    },
    pop: () => {
      const top = items[0];
      const last = items.pop();
      if (top === undefined || last === undefined) return null;
      places[top] = -1;
      if (top !== last) {
        put(0, last);
        down();
      }
      return top;
    },
  };
}
