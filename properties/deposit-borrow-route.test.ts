/**
 * Deposit, borrow and route.
 *
 * Method: every variant exhaustively, with its states as golden numbers; the positions in which
 * the saga may come to rest, enumerated from the states and compared with the declared ones; each
 * protection told by hand on the pure reducer; and each property of this protocol broken by a
 * state made by hand.
 */
import { describe, expect, test } from 'vitest';
import { exploreBreadthFirst } from '../checker/explore/breadth-first.ts';
import { contextOf, enabledSteps, instantiate, reduce } from '../checker/machine.ts';
import type { Action, StateProperty } from '../checker/protocol.ts';
import { depositBorrowRoute } from '../models/deposit-borrow-route/deposit-borrow-route.ts';
import {
  initialState,
  limit,
  outcomes,
  position,
  type State,
} from '../models/deposit-borrow-route/state.ts';
import {
  debtStaysWithinTheLimit,
  noDebtIsWithoutCollateral,
  onlyDeclaredOutcomesAreLeft,
  whileDownTheLenderDoesNothing,
} from './deposit-borrow-route.ts';
import { ofKind } from './kinds-fixture.ts';
import { refusalOfLast } from './stories-fixture.ts';

describe('every reachable state', () => {
  test.each([
    ['baseline', 246, 457, 15],
    ['disturbed', 615, 1_209, 19],
    ['undisturbed', 20, 20, 10],
    ['monolith', 6, 7, 4],
    ['no-refund', 192, 359, 14],
    ['refund-not-idempotent', 294, 575, 16],
    ['unfinal-lock', 453, 1_105, 14],
    ['volatile-decision', 752, 1_459, 18],
    ['collateral-counted-twice', 246, 457, 15],
    ['unlock-after-liquidation', 282, 519, 15],
    ['refund-after-deposit', 378, 965, 17],
    ['late-liquidation', 282, 539, 15],
  ])('%s has %i states, %i transitions, %i levels', (variant, states, transitions, depth) => {
    const found = exploreBreadthFirst(instantiate(depositBorrowRoute, variant), { properties: [] });
    expect(found).toMatchObject({ states, transitions, depth, complete: true });
  });
});

// ── where it comes to rest ───────────────────────────────────────────────────────────────────

/** Positions of all reachable states in which no honest step of the saga is left. */
function positionsAtRest(variant: string): readonly string[] {
  const machine = instantiate(depositBorrowRoute, variant);
  const seen = new Set<string>();
  const found = new Set<string>();
  const open = [machine.initial];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const text = JSON.stringify(state);
    if (seen.has(text)) continue;
    seen.add(text);
    if (!contextOf(machine, state).canProgress(0)) found.add(position(state as State));
    for (const step of enabledSteps(machine, state)) open.push(reduce(machine, state, step.action));
  }
  return [...found].sort();
}

describe('where it comes to rest', () => {
  test('the saga: in every outcome that is declared, and in no other', () => {
    expect(positionsAtRest('baseline')).toEqual(Object.values(outcomes).sort());
  });

  test('the monolith: all or nothing, and what was sold after all was done', () => {
    expect(positionsAtRest('monolith')).toEqual(
      [outcomes['nothing-or-all-undone'], outcomes['all-done'], outcomes['sold-and-routed']].sort(),
    );
  });

  test('without refunds: also with a debt and a coin that belongs to nobody', () => {
    expect(positionsAtRest('no-refund')).toContain('collateral with B, debt 1, coin with nobody');
  });
});

// ── stories ──────────────────────────────────────────────────────────────────────────────────

const steps = (types: string): readonly Action[] =>
  types.split(' ').map((type) => {
    return type === 'priceFalls' || type === 'liquidate' ? { type } : { type, tx: 0 };
  });

const refusal = (variant: string, types: string): string | null =>
  refusalOfLast(instantiate(depositBorrowRoute, variant), steps(types));

