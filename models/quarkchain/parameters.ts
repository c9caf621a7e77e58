/** The options of an instance, the numbers of the real network, and what can be taken away. */
import { choice, count, type Values } from '../../checker/protocol.ts';

/** Gas in thousands. Numbers of the code: quarkchain/config.py, quarkchain/evm/opcodes.py. */
export const gas = {
  /** Of a shard block. */
  blockLimit: 12_000,
  /** Of a shard block, for deposits from other shards. */
  xshardLimit: 6_000,
  /** What any transaction costs at its source. */
  intrinsic: 21,
  /** What processing one deposit costs at its target; paid for at the source. */
  deposit: 9,
};

/** Seconds. */
export const blockInterval = { root: 60, shard: 10 };

/** Headers of one shard that one root block may confirm. */
export const headersPerRootBlock = blockInterval.root / blockInterval.shard + 3;

/** Deposits that a block takes: it goes on until the limit is reached, so the last overshoots. */
export function depositsPerBlock(limit: number, gasPerDeposit: number): number {
  return Math.ceil(limit / gasPerDeposit);
}

/** Cross-shard transactions a second when every shard is full of them: the sum of g / (c t). */
export function crossShardCapacity(
  shards: readonly {
    readonly limit: number;
    readonly perDeposit: number;
    readonly interval: number;
  }[],
): number {
  return shards.reduce(
    (sum, { limit, perDeposit, interval }) => sum + limit / (perDeposit * interval),
    0,
  );
}

/** Odds that a destination drawn uniformly among the shards is another shard. */
export function crossShardShare(shardCount: number): number {
  return (shardCount - 1) / shardCount;
}

/**
 * Share of all hash power that outgrows the honest chain of one shard. On its own a shard has an
 * equal part of the power, and half of that is enough; root first, it takes half of the power of
 * the root chain.
 */
export function hashPowerToRevert(
  shardCount: number,
  forkChoice: 'longest' | 'root-first',
): number {
  return forkChoice === 'longest' ? 1 / (2 * shardCount) : 1 / 2;
}

export const parameters = {
  shards: count(2, { min: 2, max: 4 }),
  /** Who sends what; see traffic.ts. */
  traffic: choice('one', ['one', 'opposite', 'failing', 'heavy', 'flood', 'converging', 'far']),
  /** Blocks that the adversary can afford, root and shard together. */
  attacks: count(2, { max: 6 }),
  /** The chains that it has the power to mine on: all, shard 0, shard 1, or the root chain. */
  attacked: choice('all', ['all', 'source', 'target', 'root']),
  /** Lists of deposits that the network may lose. */
  losses: count(0, { max: 2 }),
  /** Whether the list of deposits comes with its block, or in a step of its own. */
  delivery: choice('fused', ['fused', 'explicit']),
  rootHeights: count(5, { min: 1, max: 8 }),
  rootRanks: count(3, { min: 1, max: 4 }),
  shardHeights: count(3, { min: 1, max: 6 }),
  shardRanks: count(3, { min: 1, max: 4 }),
  /** Thousands of gas. */
  blockLimit: count(gas.blockLimit, { max: gas.blockLimit }),
  xshardLimit: count(gas.xshardLimit, { max: gas.blockLimit }),
  headersMax: count(headersPerRootBlock, { min: 1, max: 16 }),
  ties: choice('first-seen', ['first-seen', 'adversarial', 'lowest-hash']),
  neighbourhood: choice('code', ['code', 'line']),
  /** Where gas that was paid for and not used goes: the three-step anatomy returns it home. */
  refund: choice('at-target', ['at-target', 'at-source']),
  /** Order of the deposits that a root block confirms. */
  order: choice('round-robin', ['round-robin', 'code', 'newest-first']),

  // What follows has one value in the protocol as claimed; the others are ablations.
  forkChoice: choice('root-first', ['root-first', 'longest', 'keeps-stale']),
  deposits: choice('once-confirmed', ['once-confirmed', 'at-once']),
  processed: choice('by-branch', ['by-branch', 'by-node']),
  missingList: choice('waited-for', ['waited-for', 'read-as-empty']),
  zeroPriceGas: choice('counted', ['counted', 'free']),
  xshardGas: choice('limited', ['limited', 'unlimited']),
  failure: choice('stays-at-target', ['stays-at-target', 'also-returned']),
  sourceFee: choice('local-part', ['local-part', 'whole']),
  forwarding: choice('moves', ['moves', 'copies']),
};

export type Parameters = Values<typeof parameters>;

export const variants = {
  explicit: { delivery: 'explicit' },
  'lossy-network': { losses: 1 },
  'explicit-lossy-network': { delivery: 'explicit', losses: 1, attacks: 1 },
  'refund-at-source': { refund: 'at-source' },
  'multi-hop': { shards: 3, neighbourhood: 'line', traffic: 'far' },
  'failing-call': { traffic: 'failing' },
  'too-heavy': { traffic: 'heavy' },
  throttled: { traffic: 'flood', xshardLimit: 9, blockLimit: 72, headersMax: 1 },
  converging: { shards: 3, traffic: 'converging', xshardLimit: 9, blockLimit: 40 },
  'code-order': {
    shards: 3,
    traffic: 'converging',
    xshardLimit: 9,
    blockLimit: 40,
    order: 'code',
  },
  opposite: { traffic: 'opposite' },
  'ties-to-the-adversary': { ties: 'adversarial' },
  'shard-forks': { attacked: 'source', attacks: 4 },
  'root-forks': { attacked: 'root', attacks: 4 },
  'stronger-adversary': { attacks: 3, losses: 1, rootHeights: 6, shardHeights: 4 },
} as const;
