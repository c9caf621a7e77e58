/** What deposit, borrow and route promises in particular (section 26). */
import { propertyOf } from '../checker/protocol.ts';
import { depositBorrowRoute } from '../models/deposit-borrow-route/deposit-borrow-route.ts';
import { limit, outcomes, position } from '../models/deposit-borrow-route/state.ts';

export type Outcome = keyof typeof outcomes;

export const onlyDeclaredOutcomesAreLeft = propertyOf(depositBorrowRoute, {
  name: 'only-declared-outcomes-are-left',
  invariant: 'ATOM-event',
  means: 'once nothing is under way, all is done, all is undone, or it is half done as declared',
  on: 'state',
  kind: 'always',
  violation: (state, { canProgress }) => {
    if (canProgress(0)) return null;
    const left = position(state);
    return Object.values<string>(outcomes).includes(left) ? null : `undeclared: ${left}`;
  },
});

/** One property an outcome: it comes to rest as declared. */
export function comesToRestAs(outcome: Outcome) {
  return propertyOf(depositBorrowRoute, {
    name: `it-comes-to-rest-as-${outcome}`,
    invariant: 'witness',
    means: `nothing is under way any more, and the user is left with: ${outcomes[outcome]}`,
    on: 'state',
    kind: 'sometimes',
    goal: (state, { canProgress }) =>
      state.a.collateral !== 'free' && !canProgress(0) && position(state) === outcomes[outcome],
  });
}

export const debtStaysWithinTheLimit = propertyOf(depositBorrowRoute, {
  name: 'debt-stays-within-the-limit',
  invariant: 'LIMIT',
  means: 'no debt exceeds the part of the worth of its collateral that may be lent',
  on: 'state',
  kind: 'always',
  violation: ({ b }) => {
    const most = limit(b.collateral, b.price);
    return b.debt <= most ? null : `the debt is ${b.debt} where ${most} may be lent`;
  },
});

export const noDebtIsWithoutCollateral = propertyOf(depositBorrowRoute, {
  name: 'no-debt-is-without-collateral',
  invariant: 'HB',
  means: 'whoever owes has collateral at the lender, and the chain of its source has it locked',
  on: 'state',
  kind: 'always',
  violation: ({ a, b }) => {
    if (b.debt <= 0) return null;
    if (b.collateral <= 0) return 'there is a debt and no collateral at B';
    return a.collateral === 'locked' ? null : 'there is a debt, and nothing is locked on A';
  },
});

export const whileDownTheLenderDoesNothing = propertyOf(depositBorrowRoute, {
  name: 'while-down-the-lender-does-nothing',
  invariant: 'HB',
  means: 'nothing changes at B while it is down',
  on: 'state',
  kind: 'step',
  violation: ({ b: before }, { type }, { b: after }) => {
    const isSame =
      JSON.stringify({ ...before, up: true }) === JSON.stringify({ ...after, up: true });
    return before.up || isSame ? null : `B is down, and there is a step of it: ${type}`;
  },
});

export const everythingCanStillBeDoneOrUndone = propertyOf(depositBorrowRoute, {
  name: 'everything-can-still-be-done-or-undone',
  invariant: 'SETTLE',
  means: 'the user can still bring it to an end: all done, all undone, or sold',
  on: 'state',
  kind: 'recoverable',
  goal: (state, { canProgress }) => {
    const halfway: readonly string[] = [
      outcomes['collateral-without-debt'],
      outcomes['coin-kept-at-the-lender'],
    ];
    const ends = Object.values<string>(outcomes).filter((outcome) => !halfway.includes(outcome));
    return !canProgress(0) && ends.includes(position(state));
  },
});

export const theUserTakesTheCoinOutOfTheApp = propertyOf(depositBorrowRoute, {
  name: 'the-user-takes-the-coin-out-of-the-app',
  invariant: 'witness',
  means: 'what was routed is used',
  on: 'state',
  kind: 'sometimes',
  goal: ({ c }) => c.coins > 0,
});

export const aLockIsReverted = propertyOf(depositBorrowRoute, {
  name: 'a-lock-is-made-again-after-it-was-reverted',
  invariant: 'witness',
  means: 'a loan is made against a lock that was reverted once and made again',
  on: 'state',
  kind: 'sometimes',
  goal: ({ a, b, budget }) => budget.reorgs === 0 && a.collateral === 'locked' && b.debt > 0,
});

export const aLoanIsUndoneCompletely = propertyOf(depositBorrowRoute, {
  name: 'a-loan-is-undone-completely',
  invariant: 'witness',
  means: 'a coin went to the app and came back, the debt is paid and the collateral is returned',
  on: 'state',
  kind: 'sometimes',
  goal: (state, { canProgress }) =>
    !canProgress(0) &&
    state.c.decision === 'refuses' &&
    position(state) === outcomes['nothing-or-all-undone'],
});
