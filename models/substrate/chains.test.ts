/**
 * Block trees.
 *
 * Method: random trees are grown block by block; every helper is compared with a second, naive
 * definition over plain lists of ancestors, and the fork choice with its own laws.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  blockAt,
  blockName,
  freeSlot,
  genesis,
  headOf,
  heightOf,
  isAncestor,
  type Linked,
  pathTo,
  plantTree,
  slotCount,
  slotsOf,
  type Tree,
  type TreeSize,
} from './chains.ts';

const sizes = fc.record({
  heights: fc.integer({ min: 1, max: 5 }),
  ranks: fc.integer({ min: 1, max: 4 }),
});
const choices = fc.array(fc.nat(), { maxLength: 20 });

interface Grown {
  readonly size: TreeSize;
  readonly tree: Tree;
  /** Slots in order of arrival. */
  readonly arrived: readonly number[];
}

/** Each choice picks a parent among the blocks that stand; it is skipped if its height is full. */
function grow(size: TreeSize, picks: readonly number[]): Grown {
  const tree: (Linked | null)[] = plantTree(size, { parent: genesis });
  const arrived: number[] = [];
  for (const pick of picks) {
    const standing = [genesis, ...arrived];
    const parent = standing[pick % standing.length] ?? genesis;
    const slot = freeSlot(tree, size, parent);
    if (slot === null) continue;
    tree[slot] = { parent };
    arrived.push(slot);
  }
  return { size, tree, arrived };
}
const trees = fc.tuple(sizes, choices).map(([size, picks]) => grow(size, picks));

/** From the block down to genesis, by the definition. */
function ancestors(tree: Tree, slot: number): readonly number[] {
  return slot === genesis ? [genesis] : [slot, ...ancestors(tree, blockAt(tree, slot).parent)];
}

const anything = { isEligible: () => true };

describe('a tree', () => {
  test('has one slot for genesis and one a height and rank', () => {
    const size = { heights: 2, ranks: 2 };
    expect(slotCount(size)).toBe(5);
    expect(slotsOf(size).map((slot) => heightOf(size, slot))).toEqual([0, 1, 1, 2, 2]);
    expect(slotsOf(size).map((slot) => blockName(size, slot))).toEqual(['0', '1', "1'", '2', "2'"]);
  });

  test.prop([trees], { seed: 2318 })(
    'puts a block one height above its parent',
    ({ size, tree, arrived }) => {
      expect(new Set(arrived).size).toBe(arrived.length);
      for (const slot of arrived) {
        expect(heightOf(size, slot)).toBe(ancestors(tree, slot).length - 1);
      }
    },
  );

  test.prop([trees], { seed: 2318 })('fills a height in order of arrival', ({ size, arrived }) => {
    for (let height = 1; height <= size.heights; height++) {
      const level = arrived.filter((slot) => heightOf(size, slot) === height);
      expect(level).toEqual(level.toSorted((a, b) => a - b));
    }
  });

  test.prop([trees], { seed: 2318 })(
    'refuses a block only if its height is full or too high',
    (grown) => {
      const { size, tree, arrived } = grown;
      for (const parent of [genesis, ...arrived]) {
        const height = heightOf(size, parent) + 1;
        const level = arrived.filter((slot) => heightOf(size, slot) === height);
        const isFull = height > size.heights || level.length === size.ranks;
        expect(freeSlot(tree, size, parent) === null).toBe(isFull);
      }
    },
  );

  test('names the slot when no block stands in it', () => {
    expect(() => blockAt([{ parent: 0 }, null], 1)).toThrow('no block stands in slot 1');
  });
});

