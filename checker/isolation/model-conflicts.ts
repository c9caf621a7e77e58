/**
 * The graph of conflicts of a model's history: who wrote what, who precedes whom, and why that is
 * a contradiction when it comes back to where it started.
 *
 * Source      A. Adya, B. Liskov, P. O'Neil, "Generalized isolation level definitions", ICDE 2000;
 *             the wording of a cycle follows Elle (K. Kingsbury, P. Alvaro, VLDB 2020).
 */
import { ModelError } from '../errors.ts';
import type { Access, Committed } from '../ledger.ts';

interface Write {
  readonly version: number;
  /** Position of the writer in the list of transactions; -1 for the initial version. */
  readonly writer: number;
}
export interface Index {
  readonly transactions: readonly Committed[];
  /** Per key, in the order of versions, from the initial one on. */
  readonly writes: ReadonlyMap<string, readonly Write[]>;
}

export function indexOf(transactions: readonly Committed[]): Index {
  const writes = new Map<string, Write[]>();
  const ids = new Set<number>();
  transactions.forEach((transaction, writer) => {
    if (ids.has(transaction.id))
      throw new ModelError(`history: two transactions T${transaction.id}`);
    ids.add(transaction.id);
    for (const { key, version } of transaction.writes) {
      if (version < 1) throw new ModelError(`history: T${transaction.id} wrote ${key}@${version}`);
      const ofKey = writes.get(key);
      if (ofKey === undefined) writes.set(key, [initialWrite, { version, writer }]);
      else ofKey.push({ version, writer });
    }
  });
  for (const [key, ofKey] of writes) {
    ofKey.sort((a, b) => a.version - b.version);
    ofKey.forEach(({ version }, position) => {
      if (version === ofKey[position - 1]?.version) {
        throw new ModelError(`history: two writers of ${key}@${version}`);
      }
    });
  }
  return { transactions, writes };
}
const initialWrite: Write = { version: 0, writer: -1 };

export function writerOf({ writes }: Index, { key, version }: Access): number | null {
  if (version === 0) return -1;
  return writes.get(key)?.find((write) => write.version === version)?.writer ?? null;
}

/** The last version of the key that the transaction wrote, or null. */
export function lastWrite(transaction: Committed, key: string): number | null {
  let last: number | null = null;
  for (const write of transaction.writes) {
    if (write.key === key && (last === null || write.version > last)) last = write.version;
  }
  return last;
}

/** G1a and G1b: what a committed transaction read was never there for others to read. */
export function unfoundedRead(index: Index): string | null {
  const { transactions } = index;
  for (const [reader, { id, reads }] of transactions.entries()) {
    for (const read of reads) {
      const at = `T${id} read ${read.key}@${read.version}`;
      const position = writerOf(index, read);
      if (position === null) return `${at}, which no committed transaction wrote`;
      const writer = transactions[position];
      if (writer === undefined || position === reader) continue;
      const last = lastWrite(writer, read.key);
      if (last !== read.version)
        return `${at}, yet T${writer.id} went on to write ${read.key}@${last}`;
    }
  }
  return null;
}

// ── the graph ─────────────────────────────────────────────────────────────────────────────────

export interface Edge {
  readonly kind: 'ww' | 'wr' | 'rw' | 'rt';
  readonly from: number;
  readonly to: number;
  readonly key: string;
  readonly fromVersion: number;
  readonly toVersion: number;
}

export function conflicts(index: Index): Edge[] {
  const edges: Edge[] = [];
  for (const [key, ofKey] of index.writes) {
    for (const [position, next] of ofKey.entries()) {
      const write = ofKey[position - 1];
      if (write === undefined || write.writer < 0 || write.writer === next.writer) continue;
      edges.push(edge('ww', write.writer, next.writer, key, write.version, next.version));
    }
  }
  index.transactions.forEach(({ reads }, reader) => {
    for (const read of reads) {
      const writer = writerOf(index, read);
      if (writer === reader || writer === null) continue;
      const { key, version } = read;
      if (writer >= 0) edges.push(edge('wr', writer, reader, key, version, version));
      const next = index.writes.get(key)?.find((write) => write.version > version);
      // Where the reader itself wrote the next version, its own `ww` edge says the rest.
      if (next === undefined || next.writer === reader) continue;
      edges.push(edge('rw', reader, next.writer, key, version, next.version));
    }
  });
  return edges;
}

export function realTime(transactions: readonly Committed[]): Edge[] {
  const positions = new Map(transactions.map(({ id }, position) => [id, position]));
  return transactions.flatMap(({ after }, to) =>
    after.flatMap((id) => {
      const from = positions.get(id);
      return from === undefined ? [] : [edge('rt', from, to, '', 0, 0)];
    }),
  );
}

function edge(
  kind: Edge['kind'],
  from: number,
  to: number,
  key: string,
  fromVersion: number,
  toVersion: number,
): Edge {
  return { kind, from, to, key, fromVersion, toVersion };
}

/** By breadth-first search from every transaction; the first of the shortest. */
export function shortestCycle(size: number, edges: readonly Edge[]): readonly Edge[] | null {
  let best: readonly Edge[] | null = null;
  const leaving: Edge[][] = Array.from({ length: size }, () => []);
  for (const each of edges) leaving[each.from]?.push(each);
  for (let start = 0; start < size; start++) {
    const arrival = new Map<number, Edge>();
    const queue = [start];
    for (let head = 0; head < queue.length && !arrival.has(start); head++) {
      for (const each of leaving[queue[head] ?? start] ?? []) {
        if (arrival.has(each.to)) continue;
        arrival.set(each.to, each);
        queue.push(each.to);
      }
    }
    const cycle: Edge[] = [];
    let last = arrival.get(start);
    while (last !== undefined) {
      cycle.unshift(last);
      last = last.from === start ? undefined : arrival.get(last.from);
    }
    if (cycle.length > 0 && (best === null || cycle.length < best.length)) best = cycle;
  }
  return best;
}

export function contradiction(
  transactions: readonly Committed[],
  cycle: readonly Edge[] | null,
): string | null {
  if (cycle === null) return null;
  const said = cycle.map((each) => {
    const [from, to] = [`T${transactions[each.from]?.id}`, `T${transactions[each.to]?.id}`];
    const [before, after] = [`${each.key}@${each.fromVersion}`, `${each.key}@${each.toVersion}`];
    if (each.kind === 'rt') return `${from} had finished before ${to} was submitted`;
    if (each.kind === 'wr') return `${from} wrote ${before} before ${to} read it`;
    return `${from} ${each.kind === 'rw' ? 'read' : 'wrote'} ${before} before ${to} wrote ${after}`;
  });
  const last = said.pop();
  return `${said.length > 0 ? `${said.join(', ')}, yet ` : ''}${last}: a contradiction`;
}
