/** The heights that are open: what they start from, their blocks, and what nodes made of them. */
import { type DeepReadonly, range } from '../../checker/protocol.ts';
import { trafficIn, transactionsIn, type Values } from './instance.ts';

export interface State {
  /** Of the newest block, up to where the schedule starts again. */
  number: number;
  submitted: boolean[];
  /** The accounts before the oldest open height; each header has the root of its shard's. */
  accounts: Account[];
  /** Per shard, what its executors made of the heights before those that are open. */
  logs: Entry[][];
  /** Those whose blocks can still be replaced, the newest last. */
  heights: Height[];
  /** Nodes whose clock is one block ahead. */
  ahead: boolean[];
  attacks: number;
  skews: number;
}
export interface Height {
  /** Per shard, the transaction that its block holds. */
  blocks: (number | null)[];
  /** Per shard, what its node makes of it. */
  results: (Result | null)[];
}
export interface Account {
  value: number;
  version: number;
}
export interface Result {
  /** The shards whose blocks it executed, in its order. */
  plan: number[];
  log: Entry[];
}
export interface Entry {
  tx: number;
  reads: Access[];
  writes: Write[];
}
export interface Access {
  key: string;
  version: number;
}
export interface Write extends Access {
  value: number;
}

export type View = DeepReadonly<State>;

export function init(p: Values): State {
  return {
    number: 0,
    submitted: transactionsIn(p).map(() => false),
    accounts: trafficIn(p).accounts.map(({ initial }) => ({ value: initial, version: 0 })),
    logs: range(p.shards).map(() => []),
    heights: range(p.open).map(() => emptyHeight(p)),
    ahead: range(p.shards).map(() => false),
    attacks: p.attacks,
    skews: p.skews,
  };
}

export function emptyHeight(p: Values): Height {
  const shards = range(p.shards);
  return { blocks: shards.map(() => null), results: shards.map(() => null) };
}

/** The index of the newest height. */
export const newest = (p: Values): number => p.open - 1;
