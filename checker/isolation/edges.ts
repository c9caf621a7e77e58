/**
 * The edges of the dependency graph, as columns.
 *
 * Source      A. Adya, PhD thesis, MIT 1999: ww, wr and rw. Real time by one barrier node per
 *             frontier of completions, so that n transactions give O(n) edges and never all pairs.
 *
 * Nodes below `transactions` are transactions; those above are virtual: they only pass on order,
 * and a path through them counts as one edge of the kind with which it enters them.
 */
import { at, byteColumn, type Column, int32Column, push, release } from './columns.ts';
import type { Footprint } from './integrity.ts';
import { info } from './log.ts';
import type { VersionOrder } from './version-order.ts';

export const ww = 0;
export const wr = 1;
export const rw = 2;
/** Session order. */
export const so = 3;
/** Real time. */
export const rt = 4;
/** An order of two writers that an axiom of a weak level asks for. */
export const co = 5;
export const kindNames = ['ww', 'wr', 'rw', 'so', 'rt', 'co'] as const;

export const dependencies = (1 << ww) | (1 << wr) | (1 << rw);

export interface Edges {
  readonly transactions: number;
  nodes: number;
  readonly from: Column;
  readonly to: Column;
  readonly kind: Column<Uint8Array>;
  /**
   * ww and rw: the version overwritten or read, and the one that overwrites it. wr: the version,
   * twice. co: the version that `to` wrote and a transaction that asks for the order read, and
   * that transaction.
   */
  readonly before: Column;
  readonly after: Column;
  /** 1 where the history does not say so, but every other order closes a cycle. */
  readonly inferred: Column<Uint8Array>;
}

/** `capacity`: how many edges to expect. */
export function noEdges(transactions: number, capacity = 256): Edges {
  return {
    transactions,
    nodes: transactions,
    from: int32Column(capacity),
    to: int32Column(capacity),
    kind: byteColumn(capacity),
    before: int32Column(capacity),
    after: int32Column(capacity),
    inferred: byteColumn(capacity),
  };
}

/** Enough for what the functions below add, but for sessions and real time. */
export function edgesExpected({ reads, writes }: Footprint): number {
  return 256 + 2 * reads.length + writes.length;
}

/** Ends the use of edges: see `release`. */
export function releaseEdges({ from, to, kind, before, after, inferred }: Edges): void {
  release(from.data, to.data, kind.data, before.data, after.data, inferred.data);
}

export function addEdge(
  edges: Edges,
  kind: number,
  from: number,
  to: number,
  before: number,
  after: number,
  inferred: 0 | 1 = 0,
): void {
  push(edges.from, from);
  push(edges.to, to);
  push(edges.kind, kind);
  push(edges.before, before);
  push(edges.after, after);
  push(edges.inferred, inferred);
}

/** wr: who wrote what a transaction read. */
export function addReadsFrom(edges: Edges, footprint: Footprint): void {
  const { log, committed, firstRead, reads } = footprint;
  for (let t = 0; t < log.size; t++) {
    for (let r = at(firstRead, t); r < at(firstRead, t + 1); r++) {
      const version = at(reads, r);
      const writer = at(log.writer, version);
      if (writer < 0 || at(committed, writer) === 0) continue;
      if (isRepeated(reads, at(firstRead, t), r)) continue;
      addEdge(edges, wr, writer, t, version, version);
    }
  }
}

/** Whether a transaction read the version just before; what escapes this does no harm. */
function isRepeated(reads: Int32Array, from: number, r: number): boolean {
  return r > from && at(reads, r - 1) === at(reads, r);
}

