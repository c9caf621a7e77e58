/** What a replay says when it does not go as recorded: what, where, why, and what to type. */

import { InputError } from '../errors.ts';
import {
  enabledSteps,
  findStep,
  isEnabled,
  type Machine,
  nameOf,
  passesRules,
  refusalOf,
  type State,
  type Step,
  show,
} from '../machine.ts';
import type { Action } from '../protocol.ts';

/** Enabled steps that are listed; the others are counted. */
const listedMax = 12;

/** Why a recorded action cannot be taken in a state, or null if it can. */
export function refusalAt(
  machine: Machine,
  state: State,
  action: Action,
  index: number,
): string | null {
  const known = findOrExplain(machine, action);
  const reason = typeof known === 'string' ? known : reasonAgainst(known, state);
  if (reason === null) return null;
  // A file sorts the arguments; the model has an order that reads better.
  const recorded = typeof known === 'string' ? action : known.action;
  const enabled = enabledSteps(machine, state).map((step) => show(step.action));
  const listed = enabled.slice(0, listedMax);
  if (enabled.length > listedMax) listed.push(`and ${enabled.length - listedMax} more`);
  return report(machine, `Step ${index} is not enabled in ${nameOf(machine)}.`, [
    ['recorded', [show(recorded)]],
    ['refused', [reason]],
    ['enabled', listed.length === 0 ? ['nothing'] : listed],
  ]);
}

/** The step of an action, or what is wrong with an action that the machine does not have. */
function findOrExplain(machine: Machine, action: Action): Step | string {
  try {
    return findStep(machine, action);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

function reasonAgainst(step: Step, state: State): string | null {
  if (isEnabled(step, state)) return null;
  const origin = passesRules(step, state) ? 'bound' : 'rule';
  return `by the ${origin} "${refusalOf(step, state)}"`;
}

/** A step that leads to a state with another digest than the recorded one. */
export function otherState(
  machine: Machine,
  step: { readonly index: number; readonly action: Action; readonly digest: string },
  recorded: string,
): string {
  const what = `Step ${step.index} leads to another state than recorded in ${nameOf(machine)}.`;
  return report(machine, what, [
    ['taken', [show(step.action)]],
    ['recorded', [`state ${recorded}`]],
    ['now', [`state ${step.digest}`]],
  ]);
}

/** An execution that runs to its end, where `short` of what the file says shows. */
export function otherEnd(
  machine: Machine,
  length: number,
  what: string,
  rows: readonly Row[],
): string {
  const end = length === 0 ? 'The start' : `Step ${length}, the last,`;
  return report(machine, `${end} ${what} in ${nameOf(machine)}.`, rows);
}

/** A word and the lines beside it. */
export type Row = readonly [label: string, lines: readonly string[]];

function report(machine: Machine, what: string, rows: readonly Row[]): string {
  const table = rows.flatMap(([label, lines]) =>
    lines.map((line, index) => `  ${(index === 0 ? label : '').padEnd(8)}  ${line}`),
  );
  return [
    what,
    ...table,
    'The model changed after this counterexample was recorded, or the file names the wrong variant.',
    `Look again:  npx shardcheck check ${nameOf(machine)} --save counterexamples`,
  ].join('\n');
}
