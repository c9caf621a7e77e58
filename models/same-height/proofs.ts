/** What one shard shows another, with proofs: the transactions of a block, or values. */
import { isMerkleProof, type MerkleProof, merkleProof, merkleRoot } from '../substrate/merkle.ts';

/** Leaves of a tree as somebody presents them. Who asked believes none of it. */
export interface Page {
  readonly leaves: readonly string[];
  /** One a leaf. */
  readonly proofs: readonly MerkleProof[];
}

export function pageOf(leaves: readonly string[]): Page {
  return { leaves, proofs: leaves.map((_, index) => merkleProof(leaves, index)) };
}

/** Whether each leaf stands in the tree. */
export function isProven(root: string, { leaves, proofs }: Page): boolean {
  return leaves.every((leaf, index) => isMerkleProof(root, leaf, proofs[index]));
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
