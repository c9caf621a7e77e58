/** What honest miners put into a block, and what the adversary may try to. */
import { blockAt, isAncestor, parentOf, pathTo } from '../substrate/paths.ts';
import { bodyAt, dueAt, holdsLists, serve } from './deposits.ts';
import { confirmedBy, type View } from './forks.ts';
import type { Deposit } from './state.ts';
import { type Network, transactionOf } from './traffic.ts';

/**
 * plain      what is due, and no withdraw
 * withdraws  what is due, and every withdraw that is not yet on the branch
 * cheats     passes over what is due, and repeats every withdraw that is on the branch already
 */
export type Content = 'plain' | 'withdraws' | 'cheats';
export const contents: readonly Content[] = ['plain', 'withdraws', 'cheats'];

/** A shard block before it stands in its tree. */
export interface Draft {
  readonly parent: number;
  readonly root: number;
  readonly withdraws: readonly number[];
  readonly executes: readonly Readonly<Deposit>[];
  readonly queue: readonly Readonly<Deposit>[];
}

// ── shard blocks ─────────────────────────────────────────────────────────────────────────────

/** Where an honest miner may build: the head, if the root chain still knows what it points to. */
export function honestParent(state: View, shard: number): number | null {
  const { root, shards } = state.heads;
  const head = shards[shard];
  if (head === null) return null;
  return isAncestor(state.root, blockAt(state.shards[shard], head).root, root) ? head : null;
}

/** What an honest miner makes of it: the latest pointer, all that is due, withdraws that wait. */
export function honestBlock(network: Network, state: View, shard: number): Draft {
  const parent = honestParent(state, shard);
  if (parent === null) throw new Error(`shard ${shard} has no block to build on`);
  const root = honestPointer(network, state, shard, parent);
  const { executes, queue, gas } = serve(network, dueAt(network, state, shard, parent, root));
  return { parent, root, executes, queue, withdraws: waiting(network, state, shard, parent, gas) };
}

/** The latest root block that a block on the head may point to: G2, G3 and the data guard. */
function honestPointer(network: Network, state: View, shard: number, parent: number): number {
  const tree = state.shards[shard];
  const pointer = blockAt(tree, parent).root;
  let { root } = state.heads;
  while (root !== pointer) {
    const extendsConfirmed = isAncestor(tree, confirmedBy(state, root, shard), parent);
    if (extendsConfirmed && holdsLists(network, state, shard, pointer, root)) break;
    root = parentOf(state.root, root);
  }
  return root;
}

/** The withdraws that an honest miner takes: those not yet made, while the gas lasts (G5). */
function waiting(
  network: Network,
  state: View,
  shard: number,
  parent: number,
  xshardGas: number,
): readonly number[] {
  let left = localGas(network, xshardGas);
  return notMade(network, state, shard, parent).filter((tx) => {
    const { gas, isTooHeavy } = transactionOf(network, tx);
    if (isTooHeavy || gas > left) return false;
    left -= gas;
    return true;
  });
}

/** Gas for withdraws: what the limit for deposits leaves, less what deposits used beyond it. */
export function localGas({ p }: Network, xshardGas: number): number {
  return p.blockLimit - Math.max(p.xshardLimit, xshardGas);
}

export function honestDoesWork({ withdraws, executes }: Draft): boolean {
  return withdraws.length > 0 || executes.length > 0;
}

/** A block of the adversary: any parent, any pointer, any content. */
export function forgedBlock(
  network: Network,
  state: View,
  shard: number,
  parent: number,
  root: number,
  content: Content,
): Draft {
  const due = dueAt(network, state, shard, parent, root);
  const { executes, queue } = serve(network, due);
  switch (content) {
    case 'plain':
      return { parent, root, executes, queue, withdraws: [] };
    case 'withdraws':
      return { parent, root, executes, queue, withdraws: notMade(network, state, shard, parent) };
    case 'cheats':
      return { parent, root, executes: [], queue: [], withdraws: made(state, shard, parent) };
  }
}

/** The withdraws on a branch, in the order in which they were made. */
export function made(state: View, shard: number, parent: number): readonly number[] {
  return pathTo(state.shards[shard], parent).flatMap(
    (slot) => bodyAt(state, shard, slot).withdraws,
  );
}

/** The withdraws that may still be made on it. */
export function notMade(
  network: Network,
  state: View,
  shard: number,
  parent: number,
): readonly number[] {
  const own = network.transactions.filter(({ from }) => from === shard);
  if (own.length === 0) return [];
  const done = made(state, shard, parent);
  return own.map(({ id }) => id).filter((id) => !done.includes(id));
}

// ── root blocks ──────────────────────────────────────────────────────────────────────────────

/** A root block before it stands in its tree. */
export interface RootDraft {
  readonly parent: number;
  readonly tips: readonly number[];
}

/** The honest root block: on the head, confirming all that it may of what each shard shows. */
export function honestRootBlock(network: Network, state: View): RootDraft {
  const parent = state.heads.root;
  const tips = network.shards.map((shard) => {
    const tree = state.shards[shard];
    const confirmed = confirmedBy(state, parent, shard);
    const head = state.heads.shards[shard];
    if (head === null || !isAncestor(tree, confirmed, head)) return confirmed;
    const next = pathTo(tree, head, confirmed).slice(0, network.p.headersMax);
    const refused = next.findIndex((slot) => !pointsBelow(state, shard, slot, parent));
    return next.slice(0, refused === -1 ? next.length : refused).at(-1) ?? confirmed;
  });
  return { parent, tips };
}

/** A header may be confirmed if it points to the confirming block's parent or to an ancestor. */
export function pointsBelow(state: View, shard: number, slot: number, parent: number): boolean {
  return isAncestor(state.root, blockAt(state.shards[shard], slot).root, parent);
}

/** The headers of a shard that a root block on this parent confirms if its last one is `tip`. */
export function headersUpTo(
  state: View,
  shard: number,
  parent: number,
  tip: number,
): readonly number[] {
  return pathTo(state.shards[shard], tip, confirmedBy(state, parent, shard));
}
