/** Stories told by hand on the pure reducer: their end, and what refuses or violates it. */
import { decisionAt, sightOf } from '../checker/judge.ts';
import { findStep, type Machine, reduce, refusalOf, type State } from '../checker/machine.ts';
import type { Action, AnyProperty } from '../checker/protocol.ts';

export function play(machine: Machine, actions: readonly Action[]): State {
  return actions.reduce((state, action) => reduce(machine, state, action), machine.initial);
}

/** The rule or bound that refuses the last action after the others, or null. */
export function refusalOfLast(machine: Machine, actions: readonly Action[]): string | null {
  const last = actions.at(-1);
  if (last === undefined) throw new Error('a story has an action');
  return refusalOf(findStep(machine, last), play(machine, actions.slice(0, -1)));
}

/** What a property says of the end: the violation, or null. */
export function verdictOn(machine: Machine, actions: readonly Action[], wanted: AnyProperty) {
  return decisionAt(wanted, sightOf(machine, play(machine, actions)));
}
