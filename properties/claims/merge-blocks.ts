/** What is claimed about merge blocks (section 4), by variant. */
import { claims, givenUp, holds, violated, witnessed } from '../../checker/protocol.ts';
import { mergeBlocks } from '../../models/merge-blocks/merge-blocks.ts';
import { transactionsAreWholeAtEveryMoment, transactionsAreWholeWhenQuiet } from '../atomicity.ts';
import { finalBlocksStay } from '../chains.ts';
import {
  aBlockTakesAllThatWaitsAtItsShard,
  aChainChangesOnlyByItsOwnBlocks,
  aMergeBlockIsFinal,
  aMergeBlockIsLeftBehind,
  bothHalvesOfAMergeBlockAreFinalOrNeither,
  bothShardsShowAMergeBlockOrNeither,
} from '../merge-blocks.ts';
import { everyEffectHasItsCause, noMessageIsConsumedTwice } from '../messages.ts';
import { everythingCanStillSettle, nothingDeadlocks } from '../progress.ts';
import { equalInputGivesEqualResult } from '../replicas.ts';
import { historyIsSerializable } from '../serializability.ts';
import { nothingIsSpentTwice, supplyIsConserved } from '../supply.ts';
import {
  aBlockIsFinal,
  aMessageIsConsumed,
  aTransactionAborts,
  aTransactionCommits,
  everyTransactionCommits,
  executorsShareAnInput,
  twoTransactionsConflict,
  workIsDone,
} from '../witnesses.ts';
import { workStaysWithinLimits } from '../work.ts';

const safety = [
  holds(transactionsAreWholeAtEveryMoment),
  holds(transactionsAreWholeWhenQuiet),
  holds(supplyIsConserved),
  holds(nothingIsSpentTwice),
  holds(historyIsSerializable),
  holds(everyEffectHasItsCause),
  holds(noMessageIsConsumedTwice),
  holds(equalInputGivesEqualResult),
  holds(workStaysWithinLimits),
  holds(bothShardsShowAMergeBlockOrNeither),
];
const alive = [
  witnessed(aTransactionCommits),
  witnessed(aMessageIsConsumed),
  witnessed(executorsShareAnInput),
  witnessed(workIsDone),
];
const progress = [
  holds(everythingCanStillSettle, { note: 'as long as the miners of both shards are at work' }),
  holds(nothingDeadlocks),
];
const finality = [
  holds(finalBlocksStay),
  holds(bothHalvesOfAMergeBlockAreFinalOrNeither),
  witnessed(aBlockIsFinal),
];
const settled = [witnessed(everyTransactionCommits), witnessed(twoTransactionsConflict)];

const ownParents =
  'the listing mines the parents first, and then a fork of two blocks; here the parents are the ' +
  'genesis blocks, and the adversary mines the merge block itself on a parent that only one ' +
  'shard shows';

export const mergeBlocksClaims = claims(mergeBlocks, {
  baseline: {
    claims: [
      ...safety,
      ...progress,
      ...finality,
      ...alive,
      ...settled,
      witnessed(aMergeBlockIsFinal),
      witnessed(aMergeBlockIsLeftBehind),
      givenUp(aBlockTakesAllThatWaitsAtItsShard, {
        length: 1,
        note: 'a transaction across shards waits for a block that both shards extend',
      }),
    ],
  },
  'fork-of-one-shard': {
    claims: [
      ...safety,
      ...progress,
      ...finality,
      ...alive,
      ...settled,
      witnessed(aMergeBlockIsLeftBehind),
      givenUp(aChainChangesOnlyByItsOwnBlocks, {
        length: 4,
        note: 'a fork on one shard drags the other: three blocks outweigh a merge block',
      }),
    ],
  },
  'three-shards': {
    claims: [
      ...safety,
      ...progress,
      ...finality,
      ...alive,
      witnessed(aTransactionAborts),
      witnessed(aMergeBlockIsLeftBehind),
    ],
  },
  'partner-halts': {
    claims: [
      ...safety,
      ...alive,
      ...settled,
      givenUp(everythingCanStillSettle, {
        length: 1,
        note: 'without miners on the other shard there is no merge block',
      }),
      givenUp(nothingDeadlocks, { length: 1 }),
    ],
  },

  'longest-chain-each': {
    set: { attacks: 1, lead: 1 },
    claims: [
      violated(supplyIsConserved, { length: 2, listed: 3, note: ownParents }),
      violated(transactionsAreWholeAtEveryMoment, { length: 2, listed: 3, note: ownParents }),
      violated(everyEffectHasItsCause, { length: 2 }),
      violated(noMessageIsConsumedTwice, {
        length: 2,
        note: 'the same transaction in two merge blocks that share one of their parents',
      }),
      violated(bothShardsShowAMergeBlockOrNeither, { length: 2 }),
      violated(bothHalvesOfAMergeBlockAreFinalOrNeither, { length: 3 }),
      holds(finalBlocksStay, { note: 'each shard by itself keeps what is final' }),
      witnessed(aBlockIsFinal),
      ...alive,
    ],
  },
  'state-of-the-heads': {
    set: { attacks: 1, lead: 1 },
    claims: [
      violated(equalInputGivesEqualResult, {
        length: 1,
        note: 'for a node that syncs later the tip of the other shard is the merge block itself',
      }),
      violated(supplyIsConserved, { length: 2 }),
      violated(historyIsSerializable, { length: 2 }),
      holds(bothShardsShowAMergeBlockOrNeither),
      ...alive,
    ],
  },
  'pair-by-pair': {
    set: { traffic: 'rivals', attacks: 1, lead: 1, heights: 3 },
    claims: [
      violated(nothingIsSpentTwice, {
        length: 2,
        listed: 4,
        note: 'the shared parent and its partners are the genesis blocks',
      }),
      violated(supplyIsConserved, { length: 2 }),
      violated(transactionsAreWholeAtEveryMoment, { length: 2 }),
      violated(bothShardsShowAMergeBlockOrNeither, { length: 2 }),
      witnessed(aTransactionAborts),
      ...alive,
    ],
  },
});
