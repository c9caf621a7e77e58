/** What one shard shows another, with proofs: the transactions of a block, or values. */
import { isMerkleProof, type MerkleProof, merkleProof, merkleRoot } from '../substrate/merkle.ts';

/** Leaves of a tree as somebody presents them. Who asked believes none of it. */
export interface Page {
  readonly leaves: readonly string[];
  /** One a leaf. */
  readonly proofs: readonly MerkleProof[];
}

/** A tree: its root, and a page of all of its leaves. */
export interface Tree {
  readonly root: string;
  readonly page: Page;
}

/**
 * A search asks for the same few trees, and checks the same few pages, in every state, so both are
 * remembered; the answers stay functions of the arguments alone.
 */
const trees = new Map<string, Tree>();
const treesMax = 1 << 12;
const verdicts = new WeakMap<Page, Map<string, boolean>>();

export function treeOf(leaves: readonly string[]): Tree {
  const text = JSON.stringify(leaves);
  const known = trees.get(text);
  if (known !== undefined) return known;
  const proofs = leaves.map((_, index) => merkleProof(leaves, index));
  const tree = { root: merkleRoot(leaves), page: { leaves, proofs } };
  if (trees.size >= treesMax) trees.clear();
  trees.set(text, tree);
  return tree;
}

/** Whether each leaf stands in the tree. */
export function isProven(root: string, page: Page): boolean {
  const known = verdicts.get(page) ?? new Map<string, boolean>();
  verdicts.set(page, known);
  const verdict =
    known.get(root) ??
    page.leaves.every((leaf, index) => isMerkleProof(root, leaf, page.proofs[index]));
  known.set(root, verdict);
  return verdict;
}

/** Whether the page has all leaves of the tree: a proof binds their number, and its place. */
export function isWhole(root: string, { leaves, proofs }: Page): boolean {
  if (leaves.length === 0) return root === merkleRoot([]);
  return proofs.every(({ count, index }, place) => count === leaves.length && index === place);
}

/** The page without some of its leaves; the proofs of the others are genuine. */
export function withoutLeaves(page: Page, isLeftOut: (leaf: string) => boolean): Page {
  const kept = page.leaves.flatMap((leaf, index) => (isLeftOut(leaf) ? [] : [index]));
  return {
    leaves: kept.map((index) => page.leaves[index]),
    proofs: kept.map((index) => page.proofs[index]),
  };
}

/** Other leaves behind the same proofs. */
export function withLeaves(page: Page, leafFor: (leaf: string) => string): Page {
  return { leaves: page.leaves.map(leafFor), proofs: page.proofs };
}
