/** The order of transactions, and how much of it a shard has to execute to know its own state. */
import { merkleRoot } from '../substrate/merkle.ts';
import { textOf, type Workload } from './workload.ts';

/** SHA-256 of what the transaction says; the salt says nothing, and can be chosen. */
export function hashOf({ programs }: Workload, tx: number, salt: number): string {
  return merkleRoot([leafOf(programs, tx, salt)]);
}
export function leafOf(programs: Workload['programs'], tx: number, salt: number): string {
  return `T${tx}: ${textOf(programs[tx])}, salt ${salt}`;
}

/** The transactions of a list in the order of their hashes. */
export function byHash(
  load: Workload,
  salts: readonly number[],
  txs: readonly number[],
): readonly number[] {
  return allByHash(load, salts).filter((tx) => txs.includes(tx));
}

/** Asked for in every state, so remembered; still a function of the arguments alone. */
const orders = new WeakMap<Workload, Map<string, readonly number[]>>();

function allByHash(load: Workload, salts: readonly number[]): readonly number[] {
  const known = orders.get(load) ?? new Map<string, readonly number[]>();
  orders.set(load, known);
  const text = salts.join();
  const order =
    known.get(text) ??
    load.programs
      .map((_, tx) => ({ tx, hash: hashOf(load, tx, salts[tx]) }))
      .sort((one, other) => (one.hash < other.hash ? -1 : 1))
      .map(({ tx }) => tx);
  known.set(text, order);
  return order;
}

/** Grinding: the first salt with which the hash of a transaction stands before all others. */
export function groundSalt(load: Workload, salts: readonly number[], tx: number): number {
  const others = load.programs.flatMap((_, other) =>
    other === tx ? [] : [hashOf(load, other, salts[other])],
  );
  for (let salt = 0; ; salt++) {
    const hash = hashOf(load, tx, salt);
    if (others.every((other) => hash < other)) return salt;
  }
}

/**
 * One order of all transactions in which each list keeps its own, the lowest of `preferred` first
 * where the lists leave it open. Lists in hash order always agree. Where lists contradict one
 * another, who merges them keeps to `own`.
 */
export function mergedOrder(
  lists: readonly (readonly number[])[],
  preferred: readonly number[],
  own: readonly number[],
): readonly number[] {
  const left = new Set(preferred);
  const order: number[] = [];
  while (left.size > 0) {
    const isFree = (tx: number): boolean =>
      lists.every((list) => {
        const first = list.find((other) => left.has(other));
        return first === undefined || first === tx || !list.includes(tx);
      });
    const waiting = preferred.filter((tx) => left.has(tx));
    const next = waiting.find(isFree) ?? own.find((tx) => left.has(tx)) ?? waiting[0];
    left.delete(next);
    order.push(next);
  }
  return order;
}

/**
 * Which of the transactions, in their order, a shard has to execute: those that touch it, and all
 * earlier ones on the shards of those, and so on.
 */
export function needed(
  order: readonly number[],
  touches: (tx: number) => readonly number[],
  shard: number,
): readonly number[] {
  const wanted = new Set([shard]);
  const found: number[] = [];
  for (const tx of [...order].reverse()) {
    if (!touches(tx).some((at) => wanted.has(at))) continue;
    found.push(tx);
    for (const at of touches(tx)) wanted.add(at);
  }
  return found.reverse();
}

/** `closure(s, h)`: the shard, and with each member all shards of what takes effect there. */
export function closure(
  effective: readonly number[],
  touches: (tx: number) => readonly number[],
  shard: number,
): ReadonlySet<number> {
  const members = new Set([shard]);
  for (let before = 0; before < members.size; ) {
    before = members.size;
    for (const tx of effective) {
      if (!touches(tx).some((at) => members.has(at))) continue;
      for (const at of touches(tx)) members.add(at);
    }
  }
  return members;
}
