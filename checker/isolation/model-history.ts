/**
 * Isolation of a model's history: every version of every key is known, and the history is small.
 *
 * Source      C. Papadimitriou, "The serializability of concurrent database updates", JACM 1979;
 *             A. Adya, B. Liskov, P. O'Neil, "Generalized isolation level definitions", ICDE 2000;
 *             P. Bailis et al., "Scalable atomic visibility with RAMP transactions", SIGMOD 2014;
 *             R. Biswas, C. Enea, "On the complexity of checking transactional consistency", 2019
 * Decides     serializable: view-serializable, reads and final writes as in some serial order.
 *             strict-serializable: the same, by an order that respects `after`.
 *             read-atomic: no fractured read.
 *             causal: versions agree with what was read from whom, and nobody reads a version
 *             older than one that lies in its past. A model's view has no sessions: the past of a
 *             transaction is those that it read from, and theirs.
 * Method      An acyclic graph of conflicts proves serializability. A cyclic one refutes it unless
 *             somebody wrote blindly; then all orders are tried, by sets of placed transactions.
 *
 * Explorers ask the same question in thousands of states, so answers are remembered by content.
 */
import type { Committed, HistoryView } from '../ledger.ts';
import {
  conflicts,
  contradiction,
  type Index,
  indexOf,
  lastWrite,
  realTime,
  shortestCycle,
  unfoundedRead,
  writerOf,
} from './model-conflicts.ts';
import { hasBlindWrite, isViewSerializable } from './view-serializable.ts';

export type ModelLevel = 'serializable' | 'strict-serializable' | 'read-atomic' | 'causal';

/** What breaks the level, as a sentence, or null. @throws ModelError for an impossible view. */
export function violationOf(history: HistoryView, level: ModelLevel): string | null {
  if (history.transactions.length === 0) return null;
  const memo = memos[level];
  const content = contentOf(history, level === 'strict-serializable');
  const known = memo.get(content);
  if (known !== undefined) return known;
  const answer = decide(history.transactions, level);
  if (memo.size >= memoSizeMax) memo.clear();
  memo.set(content, answer);
  return answer;
}

const memoSizeMax = 1 << 16;
const memos: Record<ModelLevel, Map<string, string | null>> = {
  serializable: new Map(),
  'strict-serializable': new Map(),
  'read-atomic': new Map(),
  causal: new Map(),
};

/** Equal for equal histories only: neither separator occurs in a key that a person would choose. */
function contentOf(history: HistoryView, withRealTime: boolean): string {
  let content = '';
  for (const { id, reads, writes, after } of history.transactions) {
    content += `${id}\u0001`;
    for (const { key, version } of reads) content += `${key}\u0002${version}\u0002`;
    content += '\u0001';
    for (const { key, version } of writes) content += `${key}\u0002${version}\u0002`;
    content += '\u0001';
    if (withRealTime) content += after.join(',');
    content += '\u0001';
  }
  return content;
}

function decide(transactions: readonly Committed[], level: ModelLevel): string | null {
  const index = indexOf(transactions);
  if (level === 'read-atomic') return fracturedRead(index);
  const unfounded = unfoundedRead(index);
  if (unfounded !== null) return unfounded;
  const edges = conflicts(index);
  if (level === 'causal') {
    const early = edges.filter((edge) => edge.kind === 'wr' || edge.kind === 'ww');
    return contradiction(transactions, shortestCycle(transactions.length, early)) ?? stale(index);
  }
  const strict = level === 'strict-serializable';
  if (strict) edges.push(...realTime(transactions));
  const cycle = shortestCycle(transactions.length, edges);
  if (cycle === null) return null;
  if (hasBlindWrite(index) && isViewSerializable(index, strict)) return null;
  return contradiction(transactions, cycle);
}

// ── weaker levels ────────────────────────────────────────────────────────────────────────────

/** Two reads that see one writer's version of one key and miss its version of another. */
function fracturedRead(index: Index): string | null {
  const { transactions } = index;
  for (const [reader, { id, reads }] of transactions.entries()) {
    for (const seen of reads) {
      const writer = transactions[writerOf(index, seen) ?? -1];
      if (writer === undefined || writer === transactions[reader]) continue;
      for (const missed of reads) {
        const written = lastWrite(writer, missed.key);
        if (missed.key === seen.key || written === null || missed.version >= written) continue;
        return (
          `T${id} read ${seen.key}@${seen.version} of T${writer.id}, ` +
          `yet ${missed.key}@${missed.version}, older than the ${missed.key}@${written} that ` +
          `T${writer.id} wrote with it: a fractured read`
        );
      }
    }
  }
  return null;
}

/** A read of a version older than one that the reader's past contains. */
function stale(index: Index): string | null {
  const { transactions } = index;
  for (const [reader, { id, reads }] of transactions.entries()) {
    for (const position of pastOf(index, reader)) {
      const seen = transactions[position];
      for (const { key, version } of reads) {
        const written = seen === undefined ? null : lastWrite(seen, key);
        if (written === null || version >= written) continue;
        const past = `T${seen?.id}, which is in its past, wrote ${key}@${written}`;
        return `T${id} read ${key}@${version}, yet ${past}`;
      }
    }
  }
  return null;
}

/** Those that the transaction read from, and their pasts. */
function pastOf(index: Index, reader: number): ReadonlySet<number> {
  const past = new Set<number>();
  const queue = [reader];
  for (const position of queue) {
    for (const read of index.transactions[position]?.reads ?? []) {
      const writer = writerOf(index, read) ?? -1;
      if (writer < 0 || writer === reader || past.has(writer)) continue;
      past.add(writer);
      queue.push(writer);
    }
  }
  return past;
}
