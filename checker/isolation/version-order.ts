/**
 * The order of each key's versions, as far as the history shows it: chains of versions that follow
 * each other directly. The chain that begins with the initial version precedes all others of its
 * key; how the others lie to each other is unknown, and only a solver may guess.
 *
 * Source      versions and declared orders: given. Lists: the longest read shows the order (Elle,
 *             VLDB 2020, section 4.1); what nobody read comes after it. Registers: who reads a
 *             version and writes the key puts its own directly after it (MTC, read-modify-write),
 *             at every level that forbids lost updates.
 */
import { InputError } from '../errors.ts';
import { at } from './columns.ts';
import type { Footprint } from './integrity.ts';
import { type Log, shownName } from './log.ts';

export interface VersionOrder {
  /** By version: the one that follows directly, or -1. */
  readonly next: Int32Array;
  readonly previous: Int32Array;
  /** By key: the first versions of the chains that do not begin with the initial one. */
  readonly loose: ReadonlyMap<number, readonly number[]>;
  /** By key: the last version of the chain that begins with the initial one. */
  readonly tail: Int32Array;
  /** Pairs of transactions that read the same version of a key and wrote the key. */
  readonly lostUpdates: readonly LostUpdate[];
}
export interface LostUpdate {
  readonly version: number;
  readonly first: number;
  readonly second: number;
}

/** `forbidsLostUpdates`: whether the levels to decide do, as all from snapshot isolation on. */
export function versionOrderOf(footprint: Footprint, forbidsLostUpdates: boolean): VersionOrder {
  const { log } = footprint;
  const next = new Int32Array(log.writer.length).fill(-1);
  const previous = new Int32Array(log.writer.length).fill(-1);
  const link = (before: number, after: number): void => {
    next[before] = after;
    previous[after] = before;
  };
  if (log.kind === 'versions') linkNumbered(footprint, link);
  for (const [key, order] of log.orders) linkListed(footprint, key, order, link);
  const lostUpdates = linkUpdates(footprint, (before, after) => {
    if (!forbidsLostUpdates || at(next, before) >= 0 || at(previous, after) >= 0) return;
    link(before, after);
  });
  // Appends of one transaction to one list that nobody read follow each other.
  if (log.kind === 'lists') {
    footprint.writes.forEach((after, w) => {
      const before = footprint.writes[w - 1] ?? after;
      const isSameWriter = at(log.writer, before) === at(log.writer, after);
      if (!isSameWriter || at(log.keyOf, before) !== at(log.keyOf, after)) return;
      if (before === after || at(previous, after) >= 0 || at(next, before) >= 0) return;
      link(before, after);
    });
  }
  const tail = log.initial.slice();
  const inInitialChain = new Uint8Array(log.writer.length);
  for (let key = 0; key < tail.length; key++) {
    let version = at(tail, key);
    inInitialChain[version] = 1;
    while (at(next, version) >= 0 && at(inInitialChain, at(next, version)) === 0) {
      version = at(next, version);
      inInitialChain[version] = 1;
    }
    tail[key] = version;
  }
  const loose = new Map<number, number[]>();
  for (const version of footprint.writes) {
    if (at(previous, version) >= 0 || at(inInitialChain, version) === 1) continue;
    const key = at(log.keyOf, version);
    const heads = loose.get(key);
    if (heads === undefined) loose.set(key, [version]);
    else heads.push(version);
  }
  return { next, previous, loose, tail, lostUpdates };
}

/** Whether every key's versions are in one known order. */
export function isComplete(order: VersionOrder): boolean {
  for (const heads of order.loose.values()) if (heads.length > 1) return false;
  return true;
}

function linkNumbered(footprint: Footprint, link: (before: number, after: number) => void): void {
  const { log, writes } = footprint;
  const first = new Int32Array(log.keys.length + 1);
  for (const version of writes) {
    const after = at(log.keyOf, version) + 1;
    first[after] = at(first, after) + 1;
  }
  for (let key = 0; key < log.keys.length; key++)
    first[key + 1] = at(first, key + 1) + at(first, key);
  const byKey = new Int32Array(writes.length);
  const fill = first.slice();
  for (const version of writes) {
    const key = at(log.keyOf, version);
    byKey[at(fill, key)] = version;
    fill[key] = at(fill, key) + 1;
  }
  for (let key = 0; key < log.keys.length; key++) {
    const ofKey = byKey.subarray(at(first, key), at(first, key + 1));
    ofKey.sort((a, b) => Number(log.valueOf(a)) - Number(log.valueOf(b)));
    let before = at(log.initial, key);
    for (const version of ofKey) {
      link(before, version);
      before = version;
    }
  }
}

function linkListed(
  footprint: Footprint,
  key: number,
  order: Int32Array,
  link: (before: number, after: number) => void,
): void {
  const { log, committed } = footprint;
  const isLinked = new Set<number>();
  let before = at(log.initial, key);
  for (const version of order) {
    const writer = at(log.writer, version);
    // What was aborted or never written is an anomaly of its own, and no part of the order.
    if (writer < 0 || at(committed, writer) === 0 || isLinked.has(version)) continue;
    isLinked.add(version);
    link(before, version);
    before = version;
  }
}

/** Who read a version and wrote its key comes directly after it; two of them lost an update. */
function linkUpdates(
  footprint: Footprint,
  link: (before: number, after: number) => void,
): LostUpdate[] {
  const { log, firstRead, reads, firstWrite, writes } = footprint;
  const seen = new Int32Array(log.keys.length).fill(-1);
  const update = new Int32Array(log.writer.length).fill(-1);
  const lost: LostUpdate[] = [];
  for (let t = 0; t < log.size; t++) {
    const [readFrom, readTo] = [at(firstRead, t), at(firstRead, t + 1)];
    const [writeFrom, writeTo] = [at(firstWrite, t), at(firstWrite, t + 1)];
    if (readFrom === readTo || writeFrom === writeTo) continue;
    for (let r = readFrom; r < readTo; r++) seen[at(log.keyOf, at(reads, r))] = at(reads, r);
    for (let w = writeFrom; w < writeTo; w++) {
      const after = at(writes, w);
      const key = at(log.keyOf, after);
      const before = at(seen, key);
      if (before < 0) continue;
      // A list's later appends follow the first one.
      seen[key] = -1;
      const other = at(update, before);
      if (other >= 0) lost.push({ version: before, first: at(log.writer, other), second: t });
      else if (at(log.writer, before) !== t) update[before] = after;
    }
    for (let r = readFrom; r < readTo; r++) seen[at(log.keyOf, at(reads, r))] = -1;
  }
  // Of two, nobody knows which came first.
  for (const { version } of lost) update[version] = -1;
  for (let version = 0; version < update.length; version++) {
    if (at(update, version) >= 0) link(version, at(update, version));
  }
  return lost;
}

/** A declared order must name every version that a committed transaction installed. */
export function refuseIncompleteOrders(footprint: Footprint): void {
  const { log, writes } = footprint;
  if (log.kind !== 'registers') return;
  const declared = new Set<number>();
  for (const order of log.orders.values()) for (const version of order) declared.add(version);
  for (const version of writes) {
    const key = at(log.keyOf, version);
    if (!log.orders.has(key) || declared.has(version)) continue;
    throw new InputError(
      `the order of ${log.keys[key]} lacks ${JSON.stringify(log.valueOf(version))}, ` +
        `which ${nameOf(log, at(log.writer, version))} wrote`,
    );
  }
}

export function nameOf(log: Log, transaction: number): string {
  return shownName(log.names[transaction] ?? 'the initial state');
}
