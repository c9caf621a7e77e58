/**
 * Deposits between shards: which ones a block emits, which ones another has to process (G4), and
 * in which order.
 *
 * The code keeps a cursor (root height, shard, deposit) into the lists of deposits; here a block
 * keeps the deposits that the cursor has not passed yet, which is the same in fewer words.
 */
import { blockAt, heightOf, pathTo, slotsOf } from '../substrate/chains.ts';
import { confirmedBy, type View } from './forks.ts';
import type { Deposit, ShardBlock } from './state.ts';
import type { Leg, Network } from './traffic.ts';

type Emitting = Pick<ShardBlock, 'withdraws' | 'executes'>;
/** The same as a reader sees it. */
type Emitted = { readonly [K in keyof Emitting]: readonly Readonly<Emitting[K][number]>[] };

export function legOf(network: Network, { tx, leg }: Pick<Deposit, 'tx' | 'leg'>): Leg {
  return network.transactions[tx]?.legs[leg] as Leg; // A deposit exists only as a leg of some tx.
}

/** The deposits that a block emits: first legs of its withdraws, next legs of what it processes. */
export function emittedBy(network: Network, slot: number, block: Emitted): readonly Deposit[] {
  const first = block.withdraws.map((tx) => ({ tx, leg: 0, block: slot }));
  const next = block.executes.map(({ tx, leg }) => ({ tx, leg: leg + 1, block: slot }));
  return [...first, ...next].filter(
    ({ tx, leg }) => leg < (network.transactions[tx]?.legs.length ?? 0),
  );
}

/** A block of another shard that a root block confirms. */
interface Confirmed {
  readonly height: number;
  readonly shard: number;
  readonly slot: number;
}

/**
 * The neighbours' blocks that a shard learns of when its root pointer moves: those confirmed at
 * root heights above the old pointer, on the chain of the new one.
 */
export function learnt(
  network: Network,
  state: View,
  shard: number,
  from: number,
  to: number,
): readonly Confirmed[] {
  const known = heightOf(network.rootSize, from);
  if (heightOf(network.rootSize, to) <= known) return [];
  return pathTo(state.root, to).flatMap((root) => {
    const height = heightOf(network.rootSize, root);
    if (height <= known) return [];
    const before = blockAt(state.root, root).parent;
    return network.neighbours[shard].flatMap((source) =>
      pathTo(
        state.shards[source],
        confirmedBy(state, root, source),
        confirmedBy(state, before, source),
      ).map((slot) => ({ height, shard: source, slot })),
    );
  });
}

/** The data guard: a shard accepts a root block once it holds every list that the block confirms. */
export function holdsLists(
  network: Network,
  state: View,
  shard: number,
  from: number,
  to: number,
): boolean {
  if (network.p.missingList === 'read-as-empty') return true;
  return learnt(network, state, shard, from, to).every(({ shard: source, slot }) => {
    const place = blockAt(state.shards[source], slot).lists[shard];
    return place === null || place === 'here';
  });
}

/** What the next block of a branch goes on from. */
export interface Branch {
  /** Deposits that the branch knows of and has left. */
  readonly left: readonly Readonly<Deposit>[];
  readonly pointer: number;
  /** The shard whose deposit it processed last. */
  readonly served: number;
}

/** The lists that a node goes by: those that it holds, or, later, all of them. */
export type ReadList = (source: number, slot: number) => readonly Deposit[];

/** What a block that points there has to process: what was left, and what its root chain tells. */
export function dueAfter(
  network: Network,
  state: View,
  shard: number,
  branch: Branch,
  root: number,
  read: ReadList,
): readonly Readonly<Deposit>[] {
  const headers = learnt(network, state, shard, branch.pointer, root);
  const news = inOrder(network, branch.served, headers).flatMap(({ shard: source, slot }) =>
    read(source, slot),
  );
  return network.p.order === 'newest-first' ? [...news, ...branch.left] : [...branch.left, ...news];
}

