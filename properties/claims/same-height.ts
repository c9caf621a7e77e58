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
import { transactionsAreWholeAtEveryMoment, transactionsAreWholeWhenQuiet } from '../atomicity.ts';
import { everyEffectHasItsCause, noMessageIsConsumedTwice } from '../messages.ts';
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
  holds(transactionsAreWholeAtEveryMoment, {
    note: 'for those who read all shards at one height',
  }),
  holds(transactionsAreWholeWhenQuiet),
  holds(supplyIsConserved),
  holds(nothingIsSpentTwice),
  holds(historyIsSerializable),
  holds(equalInputGivesEqualResult),
  holds(noMessageIsConsumedTwice),
  holds(everyEffectHasItsCause),
  witnessed(aTransactionCommits),
  witnessed(twoTransactionsConflict),
  witnessed(aMessageIsConsumed),
  witnessed(executorsShareAnInput),
  unreachable(aProposerChoosesTheOrder),
];
const progress = [
  holds(everythingCanStillSettle, {
    note: 'as soon as all of its shards include it at one height',
  }),
  holds(nothingDeadlocks),
];
/** One proposer of several is not enough. */
const brittle = [
  givenUp(everyFeeBuysAnEffect, {
    length: 3,
    note: 'it is included in one of its shards and not in the other, and pays all the same',
  }),
  witnessed(aTransactionIsIncludedAgain),
];
const coupled = [
  givenUp(reorganisationsStayInTheirShard, {
    length: 4,
    note: 'whoever executed on the block of another shard has to do it again when that is replaced',
  }),
];
const amplified = [
  givenUp(workStaysWithinLimits, {
    length: 4,
    note: 'a shard executes what stands before its transactions in the blocks of other shards',
  }),
  witnessed(workIsDone),
];
/** What the adversary can do to two transfers for which there is enough. */
const pair = { transactions: 'pair' } as const;

const eachForItself = 'the listing executes both shards in one step; here each does it for itself';
const readAtOneHeight =
  'the listing sees the half of X while Y has no block at that height; here shards are read at one height';
const threeShards = 'three proposals and three executions; the listing does not count those of Y';

export const sameHeightClaims = claims(sameHeight, {
  baseline: {
    claims: [...safety, ...progress, ...brittle, ...amplified, witnessed(aTransactionAborts)],
  },
  pressed: {
    claims: [
      ...safety,
      ...progress,
      ...brittle,
      ...coupled,
      ...amplified,
      witnessed(aTransactionAborts),
    ],
  },
  'enough-for-all': {
    claims: [...safety, ...progress, ...brittle, ...coupled, witnessed(everyTransactionCommits)],
  },
  registers: {
    claims: [...safety, ...progress, ...brittle, witnessed(everyTransactionCommits)],
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
  'poor-senders': {
    claims: [
      ...safety,
      givenUp(everythingCanStillSettle, {
        length: 1,
        note: 'the fee is gone in one shard, and the transaction has to be in both',
      }),
      givenUp(nothingDeadlocks, { length: 8, note: 'nobody can pay for both shards any more' }),
      witnessed(everyTransactionCommits),
    ],
  },

  'order-by-proposer': {
    set: { transactions: 'copies' },
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
  'partners-reorganise-alone': {
    set: { ...pair, attacks: 2 },
    claims: [
      violated(everyEffectHasItsCause, { length: 4, listed: 4 }),
      violated(supplyIsConserved, { length: 5, listed: 4, note: eachForItself }),
      violated(transactionsAreWholeAtEveryMoment, { length: 5 }),
      violated(equalInputGivesEqualResult, { length: 5 }),
      witnessed(everyTransactionCommits),
    ],
  },
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
  'values-without-proof': {
    set: { transactions: 'copies' },
    claims: [
      violated(equalInputGivesEqualResult, { length: 4 }),
      witnessed(everyTransactionCommits),
    ],
  },
  'presence-without-proof': {
    set: pair,
    claims: [
      violated(everyEffectHasItsCause, { length: 3 }),
      violated(supplyIsConserved, { length: 4 }),
      violated(transactionsAreWholeAtEveryMoment, { length: 4 }),
      witnessed(everyTransactionCommits),
    ],
  },
  'lists-cut-short': {
    set: pair,
    claims: [
      violated(supplyIsConserved, { length: 4 }),
      violated(transactionsAreWholeAtEveryMoment, { length: 4 }),
      witnessed(everyTransactionCommits),
    ],
  },
});
