/**
 * Serializability and snapshot isolation where nobody knows in which order some versions of a key
 * were installed: one choice for each pair of chains of versions.
 *
 * Source      C. Papadimitriou, JACM 1979 (polygraphs); C. Tan et al., "Cobra", OSDI 2020 (chains,
 *             pruning by reachability); K. Huang et al., "PolySI", VLDB 2023 (the same for snapshot
 *             isolation); A. Cerone, A. Gotsman, PODC 2016 (the doubled graph).
 *
 * A choice whose one side closes a cycle with what is known is made, and joins what is known, until
 * nothing changes; the rest is searched. When both sides close one, the first joins as well, so
 * that the caller finds a cycle to show.
 */

import { InternalError } from '../errors.ts';
import { type Answer, type Arcs, searchAcyclic } from './acyclic-search.ts';
import { at, int32Column, push, release, trimmed } from './columns.ts';
import { addEdge, type Edges, rw, ww } from './edges.ts';
import type { Footprint } from './integrity.ts';
import type { VersionOrder } from './version-order.ts';

export type Doubling = 'plain' | 'snapshot';

/** Pairs of chains, by number: all versions of the one come before those of the other, or after. */
export interface Choices {
  readonly chains: readonly Chain[];
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly count: number;
}
interface Chain {
  readonly key: number;
  readonly head: number;
  readonly tail: number;
  readonly headWriter: number;
  readonly tailWriter: number;
  /** Of its last version. */
  readers: number[];
}

export interface Resolution {
  readonly answer: Answer['kind'];
  /** Choices in all, and those left to the search. */
  readonly choices: number;
  readonly searched: number;
  readonly conflicts: number;
  /** A choice of which both sides close a cycle, as sentences need it; or null. */
  readonly impossible: { readonly first: number; readonly second: number } | null;
}

/** Memory is for so many choices; more are not tried. */
const choicesMax = 2_000_000;
const closureNodesMax = 12_000;

/** Adds the edges that are forced to `edges`, which hold all that is known. */
export function resolve(
  edges: Edges,
  choices: Choices,
  doubling: Doubling,
  isOver: () => boolean,
): Resolution {
  const none = { choices: choices.count, searched: 0, conflicts: 0, impossible: null };
  if (choices.count > choicesMax) return { answer: 'unknown', ...none };
  const nodes = edges.nodes * (doubling === 'plain' ? 1 : 2);
  const pruned = nodes <= closureNodesMax ? prune(edges, choices, doubling, isOver) : null;
  if (pruned !== null && pruned.answer !== null) {
    return { ...none, answer: pruned.answer, impossible: pruned.impossible };
  }
  const open = pruned?.open ?? Int32Array.from({ length: choices.count }, (_, i) => i);
  const choiceOf = (literal: number): number => 2 * at(open, literal >> 1) + (literal & 1);
  const known = knownArcs(edges, doubling);
  const answer = searchAcyclic(
    nodes,
    known,
    {
      count: open.length,
      arcsOf: (literal) => sideArcs(sideOf(choices, choiceOf(literal)), doubling),
      // Logs tend to be recorded in the order of what happened.
      prefersFirst: (constraint) => {
        const { chain, by } = sideOf(choices, choiceOf(2 * constraint));
        return chain.headWriter < by.headWriter;
      },
    },
    isOver,
  );
  release(known);
  const conflicts = answer.kind === 'cyclic' ? answer.conflicts : 0;
  return { ...none, answer: answer.kind, searched: open.length, conflicts };
}

interface Pruned {
  /** What is decided already, or null. */
  readonly answer: 'cyclic' | 'unknown' | null;
  /** Choices of which neither side closes a cycle alone. */
  readonly open: Int32Array;
  readonly impossible: Resolution['impossible'];
}

