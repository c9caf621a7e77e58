/**
 * A sharded ledger: transfers between accounts, blocks that become final or are reverted, receipts
 * that arrive late, twice or never. What the explorer is measured on beside TwoPhase.
 *
 * Source      Made up for the benchmark; the receipts are those of any sharded ledger
 * Adversary   Reverts the newest block of a shard unless it is final, `reorgs` times a shard;
 *             delivers each receipt up to `copies` times, or never.
 * Abstracted  A transfer is of one unit; transactions wait for a block until one takes them.
 * Deviates    Nothing: there is no other text.
 * Bounds      Blocks that are final are folded into the balances, so the instance is closed:
 *             `depth` blocks of a shard are not final at most, and their slots are used again.
 */
import {
  claims,
  count,
  type DeepReadonly,
  holds,
  protocol,
  range,
  violated,
} from '../../checker/protocol.ts';
import { nothingIsSpentTwice, supplyIsConserved } from '../../properties/supply.ts';
import { at } from './at.ts';

/** Height of a block above the final ones; 0 is final, null nowhere on the chain. */
type Height = number | null;

interface State {
  shards: {
    /** Blocks that are not final. */
    tip: number;
    reorgs: number;
    /** By account, after the newest block. */
    balances: number[];
  }[];
  transfers: {
    /** Waits for a block of its source. */
    isPending: boolean;
    /** The block of the source that debits it. */
    debit: Height;
    /** Copies of its receipt that were delivered, and those that wait at the destination. */
    delivered: number;
    inbox: number;
    /** The block of the destination that credits it. */
    credit: Height;
  }[];
}

/** Transfer t goes from one shard to the next, between accounts of the same number. */
function routeOf(tx: number, p: { readonly shards: number; readonly accounts: number }) {
  const source = tx % p.shards;
  const account = Math.floor(tx / p.shards) % p.accounts;
  return { source, destination: (source + 1) % p.shards, account };
}