/** The same for a block on this parent, by the lists that the shard holds. */
export function dueAt(
  network: Network,
  state: View,
  shard: number,
  parent: number,
  root: number,
): readonly Readonly<Deposit>[] {
  const { p } = network;
  const tree = state.shards[shard];
  const read: ReadList = (source, slot) => heldList(network, state, source, slot, shard);
  if (p.deposits === 'at-once') {
    const processed = pathTo(tree, parent).flatMap((slot) => blockAt(tree, slot).executes);
    return arrived(network, state, shard, read).filter((deposit) => !includes(processed, deposit));
  }
  const { queue: left, root: pointer } = blockAt(tree, parent);
  const branch = { left, pointer, served: lastServed(network, state, shard, parent) };
  const due = dueAfter(network, state, shard, branch, root, read);
  if (p.processed === 'by-branch') return due;
  const everProcessed = slotsOf(network.shardSize).flatMap((slot) => tree[slot]?.executes ?? []);
  return due.filter((deposit) => !includes(everProcessed, deposit));
}

/** Ablation: what has arrived from any block of a neighbour, confirmed or not. */
export function arrived(
  network: Network,
  state: View,
  shard: number,
  read: ReadList,
): readonly Deposit[] {
  return network.neighbours[shard].flatMap((source) =>
    slotsOf(network.shardSize).flatMap((slot) =>
      state.shards[source][slot] === null ? [] : read(source, slot),
    ),
  );
}

/** The deposits of a block for a shard. */
export function listOf(
  network: Network,
  state: View,
  source: number,
  slot: number,
  to: number,
): readonly Deposit[] {
  const block = blockAt(state.shards[source], slot);
  return emittedBy(network, slot, block).filter((deposit) => legOf(network, deposit).to === to);
}

function heldList(
  network: Network,
  state: View,
  source: number,
  slot: number,
  to: number,
): readonly Deposit[] {
  const isHere = blockAt(state.shards[source], slot).lists[to] === 'here';
  return isHere ? listOf(network, state, source, slot, to) : [];
}

export function isSame(one: Readonly<Deposit>, other: Readonly<Deposit>): boolean {
  return one.tx === other.tx && one.leg === other.leg && one.block === other.block;
}

export function includes(
  deposits: readonly Readonly<Deposit>[],
  deposit: Readonly<Deposit>,
): boolean {
  return deposits.some((other) => isSame(other, deposit));
}

/**
 * The article serves the headers of each root block round-robin over their shards, going on after
 * the shard that was served last; the code goes by root height, shard and block.
 */
function inOrder(
  { p, shards }: Network,
  last: number,
  headers: readonly Confirmed[],
): readonly Confirmed[] {
  if (headers.length < 2 || p.order === 'code') return headers;
  const direction = p.order === 'newest-first' ? -1 : 1;
  const turn = (source: number): number => (source - last - 1 + shards.length) % shards.length;
  const round = ({ height, shard, slot }: Confirmed): number =>
    headers.filter((other) => other.height === height && other.shard === shard && other.slot < slot)
      .length;
  return headers.toSorted(
    (a, b) =>
      direction * (a.height - b.height) || round(a) - round(b) || turn(a.shard) - turn(b.shard),
  );
}

/** The source of the last deposit that the branch has processed, or the last shard if none. */
function lastServed(network: Network, state: View, shard: number, parent: number): number {
  const tree = state.shards[shard];
  const last = pathTo(tree, parent)
    .flatMap((slot) => blockAt(tree, slot).executes)
    .at(-1);
  return last === undefined ? network.shards.length - 1 : legOf(network, last).from;
}

export interface Served {
  readonly executes: readonly Readonly<Deposit>[];
  readonly queue: readonly Readonly<Deposit>[];
  /** Gas used, as metered. */
  readonly gas: number;
}

/** Goes on until the limit for deposits is reached: the last one may overshoot it. */
export function serve(network: Network, due: readonly Readonly<Deposit>[]): Served {
  const { p } = network;
  let used = 0;
  let count = 0;
  for (const deposit of due) {
    const { metered } = legOf(network, deposit);
    if (p.xshardGas === 'limited' && used >= p.xshardLimit) break;
    if (used + metered > p.blockLimit) break;
    used += metered;
    count++;
  }
  return { executes: due.slice(0, count), queue: due.slice(count), gas: used };
}
