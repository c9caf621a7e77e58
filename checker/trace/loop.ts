/**
 * Whether an execution with a loop shows that a goal is not always reached in the end: it returns
 * to where the loop began, never meets the goal, and is fair, that is, no honest step stands
 * enabled all the way around without being taken (weak fairness). A loop of no step stays where
 * it is. A frontier state on the loop excuses the protocol: a bound of the instance holds it up.
 */
import { isGoal, sightOf } from '../judge.ts';
import { isEnabled, isFrontier, type Machine, type State, show } from '../machine.ts';
import type { Action, AnyProperty } from '../protocol.ts';
import { canonical } from '../state.ts';
import type { Row } from './divergence.ts';

export interface Lasso {
  /** From the initial state to the last: one more than actions. */
  readonly states: readonly State[];
  readonly actions: readonly Action[];
  /** The step after which the loop begins; 0 is the start. */
  readonly loop: number;
}

export interface Objection {
  readonly what: string;
  readonly rows: readonly Row[];
}

/** What keeps the execution from being a counterexample, or null. */
export function objectionToLoop(
  machine: Machine,
  property: AnyProperty,
  { states, actions, loop }: Lasso,
): Objection | null {
  const text = (state: State | undefined): string => canonical(state, machine.shape);
  if (text(states.at(-1)) !== text(states[loop])) {
    return { what: `does not return to step ${loop}`, rows: [] };
  }
  const reached = states.findIndex((state) => isGoal(property, sightOf(machine, state)));
  if (reached !== -1) {
    return { what: `comes after ${property.name} was reached, at step ${reached},`, rows: [] };
  }
  const around = loop === actions.length ? states.slice(loop) : states.slice(loop, -1);
  const bounded = around.findIndex((state) => isFrontier(machine, state));
  if (bounded !== -1) {
    return { what: `is stopped by a bound alone, at step ${loop + bounded},`, rows: [] };
  }
  const taken = new Set(actions.slice(loop).map(show));
  const starved = machine.steps.filter(
    (step) =>
      step.actor === 'honest' &&
      !taken.has(show(step.action)) &&
      around.every((state) => isEnabled(step, state)),
  );
  if (starved.length === 0) return null;
  const rows: Row[] = [['starved', starved.map(({ action }) => show(action))]];
  return { what: 'closes a loop that is not fair', rows };
}
