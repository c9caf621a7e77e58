/** What is claimed about disjoint access lists (section 8), by variant. */
import { claims, givenUp, holds, violated, witnessed } from '../../checker/protocol.ts';
import { disjointAccess } from '../../models/disjoint-access/disjoint-access.ts';
import { transactionsAreWholeAtEveryMoment, transactionsAreWholeWhenQuiet } from '../atomicity.ts';
import {
  aTransactionFailsByItsAccessList,
  everyFeeBuysAnEffect,
  nobodyWaitsForAKey,
  reorganisationsStayInTheirShard,
} from '../disjoint-access.ts';
import { everyEffectHasItsCause, noMessageIsConsumedTwice } from '../messages.ts';
import { everythingCanStillSettle, nothingDeadlocks } from '../progress.ts';
import { equalInputGivesEqualResult } from '../replicas.ts';
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
  holds(workStaysWithinLimits, { note: 'a shard executes what its own block includes' }),
  witnessed(aTransactionCommits),
  witnessed(aMessageIsConsumed),
  witnessed(executorsShareAnInput),
  witnessed(workIsDone),
];
const claimed = [
  ...safety,
  holds(everythingCanStillSettle, {
    note: 'with a height for each cross-shard transaction that touches a key',
  }),
  holds(nothingDeadlocks),
];
const attacked = [
  ...claimed,
  givenUp(everyFeeBuysAnEffect, {
    length: 3,
    note: 'it is included in one of its shards and not in the other, and pays all the same',
  }),
];
const coupled = [
  givenUp(reorganisationsStayInTheirShard, {
    length: 4,
    note: 'whoever executed on the block of another shard has to do it again when that is replaced',
  }),
];
const contended = [witnessed(twoTransactionsConflict), witnessed(aTransactionAborts)];

const eachForItself =
  'the listing executes in one step what took two proposals; here each shard does it for itself';
const threeShards = 'three proposals and three executions, of shards that do it for themselves';
const pair = { transactions: 'pair' } as const;

export const disjointAccessClaims = claims(disjointAccess, {
  baseline: { claims: [...attacked, ...contended] },
  pressed: { claims: [...attacked, ...coupled, ...contended] },
  'enough-for-all': {
    claims: [
      ...attacked,
      ...coupled,
      witnessed(twoTransactionsConflict),
      witnessed(everyTransactionCommits),
    ],
  },
  twins: {
    claims: [
      ...attacked,
      witnessed(aTransactionAborts),
      witnessed(aTransactionFailsByItsAccessList),
    ],
  },
  registers: {
    claims: [...attacked, witnessed(twoTransactionsConflict), witnessed(everyTransactionCommits)],
  },
  star: {
    claims: [...claimed, witnessed(everyTransactionCommits)],
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
  unattacked: {
    claims: [
      ...claimed,
      ...contended,
      givenUp(everyFeeBuysAnEffect, {
        length: 3,
        note: 'its other shard has no room for it beside what touches the same key',
      }),
      givenUp(nobodyWaitsForAKey, {
        length: 4,
        note: 'one cross-shard transaction a key and a height, however many there are',
      }),
    ],
  },

  'overlaps-allowed': {
    set: { transactions: 'twins' },
    claims: [
      violated(nothingIsSpentTwice, { length: 4, listed: 3, note: eachForItself }),
      violated(supplyIsConserved, { length: 4 }),
      violated(historyIsSerializable, { length: 4 }),
      witnessed(everyTransactionCommits),
    ],
  },
  'locals-first': {
    set: pair,
    claims: [
      violated(nothingIsSpentTwice, { length: 4, listed: 3, note: eachForItself }),
      violated(supplyIsConserved, { length: 4 }),
      violated(historyIsSerializable, { length: 4 }),
      witnessed(everyTransactionCommits),
    ],
  },
  'home-shard-only': {
    claims: [
      violated(nothingIsSpentTwice, { length: 6, listed: 3, note: threeShards }),
      violated(supplyIsConserved, { length: 6 }),
      violated(historyIsSerializable, { length: 6 }),
      violated(workStaysWithinLimits, {
        length: 4,
        note: 'a shard executes what the blocks of others include',
      }),
      witnessed(everyTransactionCommits),
      witnessed(workIsDone),
    ],
  },
  'only-writes-disjoint': {
    set: { transactions: 'copies' },
    claims: [
      violated(historyIsSerializable, { length: 4, listed: 4 }),
      witnessed(everyTransactionCommits),
    ],
  },
  'undeclared-keys-fetched': {
    set: { transactions: 'twins', underDeclarations: 1 },
    claims: [
      violated(historyIsSerializable, { length: 5 }),
      violated(nothingIsSpentTwice, { length: 5 }),
      violated(supplyIsConserved, { length: 5 }),
      witnessed(everyTransactionCommits),
    ],
  },
  'partners-reorganise-alone': {
    set: { ...pair, attacks: 2 },
    claims: [
      violated(everyEffectHasItsCause, { length: 4 }),
      violated(supplyIsConserved, {
        length: 5,
        note: 'by a block of the same height; the listing replaces one of the height before',
      }),
      violated(transactionsAreWholeAtEveryMoment, { length: 5 }),
      violated(equalInputGivesEqualResult, { length: 5 }),
      witnessed(everyTransactionCommits),
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
