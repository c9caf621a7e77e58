/** Parts of the story. */
import { blockName, genesis } from '../substrate/chains.ts';
import { nameOf, sizeOf, type Values } from './instance.ts';

export function listed(txs: readonly number[]): string {
  return txs.length === 0 ? 'an empty block' : txs.map((tx) => `T${tx}`).join(', ');
}

export function onTopOf(p: Values, shard: number, slot: number): string {
  const block = slot === genesis ? 'the genesis block' : `block ${blockName(sizeOf(p), slot)}`;
  return `on ${block} of ${nameOf(shard)}`;
}
