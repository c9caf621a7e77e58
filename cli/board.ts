/** Memory that all threads see: whether the user has interrupted, and how far each task is. */
import type { Progress } from '../checker/explore/exploration.ts';

/** Cell 0: not 0 when the user has interrupted. Then, a task: states, depth, states to go. */
export type Board = Int32Array;

export function newBoard(taskCount: number): Board {
  return new Int32Array(new SharedArrayBuffer(4 * (1 + 3 * taskCount)));
}

export function interrupt(board: Board): void {
  Atomics.store(board, 0, 1);
}

export function isInterrupted(board: Board): boolean {
  return Atomics.load(board, 0) !== 0;
}

export function report(board: Board, task: number, { states, depth, queue }: Progress): void {
  for (const [place, value] of [states, depth, queue].entries()) {
    Atomics.store(board, 1 + 3 * task + place, value);
  }
}

export function progressOf(board: Board, task: number): Progress {
  const cell = (place: number): number => Atomics.load(board, 1 + 3 * task + place);
  return { states: cell(0), depth: cell(1), queue: cell(2) };
}

/** What a task asks the world: whether to stop, by Ctrl-C or by `--time`. */
export function stopper(board: Board, deadline: number): () => 'time' | 'interrupted' | null {
  return () => {
    if (isInterrupted(board)) return 'interrupted';
    return performance.timeOrigin + performance.now() >= deadline ? 'time' : null;
  };
}
