/**
 * The line on standard error.
 *
 * Method: a clock and a board moved by hand, the whole line; estimates against series whose sum is
 * known.
 */
import { expect, test } from 'vitest';
import type { Seen } from './board.ts';
import { levelEstimate } from './estimate.ts';
import { type ProgressLine, progressLine } from './progress.ts';

const megabyte = 2 ** 20;

/** A progress line, its clock in seconds, and what it wrote last. */
function watched(memoryTaken = 412 * megabyte): {
  readonly line: ProgressLine;
  readonly at: (seconds: number) => void;
  readonly last: () => string;
} {
  let [time, text] = [0, ''];
  const line = progressLine({
    out: () => {},
    err: (next) => {
      text = next;
    },
    isWatched: true,
    hasColour: false,
    cwd: '.',
    now: () => time,
    onInterrupt: () => () => {},
    threads: 1,
    memory: 0,
    memoryTaken: () => memoryTaken,
  });
  return {
    line,
    at: (seconds) => {
      time = 1000 * seconds;
    },
    last: () => text.replace('\r\u001b[2K', ''),
  };
}

function seen(states: number, more: Partial<Seen> = {}): Seen {
  return { states, depth: 14, queue: 345_678, share: 0, ...more };
}

test('nothing is said of what takes less than two seconds', () => {
  const { line, at, last } = watched();
  at(1.9);
  line.show('handover/baseline', seen(1000), null);
  line.clear();
  expect(last()).toBe('');
});

test('level, states, rate, queue, memory and time', () => {
  const { line, at, last } = watched();
  line.show('handover/baseline', seen(1_000_000), null);
  at(3);
  line.show('handover/baseline', seen(2_500_000), null);
  expect(last()).toBe(
    'handover/baseline  level 14, 2,500,000 states, 500 k/s, 346 k to go, 412 MB, 3 s',
  );
});

test('the rate is that of the last seconds, and of this search', () => {
  const { line, at, last } = watched(1.5 * 2 ** 30);
  line.show('a', seen(0), null);
  for (const [second, states] of [9e6, 18e6, 27e6, 27.003e6, 27.006e6, 27.009e6].entries()) {
    at(second + 1);
    line.show('a', seen(states), null);
  }
  expect(last()).toContain(' 27.0 M states, 3,000/s, ');
  expect(last()).toContain(' 1.5 GB, ');
  at(7);
  line.show('b', seen(5), null);
  expect(last()).toBe('b  level 14, 5 states, 346 k to go, 1.5 GB, 7 s');
});

test('sampling has no states yet', () => {
  const { line, at, last } = watched();
  at(5);
  line.show('3/9 handover/baseline', seen(0), 1000);
  expect(last()).toBe('3/9 handover/baseline  sampling, 412 MB, 5 s');
});

test('of the end it says only what it can know: the budget, or how levels shrink', () => {
  const { line, at, last } = watched();
  at(5);
  line.show('handover/baseline', seen(129_999), 1_000_000);
  expect(last()).toBe(
    'handover/baseline  level 14, 129,999 states, 346 k to go, 412 MB, 12 % of --states, 5 s',
  );
  at(6);
  line.show('handover/baseline', seen(130_000, { share: 937 }), 1_000_000);
  expect(last()).toMatch(/, 412 MB, 93 % if levels shrink on, 6 s$/);
});

test('a long name gives way to the numbers', () => {
  const { line, at, last } = watched();
  const name = '101/120 chain-fibers/some-variant-with-a-long-name@explicit';
  line.show(name, seen(129_999_999, { share: 937 }), null);
  at(10);
  line.show(name, seen(139_999_999, { share: 937 }), null);
  expect(last()).toBe(
    '101/120 ch…  level 14, 140.0 M states, 1.0 M/s, 346 k to go, 412 MB, 93 % if levels shrink on, 10 s',
  );
  expect(last().length).toBeLessThan(100);
});

/** What is said at the beginning of each level, the initial one first. */
function estimates(levels: readonly number[]): readonly number[] {
  const estimate = levelEstimate();
  let states = 0;
  return levels.map((size, index) => {
    states += size;
    return estimate({ states, depth: index + 1, queue: size });
  });
}

test('levels that shrink faster and faster give a lower bound of the share seen', () => {
  // Of a geometric series with ratio r after a level of n, n r / (1 - r) are to come.
  expect(estimates([1, 60, 120, 110, 60, 20, 5])).toEqual([
    0,
    0,
    0,
    0,
    0,
    Math.floor((1000 * 371) / (371 + (20 * (20 / 60)) / (1 - 20 / 60))),
    Math.floor((1000 * 376) / (376 + (5 * (5 / 20)) / (1 - 5 / 20))),
  ]);
});

test.each([
  ['that grow', [1, 2, 4, 8, 16, 32, 64]],
  ['of one size', [1, 5, 5, 5, 5, 5, 5]],
  ['that shrink ever less', [1, 100, 50, 30, 20, 15, 12]],
  ['that shrink once', [1, 10, 100, 90]],
])('nothing is said of levels %s', (_, levels) => {
  expect(estimates(levels).at(-1)).toBe(0);
});

test('it falls silent where levels grow again, and where it missed one', () => {
  const shrinking = [1, 60, 120, 110, 60, 20];
  expect(estimates(shrinking).at(-1)).toBeGreaterThan(0);
  expect(estimates([...shrinking, 30]).at(-1)).toBe(0);
  const estimate = levelEstimate();
  for (const [index, states] of [1, 61, 181, 291, 351, 371].entries()) {
    estimate({ states, depth: index + 1, queue: 0 });
  }
  expect(estimate({ states: 376, depth: 9, queue: 0 })).toBe(0);
});
