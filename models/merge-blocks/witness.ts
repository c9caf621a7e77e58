/** Values of accounts with proofs against the state root that the header of a block commits to. */
import { blockAt, genesis } from '../substrate/chains.ts';
import { isMerkleProof, merkleProof, merkleRoot } from '../substrate/merkle.ts';
import { type Pair, trafficIn, type Values } from './instance.ts';
import { accessList } from './program.ts';
import type { Cell, View } from './state.ts';

/** The values that a merge block comes with, and what is wrong with them. */
export const manners = ['genuine', 'of the genesis block', 'with greater values'] as const;
export type Manner = (typeof manners)[number];

interface Shown {
  readonly shard: number;
  readonly key: string;
  readonly cell: Readonly<Cell>;
  /** The block of the shard under whose state root the proof is taken. */
  readonly from: number;
}

/** What comes with a transaction: every key of its access list on the two shards. */
export function witnessFor(
  state: View,
  p: Values,
  pair: Pair,
  parents: Pair,
  tx: number,
  manner: Manner,
): readonly Shown[] {
  const listed = accessList(trafficIn(p).transactions[tx].hops);
  return pair.flatMap((shard, side) => {
    const isOld = manner === 'of the genesis block';
    const from = isOld ? genesis : provingBlock(state, p, shard, parents[side]);
    const { cells } = blockAt(state.trees[shard], from);
    return trafficIn(p).accountsAt[shard].flatMap(({ name: key }, index) => {
      if (!listed.includes(key)) return [];
      const { value, nonce, version } = cells[index];
      const raised = manner === 'with greater values' ? greater : 0;
      return [{ shard, key, cell: { value: value + raised, nonce, version }, from }];
    });
  });
}
/** Enough to afford any payment of an instance. */
const greater = 5;

/** The block whose state root a value is proven against. */
function provingBlock(state: View, p: Values, shard: number, parent: number): number {
  return p.preState === 'of the heads' ? state.heads[shard] : parent;
}

export function isProven(
  state: View,
  p: Values,
  pair: Pair,
  parents: Pair,
  witness: readonly Shown[],
): boolean {
  return witness.every(({ shard, key, cell, from }) => {
    const parent = parents[pair.indexOf(shard)];
    const root = merkleRoot(leavesOf(state, p, shard, provingBlock(state, p, shard, parent)));
    const place = trafficIn(p).accountsAt[shard].findIndex(({ name }) => name === key);
    const proof = merkleProof(leavesOf(state, p, shard, from), place);
    return isMerkleProof(root, leafOf(key, cell), proof);
  });
}

/** The accounts that it shows, by name. */
export function shownBy(witness: readonly Shown[]): ReadonlyMap<string, Readonly<Cell>> {
  return new Map(witness.map(({ key, cell }) => [key, cell]));
}

function leavesOf(state: View, p: Values, shard: number, slot: number): readonly string[] {
  const { cells } = blockAt(state.trees[shard], slot);
  return trafficIn(p).accountsAt[shard].map(({ name }, index) => leafOf(name, cells[index]));
}
function leafOf(key: string, { value, nonce, version }: Readonly<Cell>): string {
  return `${key} holds ${value}, nonce ${nonce}, version ${version}`;
}
