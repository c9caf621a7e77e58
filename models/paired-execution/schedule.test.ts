/**
 * What is said about schedules, counted.
 *
 * Method: pairs and waits are counted by running the schedules of the model over whole cycles.
 * Where the sources draw pairs and triples at random, all partitions of a few shards are listed,
 * and the formula that holds for them is used for a hundred. Each figure of the sources is then
 * one of these counts, or half of it.
 */
import { fc, test as propertyTest } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { cycleOf, partnerOf, reachOf, type Schedule, waitFor } from './schedule.ts';

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** How often each pair meets in one cycle, by `i j`; pairs that never meet are left out. */
function meetings(schedule: Schedule, count: number): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const number of upTo(cycleOf(schedule, count))) {
    for (const shard of upTo(count)) {
      const partner = partnerOf(schedule, count, number, shard);
      if (partner === null || partner < shard) continue;
      const pair = `${shard} ${partner}`;
      times.set(pair, (times.get(pair) ?? 0) + 1);
    }
  }
  return times;
}

const schedules = ['every pair once', 'literal formula'] as const;

propertyTest.prop(
  [fc.constantFrom(...schedules), fc.constantFrom(3, 5, 7, 11, 13), fc.nat({ max: 200 })],
  { seed: 2318 },
)('who is paired is paired with one other, and with each other', (schedule, count, number) => {
  for (const shard of upTo(count)) {
    const partner = partnerOf(schedule, count, number, shard);
    if (partner === null) continue;
    expect(partner).not.toBe(shard);
    expect(partnerOf(schedule, count, number, partner)).toBe(shard);
  }
});

describe.each([5, 7, 11, 13, 97, 101])('the literal formula, for %i shards', (count) => {
  const met = meetings('literal formula', count);

  test('pairs (k - 1)^2 / 4 of the pairs, each twice a cycle', () => {
    expect(met.size).toBe((count - 1) ** 2 / 4);
    expect(new Set(met.values())).toEqual(new Set([2]));
  });
  test('never pairs the other (k^2 - 1) / 4', () => {
    const pairs = (count * (count - 1)) / 2;
    expect(pairs - met.size).toBe((count ** 2 - 1) / 4);
  });
  test('never pairs shard 0', () => {
    expect([...met.keys()].filter((pair) => pair.startsWith('0 '))).toEqual([]);
    expect(waitFor('literal formula', count, 1, [0, 1])).toBe(Number.POSITIVE_INFINITY);
  });
  test('pairs the same shards at N and at k - N, and nobody at multiples of k', () => {
    const pairsAt = (number: number): readonly (number | null)[] =>
      upTo(count).map((shard) => partnerOf('literal formula', count, number, shard));
    for (const number of upTo(count).slice(1)) {
      expect(pairsAt(count - number)).toEqual(pairsAt(number));
    }
    expect(new Set(pairsAt(count))).toEqual(new Set([null]));
  });
  test('read as positions 0 and 1, 2 and 3, pairs shard 0 with all, and others still never', () => {
    const pairs = new Set<string>();
    for (const number of upTo(count).slice(1)) {
      const shardAt = (position: number): number =>
        upTo(count).findIndex((shard) => (shard * number) % count === position);
      for (let position = 0; position + 1 < count; position += 2) {
        const pair = [shardAt(position), shardAt(position + 1)];
        pairs.add(pair.sort((one, other) => one - other).join(' '));
      }
    }
    expect([...pairs].filter((pair) => pair.startsWith('0 '))).toHaveLength(count - 1);
    expect((count * (count - 1)) / 2 - pairs.size).toBe((count - 1) ** 2 / 4);
  });
});

describe.each([5, 7, 11, 13, 97, 100, 101])('every pair once, for %i shards', (count) => {
  const met = meetings('every pair once', count);

  test('is what it says', () => {
    expect(met.size).toBe((count * (count - 1)) / 2);
    expect(new Set(met.values())).toEqual(new Set([1]));
  });
  test('leaves out one shard a block if their number is odd, a different one each time', () => {
    const idle = upTo(cycleOf('every pair once', count)).flatMap((number) =>
      upTo(count).filter((shard) => partnerOf('every pair once', count, number, shard) === null),
    );
    expect(idle).toHaveLength(count % 2 === 1 ? count : 0);
    expect(new Set(idle).size).toBe(idle.length);
  });
});

