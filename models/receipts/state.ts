/** What the shards of the receipts model hold, and everything that follows from their chains. */
import { type DeepReadonly, range } from '../../checker/protocol.ts';
import { changeAt, type Workload as Moves, workloads as shared } from '../substrate/workloads.ts';
import type { Values } from './instance.ts';

/** What a source shard commits to: so much value, for that shard, and which of its receipts it is. */
export interface Receipt {
  /** From the first shard of a transaction to the second, on to the third, or back. */
  kind: 'transfer' | 'onward' | 'callback';
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
/** One transaction a block: a transfer is sent, a receipt is claimed, or neither leaves the shard. */
export interface Block {
  claimed: Claimed | null;
  emitted: Receipt | null;
  /** A transaction of this shard only. */
  local: number | null;
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

/** What a transaction does in one shard: the next one gets a receipt for what it sends. */
interface Stop {
  readonly shard: number;
  /** To others in the same shard. */
  readonly pays: number;
  readonly sends: number;
}
/** One stop after the other; a transaction with one stop stays where it is. */
export type Transfer = readonly Stop[];
interface Workload {
  /** Balance of the one account of each shard. */
  readonly balances: readonly number[];
  readonly transfers: readonly Transfer[];
}
const transfer = (src: number, dst: number, value: number): Transfer => [
  { shard: src, pays: 0, sends: value },
  { shard: dst, pays: 0, sends: 0 },
];

/**
 * A workload of section 19 or 26: the first store of a place is the account of its shard, and from
 * place to place a transaction sends what it has taken and not yet given.
 */
function workloadOf(load: Moves): Workload {
  const placeOf = (name: string) => load.stores.findIndex((store) => store.name === name);
  return {
    balances: load.places.map(
      (_, place) => load.stores.find((store) => store.place === place)?.initial ?? 0,
    ),
    transfers: load.transactions.map((moves, tx) => {
      let held = 0;
      return load.places.flatMap((_, shard) => {
        const change = changeAt(load, tx, shard);
        if (change === null) return [];
        const net = moves
          .filter(({ store }) => load.stores[placeOf(store)].place === shard)
          .reduce((sum, { amount }) => sum + amount, 0);
        held -= net;
        return [{ shard, pays: Math.max(0, net - change), sends: held }];
      });
    }),
  };
}

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
  'train-and-hotel': workloadOf(shared['train-and-hotel']),
  'deposit-borrow-route': workloadOf(shared['deposit-borrow-route']),
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

/** What a block does to the account of its shard. */
export function changeBy(p: Values, block: Frozen<Block>): number {
  const { claimed, emitted } = block;
  return (claimed?.value ?? 0) - (emitted?.value ?? 0) - paidBy(p, block);
}
/** What a block pays to others in its shard. */
export function paidBy(p: Values, { claimed, emitted, local }: Frozen<Block>): number {
  const tx = claimed?.leaf.tx ?? emitted?.tx ?? local;
  if (tx === null || claimed?.leaf.kind === 'callback') return 0;
  const stop = claimed === null ? 0 : claimed.leaf.kind === 'transfer' ? 1 : 2;
  return transfersOf(p)[tx][stop].pays;
}
/** Balance of the account of a shard. */
export function balanceOf(state: Frozen<State>, p: Values, at: number): number {
  let balance = balancesOf(p)[at];
  for (const block of state.shards[at].blocks) balance += changeBy(p, block);
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
