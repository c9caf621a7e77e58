/** Judging states and transitions: the one place where a property meets a state. */

import { InputError } from './errors.ts';
import { contextOf, inModel, type Machine, nameOf, type State } from './machine.ts';
import type { Action, AnyProperty, AspectName, Context } from './protocol.ts';

/** A state as properties see it; each view is derived once. */
export interface Sight {
  readonly machine: Machine;
  readonly state: State;
  readonly context: Context;
  readonly views: Map<AspectName | 'state', unknown>;
}

export function sightOf(machine: Machine, state: State): Sight {
  return { machine, state, context: contextOf(machine, state), views: new Map() };
}

/** What a property sees: an aspect of the ledger, or the state itself. */
export function viewOf(sight: Sight, on: AspectName | 'state'): unknown {
  if (on === 'state') return sight.state;
  const known = sight.views.get(on);
  if (known !== undefined) return known;
  const { machine, state } = sight;
  const aspect = machine.protocol.ledger[on];
  if (aspect === undefined) {
    throw new InputError(`${machine.protocol.name} supplies no ${on} aspect`);
  }
  const view = inModel(
    () => `${nameOf(machine)}, ${on} of the ledger`,
    state,
    () => aspect(state as never, machine.parameters as never),
  );
  sight.views.set(on, view);
  return view;
}

/**
 * What a state decides: the violation of an `always` property, or that a `sometimes` goal is
 * reached. Null where it decides nothing, and for every other kind.
 */
export function decisionAt(property: AnyProperty, sight: Sight): string | null {
  if (property.kind !== 'always' && property.kind !== 'sometimes') return null;
  const view = viewOf(sight, property.on) as never;
  return inProperty(property, sight, () => {
    if (property.kind === 'always') return property.violation(view, sight.context);
    return property.goal(view, sight.context) ? property.means : null;
  });
}

/** The violation of a `step` property by a transition, or null. */
export function decisionOn(
  property: AnyProperty,
  before: Sight,
  action: Action,
  after: Sight,
): string | null {
  if (property.kind !== 'step') return null;
  const [from, to] = [viewOf(before, property.on), viewOf(after, property.on)];
  return inProperty(property, after, () => property.violation(from as never, action, to as never));
}

/** Whether only the whole graph decides a property. */
export function isProgress({ kind }: AnyProperty): boolean {
  return kind === 'recoverable' || kind === 'eventually';
}

/** Whether a state is the goal of a progress property. */
export function isGoal(property: AnyProperty, sight: Sight): boolean {
  if (property.kind !== 'recoverable' && property.kind !== 'eventually') return false;
  const view = viewOf(sight, property.on) as never;
  return inProperty(property, sight, () => property.goal(view, sight.context));
}

function inProperty<T>(property: AnyProperty, sight: Sight, judge: () => T): T {
  return inModel(() => `${nameOf(sight.machine)}, property ${property.name}`, sight.state, judge);
}
