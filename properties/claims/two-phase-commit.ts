/**
 * Two-phase commit with locks (section 10): what it claims and what it gives up. What each of its
 * protections is for stands in `two-phase-commit-ablations.ts`.
 */
import { claims, givenUp, holds, unreachable, witnessed } from '../../checker/protocol.ts';
import { twoPhaseCommit } from '../../models/two-phase-commit/two-phase-commit.ts';
import { transactionsAreWholeAtEveryMoment, transactionsAreWholeWhenQuiet } from '../atomicity.ts';
import { everyEffectHasItsCause, noMessageIsConsumedTwice } from '../messages.ts';
import {
  everythingCanStillSettle,
  everythingSettlesInTheEnd,
  nothingDeadlocks,
} from '../progress.ts';
import {
  historyIsSerializable,
  historyIsStrictlySerializable,
  readsAreAtomic,
} from '../serializability.ts';
import { nothingIsSpentTwice, supplyIsConserved } from '../supply.ts';
import {
  aCoinIsSpentInside,
  aPromiseIsUsedUp,
  aReaderSeesAnother,
  deadIdsHoldNoLock,
  nobodyAbortsForNothing,
  onlyTheAskedAct,
  realTimeBinds,
  theCrashedDoNothing,
} from '../two-phase-commit.ts';
import {
  aMessageIsConsumed,
  aTransactionAborts,
  aTransactionCommits,
  everyTransactionCommits,
  somebodyIsOvertaken,
  twoTransactionsConflict,
  valueIsInFlight,
} from '../witnesses.ts';
import { nobodyIsOvertakenWithoutLimit } from '../work.ts';
import { ablatedTwoPhaseCommitClaims } from './two-phase-commit-ablations.ts';

/** What holds of every instance, and the witnesses that it is not for want of anything to do. */
const agreement = [
  holds(transactionsAreWholeWhenQuiet),
  holds(supplyIsConserved),
  holds(nothingIsSpentTwice),
  holds(everyEffectHasItsCause),
  holds(noMessageIsConsumedTwice),
  holds(deadIdsHoldNoLock),
  holds(theCrashedDoNothing),
  holds(onlyTheAskedAct),
  witnessed(aTransactionCommits),
  witnessed(aMessageIsConsumed),
];
const isolation = [
  holds(historyIsSerializable),
  holds(historyIsStrictlySerializable),
  holds(readsAreAtomic),
  witnessed(twoTransactionsConflict),
];
const progress = [
  holds(everythingCanStillSettle),
  holds(everythingSettlesInTheEnd),
  holds(nothingDeadlocks),
];
/** Where nobody fails and nobody loses patience. */
const untroubled = [...progress, holds(nobodyAbortsForNothing)];
const fairness = [holds(nobodyIsOvertakenWithoutLimit), witnessed(somebodyIsOvertaken)];

