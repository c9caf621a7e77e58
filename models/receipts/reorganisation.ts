/** One-step reorganisations, and what falls with the blocks that they drop. */

import type { Values } from './instance.ts';
import {
  claimsIn,
  type Frozen,
  isSame,
  leafText,
  markOf,
  receiptsOf,
  type State,
} from './state.ts';

/**
 * Drops the blocks of a shard from `height` on. Where shards are coupled, the blocks that claim a
 * receipt which is no longer on its source chain fall too, and so on until nothing hangs in the
 * air; and every shard forgets the roots of dropped blocks.
 */
export function cut(draft: State, p: Values, shard: number, height: number): void {
  drop(draft, shard, height);
  if (p.roots !== 'coupled') return;
  for (let fallen = hangingBlock(draft); fallen !== null; fallen = hangingBlock(draft)) {
    if (p.marks === 'kept') keepMarks(draft, p, fallen.shard, fallen.height);
    drop(draft, fallen.shard, fallen.height);
  }
  for (const { known } of draft.shards) {
    for (const [of, leaves] of known.entries()) {
      const now = receiptsOf(draft, of);
      const fork = leaves.findIndex((leaf, index) => !isAt(now, index, leafText(leaf)));
      if (fork >= 0) known[of] = leaves.slice(0, fork);
    }
  }
}

function isAt(receipts: ReturnType<typeof receiptsOf>, index: number, text: string): boolean {
  return index < receipts.length && leafText(receipts[index]) === text;
}

function drop(draft: State, shard: number, height: number): void {
  const one = draft.shards[shard];
  one.blocks = one.blocks.slice(0, height);
  one.final = Math.min(one.final, height);
}

function keepMarks(draft: State, p: Values, shard: number, height: number): void {
  const one = draft.shards[shard];
  const marks = claimsIn(one.blocks.slice(height)).map(({ leaf }) => markOf(p, leaf));
  one.kept = [...new Set([...one.kept, ...marks])].sort();
}

/** The first block that claims a receipt which its source chain does not have. */
function hangingBlock(state: Frozen<State>): { shard: number; height: number } | null {
  for (const [shard, { blocks }] of state.shards.entries()) {
    const height = blocks.findIndex(
      ({ claimed }) =>
        claimed !== null &&
        !receiptsOf(state, claimed.leaf.src).some((receipt) => isSame(receipt, claimed.leaf)),
    );
    if (height >= 0) return { shard, height };
  }
  return null;
}
