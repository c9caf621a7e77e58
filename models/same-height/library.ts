/** Pages of other shards' blocks and states, as somebody shows them to a node that asks. */
import { leafOf } from './order.ts';
import { type Page, type Tree, treeOf, withLeaves, withoutLeaves } from './proofs.ts';
import {
  blockAt,
  blockName,
  type Cell,
  cellsAt,
  type Frozen,
  type Shards,
  stateName,
} from './shards.ts';
import type { Setup } from './workload.ts';

export const honestly = 'honestly';
/** What the adversary makes of the answers of other shards. */
export const manners = [
  'with values of an older height',
  'with greater values',
  'with transactions left out',
  'with transactions that are not there',
] as const;
export type Manner = typeof honestly | (typeof manners)[number];

export interface Asked {
  readonly shard: number;
  /** Height of the block to execute. */
  readonly height: number;
  readonly as: Manner;
}
export interface Shown {
  /** Of the block or the header; a node has the headers of all shards. */
  readonly root: string;
  readonly page: Page;
}

/** Where answers come from. */
export interface Shelves {
  readonly state: Frozen<Shards>;
  readonly salts: readonly number[];
  readonly setup: Setup;
  /** By how many heights the blocks that include a transaction may differ: 0 or 1. */
  readonly window: number;
}

export interface Library {
  readonly blocks: ReadonlyMap<string, Shown>;
  readonly states: ReadonlyMap<string, Shown>;
  /** The transactions of a block as it is shown; null if there is no such block yet. */
  readonly list: (shard: number, height: number) => readonly number[] | null;
  /** Lists of a height that have been read. */
  readonly listsAt: (height: number) => readonly (readonly number[])[];
  /** The height within the window at which a shard includes a transaction. */
  readonly heightWith: (tx: number, shard: number) => number | 'nowhere' | 'unknown';
  /** Values of a shard before this height, by key. */
  readonly cells: (shard: number) => readonly (readonly [string, Cell])[] | null;
  readonly isAltered: () => boolean;
}

export function libraryOf(shelves: Shelves, asked: Asked): Library {
  const { state, setup } = shelves;
  const blocks = new Map<string, Shown>();
  const states = new Map<string, Shown>();
  const lists = new Map<string, readonly number[]>();
  const own = blockAt(state, asked.shard, asked.height)?.txs ?? [];
  let isAltered = false;
  const shown = ({ root, page: honest }: Tree, page: Page): Shown => {
    if (page !== honest) isAltered = true;
    return { root, page };
  };
  const list = (shard: number, height: number): readonly number[] | null => {
    const name = blockName(shard, height);
    const known = lists.get(name);
    if (known !== undefined) return known;
    const block = blockAt(state, shard, height);
    if (block === null) return null;
    const tree = treeOf(block.txs.map((tx) => leafAt(shelves, tx)));
    const { page: honest } = tree;
    const page = shard === asked.shard ? honest : listed(shelves, asked.as, honest, own, shard);
    if (shard !== asked.shard) blocks.set(name, shown(tree, page));
    const txs = page.leaves.map(txIn);
    lists.set(name, txs);
    return txs;
  };
  const heightWith = (tx: number, shard: number): number | 'nowhere' | 'unknown' => {
    const { height } = asked;
    const near = shelves.window === 0 ? [height] : [height, height - 1, height + 1];
    const heights = near.filter((one) => one >= 1);
    const found = heights.find((one) => list(shard, one)?.includes(tx) === true);
    if (found !== undefined) return found;
    return heights.some((one) => list(shard, one) === null) ? 'unknown' : 'nowhere';
  };
  const cells = (shard: number): readonly (readonly [string, Cell])[] | null => {
    const leaves = cellLeaves(shelves, shard, asked.height - 1);
    if (leaves === null) return null;
    if (shard === asked.shard) return leaves.map(cellIn);
    const tree = treeOf(leaves);
    const page = valued(shelves, asked, tree.page, shard);
    states.set(stateName(shard, asked.height - 1), shown(tree, page));
    return page.leaves.map(cellIn);
  };
  return {
    blocks,
    states,
    list,
    listsAt: (height) =>
      setup.load.shards.flatMap((at) => {
        const known = lists.get(blockName(at, height));
        return known === undefined ? [] : [known];
      }),
    heightWith,
    cells,
    isAltered: () => isAltered,
  };
}

// ── what is shown ────────────────────────────────────────────────────────────────────────────

function listed(
  shelves: Shelves,
  as: Manner,
  honest: Page,
  own: readonly number[],
  shard: number,
): Page {
  if (as === 'with transactions left out') {
    const isHidden = (leaf: string): boolean => own.includes(txIn(leaf));
    return honest.leaves.some(isHidden) ? withoutLeaves(honest, isHidden) : honest;
  }
  if (as === 'with transactions that are not there') {
    const missing = own
      .filter((tx) => shelves.setup.load.touches[tx].includes(shard))
      .map((tx) => leafAt(shelves, tx))
      .filter((leaf) => !honest.leaves.includes(leaf));
    return missing.length === 0 ? honest : treeOf([...honest.leaves, ...missing]).page;
  }
  return honest;
}

/** A page of values; those of an older height come with proofs that were genuine then. */
function valued(shelves: Shelves, asked: Asked, honest: Page, shard: number): Page {
  if (asked.as === 'with greater values') {
    return withLeaves(honest, (leaf) => {
      const [key, { value, version }] = cellIn(leaf);
      return cellLeaf(key, { value: value + greater, version });
    });
  }
  if (asked.as === 'with values of an older height' && asked.height > 1) {
    const older = cellLeaves(shelves, shard, asked.height - 2) ?? honest.leaves;
    return older.some((leaf, index) => leaf !== honest.leaves[index]) ? treeOf(older).page : honest;
  }
  return honest;
}

/** Enough to afford any transaction of an instance. */
const greater = 5;

function leafAt({ setup, salts }: Shelves, tx: number): string {
  return leafOf(setup.load.programs, tx, salts[tx]);
}
function txIn(leaf: string): number {
  return Number(/^T(\d+):/.exec(leaf)?.[1]);
}

/** What the header of a shard's next block commits to. */
function cellLeaves(
  { state, setup }: Shelves,
  shard: number,
  height: number,
): readonly string[] | null {
  const cells = cellsAt(state, setup, shard, height);
  if (cells === null) return null;
  return setup.load.keysAt[shard].map(({ name }, index) => cellLeaf(name, cells[index]));
}
function cellLeaf(key: string, { value, version }: Frozen<Cell>): string {
  return `${key} = ${value} @${version}`;
}
function cellIn(leaf: string): readonly [string, Cell] {
  const [, key = '', value, version] = /^(\w+) = (-?\d+) @(\d+)$/.exec(leaf) ?? [];
  return [key, { value: Number(value), version: Number(version) }];
}
