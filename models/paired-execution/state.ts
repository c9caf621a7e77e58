/** One height at a time: what it starts from, its blocks, and what nodes made of them. */
import { type DeepReadonly, range } from '../../checker/protocol.ts';
import { trafficIn, transactionsIn, type Values } from './instance.ts';

export interface State {
  /** Of the newest block, up to where the schedule starts again. */
  number: number;
  submitted: boolean[];
  /** The accounts as of the height before; each header has the root of its shard's. */
  accounts: Account[];
  /** Per shard, what its executors made of the heights before. */
  logs: Entry[][];
  /** Per shard, the transaction that its block at this height holds. */
  blocks: (number | null)[];
  /** Per shard, what its node makes of this height. */
  results: (Result | null)[];
  /** Nodes whose clock is one block ahead. */
  ahead: boolean[];
  attacks: number;
  skews: number;
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
  const shards = range(p.shards);
  return {
    number: 0,
    submitted: transactionsIn(p).map(() => false),
    accounts: trafficIn(p).accounts.map(({ initial }) => ({ value: initial, version: 0 })),
    logs: shards.map(() => []),
    blocks: shards.map(() => null),
    results: shards.map(() => null),
    ahead: shards.map(() => false),
    attacks: p.attacks,
    skews: p.skews,
  };
}
