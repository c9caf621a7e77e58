/**
 * Fork choice, root first: the root chain is the longest one; a shard's chain is the longest among
 * those that (F1) extend what the head of the root chain confirms of it and (F2) point to a root
 * block of that chain. Of two of equal height, the one that points higher wins.
 *
 * The heads are kept, and moved as blocks arrive. A choice anew among all blocks is needed only
 * where the root chain is replaced, or confirms another branch of a shard than the one shown.
 */
import type { DeepReadonly } from '../../checker/protocol.ts';
import { type ForkChoice, headAfter, headOf, heightOf } from '../substrate/chains.ts';
import { blockAt, isAncestor, parentOf, pathTo } from '../substrate/paths.ts';
import type { State } from './state.ts';
import type { Network } from './traffic.ts';

export type View = DeepReadonly<State>;

// ── what is shown ────────────────────────────────────────────────────────────────────────────

/** The last block of a shard that a root block or one of its ancestors confirms. */
export function confirmedBy(state: View, root: number, shard: number): number {
  return blockAt(state.root, root).tips[shard];
}

/**
 * The last block of the chain that a shard shows. Without a head it shows what the root chain
 * confirms, and nobody can build on that.
 */
export function shownTip(state: View, shard: number): number {
  return state.heads.shards[shard] ?? confirmedBy(state, state.heads.root, shard);
}

/** The blocks that a shard shows, in order, genesis left out. */
export function shownChain(state: View, shard: number): readonly number[] {
  return pathTo(state.shards[shard], shownTip(state, shard));
}

// ── the choice ───────────────────────────────────────────────────────────────────────────────

/** The head of a shard, by all of its blocks. */
function chosenHead(network: Network, state: View, shard: number, root: number): number | null {
  const choice = shardChoice(network, state, shard, root);
  return headOf(state.shards[shard], network.shardSize, choice);
}

function rootChoice({ p }: Network, { root }: View): ForkChoice {
  return {
    ties: p.ties,
    isEligible: (slot) => root[slot].path !== null,
    hashedOf: (slot) => [root[slot].path, [...root[slot].tips]],
  };
}

/** Which blocks of a shard may be its head under this root block, and which is better. */
function shardChoice(
  { p, rootSize }: Network,
  state: View,
  shard: number,
  root: number,
): ForkChoice {
  const tree = state.shards[shard];
  return {
    ties: p.ties,
    weightOf: (slot) => heightOf(rootSize, tree[slot].root),
    hashedOf: (slot) => {
      const { path, root: pointer, body } = tree[slot];
      const executes = body?.executes.map(({ tx, leg, block }) => [tx, leg, block]);
      return [path, pointer, body?.withdraws, executes];
    },
    isEligible: (slot) => {
      if (tree[slot].path === null) return false;
      if (p.forkChoice === 'longest') return true;
      if (!isAncestor(tree, confirmedBy(state, root, shard), slot)) return false;
      return p.forkChoice === 'keeps-stale' || isAncestor(state.root, tree[slot].root, root);
    },
  };
}

// ── as blocks arrive ─────────────────────────────────────────────────────────────────────────

/** Moves the head of a shard once a block of it stands in its slot. */
export function noteShardBlock(network: Network, draft: State, shard: number, slot: number): void {
  const { heads, shards } = draft;
  const choice = shardChoice(network, draft, shard, heads.root);
  const before = heads.shards[shard];
  heads.shards[shard] = headAfter(shards[shard], network.shardSize, choice, before, slot);
}

/** Moves all heads once a root block does. */
export function noteRootBlock(network: Network, draft: State, slot: number): void {
  const { heads, root } = draft;
  const before = heads.root;
  const choice = rootChoice(network, draft);
  // There was a head, so there is one.
  heads.root = headAfter(root, network.rootSize, choice, before, slot) as number;
  if (heads.root === before) return;
  for (const shard of network.shards) {
    if (keepsHead(network, draft, shard, before)) continue;
    heads.shards[shard] = chosenHead(network, draft, shard, heads.root);
  }
}

/**
 * A root block on the last head leaves no more to choose from, for nothing points to it yet: what
 * was best stays best if it may still be chosen.
 */
function keepsHead({ p }: Network, state: View, shard: number, before: number): boolean {
  if (p.forkChoice === 'longest') return true;
  const { root, shards } = state.heads;
  const head = shards[shard];
  if (head === null || parentOf(state.root, root) !== before) return false;
  const tree = state.shards[shard];
  const confirmed = confirmedBy(state, root, shard);
  return (
    isAncestor(tree, confirmedBy(state, before, shard), confirmed) &&
    isAncestor(tree, confirmed, head)
  );
}
