/** What is claimed about paired execution (section 5), by variant. */
import { claims, givenUp, holds, violated, witnessed } from '../../checker/protocol.ts';
import { pairedExecution } from '../../models/paired-execution/paired-execution.ts';
import { transactionsAreWholeAtEveryMoment, transactionsAreWholeWhenQuiet } from '../atomicity.ts';
import { everyEffectHasItsCause, noMessageIsConsumedTwice } from '../messages.ts';
import {
  aBlockIsTakenBackAndATransferGoesThrough,
  anAheadNodeExecutesATransfer,
  anOpenTransactionCanGoOnAtOnce,
  everyTransferWithoutShard0CanStillSettle,
} from '../paired-execution.ts';
import { everythingCanStillSettle, nothingDeadlocks } from '../progress.ts';
import { equalInputGivesEqualResult, keysHaveOneWriter } from '../replicas.ts';
import { historyIsSerializable } from '../serializability.ts';
import { nothingIsSpentTwice, supplyIsConserved } from '../supply.ts';
import {
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
  holds(keysHaveOneWriter),
  holds(workStaysWithinLimits),
  holds(nothingDeadlocks, { note: 'there is always a next block; who starves is SETTLE' }),
];
const settles = holds(everythingCanStillSettle);
const alive = [
  witnessed(aTransactionCommits),
  witnessed(everyTransactionCommits),
  witnessed(workIsDone),
];
const across = [
  witnessed(aMessageIsConsumed),
  witnessed(executorsShareAnInput),
  witnessed(twoTransactionsConflict),
];
/** What every instance of two shards keeps, and comes to. */
const whole = [...safety, settles, ...alive, ...across, witnessed(aTransactionAborts)];
const reorganised = [...whole, witnessed(aBlockIsTakenBackAndATransferGoesThrough)];

/** A payment across is executed by some of those that it touches, and not by others. */
function torn(length: number) {
  return [
    violated(supplyIsConserved, { length }),
    violated(transactionsAreWholeAtEveryMoment, { length }),
    violated(transactionsAreWholeWhenQuiet, { length }),
  ];
}

const deep = { open: 2, shards: 3, attacks: 2 } as const;
/** What was paid out of a block that is replaced is spent again in the next one. */
function kept(length: number) {
  return [violated(supplyIsConserved, { length }), violated(historyIsSerializable, { length })];
}

export const pairedExecutionClaims = claims(pairedExecution, {
  baseline: {
    claims: [
      ...reorganised,
      givenUp(anOpenTransactionCanGoOnAtOnce, {
        length: 1,
        note: 'a transaction across waits until its two shards are paired',
      }),
    ],
  },
  'rotating-leader': {
    claims: [
      ...reorganised,
      givenUp(anOpenTransactionCanGoOnAtOnce, {
        length: 1,
        note: 'a transaction across waits until the shard of its sender leads',
      }),
    ],
  },
  'three-shards-at-once': {
    claims: [
      ...safety,
      ...alive,
      givenUp(everythingCanStillSettle, {
        length: 1,
        note: 'a pair is two shards: what touches three is never executed',
      }),
    ],
  },
  'three-shards-at-once-led': { claims: [...safety, settles, ...alive, ...across] },
  'skewed-clocks': {
    claims: [...whole, witnessed(anAheadNodeExecutesATransfer)],
  },

  'two-heights': {
    claims: reorganised,
  },
  'two-heights-led': {
    claims: reorganised,
  },

  'unpaired-execution': {
    set: { attacks: 0 },
    claims: [
      violated(keysHaveOneWriter, {
        length: 6,
        note: 'two submissions, two blocks, and an execution on either side',
      }),
      ...torn(7),
      violated(everythingCanStillSettle, {
        length: 4,
        note: 'from here on the two blocks can only be executed',
      }),
      ...alive,
      ...across,
    ],
  },
  'clock-of-the-node': {
    set: { skews: 1, attacks: 0 },
    claims: [
      violated(equalInputGivesEqualResult, {
        length: 8,
        note: 'two submissions, one block number later two blocks, an execution on either side',
      }),
      violated(keysHaveOneWriter, { length: 6 }),
      ...torn(9),
      violated(everythingCanStillSettle, { length: 6, note: 'the rest is execution' }),
      ...alive,
      ...across,
    ],
  },
  'literal-formula': {
    claims: [
      violated(everythingCanStillSettle, {
        length: 1,
        note: 'by design: shard 0 is always at position 0, which is not paired',
      }),
      holds(everyTransferWithoutShard0CanStillSettle),
      ...safety,
      ...alive,
      ...across,
    ],
  },
  'locals-first': {
    set: { schedule: 'leader', attacks: 0 },
    claims: [
      violated(supplyIsConserved, {
        length: 7,
        listed: 3,
        note:
          'the listing has it as section 8, A2, in three steps: here submissions, and one ' +
          'execution a shard, are steps of their own',
      }),
      violated(historyIsSerializable, { length: 7, note: 'the update of the follower is lost' }),
      holds(transactionsAreWholeAtEveryMoment),
      ...alive,
      ...across,
    ],
  },
  'no-re-execution': {
    claims: [
      violated(equalInputGivesEqualResult, {
        length: 8,
        note: 'one of the pair has executed the block that is replaced, and the other has not',
      }),
      ...torn(9),
      violated(everythingCanStillSettle, { length: 7, note: 'the rest is execution' }),
      ...alive,
      ...across,
    ],
  },
  'no-re-execution@two-heights': {
    set: { attacks: 1 },
    claims: [
      violated(equalInputGivesEqualResult, { length: 8 }),
      ...torn(10),
      violated(nothingIsSpentTwice, {
        length: 9,
        note: 'what was executed in a block that is replaced is executed in another one too',
      }),
      violated(historyIsSerializable, { length: 12 }),
      ...alive,
      ...across,
    ],
  },
  // With one open height nothing stands on top of a block, and this changes nothing.
  'shallow-re-execution': {
    set: deep,
    claims: [...kept(12), ...alive, ...across],
  },
  'shallow-re-execution@two-heights-led': {
    claims: [
      violated(equalInputGivesEqualResult, {
        length: 10,
        note: 'shard 2 had nothing to do with the block that is replaced',
      }),
      ...kept(11),
      ...alive,
      ...across,
    ],
  },
});
