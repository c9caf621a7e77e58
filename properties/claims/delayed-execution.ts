/** What is claimed about delayed execution (section 7), by variant. */
import { claims, givenUp, holds, violated, witnessed } from '../../checker/protocol.ts';
import { delayedExecution } from '../../models/delayed-execution/delayed-execution.ts';
import { transactionsAreWholeAtEveryMoment, transactionsAreWholeWhenQuiet } from '../atomicity.ts';
import { finalBlocksStay } from '../chains.ts';
import {
  aReplayIsANoOp,
  aTransactionIsExecutedAgain,
  aWitnessIsRefreshed,
  laterBlobsOvertake,
  outcomesAreKnownWhenOrdered,
} from '../delayed-execution.ts';
import { everyEffectHasItsCause, noMessageIsConsumedTwice } from '../messages.ts';
import { everythingCanStillSettle, nothingDeadlocks } from '../progress.ts';
import { equalInputGivesEqualResult } from '../replicas.ts';
import { historyIsSerializable, historyIsStrictlySerializable } from '../serializability.ts';
import { nothingIsSpentTwice, supplyIsConserved } from '../supply.ts';
import {
  aBlockIsFinal,
  aMessageIsConsumed,
  aTransactionAborts,
  aTransactionCommits,
  everyTransactionCommits,
  executorsShareAnInput,
  twoTransactionsConflict,
} from '../witnesses.ts';
import { workStaysWithinLimits } from '../work.ts';
import type { Details } from './details.ts';

const order = [
  holds(transactionsAreWholeAtEveryMoment),
  holds(transactionsAreWholeWhenQuiet),
  holds(historyIsSerializable),
  holds(historyIsStrictlySerializable),
  holds(nothingIsSpentTwice),
  holds(noMessageIsConsumedTwice),
  holds(everyEffectHasItsCause),
  holds(finalBlocksStay),
  holds(equalInputGivesEqualResult),
  holds(everythingCanStillSettle),
  holds(nothingDeadlocks),
  witnessed(aTransactionCommits),
  witnessed(everyTransactionCommits),
  witnessed(aMessageIsConsumed),
  witnessed(aBlockIsFinal),
  witnessed(executorsShareAnInput),
];
const delay = givenUp(outcomesAreKnownWhenOrdered, {
  length: 1,
  note: 'full nodes too learn the outcome only when they come to execute it',
});
const backlog = givenUp(workStaysWithinLimits, {
  length: 2,
  note: 'consensus orders blobs whether or not execution keeps up',
});
const claimed = [...order, holds(supplyIsConserved), delay];
const contested = [witnessed(twoTransactionsConflict), witnessed(aWitnessIsRefreshed)];

/** One executor of everything, and nothing but users: the setting of the listing. */
const alone = { executors: 1, attacks: 0, reorganisations: 0 } as const;
/** Many reorganisations, and a prover who remembers. */
const restless = {
  executors: 1,
  attacks: 3,
  reorganisations: 3,
  alterations: false,
  finality: false,
} as const;
const calm = { attacks: 0, reorganisations: 0 } as const;

// ── claims about ablations ───────────────────────────────────────────────────────────────────

/** DEL-A1: both payments run on what their witnesses say. */
function doubleSpend(length: number, details: Details) {
  return [
    violated(nothingIsSpentTwice, { ...details, length }),
    violated(supplyIsConserved, { ...details, length }),
    violated(historyIsSerializable, { ...details, length }),
    violated(equalInputGivesEqualResult, { ...details, length }),
    witnessed(aTransactionCommits),
  ];
}

/** DEL-A2: nobody gets past a payment that cannot be made. */
function halting(stuck: number) {
  return {
    set: { slots: 3, commits: 3, attacks: 0, reorganisations: 0 } as const,
    claims: [
      violated(everythingCanStillSettle, {
        length: 1,
        note: 'one payment without funds, and whatever overlaps with it waits for ever',
      }),
      violated(nothingDeadlocks, { length: stuck, note: 'all three transactions are in the log' }),
      witnessed(aTransactionCommits),
    ],
  };
}

/** DEL-A3: blobs reach two executors in different orders. */
const disordered = [
  violated(equalInputGivesEqualResult, { length: 6, note: 'an executor and a full node' }),
  violated(transactionsAreWholeAtEveryMoment, { length: 8 }),
  violated(historyIsSerializable, { length: 8 }),
  violated(supplyIsConserved, { length: 8 }),
  witnessed(aTransactionCommits),
];

/** DEL-A4: the payment that hides what it spends runs before one that it depends on. */
function undeclared({ one, both }: { one: number; both: number }) {
  return [
    violated(equalInputGivesEqualResult, { length: one, note: 'an executor and a full node' }),
    violated(historyIsSerializable, { length: both }),
    violated(transactionsAreWholeAtEveryMoment, { length: both }),
    witnessed(laterBlobsOvertake),
    witnessed(aTransactionCommits),
  ];
}

