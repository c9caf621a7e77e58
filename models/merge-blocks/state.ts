/** Block trees, one a shard, and the heads that are shown. */
import type { DeepReadonly } from '../../checker/protocol.ts';
import { genesis, plantTree } from '../substrate/chains.ts';
import { sizeOf, trafficIn, type Values } from './instance.ts';

export interface State {
  /** A merge block stands in two trees, once in each. */
  trees: (Block | null)[][];
  /** The heads that were chosen; they stay while nothing longer is seen. */
  heads: number[];
  /** Per shard, the last block that is final there. */
  final: number[];
  halted: boolean[];
  attacks: number;
  halts: number;
}
export interface Block {
  parent: number;
  /** Where the same merge block stands in its other tree. */
  partner: { shard: number; slot: number } | null;
  txs: number[];
  /** What the shard's accounts are afterwards, as its miner says; the header has their root. */
  cells: Cell[];
  /** What its transactions read and wrote on this shard. */
  log: Entry[];
}
export interface Cell {
  value: number;
  nonce: number;
  version: number;
}
export interface Entry {
  tx: number;
  reads: Access[];
  writes: Access[];
}
export interface Access {
  key: string;
  version: number;
}

export type View = DeepReadonly<State>;

export function init(p: Values): State {
  const { shards, accountsAt } = trafficIn(p);
  return {
    trees: shards.map((shard) =>
      plantTree<Block>(sizeOf(p), {
        parent: genesis,
        partner: null,
        txs: [],
        cells: accountsAt[shard].map(({ initial }) => ({ value: initial, nonce: 0, version: 0 })),
        log: [],
      }),
    ),
    heads: shards.map(() => genesis),
    final: shards.map(() => genesis),
    halted: shards.map(() => false),
    attacks: p.attacks,
    halts: p.halts,
  };
}