function prune(edges: Edges, choices: Choices, doubling: Doubling, isOver: () => boolean): Pruned {
  let open = Int32Array.from({ length: choices.count }, (_, i) => i);
  const end = (answer: Pruned['answer'], impossible: Pruned['impossible'] = null): Pruned => {
    return { answer, open, impossible };
  };
  for (let isNew = true; isNew && open.length > 0; ) {
    const reaches = closureOf(edges, doubling);
    if (reaches === null) return end('cyclic');
    let left = 0;
    const length = open.length;
    for (let i = 0; i < length; i++) {
      if ((i & 1023) === 0 && isOver()) return end('unknown');
      const choice = at(open, i);
      const [first, second] = [sideOf(choices, 2 * choice), sideOf(choices, 2 * choice + 1)];
      const isFirstPossible = !closes(first, doubling, reaches);
      const isSecondPossible = !closes(second, doubling, reaches);
      if (isFirstPossible && isSecondPossible) open[left++] = choice;
      else addSide(edges, isSecondPossible ? second : first);
      if (!isFirstPossible && !isSecondPossible) {
        return end('cyclic', { first: first.chain.head, second: second.chain.head });
      }
    }
    isNew = left < length;
    open = open.subarray(0, left);
  }
  return end(null);
}

// ── choices ──────────────────────────────────────────────────────────────────────────────────

interface Side {
  /** Whose last version is overwritten. */
  readonly chain: Chain;
  readonly by: Chain;
}

/** The first side of choice c is 2c, its second 2c + 1. */
function sideOf({ chains, first, second }: Choices, side: number): Side {
  const [a, b] = [chains[at(first, side >> 1)], chains[at(second, side >> 1)]];
  if (a === undefined || b === undefined) throw new InternalError(`no choice ${side >> 1}`);
  return (side & 1) === 0 ? { chain: a, by: b } : { chain: b, by: a };
}

/** Pairs of chains that a search must order. */
export function choicesOf(footprint: Footprint, order: VersionOrder, doubling: Doubling): Choices {
  const chains = chainsOf(footprint, order);
  const [first, second] = [int32Column(), int32Column()];
  let from = 0;
  for (let to = 0; to <= chains.length; to++) {
    const isSameKey = to < chains.length && chains[to]?.key === chains[from]?.key;
    if (isSameKey) continue;
    for (let a = from; a < to; a++) {
      for (let b = a + 1; b < to; b++) {
        // Nobody read either: any order that fits the rest will do, and none closes a cycle.
        if (doubling === 'plain' && isUnreadWrite(chains[a]) && isUnreadWrite(chains[b])) continue;
        if (first.length > choicesMax) break;
        push(first, a);
        push(second, b);
      }
    }
    from = to;
  }
  return { chains, first: trimmed(first), second: trimmed(second), count: first.length };
}

function isUnreadWrite(chain: Chain | undefined): boolean {
  return chain !== undefined && chain.head === chain.tail && chain.readers.length === 0;
}

/** The chains of which the order is not known, key by key. */
function chainsOf({ log, firstRead, reads }: Footprint, order: VersionOrder): Chain[] {
  const byTail = new Map<number, Chain>();
  const chains: Chain[] = [];
  for (const [key, heads] of order.loose) {
    if (heads.length === 1) continue;
    for (const head of heads) {
      let tail = head;
      while (at(order.next, tail) >= 0) tail = at(order.next, tail);
      const [headWriter, tailWriter] = [at(log.writer, head), at(log.writer, tail)];
      const chain: Chain = { key, head, tail, headWriter, tailWriter, readers: nobody };
      byTail.set(tail, chain);
      chains.push(chain);
    }
  }
  for (let t = 0; t < log.size; t++) {
    for (let r = at(firstRead, t); r < at(firstRead, t + 1); r++) {
      const chain = byTail.get(at(reads, r));
      if (chain === undefined || chain.readers.at(-1) === t) continue;
      if (chain.readers === nobody) chain.readers = [t];
      else chain.readers.push(t);
    }
  }
  return chains;
}
/** Shared by the many chains that nobody read the end of. */
const nobody: number[] = [];

function addSide(edges: Edges, { chain, by }: Side): void {
  const to = by.headWriter;
  if (chain.tailWriter !== to) addEdge(edges, ww, chain.tailWriter, to, chain.tail, by.head, 1);
  for (const reader of chain.readers) {
    if (reader !== to) addEdge(edges, rw, reader, to, chain.tail, by.head, 1);
  }
}

// ── arcs ─────────────────────────────────────────────────────────────────────────────────────