/** DEL-A5: an executor keeps what it made of a blob that is no longer in the log. */
function leftOver({ one, cause, both }: { one: number; cause: number; both: number }) {
  return [
    violated(equalInputGivesEqualResult, { length: one }),
    violated(everyEffectHasItsCause, { length: cause }),
    violated(supplyIsConserved, { length: both }),
    violated(transactionsAreWholeAtEveryMoment, { length: both }),
    witnessed(aTransactionIsExecutedAgain),
  ];
}

/** DEL-A6: a blob is executed as often as it is in the log. */
function replayed(length: number) {
  return [
    violated(noMessageIsConsumedTwice, { length }),
    violated(nothingIsSpentTwice, { length }),
    witnessed(aTransactionCommits),
  ];
}

/**
 * DEL-A7: a blob that was reverted is followed by another; a witness from behind the first is
 * taken for one from behind the second, and what the second wrote is missed.
 */
function abandoned({ read, spent }: { read: number; spent: number }) {
  return [
    violated(historyIsSerializable, { length: read, note: 'a read of what was reverted' }),
    violated(equalInputGivesEqualResult, { length: read }),
    violated(nothingIsSpentTwice, { length: spent }),
    violated(supplyIsConserved, { length: spent }),
    witnessed(aTransactionIsExecutedAgain),
  ];
}

/** Theorem 1: the anomaly of FAQ-A1. Without commits, so that order alone is what is missing. */
function unordered(length: number) {
  return {
    set: { workload: 'copies', commits: 0, attacks: 0, reorganisations: 0 } as const,
    claims: [
      violated(historyIsSerializable, { length, note: 'x := y and y := x, each shard its order' }),
      holds(transactionsAreWholeAtEveryMoment),
      holds(equalInputGivesEqualResult),
      witnessed(everyTransactionCommits),
    ],
  };
}

// ── the claims ───────────────────────────────────────────────────────────────────────────────

export const delayedExecutionClaims = claims(delayedExecution, {
  baseline: {
    claims: [
      ...claimed,
      backlog,
      witnessed(twoTransactionsConflict),
      witnessed(aTransactionAborts),
      witnessed(aTransactionIsExecutedAgain),
    ],
  },
  explicit: { claims: [...claimed, backlog, ...contested, witnessed(aTransactionAborts)] },
  'explicit-reorganised': {
    claims: [...claimed, backlog, ...contested, witnessed(aTransactionIsExecutedAgain)],
  },
  long: { claims: [...claimed, backlog, ...contested, witnessed(aTransactionAborts)] },
  plenty: { claims: [...claimed, backlog, ...contested, witnessed(aReplayIsANoOp)] },
  copies: { claims: [...order, delay, backlog, ...contested] },
  apart: { claims: [...claimed, backlog, witnessed(laterBlobsOvertake)] },
  'apart-unshared': { claims: [...claimed, backlog, witnessed(laterBlobsOvertake)] },
  paced: {
    claims: [
      ...claimed,
      holds(workStaysWithinLimits, { note: 'blobs are ordered at the pace of execution' }),
      witnessed(twoTransactionsConflict),
    ],
  },

  'no-refresh': {
    set: alone,
    claims: [
      ...doubleSpend(4, { listed: 4 }),
      violated(historyIsStrictlySerializable, { length: 4 }),
    ],
  },
  'no-refresh@explicit': {
    set: alone,
    claims: [
      ...doubleSpend(6, { listed: 4, note: 'the two blobs arrive in steps of their own' }),
      violated(historyIsStrictlySerializable, { length: 6 }),
    ],
  },
  'invalid-halts': halting(6),
  'invalid-halts@explicit': halting(12),
  'arrival-order': { set: calm, claims: disordered },
  'arrival-order@explicit': { set: calm, claims: disordered },
  'undeclared-access': {
    set: { reorganisations: 0 },
    claims: undeclared({ one: 4, both: 5 }),
  },
  'undeclared-access@explicit': { claims: undeclared({ one: 6, both: 8 }) },
  'no-re-execution': {
    set: { attacks: 0 },
    claims: leftOver({ one: 3, cause: 4, both: 5 }),
  },
  'no-re-execution@explicit': {
    set: { attacks: 0, reorganisations: 1, finality: false },
    claims: leftOver({ one: 4, cause: 6, both: 7 }),
  },
  'no-nonce': { set: { ...alone, attacks: 1 }, claims: replayed(4) },
  'no-nonce@explicit': { set: { ...alone, attacks: 1 }, claims: replayed(6) },
  'abandoned-roots': { set: restless, claims: abandoned({ read: 6, spent: 8 }) },
  'abandoned-roots@explicit': { set: restless, claims: abandoned({ read: 8, spent: 11 }) },
  'per-shard-orders': unordered(8),
  'per-shard-orders@explicit': unordered(12),
});
