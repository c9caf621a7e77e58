/** Tasks on several threads, their results in the order of the tasks. */
import type { Problem } from '../checker/check/judgement.ts';
import { type Board, interrupt, isInterrupted, progressOf } from './board.ts';
import { type Allotment, limitsOf, memoryFailure } from './memory.ts';
import { progressLine } from './progress.ts';
import type { Surroundings } from './surroundings.ts';
import type { TaskResult } from './task.ts';

/** Milliseconds between two looks at the board. */
const glance = 250;

export interface Work<Task, Answer> {
  /** What `worker.ts` exports. */
  readonly name: 'judgeTask' | 'exploreTask';
  /** The same, for this thread. */
  readonly run: (task: Task) => Promise<TaskResult<Answer>>;
  readonly tasks: readonly Task[];
  /** For the progress line. */
  readonly titles: readonly string[];
  /** States that each search may visit; null for no bound. */
  readonly statesMax: number | null;
  readonly allotment: Allotment;
  readonly board: Board;
  /** Called when a thread dies, before its result is there. */
  readonly onDeath?: () => void;
}

/** Results in order, each as soon as it and all before it are there. */
export async function* inOrder<Task, Answer>(
  work: Work<Task, Answer>,
  surroundings: Surroundings,
): AsyncGenerator<TaskResult<Answer>> {
  const stopListening = surroundings.onInterrupt(() => {
    interrupt(work.board);
    // Whoever insists gets the default: the process ends at once.
    stopListening();
  });
  try {
    if (work.allotment.threads === 0) for (const task of work.tasks) yield await work.run(task);
    else yield* onThreads(work, surroundings);
  } finally {
    stopListening();
  }
}

async function* onThreads<Task, Answer>(
  work: Work<Task, Answer>,
  surroundings: Surroundings,
): AsyncGenerator<TaskResult<Answer>> {
  const { name, tasks, titles, board, allotment, statesMax, onDeath } = work;
  const { Piscina } = await import('piscina');
  // Node runs the clone's TypeScript as it stands; a package holds JavaScript.
  const { href } = new URL('./worker.ts', import.meta.url);
  const filename = import.meta.url.endsWith('.ts') ? href : href.replace(/ts$/, 'js');
  const { threads, threadMemory } = allotment;
  const pool = new Piscina<Task, TaskResult<Answer>>({
    filename,
    minThreads: threads,
    maxThreads: threads,
    resourceLimits: limitsOf(threadMemory),
  });
  const results = tasks.map((task) =>
    pool.run(task, { name }).catch((error: unknown) => {
      onDeath?.();
      return crashed(error);
    }),
  );
  const progress = progressLine(surroundings);
  let awaited = 0;
  const timer = setInterval(() => {
    const place = titles.length === 1 ? '' : `${awaited + 1}/${titles.length} `;
    const title = `${place}${titles[awaited] ?? ''}`;
    progress.show(title, progressOf(board, awaited), statesMax);
  }, glance);
  try {
    for (const result of results) {
      const ready = await result;
      awaited++;
      progress.clear();
      yield ready;
    }
  } finally {
    clearInterval(timer);
    progress.clear();
    if (isInterrupted(board)) await Promise.all(results);
    await pool.destroy();
  }
}

/** A thread that died took its answer along. The tasks catch what is thrown. */
function crashed(error: unknown): { answer: null; failure: Problem; seconds: number } {
  const thrown = error instanceof Error ? error : new Error(String(error));
  const other = { message: `the thread died: ${thrown.message}`, exitCode: 5 };
  return { answer: null, failure: memoryFailure(thrown) ?? other, seconds: 0 };
}
