/**
 * How short an execution can be: a breadth-first search no deeper than the execution itself either
 * finds the least of the shortest ones or proves that there is none shorter.
 */
import { InternalError } from '../errors.ts';
import type { Exploration, SearchOptions } from '../explore/exploration.ts';
import { explore as exploreAll } from '../explore/explore.ts';
import { type Machine, nameOf } from '../machine.ts';
import type { Action, AnyProperty } from '../protocol.ts';

export interface ShortestOptions {
  /** Distinct states after which the search gives up. */
  readonly stateCountMax: number;
  readonly isCancelled?: () => boolean;
  /** The search to use; it must go level by level, as every engine here does. */
  readonly explore?: (machine: Machine, options: SearchOptions) => Exploration;
}

export interface Shortest {
  readonly execution: readonly Action[];
  /** `proven`: no execution is shorter. `local`: the budget ended before the search did. */
  readonly minimal: 'proven' | 'local';
}

/**
 * @param execution One that violates the property (`sometimes`: that reaches its goal).
 * @throws InternalError if a complete search says that no execution of this length does.
 */
export function shortest(
  machine: Machine,
  property: AnyProperty,
  execution: readonly Action[],
  options: ShortestOptions,
): Shortest {
  const { stateCountMax, isCancelled, explore = exploreAll } = options;
  const isProgress = property.kind === 'recoverable';
  const explored = explore(machine, {
    properties: [property],
    stateCountMax,
    // Whether a state still reaches the goal is known only when all that follows from it is.
    ...(isProgress ? {} : { depthMax: execution.length + 1 }),
    ...(isCancelled === undefined ? {} : { isCancelled }),
  });
  const finding = explored.findings[0];
  const found = finding?.verdict === 'violated' || finding?.verdict === 'witnessed';
  if (found && finding.execution !== null && finding.execution.length <= execution.length) {
    // A state found before the cut was found level by level; a dead end only if all was seen.
    const isProven = !isProgress || explored.complete;
    return { execution: finding.execution, minimal: isProven ? 'proven' : 'local' };
  }
  const isCut = explored.states >= stateCountMax || isCancelled?.() === true;
  if (isCut || (isProgress && !explored.complete)) return { execution, minimal: 'local' };
  throw new InternalError(
    `${nameOf(machine)}: ${property.name} is decided by an execution of ${execution.length} ` +
      `actions, and a search of that depth (${explored.states} states) decides nothing`,
  );
}
