/** What is claimed about Sealevel (section 23), by variant. */
import {
  claims,
  givenUp,
  holds,
  unreachable,
  violated,
  witnessed,
} from '../../checker/protocol.ts';
import { sealevel } from '../../models/sealevel/sealevel.ts';
import { transactionsAreWholeAtEveryMoment, transactionsAreWholeWhenQuiet } from '../atomicity.ts';
import { everyEffectHasItsCause, noMessageIsConsumedTwice } from '../messages.ts';
import { everythingCanStillSettle, nothingDeadlocks } from '../progress.ts';
import { equalInputGivesEqualResult } from '../replicas.ts';
import {
  aBatchHasSeveralTransactions,
  aBlockIsRejected,
  honestBlocksAreNotRejected,
  onlyOwnersTake,
  theBlockExplainsWhatWasRead,
  transactionsRunInParallel,
  twoReadersShareAnAccount,
  whatWasDeclaredSuffices,
} from '../sealevel.ts';
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

const claimed = [
  holds(transactionsAreWholeAtEveryMoment),
  holds(transactionsAreWholeWhenQuiet),
  holds(supplyIsConserved),
  holds(nothingIsSpentTwice),
  holds(historyIsSerializable),
  holds(theBlockExplainsWhatWasRead),
  holds(everyEffectHasItsCause),
  holds(noMessageIsConsumedTwice),
  holds(everythingCanStillSettle),
  holds(nothingDeadlocks),
  holds(workStaysWithinLimits),
  holds(equalInputGivesEqualResult),
  holds(onlyOwnersTake),
  holds(honestBlocksAreNotRejected),
  witnessed(aTransactionCommits),
  witnessed(aMessageIsConsumed),
  witnessed(executorsShareAnInput),
  witnessed(workIsDone),
  witnessed(everyTransactionCommits),
];
const parallel = [witnessed(transactionsRunInParallel), witnessed(aBatchHasSeveralTransactions)];
const serial = unreachable(transactionsRunInParallel, {
  note: 'given up: whoever writes the hot account waits for everybody else who does',
});

export const sealevelClaims = claims(sealevel, {
  baseline: {
    claims: [
      ...claimed,
      ...parallel,
      holds(whatWasDeclaredSuffices, { note: 'what they touch does not depend on any data' }),
      witnessed(twoReadersShareAnAccount),
      witnessed(twoTransactionsConflict),
      witnessed(aTransactionAborts),
      witnessed(aBlockIsRejected),
    ],
  },
  copies: {
    claims: [...claimed, witnessed(twoTransactionsConflict), witnessed(aBlockIsRejected)],
  },
  crossing: {
    claims: [...claimed, witnessed(twoTransactionsConflict), witnessed(aTransactionAborts)],
  },
  hostile: {
    claims: [
      ...claimed,
      ...parallel,
      holds(whatWasDeclaredSuffices, { note: 'only what the adversary sends fails' }),
      witnessed(aTransactionAborts),
    ],
  },
  hot: { claims: [...claimed, serial, witnessed(twoTransactionsConflict)] },
  pointer: {
    claims: [
      ...claimed,
      givenUp(whatWasDeclaredSuffices, {
        length: 7,
        note: 'dynamic access: the pointer moves between the declaration and the execution',
      }),
      witnessed(aTransactionAborts),
    ],
  },

  'no-read-locks': {
    set: { workload: 'copies' },
    claims: [
      violated(historyIsSerializable, { length: 8, note: 'write skew: x := y and y := x at once' }),
      violated(theBlockExplainsWhatWasRead, { length: 8 }),
      violated(equalInputGivesEqualResult, { length: 13 }),
      witnessed(everyTransactionCommits),
    ],
  },
  'undeclared-access': {
    claims: [
      violated(equalInputGivesEqualResult, {
        length: 13,
        note: 'in parallel, T0 and what hides that it debits a come in either order',
      }),
      violated(historyIsSerializable, { length: 9, note: 'a lost update of a' }),
      violated(theBlockExplainsWhatWasRead, { length: 9 }),
      violated(supplyIsConserved, { length: 9 }),
      violated(workStaysWithinLimits, { length: 3 }),
      witnessed(aBatchHasSeveralTransactions),
      witnessed(aTransactionCommits),
    ],
  },
  'incremental-locks': {
    claims: [
      violated(nothingDeadlocks, { length: 2 }),
      violated(everythingCanStillSettle, { length: 2 }),
      holds(supplyIsConserved),
      witnessed(everyTransactionCommits),
    ],
  },
  'no-balance-check': {
    claims: [
      violated(supplyIsConserved, { length: 5 }),
      holds(nothingDeadlocks),
      witnessed(everyTransactionCommits),
    ],
  },
  'conflicting-batch': {
    set: { workload: 'copies' },
    claims: [
      violated(equalInputGivesEqualResult, {
        length: 13,
        note: 'within a batch the replayer has its own order',
      }),
      holds(supplyIsConserved),
      witnessed(aBatchHasSeveralTransactions),
      witnessed(everyTransactionCommits),
    ],
  },
});
