/** Deposit, borrow and route: the market, crashes of B and reorganisations of A. */
import type { ActionBuilder } from '../../checker/protocol.ts';
import { hasLeft, spend } from '../substrate/faults.ts';
import type { Values } from './instance.ts';
import { limit, type State, type View } from './state.ts';

export function disturbances(p: Values, action: ActionBuilder<State>) {
  const over = { tx: p.carrier === 'saga' ? [0] : [] };
  const isUp = { 'B is up': ({ b }: View): boolean => b.up };
  const canFall = { 'the price can fall': ({ budget }: View) => hasLeft(budget, 'priceDrops') };
  /** What the user would be over the limit by, were the price one lower. */
  const isOver = ({ b }: View): boolean => b.debt > limit(b.collateral, b.price - 1);
  return {
    priceFalls: action({
      actor: 'adversary',
      when: { ...isUp, 'the debt stays within the limit': (state) => !isOver(state) },
      bound: canFall,
      then: ({ b, budget }) => {
        spend(budget, 'priceDrops');
        b.price--;
      },
      says: () => 'the price of the collateral falls',
    }),
    liquidate: action({
      actor: 'adversary',
      when: { ...isUp, 'the debt exceeds the limit': isOver },
      bound: canFall,
      then: ({ b, budget }) => {
        spend(budget, 'priceDrops');
        b.price--;
        b.liquidator.coins -= b.debt;
        b.liquidator.collateral += b.collateral;
        b.debt = 0;
        b.collateral = 0;
      },
      says: () => 'the price falls, and the liquidator pays the debt and takes the collateral',
    }),
    crash: action({
      actor: 'adversary',
      over,
      when: isUp,
      bound: { 'crashes are left': ({ budget }) => hasLeft(budget, 'crashes') },
      then: ({ b, budget }) => {
        spend(budget, 'crashes');
        b.up = false;
        if (!p.durableDecision) b.decision = null;
      },
      says: () => 'B crashes',
    }),
    recover: action({
      actor: 'honest',
      over,
      when: { 'B is down': ({ b }) => !b.up },
      then: ({ b }) => {
        b.up = true;
      },
      says: () => 'B recovers',
    }),
    reorganise: action({
      actor: 'adversary',
      over,
      when: { 'its head is not final': ({ a }) => !a.final },
      bound: { 'reorganisations are left': ({ budget }) => hasLeft(budget, 'reorgs') },
      then: ({ a, budget }) => {
        spend(budget, 'reorgs');
        a.collateral = a.collateral === 'returned' ? 'locked' : 'free';
        a.final = true;
      },
      says: () => 'a longer branch replaces the head of A',
    }),
  };
}
