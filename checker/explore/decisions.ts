/**
 * Decision tries: what a deterministic function of the state answered, by what it read.
 *
 * A node names the component that the function reads next; its children stand for the values of
 * that component; a leaf is an answer. Since the function is deterministic, equal values of what
 * it read so far mean that it reads the same component next: anything else is a divergence.
 *
 * All tries of a search share one pool of words. A reference is 0 (not known), the place of a node
 * (above 0), or an answer (below 0). A node is its component, the number of its children, and a
 * reference for each child; the references to the roots stand at the beginning of the pool.
 */
import { DivergenceError } from '../errors.ts';
import type { Vectors } from './components.ts';

export interface Tries {
  pool: Int32Array;
  end: number;
  /** Children of ids from `childCountMax` on, by node and id: wide nodes are rare. */
  readonly wide: Map<number, number>;
  /** Tells nodes apart in `wide` when they move. */
  readonly wideNames: Map<number, number>;
}

const childCountMax = 256;
const childCountMin = 2;
const head = 2;

export function triesOf(count: number): Tries {
  // Place 0 stays free, so that no node is mistaken for "not known".
  const pool = new Int32Array(4096 + count);
  return { pool, end: 1 + count, wide: new Map(), wideNames: new Map() };
}

/** One more trie. */
export function newTrie(tries: Tries): number {
  if (tries.end === tries.pool.length) tries.pool = doubled(tries.pool, tries.end + 1);
  return tries.end++ - 1;
}

/** The answer of a trie (below 0), or 0 if it is not known for this state. */
export function ask(tries: Tries, trie: number, ids: Vectors, base: number): number {
  const { pool } = tries;
  let at = pool[1 + trie] as number;
  while (at > 0) {
    const id = ids[base + (pool[at] as number)] as number;
    at =
      id < (pool[at + 1] as number) ? (pool[at + head + id] as number) : childBeyond(tries, at, id);
  }
  return at;
}

/** The child for an id that the node's block does not reach. */
export function childBeyond({ wide, wideNames }: Tries, node: number, id: number): number {
  if (id < childCountMax) return 0;
  const name = wideNames.get(node);
  return name === undefined ? 0 : (wide.get(wideKey(name, id)) ?? 0);
}

function wideKey(name: number, id: number): number {
  return id * 2 ** 22 + name;
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
  // Where the reference stands that leads to where we are: a place, or (wide) a key below 0.
  let slot = 1 + trie;
  for (const component of reads) {
    let node = referenceAt(tries, slot);
    if (node < 0) throw diverged(who());
    if (node === 0) {
      node = newNode(tries, component, childCountMin);
      refer(tries, slot, node);
    }
    if (tries.pool[node] !== component) throw diverged(who());
    slot = slotOf(tries, slot, node, idOfRead(component));
  }
  const known = referenceAt(tries, slot);
  if (known !== 0 && known !== answer) throw diverged(who());
  refer(tries, slot, answer);
}

function diverged(who: string): DivergenceError {
  return new DivergenceError(
    `${who} is not deterministic: from the same values it read something else or answered ` +
      'differently than before. Look for randomness, time, or variables outside the state.',
  );
}

function referenceAt({ pool, wide }: Tries, slot: number): number {
  return slot < 0 ? (wide.get(-slot) ?? 0) : (pool[slot] as number);
}
function refer({ pool, wide }: Tries, slot: number, reference: number): void {
  if (slot < 0) wide.set(-slot, reference);
  else pool[slot] = reference;
}

/** Where the reference to a child stands; makes room for it. */
function slotOf(tries: Tries, slot: number, node: number, id: number): number {
  if (id >= childCountMax) {
    const name = tries.wideNames.get(node) ?? tries.wideNames.size;
    tries.wideNames.set(node, name);
    return -wideKey(name, id);
  }
  const count = tries.pool[node + 1] as number;
  if (id < count) return node + head + id;
  const moved = newNode(tries, tries.pool[node] as number, 2 ** Math.ceil(Math.log2(id + 1)));
  tries.pool.copyWithin(moved + head, node + head, node + head + count);
  const name = tries.wideNames.get(node);
  if (name !== undefined) {
    tries.wideNames.delete(node);
    tries.wideNames.set(moved, name);
  }
  refer(tries, slot, moved);
  return moved + head + id;
}

function newNode(tries: Tries, component: number, childCount: number): number {
  const node = tries.end;
  tries.end += head + childCount;
  if (tries.end > tries.pool.length) tries.pool = doubled(tries.pool, tries.end);
  tries.pool[node] = component;
  tries.pool[node + 1] = childCount;
  return node;
}

export function doubled(words: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(Math.max(length, 2 * words.length));
  grown.set(words);
  return grown;
}
