/**
 * Block trees whose blocks carry their path.
 *
 * Method: random trees are grown twice, with parents and with paths; every helper gives what its
 * namesake over parents gives. A head that is moved as blocks arrive is the head among all of them.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import * as chains from './chains.ts';
import {
  blockAt,
  isAncestor,
  nextSlot,
  type Placed,
  parentOf,
  pathOn,
  pathTo,
  plantPaths,
} from './paths.ts';

interface Grown {
  readonly size: chains.TreeSize;
  readonly byParent: chains.Tree;
  readonly byPath: readonly Placed[];
  readonly filled: readonly number[];
  /** Slots in order of arrival. */
  readonly arrived: readonly number[];
}

/** Each choice picks a parent among the blocks that stand; it is skipped if its height is full. */
function grow(size: chains.TreeSize, picks: readonly number[]): Grown {
  const byParent: (chains.Linked | null)[] = chains.plantTree(size, { parent: chains.genesis });
  const byPath = plantPaths(size, () => ({}));
  const filled = Array.from({ length: size.heights }, () => 0);
  const arrived: number[] = [];
  for (const pick of picks) {
    const standing = [chains.genesis, ...arrived];
    const parent = standing[pick % standing.length] ?? chains.genesis;
    const slot = nextSlot(filled, size, parent);
    expect(slot).toBe(chains.freeSlot(byParent, size, parent));
    if (slot === null) continue;
    const below = chains.heightOf(size, slot) - 1;
    filled[below] = (filled[below] ?? 0) + 1;
    byParent[slot] = { parent };
    byPath[slot] = { path: pathOn(byPath, parent, slot) };
    arrived.push(slot);
  }
  return { size, byParent, byPath, filled, arrived };
}
const trees = fc
  .tuple(
    fc.record({ heights: fc.integer({ min: 1, max: 5 }), ranks: fc.integer({ min: 1, max: 4 }) }),
    fc.array(fc.nat(), { maxLength: 20 }),
  )
  .map(([size, picks]) => grow(size, picks));

describe('paths say what parents say', () => {
  test.prop([trees], { seed: 11 })('of any two blocks', ({ byParent, byPath, arrived }) => {
    const standing = [chains.genesis, ...arrived];
    for (const slot of standing) {
      expect(parentOf(byPath, slot)).toBe(chains.blockAt(byParent, slot).parent);
      for (const other of standing) {
        expect(pathTo(byPath, slot, other)).toEqual(chains.pathTo(byParent, slot, other));
        expect(isAncestor(byPath, other, slot)).toBe(chains.isAncestor(byParent, other, slot));
      }
    }
  });

  test('and nothing of a slot in which no block stands', () => {
    const { byPath } = grow({ heights: 2, ranks: 1 }, [0]);
    expect(blockAt(byPath, 1).path).toEqual([1]);
    expect(() => blockAt(byPath, 2)).toThrow('no block stands in slot 2');
    expect(() => pathTo(byPath, 2)).toThrow('no block stands in slot 2');
  });
});

describe('a head moves as blocks arrive', () => {
  const preferences = fc.record({
    ties: fc.constantFrom('first-seen', 'adversarial', 'lowest-hash'),
    weights: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 21, maxLength: 21 }),
    barred: fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 8 }),
  });
  test.prop([trees, preferences], { seed: 11 })(
    'to where a choice among all of them would be',
    ({ size, byParent, arrived }, { ties, weights, barred }) => {
      const choice: chains.ForkChoice = {
        ties,
        isEligible: (slot) => !barred.includes(slot),
        weightOf: (slot) => weights[slot] ?? 0,
        hashedOf: (slot) => [slot % 3, byParent[slot]],
      };
      const tree: (chains.Linked | null)[] = chains.plantTree(size, { parent: chains.genesis });
      let head: number | null = chains.genesis;
      for (const slot of arrived) {
        tree[slot] = chains.blockAt(byParent, slot);
        head = chains.headAfter(tree, size, choice, head, slot);
        expect(head).toBe(chains.headOf(tree, size, choice));
      }
    },
  );
});
