/**
 * What is claimed of both protocols in which a transaction takes effect at a height at which all of
 * its shards include it: same-height inclusion (section 3) and disjoint access lists (section 8).
 */
import { type AnyProperty, givenUp, holds, violated, witnessed } from '../../checker/protocol.ts';
import { transactionsAreWholeAtEveryMoment, transactionsAreWholeWhenQuiet } from '../atomicity.ts';
import { everyEffectHasItsCause, noMessageIsConsumedTwice } from '../messages.ts';
import { everythingCanStillSettle, nothingDeadlocks } from '../progress.ts';
import { equalInputGivesEqualResult } from '../replicas.ts';
import { historyIsSerializable } from '../serializability.ts';
import { nothingIsSpentTwice, supplyIsConserved } from '../supply.ts';
import {
  aMessageIsConsumed,
  aTransactionCommits,
  everyTransactionCommits,
  executorsShareAnInput,
} from '../witnesses.ts';
import type { Details } from './details.ts';

export const safety = [
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
  witnessed(aMessageIsConsumed),
  witnessed(executorsShareAnInput),
];

/** One proposer of several is not enough. */
export function brittle<Q extends AnyProperty>(everyFeeBuysAnEffect: Q) {
  return givenUp(everyFeeBuysAnEffect, {
    length: 3,
    note: 'it is included in one of its shards and not in the other, and pays all the same',
  });
}
export function coupled<Q extends AnyProperty>(reorganisationsStayInTheirShard: Q) {
  return givenUp(reorganisationsStayInTheirShard, {
    length: 4,
    note: 'whoever executed on the block of another shard has to do it again when that is replaced',
  });
}
/** A sender with one fee a shard. */
export const poor = [
  givenUp(everythingCanStillSettle, {
    length: 1,
    note: 'the fee is gone in one shard, and the transaction has to be in both',
  }),
  givenUp(nothingDeadlocks, { length: 8, note: 'nobody can pay for both shards any more' }),
  witnessed(everyTransactionCommits),
];

// ── claims about ablations ───────────────────────────────────────────────────────────────────

/** What the adversary can do to two transfers for which there is enough. */
export const pair = { transactions: 'pair' } as const;
export const copies = { transactions: 'copies' } as const;

/** FAQ-A4, AL-A6: an execution stays, though a block that it rests on is replaced. */
export function alone(cause: Details, supply: Details) {
  return {
    set: { ...pair, attacks: 2 } as const,
    claims: [
      violated(everyEffectHasItsCause, { ...cause, length: 4 }),
      violated(supplyIsConserved, { ...supply, length: 5 }),
      violated(transactionsAreWholeAtEveryMoment, { length: 5 }),
      violated(equalInputGivesEqualResult, { length: 5 }),
      witnessed(everyTransactionCommits),
    ],
  };
}
const torn = [
  violated(supplyIsConserved, { length: 4 }),
  violated(transactionsAreWholeAtEveryMoment, { length: 4 }),
  witnessed(everyTransactionCommits),
];
/** FAQ-W1 to W3, AL-W1 to W3: a node believes what nobody has proven to it. */
export const withoutProofs = {
  'values-without-proof': {
    set: copies,
    claims: [
      violated(equalInputGivesEqualResult, { length: 4 }),
      witnessed(everyTransactionCommits),
    ],
  },
  'presence-without-proof': {
    set: pair,
    claims: [violated(everyEffectHasItsCause, { length: 3 }), ...torn],
  },
  'lists-cut-short': { set: pair, claims: torn },
} as const;
