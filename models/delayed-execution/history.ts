/** What committed transactions read and wrote, as the keepers of the accounts have it. */
import { type Access, type Committed, type HistoryView, range } from '../../checker/protocol.ts';
import { accountsOf, logsOf, touches, transactionsOf, type Values, writesOf } from './instance.ts';
import { countedOf, keeperOfKey, keptResults } from './joint.ts';
import { type Frozen, isOfThisLog, rootsOf, type State } from './state.ts';

/**
 * A write is what the keeper of the account installed, and it rests on what that keeper read. A
 * no-op is a transaction that only reads; a copy of an executed blob is none.
 */
export function history(state: Frozen<State>, p: Values): HistoryView {
  const committed: Committed[] = [];
  for (const [id, transaction] of transactionsOf(p).entries()) {
    const keepers = [...new Set(touches(transaction).map((key) => keeperOfKey(p, key)))];
    const results = keepers.flatMap((keeper) => {
      const counted = countedOf(state, p, keeper, id);
      return counted === null ? [] : [{ keeper, result: counted.result }];
    });
    if (results.length === 0) continue;
    const writes = writesOf(transaction).flatMap((key): Access[] => {
      const version = versionBy(state, p, key, id);
      return version === null ? [] : [{ key: accountsOf(p)[key].name, version }];
    });
    // Who writes nothing of it has no say in what it read.
    const sources = results.filter(
      ({ keeper, result }) =>
        writes.length === 0 || result.writes.some(({ key }) => keeperOfKey(p, key) === keeper),
    );
    const reads = sources.flatMap(({ result }) =>
      result.reads.map(({ key, by }) => ({
        key: accountsOf(p)[key].name,
        version: by === null ? 0 : (versionBy(state, p, key, by) ?? neverInstalled),
      })),
    );
    committed.push({ id, reads: distinct(reads), writes, after: finishedBefore(state, p, id) });
  }
  return { transactions: committed };
}

/** A version that nobody has: the reader saw a write that its account's keeper does not have. */
const neverInstalled = 1_000;

function versionBy(state: Frozen<State>, p: Values, key: number, tx: number): number | null {
  const writers = keptResults(state, p, key).filter(({ writes }) =>
    writes.some((write) => write.key === key),
  );
  const place = writers.findIndex((result) => result.tx === tx);
  return place < 0 ? null : place + 1;
}

function distinct(accesses: readonly Access[]): readonly Access[] {
  return accesses.filter(
    ({ key, version }, index) =>
      accesses.findIndex((one) => one.key === key && one.version === version) === index,
  );
}

/**
 * Real time, as far as it binds: who makes a witness of a committed root knows everything before
 * it to be over.
 */
function finishedBefore(state: Frozen<State>, p: Values, tx: number): readonly number[] {
  const before = new Set<number>();
  for (const log of logsOf(p)) {
    const position = countedOf(state, p, log, tx)?.position ?? state.logs[log].length;
    if (position >= state.logs[log].length) continue;
    const { at } = state.logs[log][position];
    const isCommitted = rootsOf(state, p).some(
      (root) => root.prefixes[log].length === at && isOfThisLog(state, p, root),
    );
    for (const other of isCommitted ? range(transactionsOf(p).length) : []) {
      const place = countedOf(state, p, log, other)?.position ?? at;
      if (place < at && other !== tx) before.add(other);
    }
  }
  return [...before].sort();
}
