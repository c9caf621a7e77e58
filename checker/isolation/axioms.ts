/**
 * Read committed, read atomic and causal consistency where the order of versions is unknown.
 *
 * Source      R. Biswas, C. Enea, "On the complexity of checking transactional consistency",
 *             OOPSLA 2019, for the axioms; L. Møldrup, A. Pavlogiannis, "AWDIT: an optimal weak
 *             database isolation tester", PLDI 2025, for saturating with few edges.
 * Deviates    Where versions are ordered, ww edges join the graph: the order must agree with them.
 *
 * Each axiom reads: when t3 reads a key from t1, and t2 wrote that key and lies in the past of t3
 * as the level defines past, then t2 comes before t1. A history is of the level when these edges,
 * session order and wr together are acyclic. Complete for all three levels.
 */
import { at } from './columns.ts';
import { addEdge, co, type Edges } from './edges.ts';
import type { Footprint } from './integrity.ts';
import { initialWriter, ok } from './log.ts';

/** A transaction that must precede the initial state: `before` was in the past of `reader`. */
export interface StaleInitial {
  readonly reader: number;
  readonly version: number;
  readonly before: number;
}

interface Saturation {
  readonly edges: Edges;
  readonly footprint: Footprint;
  readonly staleInitials: StaleInitial[];
}

function order(saturation: Saturation, before: number, version: number, reader: number): void {
  const { edges, footprint, staleInitials } = saturation;
  const writer = at(footprint.log.writer, version);
  if (writer === before) return;
  if (writer === initialWriter) {
    if (staleInitials.length < 100) staleInitials.push({ reader, version, before });
  } else if (writer >= 0) addEdge(edges, co, before, writer, version, reader);
}

/** Past of a read: those that its transaction had read from before it. */
export function addReadCommitted(edges: Edges, footprint: Footprint): StaleInitial[] {
  const { log, committed, firstRead, reads } = footprint;
  const saturation: Saturation = { edges, footprint, staleInitials: [] };
  // By key: the next read of it, and the next of them that shows another writer than that one.
  const next = new Int32Array(log.keys.length).fill(-1);
  const nextOther = new Int32Array(log.keys.length).fill(-1);
  const earliest = new Int32Array(log.size).fill(-1);
  for (let t = 0; t < log.size; t++) {
    const [from, to] = [at(firstRead, t), at(firstRead, t + 1)];
    for (let r = to - 1; r >= from; r--) {
      const writer = at(log.writer, at(reads, r));
      if (writer >= 0) earliest[writer] = r;
    }
    const readKeys = keysRead(footprint, t);
    for (let r = to - 1; r >= from; r--) {
      const version = at(reads, r);
      const writer = at(log.writer, version);
      if (writer >= 0 && at(committed, writer) === 1 && at(earliest, writer) === r) {
        forSharedKeys(footprint, writer, readKeys, (key) => {
          const later = at(next, key);
          if (later < 0) return;
          const isSame = at(log.writer, later) === writer;
          const other = isSame ? at(nextOther, key) : later;
          if (other >= 0) order(saturation, writer, other, t);
        });
      }
      const key = at(log.keyOf, version);
      const later = at(next, key);
      if (later >= 0 && at(log.writer, later) !== writer) nextOther[key] = later;
      next[key] = version;
    }
    for (const key of readKeys) {
      next[key] = -1;
      nextOther[key] = -1;
    }
  }
  return saturation.staleInitials;
}

