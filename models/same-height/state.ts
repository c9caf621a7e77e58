/** What the shards hold, and what follows from their chains. */
import type { DeepReadonly } from '../../checker/protocol.ts';
import { loadOf, saltsOf, type Values } from './instance.ts';
import { nameOf } from './workload.ts';

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
export interface State {
  chains: Block[][];
  salts: number[];
  attacks: number;
  lies: number;
  grinds: number;
}
export type Frozen<T> = DeepReadonly<T>;

export function init(p: Values): State {
  return {
    chains: loadOf(p).shards.map(() => []),
    salts: [...saltsOf(p)],
    attacks: p.attacks,
    lies: p.lies,
    grinds: p.grinds,
  };
}

export const blockName = (shard: number, height: number): string =>
  `block ${nameOf(shard)}${height}`;
export const stateName = (shard: number, height: number): string =>
  `state ${nameOf(shard)}${height}`;

/** Heights count from 1; the state of height 0 is the genesis. */
export function blockAt(state: Frozen<State>, shard: number, height: number): Frozen<Block> | null {
  const chain = state.chains[shard];
  return height >= 1 && height <= chain.length ? chain[height - 1] : null;
}
export function resultAt(
  state: Frozen<State>,
  shard: number,
  height: number,
): Frozen<Result> | null {
  return blockAt(state, shard, height)?.result ?? null;
}

/** The highest height that a shard has executed. */
export function executedHeight(state: Frozen<State>, shard: number): number {
  const chain = state.chains[shard];
  let height = chain.length;
  while (height > 0 && chain[height - 1].result === null) height--;
  return height;
}

/** Whoever reads several shards reads them at one height: the highest that all have executed. */
export function sharedHeight(state: Frozen<State>): number {
  return Math.min(...state.chains.map((_, shard) => executedHeight(state, shard)));
}

/** One cell a key of the shard, after a height that it has executed; else null. */
export function cellsAt(
  state: Frozen<State>,
  p: Values,
  shard: number,
  height: number,
): readonly Frozen<Cell>[] | null {
  if (height === 0) {
    return loadOf(p).keysAt[shard].map(({ initial }) => ({ value: initial, version: 0 }));
  }
  return resultAt(state, shard, height)?.cells ?? null;
}

/** Fees that the sender of a transaction can pay in a shard after a height. */
export function purseAt(
  state: Frozen<State>,
  p: Values,
  shard: number,
  height: number,
  tx: number,
): number {
  const result = resultAt(state, shard, height);
  return result === null ? p.purse : result.purses[loadOf(p).txsAt[shard].indexOf(tx)];
}

/** What a shard noted about transactions up to a height. */
export function logUpTo(
  state: Frozen<State>,
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

export function isDone(state: Frozen<State>, shard: number, height: number, tx: number): boolean {
  return logUpTo(state, shard, height).some((entry) => entry.tx === tx);
}

/** Transactions that a block of the shard on top of a height may still include. */
export function openAt(
  state: Frozen<State>,
  p: Values,
  shard: number,
  height: number,
): readonly number[] {
  return loadOf(p).txsAt[shard].filter(
    (tx) => !isDone(state, shard, height, tx) && purseAt(state, p, shard, height, tx) > 0,
  );
}
