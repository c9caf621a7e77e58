/**
 * The root tree, the shard trees, and what is left of the budgets.
 *
 * Some of it follows from the rest: heads, how many blocks stand at each height, the news that a
 * root block brings, the deposits that a shard block emits. It is kept so that a rule reads a block
 * or two instead of whole trees, and tells no states apart that the blocks do not: derived.test.ts
 * works it all out again, in every state of the protocol as claimed and of its ablations.
 */
import type { TreeSize } from '../substrate/chains.ts';
import { genesis } from '../substrate/chains.ts';
import { type Placed, plantPaths } from '../substrate/paths.ts';
import type { Parameters } from './parameters.ts';
import { networkOf } from './traffic.ts';

export interface State {
  root: RootBlock[];
  shards: ShardBlock[][];
  heads: Heads;
  filled: Filled;
  /** Blocks that the adversary can still mine, and lists that the network can still lose. */
  attacks: number;
  losses: number;
}

export interface RootBlock extends Placed {
  /** Per shard, the last block that this root block or an ancestor confirms. */
  tips: number[];
  /** Per shard, what this root block and its ancestors tell it, in order; null without a block. */
  news: (Header[] | null)[];
}

/** A block that a root block confirms and that has deposits for the shard that is told. */
export interface Header {
  /** Of the root block. */
  height: number;
  shard: number;
  slot: number;
  /** How many blocks of the shard the root block confirms before it. */
  round: number;
}

export interface ShardBlock extends Placed {
  /** The root block that it points to: what it knows of the other shards. */
  root: number;
  /** Null for genesis and without a block, and so are its lists. */
  body: Body | null;
  /** Per shard, the list of the deposits that it emits for that shard; null if there are none. */
  lists: (List | null)[] | null;
}
export interface Body {
  /** Transactions that leave from here. */
  withdraws: number[];
  /** Deposits that it processes, in order. */
  executes: Deposit[];
  /** Deposits that it knows to be confirmed and leaves for its children, in order. */
  queue: Deposit[];
}
export interface List {
  deposits: Deposit[];
  place: 'sent' | 'here' | 'lost';
}

/** One leg of a transaction, emitted by a block of the shard where the leg starts. */
export interface Deposit {
  tx: number;
  leg: number;
  block: number;
}

/** What the fork choice picks: of the root chain, and of each shard if any block will do. */
export interface Heads {
  root: number;
  shards: (number | null)[];
}

/** Blocks at each height, the first one above genesis first. */
export interface Filled {
  root: number[];
  shards: number[][];
}

export function init(p: Parameters): State {
  const { rootSize, shardSize, shards } = networkOf(p);
  const none = ({ heights }: TreeSize): number[] => Array.from({ length: heights }, () => 0);
  return {
    root: plantPaths(rootSize, (slot) => ({
      tips: shards.map(() => genesis),
      news: shards.map(() => (slot === genesis ? [] : null)),
    })),
    shards: shards.map(() =>
      plantPaths(shardSize, () => ({ root: genesis, body: null, lists: null })),
    ),
    heads: { root: genesis, shards: shards.map(() => genesis) },
    filled: { root: none(rootSize), shards: shards.map(() => none(shardSize)) },
    attacks: p.attacks,
    losses: p.losses,
  };
}
