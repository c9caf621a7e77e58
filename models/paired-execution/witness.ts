/** Values of other shards, with proofs against the state roots of the height before. */
import type { DeepReadonly } from '../../checker/protocol.ts';
import { isMerkleProof, type MerkleProof, merkleProof, merkleRoot } from '../substrate/merkle.ts';
import { accountsOf, trafficIn, type Values } from './instance.ts';
import type { Account } from './state.ts';

/** What a node is served when it asks for values, and what is wrong with them. */
export const manners = ['genuine', 'of the genesis block', 'with greater values'] as const;
export type Manner = (typeof manners)[number];

interface Proven {
  readonly shard: number;
  readonly leaf: string;
  readonly proof: MerkleProof;
}

type Accounts = DeepReadonly<Account[]>;

/** Every account beyond its own shard that a node needs for these transactions. */
export function witnessFor(
  before: Accounts,
  p: Values,
  shard: number,
  txs: readonly number[],
  manner: Manner,
): readonly Proven[] {
  const { accounts, transactions } = trafficIn(p);
  const needed = new Set(txs.flatMap((tx) => accountsOf(transactions[tx])));
  return accounts.flatMap(({ name, shard: at }, index): readonly Proven[] => {
    if (at === shard || !needed.has(name)) return [];
    const leaves =
      manner === 'of the genesis block' ? genesisLeaves(p, at) : leavesOf(before, p, at);
    const place = accounts.slice(0, index).filter((one) => one.shard === at).length;
    const leaf = manner === 'with greater values' ? raised(leaves[place]) : leaves[place];
    return [{ shard: at, leaf, proof: merkleProof(leaves, place) }];
  });
}

export function isProven(before: Accounts, p: Values, witness: readonly Proven[]): boolean {
  return witness.every(({ shard, leaf, proof }) =>
    isMerkleProof(merkleRoot(leavesOf(before, p, shard)), leaf, proof),
  );
}

/** The accounts that it shows, by name. */
export function shownBy(witness: readonly Proven[]): ReadonlyMap<string, Account> {
  return new Map(witness.map(({ leaf }) => accountIn(leaf)));
}

function leavesOf(before: Accounts, p: Values, shard: number): readonly string[] {
  return trafficIn(p).accounts.flatMap(({ name, shard: at }, index) =>
    at === shard ? [leafOf(name, before[index])] : [],
  );
}
function genesisLeaves(p: Values, shard: number): readonly string[] {
  return trafficIn(p)
    .accounts.filter(({ shard: at }) => at === shard)
    .map(({ name, initial }) => leafOf(name, { value: initial, version: 0 }));
}
function leafOf(key: string, { value, version }: Readonly<Account>): string {
  return `${key} holds ${value}, version ${version}`;
}
function accountIn(leaf: string): readonly [string, Account] {
  const [, key = '', value, version] = /^(\w+) holds (\d+), version (\d+)$/.exec(leaf) ?? [];
  return [key, { value: Number(value), version: Number(version) }];
}
function raised(leaf: string): string {
  const [key, { value, version }] = accountIn(leaf);
  return leafOf(key, { value: value + greater, version });
}
/** Enough to afford any payment of an instance. */
const greater = 5;
