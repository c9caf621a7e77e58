/** What the master chain holds, and the accounts that follow from it. */
import type { DeepReadonly } from '../../checker/protocol.ts';
import { merkleRoot } from '../substrate/merkle.ts';
import {
  accountsOf,
  corruptAuditors,
  keysIn,
  type Transaction,
  transactionsOf,
  type Values,
} from './instance.ts';

/** What the state tree of a fiber says of an account. */
export interface Leaf {
  value: number;
  nonce: number;
  /** The transaction that wrote it last: a version that readers can name. */
  by: number | null;
}
/** An X-fiber block, of one transaction. */
export interface Block {
  tx: number;
  /** What its signer has signed. */
  payment: Transaction;
  collator: number;
  fibers: number[];
  /** Into how many fibers addresses were divided when these were numbered. */
  among: number;
  /** The accounts as the collator says that they were; proven to auditors, hashed for the chain. */
  before: Leaf[];
  /** What it makes of them. */
  writes: { key: number; leaf: Leaf }[];
  signers: number[];
}
export interface State {
  /** Into how many fibers addresses are divided now. */
  fibers: number;
  /** Per transaction: its X-fiber block that waits for a master block, or null. */
  waiting: (Block | null)[];
  /** Final master blocks; those that are empty are left out. */
  final: Block[][];
  /** Master blocks that can still be reverted. */
  chain: Block[][];
  /** The block that is voted on, by position in `chain` and transaction, and the round. */
  challenge: { position: number; tx: number; round: number } | null;
  corrupt: number[];
  /** Auditors that have lost their bonds. */
  slashed: number[];
  attacks: number;
  reorganisations: number;
}
export type Frozen<T> = DeepReadonly<T>;
export type Leaves = readonly Frozen<Leaf>[];

export function initialState(p: Values): State {
  return {
    fibers: p.fibers === 'two' ? 2 : 4,
    waiting: transactionsOf(p).map(() => null),
    final: [],
    chain: [],
    challenge: null,
    corrupt: corruptAuditors(p),
    slashed: [],
    attacks: 0,
    reorganisations: 0,
  };
}

function genesis(p: Values): Leaf[] {
  return accountsOf(p).map(({ value }) => ({ value, nonce: 0, by: null }));
}

/** Every canonical master block, in order. */
export function masterBlocks(state: Frozen<State>): readonly (readonly Frozen<Block>[])[] {
  return [...state.final, ...state.chain];
}
/** Every canonical X-fiber block, in the order in which it is applied. */
export function canonicalBlocks(
  state: Frozen<State>,
  inside: Values['inside'],
): readonly Frozen<Block>[] {
  return masterBlocks(state).flatMap((blocks) =>
    inside === 'reversed' ? blocks.toReversed() : blocks,
  );
}

/** The accounts that X-fiber blocks leave behind. They are set to what the block says. */
export function accountsAfter(p: Values, blocks: readonly Frozen<Block>[]): Leaf[] {
  const leaves = genesis(p);
  for (const { writes } of blocks) for (const { key, leaf } of writes) leaves[key] = { ...leaf };
  return leaves;
}
export function accountsNow(state: Frozen<State>, p: Values): Leaf[] {
  return accountsAfter(p, canonicalBlocks(state, p.inside));
}

export function leafText(p: Values, key: number, { value, nonce, by }: Frozen<Leaf>): string {
  return `${accountsOf(p)[key].name}=${value} nonce ${nonce} by ${by === null ? '-' : `T${by}`}`;
}

/** The texts of the leaves of a fiber. */
export function fiberTexts(
  state: Frozen<State>,
  p: Values,
  fiber: number,
  leaves: Leaves,
): readonly string[] {
  return keysIn(p, fiber, state.fibers).map((key) => leafText(p, key, leaves[key]));
}
/** Its post-state root, as a master block holds it. */
export function fiberRoot(state: Frozen<State>, p: Values, fiber: number, leaves: Leaves): string {
  return merkleRoot(fiberTexts(state, p, fiber, leaves));
}
