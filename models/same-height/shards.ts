/**
 * Chains of shards whose blocks list transactions and are executed one height after the other:
 * what they hold, and what follows from it.
 */
import type { DeepReadonly } from '../../checker/protocol.ts';
import { nameOf, type Setup } from './workload.ts';

export interface Cell {
  value: number;
  /** How often the shard has installed the key. */
  version: number;
}
export interface Access {
  key: string;
  version: number;
}
/** What a shard noted when it executed a transaction that takes effect at this height. */
export interface Entry {
  tx: number;
  /** False if the program refused: the transaction is done, and did nothing. */
  applied: boolean;
  reads: Access[];
  /** On keys of this shard. */
  writes: Access[];
}
/** What a shard holds after a block. The header of its next block commits to the cells. */
export interface Result {
  /** One a key of the shard. */
  cells: Cell[];
  /** Fees that the sender of each transaction of the shard can still pay here. */
  purses: number[];
  log: Entry[];
  /** Transactions executed for it, those of other shards included. */
  work: number;
  /** Blocks that were consulted, `block Y1`, and states, `state Y1`: it stands with them. */
  rests: string[];
}
export interface Block {
  txs: number[];
  /** Null until the shard has executed it; only its newest block may wait. */
  result: Result | null;
}
export interface Shards {
  chains: Block[][];
}
export type Frozen<T> = DeepReadonly<T>;

export const blockName = (shard: number, height: number): string =>
  `block ${nameOf(shard)}${height}`;
export const stateName = (shard: number, height: number): string =>
  `state ${nameOf(shard)}${height}`;

/** Heights count from 1; the state of height 0 is the genesis. */
export function blockAt(
  state: Frozen<Shards>,
  shard: number,
  height: number,
): Frozen<Block> | null {
  const chain = state.chains[shard];
  return height >= 1 && height <= chain.length ? chain[height - 1] : null;
}
export function resultAt(
  state: Frozen<Shards>,
  shard: number,
  height: number,
): Frozen<Result> | null {
  return blockAt(state, shard, height)?.result ?? null;
}

/** The highest height that a shard has executed. */
export function executedHeight(state: Frozen<Shards>, shard: number): number {
  const chain = state.chains[shard];
  let height = chain.length;
  while (height > 0 && chain[height - 1].result === null) height--;
  return height;
}

/** Whoever reads several shards reads them at one height: the highest that all have executed. */
export function sharedHeight(state: Frozen<Shards>): number {
  return Math.min(...state.chains.map((_, shard) => executedHeight(state, shard)));
}

/** One cell a key of the shard, after a height that it has executed; else null. */
export function cellsAt(
  state: Frozen<Shards>,
  { load }: Setup,
  shard: number,
  height: number,
): readonly Frozen<Cell>[] | null {
  if (height === 0) {
    return load.keysAt[shard].map(({ initial }) => ({ value: initial, version: 0 }));
  }
  return resultAt(state, shard, height)?.cells ?? null;
}

/** Fees that the sender of a transaction can pay in a shard after a height. */
export function purseAt(
  state: Frozen<Shards>,
  { load, purse }: Setup,
  shard: number,
  height: number,
  tx: number,
): number {
  const result = resultAt(state, shard, height);
  return result === null ? purse : result.purses[load.txsAt[shard].indexOf(tx)];
}

/** What a shard noted about transactions up to a height. */
export function logUpTo(
  state: Frozen<Shards>,
  shard: number,
  height: number,
): readonly Frozen<Entry>[] {
  const entries: Frozen<Entry>[] = [];
  for (let at = 1; at <= height; at++) {
    const result = resultAt(state, shard, at);
    if (result !== null) entries.push(...result.log);
  }
  return entries;
}

export function isDone(state: Frozen<Shards>, shard: number, height: number, tx: number): boolean {
  return logUpTo(state, shard, height).some((entry) => entry.tx === tx);
}

/** Transactions that a block of the shard on top of a height may still include. */
export function openAt(
  state: Frozen<Shards>,
  setup: Setup,
  shard: number,
  height: number,
): readonly number[] {
  return setup.load.txsAt[shard].filter(
    (tx) => !isDone(state, shard, height, tx) && purseAt(state, setup, shard, height, tx) > 0,
  );
}

// ── executing ────────────────────────────────────────────────────────────────────────────────

export function cellIn(cells: ReadonlyMap<string, Cell>, key: string): Cell {
  const cell = cells.get(key);
  if (cell === undefined) throw new Error(`no value of ${key} was gathered`);
  return cell;
}
export function accessTo(cells: ReadonlyMap<string, Cell>, key: string): Access {
  return { key, version: cellIn(cells, key).version };
}

/** What a node computed becomes the result of the newest block of its shard; it pays the fees. */
export function settle(
  draft: Shards,
  setup: Setup,
  shard: number,
  computed: Pick<Result, 'log' | 'work' | 'rests'> & { readonly cells: ReadonlyMap<string, Cell> },
): void {
  const { keysAt, txsAt } = setup.load;
  const below = draft.chains[shard].length - 1;
  const block = draft.chains[shard][below];
  const untouched = cellsAt(draft, setup, shard, below) ?? [];
  block.result = {
    cells: keysAt[shard].map(({ name }, index) => ({
      ...(computed.cells.get(name) ?? untouched[index]),
    })),
    purses: txsAt[shard].map(
      (tx) => purseAt(draft, setup, shard, below, tx) - (block.txs.includes(tx) ? 1 : 0),
    ),
    log: computed.log,
    work: computed.work,
    rests: [...computed.rests].sort(),
  };
}

/**
 * What rests on a block that was replaced is undone: it will be executed again. A block whose
 * header commits to a state that was undone goes too, and so on.
 */
export function undo(draft: Shards, shard: number, height: number): void {
  const gone = [blockName(shard, height), stateName(shard, height)];
  for (let name = gone.pop(); name !== undefined; name = gone.pop()) {
    for (const [at, chain] of draft.chains.entries()) {
      const first = chain.findIndex(({ result }) => result?.rests.includes(name) === true);
      if (first < 0) continue;
      chain[first].result = null;
      gone.push(stateName(at, first + 1));
      for (let above = first + 1; above < chain.length; above++) {
        gone.push(blockName(at, above + 1), stateName(at, above + 1));
      }
      draft.chains[at] = chain.slice(0, first + 1);
    }
  }
}
