/** Parameters, workloads, variants and ablations of the crosslinks model. */
import { choice, count, range, type Values as ValuesOf } from '../../checker/protocol.ts';
import type { TreeSize } from '../substrate/chains.ts';
import { type Workload as Moves, workloads as shared } from '../substrate/workloads.ts';

export const parameters = {
  workload: choice('one', [
    'one',
    'spent',
    'two',
    'reversed',
    'locals',
    'train-and-hotel',
    'deposit-borrow-route',
  ]),
  /** A crosslink admits no taint that may still collapse, or it records the taint. */
  mode: choice('strict', ['strict', 'conditional']),
  /** What taints the outputs of a transaction: all that it reads, what it spends, or nothing. */
  tracking: choice('reads', ['reads', 'transfers', 'none']),
  /** When a transaction stops to taint what it touched. */
  clearing: choice('resolution', ['resolution', 'first crosslink']),
  /** What becomes of a transaction that has not got what it needs in what is crosslinked. */
  lacking: choice('cancelled', ['cancelled', 'waits']),
  /** Every how many blocks one is a candidate for a crosslink; 128 in the source. */
  epoch: count(1, { min: 1, max: 128 }),
  heights: count(4, { min: 1, max: 128 }),
  ranks: count(2, { min: 1, max: 3 }),
  /** Blocks that the adversary mines, and committees that it talks into another crosslink. */
  attacks: count(2, { max: 4 }),
} as const;

/** As the rules of an instance see them. */
export type Values = ValuesOf<typeof parameters>;

// ── workloads ────────────────────────────────────────────────────────────────────────────────

export interface Cell {
  readonly name: string;
  readonly shard: number;
  readonly value: number;
  /** Whether it holds coins; otherwise it is a flag. */
  readonly isCoins: boolean;
}
interface Change {
  readonly cell: number;
  readonly by: number;
}
/** `move` changes cells, across shards if they are; `branch` sets `to` to 1 + (from > 0). */
export type Transaction =
  | { readonly kind: 'move'; readonly changes: readonly Change[] }
  | { readonly kind: 'branch'; readonly from: number; readonly to: number };
interface Workload {
  readonly cells: readonly Cell[];
  readonly transactions: readonly Transaction[];
}

const coins = (name: string, shard: number, value: number): Cell => {
  return { name, shard, value, isCoins: true };
};
const flag = (name: string, shard: number): Cell => ({ name, shard, value: 0, isCoins: false });
const pay = (from: number, to: number): Transaction => ({
  kind: 'move',
  changes: [
    { cell: from, by: -1 },
    { cell: to, by: 1 },
  ],
});
const branch = (from: number, to: number): Transaction => ({ kind: 'branch', from, to });

/** A workload of section 19 or 26. */
function workloadOf({ stores, transactions }: Moves): Workload {
  return {
    cells: stores.map(({ name, place, initial }) => coins(name, place, initial)),
    transactions: transactions.map((moves) => ({
      kind: 'move',
      changes: moves.map(({ store, amount }) => ({
        cell: stores.findIndex(({ name }) => name === store),
        by: amount,
      })),
    })),
  };
}

const workloads: Readonly<Record<Values['workload'], Workload>> = {
  /** T0 crosses from X to Y; T1 spends what it brings, and T2 looks whether it is there. */
  one: {
    cells: [coins('a', 0, 1), coins('b', 1, 0), coins('c', 1, 0), flag('d', 1)],
    transactions: [pay(0, 1), pay(1, 2), branch(1, 3)],
  },
  /** T0 crosses from X to Y, and T1 spends what it brings. */
  spent: {
    cells: [coins('a', 0, 1), coins('b', 1, 0), coins('c', 1, 0)],
    transactions: [pay(0, 1), pay(1, 2)],
  },
  /** Two cross from accounts of their own to accounts of their own. */
  two: {
    cells: [coins('a', 0, 1), coins('b', 0, 1), coins('c', 1, 0), coins('d', 1, 0)],
    transactions: [pay(0, 2), pay(1, 3)],
  },
  /** Two cross between the same accounts, in opposite directions. */
  reversed: {
    cells: [coins('a', 0, 1), coins('b', 1, 1)],
    transactions: [pay(0, 1), pay(1, 0)],
  },
  /** T0 crosses; of the others, T1, T2 and T4 may come to depend on it, and T3 never does. */
  locals: {
    cells: [
      coins('a', 0, 1),
      coins('b', 1, 0),
      coins('c', 1, 1),
      flag('d', 1),
      coins('e', 1, 1),
      coins('f', 1, 0),
    ],
    transactions: [pay(0, 1), pay(1, 2), branch(2, 3), pay(4, 5), pay(2, 1)],
  },
  'train-and-hotel': workloadOf(shared['train-and-hotel']),
  'deposit-borrow-route': workloadOf(shared['deposit-borrow-route']),
};

