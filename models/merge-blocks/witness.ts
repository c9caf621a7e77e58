/** Values of accounts with proofs against the state root that the header of a block commits to. */

import { blockAt, genesis } from '../substrate/chains.ts';
import { isMerkleProof, type MerkleProof, merkleProof, merkleRoot } from '../substrate/merkle.ts';
import { type Pair, trafficIn, type Values } from './instance.ts';
import { accessList } from './program.ts';
import type { Cell, View } from './state.ts';

/** The values that a merge block comes with, and what is wrong with them. */
export const manners = ['genuine', 'of the genesis block', 'with greater values'] as const;
export type Manner = (typeof manners)[number];

interface Proven {
  readonly shard: number;
  readonly leaf: string;
  readonly proof: MerkleProof;
}

/** What comes with a transaction: every key of its access list on the two shards. */
export function witnessFor(
  state: View,
  p: Values,
  pair: Pair,
  parents: Pair,
  tx: number,
  manner: Manner,
): readonly Proven[] {
  const listed = accessList(trafficIn(p).transactions[tx].hops);
  return pair.flatMap((shard, side) => {
    const shown =
      manner === 'of the genesis block' ? genesis : provingBlock(state, p, shard, parents[side]);
    const leaves = leavesOf(state, p, shard, shown);
    return trafficIn(p).accountsAt[shard].flatMap(({ name }, index) => {
      if (!listed.includes(name)) return [];
      const leaf = manner === 'with greater values' ? raised(leaves[index]) : leaves[index];
      return [{ shard, leaf, proof: merkleProof(leaves, index) }];
    });
  });
}

/** The block whose state root a value is proven against. */
function provingBlock(state: View, p: Values, shard: number, parent: number): number {
  return p.preState === 'of the heads' ? state.heads[shard] : parent;
}

export function isProven(
  state: View,
  p: Values,
  pair: Pair,
  parents: Pair,
  witness: readonly Proven[],
): boolean {
  return witness.every(({ shard, leaf, proof }) => {
    const parent = parents[pair.indexOf(shard)];
    const root = merkleRoot(leavesOf(state, p, shard, provingBlock(state, p, shard, parent)));
    return isMerkleProof(root, leaf, proof);
  });
}

/** The accounts that it shows, by name. */
export function shownBy(witness: readonly Proven[]): ReadonlyMap<string, Cell> {
  return new Map(witness.map(({ leaf }) => cellIn(leaf)));
}

function leavesOf(state: View, p: Values, shard: number, slot: number): readonly string[] {
  const { cells } = blockAt(state.trees[shard], slot);
  return trafficIn(p).accountsAt[shard].map(({ name }, index) => leafOf(name, cells[index]));
}
function leafOf(key: string, { value, nonce, version }: Readonly<Cell>): string {
  return `${key} holds ${value}, nonce ${nonce}, version ${version}`;
}
function cellIn(leaf: string): readonly [string, Cell] {
  const [, key = '', value, nonce, version] =
    /^(\w+) holds (\d+), nonce (\d+), version (\d+)$/.exec(leaf) ?? [];
  return [key, { value: Number(value), nonce: Number(nonce), version: Number(version) }];
}
function raised(leaf: string): string {
  const [key, cell] = cellIn(leaf);
  return leafOf(key, { ...cell, value: cell.value + greater });
}
/** Enough to afford any payment of an instance. */
const greater = 5;