/** ww: as far as the order of versions is known. */
export function addOverwrites(edges: Edges, footprint: Footprint, order: VersionOrder): void {
  const { log } = footprint;
  for (const after of footprint.writes) {
    const before = at(order.previous, after);
    if (before < 0) continue;
    const [from, to] = [at(log.writer, before), at(log.writer, after)];
    if (from >= 0 && from !== to) addEdge(edges, ww, from, to, before, after);
  }
  for (const [key, heads] of order.loose) {
    const tail = at(order.tail, key);
    const from = at(log.writer, tail);
    for (const head of heads) {
      const to = at(log.writer, head);
      if (from >= 0 && from !== to) addEdge(edges, ww, from, to, tail, head);
    }
  }
}

/** rw: as far as the order of versions is known. */
export function addAntidependencies(edges: Edges, footprint: Footprint, order: VersionOrder): void {
  const { log, firstRead, reads } = footprint;
  const hubs = new Map<number, number>();
  for (let t = 0; t < log.size; t++) {
    for (let r = at(firstRead, t); r < at(firstRead, t + 1); r++) {
      const version = at(reads, r);
      if (isRepeated(reads, at(firstRead, t), r)) continue;
      const after = at(order.next, version);
      if (after >= 0) {
        // Where the reader itself wrote the next version, its own ww edge says the rest.
        const to = at(log.writer, after);
        if (to !== t) addEdge(edges, rw, t, to, version, after);
        continue;
      }
      const key = at(log.keyOf, version);
      const heads = order.loose.get(key);
      if (heads === undefined || at(order.tail, key) !== version) continue;
      const isWriter = heads.some((head) => at(log.writer, head) === t);
      if (heads.length > 2 && !isWriter) {
        const hub = hubs.get(key) ?? addHub(edges, footprint, version, heads);
        hubs.set(key, hub);
        addEdge(edges, rw, t, hub, version, heads[0] ?? -1);
        continue;
      }
      for (const head of heads) {
        const to = at(log.writer, head);
        if (to !== t) addEdge(edges, rw, t, to, version, head);
      }
    }
  }
}

/** One node between the readers of a key's last known version and all that overwrote it. */
function addHub(edges: Edges, { log }: Footprint, tail: number, heads: readonly number[]): number {
  const hub = edges.nodes++;
  for (const head of heads) addEdge(edges, rw, hub, at(log.writer, head), tail, head);
  return hub;
}

/** so: each transaction after the one before it in its session. */
export function addSessionOrder(edges: Edges, { log, committed }: Footprint): void {
  const last = new Int32Array(log.sessions).fill(-1);
  for (let t = 0; t < log.size; t++) {
    const session = at(log.session, t);
    if (session < 0 || at(committed, t) === 0) continue;
    const before = at(last, session);
    if (before >= 0) addEdge(edges, so, before, t, -1, -1);
    // Nothing waits for a transaction of which the client never learned the outcome.
    if (at(log.status, t) !== info) last[session] = t;
  }
}

/** rt: whoever ended comes before whoever began later. */
export function addRealTime(edges: Edges, { log, committed }: Footprint): void {
  const starts: number[] = [];
  const ends: number[] = [];
  for (let t = 0; t < log.size; t++) {
    if (at(committed, t) === 0) continue;
    if (!Number.isNaN(at(log.start, t))) starts.push(t);
    if (!Number.isNaN(at(log.end, t))) ends.push(t);
  }
  const byStart = Int32Array.from(starts).sort((a, b) => at(log.start, a) - at(log.start, b));
  const byEnd = Int32Array.from(ends).sort((a, b) => at(log.end, a) - at(log.end, b));
  let ended = 0;
  let barrier = -1;
  for (const t of byStart) {
    if (ended < byEnd.length && at(log.end, at(byEnd, ended)) < at(log.start, t)) {
      const node = edges.nodes++;
      if (barrier >= 0) addEdge(edges, rt, barrier, node, -1, -1);
      barrier = node;
      while (ended < byEnd.length && at(log.end, at(byEnd, ended)) < at(log.start, t)) {
        addEdge(edges, rt, at(byEnd, ended), barrier, -1, -1);
        ended++;
      }
    }
    if (barrier >= 0) addEdge(edges, rt, barrier, t, -1, -1);
  }
}
