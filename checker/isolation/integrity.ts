/**
 * What each committed transaction read from others and left behind, and the anomalies that need no
 * graph: reads of what was never written, not committed, not final, not its own, or not yet there.
 *
 * Source      A. Adya, PhD thesis, MIT 1999 (G1a, G1b); names as in Elle (VLDB 2020), which calls a
 *             transaction that contradicts itself `internal`.
 *
 * An indeterminate transaction counts as committed once a committed one read a version of it, or
 * the order of a key contains one. Otherwise it is left out, which no level can tell from having
 * aborted. What it says it read is never trusted.
 */
import { at, int32Column, push, trimmed } from './columns.ts';
import { failed, info, type Log, noWriter, ok } from './log.ts';

export interface Footprint {
  readonly log: Log;
  /** 1 for each transaction that counts as committed. */
  readonly committed: Uint8Array;
  /** Versions that t read and others wrote, in its order, repeated reads included: CSR. */
  readonly firstRead: Int32Array;
  readonly reads: Int32Array;
  /** The last version of each key that t wrote, or for lists each one, by key: CSR. */
  readonly firstWrite: Int32Array;
  readonly writes: Int32Array;
  readonly breaches: readonly Breach[];
}

/** Breaches of one kind that are told one by one. */
const toldMax = 100;

/** One operation that contradicts what the history says about versions. */
export interface Breach {
  readonly name: BreachName;
  readonly transaction: number;
  /** What it read. */
  readonly version: number;
  /** What it should have read, or the version that shows why it should not; -1 for none. */
  readonly other: number;
  /** Two reads of one key that differ, which read committed allows. */
  readonly unrepeatable: boolean;
}
export type BreachName =
  | 'garbage-read'
  | 'G1a'
  | 'G1b'
  | 'future-read'
  | 'internal'
  | 'dirty-update'
  | 'incompatible-order'
  | 'duplicate-elements';

export function footprintOf(log: Log): Footprint {
  const committed = committedOf(log);
  const breaches = breachList();
  for (const { transaction, version } of log.incompatible) {
    breaches.add('incompatible-order', transaction, version);
  }
  const order = log.kind === 'lists' ? listOrder(log, breaches.add) : null;
  const judge: Judge = { log, final: finalVersions(log), order, add: breaches.add };
  const firstRead = new Int32Array(log.size + 1);
  const firstWrite = new Int32Array(log.size + 1);
  const reads = int32Column();
  const writes = int32Column();
  const own = new Int32Array(log.keys.length).fill(-1);
  const read = new Int32Array(log.keys.length).fill(-1);
  for (let t = 0; t < log.size; t++) {
    firstRead[t] = reads.length;
    firstWrite[t] = writes.length;
    if (at(committed, t) === 0) continue;
    const [from, to] = [at(log.firstOperation, t), at(log.firstOperation, t + 1)];
    for (let o = from; o < to; o++) {
      const version = at(log.version, o);
      const key = at(log.keyOf, version);
      if (at(log.isWrite, o) === 1) {
        if (order !== null || at(judge.final, version) === 1) push(writes, version);
        judgeWrite(judge, t, version, at(read, key));
        own[key] = version;
      } else {
        const outside = judgeRead(judge, t, version, at(own, key), at(read, key));
        read[key] = version;
        if (outside >= 0) push(reads, outside);
      }
    }
    sortByKey(log, writes.data, at(firstWrite, t), writes.length);
    for (let o = from; o < to; o++) {
      const key = at(log.keyOf, at(log.version, o));
      own[key] = -1;
      read[key] = -1;
    }
  }
  firstRead[log.size] = reads.length;
  firstWrite[log.size] = writes.length;
  return {
    log,
    committed,
    firstRead,
    reads: trimmed(reads),
    firstWrite,
    writes: trimmed(writes),
    breaches: breaches.all,
  };
}

/** Stable, and by insertion, for most transactions are short. */
function sortByKey(log: Log, versions: Int32Array, from: number, to: number): void {
  const keyAt = (version: number): number => at(log.keyOf, version);
  if (to - from > 64) {
    const long = [...versions.subarray(from, to)].sort((a, b) => keyAt(a) - keyAt(b));
    versions.set(long, from);
    return;
  }
  for (let i = from + 1; i < to; i++) {
    const version = at(versions, i);
    let place = i;
    for (; place > from && keyAt(at(versions, place - 1)) > keyAt(version); place--) {
      versions[place] = at(versions, place - 1);
    }
    versions[place] = version;
  }
}

type AddBreach = (
  name: BreachName,
  transaction: number,
  version: number,
  other?: number,
  unrepeatable?: boolean,
) => void;

function breachList(): { all: Breach[]; add: AddBreach } {
  const all: Breach[] = [];
  const told = new Map<BreachName, number>();
  return {
    all,
    add: (name, transaction, version, other = -1, unrepeatable = false) => {
      const count = (told.get(name) ?? 0) + 1;
      told.set(name, count);
      if (count <= toldMax) all.push({ name, transaction, version, other, unrepeatable });
    },
  };
}