export const nameOf = (shard: number): string => 'XYZ'.charAt(shard);

export function cellsOf(p: Values): readonly Cell[] {
  return workloads[p.workload].cells;
}
export function transactionsOf(p: Values): readonly Transaction[] {
  return workloads[p.workload].transactions;
}

export function shardsIn(p: Values): readonly number[] {
  return [...new Set(cellsOf(p).map(({ shard }) => shard))];
}

/** What a transaction does to the cells of one shard; nothing, for one that only branches. */
export function changesAt(p: Values, tx: number, shard: number): readonly Change[] {
  const transaction = transactionsOf(p)[tx];
  if (transaction.kind === 'branch') return [];
  return transaction.changes.filter(({ cell }) => cellsOf(p)[cell].shard === shard);
}

/** The shards that a transaction touches: one for a local transaction, more for one that crosses. */
export function shardsOf(p: Values, tx: number): readonly number[] {
  const transaction = transactionsOf(p)[tx];
  const cells =
    transaction.kind === 'branch'
      ? [transaction.from, transaction.to]
      : transaction.changes.map(({ cell }) => cell);
  return [...new Set(cells.map((cell) => cellsOf(p)[cell].shard))].sort();
}
export function isCross(p: Values, tx: number): boolean {
  return shardsOf(p, tx).length > 1;
}
export function crossOf(p: Values): readonly number[] {
  return range(transactionsOf(p).length).filter((tx) => isCross(p, tx));
}

/** What a block may hold: a local transaction, or one half of one that crosses. */
export interface Content {
  readonly tx: number | null;
  readonly shard: number;
}
export function partsOf(p: Values): readonly Content[] {
  return transactionsOf(p).flatMap((_, tx) => shardsOf(p, tx).map((shard) => ({ tx, shard })));
}
/** With the empty block of each shard. */
export function contentsOf(p: Values): readonly Content[] {
  return [...partsOf(p), ...shardsIn(p).map((shard) => ({ tx: null, shard }))];
}

export function sizeOf({ heights, ranks }: Values): TreeSize {
  return { heights, ranks };
}

// ── variants and ablations ───────────────────────────────────────────────────────────────────

export const variants = {
  conditional: { workload: 'spent', mode: 'conditional' },
  two: { workload: 'two', mode: 'conditional', attacks: 1 },
  reversed: { workload: 'reversed', attacks: 1 },
  restless: { workload: 'spent', attacks: 3, heights: 2 },
  epochs: { workload: 'spent', epoch: 2, heights: 6, attacks: 1 },
  'train-and-hotel': { workload: 'train-and-hotel' },
  'train-and-hotel-conditional': { workload: 'train-and-hotel', mode: 'conditional' },
  'deposit-borrow-route': { workload: 'deposit-borrow-route' },
} as const;

export const ablations = {
  'no-taint': {
    id: 'QX-A1',
    removes: 'what an unresolved transaction touches is marked as tainted',
    set: { tracking: 'none' },
  },
  'no-taint-by-reading': {
    id: 'QX-A2',
    removes: 'reading a tainted cell taints the outputs, also if no coin moves',
    set: { tracking: 'transfers' },
  },
  'half-alone': {
    id: 'QX-A3',
    removes: 'a half becomes classical only together with the other',
    without: [
      'crosslink: nothing in it can still be cancelled',
      'capture: nothing in it can still be cancelled',
    ],
  },
  'taint-cleared-early': {
    id: 'QX-A4',
    removes: 'taint stays until all halves are crosslinked (as in variant conditional)',
    set: { mode: 'conditional', clearing: 'first crosslink' },
  },
  'waits-for-what-is-gone': {
    id: 'not listed',
    removes: 'a transaction is cancelled that has not got what it needs in what is crosslinked',
    set: { workload: 'train-and-hotel', lacking: 'waits' },
  },
} as const;
