/** What crosslinks claim in particular, what they give up, and what must be possible at all. */
import { propertyOf } from '../checker/protocol.ts';
import { crosslinks } from '../models/crosslinks/crosslinks.ts';
import { type Block, type Frozen, isAhead, type State } from '../models/crosslinks/state.ts';

interface Placed {
  readonly shard: number;
  readonly slot: number;
  readonly block: Frozen<Block>;
}
/** Blocks on the way to the last crosslink of each shard. */
function crosslinked({ trees, tips }: Frozen<State>): readonly Placed[] {
  const placed: Placed[] = [];
  for (const [shard, tree] of trees.entries()) {
    for (let slot = tips[shard] ?? 0; slot > 0; ) {
      const block = tree[slot];
      if (block === null || block === undefined) break;
      placed.push({ shard, slot, block });
      slot = block.parent;
    }
  }
  return placed;
}

function isCancelled(state: Frozen<State>, tx: number | null | undefined): boolean {
  return tx !== null && tx !== undefined && state.outcomes[tx] === 'cancelled';
}

export const noClassicalStateIsCancelled = propertyOf(crosslinks, {
  name: 'no-classical-state-depends-on-a-cancelled-transaction',
  invariant: 'TAINT',
  means: 'what is crosslinked and untainted neither is nor has read the effect of a cancelled one',
  on: 'state',
  kind: 'always',
  violation: (state) => {
    for (const { shard, slot, block } of crosslinked(state)) {
      const { taint, reads, writes } = block.result;
      if (taint.length > 0 || writes.length === 0) continue;
      const sources = reads.map(({ by }) => state.trees[shard]?.[by]?.tx);
      const cause = [block.tx, ...sources].find((tx) => isCancelled(state, tx));
      if (cause === undefined) continue;
      return `T${block.tx} stands in block ${slot} of shard ${shard}, T${cause} is cancelled`;
    }
    return null;
  },
});

export const crosslinkedResultsStay = propertyOf(crosslinks, {
  name: 'crosslinked-results-stay',
  invariant: 'FIN',
  means: 'what a crosslinked block did is never done again with another result',
  on: 'state',
  kind: 'step',
  violation: (before, _action, after) => {
    for (const { shard, slot, block } of crosslinked(before)) {
      const now = after.trees[shard]?.[slot]?.result.writes;
      if (JSON.stringify(now) === JSON.stringify(block.result.writes)) continue;
      return `block ${slot} of shard ${shard}, which is crosslinked, has another result now`;
    }
    return null;
  },
});

/** Other transactions of which a cancellation changes the effect, in blocks that still count. */
export function revertedBy(before: Frozen<State>, after: Frozen<State>): readonly number[] {
  return before.trees.flatMap((tree, shard) =>
    tree.flatMap((block, slot) => {
      const now = after.trees[shard]?.[slot] ?? null;
      if (block === null || block.tx === null || now === null) return [];
      const counts =
        isAhead(after, shard, slot) ||
        crosslinked(after).some((one) => one.shard === shard && one.slot === slot);
      const isReverted = JSON.stringify(now.result.writes) !== JSON.stringify(block.result.writes);
      return counts && isReverted && !isCancelled(after, block.tx) ? [block.tx] : [];
    }),
  );
}

export const onlyTheCancelledIsReverted = propertyOf(crosslinks, {
  name: 'only-the-cancelled-is-reverted',
  invariant: 'TAINT',
  means: 'cancelling a transaction leaves what every other one did as it was',
  on: 'state',
  kind: 'step',
  violation: (before, action, after) => {
    const reverted = action.type === 'cancel' ? revertedBy(before, after) : [];
    return reverted.length === 0 ? null : `T${reverted.join(', T')} lost what it had done`;
  },
});

export const aTransactionIsCancelled = propertyOf(crosslinks, {
  name: 'a-transaction-is-cancelled',
  invariant: 'witness',
  means: 'a half was dropped, and the transaction is cancelled',
  on: 'state',
  kind: 'sometimes',
  goal: ({ outcomes }) => outcomes.includes('cancelled'),
});

export const aTransactionBecomesClassical = propertyOf(crosslinks, {
  name: 'a-transaction-becomes-classical',
  invariant: 'witness',
  means: 'all halves of a transaction are crosslinked',
  on: 'state',
  kind: 'sometimes',
  goal: ({ outcomes }) => outcomes.includes('classical'),
});

export const aTaintSpreads = propertyOf(crosslinks, {
  name: 'a-taint-spreads',
  invariant: 'witness',
  means: 'a transaction is tainted by another one',
  on: 'state',
  kind: 'sometimes',
  goal: ({ trees }) =>
    trees.some((tree) =>
      tree.some((block) => block?.result.taint.some((tx) => tx !== block.tx) ?? false),
    ),
});

export const aCrosslinkRecordsATaint = propertyOf(crosslinks, {
  name: 'a-crosslink-records-a-taint',
  invariant: 'witness',
  means: 'a crosslinked block depends on an unresolved transaction',
  on: 'state',
  kind: 'sometimes',
  goal: (state) => crosslinked(state).some(({ block }) => block.result.taint.length > 0),
});
