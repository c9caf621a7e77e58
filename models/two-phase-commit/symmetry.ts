/** Two-phase commit: transactions, and with them shards, that may change places. */
import type { DeepReadonly, Renaming, ScalarSet, Symmetry } from '../../checker/protocol.ts';
import { along, ascending } from '../substrate/renaming.ts';
import { bookOf, messageTypes, type Parameters, shardName, slotOf } from './instance.ts';
import type { Head } from './state.ts';

/**
 * Who is submitted in the initial state has an age that tells it from the others, so all this is
 * for transactions that are submitted at any time.
 */
export function symmetry(p: Parameters): Symmetry {
  if (p.arrivals !== 'anytime' || p.transactions < 2) return {};
  if (p.workload === 'rivals') return { transaction: namesOf(p, p.transactions, 0, false) };
  // A transfer, and readers of both accounts.
  if (p.workload === 'audit' && p.transactions > 2) {
    return { reader: namesOf(p, p.transactions - 1, 1, false) };
  }
  const isMirrored = p.workload === 'opposite' || p.workload === 'crossed';
  // Counted ballots fill the places of the first shards first.
  if (!isMirrored || p.transactions !== 2 || p.shards !== 2 || p.ballots === 'counted') return {};
  // What one does at X the other does at Y.
  return { side: namesOf(p, 2, 0, true) };
}

function namesOf(p: Parameters, size: number, from: number, isMirrored: boolean): ScalarSet {
  const { names } = bookOf(p);
  const records = 'shards.*.head.records';
  const entries = 'coordinator.transactions';
  const moveSlot = (slot: number, to: Renaming): number => {
    const shard = slot % p.shards;
    const tx = Math.floor(slot / p.shards) % p.transactions;
    const type = messageTypes[Math.floor(slot / p.shards / p.transactions)];
    return slotOf(p, type, to(tx), isMirrored ? to(shard) : shard);
  };
  const head = (one: DeepReadonly<Head>, to: Renaming): DeepReadonly<Head> => ({
    ...one,
    records: along(one.records, to),
  });
  return {
    size,
    from,
    args: isMirrored ? ['tx', 'shard'] : ['tx'],
    names: {
      message: (name: string, to) => names[moveSlot(names.indexOf(name), to)],
      place: (name: string, to) =>
        isMirrored && name !== 'C' ? shardName(to('XYZ'.indexOf(name))) : name,
    },
    rows: [
      entries,
      records,
      ...(isMirrored ? ['shards', `${entries}.*.votes`] : []),
      { array: 'net', moves: moveSlot },
    ],
    within: {
      [`${entries}.*.after`]: ascending,
      'shards.*.base': (base: DeepReadonly<Head> | null, to) =>
        base === null ? null : head(base, to),
    },
  };
}
