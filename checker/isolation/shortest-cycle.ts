/**
 * Short cycles of a wanted shape, found by breadth-first search inside the components of a graph.
 *
 * In a component of up to `provenNodesMax` transactions the search starts from all, so the cycle is
 * a shortest one of its shape there. In larger ones it starts from transactions that precede some
 * earlier recorded one, within a budget of visited edges, and the result is short, not proven
 * shortest: unbounded searches in a component of 777,676 nodes were measured to cost a hundred
 * times the verdict.
 *
 * A path through virtual nodes counts as one edge, so their steps cost nothing.
 */
import { at, release } from './columns.ts';
import { rw, wr } from './edges.ts';
import { components, counts, type Graph } from './graph.ts';

export interface Cycle {
  /** Edges in order, those out of virtual nodes left out; the last ends where the first begins. */
  readonly edges: readonly number[];
  readonly proven: boolean;
}

/**
 * any: no condition. through-wr, through-rw: at least one such edge. single: exactly one rw.
 * nonadjacent: at least one rw, no two in a row, around the end as well.
 */
export type Shape = 'any' | 'through-wr' | 'through-rw' | 'single' | 'nonadjacent';

const provenNodesMax = 2000;
/** No cycle is shorter: a transaction is not in conflict with itself. */
const shortest = 2;
const visitsMax = 4_000_000;
const startsMax = 64;

/** A shortest cycle of the shape over all components, or null. */
export function shortestCycle(
  graph: Graph,
  mask: number,
  shape: Shape,
  isOver: () => boolean,
): Cycle | null {
  let best: Cycle | null = null;
  let proven = true;
  const search = searchOf(graph, isOver);
  for (const nodes of components(graph, mask)) {
    if (best !== null && isOver()) {
      proven = false;
      break;
    }
    const cycle = cycleIn(search, nodes, mask, shape, best?.edges.length ?? Infinity);
    if (!isSmall(graph, nodes)) proven = false;
    if (cycle !== null) best = cycle;
    if (best !== null && best.edges.length <= shortest) break;
  }
  leave(search);
  return best === null
    ? null
    : { edges: best.edges, proven: best.edges.length <= shortest || (proven && best.proven) };
}

/**
 * Cycles of the shape that share no edge, shortest first in each component. Their edges are taken
 * out of the graph, so that a later search finds others; the caller may put them back.
 */
export function disjointCycles(
  graph: Graph,
  mask: number,
  shape: Shape,
  countMax: number,
  isOver: () => boolean,
): Cycle[] {
  const found: Cycle[] = [];
  const search = searchOf(graph, isOver);
  for (let isNew = true; isNew; ) {
    isNew = false;
    for (const nodes of components(graph, mask)) {
      if (found.length >= countMax || isOver()) break;
      const cycles = isSmall(graph, nodes)
        ? [cycleIn(search, nodes, mask, shape, Infinity)]
        : cyclesThroughStarts(search, nodes, mask, shape, countMax - found.length);
      for (const cycle of cycles) {
        if (cycle === null) continue;
        found.push(cycle);
        takeOut(graph, cycle.edges);
        isNew = true;
      }
    }
  }
  leave(search);
  return found;
}

// ── one component ────────────────────────────────────────────────────────────────────────────

/** Layers of a state: where the shape stands. Every shape but `any` begins with what it wants. */
const begin = 0;
const afterRw = 1;
const afterOther = 2;
const layers = 3;

interface Search {
  readonly graph: Graph;
  /** By node: the number of the component being searched, or an older one. */
  readonly member: Int32Array;
  component: number;
  /** By state: the number of the start that reached it last, and the edge and state before. */
  readonly reached: Int32Array;
  readonly edge: Int32Array;
  readonly parent: Int32Array;
  start: number;
  visits: number;
  /** Asked before each start; what was found by then is not proven. */
  readonly isOver: () => boolean;
}

function searchOf(graph: Graph, isOver: () => boolean): Search {
  const states = graph.nodes * layers;
  return {
    graph,
    member: new Int32Array(graph.nodes),
    component: 0,
    reached: new Int32Array(states),
    edge: new Int32Array(states),
    parent: new Int32Array(states),
    start: 0,
    visits: 0,
    isOver,
  };
}

function leave({ member, reached, edge, parent }: Search): void {
  release(member, reached, edge, parent);
}

function isSmall(graph: Graph, nodes: Int32Array): boolean {
  let count = 0;
  for (const node of nodes) if (node < graph.transactions) count++;
  return count <= provenNodesMax;
}

function takeOut(graph: Graph, edges: readonly number[]): void {
  for (const edge of edges) graph.gone[edge] = 1;
}

function enter(search: Search, nodes: Int32Array): void {
  search.component++;
  search.visits = 0;
  for (const node of nodes) search.member[node] = search.component;
}

