/** What executing a block does: its effect, its taint, and the same again without a transaction. */
import { blockAt, genesis } from '../substrate/chains.ts';
import { changesAt, shardsIn, shardsOf, transactionsOf, type Values } from './instance.ts';
import {
  type Content,
  cellAt,
  emptyResult,
  type Frozen,
  isDropped,
  isOnPath,
  isUnresolved,
  type Result,
  type State,
} from './state.ts';

export type Cells = (cell: number) => Content;

interface Effect {
  readonly reads: readonly number[];
  /** Those of them whose coins move. */
  readonly moves: readonly number[];
  readonly writes: readonly { readonly cell: number; readonly value: number }[];
}

/** What a transaction does in one shard, or null if the balance does not suffice. */
export function effectOf(p: Values, tx: number, shard: number, cells: Cells): Effect | null {
  const transaction = transactionsOf(p)[tx];
  if (transaction.kind === 'branch') {
    const { from, to } = transaction;
    return {
      reads: [from],
      moves: [],
      writes: [{ cell: to, value: cells(from).value > 0 ? 2 : 1 }],
    };
  }
  const changes = changesAt(p, tx, shard);
  const writes = changes.map(({ cell, by }) => ({ cell, value: cells(cell).value + by }));
  const touched = changes.map(({ cell }) => cell);
  if (writes.some(({ value }) => value < 0)) return null;
  return { reads: touched, moves: touched, writes };
}

/**
 * Some half of it can never count: it stood in blocks that were dropped, or it has no place yet and
 * the shard, as far as it is crosslinked, has not got what it needs.
 */
export function isLost(state: Frozen<State>, p: Values, tx: number): boolean {
  if (state.outcomes[tx] === 'cancelled' || isDropped(state, p, tx)) return true;
  return p.lacking === 'cancelled' && shardsOf(p, tx).some((shard) => lacks(state, p, tx, shard));
}

function lacks(state: Frozen<State>, p: Values, tx: number, shard: number): boolean {
  const tip = state.tips[shard];
  if (isOnPath(state, shard, tip, tx)) return false;
  return effectOf(p, tx, shard, (cell) => cellAt(state, p, tip, cell)) === null;
}

/** A transaction that cannot be executed is left without effect. */
export function resultOf(
  state: Frozen<State>,
  p: Values,
  tx: number | null,
  shard: number,
  cells: Cells,
): Result {
  const effect = tx === null ? null : effectOf(p, tx, shard, cells);
  if (tx === null || effect === null) return emptyResult();
  const sources = { reads: effect.reads, transfers: effect.moves, none: [] }[p.tracking];
  const taint = new Set(sources.flatMap((cell) => cells(cell).taint));
  if (p.tracking !== 'none' && isUnresolved(state, p, tx)) taint.add(tx);
  return {
    taint: [...taint].sort(),
    reads: effect.reads.map((cell) => ({ cell, by: cells(cell).by })),
    writes: effect.writes.map((write) => ({ ...write })),
  };
}

/** Nothing depends on it any more: either it is certain, or what depended on it was done again. */
export function clearTaint(draft: State, tx: number): void {
  for (const tree of draft.trees) {
    for (const block of tree) {
      if (block === null) continue;
      block.result.taint = block.result.taint.filter((one) => one !== tx);
    }
  }
}

/**
 * Whatever is tainted by a transaction is executed again without it, parents first, on all
 * branches. What is not tainted stays as it is: nobody looks at it again.
 */
export function executeWithout(draft: State, p: Values, tx: number): void {
  for (const shard of shardsIn(p)) {
    const tree = draft.trees[shard];
    for (let slot = genesis + 1; slot < tree.length; slot++) {
      if (!tree[slot]?.result.taint.includes(tx)) continue;
      const block = blockAt(tree, slot);
      const cells: Cells = (cell) => cellAt(draft, p, block.parent, cell);
      block.result = resultOf(draft, p, block.tx === tx ? null : block.tx, shard, cells);
    }
  }
}
