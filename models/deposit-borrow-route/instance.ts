/** Parameters, variants and ablations of deposit, borrow and route. */
import { choice, count, type Values as ValuesOf } from '../../checker/protocol.ts';

export const parameters = {
  /** Messages with compensations, or one shard that does all three steps at once: the oracle. */
  carrier: choice('saga', ['saga', 'monolith']),
  /** Which blocks of A prove to B that collateral is locked. */
  proofs: choice('final', ['final', 'any']),
  /** The lock takes the collateral out of the user's account on A. */
  locks: true,
  /** C sends back what it refuses. */
  compensates: true,
  /** B still knows after a crash what it has decided. */
  durableDecision: true,
  priceDrops: count(1, { max: 2 }),
  crashes: count(1, { max: 2 }),
  reorgs: count(1, { max: 2 }),
} as const;

/** As the rules of an instance see them. */
export type Values = ValuesOf<typeof parameters>;

export const variants = {
  monolith: { carrier: 'monolith' },
  undisturbed: { priceDrops: 0, crashes: 0, reorgs: 0 },
  disturbed: { crashes: 2, reorgs: 2 },
} as const;

export const ablations = {
  'no-refund': {
    id: 'DBR-A1',
    removes: 'C sends back what it refuses',
    set: { compensates: false },
  },
  'refund-not-idempotent': {
    id: 'DBR-A2',
    removes: 'a refund that was taken is not taken again',
    without: ['repay: the refund is not taken yet'],
  },
  'unfinal-lock': {
    id: 'DBR-A3',
    removes: 'B lends only against a lock in a block that cannot be reverted',
    set: { proofs: 'any' },
  },
  'volatile-decision': {
    id: 'DBR-A4',
    removes: 'B still knows after a crash what it has decided',
    set: { durableDecision: false },
  },
  'collateral-counted-twice': {
    id: 'DBR-A5',
    removes: 'collateral that is locked on A is no longer the user’s to spend',
    set: { locks: false },
  },
  'unlock-after-liquidation': {
    id: 'DBR-A6',
    removes: 'collateral that was sold is not unlocked',
    without: ['leave: the position was not sold'],
  },
  'refund-after-deposit': {
    id: 'not listed',
    removes: 'C sends back only what it has not deposited',
    without: ['bounce: C has not decided'],
  },
  'late-liquidation': {
    id: 'not listed',
    removes: 'a position is sold in the block that takes it over the limit',
    without: ['priceFalls: the debt stays within the limit'],
  },
  'loan-over-the-limit': {
    id: 'not listed',
    removes: 'B lends within the limit only',
    without: ['lend: the debt stays within the limit'],
  },
} as const;