const claimed = claims(twoPhaseCommit, {
  baseline: {
    claims: [
      ...agreement,
      ...isolation,
      ...fairness,
      holds(everythingCanStillSettle),
      witnessed(aTransactionAborts),
      witnessed(everyTransactionCommits),
      witnessed(valueIsInFlight),
      givenUp(transactionsAreWholeAtEveryMoment, {
        length: 4,
        note: 'between one shard applying the decision and the other, half of it can be seen',
      }),
    ],
  },
  explicit: {
    set: { timeouts: false },
    claims: [
      ...agreement,
      ...isolation,
      ...fairness,
      ...progress,
      witnessed(everyTransactionCommits),
      witnessed(valueIsInFlight),
      givenUp(transactionsAreWholeAtEveryMoment, { length: 6 }),
    ],
  },
  'all-faults': {
    claims: [
      ...agreement,
      holds(everythingCanStillSettle),
      witnessed(aTransactionAborts),
      witnessed(everyTransactionCommits),
    ],
  },
  'all-faults-explicit': {
    claims: [
      ...agreement,
      holds(everythingCanStillSettle),
      witnessed(aTransactionAborts),
      witnessed(everyTransactionCommits),
    ],
  },

  replays: { claims: [...agreement, holds(everythingCanStillSettle)] },
  'replays-explicit': { claims: [...agreement, holds(everythingCanStillSettle)] },
  'losses-explicit': { claims: [...agreement, holds(everythingCanStillSettle)] },
  'crashing-shards': {
    claims: [...agreement, ...isolation, ...progress, witnessed(everyTransactionCommits)],
  },

  'wound-wait': {
    claims: [
      ...agreement,
      ...isolation,
      ...fairness,
      ...untroubled,
      witnessed(everyTransactionCommits),
      witnessed(aPromiseIsUsedUp),
      unreachable(aTransactionAborts, {
        note: 'nobody times out and everybody can pay: a wounded transaction comes back',
      }),
    ],
  },
  'wait-die': {
    claims: [
      ...agreement,
      ...isolation,
      ...untroubled,
      witnessed(everyTransactionCommits),
      witnessed(aTransactionAborts),
    ],
  },
  'timeout-before-vote': {
    claims: [
      ...agreement,
      ...isolation,
      ...untroubled,
      witnessed(everyTransactionCommits),
      witnessed(aTransactionAborts),
    ],
  },
  'timeout-before-vote-explicit': {
    claims: [...agreement, ...isolation, ...untroubled, witnessed(aTransactionAborts)],
  },

  rivals: {
    claims: [
      ...agreement,
      ...untroubled,
      witnessed(aTransactionAborts),
      unreachable(everyTransactionCommits, { note: 'there is one coin for two' }),
    ],
  },
  audit: {
    claims: [...agreement, ...isolation, ...untroubled, witnessed(aReaderSeesAnother)],
  },
  crossed: {
    claims: [...agreement, ...isolation, ...untroubled, witnessed(everyTransactionCommits)],
  },
  'crossed-explicit': {
    claims: [...agreement, ...isolation, ...untroubled, witnessed(everyTransactionCommits)],
  },
  chain: {
    claims: [
      ...agreement,
      ...isolation,
      ...untroubled,
      ...fairness,
      witnessed(everyTransactionCommits),
      witnessed(aPromiseIsUsedUp),
    ],
  },
  'chain-explicit': {
    claims: [...agreement, ...isolation, ...untroubled, ...fairness, witnessed(aPromiseIsUsedUp)],
  },
  anytime: {
    claims: [
      ...agreement,
      ...isolation,
      ...progress,
      ...fairness,
      witnessed(everyTransactionCommits),
      witnessed(realTimeBinds),
    ],
  },

  reorgs: {
    claims: [
      ...agreement,
      holds(historyIsSerializable),
      ...untroubled,
      witnessed(everyTransactionCommits),
      witnessed(aTransactionAborts),
      witnessed(aCoinIsSpentInside),
      witnessed(twoTransactionsConflict),
    ],
  },
  'reorgs-explicit': {
    claims: [
      ...agreement,
      holds(historyIsSerializable),
      ...progress,
      witnessed(everyTransactionCommits),
      witnessed(aCoinIsSpentInside),
    ],
  },

  'no-recovery': {
    claims: [
      ...agreement,
      witnessed(everyTransactionCommits),
      givenUp(everythingCanStillSettle, {
        length: 2,
        note: 'a shard that has voted yes blocks while the coordinator is down',
      }),
      givenUp(nothingDeadlocks, {
        length: 3,
        note: 'once all have voted yes, nobody but the coordinator can do anything',
      }),
    ],
  },
  'ask-peers': {
    claims: [
      ...agreement,
      witnessed(everyTransactionCommits),
      witnessed(aTransactionAborts),
      givenUp(everythingCanStillSettle, {
        length: 3,
        note: 'peers can help one another, but not when all of them have voted yes',
      }),
      givenUp(nothingDeadlocks, { length: 3 }),
    ],
  },

  'ask-peers-and-recover': {
    claims: [
      ...agreement,
      holds(everythingCanStillSettle),
      witnessed(everyTransactionCommits),
      witnessed(aTransactionAborts),
    ],
  },
});

export const twoPhaseCommitClaims = [...claimed, ...ablatedTwoPhaseCommitClaims];
