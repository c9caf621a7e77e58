/**
 * View-serializability of a small history with known versions, by search.
 *
 * Source      C. Papadimitriou, "The serializability of concurrent database updates", JACM 1979:
 *             some serial order gives every read its writer and every key its final one. It is
 *             NP-complete, and differs from conflict-serializability only through blind writes.
 */
import { ModelError } from '../errors.ts';
import type { Access } from '../ledger.ts';
import { type Index, writerOf } from './model-conflicts.ts';

export function hasBlindWrite({ transactions }: Index): boolean {
  return transactions.some(({ reads, writes }) =>
    writes.some(
      ({ key }) =>
        !reads.some((read) => read.key === key && !writes.some((own) => same(own, read))),
    ),
  );
}

function same(a: Access, b: Access): boolean {
  return a.key === b.key && a.version === b.version;
}

/**
 * Depth-first over sets of placed transactions. A transaction may come next when everything that it
 * read is current, and when what it overwrites is neither the final version nor still to be read.
 * Hence the current version matters only where the set already decides it, and sets suffice.
 */
export function isViewSerializable(index: Index, strict: boolean): boolean {
  const { transactions, writes } = index;
  if (transactions.length > 30) throw new ModelError('history: over 30 transactions, blind writes');
  const everyone = 2 ** transactions.length - 1;
  const bit = (position: number | null): number => (position === null ? 0 : 1 << position);
  const bits = (positions: readonly number[]): number =>
    positions.reduce((set, p) => set | bit(p), 0);
  const positionsOf = (ids: readonly number[]): number[] =>
    ids.map((id) => transactions.findIndex((other) => other.id === id)).filter((p) => p >= 0);
  /** Whom each must follow, and with whom it is too late for a reader still to come. */
  const needs = transactions.map(({ reads, after }, reader) => {
    const sources = reads.map((read) => writerOf(index, read)).filter((p) => p !== null);
    return bits([
      ...sources.filter((p) => p >= 0 && p !== reader),
      ...(strict ? positionsOf(after) : []),
    ]);
  });
  const readsFrom = transactions.flatMap(({ reads }, reader) =>
    reads.flatMap((read) => {
      const writer = writerOf(index, read);
      return writer === reader || writer === null ? [] : [{ key: read.key, writer, reader }];
    }),
  );
  const mayFollow = (placed: number, next: number): boolean => {
    if (((needs[next] ?? 0) & ~placed) !== 0) return false;
    return (transactions[next]?.writes ?? []).every(({ key }) => {
      const final = writes.get(key)?.at(-1)?.writer ?? -1;
      if (final !== next && (placed & bit(final)) !== 0) return false;
      return readsFrom.every(
        (read) =>
          read.key !== key ||
          read.reader === next ||
          read.writer === next ||
          (placed & bit(read.reader)) !== 0 ||
          (read.writer >= 0 && (placed & bit(read.writer)) === 0),
      );
    });
  };
  const failed = new Set<number>();
  const canFinish = (placed: number): boolean => {
    if (placed === everyone) return true;
    if (failed.has(placed)) return false;
    for (let next = 0; next < transactions.length; next++) {
      if ((placed & bit(next)) !== 0 || !mayFollow(placed, next)) continue;
      if (canFinish(placed | bit(next))) return true;
    }
    failed.add(placed);
    return false;
  };
  return canFinish(0);
}
