/** Proposing blocks, and what a node asks before it executes one. */
import type { Rules } from '../../checker/protocol.ts';
import type { Asked, Manner, Shown } from './library.ts';
import { isProven, isWhole } from './proofs.ts';
import { type Frozen, isDone, openAt, purseAt, type Shards } from './shards.ts';
import type { Setup } from './workload.ts';

/** A block that somebody could propose: its shard and its list. */
export type Draft = readonly [shard: number, txs: readonly number[]];
/** The argument of actions that range over such blocks. */
export interface Proposed {
  readonly block: Draft;
}

/** Every list without repetition of transactions of a shard. */
export function draftsOver(txsAt: readonly (readonly number[])[]): readonly Draft[] {
  return txsAt.flatMap((txs, shard) => listsOver(txs).map((list): Draft => [shard, list]));
}

function listsOver(txs: readonly number[]): readonly (readonly number[])[] {
  const all: (readonly number[])[] = [];
  for (let longest: readonly (readonly number[])[] = [[]]; longest.length > 0; ) {
    all.push(...longest);
    longest = longest.flatMap((list) =>
      txs.filter((tx) => !list.includes(tx)).map((tx) => [...list, tx]),
    );
  }
  return all;
}

export function listText(txs: readonly number[]): string {
  return txs.length === 0 ? 'an empty block' : txs.map((tx) => `T${tx}`).join(', ');
}

export function heightOf(state: Frozen<Shards>, shard: number): number {
  return state.chains[shard].length;
}
export function isExecuted(state: Frozen<Shards>, shard: number): boolean {
  const chain = state.chains[shard];
  return chain.length === 0 || chain[chain.length - 1].result !== null;
}
/** Something is open in the shard, or others have a block at a height at which it has none. */
export function isWaiting(state: Frozen<Shards>, setup: Setup, shard: number): boolean {
  return (
    openAt(state, setup, shard, heightOf(state, shard)).length > 0 ||
    state.chains.some((chain) => chain.length > heightOf(state, shard))
  );
}

/** A frozen state is one of its shards too; the compiler cannot see that for any state. */
const shardsOf = (state: unknown) => state as Frozen<Shards>;

/** What every node asks of a block on top of a height, whoever proposes it. */
export function validity<S extends Shards>(
  setup: Setup,
  heightBelow: (state: Frozen<Shards>, shard: number) => number,
): Rules<S, Proposed> {
  return {
    'none of them has taken effect here': (state, { block: [shard, txs] }) => {
      const height = heightBelow(shardsOf(state), shard);
      return txs.every((tx) => !isDone(shardsOf(state), shard, height, tx));
    },
    'every sender can pay the fee here': (state, { block: [shard, txs] }) => {
      const height = heightBelow(shardsOf(state), shard);
      return txs.every((tx) => purseAt(shardsOf(state), setup, shard, height, tx) > 0);
    },
  };
}

/** What other shards showed. */
interface Gathered {
  readonly blocks: ReadonlyMap<string, Shown>;
  readonly states: ReadonlyMap<string, Shown>;
}

/** What a node asks of the answers of other shards before it executes its newest block. */
export function acceptance<S extends Shards, Args extends { readonly shard: number }>(
  as: (args: Args) => Manner,
  gather: (state: Frozen<S>, asked: Asked) => Gathered | null,
): Rules<S, Args> {
  const gathered = (state: Frozen<S>, args: Args): Gathered | null => {
    const { shard } = args;
    return gather(state, { shard, height: heightOf(shardsOf(state), shard), as: as(args) });
  };
  const everyPage = (
    pages: ReadonlyMap<string, Shown> | undefined,
    test: (root: string, page: Shown['page']) => boolean,
  ): boolean => [...(pages?.values() ?? [])].every(({ root, page }) => test(root, page));
  return {
    'its newest block is not executed': (state, { shard }) => !isExecuted(shardsOf(state), shard),
    'every block that it rests on is known': (state, args) => gathered(state, args) !== null,
    'each transaction is proven to stand in its block': (state, args) =>
      everyPage(gathered(state, args)?.blocks, isProven),
    'no transaction is left out': (state, args) =>
      everyPage(gathered(state, args)?.blocks, isWhole),
    'each value is proven under the root of the height before': (state, args) =>
      everyPage(gathered(state, args)?.states, isProven),
  };
}
