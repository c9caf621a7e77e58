/**
 * Block trees: nothing is ever deleted, and what counts is the path to the head that the fork
 * choice picks. What a chain shows is the fold of the blocks on that path; a reorganisation is
 * not a step of its own, it is what more blocks do to the fork choice.
 *
 * A tree has a fixed number of slots. Slot 0 is the genesis block, which is its own parent; the
 * others are filled by height, and at each height in order of arrival (the rank). That order is
 * all that "first seen" needs: ties are between blocks of one height, so slots in order of arrival
 * over the whole tree would tell apart states that no rule can tell apart.
 */

export interface TreeSize {
  /** Heights above genesis. */
  readonly heights: number;
  /** Blocks that fit at one height. */
  readonly ranks: number;
}
export interface Linked {
  /** Slot of the block that it builds on. */
  readonly parent: number;
}
export type Tree<B extends Linked = Linked> = readonly (B | null)[];

/**
 * Who wins among blocks that are otherwise equal: the one seen first; the one seen last, which is
 * the adversary's pick, for it can always be the last to speak; or the one of the lowest hash.
 */
type TieBreak = 'first-seen' | 'adversarial' | 'lowest-hash';

export const genesis = 0;

export function plantTree<B extends Linked>(size: TreeSize, genesisBlock: B): (B | null)[] {
  return Array.from({ length: slotCount(size) }, (_, slot) =>
    slot === genesis ? genesisBlock : null,
  );
}

export function slotCount({ heights, ranks }: TreeSize): number {
  return 1 + heights * ranks;
}

/** Every slot of a tree, genesis first. */
export function slotsOf(size: TreeSize): readonly number[] {
  return Array.from({ length: slotCount(size) }, (_, slot) => slot);
}

export function heightOf({ ranks }: TreeSize, slot: number): number {
  return Math.ceil(slot / ranks);
}

/** `2` is the first block seen at height 2, `2'` the second, `2''` the third. */
export function blockName(size: TreeSize, slot: number): string {
  return `${heightOf(size, slot)}${"'".repeat(rankOf(size, slot))}`;
}

function rankOf({ ranks }: TreeSize, slot: number): number {
  return slot === genesis ? 0 : (slot - 1) % ranks;
}

/** The slot that the next child of a block takes, or null if its height is full or too high. */
export function freeSlot(tree: Tree, size: TreeSize, parent: number): number | null {
  const height = heightOf(size, parent) + 1;
  if (height > size.heights) return null;
  const first = 1 + (height - 1) * size.ranks;
  for (let slot = first; slot < first + size.ranks; slot++) if (tree[slot] === null) return slot;
  return null;
}

/** The block in a slot that is known to be taken. */
export function blockAt<B extends Linked>(tree: Tree<B>, slot: number): B {
  const block = tree[slot];
  if (block === null || block === undefined) throw new Error(`no block stands in slot ${slot}`);
  return block;
}

/** Whether a block is the other one or lies below it. A parent's slot is less than its child's. */
export function isAncestor(tree: Tree, ancestor: number, slot: number): boolean {
  let at = slot;
  while (at > ancestor) at = blockAt(tree, at).parent;
  return at === ancestor;
}

/** The blocks above an ancestor up to a block, in order; from genesis if none is given. */
export function pathTo(tree: Tree, slot: number, ancestor: number = genesis): readonly number[] {
  const path: number[] = [];
  for (let at = slot; at > ancestor; at = blockAt(tree, at).parent) path.push(at);
  return path.reverse();
}

export interface ForkChoice {
  readonly ties: TieBreak;
  /** Blocks that may be the head at all. */
  readonly isEligible: (slot: number) => boolean;
  /** Among blocks of equal height the greater one wins, before ties are broken. */
  readonly weightOf?: (slot: number) => number;
  /** What the hash of a block covers; without it, all of the block. */
  readonly hashedOf?: (slot: number) => unknown;
}

/** What stands in the slots of a tree: a fork choice asks no more than that of it. */
type Standing = readonly (object | null)[];

/** The highest eligible block, or null if there is none. */
export function headOf(tree: Standing, size: TreeSize, choice: ForkChoice): number | null {
  let best: number | null = null;
  for (let slot = tree.length - 1; slot >= genesis; slot--) {
    if (best !== null && heightOf(size, slot) < heightOf(size, best)) break;
    if (tree[slot] === null || !choice.isEligible(slot)) continue;
    if (best === null || beats(tree, slot, best, choice)) best = slot;
  }
  return best;
}

/** The head once a block has arrived that is the last of its height; `head` is the one before. */
export function headAfter(
  tree: Standing,
  size: TreeSize,
  choice: ForkChoice,
  head: number | null,
  arrived: number,
): number | null {
  if (!choice.isEligible(arrived)) return head;
  if (head === null) return arrived;
  const higher = heightOf(size, arrived) - heightOf(size, head);
  if (higher !== 0) return higher > 0 ? arrived : head;
  return beats(tree, head, arrived, choice) ? head : arrived;
}

/** Whether a block wins against one of its height that was seen after it. */
function beats(tree: Standing, slot: number, later: number, choice: ForkChoice): boolean {
  const weight = (at: number): number => choice.weightOf?.(at) ?? 0;
  const difference = weight(slot) - weight(later);
  if (difference !== 0) return difference > 0;
  if (choice.ties === 'lowest-hash') {
    const hashed = (at: number): unknown => choice.hashedOf?.(at) ?? tree[at];
    return hashOf(hashed(slot)) <= hashOf(hashed(later));
  }
  return choice.ties === 'first-seen';
}

/** FNV-1a over the text of a block: an order that nobody chose, not a cryptographic hash. */
function hashOf(block: unknown): number {
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify(block)) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  }
  return hash;
}
