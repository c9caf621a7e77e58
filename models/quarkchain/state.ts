/** The root tree, the shard trees, and what is left of the budgets. */
import { genesis, plantTree } from '../substrate/chains.ts';
import type { Parameters } from './parameters.ts';
import { networkOf } from './traffic.ts';

export interface State {
  root: (RootBlock | null)[];
  shards: (ShardBlock | null)[][];
  /** Blocks that the adversary can still mine, and lists that the network can still lose. */
  attacks: number;
  losses: number;
}

export interface RootBlock {
  parent: number;
  /** Per shard, the last block that this root block or an ancestor confirms. */
  tips: number[];
}

export interface ShardBlock {
  parent: number;
  /** The root block that it points to: what it knows of the other shards. */
  root: number;
  /** Transactions that leave from here. */
  withdraws: number[];
  /** Deposits that it processes, in order. */
  executes: Deposit[];
  /** Deposits that it knows to be confirmed and leaves for its children, in order. */
  queue: Deposit[];
  /** Per shard, where the list of its deposits for that shard is. */
  lists: ListPlace[];
}

/** Null if the block has no deposit for that shard. */
export type ListPlace = 'sent' | 'here' | 'lost' | null;

/** One leg of a transaction, emitted by a block of the shard where the leg starts. */
export interface Deposit {
  tx: number;
  leg: number;
  block: number;
}

export function init(p: Parameters): State {
  const { rootSize, shardSize, shards } = networkOf(p);
  return {
    root: plantTree<RootBlock>(rootSize, { parent: genesis, tips: shards.map(() => genesis) }),
    shards: shards.map(() =>
      plantTree<ShardBlock>(shardSize, {
        parent: genesis,
        root: genesis,
        withdraws: [],
        executes: [],
        queue: [],
        lists: shards.map(() => null),
      }),
    ),
    attacks: p.attacks,
    losses: p.losses,
  };
}