describe('what each ablation changes, told by hand', () => {
  const lent = 'lock finalise lend';
  test.each([
    ['no-refund', `${lent} route bounce repay`, null, 'C has sent it back'],
    [
      'refund-not-idempotent',
      `${lent} route bounce repay repay`,
      'the refund is not taken yet',
      null,
    ],
    ['unfinal-lock', 'lock lend', 'the lock on A is proven', null],
    ['volatile-decision', `${lent} crash recover refuse`, 'B has not decided', null],
    [
      'unlock-after-liquidation',
      `${lent} route bounce liquidate refund leave`,
      'the position was not sold',
      null,
    ],
    ['refund-after-deposit', `${lent} route deposit bounce`, 'C has not decided', null],
    ['late-liquidation', `${lent} priceFalls`, 'the debt stays within the limit', null],
    [
      'loan-over-the-limit',
      'priceFalls lock finalise lend',
      'the debt stays within the limit',
      null,
    ],
  ])('%s: %s', (ablation, types, asClaimed, ablated) => {
    expect(refusal('baseline', types)).toBe(asClaimed);
    expect(refusal(ablation, types)).toBe(ablated);
  });

  test('a refund after a liquidation goes to the user and to no debt', () => {
    const sold = `${lent} route bounce liquidate`;
    expect(refusal('baseline', `${sold} repay`)).toBe('the position is open');
    expect(refusal('baseline', `${sold} refund`)).toBeNull();
    expect(refusal('baseline', `${lent} route bounce refund`)).toBe('the position was sold');
  });

  test('all that was done can be undone, by whoever still has something to say', () => {
    const refunded = `${lent} route bounce repay`;
    expect(refusal('baseline', `${refunded} leave unlock finalise`)).toBeNull();
    expect(refusal('baseline', `${lent} keep payBack leave unlock finalise`)).toBeNull();
    expect(refusal('baseline', `${lent} keep leave`)).toBe('there is no debt');
    expect(refusal('baseline', `${refunded} leave leave`)).toBe('it has not left');
  });
});

test('the limit is half of the worth, in whole coins', () => {
  expect([0, 1, 2, 3].map((price) => limit(1, price))).toEqual([0, 0, 1, 1]);
  expect(limit(3, 3)).toBe(4);
});

// ── properties broken by hand ────────────────────────────────────────────────────────────────

describe('properties of deposit, borrow and route can fail', () => {
  const machine = instantiate(depositBorrowRoute, 'baseline');
  const judge = (property: StateProperty<State>, change: (state: State) => void): string | null => {
    const state = structuredClone(machine.initial) as State;
    change(state);
    return ofKind('always', property).violation(state, {
      canProgress: () => false,
      isStuck: () => true,
    });
  };
  const nothing = (): void => undefined;

  test('only-declared-outcomes-are-left', () => {
    expect(judge(onlyDeclaredOutcomesAreLeft, nothing)).toBeNull();
    expect(judge(onlyDeclaredOutcomesAreLeft, ({ b }) => b.debt++)).toBe(
      'undeclared: collateral with A, debt 1, coin with nobody',
    );
  });

  test('debt-stays-within-the-limit', () => {
    expect(judge(debtStaysWithinTheLimit, nothing)).toBeNull();
    expect(judge(debtStaysWithinTheLimit, ({ b }) => b.debt++)).toBe(
      'the debt is 1 where 0 may be lent',
    );
  });

  test('no-debt-is-without-collateral', () => {
    const owes = (state: State): void => {
      state.a.collateral = 'locked';
      state.b.collateral = 1;
      state.b.debt = 1;
    };
    expect(judge(noDebtIsWithoutCollateral, owes)).toBeNull();
    expect(judge(noDebtIsWithoutCollateral, ({ b }) => b.debt++)).toBe(
      'there is a debt and no collateral at B',
    );
    const reverted = (state: State): void => {
      owes(state);
      state.a.collateral = 'free';
    };
    expect(judge(noDebtIsWithoutCollateral, reverted)).toBe(
      'there is a debt, and nothing is locked on A',
    );
  });
});

test('while-down-the-lender-does-nothing can fail', () => {
  const up = initialState({ priceDrops: 0, crashes: 0, reorgs: 0 });
  const down = { ...up, b: { ...up.b, up: false } };
  const lends = { ...down, b: { ...down.b, debt: 1 } };
  const judge = ofKind('step', whileDownTheLenderDoesNothing).violation;
  expect(judge(up, { type: 'crash' }, down)).toBeNull();
  expect(judge(down, { type: 'recover' }, up)).toBeNull();
  expect(judge(down, { type: 'lend' }, lends)).toBe('B is down, and there is a step of it: lend');
});

test('the initial state is as the section has it: nothing deposited, nothing owed', () => {
  expect(position(initialState({ priceDrops: 0, crashes: 0, reorgs: 0 }))).toBe(
    outcomes['nothing-or-all-undone'],
  );
});
