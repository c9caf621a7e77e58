/**
 * Block trees whose blocks carry their path: what lies below a block is read off the block itself.
 *
 * Slots are those of `chains.ts`, and so are the answers. There a walk to genesis reads every block
 * on its way, with all that they hold; here it reads one list of slots.
 */
import { genesis, heightOf, slotsOf, type TreeSize } from './chains.ts';

export interface Placed {
  /** Slots of the blocks above genesis up to this one, oldest first; null if no block stands here. */
  path: number[] | null;
}
type Seen = { readonly path: readonly number[] | null };
export type PathTree<B extends Seen = Seen> = readonly B[];

/** Every slot, with what it holds at first; only genesis stands. */
export function plantPaths<Held extends object>(
  size: TreeSize,
  held: (slot: number) => Held,
): (Held & Placed)[] {
  return slotsOf(size).map((slot) => ({ ...held(slot), path: slot === genesis ? [] : null }));
}

/** The block in a slot that is known to be taken. */
export function blockAt<B extends Seen>(tree: PathTree<B>, slot: number): B {
  const block = tree[slot];
  if (block.path === null) throw new Error(`no block stands in slot ${slot}`);
  return block;
}

/** The blocks above an ancestor up to a block, in order; from genesis if none is given. */
export function pathTo(
  tree: PathTree,
  slot: number,
  ancestor: number = genesis,
): readonly number[] {
  const path = blockAt(tree, slot).path as readonly number[]; // A block is there.
  // A parent's slot is less than its child's.
  return ancestor === genesis ? path : path.filter((at) => at > ancestor);
}

/** Whether a block is the other one or lies below it. */
export function isAncestor(tree: PathTree, ancestor: number, slot: number): boolean {
  if (ancestor === genesis || ancestor === slot) return true;
  return ancestor < slot && pathTo(tree, slot).includes(ancestor);
}

export function parentOf(tree: PathTree, slot: number): number {
  return pathTo(tree, slot).at(-2) ?? genesis;
}

/** The path of the block that takes a slot on a parent. */
export function pathOn(tree: PathTree, parent: number, slot: number): number[] {
  return [...pathTo(tree, parent), slot];
}

/**
 * The slot that the next child of a block takes, or null if its height is full or too high.
 *
 * @param filled How many blocks stand at each height, the first one above genesis first.
 */
export function nextSlot(filled: readonly number[], size: TreeSize, parent: number): number | null {
  const below = heightOf(size, parent);
  if (below >= size.heights || filled[below] >= size.ranks) return null;
  return 1 + below * size.ranks + filled[below];
}
