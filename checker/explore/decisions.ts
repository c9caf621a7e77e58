/**
 * Decision tries: what a deterministic function of the state answered, by what it read.
 *
 * A node names the component that the function reads next; its children stand for the values of
 * that component; a leaf is an answer. Since the function is deterministic, equal values of what
 * it read so far mean that it reads the same component next: anything else is a divergence.
 *
 * All tries of a search share one pool. A reference is 0 (not known), the place of a node (above
 * 0), or an answer (below 0).
 */
import { DivergenceError } from '../errors.ts';
import type { Vectors } from './components.ts';

export interface Tries {
  /** One reference for each trie. */
  roots: Int32Array;
  /** Four words a node: component, place of its children, how many are there, unused. */
  nodes: Int32Array;
  nodeEnd: number;
  children: Int32Array;
  childEnd: number;
  /** Children of ids from `childCountMax` on, by node and id: wide nodes are rare. */
  readonly wide: Map<number, number>;
}

const nodeWords = 4;
const childCountMax = 256;
const childCountMin = 2;

export function triesOf(count: number): Tries {
  return {
    roots: new Int32Array(count),
    nodes: new Int32Array(1024),
    // Place 0 is taken, so that no node is mistaken for "not known".
    nodeEnd: nodeWords,
    children: new Int32Array(4096),
    childEnd: 0,
    wide: new Map(),
  };
}

/** The answer of a trie (below 0), or 0 if it is not known for this state. */
export function ask(tries: Tries, trie: number, ids: Vectors, base: number): number {
  const { nodes, children } = tries;
  let at = tries.roots[trie] as number;
  while (at > 0) {
    const id = ids[base + (nodes[at] as number)] as number;
    at =
      id < (nodes[at + 2] as number)
        ? (children[(nodes[at + 1] as number) + id] as number)
        : childBeyond(tries, at, id);
  }
  return at;
}

/** The child for an id that the node's block does not reach. */
export function childBeyond(tries: Tries, node: number, id: number): number {
  return id < childCountMax ? 0 : (tries.wide.get(wideKey(node, id)) ?? 0);
}

function wideKey(node: number, id: number): number {
  return node * 2 ** 22 + id;
}

/**
 * Records an answer. `idOfRead` gives the value of a component that was read.
 *
 * @throws DivergenceError if the trie knows another order of reads or another answer.
 */
export function learn(
  tries: Tries,
  trie: number,
  reads: readonly number[],
  idOfRead: (component: number) => number,
  answer: number,
  who: () => string,
): void {
  let at = tries.roots[trie] as number;
  let put = (reference: number): void => {
    tries.roots[trie] = reference;
  };
  for (const component of reads) {
    if (at < 0) throw diverged(who());
    if (at === 0) {
      at = newNode(tries, component);
      put(at);
    }
    if (tries.nodes[at] !== component) throw diverged(who());
    const [node, id] = [at, idOfRead(component)];
    at =
      id < (tries.nodes[node + 2] as number)
        ? childOf(tries, node, id)
        : childBeyond(tries, node, id);
    put = (reference) => setChild(tries, node, id, reference);
  }
  if (at !== 0 && at !== answer) throw diverged(who());
  put(answer);
}

function diverged(who: string): DivergenceError {
  return new DivergenceError(
    `${who} is not deterministic: from the same values it read something else or answered ` +
      'differently than before. Look for randomness, time, or variables outside the state.',
  );
}

function childOf(tries: Tries, node: number, id: number): number {
  return tries.children[(tries.nodes[node + 1] as number) + id] as number;
}

function newNode(tries: Tries, component: number): number {
  const node = tries.nodeEnd;
  tries.nodeEnd += nodeWords;
  if (tries.nodeEnd > tries.nodes.length) tries.nodes = doubled(tries.nodes, tries.nodeEnd);
  tries.nodes[node] = component;
  tries.nodes[node + 1] = newChildren(tries, childCountMin);
  tries.nodes[node + 2] = childCountMin;
  return node;
}

function setChild(tries: Tries, node: number, id: number, reference: number): void {
  if (id >= childCountMax) {
    tries.wide.set(wideKey(node, id), reference);
    return;
  }
  const count = tries.nodes[node + 2] as number;
  if (id >= count) {
    const from = tries.nodes[node + 1] as number;
    const grown = 2 ** Math.ceil(Math.log2(id + 1));
    const to = newChildren(tries, grown);
    tries.children.copyWithin(to, from, from + count);
    tries.nodes[node + 1] = to;
    tries.nodes[node + 2] = grown;
  }
  tries.children[(tries.nodes[node + 1] as number) + id] = reference;
}

function newChildren(tries: Tries, count: number): number {
  const from = tries.childEnd;
  tries.childEnd += count;
  if (tries.childEnd > tries.children.length) {
    tries.children = doubled(tries.children, tries.childEnd);
  }
  return from;
}

export function doubled(words: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(Math.max(length, 2 * words.length));
  grown.set(words);
  return grown;
}
