/** What is claimed about crosslinks (section 9), by variant. */
import { claims, givenUp, holds, violated, witnessed } from '../../checker/protocol.ts';
import { crosslinks } from '../../models/crosslinks/crosslinks.ts';
import { transactionsAreWholeWhenQuiet } from '../atomicity.ts';
import {
  aCrosslinkRecordsATaint,
  aTaintSpreads,
  aTransactionBecomesClassical,
  aTransactionIsCancelled,
  crosslinkedResultsStay,
  noClassicalStateIsCancelled,
  onlyTheCancelledIsReverted,
} from '../crosslinks.ts';
import { everyEffectHasItsCause } from '../messages.ts';
import { everythingCanStillSettle, nothingDeadlocks } from '../progress.ts';
import { equalInputGivesEqualResult } from '../replicas.ts';
import { historyIsSerializable } from '../serializability.ts';
import { nothingIsSpentTwice, supplyIsConserved } from '../supply.ts';
import {
  aTransactionAborts,
  aTransactionCommits,
  everyTransactionCommits,
  twoTransactionsConflict,
} from '../witnesses.ts';
import { workStaysWithinLimits } from '../work.ts';
import type { Details } from './details.ts';
import { inFlight } from './in-flight.ts';

const safety = [
  ...inFlight('between the halves the transaction is in superposition'),
  holds(transactionsAreWholeWhenQuiet),
  holds(noClassicalStateIsCancelled),
  givenUp(workStaysWithinLimits, {
    length: 1,
    note: 'a full node keeps two states for each unresolved transaction',
  }),
  witnessed(aTransactionBecomesClassical),
  witnessed(everyTransactionCommits),
];
const claimed = [...safety, holds(everythingCanStillSettle), holds(nothingDeadlocks)];
const serializable = [holds(historyIsSerializable), witnessed(twoTransactionsConflict)];
const cancelled = [witnessed(aTransactionIsCancelled), witnessed(aTransactionAborts)];
const strict = holds(crosslinkedResultsStay, { note: 'only what is classical is crosslinked' });
const late = givenUp(crosslinkedResultsStay, {
  length: 5,
  note: 'prompt finality: a crosslink that records a taint waits for it to be resolved',
});
const reverted = givenUp(onlyTheCancelledIsReverted, {
  length: 6,
  note: 'local transactions fall with the transaction on which they depend',
});

// ── claims about ablations ───────────────────────────────────────────────────────────────────

/** QX-A1, A3, A4: one half stands for good, and the other is cancelled. */
function torn(broken: 'SUPPLY' | 'ATOM', details: Details) {
  return [
    violated(supplyIsConserved, { length: 5, ...(broken === 'SUPPLY' ? details : {}) }),
    violated(transactionsAreWholeWhenQuiet, { length: 5, ...(broken === 'ATOM' ? details : {}) }),
    violated(noClassicalStateIsCancelled, { length: 5 }),
    violated(equalInputGivesEqualResult, { length: 5 }),
    violated(everyEffectHasItsCause, { length: 5 }),
    violated(historyIsSerializable, { length: 6, note: 'who spent the credit read it' }),
    witnessed(aTransactionBecomesClassical),
    witnessed(aTransactionCommits),
  ];
}
const small = { workload: 'spent', heights: 2 } as const;

export const crosslinksClaims = claims(crosslinks, {
  baseline: {
    claims: [...claimed, ...serializable, ...cancelled, strict, reverted, witnessed(aTaintSpreads)],
  },
  conditional: {
    claims: [
      ...claimed,
      ...serializable,
      ...cancelled,
      late,
      reverted,
      witnessed(aTaintSpreads),
      witnessed(aCrosslinkRecordsATaint),
    ],
  },
  two: {
    claims: [
      ...claimed,
      holds(historyIsSerializable),
      ...cancelled,
      late,
      holds(onlyTheCancelledIsReverted, { note: 'the two have no cell in common' }),
      witnessed(aCrosslinkRecordsATaint),
    ],
  },
  reversed: {
    claims: [
      ...claimed,
      givenUp(historyIsSerializable, {
        length: 5,
        note: 'each shard orders the halves on its own: T0 first in one, T1 first in the other',
      }),
      witnessed(twoTransactionsConflict),
      ...cancelled,
      strict,
      witnessed(aTaintSpreads),
    ],
  },
  // Two levels are too few for everything to be mined again; what settles is asked elsewhere.
  restless: { claims: [...safety, ...serializable, ...cancelled, strict, reverted] },
  epochs: { claims: [...claimed, ...serializable, strict, witnessed(aTaintSpreads)] },

  'no-taint': {
    set: small,
    claims: torn('SUPPLY', {
      listed: 5,
      note: 'without the local spend of the listing; mining the sibling and cancelling are steps',
    }),
  },
  'no-taint-by-reading': {
    set: { heights: 2 },
    claims: [
      violated(historyIsSerializable, { length: 7, note: 'T2 branches on a tainted balance' }),
      violated(noClassicalStateIsCancelled, { length: 7 }),
      violated(equalInputGivesEqualResult, { length: 6 }),
      holds(supplyIsConserved),
      holds(transactionsAreWholeWhenQuiet),
      witnessed(aTransactionIsCancelled),
      witnessed(aTransactionBecomesClassical),
      witnessed(everyTransactionCommits),
    ],
  },
  'half-alone': {
    set: small,
    claims: torn('ATOM', {
      listed: 4,
      note:
        'the listing has one crosslink a shard, and ' +
        'neither the sibling nor cancelling as steps',
    }),
  },
  'half-alone@train-and-hotel': {
    claims: [
      violated(transactionsAreWholeWhenQuiet, {
        length: 4,
        note: 'a seat in the train, which is crosslinked alone, and somebody else has the room',
      }),
      holds(nothingIsSpentTwice),
      witnessed(aTransactionIsCancelled),
      witnessed(aTransactionBecomesClassical),
    ],
  },
  'waits-for-what-is-gone': {
    claims: [
      violated(everythingCanStillSettle, { length: 2, note: 'the seat waits for a room' }),
      violated(nothingDeadlocks, { length: 3, note: 'X cannot be crosslinked any more' }),
      violated(transactionsAreWholeWhenQuiet, { length: 3 }),
      holds(nothingIsSpentTwice),
      witnessed(aTransactionBecomesClassical),
    ],
  },
  'taint-cleared-early': { set: small, claims: torn('SUPPLY', {}) },
});
