/** Deposit, borrow and route: what happens at the lender, on B. */
import type { ActionBuilder } from '../../checker/protocol.ts';
import type { Values } from './instance.ts';
import { isLockProven, isRefunded, limit, type State, type View } from './state.ts';

export function lenderSteps(p: Values, action: ActionBuilder<State>) {
  const over = { tx: p.carrier === 'saga' ? [0] : [] };
  const isUp = { 'B is up': ({ b }: View): boolean => b.up };
  const isNew = {
    'the lock on A is proven': (state: View) => isLockProven(state, p),
    'B has not decided': ({ b }: View): boolean => b.decision === null,
  };
  const isRefund = {
    'C has sent it back': (state: View) => isRefunded(state, p),
    'the refund is not taken yet': ({ b }: View): boolean => b.taken.refund === 0,
  };
  return {
    lend: action({
      actor: 'honest',
      over,
      when: {
        ...isUp,
        ...isNew,
        'the debt stays within the limit': ({ b }) =>
          b.debt + 1 <= limit(b.collateral + 1, b.price),
      },
      then: ({ b }) => {
        b.taken.lock++;
        b.decision = 'lends';
        b.collateral++;
        b.debt++;
        b.coins++;
        b.route = 'open';
      },
      says: () => 'B credits the collateral and lends a coin',
    }),
    refuse: action({
      actor: 'honest',
      over,
      when: { ...isUp, ...isNew },
      then: ({ b }) => {
        b.taken.lock++;
        b.decision = 'refuses';
        b.unlocks++;
      },
      says: () => 'B refuses the loan and has A give the collateral back',
    }),
    route: action({
      actor: 'honest',
      over,
      when: { ...isUp, 'the coin is to go on': ({ b }) => b.route === 'open' },
      then: ({ b }) => {
        b.coins--;
        b.route = 'sent';
      },
      says: () => 'B sends the coin on to C',
    }),
    keep: action({
      actor: 'user',
      over,
      when: { ...isUp, 'the coin is to go on': ({ b }) => b.route === 'open' },
      then: ({ b }) => {
        b.route = 'kept';
      },
      says: () => 'the user keeps the coin at B',
    }),
    repay: action({
      actor: 'honest',
      over,
      when: {
        ...isUp,
        ...isRefund,
        'the position is open': ({ b }) => b.liquidator.collateral === 0,
      },
      bound: { 'a refund taken twice is enough': ({ b }) => b.taken.refund < 2 },
      then: ({ b }) => {
        b.taken.refund++;
        b.debt--;
      },
      says: () => 'B takes back the coin, and the debt is paid',
    }),
    refund: action({
      actor: 'honest',
      over,
      when: {
        ...isUp,
        ...isRefund,
        'the position was sold': ({ b }) => b.liquidator.collateral > 0,
      },
      bound: { 'a refund taken twice is enough': ({ b }) => b.taken.refund < 2 },
      then: ({ b }) => {
        b.taken.refund++;
        b.coins++;
      },
      says: () => 'B takes back the coin; there is no debt left, and the user gets it',
    }),
    payBack: action({
      actor: 'user',
      over,
      when: {
        ...isUp,
        'the coin was kept': ({ b }) => b.route === 'kept' && b.coins > 0,
        'there is a debt': ({ b }) => b.debt > 0,
      },
      then: ({ b }) => {
        b.coins--;
        b.debt--;
      },
      says: () => 'the user pays its debt with the coin',
    }),
    leave: action({
      actor: 'user',
      over,
      when: {
        ...isUp,
        'it has a position': ({ b }) => b.route === 'kept' || b.taken.refund > 0,
        'there is no debt': ({ b }) => b.debt <= 0,
        'it has not left': ({ b }) => b.unlocks === 0,
        'the position was not sold': ({ b }) => b.liquidator.collateral === 0,
      },
      bound: { 'a second unlock is enough': ({ b }) => b.unlocks < 2 },
      then: ({ b }) => {
        b.collateral--;
        b.unlocks++;
      },
      says: () => 'the user leaves, and B has A give the collateral back',
    }),
  };
}
