/** Sealevel: payers that may change places, each with its transaction and its account. */
import type { Renaming, Symmetry } from '../../checker/protocol.ts';
import { ascending } from '../substrate/renaming.ts';
import type { Values } from './instance.ts';
import type { Batch, Job, Replay, Writer } from './state.ts';

/** T`i` pays from account `i`, all into one pool. In other workloads no two are alike. */
export function symmetry(p: Values): Symmetry {
  if (p.workload !== 'hot') return {};
  return {
    payer: {
      size: 3,
      // The pool comes after them, and keeps its place.
      from: 0,
      args: ['tx'],
      rows: ['bank', 'locks', 'jobs', 'replayer.bank'],
      held: ['locks.*.writer'],
      within: {
        'bank.*.writers': (writers: readonly Writer[], to) =>
          writers.map(({ tx, takenBy }) => ({ tx: to(tx), takenBy })),
        'locks.*.readers': ascending,
        'jobs.*.copy': (copy: Job['copy'], to) => copy.map((one) => inAccount(one, to)),
        'jobs.*.reads': (reads: Job['reads'], to) => reads.map((one) => inAccount(one, to)),
        batches: (batches: readonly Batch[], to) =>
          batches.map(({ txs, isClosed }) => ({ txs: txs.map(to), isClosed })),
        'replayer.replays': (replays: readonly Replay[], to) =>
          replays
            .map((replay) => ({ ...replay, tx: to(replay.tx) }))
            .sort((one, other) => one.batch - other.batch || one.tx - other.tx),
      },
    },
  };
}

function inAccount<T extends { readonly account: number }>(one: T, to: Renaming): T {
  return { ...one, account: to(one.account) };
}