describe('ancestry', () => {
  test.prop([trees], { seed: 2318 })('agrees with the list of ancestors', ({ tree, arrived }) => {
    const standing = [genesis, ...arrived];
    for (const slot of standing) {
      const line = ancestors(tree, slot);
      expect(pathTo(tree, slot)).toEqual(line.toReversed().slice(1));
      for (const other of standing) {
        expect(isAncestor(tree, other, slot)).toBe(line.includes(other));
        if (!line.includes(other)) continue;
        expect(pathTo(tree, slot, other)).toEqual(line.slice(0, line.indexOf(other)).toReversed());
      }
    }
  });
});

describe('the head', () => {
  test.prop([trees], { seed: 2318 })(
    'is one of the highest; the first seen of them, or the last',
    (grown) => {
      const { size, tree, arrived } = grown;
      const highest = Math.max(0, ...arrived.map((slot) => heightOf(size, slot)));
      const level = [genesis, ...arrived].filter((slot) => heightOf(size, slot) === highest);
      expect(headOf(tree, size, { ...anything, ties: 'first-seen' })).toBe(level[0]);
      expect(headOf(tree, size, { ...anything, ties: 'adversarial' })).toBe(level.at(-1));
      expect(level).toContain(headOf(tree, size, { ...anything, ties: 'lowest-hash' }));
    },
  );

  test.prop([sizes, choices], { seed: 2318 })(
    'moves to a first-seen branch only if it is higher',
    (size, picks) => {
      let head = genesis;
      for (let count = 1; count <= picks.length; count++) {
        const { tree } = grow(size, picks.slice(0, count));
        const next = headOf(tree, size, { ...anything, ties: 'first-seen' }) ?? genesis;
        if (next !== head) expect(heightOf(size, next)).toBeGreaterThan(heightOf(size, head));
        head = next;
      }
    },
  );

  test.prop([trees, fc.nat()], { seed: 2318 })(
    'is eligible, and null if nothing is',
    (grown, salt) => {
      const { size, tree } = grown;
      const isEligible = (slot: number): boolean => (slot * 7 + salt) % 3 === 0;
      const head = headOf(tree, size, { isEligible, ties: 'first-seen' });
      const eligible = slotsOf(size).filter((slot) => tree[slot] !== null && isEligible(slot));
      if (head === null) expect(eligible).toEqual([]);
      else {
        const heights = eligible.map((slot) => heightOf(size, slot));
        expect(eligible).toContain(head);
        expect(heightOf(size, head)).toBe(Math.max(...heights));
      }
    },
  );

  test('prefers the heavier of two blocks of one height, whoever came first', () => {
    const size = { heights: 1, ranks: 2 };
    const { tree } = grow(size, [0, 0]);
    const choice = { ...anything, ties: 'first-seen' as const };
    expect(headOf(tree, size, { ...choice, weightOf: (slot) => slot })).toBe(2);
    expect(headOf(tree, size, { ...choice, weightOf: (slot) => -slot })).toBe(1);
  });

  test('by lowest hash does not depend on which of two blocks came first', () => {
    const size = { heights: 1, ranks: 2 };
    const [one, other] = [
      { parent: genesis, miner: 'one' },
      { parent: genesis, miner: 'other' },
    ];
    const root = { parent: genesis, miner: 'nobody' };
    const choice = { ...anything, ties: 'lowest-hash' as const };
    const there = [root, one, other];
    const back = [root, other, one];
    const winner = there[headOf(there, size, choice) ?? 0];
    expect(back[headOf(back, size, choice) ?? 0]).toEqual(winner);
  });

  test('by lowest hash looks at what the hash covers, and at nothing else', () => {
    const size = { heights: 1, ranks: 2 };
    const tree = (read: boolean) => [
      { parent: genesis, miner: 'nobody', read },
      { parent: genesis, miner: 'one', read },
      { parent: genesis, miner: 'other', read: false },
    ];
    const headIn = (blocks: ReturnType<typeof tree>): number | null =>
      headOf(blocks, size, {
        ...anything,
        ties: 'lowest-hash',
        hashedOf: (slot) => blocks[slot]?.miner,
      });
    expect(headIn(tree(true))).toBe(headIn(tree(false)));
  });
});
