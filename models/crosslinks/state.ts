/** The shard trees, how far they are crosslinked, and everything that follows from it. */
import type { DeepReadonly } from '../../checker/protocol.ts';
import { blockAt, genesis, headOf, isAncestor, pathTo, plantTree } from '../substrate/chains.ts';
import {
  cellsOf,
  isCross,
  shardsIn,
  shardsOf,
  sizeOf,
  transactionsOf,
  type Values,
} from './instance.ts';

/** What executing a block gave, when it was mined or when it was executed again. */
export interface Result {
  /** Unresolved transactions on which it depends. */
  taint: number[];
  /** By which block what it read was written; genesis stands for the initial value. */
  reads: { cell: number; by: number }[];
  writes: { cell: number; value: number }[];
}
export interface Block {
  parent: number;
  /** The local transaction, or the one a half of which it holds. */
  tx: number | null;
  result: Result;
}
export interface State {
  trees: (Block | null)[][];
  /** Per shard, the block that was crosslinked last: the fold of the beacon chain's crosslinks. */
  tips: number[];
  /** Per transaction; null for those that are local or unresolved. */
  outcomes: ('classical' | 'cancelled' | null)[];
  attacks: number;
}
export type Frozen<T> = DeepReadonly<T>;

export const emptyResult = (): Result => ({ taint: [], reads: [], writes: [] });

export function initialState(p: Values): State {
  const root = { parent: genesis, tx: null };
  return {
    trees: shardsIn(p).map(() => plantTree<Block>(sizeOf(p), { ...root, result: emptyResult() })),
    tips: shardsIn(p).map(() => genesis),
    outcomes: transactionsOf(p).map(() => null),
    attacks: 0,
  };
}

// ── chains ───────────────────────────────────────────────────────────────────────────────────

/** Neither below the last crosslink nor beside it: it may still become canonical for good. */
export function isAhead(state: Frozen<State>, shard: number, slot: number): boolean {
  return isAncestor(state.trees[shard], state.tips[shard], slot);
}

/** The longest chain from the last crosslink; ties go to the block seen first. */
export function headAt(state: Frozen<State>, p: Values, shard: number): number {
  const head = headOf(state.trees[shard], sizeOf(p), {
    ties: 'first-seen',
    isEligible: (slot) => isAhead(state, shard, slot),
  });
  return head ?? state.tips[shard];
}

export function isOnPath(state: Frozen<State>, shard: number, slot: number, tx: number): boolean {
  const tree = state.trees[shard];
  return pathTo(tree, slot).some((at) => blockAt(tree, at).tx === tx);
}

/** Blocks of a shard that hold a transaction, on whatever branch. */
function holders(state: Frozen<State>, shard: number, tx: number): readonly number[] {
  return state.trees[shard].flatMap((block, slot) => (block?.tx === tx ? [slot] : []));
}

/** One half of it stood in a block, and no block that can still count holds it. */
export function isDropped(state: Frozen<State>, p: Values, tx: number): boolean {
  return shardsOf(p, tx).some((shard) => {
    const slots = holders(state, shard, tx);
    return (
      slots.length > 0 &&
      slots.every(
        (slot) =>
          !isAhead(state, shard, slot) && !isAncestor(state.trees[shard], slot, state.tips[shard]),
      )
    );
  });
}

/** All blocks of it are crosslinked, if the crosslinks of the shards were these. */
export function isCrosslinked(
  state: Frozen<State>,
  p: Values,
  tx: number,
  tips: readonly number[] = state.tips,
): boolean {
  return shardsOf(p, tx).every((shard) => isOnPath(state, shard, tips[shard], tx));
}

export function isUnresolved(state: Frozen<State>, p: Values, tx: number): boolean {
  return isCross(p, tx) && state.outcomes[tx] === null;
}

// ── cells ────────────────────────────────────────────────────────────────────────────────────

export interface Content {
  readonly value: number;
  /** The block that wrote it last, genesis for the initial value. */
  readonly by: number;
  readonly taint: readonly number[];
}

/** What a cell holds after a block of its shard. */
export function cellAt(state: Frozen<State>, p: Values, slot: number, cell: number): Content {
  const { shard, value } = cellsOf(p)[cell];
  const tree = state.trees[shard];
  for (let at = slot; at > genesis; at = blockAt(tree, at).parent) {
    const { result } = blockAt(tree, at);
    const write = result.writes.find((one) => one.cell === cell);
    if (write !== undefined) return { value: write.value, by: at, taint: result.taint };
  }
  return { value, by: genesis, taint: [] };
}
