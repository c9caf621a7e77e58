/**
 * Fork choice, root first: the root chain is the longest one; a shard's chain is the longest among
 * those that (F1) extend what the head of the root chain confirms of it and (F2) point to a root
 * block of that chain. Of two of equal height, the one that points higher wins.
 */
import type { DeepReadonly } from '../../checker/protocol.ts';
import { blockAt, headOf, heightOf, isAncestor, pathTo } from '../substrate/chains.ts';
import type { State } from './state.ts';
import type { Network } from './traffic.ts';

export type View = DeepReadonly<State>;

export function rootHead({ p, rootSize }: Network, state: View): number {
  // The genesis block is always there to be chosen.
  return headOf(state.root, rootSize, { ties: p.ties, isEligible: () => true }) as number;
}

/** The last block of a shard that a root block or one of its ancestors confirms. */
export function confirmedBy(state: View, root: number, shard: number): number {
  return blockAt(state.root, root).tips[shard];
}

/** The head of a shard, or null if no block of it agrees with the root chain. */
export function shardHead(network: Network, state: View, shard: number): number | null {
  const { p, rootSize, shardSize } = network;
  const tree = state.shards[shard];
  const root = rootHead(network, state);
  const confirmed = confirmedBy(state, root, shard);
  const pointer = (slot: number): number => blockAt(tree, slot).root;
  const extendsConfirmed = (slot: number): boolean => isAncestor(tree, confirmed, slot);
  const pointsToRootChain = (slot: number): boolean => isAncestor(state.root, pointer(slot), root);
  return headOf(tree, shardSize, {
    ties: p.ties,
    weightOf: (slot) => heightOf(rootSize, pointer(slot)),
    // Where its lists are is no part of a block.
    hashedOf: (slot) => ({ ...blockAt(tree, slot), lists: null }),
    isEligible: (slot) => {
      if (p.forkChoice === 'longest') return true;
      return extendsConfirmed(slot) && (p.forkChoice === 'keeps-stale' || pointsToRootChain(slot));
    },
  });
}

/**
 * The last block of the chain that a shard shows. Without a head it shows what the root chain
 * confirms, and nobody can build on that.
 */
export function shownTip(network: Network, state: View, shard: number): number {
  return shardHead(network, state, shard) ?? confirmedBy(state, rootHead(network, state), shard);
}

/** The blocks that a shard shows, in order, genesis left out. */
export function shownChain(network: Network, state: View, shard: number): readonly number[] {
  return pathTo(state.shards[shard], shownTip(network, state, shard));
}
