/** What the shards of the receipts model hold, and everything that follows from their chains. */
import { type DeepReadonly, range } from '../../checker/protocol.ts';
import type { Values } from './instance.ts';

/** What a source shard commits to: so much value, for that shard, and which of its receipts it is. */
export interface Receipt {
  kind: 'transfer' | 'callback';
  tx: number;
  src: number;
  dst: number;
  value: number;
  /** Counts the receipts from `src` to `dst`. */
  seq: number;
}
/** A receipt as the destination accepted it. */
export interface Claimed {
  leaf: Receipt;
  /** Where the proof says the leaf stands among the receipts of its source. */
  index: number;
  /** What was credited. */
  value: number;
}
/** One transaction a block: a transfer is sent, or a receipt is claimed. */
export interface Block {
  claimed: Claimed | null;
  emitted: Receipt | null;
}
export interface Shard {
  /** The canonical chain. The header of each block commits to all receipts up to it. */
  blocks: Block[];
  /** How many of the blocks are final. */
  final: number;
  /**
   * Per source: the leaves under the newest root that the shard has learned. Only the hash of
   * their tree meets a rule; the leaves are what a prover downloads. Empty with fused delivery.
   */
  known: Receipt[][];
  /** Per source: how many of its oldest receipts have expired here. */
  expired: number[];
  /** Per source: how many of the oldest blocks have had their marks forgotten. */
  forgotten: number[];
  /** Marks that outlived their claims; empty but in an ablation. */
  kept: string[];
}
export interface State {
  shards: Shard[];
  reorganisations: number;
  /** Per shard: what the auditor read there (version of the balance), or null. */
  reads: (number | null)[];
}
export type Frozen<T> = DeepReadonly<T>;

export interface Transfer {
  readonly src: number;
  readonly dst: number;
  readonly value: number;
}
interface Workload {
  /** Balance of the one account of each shard. */
  readonly balances: readonly number[];
  readonly transfers: readonly Transfer[];
}
const transfer = (src: number, dst: number, value: number): Transfer => ({ src, dst, value });

/** What users want, by name. In `chained` shard B can pay only with what it has been credited. */
const workloads = {
  single: { balances: [1, 0], transfers: [transfer(0, 1, 1)] },
  pair: { balances: [3, 0], transfers: [transfer(0, 1, 1), transfer(0, 1, 2)] },
  crossing: {
    balances: [3, 1],
    transfers: [transfer(0, 1, 1), transfer(0, 1, 2), transfer(1, 0, 1)],
  },
  hibernation: { balances: [3, 0], transfers: [transfer(0, 0, 1), transfer(0, 1, 2)] },
  gathering: {
    balances: [3, 0, 1],
    transfers: [transfer(0, 1, 1), transfer(0, 1, 2), transfer(2, 1, 1)],
  },
  chained: {
    balances: [3, 0, 1],
    transfers: [transfer(0, 1, 1), transfer(0, 1, 2), transfer(2, 1, 1), transfer(1, 0, 2)],
  },
} satisfies Readonly<Record<Values['transfers'], Workload>>;

export const balancesOf = (p: Values): readonly number[] => workloads[p.transfers].balances;
export const transfersOf = (p: Values): readonly Transfer[] => workloads[p.transfers].transfers;
export const shardsOf = (p: Values): readonly number[] => range(balancesOf(p).length);

export function nameOf(shard: number): string {
  return 'ABC'.charAt(shard);
}

// ── what follows from a chain ────────────────────────────────────────────────────────────────

// Loops, not `map` or `filter`: these run thousands of times a second, on strict copies.

