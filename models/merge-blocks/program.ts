/**
 * What transactions across two shards do: hops, each on a key of one shard, which may go back and
 * forth between the shards as often as they like.
 */

/** `add` changes what the key holds; `absorb` only reads it, into the value that is carried on. */
export interface Hop {
  readonly key: string;
  readonly effect: 'add' | 'absorb';
  readonly amount: number;
}

export const add = (key: string, amount: number): Hop => ({ key, effect: 'add', amount });
export const absorb = (key: string): Hop => ({ key, effect: 'absorb', amount: 0 });

export interface Outcome {
  /** What each key that was touched holds afterwards, in the order in which it was met. */
  readonly values: ReadonlyMap<string, number>;
  /** A function of every value absorbed and of their order. */
  readonly carried: number;
}

/** The hops in order, or null if one of them takes more than there is. */
export function run(hops: readonly Hop[], read: (key: string) => number): Outcome | null {
  const values = new Map<string, number>();
  let carried = 0;
  for (const { key, effect, amount } of hops) {
    const held = values.get(key) ?? read(key);
    if (held + amount < 0) return null;
    values.set(key, held + amount);
    if (effect === 'absorb') carried = 2 * carried + held;
  }
  return { values, carried };
}

/** The keys that it declares to touch, each once. */
export function accessList(hops: readonly Hop[]): readonly string[] {
  return [...new Set(hops.map(({ key }) => key))];
}

// ── executing with the state of one shard only ───────────────────────────────────────────────

/** A node that has the state of one shard, and may ask a node of the other. */
export interface Client {
  readonly has: (key: string) => boolean;
  /** Keys whose values came with the transaction. */
  readonly witnessed: readonly string[];
  /** Without a list the next key is known only once the hop before it is done. */
  readonly accessList: boolean;
}

/** How often a client has to ask and wait before it can go on. */
export function roundTrips(hops: readonly Hop[], client: Client): number {
  const isAtHand = (key: string): boolean => client.has(key) || client.witnessed.includes(key);
  if (client.accessList) return accessList(hops).every(isAtHand) ? 0 : 1;
  let trips = 0;
  let isAway = false;
  for (const { key } of hops) {
    // While the execution stays away, the node there goes on by itself.
    if (!isAtHand(key) && !isAway) trips++;
    isAway = !isAtHand(key);
  }
  return trips;
}
