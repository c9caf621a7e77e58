/** Parameters, variants, ablations and transactions of merge blocks. */
import { choice, count, range, type Values as ValuesOf } from '../../checker/protocol.ts';
import type { TreeSize } from '../substrate/chains.ts';
import { type Workload, workloads } from '../substrate/workloads.ts';
import { accessList, add, type Hop } from './program.ts';

export const parameters = {
  traffic: choice('purchase', ['purchase', 'rivals', 'train-and-hotel', 'deposit-borrow-route']),
  /** Blocks that the adversary can mine. */
  attacks: count(2, { max: 4 }),
  /** The shards on which it has the power to mine; merge blocks take power on both. */
  power: choice('all shards', ['all shards', 'shard 1']),
  /** Shards whose miners can be made to stop. */
  halts: count(0, { max: 1 }),
  heights: count(4, { min: 1, max: 6 }),
  ranks: count(2, { min: 1, max: 4 }),
  /** Blocks a shard by which the heads have to be ahead of others for a block to be final. */
  lead: count(2, { min: 1, max: 4 }),
  /** Which shards choose their heads together. */
  forkChoice: choice('jointly', ['jointly', 'pair by pair', 'alone']),
  /** The blocks whose state roots prove the values that a merge block is executed on. */
  preState: choice('of the parents', ['of the parents', 'of the heads']),
} as const;

/** As the rules of an instance see them. */
export type Values = ValuesOf<typeof parameters>;

export const variants = {
  'three-shards': { traffic: 'rivals', heights: 3 },
  'fork-of-one-shard': { attacks: 3, power: 'shard 1' },
  'partner-halts': { attacks: 0, halts: 1 },
  'train-and-hotel': { traffic: 'train-and-hotel', heights: 3 },
  'deposit-borrow-route': { traffic: 'deposit-borrow-route', heights: 3 },
} as const;

export const ablations = {
  'longest-chain-each': {
    id: 'MRG-A1',
    removes: 'two shards choose their heads together, so that both show a merge block or neither',
    set: { forkChoice: 'alone' },
  },
  'state-of-the-heads': {
    id: 'MRG-A2',
    removes: 'a merge block is executed on the states of its two parents',
    set: { preState: 'of the heads' },
  },
  'pair-by-pair': {
    id: 'MRG-A3',
    removes: 'all shards that merge with one another choose their heads together',
    set: { forkChoice: 'pair by pair' },
  },
} as const;

// ── traffic ──────────────────────────────────────────────────────────────────────────────────

export interface Account {
  readonly name: string;
  readonly shard: number;
  readonly initial: number;
}
export interface Transaction {
  /** The account whose nonce it uses up. */
  readonly sender: string;
  readonly nonce: number;
  readonly hops: readonly Hop[];
}
export interface Traffic {
  readonly accounts: readonly Account[];
  readonly transactions: readonly Transaction[];
  readonly shards: readonly number[];
  readonly accountsAt: readonly (readonly Account[])[];
  readonly shardOf: ReadonlyMap<string, number>;
  /** Shards that each transaction touches, the one of its sender first. */
  readonly touches: readonly (readonly number[])[];
  /** Pairs of shards that have something to merge for. */
  readonly pairs: readonly Pair[];
}
export type Pair = readonly [number, number];

function trafficOf(accounts: readonly Account[], transactions: readonly Transaction[]): Traffic {
  const shardOf = new Map(accounts.map(({ name, shard }) => [name, shard]));
  const shards = range(Math.max(...accounts.map(({ shard }) => shard)) + 1);
  const touches = transactions.map(({ sender, hops }) => [
    ...new Set([sender, ...accessList(hops)].map((key) => shardOf.get(key) ?? 0)),
  ]);
  const pairs = shards.flatMap((one) =>
    shards
      .filter((other) => other > one)
      .filter((other) => touches.some((at) => at.includes(one) && at.includes(other)))
      .map((other): Pair => [one, other]),
  );
  const accountsAt = shards.map((at) => accounts.filter(({ shard }) => shard === at));
  return { accounts, transactions, shards, accountsAt, shardOf, touches, pairs };
}

const account = (name: string, shard: number, initial: number): Account => ({
  name,
  shard,
  initial,
});

/** A workload of section 19 or 26; whoever sends a transaction lives where it moves first. */
function trafficFrom({ stores, transactions }: Workload): Traffic {
  const senders = transactions.map((moves, tx) => {
    const first = stores.find(({ name }) => name === moves[0].store);
    return account(`user ${tx}`, first?.place ?? 0, 0);
  });
  return trafficOf(
    [...stores.map(({ name, place, initial }) => account(name, place, initial)), ...senders],
    transactions.map((moves, tx) => ({
      sender: senders[tx].name,
      nonce: 0,
      hops: moves.map(({ store, amount }) => add(store, amount)),
    })),
  );
}

/**
 * purchase  y pays x on the other shard and gets change, in one go there and back; a local payment
 *           to y; x passes on to w what it got, and w pays it back to y, across again
 * rivals    y signs two payments with one nonce, for accounts on two other shards
 */
const traffics: Readonly<Record<Values['traffic'], Traffic>> = {
  purchase: trafficOf(
    [account('y', 0, 5), account('v', 0, 2), account('x', 1, 0), account('w', 1, 0)],
    [
      { sender: 'y', nonce: 0, hops: [add('y', -4), add('x', 4), add('x', -1), add('y', 1)] },
      { sender: 'v', nonce: 0, hops: [add('v', -1), add('y', 1)] },
      { sender: 'x', nonce: 0, hops: [add('x', -2), add('w', 2)] },
      { sender: 'w', nonce: 0, hops: [add('w', -2), add('y', 2)] },
    ],
  ),
  rivals: trafficOf(
    [account('y', 0, 5), account('x', 1, 0), account('z', 2, 0)],
    [
      { sender: 'y', nonce: 0, hops: [add('y', -2), add('x', 2)] },
      { sender: 'y', nonce: 0, hops: [add('y', -2), add('z', 2)] },
    ],
  ),
  'train-and-hotel': trafficFrom(workloads['train-and-hotel']),
  'deposit-borrow-route': trafficFrom(workloads['deposit-borrow-route']),
};

export const trafficIn = (p: Values): Traffic => traffics[p.traffic];
export const sizeOf = ({ heights, ranks }: Values): TreeSize => ({ heights, ranks });

export const nameOf = (shard: number): string => `shard ${shard}`;

export function isCross(p: Values, tx: number): boolean {
  return trafficIn(p).touches[tx].length > 1;
}
/** The transactions that touch no shard but these. */
export function within(p: Values, shards: readonly number[]): readonly number[] {
  const { touches } = trafficIn(p);
  return range(touches.length).filter((tx) => touches[tx].every((at) => shards.includes(at)));
}
