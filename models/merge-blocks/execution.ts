/** What blocks do: the fold of their transactions, over the accounts of one shard or of two. */
import { blockAt, freeSlot } from '../substrate/chains.ts';
import { chosenHeads } from './fork-choice.ts';
import { isCross, type Pair, sizeOf, trafficIn, type Values, within } from './instance.ts';
import { run } from './program.ts';
import type { Access, Block, Cell, Entry, State, View } from './state.ts';

export type Cells = ReadonlyMap<string, Readonly<Cell>>;

/** The accounts of some shards as blocks leave them. */
export function cellsAfter(
  state: View,
  p: Values,
  shards: readonly number[],
  slots: readonly number[],
): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const [index, shard] of shards.entries()) {
    const block = blockAt(state.trees[shard], slots[index]);
    for (const [at, { name }] of trafficIn(p).accountsAt[shard].entries()) {
      cells.set(name, { ...block.cells[at] });
    }
  }
  return cells;
}

// ── one transaction ──────────────────────────────────────────────────────────────────────────

export function isNext(p: Values, cells: Cells, tx: number): boolean {
  const { sender, nonce } = trafficIn(p).transactions[tx];
  return cells.get(sender)?.nonce === nonce;
}

export function canPay(p: Values, cells: Cells, tx: number): boolean {
  const { hops } = trafficIn(p).transactions[tx];
  return run(hops, (key) => cells.get(key)?.value ?? 0) !== null;
}

/** Executes transactions that can pay, and says what each read and wrote. */
export function execute(
  p: Values,
  before: Cells,
  txs: readonly number[],
): {
  readonly cells: Cells;
  readonly log: readonly Entry[];
} {
  const cells = new Map<string, Readonly<Cell>>(before);
  const log = txs.map((tx): Entry => {
    const { sender, hops } = trafficIn(p).transactions[tx];
    const reads: Access[] = [];
    const writes: Access[] = [];
    const outcome = run(hops, (key) => cells.get(key)?.value ?? 0);
    for (const [key, value] of outcome?.values ?? []) {
      const { nonce, version } = cells.get(key) ?? { nonce: 0, version: 0 };
      reads.push({ key, version });
      writes.push({ key, version: version + 1 });
      cells.set(key, { value, version: version + 1, nonce: nonce + (key === sender ? 1 : 0) });
    }
    return { tx, reads, writes };
  });
  return { cells, log };
}

// ── what honest miners take ──────────────────────────────────────────────────────────────────

/** What can be executed on the heads of these shards, in the order of submission. */
export function waiting(state: View, p: Values, shards: readonly number[]): readonly number[] {
  let cells: Cells = cellsAfter(
    state,
    p,
    shards,
    shards.map((shard) => state.heads[shard]),
  );
  return within(p, shards).filter((tx) => {
    if (!isNext(p, cells, tx) || !canPay(p, cells, tx)) return false;
    cells = execute(p, cells, [tx]).cells;
    return true;
  });
}
export function waitingAcross(state: View, p: Values, pair: Pair): readonly number[] {
  const txs = waiting(state, p, pair);
  return txs.some((tx) => isCross(p, tx)) ? txs : [];
}

// ── blocks ───────────────────────────────────────────────────────────────────────────────────

export function addBlock(
  draft: State,
  p: Values,
  shard: number,
  parent: number,
  txs: readonly number[],
): void {
  const after = execute(p, cellsAfter(draft, p, [shard], [parent]), txs);
  draft.trees[shard][slotFor(draft, p, shard, parent)] = {
    parent,
    partner: null,
    ...half(p, shard, txs, after),
  };
  draft.heads = chosenHeads(draft, p);
}

/** A merge block; `shown` are the accounts on which its transactions are executed. */
export function addMergeBlock(
  draft: State,
  p: Values,
  pair: Pair,
  parents: Pair,
  txs: readonly number[],
  shown: Cells,
): void {
  const before = new Map([...cellsAfter(draft, p, pair, parents), ...shown]);
  const after = execute(p, before, txs);
  const slots = pair.map((shard, side) => slotFor(draft, p, shard, parents[side]));
  for (const [side, shard] of pair.entries()) {
    const partner = { shard: pair[1 - side], slot: slots[1 - side] };
    const content = half(p, shard, txs, after);
    draft.trees[shard][slots[side]] = { parent: parents[side], partner, ...content };
  }
  draft.heads = chosenHeads(draft, p);
}

/** What the tree of one shard keeps of a block. */
function half(
  p: Values,
  shard: number,
  txs: readonly number[],
  { cells, log }: ReturnType<typeof execute>,
): Pick<Block, 'txs' | 'cells' | 'log'> {
  const { accountsAt, shardOf } = trafficIn(p);
  const isHere = ({ key }: Access): boolean => shardOf.get(key) === shard;
  return {
    txs: [...txs],
    cells: accountsAt[shard].flatMap(({ name }) => {
      const cell = cells.get(name);
      return cell === undefined ? [] : [{ ...cell }];
    }),
    log: log
      .map(({ tx, reads, writes }) => ({
        tx,
        reads: reads.filter(isHere),
        writes: writes.filter(isHere),
      }))
      .filter(({ reads }) => reads.length > 0),
  };
}

function slotFor(draft: State, p: Values, shard: number, parent: number): number {
  const slot = freeSlot(draft.trees[shard], sizeOf(p), parent);
  if (slot === null) throw new Error(`shard ${shard} has no slot left`);
  return slot;
}
