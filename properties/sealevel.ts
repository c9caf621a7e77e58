/** What Sealevel claims in particular, what it gives up, and what must be possible in it at all. */
import { propertyOf } from '../checker/protocol.ts';
import { sealevel } from '../models/sealevel/sealevel.ts';
import type { Frozen, State } from '../models/sealevel/state.ts';

/** How many writes of an account stand before a transaction, in the order of the block. */
function versionBefore(state: Frozen<State>, account: number, tx: number): number {
  const order = state.batches.flatMap(({ txs }) => txs);
  const before = order.slice(0, order.indexOf(tx));
  return state.bank[account]?.writers.filter((writer) => before.includes(writer.tx)).length ?? 0;
}

export const theBlockExplainsWhatWasRead = propertyOf(sealevel, {
  name: 'the-order-of-the-block-explains-what-was-read',
  invariant: 'SER',
  means: 'each transaction read what the transactions before it in the block had written',
  on: 'state',
  kind: 'always',
  violation: (state) => {
    // As long as one that is recorded has not stored, its writes are missing from the versions.
    const recorded = state.batches.flatMap(({ txs }) => txs);
    if (recorded.some((tx) => state.jobs[tx]?.phase === 'locked')) return null;
    for (const [tx, { reads }] of state.jobs.entries()) {
      for (const { account, version } of reads) {
        const expected = versionBefore(state, account, tx);
        if (version === expected) continue;
        const read = `T${tx} read version ${version} of account ${account}`;
        return `${read}, in the block it is ${expected}`;
      }
    }
    return null;
  },
});

export const onlyOwnersTake = propertyOf(sealevel, {
  name: 'only-owners-take-from-an-account',
  invariant: 'ISO',
  means: 'no account is debited, and no data changed, by another program than its owner',
  on: 'state',
  kind: 'always',
  violation: ({ bank }) => {
    for (const [account, { owner, writers }] of bank.entries()) {
      const stranger = writers.find(({ takenBy }) => takenBy !== null && takenBy !== owner);
      if (stranger === undefined) continue;
      return `T${stranger.tx} has ${stranger.takenBy} change account ${account} of ${owner}`;
    }
    return null;
  },
});

export const honestBlocksAreNotRejected = propertyOf(sealevel, {
  name: 'honest-blocks-are-not-rejected',
  invariant: 'DLF',
  means: 'a block is rejected only if the adversary had a part in it',
  on: 'state',
  kind: 'always',
  violation: ({ replayer, attacks }) =>
    replayer.rejected && attacks === 0 ? 'the block of an honest leader is rejected' : null,
});

export const whatWasDeclaredSuffices = propertyOf(sealevel, {
  name: 'what-was-declared-suffices',
  invariant: 'DYNAMIC',
  means: 'a transaction that declares what it would touch when it is sent does not fail',
  on: 'state',
  kind: 'always',
  violation: ({ jobs, attacks }) => {
    const failed = jobs.findIndex(({ phase }) => phase === 'failed');
    if (failed < 0 || attacks > 0) return null;
    return `T${failed} fails: by now it touches something else`;
  },
});

/** Transactions that hold all their locks. */
function running({ jobs }: Frozen<State>): number {
  return jobs.filter(({ phase }) => phase === 'locked').length;
}

export const transactionsRunInParallel = propertyOf(sealevel, {
  name: 'transactions-run-in-parallel',
  invariant: 'witness',
  means: 'two transactions hold their locks at once',
  on: 'state',
  kind: 'sometimes',
  goal: (state) => running(state) > 1,
});

export const twoReadersShareAnAccount = propertyOf(sealevel, {
  name: 'two-readers-share-an-account',
  invariant: 'witness',
  means: 'two transactions hold a shared lock on one account',
  on: 'state',
  kind: 'sometimes',
  goal: ({ locks }) => locks.some(({ readers }) => readers.length > 1),
});

export const aBatchHasSeveralTransactions = propertyOf(sealevel, {
  name: 'a-batch-has-several-transactions',
  invariant: 'witness',
  means: 'two transactions of one batch are replayed',
  on: 'state',
  kind: 'sometimes',
  goal: ({ batches, replayer }) =>
    batches.some(
      (_batch, place) => replayer.replays.filter(({ batch }) => batch === place).length > 1,
    ),
});

export const aBlockIsRejected = propertyOf(sealevel, {
  name: 'a-block-is-rejected',
  invariant: 'witness',
  means: 'the replayer rejects a block with a conflict in a batch',
  on: 'state',
  kind: 'sometimes',
  goal: ({ replayer }) => replayer.rejected,
});
