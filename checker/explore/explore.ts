/**
 * The engine behind every exhaustive search that the checker makes: one seam, so that another
 * engine takes its place for all of them at once.
 */
import type { Machine } from '../machine.ts';
import { exploreBreadthFirst } from './breadth-first.ts';
import type { Exploration } from './exploration.ts';
import { type EngineReport, exploreMemoised } from './memoised.ts';
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
 * @throws ModelError where the protocol breaks the contract of a model; DivergenceError where it is
 * no function of its state.
 */
export function explore(machine: Machine, options: EngineOptions): EngineExploration {
  if (options.engine === 'simple') {
    return { ...exploreBreadthFirst(machine, options), workers: 1, collisionOdds: 0, engine: null };
  }
  const explored = exploreMemoised(machine, options);
  return { ...explored, workers: 1, collisionOdds: explored.engine.collisionOdds };
}
