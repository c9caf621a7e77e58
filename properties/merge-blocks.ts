/** What merge blocks promise in particular, and what they give up. */
import { property, propertyOf } from '../checker/protocol.ts';
import { mergeBlocks } from '../models/merge-blocks/merge-blocks.ts';
import { blockAt, isAncestor, pathTo, type Tree } from '../models/substrate/chains.ts';

interface Half {
  readonly parent: number;
  readonly partner: { readonly shard: number; readonly slot: number } | null;
}

/** The first merge block up to `tips` whose other half is not on the chain that its shard shows. */
function lostHalf(
  trees: readonly Tree<Half>[],
  tips: readonly number[],
  heads: readonly number[],
): string | null {
  for (const [shard, tree] of trees.entries()) {
    for (const slot of pathTo(tree, tips[shard] ?? 0)) {
      const { partner } = blockAt(tree, slot);
      if (partner === null) continue;
      const [other, head] = [trees[partner.shard] ?? [], heads[partner.shard] ?? 0];
      if (isAncestor(other, partner.slot, head)) continue;
      return `a merge block is on the chain of shard ${shard}, and not of shard ${partner.shard}`;
    }
  }
  return null;
}

export const bothShardsShowAMergeBlockOrNeither = propertyOf(mergeBlocks, {
  name: 'both-shards-show-a-merge-block-or-neither-does',
  invariant: 'ATOM-strong',
  means: 'a merge block is on the canonical chains of both of its shards or of neither',
  on: 'state',
  kind: 'always',
  violation: ({ trees, heads }) => lostHalf(trees, heads, heads),
});

/** One shard may hear of it first; what counts is that the other can no longer lose it. */
export const bothHalvesOfAMergeBlockAreFinalOrNeither = propertyOf(mergeBlocks, {
  name: 'both-halves-of-a-merge-block-are-final-or-neither-is',
  invariant: 'FIN',
  means: 'a merge block that is final in one shard is on the chain of the other, and stays there',
  on: 'state',
  kind: 'always',
  violation: ({ trees, heads, final }) => lostHalf(trees, final, heads),
});

export const aChainChangesOnlyByItsOwnBlocks = propertyOf(mergeBlocks, {
  name: 'a-chain-changes-only-by-its-own-blocks',
  invariant: 'independence',
  means: 'while nothing is mined for a shard its chain stays as it is',
  on: 'state',
  kind: 'step',
  violation: (before, _action, after) => {
    const count = (tree: Tree): number => tree.filter((block) => block !== null).length;
    const dragged = before.trees.findIndex((tree, shard) => {
      const now = after.trees[shard] ?? [];
      return count(tree) === count(now) && before.heads[shard] !== after.heads[shard];
    });
    return dragged < 0 ? null : `shard ${dragged} changes its chain, and no block of it is new`;
  },
});

export const aBlockTakesAllThatWaitsAtItsShard = property({
  name: 'a-block-takes-all-that-waits-at-its-shard',
  invariant: 'latency',
  means: 'an honest block of a shard settles every transaction whose sender is there',
  on: 'transactions',
  kind: 'step',
  violation: (_before, { type, shard }, after) => {
    if (type !== 'extend') return null;
    const waits = after.find(
      ({ outcome, parts }) => outcome === 'open' && parts[0]?.place === `shard ${shard}`,
    );
    return waits === undefined ? null : `T${waits.id} waits for a partner of shard ${shard}`;
  },
});

export const aMergeBlockIsLeftBehind = propertyOf(mergeBlocks, {
  name: 'a-merge-block-is-left-behind',
  invariant: 'witness',
  means: 'a merge block with transactions is on no chain that is shown',
  on: 'state',
  kind: 'sometimes',
  goal: ({ trees, heads }) =>
    trees.some((tree, shard) =>
      tree.some(
        (block, slot) =>
          block !== null &&
          block.partner !== null &&
          block.txs.length > 0 &&
          !isAncestor(tree, slot, heads[shard] ?? 0),
      ),
    ),
});

export const aMergeBlockIsFinal = propertyOf(mergeBlocks, {
  name: 'a-merge-block-is-final',
  invariant: 'witness',
  means: 'some merge block is final in both of its shards',
  on: 'state',
  kind: 'sometimes',
  goal: ({ trees, final }) =>
    trees.some((tree, shard) =>
      pathTo(tree, final[shard] ?? 0).some((slot) => {
        const { partner } = blockAt(tree, slot);
        if (partner === null) return false;
        return isAncestor(trees[partner.shard] ?? [], partner.slot, final[partner.shard] ?? 0);
      }),
    ),
});
