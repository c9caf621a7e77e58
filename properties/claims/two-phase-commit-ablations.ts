/**
 * Two-phase commit with locks (section 10): what each of its protections is for.
 *
 * An ablation is judged under bounds within those of a suite that claims the same property to
 * hold. Where a length differs from the listing's, `fused` has merged taking a vote into casting
 * it, and `explicit` has it as a step, unless the note says otherwise.
 */
import { claims, holds, violated, witnessed } from '../../checker/protocol.ts';
import { twoPhaseCommit } from '../../models/two-phase-commit/two-phase-commit.ts';
import { transactionsAreWholeWhenQuiet } from '../atomicity.ts';
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
import { deadIdsHoldNoLock } from '../two-phase-commit.ts';
import { aTransactionCommits, everyTransactionCommits } from '../witnesses.ts';
import { nobodyIsOvertakenWithoutLimit } from '../work.ts';

const calm = { timeouts: false, coordinatorCrashes: 0 } as const;
const alone = { transactions: 1, coordinatorCrashes: 0 } as const;
const inChain = { ...calm, transactions: 3, workload: 'chain' } as const;
const withReorg = { ...calm, transactions: 1, reorgs: 1, spends: 1 } as const;

export const ablatedTwoPhaseCommitClaims = claims(twoPhaseCommit, {
  'timeout-after-vote': {
    set: alone,
    claims: [
      violated(transactionsAreWholeWhenQuiet, { length: 5, listed: 7 }),
      witnessed(everyTransactionCommits),
    ],
  },
  'timeout-after-vote@explicit': {
    set: alone,
    claims: [
      violated(transactionsAreWholeWhenQuiet, { length: 7, listed: 7 }),
      witnessed(everyTransactionCommits),
    ],
  },

  'volatile-decision': {
    set: { transactions: 1, timeouts: false },
    claims: [
      violated(transactionsAreWholeWhenQuiet, {
        length: 8,
        note: 'the listing begins with an ellipsis and gives no number',
      }),
      witnessed(everyTransactionCommits),
    ],
  },
  'volatile-decision@explicit': {
    set: { transactions: 1, timeouts: false },
    claims: [
      violated(transactionsAreWholeWhenQuiet, {
        length: 10,
        note: 'the listing begins with an ellipsis and gives no number; two votes are taken',
      }),
      witnessed(everyTransactionCommits),
    ],
  },

  'locks-until-vote': {
    set: calm,
    claims: [
      violated(historyIsSerializable, {
        length: 8,
        note: 'a lost update: what is staged is never visible, so nobody can read it dirty as listed',
      }),
      violated(historyIsStrictlySerializable, { length: 8 }),
      violated(readsAreAtomic, {
        length: 9,
        note: 'a fractured read: one write seen, not the other',
      }),
      witnessed(everyTransactionCommits),
    ],
  },
  'locks-until-vote@explicit': {
    set: calm,
    claims: [
      violated(historyIsSerializable, { length: 12, note: 'as fused, and four votes are taken' }),
      violated(historyIsStrictlySerializable, { length: 12 }),
      violated(readsAreAtomic, { length: 13 }),
      witnessed(everyTransactionCommits),
    ],
  },

  'no-read-locks': {
    set: { ...calm, workload: 'crossed' },
    claims: [
      violated(historyIsSerializable, { length: 8, note: 'write skew; listed without a length' }),
      violated(historyIsStrictlySerializable, { length: 8 }),
      holds(readsAreAtomic, { note: 'write skew fractures no read' }),
      witnessed(everyTransactionCommits),
    ],
  },
  'no-read-locks@explicit': {
    set: { ...calm, workload: 'crossed' },
    claims: [
      violated(historyIsSerializable, { length: 12, note: 'as fused, and four votes are taken' }),
      violated(historyIsStrictlySerializable, { length: 12 }),
      holds(readsAreAtomic, { note: 'write skew fractures no read' }),
      witnessed(everyTransactionCommits),
    ],
  },

  'no-deadlock-policy': {
    set: calm,
    claims: [
      violated(nothingDeadlocks, { length: 4, listed: 4 }),
      violated(everythingSettlesInTheEnd, { length: 4, note: 'they wait for each other for ever' }),
      violated(everythingCanStillSettle, {
        length: 2,
        note: 'as soon as each holds what the other wants; the waiting is still to come',
      }),
      witnessed(everyTransactionCommits),
    ],
  },
  'no-deadlock-policy@explicit': {
    set: calm,
    claims: [
      violated(nothingDeadlocks, {
        length: 6,
        listed: 4,
        note: 'two votes are taken before nothing at all can move',
      }),
      violated(everythingCanStillSettle, { length: 2 }),
      violated(everythingSettlesInTheEnd, { length: 6 }),
      witnessed(everyTransactionCommits),
    ],
  },

  'wound-after-decision': {
    set: calm,
    claims: [
      violated(transactionsAreWholeWhenQuiet, { length: 7, note: 'listed without a length' }),
      witnessed(everyTransactionCommits),
    ],
  },
  'wound-after-decision@explicit': {
    set: calm,
    claims: [
      violated(transactionsAreWholeWhenQuiet, { length: 9, note: 'listed without a length' }),
      witnessed(everyTransactionCommits),
    ],
  },

  'counted-votes': {
    set: { ...alone, replays: 2 },
    claims: [
      violated(transactionsAreWholeWhenQuiet, { length: 5, listed: 5 }),
      witnessed(everyTransactionCommits),
    ],
  },
  'counted-votes@explicit': {
    set: { ...alone, replays: 2 },
    claims: [
      violated(transactionsAreWholeWhenQuiet, {
        length: 7,
        listed: 5,
        note: 'the vote and its replay are each taken by a step',
      }),
      witnessed(everyTransactionCommits),
    ],
  },

  'no-tombstone': {
    set: { ...calm, workload: 'rivals', replays: 1 },
    claims: [
      violated(everythingCanStillSettle, {
        length: 5,
        note: 'no duplicate is needed: the request itself comes after the abort',
      }),
      violated(deadIdsHoldNoLock, { length: 5 }),
      witnessed(aTransactionCommits),
    ],
  },
  'no-tombstone@explicit': {
    set: calm,
    claims: [
      violated(everythingCanStillSettle, { length: 5, note: 'no vote is needed for it' }),
      violated(deadIdsHoldNoLock, { length: 5 }),
      witnessed(everyTransactionCommits),
    ],
  },

  'unfinal-proofs': {
    set: withReorg,
    claims: [
      violated(nothingIsSpentTwice, { length: 6, listed: 6 }),
      violated(supplyIsConserved, { length: 5 }),
      violated(transactionsAreWholeWhenQuiet, { length: 7 }),
      witnessed(everyTransactionCommits),
    ],
  },
  'unfinal-proofs@explicit': {
    set: withReorg,
    claims: [
      violated(nothingIsSpentTwice, {
        length: 8,
        listed: 6,
        note: 'two votes are taken; the listing has them in "Y committed"',
      }),
      violated(supplyIsConserved, { length: 7 }),
      violated(transactionsAreWholeWhenQuiet, { length: 9 }),
      witnessed(everyTransactionCommits),
    ],
  },

  'fresh-timestamp': {
    set: inChain,
    claims: [
      violated(nobodyIsOvertakenWithoutLimit, {
        length: 9,
        note:
          'listed as starvation: here its first step, a wound by one who came later; with ' +
          'newcomers without end it repeats for ever; three transactions settle in the end',
      }),
      holds(everythingSettlesInTheEnd),
      witnessed(everyTransactionCommits),
    ],
  },
  'fresh-timestamp@explicit': {
    set: inChain,
    claims: [
      violated(nobodyIsOvertakenWithoutLimit, { length: 9, note: 'no vote is needed for it' }),
      witnessed(everyTransactionCommits),
    ],
  },

  'lock-timeout': {
    set: calm,
    claims: [
      violated(transactionsAreWholeWhenQuiet, {
        length: 6,
        listed: 7,
        note: 'as 2PC-A1, and somebody has to wait for the lock',
      }),
      witnessed(everyTransactionCommits),
    ],
  },
  'lock-timeout@explicit': {
    set: calm,
    claims: [
      violated(transactionsAreWholeWhenQuiet, {
        length: 8,
        listed: 7,
        note: 'as 2PC-A1, and somebody has to wait for the lock',
      }),
      witnessed(everyTransactionCommits),
    ],
  },

  'volatile-promise': {
    set: { ...alone, shardCrashes: 1 },
    claims: [
      violated(transactionsAreWholeWhenQuiet, { length: 7 }),
      witnessed(everyTransactionCommits),
    ],
  },
  'volatile-promise@explicit': {
    set: { ...alone, shardCrashes: 1 },
    claims: [
      violated(transactionsAreWholeWhenQuiet, { length: 9 }),
      witnessed(everyTransactionCommits),
    ],
  },
  'no-resending': {
    set: { ...alone, drops: 1 },
    claims: [
      violated(transactionsAreWholeWhenQuiet, { length: 5 }),
      witnessed(everyTransactionCommits),
    ],
  },
  'no-resending@explicit': {
    set: { ...alone, drops: 1 },
    claims: [
      violated(transactionsAreWholeWhenQuiet, { length: 7 }),
      witnessed(everyTransactionCommits),
    ],
  },
});
