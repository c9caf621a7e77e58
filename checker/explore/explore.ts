/**
 * The engine behind every exhaustive search that the checker makes: one seam, so that another
 * engine takes its place for all of them at once.
 */
import type { Machine } from '../machine.ts';
import { exploreBreadthFirst } from './breadth-first.ts';
import type { Exploration } from './exploration.ts';
import { assistMemoised, type EngineReport, exploreMemoised } from './memoised.ts';
import type { MemoisedOptions } from './search.ts';

export interface EngineOptions extends MemoisedOptions {
  /** `simple` compares canonical texts and remembers nothing: slow, and the fast one's oracle. */
  readonly engine?: 'fast' | 'simple';
}

/** An exploration and what the engine itself owes to the reader. */
export interface EngineExploration extends Exploration {
  /** Threads that searched. */
  readonly workers: number;
  /** Upper bound of the odds that two states were taken for one. */
  readonly collisionOdds: number;
  /** How the fast engine went about it; null for the simple one. */
  readonly engine: EngineReport | null;
}

/**
 * With a crew, the thread that leads it; the others `assist`.
 *
 * @throws ModelError where the protocol breaks the contract of a model; DivergenceError where it is
 * no function of its state; CrewError where another thread of the crew has failed.
 */
export function explore(machine: Machine, options: EngineOptions): EngineExploration {
  if (options.engine === 'simple') {
    return { ...exploreBreadthFirst(machine, options), workers: 1, collisionOdds: 0, engine: null };
  }
  const explored = exploreMemoised(machine, options);
  const workers = options.crew?.memory.size ?? 1;
  return { ...explored, workers, collisionOdds: explored.engine.collisionOdds };
}

/** Assists the thread that explores the same machine, for the same properties, as crew's leader. */
export function assist(machine: Machine, options: MemoisedOptions): void {
  assistMemoised(machine, options);
}
