/**
 * Deposits between shards: which ones a block emits, which ones another has to process (G4), and
 * in which order.
 *
 * The code keeps a cursor (root height, shard, deposit) into the lists of deposits; here a block
 * keeps the deposits that the cursor has not passed yet, which is the same in fewer words.
 */
import type { DeepReadonly } from '../../checker/protocol.ts';
import { genesis, heightOf } from '../substrate/chains.ts';
import { blockAt, pathTo } from '../substrate/paths.ts';
import { confirmedBy, type View } from './forks.ts';
import type { Body, Deposit, Header, List } from './state.ts';
import type { Leg, Network } from './traffic.ts';

type Emitting = DeepReadonly<Pick<Body, 'withdraws' | 'executes'>>;

const nothing: DeepReadonly<Body> = { withdraws: [], executes: [], queue: [] };

export function bodyAt(state: View, shard: number, slot: number): DeepReadonly<Body> {
  if (slot === genesis) return nothing;
  const { body } = state.shards[shard][slot];
  if (body === null) throw new Error(`no block of shard ${shard} stands in slot ${slot}`);
  return body;
}

/** The list of what a block has for a shard, or null if it has nothing. */
export function listAt(
  state: View,
  source: number,
  slot: number,
  to: number,
): DeepReadonly<List> | null {
  return state.shards[source][slot].lists?.[to] ?? null;
}

export function legOf(network: Network, { tx, leg }: Pick<Deposit, 'tx' | 'leg'>): Leg {
  return network.transactions[tx]?.legs[leg] as Leg; // A deposit exists only as a leg of some tx.
}

/** The deposits that a block emits: first legs of its withdraws, next legs of what it processes. */
export function emittedBy(network: Network, slot: number, block: Emitting): readonly Deposit[] {
  const first = block.withdraws.map((tx) => ({ tx, leg: 0, block: slot }));
  const next = block.executes.map(({ tx, leg }) => ({ tx, leg: leg + 1, block: slot }));
  return [...first, ...next].filter(
    ({ tx, leg }) => leg < (network.transactions[tx]?.legs.length ?? 0),
  );
}

/** What a root block adds to the news of its parent, if it confirms these blocks. */
export function newsOf(
  network: Network,
  state: View,
  parent: number,
  tips: readonly number[],
  shard: number,
): readonly Header[] {
  const height = heightOf(network.rootSize, parent) + 1;
  return network.neighbours[shard].flatMap((source) => {
    return pathTo(state.shards[source], tips[source], confirmedBy(state, parent, source))
      .map((slot, round) => ({ height, shard: source, slot, round }))
      .filter(({ slot }) => listAt(state, source, slot, shard) !== null);
  });
}

export function newsAt(state: View, root: number, shard: number): readonly Readonly<Header>[] {
  const news = state.root[root].news[shard];
  if (news === null) throw new Error(`no root block stands in slot ${root}`);
  return news;
}

/**
 * What a shard learns when its root pointer moves: what is confirmed at root heights above the old
 * pointer, on the chain of the new one.
 */
export function learnt(
  { rootSize }: Network,
  state: View,
  shard: number,
  from: number,
  to: number,
): readonly Readonly<Header>[] {
  const known = heightOf(rootSize, from);
  if (heightOf(rootSize, to) <= known) return [];
  return newsAt(state, to, shard).filter(({ height }) => height > known);
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
  return learnt(network, state, shard, from, to).every(
    ({ shard: source, slot }) => listAt(state, source, slot, shard)?.place === 'here',
  );
}

/** What the next block of a branch goes on from. */
export interface Branch {
  /** Deposits that the branch knows of and has left. */
  readonly left: readonly Readonly<Deposit>[];
  readonly pointer: number;
  /** The shard whose deposit it processed last. */
  readonly served: () => number;
}

/** The lists that a node goes by: those that it holds, or, later, all of them. */
export type ReadList = (source: number, slot: number) => readonly Readonly<Deposit>[];

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
  const read: ReadList = (source, slot) => heldList(state, source, slot, shard);
  if (p.deposits === 'at-once') {
    const processed = processedOn(state, shard, parent);
    return arrived(network, state, shard, read).filter((deposit) => !includes(processed, deposit));
  }
  const { root: pointer } = blockAt(state.shards[shard], parent);
  const { queue: left } = bodyAt(state, shard, parent);
  const branch = { left, pointer, served: () => lastServed(network, state, shard, parent) };
  const due = dueAfter(network, state, shard, branch, root, read);
  if (p.processed === 'by-branch') return due;
  const everProcessed = state.shards[shard].flatMap(({ body }) => body?.executes ?? []);
  return due.filter((deposit) => !includes(everProcessed, deposit));
}

/** Ablation: what has arrived from any block of a neighbour, confirmed or not. */
export function arrived(
  network: Network,
  state: View,
  shard: number,
  read: ReadList,
): readonly Readonly<Deposit>[] {
  return network.neighbours[shard].flatMap((source) =>
    state.shards[source].flatMap(({ path }, slot) => (path === null ? [] : read(source, slot))),
  );
}

/** The deposits of a block for a shard. */
export function depositsFor(
  network: Network,
  slot: number,
  block: Emitting,
  to: number,
): readonly Deposit[] {
  return emittedBy(network, slot, block).filter((deposit) => legOf(network, deposit).to === to);
}

function heldList(
  state: View,
  source: number,
  slot: number,
  to: number,
): readonly Readonly<Deposit>[] {
  const list = listAt(state, source, slot, to);
  return list?.place === 'here' ? list.deposits : [];
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
  served: () => number,
  headers: readonly Readonly<Header>[],
): readonly Readonly<Header>[] {
  if (headers.length < 2 || p.order === 'code') return headers;
  const direction = p.order === 'newest-first' ? -1 : 1;
  const last = served();
  const turn = (source: number): number => (source - last - 1 + shards.length) % shards.length;
  return headers.toSorted(
    (a, b) =>
      direction * (a.height - b.height) || a.round - b.round || turn(a.shard) - turn(b.shard),
  );
}

/** What the blocks of a branch have processed, in order. */
function processedOn(state: View, shard: number, tip: number): readonly Readonly<Deposit>[] {
  return pathTo(state.shards[shard], tip).flatMap((slot) => bodyAt(state, shard, slot).executes);
}

/** The source of the last deposit that the branch has processed, or the last shard if none. */
function lastServed(network: Network, state: View, shard: number, parent: number): number {
  const last = processedOn(state, shard, parent).at(-1);
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