/** Past of a transaction: those before it in its session, and those it read from. */
export function addReadAtomic(edges: Edges, footprint: Footprint): StaleInitial[] {
  const { log, committed, firstRead, reads } = footprint;
  const saturation: Saturation = { edges, footprint, staleInitials: [] };
  const readOf = new Int32Array(log.keys.length).fill(-1);
  const seen = new Int32Array(log.size).fill(-1);
  for (let t = 0; t < log.size; t++) {
    const [from, to] = [at(firstRead, t), at(firstRead, t + 1)];
    const readKeys = keysRead(footprint, t);
    for (let r = from; r < to; r++) readOf[at(log.keyOf, at(reads, r))] = at(reads, r);
    for (let r = from; r < to; r++) {
      const writer = at(log.writer, at(reads, r));
      // A second read of one key from another writer: each would have to precede the other.
      const other = at(readOf, at(log.keyOf, at(reads, r)));
      if (at(log.writer, other) !== writer && at(log.writer, other) >= 0)
        order(saturation, at(log.writer, other), at(reads, r), t);
      if (writer < 0 || at(committed, writer) === 0) continue;
      if (at(seen, writer) === t) continue;
      seen[writer] = t;
      forSharedKeys(footprint, writer, readKeys, (key) => {
        order(saturation, writer, at(readOf, key), t);
      });
    }
  }
  addSessionWrites(saturation);
  return saturation.staleInitials;
}

/** The last one before each transaction in its session that wrote a key which it reads. */
function addSessionWrites(saturation: Saturation): void {
  const { log, firstRead, reads, firstWrite, writes } = saturation.footprint;
  const last = new Int32Array(log.keys.length).fill(-1);
  for (const session of transactionsBySession(saturation.footprint)) {
    for (const t of session) {
      for (let r = at(firstRead, t); r < at(firstRead, t + 1); r++) {
        const before = at(last, at(log.keyOf, at(reads, r)));
        if (before >= 0) order(saturation, before, at(reads, r), t);
      }
      for (let w = at(firstWrite, t); w < at(firstWrite, t + 1); w++) {
        last[at(log.keyOf, at(writes, w))] = t;
      }
    }
    for (const t of session) {
      for (let w = at(firstWrite, t); w < at(firstWrite, t + 1); w++) {
        last[at(log.keyOf, at(writes, w))] = -1;
      }
    }
  }
}

/** Transactions that the client knew to have committed, session by session, in session order. */
function transactionsBySession({ log }: Footprint): Int32Array[] {
  const sessions: number[][] = Array.from({ length: log.sessions }, () => []);
  for (let t = 0; t < log.size; t++) {
    const session = at(log.session, t);
    if (session >= 0 && at(log.status, t) === ok) sessions[session]?.push(t);
  }
  return sessions.map((session) => Int32Array.from(session));
}

// ── keys that one transaction wrote and another read ─────────────────────────────────────────

/** The distinct keys that a transaction read from others, ascending. */
function keysRead({ log, firstRead, reads }: Footprint, t: number): Int32Array {
  const keys = reads.slice(at(firstRead, t), at(firstRead, t + 1));
  for (let r = 0; r < keys.length; r++) keys[r] = at(log.keyOf, at(keys, r));
  keys.sort();
  let distinct = 0;
  for (let r = 0; r < keys.length; r++) {
    if (r === 0 || at(keys, r) !== at(keys, r - 1)) keys[distinct++] = at(keys, r);
  }
  return keys.subarray(0, distinct);
}

/** In time of the smaller of the two, nearly: hence the n^1.5 of the whole. */
function forSharedKeys(
  { log, firstWrite, writes }: Footprint,
  writer: number,
  readKeys: Int32Array,
  then: (key: number) => void,
): void {
  const [from, to] = [at(firstWrite, writer), at(firstWrite, writer + 1)];
  if (to - from > readKeys.length) {
    for (const key of readKeys) {
      const w = firstAtLeast(from, to, key, (place) => at(log.keyOf, at(writes, place)));
      if (w < to && at(log.keyOf, at(writes, w)) === key) then(key);
    }
    return;
  }
  let last = -1;
  for (let w = from; w < to; w++) {
    const key = at(log.keyOf, at(writes, w));
    // Lists: a transaction may have appended twice.
    if (key === last) continue;
    last = key;
    const r = firstAtLeast(0, readKeys.length, key, (place) => at(readKeys, place));
    if (r < readKeys.length && at(readKeys, r) === key) then(key);
  }
}

/** By bisection: the first place whose key is not smaller. */
function firstAtLeast(
  from: number,
  to: number,
  key: number,
  keyAt: (place: number) => number,
): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keyAt(middle) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
