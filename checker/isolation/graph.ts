/**
 * A digraph as compressed adjacency, and what is asked of it: is it acyclic, and which are its
 * strongly connected components.
 *
 * Source      A. B. Kahn, CACM 1962; R. Tarjan, SIAM J. Comput. 1972, made iterative, since a
 *             history of a million transactions is a path of a million calls.
 *
 * Every question takes a mask of the kinds of edges that count, and `gone`, edges taken out.
 */
import { at, release, trimmed } from './columns.ts';
import type { Edges } from './edges.ts';

export interface Graph {
  readonly transactions: number;
  readonly nodes: number;
  /** Edges that leave node v are `first[v]` up to `first[v + 1]`. */
  readonly first: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly kind: Uint8Array;
  readonly before: Int32Array;
  readonly after: Int32Array;
  readonly inferred: Uint8Array;
  /** 1 for edges taken out. */
  readonly gone: Uint8Array;
}

/** Edges in the order of where they leave; within one node, in the order in which they came. */
export function graphOf(edges: Edges): Graph {
  const from = trimmed(edges.from);
  const first = new Int32Array(edges.nodes + 1);
  for (let e = 0; e < from.length; e++) first[at(from, e) + 1] = at(first, at(from, e) + 1) + 1;
  for (let v = 0; v < edges.nodes; v++) first[v + 1] = at(first, v + 1) + at(first, v);
  const fill = first.slice();
  const position = new Int32Array(from.length);
  for (let e = 0; e < from.length; e++) {
    const place = at(fill, at(from, e));
    position[e] = place;
    fill[at(from, e)] = place + 1;
  }
  const sorted = <Data extends Int32Array | Uint8Array>(source: Data, target: Data): Data => {
    for (let e = 0; e < position.length; e++) target[at(position, e)] = at(source, e);
    return target;
  };
  const int32 = (column: Edges['to']): Int32Array =>
    sorted(trimmed(column), new Int32Array(from.length));
  const graph: Graph = {
    transactions: edges.transactions,
    nodes: edges.nodes,
    first,
    from: int32(edges.from),
    to: int32(edges.to),
    kind: sorted(trimmed(edges.kind), new Uint8Array(from.length)),
    before: int32(edges.before),
    after: int32(edges.after),
    inferred: sorted(trimmed(edges.inferred), new Uint8Array(from.length)),
    gone: new Uint8Array(from.length),
  };
  release(fill, position);
  return graph;
}

/** Ends the use of a graph: see `release`. */
export function releaseGraph(graph: Graph): void {
  const { first, from, to, kind, before, after, inferred, gone } = graph;
  release(first, from, to, kind, before, after, inferred, gone);
}

export function counts(graph: Graph, mask: number, edge: number): boolean {
  return ((mask >> at(graph.kind, edge)) & 1) === 1 && at(graph.gone, edge) === 0;
}

/** By Kahn: whether no cycle of such edges exists. */
export function isAcyclic(graph: Graph, mask: number): boolean {
  const { nodes, first, to } = graph;
  const waiting = new Int32Array(nodes);
  for (let e = 0; e < to.length; e++) {
    if (counts(graph, mask, e)) waiting[at(to, e)] = at(waiting, at(to, e)) + 1;
  }
  const queue = new Int32Array(nodes);
  let length = 0;
  for (let v = 0; v < nodes; v++) if (at(waiting, v) === 0) queue[length++] = v;
  for (let head = 0; head < length; head++) {
    const v = at(queue, head);
    for (let e = at(first, v); e < at(first, v + 1); e++) {
      if (!counts(graph, mask, e)) continue;
      const left = at(waiting, at(to, e)) - 1;
      waiting[at(to, e)] = left;
      if (left === 0) queue[length++] = at(to, e);
    }
  }
  release(waiting, queue);
  return length === nodes;
}

/** The components of two nodes or more, each as its nodes; the graph has no self-loops. */
export function components(graph: Graph, mask: number): Int32Array[] {
  const { nodes, first, to } = graph;
  const index = new Int32Array(nodes);
  const low = new Int32Array(nodes);
  const cursor = new Int32Array(nodes);
  const isOnStack = new Uint8Array(nodes);
  const stack = new Int32Array(nodes);
  const path = new Int32Array(nodes);
  const found: Int32Array[] = [];
  let [clock, height] = [0, 0];
  for (let root = 0; root < nodes; root++) {
    if (at(index, root) !== 0) continue;
    let depth = 0;
    path[0] = root;
    while (depth >= 0) {
      const v = at(path, depth);
      if (at(index, v) === 0) {
        index[v] = ++clock;
        low[v] = clock;
        cursor[v] = at(first, v);
        stack[height++] = v;
        isOnStack[v] = 1;
      }
      const e = at(cursor, v);
      if (e < at(first, v + 1)) {
        cursor[v] = e + 1;
        if (!counts(graph, mask, e)) continue;
        const w = at(to, e);
        if (at(index, w) === 0) path[++depth] = w;
        else if (at(isOnStack, w) === 1) low[v] = Math.min(at(low, v), at(index, w));
        continue;
      }
      if (at(low, v) === at(index, v)) {
        const top = height;
        do isOnStack[at(stack, --height)] = 0;
        while (at(stack, height) !== v);
        if (top - height > 1) found.push(stack.slice(height, top));
      }
      if (--depth >= 0) {
        const parent = at(path, depth);
        low[parent] = Math.min(at(low, parent), at(low, v));
      }
    }
  }
  release(index, low, cursor, isOnStack, stack, path);
  return found;
}
