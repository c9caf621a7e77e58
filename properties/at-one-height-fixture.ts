/** Steps that same-height inclusion and disjoint access lists have in common, for their stories. */
import type { Action } from '../checker/protocol.ts';

export const [X, Y, Z] = [0, 1, 2];
export const propose = (shard: number): Action => ({ type: 'propose', shard });
export const execute = (shard: number): Action => ({ type: 'execute', shard });
export const misPropose = (shard: number, txs: readonly number[]): Action => ({
  type: 'misPropose',
  block: [shard, txs],
});
export const reorganise = (shard: number, txs: readonly number[]): Action => ({
  type: 'reorganise',
  block: [shard, txs],
});
