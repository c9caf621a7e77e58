/** What is claimed about disjoint access lists (section 8), by variant. */
import { claims, givenUp, holds, violated, witnessed } from '../../checker/protocol.ts';
import { disjointAccess } from '../../models/disjoint-access/disjoint-access.ts';
import {
  aTransactionFailsByItsAccessList,
  everyFeeBuysAnEffect,
  nobodyWaitsForAKey,
  reorganisationsStayInTheirShard,
} from '../disjoint-access.ts';
import { everythingCanStillSettle, nothingDeadlocks } from '../progress.ts';
import { historyIsSerializable } from '../serializability.ts';
import { nothingIsSpentTwice, supplyIsConserved } from '../supply.ts';
import {
  aTransactionAborts,
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
  holds(workStaysWithinLimits, { note: 'a shard executes what its own block includes' }),
  witnessed(workIsDone),
];
const claimed = [
  ...safety,
  holds(everythingCanStillSettle, {
    note: 'with a height for each cross-shard transaction that touches a key',
  }),
  holds(nothingDeadlocks),
];
const attacked = [...claimed, brittle(everyFeeBuysAnEffect)];
const undone = coupled(reorganisationsStayInTheirShard);
const contended = [witnessed(twoTransactionsConflict), witnessed(aTransactionAborts)];

const eachForItself =
  'the listing executes in one step what took two proposals; here each shard does it for itself';
const threeShards = 'three proposals and three executions, of shards that do it for themselves';

export const disjointAccessClaims = claims(disjointAccess, {
  baseline: { claims: [...attacked, ...contended] },
  pressed: { claims: [...attacked, undone, ...contended] },
  'enough-for-all': {
    claims: [
      ...attacked,
      undone,
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
  'poor-senders': { claims: [...safety, ...poor] },
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
    set: copies,
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
  'partners-reorganise-alone': alone(
    {},
    { note: 'by a block of the same height; the listing replaces one of the height before' },
  ),
  ...withoutProofs,
});
