/**
 * Deposit, borrow and route: collateral on one shard, a loan against it on another, and the coin
 * that was borrowed on to an app on a third; as a saga over receipts.
 *
 * Source      "What is Execution Sharding?" (composability across shards: deposit on one, borrow
 *             on another, route to a third); H. Garcia-Molina, K. Salem, "Sagas", SIGMOD 1987;
 *             section 26 of the listing
 * Adversary   Lets the price fall, crashes B, and reverts blocks of A that are not final, within
 *             budgets. The user keeps the coin, pays back, leaves or withdraws whenever it likes,
 *             or does nothing any more. B and C refuse for reasons of their own.
 * Abstracted  A message is a receipt: a fact that the chain of its sender proves, which anybody
 *             may present, at any time and as often as he likes. Blocks of B and C are final at
 *             once. One user, one unit of collateral, one coin; the limit is half of the worth of
 *             the collateral. A loan makes its coin and a repayment unmakes it. A liquidator at B
 *             has a coin of its own to pay a debt with, and gets the collateral for it.
 * Deviates    What C sends back repays the debt and the collateral stays at B until the user asks
 *             for it, which is where the declared outcome "collateral at B, no debt" comes from; a
 *             user who keeps the coin at B is the other one. Liquidation is a disturbance in the
 *             section; here its outcomes (sold and routed, sold and the coin kept) are declared
 *             too. The monolith of the section, one shard that does all or nothing, is a variant.
 * Bounds      `priceDrops`, `crashes`, `reorgs` of depth 1; a refund is not taken a third time.
 *
 * Messages of the section: m1 is proven by `lock` and taken by `lend` or `refuse`; m2 by `route`,
 * taken by `deposit` or `bounce`; m3 by `bounce`, taken by `repay` or `refund`; m4 by `refuse` or
 * `leave`, taken by `unlock`.
 */
import { protocol } from '../../checker/protocol.ts';
import { disturbances } from './disturbances.ts';
import { ablations, parameters, variants } from './instance.ts';
import * as ledger from './ledger.ts';
import { lenderSteps } from './lender.ts';
import { initialState, isRouted, isUnlockOrdered, limit } from './state.ts';

export const depositBorrowRoute = protocol({
  name: 'deposit-borrow-route',
  source: '“What is Execution Sharding?”; Garcia-Molina and Salem, “Sagas”, SIGMOD 1987',
  section: '26',
  version: 1,
  parameters,
  init: initialState,
})({
  variants,
  ablations,
  actions: (p, action) => {
    const over = { tx: p.carrier === 'saga' ? [0] : [] };
    return {
      together: action({
        actor: 'user',
        over: { tx: p.carrier === 'monolith' ? [0] : [] },
        when: {
          'the collateral is free': ({ a }) => a.collateral === 'free',
          'the debt stays within the limit': ({ b }) => limit(1, b.price) >= 1,
        },
        then: ({ a, b, c }) => {
          a.collateral = 'locked';
          b.taken.lock++;
          b.decision = 'lends';
          b.collateral++;
          b.debt++;
          b.route = 'sent';
          c.decision = 'deposits';
          c.deposit++;
        },
        says: () => 'the one shard locks the collateral, lends the coin and deposits it',
      }),
      lock: action({
        actor: 'user',
        over,
        when: { 'the collateral is free': ({ a }) => a.collateral === 'free' },
        then: ({ a }) => {
          a.collateral = 'locked';
          a.final = false;
        },
        says: () => 'the user locks the collateral on A',
      }),
      finalise: action({
        actor: 'honest',
        over,
        when: { 'its head is not final': ({ a }) => !a.final },
        then: ({ a }) => {
          a.final = true;
        },
        says: () => 'the head of A becomes final',
      }),
      unlock: action({
        actor: 'honest',
        over,
        when: {
          'B has ordered it': isUnlockOrdered,
          'the collateral is locked': ({ a }) => a.collateral === 'locked',
        },
        then: ({ a }) => {
          a.collateral = 'returned';
          a.final = false;
        },
        says: () => 'A gives the collateral back',
      }),
      ...lenderSteps(p, action),
      deposit: action({
        actor: 'honest',
        over,
        when: {
          'a coin has come from B': isRouted,
          'C has not decided': ({ c }) => c.decision === null,
        },
        then: ({ c }) => {
          c.decision = 'deposits';
          c.deposit++;
        },
        says: () => 'C deposits the coin',
      }),
      bounce: action({
        actor: 'honest',
        over,
        when: {
          'a coin has come from B': isRouted,
          'C has not decided': ({ c }) => c.decision === null,
        },
        then: ({ c }) => {
          c.decision = 'refuses';
        },
        says: () => (p.compensates ? 'C refuses the coin and sends it back' : 'C refuses the coin'),
      }),
      withdraw: action({
        actor: 'user',
        over: { tx: [0] },
        when: { 'there is something to withdraw': ({ c }) => c.deposit > 0 },
        then: ({ c }) => {
          c.deposit--;
          c.coins++;
        },
        says: () => 'the user takes the coin out of the app',
      }),
      ...disturbances(p, action),
    };
  },
  ledger: {
    supply: ledger.supply,
    transactions: ledger.transactions,
    messages: ledger.messages,
    chains: ledger.chains,
  },
});
