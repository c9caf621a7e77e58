/**
 * Memory: what a command may take, what each of its threads may, and when a thread has taken it.
 *
 * The store of states lies in typed arrays, which the engine counts; the values that it interns,
 * and whatever the model makes, lie on the heap of the thread, where V8 ends the whole process if a
 * table cannot grow. So each thread looks at both, and ends its search long before that.
 */
import { totalmem } from 'node:os';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Problem } from '../checker/check/judgement.ts';
import { InputError } from '../checker/errors.ts';

const megabyte = 2 ** 20;
/** Node itself, the catalogue, and what is printed. */
const ownBytes = 160 * megabyte;
/** Less would end a search before it has begun. */
const threadBytesMin = 96 * megabyte;
const memoryMin = ownBytes + threadBytesMin;

/** Bytes of `512m`, `1.5g`. */
export function memory(got: string): number {
  const form = /^(\d+(?:\.\d+)?)([mg])b?$/i.exec(got);
  const unit = form?.[2]?.toLowerCase() === 'g' ? 1024 : 1;
  const bytes = Math.floor(Number(form?.[1]) * unit * megabyte);
  if (bytes >= memoryMin && Number.isSafeInteger(bytes)) return bytes;
  throw new InputError(
    `--memory expected a size of ${memoryMin / megabyte}m or more, such as 512m or 2g, got "${got}"`,
  );
}

/** Bytes that this process can have: those of its container, where that has fewer. */
export function machineMemory(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

export interface Allotment {
  readonly threads: number;
  /** Bytes that each of them may take. */
  readonly threadMemory: number;
}

/**
 * Equal shares for as many threads as there are tasks, and as can each do something with theirs.
 *
 * @param asked What `--memory` says; without it, half of what the machine has.
 */
export function allot(
  asked: number | undefined,
  machine: number,
  threads: number,
  tasks: number,
): Allotment {
  const free = Math.max(asked ?? machine / 2, memoryMin) - ownBytes;
  const count = Math.min(threads, tasks, Math.floor(free / threadBytesMin));
  return { threads: count, threadMemory: Math.floor(free / Math.max(1, count)) };
}

/**
 * Where V8 ends a thread. A table that grows takes three times its size for a moment, and if it
 * cannot, V8 ends the process: so that is far beyond where the thread stops by itself. New objects
 * get an eighth, for they are not worth more memory than what is kept.
 */
export function limitsOf(threadMemory: number): {
  readonly maxOldGenerationSizeMb: number;
  readonly maxYoungGenerationSizeMb: number;
} {
  const megabytes = Math.ceil(threadMemory / megabyte);
  return {
    maxOldGenerationSizeMb: 2 * megabytes + 64,
    maxYoungGenerationSizeMb: Math.min(youngMegabytesMax, Math.ceil(megabytes / 8)),
  };
}

/** V8's own, where memory is plenty. */
const youngMegabytesMax = 192;

/**
 * What ended a thread that did not see it come: one step, or one table, took all that was left.
 * Null for any other error.
 */
export function memoryFailure(error: Error): Problem | null {
  const { code } = error as { code?: unknown };
  const isRange = error instanceof RangeError;
  if (isRange && /maximum size exceeded/i.test(error.message)) {
    const message =
      'it has more values than a table of V8 can hold, and what was found is lost: search less ' +
      'with --set or --states';
    return { message, exitCode: 3 };
  }
  const isRefused =
    isRange &&
    /allocation failed|invalid (typed )?array (buffer )?length|invalid length parameter/i.test(
      error.message,
    );
  if (!isRefused && code !== 'ERR_WORKER_OUT_OF_MEMORY') return null;
  const message =
    'its thread ran out of memory, and what it had found is lost: give more with --memory, or ' +
    'search less with --set';
  return { message, exitCode: 3 };
}

/** A share of it, as V8 does not say how much of the heap is garbage before it has collected it. */
const worthCollecting = 7 / 8;

/** Whether a thread has used up its memory, asked with the bytes of its store. */
export function memoryGuard(threadMemory: number): (storeBytes: number) => boolean {
  const room = (storeBytes: number): number =>
    threadMemory - storeBytes - getHeapStatistics().used_heap_size;
  return (storeBytes) => {
    if (storeBytes > threadMemory) return true;
    if (room(storeBytes) > 0) return false;
    collectGarbage();
    return room(storeBytes) < (1 - worthCollecting) * threadMemory;
  };
}

let collect: (() => void) | null = null;

function collectGarbage(): void {
  if (collect === null) {
    // Node hands its collector to contexts that are made after the flag is set.
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
}
