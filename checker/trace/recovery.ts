/**
 * Whether the goal of a progress property can still be reached from one state: breadth-first over
 * honest and user steps, exact, until everything reachable was seen.
 *
 * A counterexample to "it can always still …" is a stem; this search is its proof. The adversary
 * owes nobody progress, so its steps are left out; a frontier state, where a bound of the instance
 * alone stops an honest or user step, excuses the protocol.
 */
import { isGoal, sightOf } from '../judge.ts';
import { enabledSteps, isFrontier, type Machine, type State } from '../machine.ts';
import type { Action, AnyProperty } from '../protocol.ts';
import { canonical, strictCopy } from '../state.ts';
import { successorText } from '../successor.ts';

export interface Recovery {
  /**
   * goal: it is reached. frontier: no goal, and a bound of the instance ends some path.
   * none: everything reachable was seen, and there is neither. unknown: the budget ended first.
   */
  readonly reaches: 'goal' | 'frontier' | 'none' | 'unknown';
  /** A shortest way to the goal or to the frontier; empty if there is none. */
  readonly path: readonly Action[];
  /** Distinct states that were seen. */
  readonly states: number;
}

interface Search {
  readonly machine: Machine;
  readonly ids: Map<string, number>;
  readonly texts: string[];
  readonly parents: number[];
  readonly reachedBy: (Action | null)[];
}

/** @throws ModelError where the protocol breaks the contract of a model. */
export function recoveryFrom(
  machine: Machine,
  property: AnyProperty,
  state: State,
  stateCountMax: number,
): Recovery {
  const search: Search = { machine, ids: new Map(), texts: [], parents: [], reachedBy: [] };
  discover(search, canonical(state, machine.shape), -1, null);
  let frontier: number | null = null;
  for (let id = 0; id < search.texts.length; id++) {
    const at = strictCopy(search.texts[id] as string) as State;
    if (isGoal(property, sightOf(machine, at))) return answer(search, 'goal', id);
    if (frontier === null && isFrontier(machine, at)) frontier = id;
    for (const step of enabledSteps(machine, at)) {
      if (step.actor === 'adversary') continue;
      const successor = successorText(machine, step, at, true);
      if (!search.ids.has(successor)) discover(search, successor, id, step.action);
    }
    if (search.texts.length > stateCountMax) return answer(search, 'unknown', null);
  }
  return answer(search, frontier === null ? 'none' : 'frontier', frontier);
}

function discover(search: Search, text: string, parent: number, by: Action | null): void {
  search.ids.set(text, search.texts.length);
  search.texts.push(text);
  search.parents.push(parent);
  search.reachedBy.push(by);
}

function answer(search: Search, reaches: Recovery['reaches'], end: number | null): Recovery {
  const path: Action[] = [];
  for (let at = end ?? 0; at > 0; at = search.parents[at] as number) {
    path.push(search.reachedBy[at] as Action);
  }
  return { reaches, path: path.reverse(), states: search.texts.length };
}
