/**
 * Causal consistency where the order of versions is unknown.
 *
 * Source      R. Biswas, C. Enea, OOPSLA 2019, for the axiom; L. Møldrup, A. Pavlogiannis, "AWDIT",
 *             PLDI 2025, for the clocks: O(n k) for n operations and k sessions.
 * Deviates    A transaction without a session joins the chain of one that it read from, if nobody
 *             else has, so that k is the width of what happened, not its size.
 *
 * The past of a transaction is what session order and wr lead back to. Per chain it is a prefix,
 * so a clock holds its length. Of the writers of a key in one chain, only the last one in the past
 * of a read matters: those before it precede it.
 */

import type { StaleInitial } from './axioms.ts';
import { at, release } from './columns.ts';
import { addEdge, co, type Edges } from './edges.ts';
import type { Graph } from './graph.ts';
import type { Footprint } from './integrity.ts';
import { info, initialWriter } from './log.ts';

/** Entries of all clocks together; 4 bytes each. */
const clockEntriesMax = 50_000_000;

/**
 * `past` holds session order and wr only, and is acyclic. Null when the clocks would take too much
 * memory: then the level stays undecided.
 */
export function addCausal(edges: Edges, footprint: Footprint, past: Graph): StaleInitial[] | null {
  const { log, firstRead, reads } = footprint;
  const order = topological(past);
  const chains = chainsOf(footprint, past, order);
  if (log.size * chains.count > clockEntriesMax) return null;
  const clocks = clocksOf(past, order, chains);
  const writers = writersOf(footprint, chains);
  const stale: StaleInitial[] = [];
  for (let t = 0; t < log.size; t++) {
    for (let r = at(firstRead, t); r < at(firstRead, t + 1); r++) {
      const version = at(reads, r);
      const source = at(log.writer, version);
      const key = at(log.keyOf, version);
      for (let g = at(writers.firstGroup, key); g < at(writers.firstGroup, key + 1); g++) {
        const [from, to] = [at(writers.group, g), at(writers.group, g + 1)];
        const chain = at(chains.of, at(writers.transaction, from));
        const length = at(clocks, t * chains.count + chain);
        const before = lastBefore(writers.transaction, from, to, chains.position, length);
        if (before < 0 || before === source) continue;
        if (source === initialWriter) {
          if (stale.length < 100) stale.push({ reader: t, version, before });
        } else if (
          source >= 0 &&
          at(chains.position, before) >= at(clocks, source * chains.count + chain)
        ) {
          addEdge(edges, co, before, source, version, t);
        }
      }
    }
  }
  release(clocks);
  return stale;
}

function topological({ nodes, first, to }: Graph): Int32Array {
  const waiting = new Int32Array(nodes);
  for (const target of to) waiting[target] = at(waiting, target) + 1;
  const order = new Int32Array(nodes);
  let length = 0;
  for (let v = 0; v < nodes; v++) if (at(waiting, v) === 0) order[length++] = v;
  for (let head = 0; head < length; head++) {
    const v = at(order, head);
    for (let e = at(first, v); e < at(first, v + 1); e++) {
      const left = at(waiting, at(to, e)) - 1;
      waiting[at(to, e)] = left;
      if (left === 0) order[length++] = at(to, e);
    }
  }
  return order.subarray(0, length);
}

interface Chains {
  readonly count: number;
  /** By transaction: its chain, and its place there from 0. */
  readonly of: Int32Array;
  readonly position: Int32Array;
}

/**
 * Sessions are chains. Any other transaction extends the chain of the first such predecessor that
 * nobody has extended yet.
 */
function chainsOf({ log }: Footprint, { nodes, first, to }: Graph, order: Int32Array): Chains {
  const of = new Int32Array(nodes).fill(-1);
  const position = new Int32Array(nodes);
  const length = new Int32Array(log.sessions);
  for (let t = 0; t < nodes; t++) {
    const session = at(log.session, t);
    // Nothing follows a transaction of which the client never learned the outcome.
    if (session < 0 || at(log.status, t) === info) continue;
    of[t] = session;
    position[t] = at(length, session);
    length[session] = at(length, session) + 1;
  }
  let count = log.sessions;
  for (const v of order) {
    if (at(of, v) < 0) of[v] = count++;
    if (at(of, v) < log.sessions) continue;
    for (let e = at(first, v); e < at(first, v + 1); e++) {
      const successor = at(to, e);
      if (at(of, successor) >= 0) continue;
      of[successor] = at(of, v);
      position[successor] = at(position, v) + 1;
      break;
    }
  }
  return { count, of, position };
}

/** By transaction and chain: how many of the chain lie in its past. */
function clocksOf({ nodes, first, to }: Graph, order: Int32Array, chains: Chains): Int32Array {
  const { count } = chains;
  const clocks = new Int32Array(nodes * count);
  for (const v of order) {
    const own = v * count;
    for (let e = at(first, v); e < at(first, v + 1); e++) {
      const row = at(to, e) * count;
      for (let c = 0; c < count; c++) {
        if (at(clocks, own + c) > at(clocks, row + c)) clocks[row + c] = at(clocks, own + c);
      }
      const here = row + at(chains.of, v);
      clocks[here] = Math.max(at(clocks, here), at(chains.position, v) + 1);
    }
  }
  return clocks;
}

interface Writers {
  /** Groups of key k are `firstGroup[k]` up to `firstGroup[k + 1]`: one for each chain. */
  readonly firstGroup: Int32Array;
  /** Where each group begins in `transaction`; one more than there are groups. */
  readonly group: Int32Array;
  /** Writers, by key, chain and position. */
  readonly transaction: Int32Array;
}

function writersOf({ log, firstWrite, writes }: Footprint, chains: Chains): Writers {
  const byPlace = Int32Array.from({ length: log.size }, (_, t) => t).sort(
    (a, b) =>
      at(chains.of, a) - at(chains.of, b) || at(chains.position, a) - at(chains.position, b),
  );
  const fill = new Int32Array(log.keys.length + 1);
  for (const version of writes) {
    const after = at(log.keyOf, version) + 1;
    fill[after] = at(fill, after) + 1;
  }
  for (let key = 0; key < log.keys.length; key++) fill[key + 1] = at(fill, key + 1) + at(fill, key);
  const firstOfKey = fill.slice();
  const transaction = new Int32Array(writes.length);
  for (const t of byPlace) {
    for (let w = at(firstWrite, t); w < at(firstWrite, t + 1); w++) {
      const key = at(log.keyOf, at(writes, w));
      transaction[at(fill, key)] = t;
      fill[key] = at(fill, key) + 1;
    }
  }
  const firstGroup = new Int32Array(log.keys.length + 1);
  const group: number[] = [];
  for (let key = 0; key < log.keys.length; key++) {
    firstGroup[key] = group.length;
    let chain = -1;
    for (let i = at(firstOfKey, key); i < at(firstOfKey, key + 1); i++) {
      const next = at(chains.of, at(transaction, i));
      if (next !== chain) group.push(i);
      chain = next;
    }
  }
  firstGroup[log.keys.length] = group.length;
  return { firstGroup, group: Int32Array.from([...group, writes.length]), transaction };
}

/** By bisection: the last of the writers whose position is below `length`, or -1. */
function lastBefore(
  transaction: Int32Array,
  from: number,
  to: number,
  position: Int32Array,
  length: number,
): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(position, at(transaction, middle)) < length) low = middle + 1;
    else high = middle;
  }
  return low === from ? -1 : at(transaction, low - 1);
}