export const ledger = protocol({
  name: 'ledger',
  source: 'made up for the benchmark',
  section: '0',
  version: 1,
  parameters: {
    shards: count(3, { min: 2, max: 4 }),
    accounts: count(3, { min: 1, max: 4 }),
    transfers: count(3, { min: 1, max: 6 }),
    depth: count(2, { min: 1, max: 3 }),
    reorgs: count(1, { max: 3 }),
    copies: count(2, { max: 3 }),
  },
  init: (p): State => ({
    shards: range(p.shards).map(() => ({
      tip: 0,
      reorgs: 0,
      balances: range(p.accounts).map(() => 1),
    })),
    transfers: range(p.transfers).map(() => ({
      isPending: false,
      debit: null,
      delivered: 0,
      inbox: 0,
      credit: null,
    })),
  }),
})({
  ablations: {
    'no-replay-guard': {
      id: 'LEDGER-A1',
      removes: 'a receipt is credited once',
      without: ['credit: it was not credited before'],
    },
    'no-finality': {
      id: 'LEDGER-A2',
      removes: 'a receipt is credited only when its cause is final',
      without: ['credit: its cause is final'],
    },
    'no-balance-check': {
      id: 'LEDGER-A3',
      removes: 'a sender has what it sends',
      without: ['debit: the sender can pay'],
    },
  },
  actions: (p, action) => {
    const shards = { shard: range(p.shards) };
    const transfers = { tx: range(p.transfers) };
    const balanceOf = (state: DeepReadonly<State>, tx: number): number => {
      const { source, account } = routeOf(tx, p);
      return at(at(state.shards, source).balances, account);
    };
    const change = (draft: State, shard: number, account: number, by: number): void => {
      const { balances } = at(draft.shards, shard);
      balances[account] = at(balances, account) + by;
    };
    return {
      submit: action({
        actor: 'user',
        over: transfers,
        when: {
          'it was not submitted': (state, { tx }) => {
            const { isPending, debit } = at(state.transfers, tx);
            return !isPending && debit === null;
          },
        },
        then: (draft, { tx }) => {
          at(draft.transfers, tx).isPending = true;
        },
        says: ({ tx }) => `transfer ${tx} is submitted`,
      }),
      mine: action({
        actor: 'honest',
        over: shards,
        bound: { 'a block is left': (state, { shard }) => at(state.shards, shard).tip < p.depth },
        then: (draft, { shard }) => {
          at(draft.shards, shard).tip += 1;
        },
        says: ({ shard }) => `shard ${shard} begins a block`,
      }),
      debit: action({
        actor: 'honest',
        over: transfers,
        when: {
          'it is pending': (state, { tx }) => at(state.transfers, tx).isPending,
          'there is a block for it': (state, { tx }) =>
            at(state.shards, routeOf(tx, p).source).tip > 0,
          'the sender can pay': (state, { tx }) => balanceOf(state, tx) > 0,
        },
        then: (draft, { tx }) => {
          const { source, account } = routeOf(tx, p);
          const transfer = at(draft.transfers, tx);
          transfer.isPending = false;
          transfer.debit = at(draft.shards, source).tip;
          change(draft, source, account, -1);
        },
        says: ({ tx }) => `shard ${routeOf(tx, p).source} debits transfer ${tx}`,
      }),
      deliver: action({
        actor: 'adversary',
        over: transfers,
        when: { 'its receipt exists': (state, { tx }) => at(state.transfers, tx).debit !== null },
        bound: {
          'a copy is left': (state, { tx }) => at(state.transfers, tx).delivered < p.copies,
        },
        then: (draft, { tx }) => {
          at(draft.transfers, tx).delivered += 1;
          at(draft.transfers, tx).inbox += 1;
        },
        says: ({ tx }) => `the receipt of transfer ${tx} arrives`,
      }),
      credit: action({
        actor: 'honest',
        over: transfers,
        when: {
          'its receipt is here': (state, { tx }) => at(state.transfers, tx).inbox > 0,
          'there is a block for it': (state, { tx }) =>
            at(state.shards, routeOf(tx, p).destination).tip > 0,
          'its cause is final': (state, { tx }) => at(state.transfers, tx).debit === 0,
          'it was not credited before': (state, { tx }) => at(state.transfers, tx).credit === null,
        },
        then: (draft, { tx }) => {
          const { destination, account } = routeOf(tx, p);
          const transfer = at(draft.transfers, tx);
          transfer.inbox -= 1;
          transfer.credit = at(draft.shards, destination).tip;
          change(draft, destination, account, 1);
        },
        says: ({ tx }) => `shard ${routeOf(tx, p).destination} credits transfer ${tx}`,
      }),
      discard: action({
        actor: 'honest',
        over: transfers,
        when: {
          'its receipt is here': (state, { tx }) => at(state.transfers, tx).inbox > 0,
          'it was credited for good': (state, { tx }) => at(state.transfers, tx).credit === 0,
        },
        then: (draft, { tx }) => {
          at(draft.transfers, tx).inbox -= 1;
        },
        says: ({ tx }) => `another receipt of transfer ${tx} is discarded`,
      }),
      finalise: action({
        actor: 'honest',
        over: shards,
        when: { 'there is a block': (state, { shard }) => at(state.shards, shard).tip > 0 },
        then: (draft, { shard }) => {
          at(draft.shards, shard).tip -= 1;
          for (const [tx, transfer] of draft.transfers.entries()) {
            const { source, destination } = routeOf(tx, p);
            if (source === shard && transfer.debit !== null && transfer.debit > 0) {
              transfer.debit -= 1;
            }
            if (destination === shard && transfer.credit !== null && transfer.credit > 0) {
              transfer.credit -= 1;
            }
          }
        },
        says: ({ shard }) => `the oldest open block of shard ${shard} becomes final`,
      }),
      reorganise: action({
        actor: 'adversary',
        over: shards,
        when: { 'there is a block': (state, { shard }) => at(state.shards, shard).tip > 0 },
        bound: {
          'a reorganisation is left': (state, { shard }) =>
            at(state.shards, shard).reorgs < p.reorgs,
        },
        then: (draft, { shard }) => {
          const here = at(draft.shards, shard);
          for (const [tx, transfer] of draft.transfers.entries()) {
            const { source, destination, account } = routeOf(tx, p);
            if (source === shard && transfer.debit === here.tip) {
              transfer.debit = null;
              transfer.isPending = true;
              change(draft, shard, account, 1);
            }
            if (destination === shard && transfer.credit === here.tip) {
              transfer.credit = null;
              transfer.inbox += 1;
              change(draft, shard, account, -1);
            }
          }
          here.tip -= 1;
          here.reorgs += 1;
        },
        says: ({ shard }) => `the newest block of shard ${shard} is reverted`,
      }),
    };
  },
  ledger: {
    supply: (state, p) => [
      {
        asset: 'coin',
        genesis: p.shards * p.accounts,
        holdings: state.shards.flatMap(({ balances }, shard) =>
          balances.map((amount, account) => ({
            place: `shard ${shard}`,
            owner: `account ${account}`,
            amount,
          })),
        ),
        escrowed: 0,
        inFlight: state.transfers.filter(({ debit, credit }) => debit !== null && credit === null)
          .length,
        fees: 0,
        burned: 0,
        minted: 0,
        spends: [],
      },
    ],
  },
});

const small = { shards: 2, accounts: 1, transfers: 2, depth: 1 } as const;

export const ledgerClaims = claims(ledger, {
  baseline: { claims: [holds(supplyIsConserved), holds(nothingIsSpentTwice)] },
  'no-replay-guard': { set: small, claims: [violated(supplyIsConserved, { length: 9 })] },
  'no-finality': { set: small, claims: [violated(supplyIsConserved, { length: 7 })] },
  'no-balance-check': {
    set: { ...small, transfers: 3 },
    claims: [violated(nothingIsSpentTwice, { length: 5 })],
  },
});