/** Receipts that the first `height` blocks of a shard emitted, in order. */
export function receiptsUpTo(shard: Frozen<Shard>, height: number): readonly Frozen<Receipt>[] {
  const receipts: Frozen<Receipt>[] = [];
  for (let at = 0; at < height; at++) {
    const { emitted } = shard.blocks[at];
    if (emitted !== null) receipts.push(emitted);
  }
  return receipts;
}
export function receiptsOf(state: Frozen<State>, shard: number): readonly Frozen<Receipt>[] {
  return receiptsUpTo(state.shards[shard], state.shards[shard].blocks.length);
}
export function claimsIn(blocks: readonly Frozen<Block>[]): readonly Frozen<Claimed>[] {
  const claims: Frozen<Claimed>[] = [];
  for (let at = 0; at < blocks.length; at++) {
    const { claimed } = blocks[at];
    if (claimed !== null) claims.push(claimed);
  }
  return claims;
}
export function claimsOf(state: Frozen<State>, shard: number): readonly Frozen<Claimed>[] {
  return claimsIn(state.shards[shard].blocks);
}

/** Balance of the account of a shard. */
export function balanceOf(state: Frozen<State>, p: Values, at: number): number {
  let balance = balancesOf(p)[at];
  for (const { claimed, emitted } of state.shards[at].blocks) {
    if (claimed !== null) balance += claimed.value;
    else if (emitted !== null) balance -= emitted.value;
  }
  return balance;
}

/** The text that a leaf of the tree is: equal texts are one receipt. */
export function leafText({ kind, tx, src, dst, value, seq }: Frozen<Receipt>): string {
  return `${kind} of T${tx}: ${nameOf(src)} to ${nameOf(dst)} #${seq}, value ${value}`;
}
export function isSame(one: Frozen<Receipt>, other: Frozen<Receipt>): boolean {
  return leafText(one) === leafText(other);
}

/** Receipts of `of` that other shards may rely on: those under a final root, unless weakened. */
export function trustedReceipts(
  state: Frozen<State>,
  p: Values,
  of: number,
): readonly Frozen<Receipt>[] {
  const shard = state.shards[of];
  return receiptsUpTo(shard, p.roots === 'final' ? shard.final : shard.blocks.length);
}

/** The leaves under the newest root of `of` that `at` knows. A shard knows its own roots. */
export function knownReceipts(
  state: Frozen<State>,
  p: Values,
  at: number,
  of: number,
): readonly Frozen<Receipt>[] {
  if (p.delivery === 'fused' || at === of) return trustedReceipts(state, p, of);
  return state.shards[at].known[of];
}

// ── spent records ────────────────────────────────────────────────────────────────────────────

/** What a claimed receipt is remembered by. */
export function markOf(p: Values, { src, seq }: Frozen<Receipt>): string {
  return p.spentBy === 'seq' ? `#${seq}` : `${nameOf(src)}#${seq}`;
}

/** Whether `at` has a record that the receipt is spent. */
export function isMarked(
  state: Frozen<State>,
  p: Values,
  at: number,
  receipt: Frozen<Receipt>,
): boolean {
  const mark = markOf(p, receipt);
  const { blocks, forgotten, kept } = state.shards[at];
  if (kept.includes(mark)) return true;
  for (let height = 0; height < blocks.length; height++) {
    const leaf = blocks[height].claimed?.leaf ?? null;
    if (leaf !== null && height >= forgotten[leaf.src] && markOf(p, leaf) === mark) return true;
  }
  return false;
}

/** With counters instead of records: the number of the receipt from `src` that is next at `at`. */
export function nextInLine(state: Frozen<State>, at: number, src: number): number {
  return claimsOf(state, at).filter(({ leaf }) => leaf.src === src).length;
}

/** On how many canonical chains, and how often, a receipt is claimed. */
export function timesClaimed(state: Frozen<State>, receipt: Frozen<Receipt>): number {
  let times = 0;
  for (let at = 0; at < state.shards.length; at++) {
    times += claimsOf(state, at).filter(({ leaf }) => isSame(leaf, receipt)).length;
  }
  return times;
}

/** Nobody claimed it in time, and nobody can any more. */
export function isLost(state: Frozen<State>, receipt: Frozen<Receipt>): boolean {
  const index = receiptsOf(state, receipt.src).findIndex((other) => isSame(other, receipt));
  const expired = state.shards[receipt.dst].expired[receipt.src];
  return index >= 0 && index < expired && timesClaimed(state, receipt) === 0;
}
