/** What is claimed about same-height inclusion (section 3), by variant. */
import {
  claims,
  givenUp,
  holds,
  unreachable,
  violated,
  witnessed,
} from '../../checker/protocol.ts';
import { sameHeight } from '../../models/same-height/same-height.ts';
import { transactionsAreWholeAtEveryMoment } from '../atomicity.ts';
import { everyEffectHasItsCause } from '../messages.ts';
import { everythingCanStillSettle, nothingDeadlocks } from '../progress.ts';
import { equalInputGivesEqualResult } from '../replicas.ts';
import {
  aProposerChoosesTheOrder,
  aTransactionIsIncludedAgain,
  everyFeeBuysAnEffect,
  firstComeIsFirstServed,
  reorganisationsStayInTheirShard,
} from '../same-height.ts';
import { historyIsSerializable } from '../serializability.ts';
import { nothingIsSpentTwice, supplyIsConserved } from '../supply.ts';
import {
  aTransactionAborts,
  aTransactionCommits,
  everyTransactionCommits,
  twoTransactionsConflict,
  workIsDone,
} from '../witnesses.ts';
import { workStaysWithinLimits } from '../work.ts';
import {
  alone,
  safety as atOneHeight,
  brittle,
  copies,
  coupled,
  pair,
  poor,
  withoutProofs,
} from './at-one-height.ts';

const safety = [
  ...atOneHeight,
  witnessed(twoTransactionsConflict),
  unreachable(aProposerChoosesTheOrder),
];
const progress = [
  holds(everythingCanStillSettle, {
    note: 'as soon as all of its shards include it at one height',
  }),
  holds(nothingDeadlocks),
];
const unlucky = [brittle(everyFeeBuysAnEffect), witnessed(aTransactionIsIncludedAgain)];
const undone = coupled(reorganisationsStayInTheirShard);
const amplified = [
  givenUp(workStaysWithinLimits, {
    length: 4,
    note: 'a shard executes what stands before its transactions in the blocks of other shards',
  }),
  witnessed(workIsDone),
];

const eachForItself = 'the listing executes both shards in one step; here each does it for itself';
const readAtOneHeight =
  'the listing sees the half of X while Y has no block at that height; here shards are read at one height';
const threeShards = 'three proposals and three executions; the listing does not count those of Y';

export const sameHeightClaims = claims(sameHeight, {
  baseline: {
    claims: [...safety, ...progress, ...unlucky, ...amplified, witnessed(aTransactionAborts)],
  },
  pressed: {
    claims: [
      ...safety,
      ...progress,
      ...unlucky,
      undone,
      ...amplified,
      witnessed(aTransactionAborts),
    ],
  },
  'enough-for-all': {
    claims: [...safety, ...progress, ...unlucky, undone, witnessed(everyTransactionCommits)],
  },
  registers: {
    claims: [...safety, ...progress, ...unlucky, witnessed(everyTransactionCommits)],
  },
  grinding: {
    claims: [
      ...safety,
      ...progress,
      givenUp(firstComeIsFirstServed, {
        length: 7,
        note: 'whoever grinds her hash stands before those who came first; a proposer cannot help it',
      }),
      witnessed(aTransactionAborts),
    ],
  },
  star: {
    claims: [
      ...safety.filter(({ property }) => property !== twoTransactionsConflict),
      ...progress,
      ...amplified,
      witnessed(everyTransactionCommits),
    ],
  },
  'poor-senders': { claims: [...safety, ...poor] },

  'order-by-proposer': {
    set: copies,
    claims: [
      violated(historyIsSerializable, { length: 4, listed: 4 }),
      violated(equalInputGivesEqualResult, {
        length: 4,
        note: 'each shard merges the lists with its own first',
      }),
      witnessed(aProposerChoosesTheOrder),
      witnessed(everyTransactionCommits),
    ],
  },
  'effective-in-any-shard': {
    set: pair,
    claims: [
      violated(everyEffectHasItsCause, { length: 2, listed: 2 }),
      violated(transactionsAreWholeAtEveryMoment, { length: 4, listed: 2, note: readAtOneHeight }),
      violated(supplyIsConserved, { length: 4, listed: 2, note: readAtOneHeight }),
      witnessed(everyTransactionCommits),
    ],
  },
  'witness-of-the-height-before': {
    claims: [
      violated(nothingIsSpentTwice, { length: 6, listed: 4, note: threeShards }),
      violated(supplyIsConserved, { length: 6 }),
      violated(historyIsSerializable, { length: 6 }),
      witnessed(everyTransactionCommits),
    ],
  },
  'partners-reorganise-alone': alone({ listed: 4 }, { listed: 4, note: eachForItself }),
  'height-window': {
    set: pair,
    claims: [
      violated(transactionsAreWholeAtEveryMoment, { length: 5 }),
      violated(supplyIsConserved, { length: 5 }),
      violated(historyIsSerializable, {
        length: 8,
        note: 'between the two halves a local transaction writes what both of them read',
      }),
      witnessed(everyTransactionCommits),
    ],
  },
  'locals-some-time': {
    claims: [
      violated(equalInputGivesEqualResult, { length: 6 }),
      witnessed(aTransactionCommits),
      witnessed(aTransactionAborts),
    ],
  },
  ...withoutProofs,
});
