/** Memory that all threads see: whether the user has interrupted, and how far each task is. */
import type { Progress } from '../checker/explore/exploration.ts';
import { levelEstimate } from './estimate.ts';
import { memoryGuard } from './memory.ts';

/** Cell 0: not 0 when the user has interrupted. Then, a task: `Seen`, in its order. */
export type Board = Int32Array;

/** How far a task is, as the progress line says it. */
export interface Seen {
  readonly states: number;
  readonly depth: number;
  readonly queue: number;
  /** Tenths of a percent of all states that were seen, if levels go on shrinking; or 0. */
  readonly share: number;
}

const cells = 4;

export function newBoard(taskCount: number): Board {
  return new Int32Array(new SharedArrayBuffer(4 * (1 + cells * taskCount)));
}

export function interrupt(board: Board): void {
  Atomics.store(board, 0, 1);
}

export function isInterrupted(board: Board): boolean {
  return Atomics.load(board, 0) !== 0;
}

function report(board: Board, task: number, { states, depth, queue, share }: Seen): void {
  for (const [place, value] of [states, depth, queue, share].entries()) {
    Atomics.store(board, 1 + cells * task + place, value);
  }
}

export function progressOf(board: Board, task: number): Seen {
  const cell = (place: number): number => Atomics.load(board, 1 + cells * task + place);
  return { states: cell(0), depth: cell(1), queue: cell(2), share: cell(3) };
}

/** What ties a task to the world. */
export interface Ties {
  readonly board: Board;
  /** Place of the task on the board. */
  readonly number: number;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  /** Bytes that its thread may take. */
  readonly memory: number;
}

export interface TaskWatch {
  /** Whether to stop: by Ctrl-C, by `--time`, by `--memory`. */
  readonly stop: () => 'memory' | 'time' | 'interrupted' | null;
  readonly onProgress: (progress: Progress) => void;
}

export function watchOf({ board, number, deadline, memory }: Ties): TaskWatch {
  const isSpent = memoryGuard(memory);
  const estimate = levelEstimate();
  let storeBytes = 0;
  return {
    stop: () => {
      if (isInterrupted(board)) return 'interrupted';
      if (performance.timeOrigin + performance.now() >= deadline) return 'time';
      return isSpent(storeBytes) ? 'memory' : null;
    },
    onProgress: (progress) => {
      storeBytes = progress.bytes ?? 0;
      report(board, number, { ...progress, share: estimate(progress) });
    },
  };
}
