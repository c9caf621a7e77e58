/** Threads that assist the searches of a test, one search after another. */
import { once } from 'node:events';
import { parentPort, Worker } from 'node:worker_threads';
import type { Machine } from '../../machine.ts';
import { assistMemoised, exploreMemoised, type MemoisedExploration } from '../memoised.ts';
import type { MemoisedOptions } from '../search.ts';
import { type CrewMemory, crewMemory } from './memory.ts';

/** What all threads search, each having built it for itself. */
export interface Common {
  readonly machine: Machine;
  readonly options: MemoisedOptions;
}

interface Order<Task> {
  readonly task: Task;
  readonly memory: CrewMemory;
  readonly role: number;
}

export interface Threads<Task> {
  /**
   * Searches with so many threads, this one included. States a chunk: the fewer the more mixed.
   *
   * @throws AggregateError of what each thread that failed has to say.
   */
  readonly search: (
    size: number,
    chunkStateCount: number,
    task: Task,
    common: Common,
  ) => Promise<MemoisedExploration>;
  readonly end: () => Promise<void>;
}

/** @param thread A module that calls `serve`. */
export async function startThreads<Task>(thread: URL, count: number): Promise<Threads<Task>> {
  const workers = Array.from({ length: count }, () => new Worker(thread));
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  return {
    search: async (size, chunkStateCount, task, { machine, options }) => {
      const memory = crewMemory(size, chunkStateCount);
      const assistants = workers.slice(0, size - 1);
      const ends = Promise.all(assistants.map((worker) => once(worker, 'message')));
      for (const [index, worker] of assistants.entries()) {
        worker.postMessage({ task, memory, role: index + 1 } satisfies Order<Task>);
      }
      let explored: MemoisedExploration | null = null;
      const told: string[] = [];
      try {
        explored = exploreMemoised(machine, { ...options, crew: { memory, role: 0 } });
      } catch (error) {
        told.push(String(error));
      }
      for (const [message] of await ends) if (message !== null) told.push(message);
      if (explored === null || told.length > 0) throw new AggregateError(told);
      return explored;
    },
    end: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** Assists whoever started this thread. */
export function serve<Task>(build: (task: Task) => Common): void {
  parentPort?.on('message', ({ task, memory, role }: Order<Task>) => {
    let told: string | null = null;
    try {
      const { machine, options } = build(task);
      assistMemoised(machine, { ...options, crew: { memory, role } });
    } catch (error) {
      told = String(error);
    }
    parentPort?.postMessage(told);
  });
  parentPort?.postMessage('ready');
}