function committedOf(log: Log): Uint8Array {
  const committed = new Uint8Array(log.size);
  const observe = (version: number): void => {
    const writer = at(log.writer, version);
    if (writer >= 0 && at(log.status, writer) === info) committed[writer] = 1;
  };
  for (let t = 0; t < log.size; t++) {
    if (at(log.status, t) !== ok) continue;
    committed[t] = 1;
    for (let o = at(log.firstOperation, t); o < at(log.firstOperation, t + 1); o++) {
      if (at(log.isWrite, o) === 0) observe(at(log.version, o));
    }
  }
  for (const order of log.orders.values()) order.forEach(observe);
  return committed;
}

/** 1 for each version that its transaction did not overwrite itself. */
function finalVersions(log: Log): Uint8Array {
  const final = new Uint8Array(log.writer.length);
  const last = new Int32Array(log.keys.length).fill(-1);
  for (let t = 0; t < log.size; t++) {
    for (let o = at(log.firstOperation, t); o < at(log.firstOperation, t + 1); o++) {
      if (at(log.isWrite, o) === 0) continue;
      const version = at(log.version, o);
      const key = at(log.keyOf, version);
      const before = at(last, key);
      if (before >= 0 && at(log.writer, before) === t) final[before] = 0;
      final[version] = 1;
      last[key] = version;
    }
  }
  return final;
}

// ── lists ────────────────────────────────────────────────────────────────────────────────────

interface ListOrder {
  /** By version: its place in the order of its key, from 1; 0 for the initial one, -1 for none. */
  readonly rank: Int32Array;
  /** By version: the last one at or before it that was aborted, and that nobody wrote; or -1. */
  readonly aborted: Int32Array;
  readonly ghost: Int32Array;
}

function listOrder(log: Log, add: AddBreach): ListOrder {
  const rank = new Int32Array(log.writer.length).fill(-1);
  const aborted = new Int32Array(log.writer.length).fill(-1);
  const ghost = new Int32Array(log.writer.length).fill(-1);
  for (const version of log.initial) rank[version] = 0;
  for (const order of log.orders.values()) {
    let lastAborted = -1;
    let lastGhost = -1;
    let isTold = true;
    order.forEach((version, position) => {
      const writer = at(log.writer, version);
      if (at(rank, version) >= 0) add('duplicate-elements', writer, version);
      rank[version] = position + 1;
      if (writer < 0) lastGhost = version;
      else if (at(log.status, writer) === failed) {
        lastAborted = version;
        isTold = false;
      } else if (!isTold) {
        add('dirty-update', writer, version, lastAborted);
        isTold = true;
      }
      aborted[version] = lastAborted;
      ghost[version] = lastGhost;
    });
  }
  return { rank, aborted, ghost };
}

/** The version that the reader's own appends, of which this is one, stand on. */
function readBefore(log: Log, rank: Int32Array, t: number, version: number): number {
  const key = at(log.keyOf, version);
  const order = log.orders.get(key);
  let position = at(rank, version) - 2;
  while (position >= 0 && order !== undefined && at(log.writer, at(order, position)) === t) {
    position--;
  }
  return position >= 0 && order !== undefined ? at(order, position) : at(log.initial, key);
}

// ── one operation ────────────────────────────────────────────────────────────────────────────

interface Judge {
  readonly log: Log;
  /** 1 for each version that its transaction did not overwrite itself. */
  readonly final: Uint8Array;
  readonly order: ListOrder | null;
  readonly add: AddBreach;
}

/** Lists: an append that its transaction had read before making it. */
function judgeWrite(judge: Judge, t: number, version: number, read: number): void {
  if (judge.order === null || read < 0 || read === version) return;
  const rank = at(judge.order.rank, version);
  if (rank >= 0 && rank <= at(judge.order.rank, read)) judge.add('future-read', t, read, version);
}

/**
 * The version of somebody else that a read shows, or -1. `own` and `read` are the versions of the
 * key that the transaction wrote and read last, or -1.
 */
function judgeRead(judge: Judge, t: number, version: number, own: number, read: number): number {
  const { log, order, add } = judge;
  const isOwn = at(log.writer, version) === t;
  const base = isOwn && order !== null ? readBefore(log, order.rank, t, version) : version;
  if (own >= 0) {
    // Its own last write is what it must read, whatever else happened.
    if (version !== own) {
      add('internal', t, version, own);
      return -1;
    }
    if (order === null) return -1;
    const isReadOwn = read >= 0 && at(log.writer, read) === t;
    const before = isReadOwn ? readBefore(log, order.rank, t, read) : read;
    if (before >= 0 && before !== base) add('internal', t, version, read);
    return base;
  }
  if (isOwn) add('future-read', t, version);
  if (read >= 0 && read !== version) add('internal', t, version, read, true);
  judgeSource(judge, t, base);
  return at(log.writer, base) === noWriter || at(log.writer, base) === t ? -1 : base;
}

/** What was read must have been written, by a transaction that committed, and for good. */
function judgeSource({ log, final, order, add }: Judge, t: number, version: number): void {
  const ghost = order === null ? -1 : at(order.ghost, version);
  const aborted = order === null ? -1 : at(order.aborted, version);
  const writer = at(log.writer, version);
  if (ghost >= 0) add('garbage-read', t, ghost);
  else if (writer === noWriter) add('garbage-read', t, version);
  if (aborted >= 0) add('G1a', t, aborted);
  else if (writer >= 0 && at(log.status, writer) === failed) add('G1a', t, version);
  else if (writer >= 0 && writer !== t && at(final, version) === 0) add('G1b', t, version);
}
