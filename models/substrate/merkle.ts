/**
 * Merkle trees with SHA-256: a root that commits to a list of texts, and proofs that one of them
 * stands at one place of it.
 *
 * Source      RFC 6962, "Certificate Transparency", section 2.1: the shape of the tree, and the
 *             prefixes that keep leaves and nodes apart
 * Deviates    The root also hashes the number of leaves. In RFC 6962 the size of the tree is signed
 *             beside its root; here a proof has to bind the size with nothing but the root.
 *
 * Hashes are lower-case hexadecimal, 64 digits, so that a proof is plain data.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

export interface MerkleProof {
  /** Place of the leaf, from 0. */
  readonly index: number;
  /** How many leaves the tree has. */
  readonly count: number;
  /** Hashes of the sibling subtrees, from the leaf upwards. */
  readonly path: readonly string[];
}

/** The root of a list of leaves; an empty list has one too. */
export function merkleRoot(leaves: readonly string[]): string {
  return rootOver(leaves.length, subtree(leaves, 0, leaves.length));
}

/** @throws RangeError if there is no leaf at `index`. */
export function merkleProof(leaves: readonly string[], index: number): MerkleProof {
  const count = leaves.length;
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new RangeError(`index expected a whole number from 0 to ${count - 1}, got ${index}`);
  }
  const path: string[] = [];
  let [from, to] = [0, count];
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    const isLeft = index < middle;
    path.push(isLeft ? subtree(leaves, middle, to) : subtree(leaves, from, middle));
    if (isLeft) to = middle;
    else from = middle;
  }
  return { index, count, path: path.reverse() };
}

/**
 * Whether the proof shows that `leaf` stands at `proof.index` of the `proof.count` leaves below
 * `root`. Proofs come from strangers: whatever they hold, the answer is true or false.
 */
export function isMerkleProof(root: string, leaf: string, proof: MerkleProof): boolean {
  const { index, count, path } = proof;
  if (!Number.isInteger(count) || count > countMax) return false;
  if (!Number.isInteger(index) || index < 0 || index >= count) return false;
  if (!path.every((hash) => /^[0-9a-f]{64}$/.test(hash))) return false;
  const turns = turnsTo(index, count);
  if (path.length !== turns.length) return false;
  let hash = leafHash(leaf);
  for (const [level, sibling] of path.entries()) {
    hash = turns[level] === 'left' ? nodeHash(hash, sibling) : nodeHash(sibling, hash);
  }
  return rootOver(count, hash) === root;
}

/** What the eight hexadecimal digits of the count hold. */
const countMax = 0xffff_ffff;

/** On which side the path to a leaf keeps at each fork, from the leaf upwards. */
function turnsTo(index: number, count: number): readonly ('left' | 'right')[] {
  const turns: ('left' | 'right')[] = [];
  let [place, size] = [index, count];
  while (size > 1) {
    const split = splitOf(size);
    const isLeft = place < split;
    turns.push(isLeft ? 'left' : 'right');
    place = isLeft ? place : place - split;
    size = isLeft ? split : size - split;
  }
  return turns.reverse();
}

/** The hash of the leaves from `from` up to, and without, `to`. */
function subtree(leaves: readonly string[], from: number, to: number): string {
  if (to === from) return digestOf(prefix.empty, '');
  if (to - from === 1) return leafHash(leaves[from]);
  const middle = from + splitOf(to - from);
  return nodeHash(subtree(leaves, from, middle), subtree(leaves, middle, to));
}

/** How many of `size` leaves go to the left: the greatest power of two below `size`. */
function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

// ── hashing ──────────────────────────────────────────────────────────────────────────────────

/** One byte, in hexadecimal, in front of what is hashed: nothing can be passed off as another. */
const prefix = { leaf: '00', node: '01', root: '02', empty: '03' };

function leafHash(leaf: string): string {
  return digestOf(prefix.leaf, leaf, () => bytesToHex(utf8ToBytes(leaf)));
}
function nodeHash(left: string, right: string): string {
  return digestOf(prefix.node, left + right);
}
function rootOver(count: number, top: string): string {
  return digestOf(prefix.root, count.toString(16).padStart(8, '0') + top);
}

/**
 * A search asks for the same few hashes in every state, so they are remembered; the answer stays a
 * function of the arguments alone. When the memory is full it starts again.
 */
const remembered = new Map<string, string>();
const rememberedMax = 1 << 14;

/** SHA-256 of the prefix and the content, which is hexadecimal unless `toHex` makes it so. */
function digestOf(first: string, content: string, toHex = () => content): string {
  const key = first + content;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const digest = bytesToHex(sha256(hexToBytes(first + toHex())));
  if (remembered.size >= rememberedMax) remembered.clear();
  remembered.set(key, digest);
  return digest;
}
