/**
 * Joint fork choice: heads are consistent if every merge block below one of them is below the
 * other one of its two shards too; of all consistent heads those of the greatest total length
 * win, and among equals those that were seen first.
 */
import { range } from '../../checker/protocol.ts';
import { blockAt, heightOf, isAncestor, pathTo } from '../substrate/chains.ts';
import { sizeOf, trafficIn, type Values } from './instance.ts';
import type { View } from './state.ts';

/** Heads of some shards, in the order of the shards. */
type Heads = readonly number[];
type Trees = View['trees'];

/** The heads of all shards, now that a block has arrived. */
export function chosenHeads(state: View, p: Values): number[] {
  const heads = [...state.heads];
  const decided = new Set<number>();
  for (const group of groupsOf(p)) {
    const found = longest(state, p, group, () => true);
    // Pair by pair, the shard that all pairs share follows the first of them.
    for (const [index, shard] of group.entries()) {
      if (!decided.has(shard)) heads[shard] = found.heads[index];
      decided.add(shard);
    }
  }
  return heads;
}

/** The shards that choose together. */
function groupsOf(p: Values): readonly (readonly number[])[] {
  return groups[p.forkChoice][trafficIn(p).shards.length - 1];
}
const shardsMax = 3;
const groups: Readonly<Record<Values['forkChoice'], readonly (readonly (readonly number[])[])[]>> =
  {
    jointly: range(shardsMax).map((last) => [range(last + 1)]),
    'pair by pair': range(shardsMax).map((last) =>
      last === 0 ? [[0]] : range(last).map((other) => [0, other + 1]),
    ),
    alone: range(shardsMax).map((last) => range(last + 1).map((shard) => [shard])),
  };

/** The longest consistent heads among those that are admitted. */
function longest(
  state: View,
  p: Values,
  group: readonly number[],
  admits: (shard: number, slot: number) => boolean,
): { readonly heads: Heads; readonly length: number } {
  const size = sizeOf(p);
  let best = { heads: [] as Heads, length: -1, kept: -1 };
  const visit = (heads: Heads, length: number, kept: number): void => {
    const shard = group[heads.length];
    if (shard === undefined) {
      const isBetter = length > best.length || (length === best.length && kept > best.kept);
      if (isBetter && areConsistent(state.trees, group, heads)) best = { heads, length, kept };
      return;
    }
    for (const [slot, block] of state.trees[shard].entries()) {
      if (block === null || !admits(shard, slot)) continue;
      const isKept = slot === state.heads[shard];
      visit([...heads, slot], length + heightOf(size, slot), kept + (isKept ? 1 : 0));
    }
  };
  visit([], 0, 0);
  return best;
}

function areConsistent(trees: Trees, group: readonly number[], heads: Heads): boolean {
  return group.every((shard, index) =>
    pathTo(trees[shard], heads[index]).every((slot) => {
      const { partner } = blockAt(trees[shard], slot);
      const other = partner === null ? -1 : group.indexOf(partner.shard);
      if (partner === null || other < 0) return true;
      return isAncestor(trees[partner.shard], partner.slot, heads[other]);
    }),
  );
}

// ── finality ─────────────────────────────────────────────────────────────────────────────────

/** The next block of a shard that may become final, or null if there is none. */
export function nextToBeFinal(state: View, shard: number): number | null {
  const { trees, heads, final } = state;
  if (!isAncestor(trees[shard], final[shard], heads[shard])) return null;
  return pathTo(trees[shard], heads[shard], final[shard])[0] ?? null;
}

/**
 * Whether the heads are far enough ahead of all others that leave the block out. A block of the
 * adversary makes heads longer by two if it is a merge block, so where shards choose together
 * they have to be ahead by twice as much.
 */
export function isAhead(state: View, p: Values, shard: number, slot: number): boolean {
  const group = groupsOf(p).find((shards) => shards.includes(shard)) ?? [shard];
  const length = group.reduce((sum, at) => sum + heightOf(sizeOf(p), state.heads[at]), 0);
  const others = longest(
    state,
    p,
    group,
    (at, head) => at !== shard || !isAncestor(state.trees[shard], slot, head),
  );
  return length - others.length >= p.lead * Math.min(2, group.length);
}