/** The arcs of an edge, in the graph whose acyclicity is the level. */
function pushArcs(
  add: (from: number, to: number) => void,
  doubling: Doubling,
  isRw: boolean,
  from: number,
  to: number,
  isFromHub = false,
): void {
  if (doubling === 'plain') add(from, to);
  else if (isRw) add(isFromHub ? from * 2 : from * 2 + 1, to * 2);
  else {
    add(from * 2, to * 2);
    add(from * 2, to * 2 + 1);
  }
}

function sideArcs({ chain, by }: Side, doubling: Doubling): Arcs {
  const arcs: number[] = [];
  const add = (from: number, to: number): number => arcs.push(from, to);
  const to = by.headWriter;
  if (chain.tailWriter !== to) pushArcs(add, doubling, false, chain.tailWriter, to);
  for (const reader of chain.readers) {
    if (reader !== to) pushArcs(add, doubling, true, reader, to);
  }
  return arcs;
}

function knownArcs(edges: Edges, doubling: Doubling): Int32Array {
  const arcs = new Int32Array(edges.from.length * (doubling === 'plain' ? 2 : 4));
  let length = 0;
  const add = (from: number, to: number): void => {
    arcs[length++] = from;
    arcs[length++] = to;
  };
  for (let e = 0; e < edges.from.length; e++) {
    const [from, to] = [at(edges.from.data, e), at(edges.to.data, e)];
    const isRw = at(edges.kind.data, e) === rw;
    pushArcs(add, doubling, isRw, from, to, from >= edges.transactions);
  }
  return arcs.subarray(0, length);
}

// ── reachability ─────────────────────────────────────────────────────────────────────────────

type Reaches = (from: number, to: number) => boolean;

function closes(side: Side, doubling: Doubling, reaches: Reaches): boolean {
  const arcs = sideArcs(side, doubling);
  for (let i = 0; i < arcs.length; i += 2) {
    if (reaches(arcs[i + 1] ?? 0, arcs[i] ?? 0)) return true;
  }
  return false;
}

/** All that each node reaches, itself included, as bits; null for a cyclic graph. */
function closureOf(edges: Edges, doubling: Doubling): Reaches | null {
  const nodes = edges.nodes * (doubling === 'plain' ? 1 : 2);
  const arcs = knownArcs(edges, doubling);
  const words = (nodes + 31) >> 5;
  const bits = new Int32Array(nodes * words);
  const first = new Int32Array(nodes + 1);
  const waiting = new Int32Array(nodes);
  for (let i = 0; i < arcs.length; i += 2) {
    const [from, to] = [arcs[i] ?? 0, arcs[i + 1] ?? 0];
    first[to + 1] = at(first, to + 1) + 1;
    waiting[from] = at(waiting, from) + 1;
  }
  for (let v = 0; v < nodes; v++) first[v + 1] = at(first, v + 1) + at(first, v);
  const sources = new Int32Array(arcs.length / 2);
  const fill = first.slice();
  for (let i = 0; i < arcs.length; i += 2) {
    const to = arcs[i + 1] ?? 0;
    sources[at(fill, to)] = arcs[i] ?? 0;
    fill[to] = at(fill, to) + 1;
  }
  // From the nodes that nothing leaves, backwards.
  const queue: number[] = [];
  for (let v = 0; v < nodes; v++) if (at(waiting, v) === 0) queue.push(v);
  for (let head = 0; head < queue.length; head++) {
    const v = queue[head] ?? 0;
    const own = v * words;
    bits[own + (v >> 5)] = at(bits, own + (v >> 5)) | (1 << (v & 31));
    for (let s = at(first, v); s < at(first, v + 1); s++) {
      const source = at(sources, s);
      const row = source * words;
      for (let w = 0; w < words; w++) bits[row + w] = at(bits, row + w) | at(bits, own + w);
      const left = at(waiting, source) - 1;
      waiting[source] = left;
      if (left === 0) queue.push(source);
    }
  }
  release(first, waiting, sources, fill, arcs);
  if (queue.length < nodes) return null;
  return (from, to) => ((at(bits, from * words + (to >> 5)) >> (to & 31)) & 1) === 1;
}