function cycleIn(
  search: Search,
  nodes: Int32Array,
  mask: number,
  shape: Shape,
  lengthBelow: number,
): Cycle | null {
  enter(search, nodes);
  let isProven = isSmall(search.graph, nodes);
  const starts = isProven ? nodes.toSorted() : suspicious(search.graph, nodes, mask);
  let best: readonly number[] | null = null;
  for (const start of starts) {
    if (start >= search.graph.transactions) continue;
    const cycle = cycleFrom(search, start, mask, shape, best?.length ?? lengthBelow);
    if (cycle !== null) best = cycle;
    if (best !== null && best.length <= shortest) break;
    // Late, one cycle is still wanted, though not the shortest.
    if (search.isOver()) isProven = false;
    if (!isProven && (search.visits > visitsMax || (best !== null && search.isOver()))) break;
  }
  return best === null ? null : { edges: best, proven: isProven || best.length <= shortest };
}

/** In a large component: one cycle through each start, as the budget allows. */
function cyclesThroughStarts(
  search: Search,
  nodes: Int32Array,
  mask: number,
  shape: Shape,
  countMax: number,
): Cycle[] {
  enter(search, nodes);
  const found: Cycle[] = [];
  for (const start of suspicious(search.graph, nodes, mask)) {
    if (found.length >= countMax || search.visits > visitsMax || search.isOver()) break;
    const edges = cycleFrom(search, start, mask, shape, Infinity);
    if (edges === null) continue;
    found.push({ edges, proven: edges.length <= shortest });
    takeOut(search.graph, edges);
  }
  return found;
}

/** Transactions with an edge to one recorded earlier: where a cycle must turn back somewhere. */
function suspicious(graph: Graph, nodes: Int32Array, mask: number): number[] {
  const starts: { node: number; back: number }[] = [];
  for (const node of nodes) {
    if (node >= graph.transactions) continue;
    let back = 0;
    for (let e = at(graph.first, node); e < at(graph.first, node + 1); e++) {
      if (counts(graph, mask, e)) back = Math.max(back, node - firstReal(graph, at(graph.to, e)));
    }
    if (back > 0) starts.push({ node, back });
  }
  starts.sort((a, b) => a.back - b.back || a.node - b.node);
  // Short and long steps back: both kinds close short cycles, in different histories.
  const half = startsMax / 2;
  const chosen = [...starts.slice(0, half), ...starts.slice(half).slice(-half)];
  return chosen.length > 0 ? chosen.map(({ node }) => node) : [...nodes.slice(0, startsMax)];
}

/** The transaction that a virtual node leads to first; a transaction is its own. */
function firstReal(graph: Graph, node: number): number {
  return node < graph.transactions ? node : at(graph.to, at(graph.first, node));
}

/** A cycle through the transaction `start` with fewer edges than `lengthBelow`, or null. */
function cycleFrom(
  search: Search,
  start: number,
  mask: number,
  shape: Shape,
  lengthBelow: number,
): readonly number[] | null {
  const { graph, member, component, reached } = search;
  const turn = ++search.start;
  let current: number[] = [start * layers + begin];
  for (let length = 1; length < lengthBelow && current.length > 0; length++) {
    const next: number[] = [];
    // Virtual nodes join the list being walked, for what they lead to is no further away.
    for (const state of current) {
      const node = Math.floor(state / layers);
      const isVirtual = node >= graph.transactions;
      for (let e = at(graph.first, node); e < at(graph.first, node + 1); e++) {
        search.visits++;
        const to = at(graph.to, e);
        if (!counts(graph, mask, e) || at(member, to) !== component) continue;
        const layer = isVirtual
          ? state % layers
          : layerAfter(shape, state % layers, at(graph.kind, e));
        if (layer < 0) continue;
        // A transaction does not precede itself by overwriting what it read.
        if (to === start && length > 1 && closes(shape, layer)) return pathOf(search, state, e);
        const reachedState = to * layers + layer;
        if (at(reached, reachedState) === turn || to === start) continue;
        reached[reachedState] = turn;
        search.edge[reachedState] = e;
        search.parent[reachedState] = state;
        if (to < graph.transactions) next.push(reachedState);
        else current.push(reachedState);
      }
    }
    current = next;
  }
  return null;
}

function layerAfter(shape: Shape, layer: number, kind: number): number {
  if (shape === 'any') return afterOther;
  if (layer === begin) return kind === (shape === 'through-wr' ? wr : rw) ? afterRw : -1;
  if (shape === 'through-wr' || shape === 'through-rw') return afterOther;
  if (shape === 'single') return kind === rw ? -1 : afterOther;
  if (layer === afterRw) return kind === rw ? -1 : afterOther;
  return kind === rw ? afterRw : afterOther;
}

function closes(shape: Shape, layer: number): boolean {
  return shape === 'any' || layer === afterOther;
}

/** Null where the walk passes a transaction twice: then it holds a shorter cycle elsewhere. */
function pathOf({ graph, edge, parent }: Search, state: number, last: number): number[] | null {
  const path = [last];
  for (let s = state; s % layers !== begin; s = at(parent, s)) path.push(at(edge, s));
  const real = path.reverse().filter((e) => at(graph.from, e) < graph.transactions);
  return new Set(real.map((e) => at(graph.from, e))).size === real.length ? real : null;
}
