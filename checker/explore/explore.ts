/**
 * The engine behind every exhaustive search that the checker makes: one seam, so that another
 * engine takes its place for all of them at once.
 */
import type { Machine } from '../machine.ts';
import type { Exploration, SearchOptions } from './exploration.ts';
import { exploreMemoised } from './memoised.ts';

/** An exploration and what the engine itself owes to the reader. */
export interface EngineExploration extends Exploration {
  /** Threads that searched. */
  readonly workers: number;
  /** Upper bound of the odds that two states were taken for one. */
  readonly collisionOdds: number;
}

/** @throws ModelError where the protocol breaks the contract of a model. */
export function explore(machine: Machine, options: SearchOptions): EngineExploration {
  const { engine, ...explored } = exploreMemoised(machine, options);
  return { ...explored, workers: 1, collisionOdds: engine.collisionOdds };
}
