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
import { type Answer, type Arcs, searchAcyclic } from './acyclic-search.ts';
import { at } from './columns.ts';
import { addEdge, type Edges, rw, ww } from './edges.ts';
import type { Footprint } from './integrity.ts';
import type { VersionOrder } from './version-order.ts';

export type Doubling = 'plain' | 'snapshot';

/** Either all versions of the one chain come before the other's, or after. */
export interface Choice {
  readonly first: Side;
  readonly second: Side;
}
interface Side {
  /** Whose last version is overwritten. */
  readonly chain: Chain;
  readonly by: Chain;
}
interface Chain {
  readonly head: number;
  readonly tail: number;
  readonly headWriter: number;
  readonly tailWriter: number;
  readonly readers: number[];
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

/** More arcs of choices than this are not tried. */
const arcsMax = 8_000_000;
/** More choices than this always have too many arcs. */
const choicesMax = arcsMax / 2;
const closureNodesMax = 12_000;

/** Adds the edges that are forced to `edges`, which hold all that is known. */
export function resolve(
  edges: Edges,
  choices: readonly Choice[],
  doubling: Doubling,
  isOver: () => boolean,
): Resolution {
  const none = { choices: choices.length, searched: 0, conflicts: 0, impossible: null };
  if (arcsOf(choices) > arcsMax) return { answer: 'unknown', ...none };
  let open: readonly Choice[] = choices;
  if (edges.nodes * (doubling === 'plain' ? 1 : 2) <= closureNodesMax) {
    for (let isNew = true; isNew && open.length > 0; ) {
      if (isOver()) return { answer: 'unknown', ...none };
      const reaches = closureOf(edges, doubling);
      if (reaches === null) return { answer: 'cyclic', ...none };
      const left: Choice[] = [];
      for (const [i, choice] of open.entries()) {
        if ((i & 4095) === 4095 && isOver()) return { answer: 'unknown', ...none };
        const isFirstPossible = !closes(choice.first, doubling, reaches);
        const isSecondPossible = !closes(choice.second, doubling, reaches);
        if (isFirstPossible && isSecondPossible) left.push(choice);
        else addSide(edges, isSecondPossible ? choice.second : choice.first);
        if (!isFirstPossible && !isSecondPossible) {
          const impossible = { first: choice.first.chain.head, second: choice.second.chain.head };
          return { answer: 'cyclic', ...none, impossible };
        }
      }
      isNew = left.length < open.length;
      open = left;
    }
  }
  const answer = searchAcyclic(
    edges.nodes * (doubling === 'plain' ? 1 : 2),
    knownArcs(edges, doubling),
    open.map(({ first, second }) => ({
      first: sideArcs(first, doubling),
      second: sideArcs(second, doubling),
    })),
    // Logs tend to be recorded in the order of what happened.
    open.map(({ first }) => first.chain.headWriter < first.by.headWriter),
    isOver,
  );
  return {
    answer: answer.kind,
    choices: choices.length,
    searched: open.length,
    conflicts: answer.kind === 'cyclic' ? answer.conflicts : 0,
    impossible: null,
  };
}

// ── choices ──────────────────────────────────────────────────────────────────────────────────

/** Pairs of chains that a search must order. */
export function choicesOf(
  footprint: Footprint,
  order: VersionOrder,
  doubling: Doubling,
): readonly Choice[] {
  const choices: Choice[] = [];
  for (const ofKey of chainsOf(footprint, order)) {
    for (const [i, a] of ofKey.entries()) {
      for (const b of ofKey.slice(i + 1)) {
        // Nobody read either: any order that fits the rest will do, and none closes a cycle.
        const isFree = doubling === 'plain' && isUnreadWrite(a) && isUnreadWrite(b);
        if (isFree) continue;
        choices.push({ first: { chain: a, by: b }, second: { chain: b, by: a } });
        if (choices.length > choicesMax) return choices;
      }
    }
  }
  return choices;
}

function arcsOf(choices: readonly Choice[]): number {
  return choices.reduce((sum, { first, second }) => {
    return sum + first.chain.readers.length + second.chain.readers.length + 2;
  }, 0);
}

function isUnreadWrite({ head, tail, readers }: Chain): boolean {
  return head === tail && readers.length === 0;
}

/** By key: the chains of which the order is not known. */
function chainsOf({ log, firstRead, reads }: Footprint, order: VersionOrder): Chain[][] {
  const byTail = new Map<number, Chain>();
  const chains = [...order.loose.values()]
    .filter((heads) => heads.length > 1)
    .map((heads) =>
      heads.map((head) => {
        let tail = head;
        while (at(order.next, tail) >= 0) tail = at(order.next, tail);
        const [headWriter, tailWriter] = [at(log.writer, head), at(log.writer, tail)];
        const chain: Chain = { head, tail, headWriter, tailWriter, readers: [] };
        byTail.set(tail, chain);
        return chain;
      }),
    );
  for (let t = 0; t < log.size; t++) {
    for (let r = at(firstRead, t); r < at(firstRead, t + 1); r++) {
      const readers = byTail.get(at(reads, r))?.readers;
      if (readers !== undefined && readers.at(-1) !== t) readers.push(t);
    }
  }
  return chains;
}

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
  push: (from: number, to: number) => void,
  doubling: Doubling,
  isRw: boolean,
  from: number,
  to: number,
  isFromHub = false,
): void {
  if (doubling === 'plain') push(from, to);
  else if (isRw) push(isFromHub ? from * 2 : from * 2 + 1, to * 2);
  else {
    push(from * 2, to * 2);
    push(from * 2, to * 2 + 1);
  }
}

function sideArcs({ chain, by }: Side, doubling: Doubling): Arcs {
  const arcs: number[] = [];
  const push = (from: number, to: number): number => arcs.push(from, to);
  const to = by.headWriter;
  if (chain.tailWriter !== to) pushArcs(push, doubling, false, chain.tailWriter, to);
  for (const reader of chain.readers) {
    if (reader !== to) pushArcs(push, doubling, true, reader, to);
  }
  return arcs;
}

function knownArcs(edges: Edges, doubling: Doubling): Int32Array {
  const arcs = new Int32Array(edges.from.length * (doubling === 'plain' ? 2 : 4));
  let length = 0;
  const push = (from: number, to: number): void => {
    arcs[length++] = from;
    arcs[length++] = to;
  };
  for (let e = 0; e < edges.from.length; e++) {
    const [from, to] = [at(edges.from.data, e), at(edges.to.data, e)];
    const isRw = at(edges.kind.data, e) === rw;
    pushArcs(push, doubling, isRw, from, to, from >= edges.transactions);
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
  if (queue.length < nodes) return null;
  return (from, to) => ((at(bits, from * words + (to >> 5)) >> (to & 31)) & 1) === 1;
}
