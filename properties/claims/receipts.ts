/** What is claimed about receipts (section 12), by variant. */
import { claims, givenUp, holds, violated, witnessed } from '../../checker/protocol.ts';
import { receipts } from '../../models/receipts/receipts.ts';
import { transactionsAreWholeWhenQuiet } from '../atomicity.ts';
import { everyEffectHasItsCause, noMessageIsConsumedTwice } from '../messages.ts';
import { everythingCanStillSettle, nothingDeadlocks } from '../progress.ts';
import {
  aCallbackIsTaken,
  aContractWakes,
  aReceiptExpires,
  aReceiptIsClaimedAfterAReorganisation,
  everyPayableTransferCanStillSettle,
  valueIsLostOnlyAtADeadline,
} from '../receipts.ts';
import { equalInputGivesEqualResult } from '../replicas.ts';
import { eachShardIsSerializable, historyIsSerializable } from '../serializability.ts';
import { nothingIsSpentTwice, supplyIsConserved } from '../supply.ts';
import {
  aTransactionAborts,
  aTransactionCommits,
  everyTransactionCommits,
  executorsShareAnInput,
  twoTransactionsConflict,
} from '../witnesses.ts';
import type { Details } from './details.ts';
import { inFlight } from './in-flight.ts';

const safety = inFlight('between the debit and the credit the value is in a receipt');
const progress = [holds(everythingCanStillSettle), holds(nothingDeadlocks)];
/** With somebody who claims. */
const attended = [
  ...progress,
  holds(transactionsAreWholeWhenQuiet),
  witnessed(everyTransactionCommits),
];
const claimed = [...safety, ...attended, witnessed(aReceiptIsClaimedAfterAReorganisation)];

// ── claims about ablations ───────────────────────────────────────────────────────────────────

/** RCP-A1, A5, A6: a receipt is credited twice. */
function doubled(length: number, details: Details) {
  return [
    violated(supplyIsConserved, { ...details, length }),
    violated(noMessageIsConsumedTwice, { ...details, length }),
    violated(nothingIsSpentTwice, { ...details, length }),
    witnessed(aTransactionCommits),
  ];
}

/**
 * RCP-A2, A4: a receipt is refused though nobody has claimed it. The listing calls it deflation.
 * Section 0.5 counts value in flight until it is consumed, so the sum of supply stays; what breaks
 * is "at least once": the value can never arrive, and the transfer comes to rest half done.
 */
function refused({ settle, quiet }: { settle: number; quiet: number }, details: Details) {
  return [
    violated(everythingCanStillSettle, { length: settle, note: 'seen before the refusal' }),
    violated(transactionsAreWholeWhenQuiet, { ...details, length: quiet }),
    holds(supplyIsConserved, { note: 'refused value counts as in flight for ever' }),
    holds(noMessageIsConsumedTwice),
    witnessed(aTransactionCommits),
  ];
}

/** RCP-A4 besides: nodes that lived through the reorganisation keep what others never saw. */
function torn(length: number) {
  return [violated(equalInputGivesEqualResult, { length }), witnessed(executorsShareAnInput)];
}

/** RCP-A3: a credit outlives its debit. */
function orphaned(length: number, details: Details) {
  return [
    violated(supplyIsConserved, { ...details, length }),
    violated(everyEffectHasItsCause, { ...details, length }),
    witnessed(aTransactionCommits),
  ];
}

/** RCP-A7: those who stand in line behind a receipt that does not pay. */
function blocked(quiet: number) {
  return [
    violated(everyPayableTransferCanStillSettle, {
      length: 2,
      note: 'T1 stands behind T0; without the line (variant unpaid) it can settle',
    }),
    violated(everythingCanStillSettle, { length: 1, note: 'T0 itself' }),
    violated(transactionsAreWholeWhenQuiet, { length: quiet, note: 'T0 itself' }),
    holds(supplyIsConserved),
    witnessed(aTransactionCommits),
  ];
}

/** RCP-A8: more is credited than was debited. */
function inflated(length: number) {
  return [violated(supplyIsConserved, { length }), witnessed(aTransactionCommits)];
}

/** `expiring` bounds the records by a deadline, and what nobody claims before it is lost. */
function lossy(length: number) {
  return [
    givenUp(transactionsAreWholeWhenQuiet, {
      length,
      note: 'the value of a receipt that nobody claimed in time is lost',
    }),
    holds(valueIsLostOnlyAtADeadline),
    witnessed(aReceiptExpires),
    witnessed(aTransactionAborts),
  ];
}

