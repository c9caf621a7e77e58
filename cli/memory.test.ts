/**
 * What a command may take, and when a thread has taken it.
 *
 * Method: sizes as a user types them; shares by hand; and this thread's own heap, filled and
 * emptied, for the guard. That a search ends by it is for `process.test.ts`, in a process of its
 * own.
 */
import { getHeapStatistics } from 'node:v8';
import { expect, test } from 'vitest';
import { allot, limitsOf, machineMemory, memory, memoryFailure, memoryGuard } from './memory.ts';

const megabyte = 2 ** 20;
const gigabyte = 2 ** 30;

test.each([
  ['256m', 256 * megabyte],
  ['512M', 512 * megabyte],
  ['512mb', 512 * megabyte],
  ['1.5g', 1536 * megabyte],
  ['2g', 2 * gigabyte],
  ['2GB', 2 * gigabyte],
])('--memory %s is %i bytes', (text, bytes) => {
  expect(memory(text)).toBe(bytes);
});

test('threads get equal shares of what is left beside Node and the catalogue', () => {
  const left = 2 * gigabyte - 160 * megabyte;
  expect(allot(2 * gigabyte, 0, 1, 9)).toEqual({ threads: 1, threadMemory: left });
  expect(allot(2 * gigabyte, 0, 4, 9)).toEqual({ threads: 4, threadMemory: left / 4 });
});

test('no more threads are made than there are tasks, or than can do something with a share', () => {
  expect(allot(2 * gigabyte, 0, 8, 3).threads).toBe(3);
  expect(allot(512 * megabyte, 0, 8, 9)).toEqual({
    threads: 3,
    threadMemory: Math.floor((352 * megabyte) / 3),
  });
  expect(allot(256 * megabyte, 0, 8, 9)).toEqual({ threads: 1, threadMemory: 96 * megabyte });
});

test('without --memory it is half of what the machine has, and never too little to begin', () => {
  const half = 4 * gigabyte - 160 * megabyte;
  expect(allot(undefined, 8 * gigabyte, 1, 1).threadMemory).toBe(half);
  expect(allot(undefined, 100 * megabyte, 1, 1).threadMemory).toBe(96 * megabyte);
  expect(machineMemory()).toBeGreaterThan(100 * megabyte);
  expect(machineMemory()).toBeLessThan(2 ** 50);
});

test('this thread has a share too, where there are no others', () => {
  expect(allot(gigabyte, 0, 0, 5)).toEqual({ threads: 0, threadMemory: 864 * megabyte });
});

test('V8 gives up a thread only far beyond its share', () => {
  expect(limitsOf(100 * megabyte)).toEqual({
    maxOldGenerationSizeMb: 264,
    maxYoungGenerationSizeMb: 13,
  });
  expect(limitsOf(10 * gigabyte).maxYoungGenerationSizeMb).toBe(192);
});

test('a store takes of the share of its thread', () => {
  const isSpent = memoryGuard(100 * gigabyte);
  expect(isSpent(0)).toBe(false);
  expect(isSpent(90 * gigabyte)).toBe(false);
  expect(isSpent(101 * gigabyte)).toBe(true);
});

test('what is kept on the heap counts, what is garbage does not', () => {
  const room = 64 * megabyte;
  const isSpent = memoryGuard(getHeapStatistics().used_heap_size + 2 * room);
  let kept = fill(3 * room);
  expect(isSpent(0)).toBe(true);
  expect(kept.length).toBeGreaterThan(0);
  kept = [];
  expect(isSpent(0)).toBe(false);
});

test('a table that cannot grow is no internal error', () => {
  const lost = 'its thread ran out of memory, and what it had found is lost: give more with ';
  const buffer = thrownBy(() => new ArrayBuffer(2 ** 52));
  const words = thrownBy(() => new Float64Array(2 ** 40));
  const shared = thrownBy(() => new SharedArrayBuffer(8, { maxByteLength: 16 }).grow(32));
  for (const error of [buffer, words, shared]) {
    expect(memoryFailure(error)).toEqual({
      message: `${lost}--memory, or search less with --set`,
      exitCode: 3,
    });
  }
  const table = new RangeError('Map maximum size exceeded');
  expect(memoryFailure(table)).toEqual({
    message:
      'it has more values than a table of V8 can hold, and what was found is lost: search less ' +
      'with --set or --states',
    exitCode: 3,
  });
  expect(memoryFailure(new RangeError('the source has no suite 7'))).toBe(null);
  expect(memoryFailure(new Error('an allocation failed'))).toBe(null);
});

function thrownBy(allocate: () => unknown): Error {
  try {
    allocate();
  } catch (error) {
    // In the realm of the tests, what V8 throws is a RangeError of another one.
    return new RangeError(error instanceof Error ? error.message : String(error));
  }
  throw new Error('there was room for it');
}

/** About so many bytes of heap, in numbers that are not small integers. */
function fill(bytes: number): number[][] {
  const size = 10_000;
  return Array.from({ length: bytes / (8 * size) }, () => new Array<number>(size).fill(0.5));
}