// ── waits ────────────────────────────────────────────────────────────────────────────────────

/** All ways to split shards into groups of one size; those that are left over form no group. */
function partitions(shards: readonly number[], size: number): readonly (readonly string[])[] {
  if (shards.length === 0) return [[]];
  const [first = 0, ...rest] = shards;
  const left = shards.length % size;
  const withFirst = subsets(rest, size - 1).flatMap((others) =>
    partitions(
      rest.filter((shard) => !others.includes(shard)),
      size,
    ).map((groups) => [[first, ...others].join(' '), ...groups]),
  );
  return left === 0 ? withFirst : [...withFirst, ...partitions(rest, size)];
}
function subsets(items: readonly number[], size: number): readonly (readonly number[])[] {
  if (size === 0) return [[]];
  return items.flatMap((item, at) =>
    subsets(items.slice(at + 1), size - 1).map((others) => [item, ...others]),
  );
}
/** The mean number of blocks until some shards are together, if every block draws anew. */
function randomWait(count: number, group: readonly number[]): number {
  const all = partitions(upTo(count), group.length);
  return all.length / all.filter((groups) => groups.includes(group.join(' '))).length;
}
const choose = (count: number, size: number): number =>
  upTo(size).reduce((product, at) => (product * (count - at)) / (at + 1), 1);
/** The same by a formula: how many groups there are for each that a block has. */
const randomWaitOf = (count: number, size: number): number =>
  choose(count, size) / Math.floor(count / size);

test.each([
  [4, 2],
  [5, 2],
  [6, 2],
  [8, 2],
  [4, 3],
  [6, 3],
  [7, 3],
  [9, 3],
])(
  'the mean wait for a random group, of %i shards, of %i, is what a list of all gives',
  (k, size) => {
    expect(randomWait(k, upTo(size))).toBeCloseTo(randomWaitOf(k, size), 9);
  },
);

describe('the wait of 50 blocks', () => {
  test('is the mean of a cycle of 99 that pairs 100 shards, the block itself counted', () => {
    const cycle = cycleOf('every pair once', 100);
    expect(cycle).toBe(99);
    const waits = upTo(cycle).map((number) => waitFor('every pair once', 100, number, [17, 60]));
    expect(mean(waits)).toBe(50);
    expect(Math.max(...waits)).toBe(99);
  });
  test('is 99 if the pairs are drawn at random', () => {
    expect(randomWaitOf(100, 2)).toBe(99);
  });
});

describe('the wait of 5,000 blocks for three shards', () => {
  const triplesInABlock = Math.floor(100 / 3);

  test('is a whole cycle of 4,900 through all triples, 33 at a time; its mean is half of that', () => {
    const cycle = choose(100, 3) / triplesInABlock;
    expect(cycle).toBe(4_900);
    expect(cycle / 2).toBe(2_450);
  });
  test('is 4,851 at random for shards none of which is left over, and 4,900 for 100 of them', () => {
    for (const count of [6, 9]) expect(randomWait(count, [0, 1, 2])).toBe(choose(count - 1, 2));
    expect(choose(100 - 1, 2)).toBe(4_851);
    const shareInATriple = (3 * triplesInABlock) / 100;
    expect(randomWaitOf(100, 3)).toBe(4_900);
    expect(randomWaitOf(100, 3) * shareInATriple).toBeCloseTo(choose(100 - 1, 2), 9);
  });
  test('so 50 is half of a cycle, and 5,000 is a whole one', () => {
    const [pairs, triples] = [cycleOf('every pair once', 100), choose(100, 3) / triplesInABlock];
    expect(50 / pairs).toBeCloseTo(0.5, 1);
    expect(5_000 / triples).toBeCloseTo(1, 1);
  });
});

describe('the rotating leader', () => {
  test.each([5, 11, 100])('of %i shards is waited for (k - 1) / 2 blocks', (count) => {
    const waits = upTo(count).map((number) =>
      upTo(count).findIndex((wait) => reachOf('leader', count, number + wait, 3).length === count),
    );
    expect(mean(waits)).toBe((count - 1) / 2);
  });
  test('is every shard once in a cycle', () => {
    const leaders = upTo(cycleOf('leader', 7)).map((number) =>
      upTo(7).filter((shard) => reachOf('leader', 7, number, shard).length === 7),
    );
    expect(leaders).toEqual(upTo(7).map((shard) => [shard]));
  });
});