const finality =
  'the listing has one step for the arrival of a root; here its block becomes final first';
const refusal =
  'the listing lets both roots arrive in one step each; the two blocks become final first';
const elsewhere = 'the second shard is the source itself, which needs to learn no root';

// ── the claims ───────────────────────────────────────────────────────────────────────────────

/** An audit of heads, which a reorganisation may still take back. */
const misread = [
  violated(eachShardIsSerializable, {
    length: 3,
    note: 'the auditor reads a debit that is not final yet, and so not committed',
  }),
  witnessed(everyTransactionCommits),
];

export const receiptsClaims = claims(receipts, {
  baseline: { claims: claimed },
  explicit: { claims: claimed },
  chained: { claims: claimed },
  ordered: { claims: claimed },
  'ordered-explicit': { claims: claimed },
  hibernation: { claims: [...claimed, witnessed(aContractWakes)] },
  callback: { claims: [...claimed, witnessed(aCallbackIsTaken)] },
  expiring: { claims: [...safety, ...progress, ...lossy(3)] },
  'expiring-explicit': { claims: [...safety, ...progress, ...lossy(4)] },
  optimistic: { claims: claimed },
  'optimistic-explicit': { claims: claimed },
  unpaid: {
    claims: [
      ...safety,
      holds(everyPayableTransferCanStillSettle),
      givenUp(everythingCanStillSettle, {
        length: 1,
        note: 'nobody is obliged to claim a receipt that does not pay',
      }),
      givenUp(transactionsAreWholeWhenQuiet, { length: 2 }),
      givenUp(nothingDeadlocks, { length: 6 }),
    ],
  },
  unattended: {
    claims: [
      ...safety,
      givenUp(everythingCanStillSettle, {
        length: 1,
        note: 'anyone may claim, and nobody has to: no party is the one to do it',
      }),
      givenUp(transactionsAreWholeWhenQuiet, { length: 2 }),
      givenUp(nothingDeadlocks, { length: 2 }),
    ],
  },
  audited: {
    claims: [
      ...claimed,
      holds(eachShardIsSerializable),
      givenUp(historyIsSerializable, {
        length: 6,
        note: 'an auditor of both shards sees the debit and not yet the credit, or the reverse',
      }),
      witnessed(twoTransactionsConflict),
    ],
  },

  'no-spent-mark': { claims: doubled(4, { listed: 4 }) },
  'no-spent-mark@explicit': { claims: doubled(5, { listed: 4, note: finality }) },
  'spent-by-number': {
    claims: refused({ settle: 2, quiet: 5 }, { listed: 5 }),
  },
  'spent-by-number@explicit': {
    claims: refused({ settle: 2, quiet: 7 }, { listed: 5, note: refusal }),
  },
  'unfinal-roots': {
    claims: orphaned(3, { listed: 4, note: 'the root arrives in the step that sends' }),
  },
  'unfinal-roots@explicit': { claims: orphaned(4, { listed: 4 }) },
  'unfinal-roots@train-and-hotel': {
    claims: [
      violated(everyEffectHasItsCause, { length: 3, note: 'a room, and the seat is gone again' }),
      holds(supplyIsConserved, { note: 'neither seats nor rooms travel' }),
      witnessed(aTransactionCommits),
    ],
  },
  'marks-outlive-claims': {
    claims: [...refused({ settle: 4, quiet: 5 }, {}), ...torn(4)],
  },
  'marks-outlive-claims@explicit': {
    claims: [...refused({ settle: 5, quiet: 7 }, {}), ...torn(5)],
  },
  'no-expiry': { claims: doubled(6, {}) },
  'no-expiry@explicit': { claims: doubled(7, {}) },
  'destination-not-bound': { claims: doubled(4, { note: elsewhere }) },
  'destination-not-bound@explicit': { claims: doubled(5, { note: elsewhere }) },
  unforced: { claims: blocked(2) },
  'unforced@explicit': { claims: blocked(3) },
  'amount-not-checked': { claims: inflated(3) },
  'amount-not-checked@explicit': { claims: inflated(4) },
  'audits-of-heads': { claims: misread },
  'audits-of-heads@explicit': { claims: misread },
});
