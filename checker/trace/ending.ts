/** Whether the end of a replayed execution shows what its file says, judged anew. */
import { match } from 'ts-pattern';
import { decisionAt, decisionOn, sightOf } from '../judge.ts';
import { type Machine, nameOf, type State, show } from '../machine.ts';
import type { Action, AnyProperty } from '../protocol.ts';
import { canonical, strictCopy } from '../state.ts';
import type { Counterexample } from './counterexample.ts';
import { otherEnd, type Row } from './divergence.ts';
import { objectionToLoop } from './loop.ts';
import { recoveryFrom } from './recovery.ts';

export type Outcome =
  /** The end of the execution shows what the file says; for `sometimes`, it is the witness. */
  | { readonly kind: 'reproduced'; readonly explanation: string }
  /** `step` is the first that differs; `message` says how and what to do. Exit code 4. */
  | { readonly kind: 'diverged'; readonly step: number; readonly message: string }
  /** The budget ended before the end was proven to be a dead end. Exit code 3. */
  | { readonly kind: 'inconclusive'; readonly message: string };

/** A step of an execution with the states around it. */
export interface Passage {
  readonly action: Action;
  readonly before: State;
  readonly after: State;
}

/**
 * Properties see strict copies, as in every search: what reads past the shape of a state is told.
 *
 * @throws ModelError where the protocol or the property breaks its contract.
 */
export function judgeEnding(
  machine: Machine,
  property: AnyProperty,
  { kind, moral, loop }: Counterexample,
  passages: readonly Passage[],
  stateCountMax: number,
): Outcome {
  const length = passages.length;
  const diverged = (what: string, rows: readonly Row[]): Outcome => {
    return { kind: 'diverged', step: length, message: otherEnd(machine, length, what, rows) };
  };
  const decided = (explanation: string | null, verb: string): Outcome =>
    explanation === null
      ? diverged(`does not ${verb} ${property.name}`, [['recorded', [moral]]])
      : { kind: 'reproduced', explanation };
  const strict = (state: State): State => strictCopy(canonical(state, machine.shape)) as State;
  const last = passages.at(-1);
  const end = strict(last?.after ?? machine.initial);
  return match(kind)
    .with('always', () => decided(decisionAt(property, sightOf(machine, end)), 'break'))
    .with('sometimes', () => decided(decisionAt(property, sightOf(machine, end)), 'reach'))
    .with('step', () => {
      if (last === undefined) return decided(null, 'break');
      const before = sightOf(machine, strict(last.before));
      return decided(decisionOn(property, before, last.action, sightOf(machine, end)), 'break');
    })
    .with('recoverable', () => judgeStem(machine, property, end, stateCountMax, diverged))
    .with('eventually', () => {
      const states = [machine.initial, ...passages.map(({ after }) => after)].map(strict);
      const actions = passages.map(({ action }) => action);
      const objection = objectionToLoop(machine, property, { states, actions, loop: loop ?? 0 });
      if (objection !== null) return diverged(objection.what, objection.rows);
      const explanation = `it can go on for ever without: ${property.means}`;
      return { kind: 'reproduced', explanation } as const;
    })
    .exhaustive();
}

/** The end of a stem must be a dead end: neither the goal nor a frontier state lies ahead. */
function judgeStem(
  machine: Machine,
  property: AnyProperty,
  end: State,
  stateCountMax: number,
  diverged: (what: string, rows: readonly Row[]) => Outcome,
): Outcome {
  const { reaches, path, states } = recoveryFrom(machine, property, end, stateCountMax);
  const way: Row = ['ahead', path.length === 0 ? ['it is there'] : path.map(show)];
  return match(reaches)
    .with('goal', () => diverged(`is no dead end of ${property.name}`, [way]))
    .with('frontier', () => {
      const what = `is stopped by a bound alone, no dead end of ${property.name}`;
      return diverged(what, [way]);
    })
    .with('none', (): Outcome => {
      const seen = `${states} state${states === 1 ? '' : 's'} searched`;
      const explanation = `no honest or user step leads from here to: ${property.means} (${seen})`;
      return { kind: 'reproduced', explanation };
    })
    .with('unknown', (): Outcome => {
      const what = `${property.name} in ${nameOf(machine)}`;
      const message =
        `${what}: no goal within ${stateCountMax} states of the end, and more states lie ahead; ` +
        'give more with --states';
      return { kind: 'inconclusive', message };
    })
    .exhaustive();
}
