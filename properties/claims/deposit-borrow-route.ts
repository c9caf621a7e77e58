/** What is claimed about deposit, borrow and route (section 26), by variant. */
import {
  claims,
  givenUp,
  holds,
  unreachable,
  violated,
  witnessed,
} from '../../checker/protocol.ts';
import { depositBorrowRoute } from '../../models/deposit-borrow-route/deposit-borrow-route.ts';
import { transactionsAreWholeAtEveryMoment, transactionsAreWholeWhenQuiet } from '../atomicity.ts';
import { finalBlocksStay } from '../chains.ts';
import {
  aLoanIsUndoneCompletely,
  aLockIsReverted,
  comesToRestAs,
  debtStaysWithinTheLimit,
  everythingCanStillBeDoneOrUndone,
  noDebtIsWithoutCollateral,
  onlyDeclaredOutcomesAreLeft,
  theUserTakesTheCoinOutOfTheApp,
  whileDownTheLenderDoesNothing,
} from '../deposit-borrow-route.ts';
import { everyEffectHasItsCause, noMessageIsConsumedTwice } from '../messages.ts';
import { everythingCanStillSettle, nothingDeadlocks } from '../progress.ts';
import { nothingIsSpentTwice, supplyIsConserved } from '../supply.ts';
import { aMessageIsConsumed, aTransactionCommits, valueIsInFlight } from '../witnesses.ts';

const safety = [
  holds(supplyIsConserved),
  holds(nothingIsSpentTwice),
  holds(debtStaysWithinTheLimit),
  holds(noDebtIsWithoutCollateral),
  holds(onlyDeclaredOutcomesAreLeft),
  holds(everythingCanStillBeDoneOrUndone),
  holds(finalBlocksStay),
  witnessed(aTransactionCommits),
  witnessed(comesToRestAs('all-done')),
  witnessed(theUserTakesTheCoinOutOfTheApp),
];
/** The outcomes that the section lists, beside the one in which all is done. */
const listed = [
  witnessed(comesToRestAs('nothing-or-all-undone')),
  witnessed(aLoanIsUndoneCompletely),
  witnessed(comesToRestAs('collateral-without-debt')),
  witnessed(comesToRestAs('coin-kept-at-the-lender')),
];
const sold = [comesToRestAs('sold-and-routed'), comesToRestAs('sold-and-kept')];
const saga = [
  ...safety,
  ...listed,
  holds(noMessageIsConsumedTwice),
  holds(everyEffectHasItsCause),
  holds(whileDownTheLenderDoesNothing),
  givenUp(transactionsAreWholeAtEveryMoment, {
    length: 1,
    note: 'the collateral is locked before anything is lent',
  }),
  givenUp(transactionsAreWholeWhenQuiet, {
    length: 4,
    note: 'the user keeps the coin: half done, and declared',
  }),
  witnessed(aMessageIsConsumed),
  witnessed(valueIsInFlight),
];
const disturbed = [
  ...saga,
  ...sold.map((outcome) => witnessed(outcome)),
  witnessed(aLockIsReverted),
];
const completes = witnessed(comesToRestAs('coin-kept-at-the-lender'));

export const depositBorrowRouteClaims = claims(depositBorrowRoute, {
  baseline: { claims: disturbed },
  disturbed: { claims: disturbed },
  undisturbed: {
    claims: [
      ...saga,
      ...sold.map((outcome) => unreachable(outcome)),
      holds(everythingCanStillSettle),
      holds(nothingDeadlocks),
    ],
  },
  monolith: {
    claims: [
      ...safety,
      holds(transactionsAreWholeAtEveryMoment),
      holds(transactionsAreWholeWhenQuiet),
      holds(everythingCanStillSettle),
      holds(nothingDeadlocks),
      unreachable(comesToRestAs('collateral-without-debt')),
      unreachable(comesToRestAs('coin-kept-at-the-lender')),
      unreachable(comesToRestAs('sold-and-kept')),
    ],
  },

  'no-refund': {
    claims: [
      violated(onlyDeclaredOutcomesAreLeft, { length: 5, note: 'a debt, and nothing routed' }),
      violated(everythingCanStillBeDoneOrUndone, { length: 5 }),
      holds(supplyIsConserved, { note: 'the coin is stranded on C and belongs to nobody' }),
      witnessed(comesToRestAs('all-done')),
    ],
  },
  'refund-not-idempotent': {
    claims: [
      violated(noMessageIsConsumedTwice, { length: 7 }),
      violated(supplyIsConserved, { length: 7, note: 'the debt is paid twice with one coin' }),
      completes,
    ],
  },
  'unfinal-lock': {
    claims: [
      violated(noDebtIsWithoutCollateral, {
        length: 3,
        listed: 4,
        note: 'the message is taken in the step that delivers it',
      }),
      violated(everyEffectHasItsCause, { length: 3, listed: 4 }),
      violated(supplyIsConserved, { length: 3, listed: 4 }),
      violated(onlyDeclaredOutcomesAreLeft, { length: 4 }),
      completes,
    ],
  },
  'volatile-decision': {
    claims: [
      violated(noMessageIsConsumedTwice, { length: 6 }),
      violated(supplyIsConserved, { length: 6 }),
      violated(noDebtIsWithoutCollateral, {
        length: 7,
        note: 'after the crash B has the collateral returned that it has lent against',
      }),
      completes,
    ],
  },
  'collateral-counted-twice': {
    claims: [
      violated(supplyIsConserved, {
        length: 1,
        note: 'what is on its way to B is the user’s on A too',
      }),
      completes,
    ],
  },
  'unlock-after-liquidation': {
    claims: [
      violated(nothingIsSpentTwice, {
        length: 6,
        note: 'B gives back what the liquidator has; the coin need not even come back from C',
      }),
      violated(onlyDeclaredOutcomesAreLeft, { length: 8 }),
      completes,
    ],
  },
  'refund-after-deposit': {
    claims: [
      violated(supplyIsConserved, { length: 6, note: 'the coin is in the app and sent back' }),
      completes,
    ],
  },
  'late-liquidation': {
    claims: [violated(debtStaysWithinTheLimit, { length: 4 }), completes],
  },
  'loan-over-the-limit': {
    claims: [violated(debtStaysWithinTheLimit, { length: 4 }), completes],
  },
});
