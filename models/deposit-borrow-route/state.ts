/** What the three shards hold, and everything that follows from it. */
import type { DeepReadonly } from '../../checker/protocol.ts';
import type { Values } from './instance.ts';

/** The user owns one unit of collateral, on A, and wants one coin of debt for it. */
export interface State {
  a: {
    collateral: 'free' | 'locked' | 'returned';
    /** Its last block cannot be reverted. */
    final: boolean;
  };
  b: {
    up: boolean;
    decision: null | 'lends' | 'refuses';
    price: number;
    /** The user's account: collateral, debt, and coins that are free to use. */
    collateral: number;
    debt: number;
    coins: number;
    /** Whether the coin goes on to C: not lent yet, may go, has gone, the user keeps it here. */
    route: 'none' | 'open' | 'sent' | 'kept';
    /** What the liquidator has: coins to pay debts with, and collateral that it bought. */
    liquidator: { coins: number; collateral: number };
    /** Orders to A to give the collateral back. */
    unlocks: number;
    /** How often each message to B took effect. */
    taken: { lock: number; refund: number };
  };
  c: { decision: null | 'deposits' | 'refuses'; deposit: number; coins: number };
  budget: { priceDrops: number; crashes: number; reorgs: number };
}
export type View = DeepReadonly<State>;

export function initialState(p: Pick<Values, keyof State['budget']>): State {
  return {
    a: { collateral: 'free', final: true },
    b: {
      up: true,
      decision: null,
      price: 2,
      collateral: 0,
      debt: 0,
      coins: 0,
      route: 'none',
      liquidator: { coins: 1, collateral: 0 },
      unlocks: 0,
      taken: { lock: 0, refund: 0 },
    },
    c: { decision: null, deposit: 0, coins: 0 },
    budget: { priceDrops: p.priceDrops, crashes: p.crashes, reorgs: p.reorgs },
  };
}

// ── what a lender may lend ───────────────────────────────────────────────────────────────────

/** Half of what the collateral is worth, in whole coins. */
export function limit(collateral: number, price: number): number {
  return Math.floor((collateral * price) / 2);
}

// ── receipts: facts that the chain of the sender proves ──────────────────────────────────────

/** m1, from A to B: the collateral is locked. */
export function isLockProven({ a }: View, p: Values): boolean {
  return a.collateral !== 'free' && (a.final || a.collateral === 'returned' || p.proofs === 'any');
}
/** m2, from B to C: here is a coin. */
export const isRouted = ({ b }: View): boolean => b.route === 'sent';
/** m3, from C to B: here it is back. */
export const isRefunded = ({ c }: View, p: Values): boolean =>
  p.compensates && c.decision === 'refuses';
/** m4, from B to A: give the collateral back. */
export const isUnlockOrdered = ({ b }: View): boolean => b.unlocks > 0;

// ── where it may come to rest ────────────────────────────────────────────────────────────────

/** Whose the collateral, the debt and the coin are, in words; what is under way is left out. */
export function position({ a, b, c }: View): string {
  const collateral = [
    ...(a.collateral === 'locked' ? [] : ['A']),
    ...(b.collateral > 0 ? ['B'] : []),
    ...(b.liquidator.collateral > 0 ? ['the liquidator'] : []),
  ];
  const coin = [
    ...(b.coins > 0 ? ['the user at B'] : []),
    ...(c.decision === 'deposits' ? ['the app'] : []),
  ];
  const at = (places: readonly string[]): string => places.join(' and ') || 'nobody';
  return `collateral with ${at(collateral)}, debt ${b.debt}, coin with ${at(coin)}`;
}

/**
 * What the design declares. A coin that the user has taken out of the app again was routed. The
 * listing has the first five; liquidation, which it lists as a disturbance, leaves the others.
 */
export const outcomes = {
  'nothing-or-all-undone': 'collateral with A, debt 0, coin with nobody',
  'all-done': 'collateral with B, debt 1, coin with the app',
  'collateral-without-debt': 'collateral with B, debt 0, coin with nobody',
  'coin-kept-at-the-lender': 'collateral with B, debt 1, coin with the user at B',
  'sold-and-routed': 'collateral with the liquidator, debt 0, coin with the app',
  'sold-and-kept': 'collateral with the liquidator, debt 0, coin with the user at B',
} as const;
