/** What two engines must agree on: everything a search answers but how it went. */
import type { Exploration } from './exploration.ts';

export function answersOf(exploration: Exploration): unknown {
  const { states, transitions, depth, complete, deadlocks, fired, findings } = exploration;
  return {
    states,
    transitions,
    depth,
    complete,
    deadlocks,
    fired,
    findings: findings.map(({ property, ...finding }) => ({ property: property.name, ...finding })),
  };
}
