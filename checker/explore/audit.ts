/**
 * The oracle inside: a sample of what the memo answers is done again from nothing, with immer's
 * `produce`, canonical texts, full fingerprints and the properties themselves on plain states.
 *
 * A difference means that the model is not a function of its state (exit 4) if doing it again
 * twice differs too, and else that the checker is wrong (exit 5).
 */
import { produce } from 'immer';
import { DivergenceError, InternalError } from '../errors.ts';
import { decisionAt, isGoal, sightOf } from '../judge.ts';
import {
  type Machine,
  nameOf,
  passesRules,
  type State,
  type Step,
  show,
  withinBounds,
} from '../machine.ts';
import type { AnyProperty } from '../protocol.ts';
import { canonical, strictCopy } from '../state.ts';
import { type Components, fingerprint, textOf, type Vectors } from './components.ts';
import { refusedByBound, refusedByRule } from './outcomes.ts';

/** Transitions and states at the start of a search that are all done again. */
export const auditedFirstCount = 500;
/** After that, one in this many, chosen by fingerprint; a power of two. */
export const auditedOneIn = 2 ** 13;

export interface Audit {
  readonly machine: Machine;
  readonly components: Components;
  /** The state that was looked at last: many steps of one state are done again. */
  last: Looked | null;
  /** How much was done again. */
  transitions: number;
  states: number;
}

export function auditOf(machine: Machine, components: Components): Audit {
  return { machine, components, last: null, transitions: 0, states: 0 };
}

interface Looked {
  readonly ids: Vectors;
  readonly text: string;
  readonly state: State;
}

export interface ClaimedStep {
  readonly step: Step;
  readonly before: Vectors;
  readonly beforeBase: number;
  /** What the memo answered: a refusal, or what stands in `after`. */
  readonly answer: number;
  readonly after: Vectors | null;
  readonly afterBase: number;
  /** The fingerprint of `after` by difference, where it is known. */
  readonly words: Int32Array | null;
}

/** @throws DivergenceError or InternalError if a claimed step is not what the model does. */
export function auditStep(audit: Audit, claimed: ClaimedStep): void {
  audit.transitions++;
  const { machine, components } = audit;
  const { step, answer, after } = claimed;
  const looked = lookAt(audit, claimed.before, claimed.beforeBase);
  const { text } = looked;
  const truth = doneAgain(machine, step, looked);
  const claim =
    after !== null
      ? textOf(components, after, claimed.afterBase)
      : answer === refusedByRule
        ? 'refused by a rule'
        : answer === refusedByBound
          ? 'refused by a bound'
          : text;
  if (truth !== claim && !isRefusedAlike(step, truth, claim)) {
    const who = `${nameOf(machine)}, ${show(step.action)}`;
    throw contradiction(who, text, truth, claim, () => doneAgain(machine, step, looked));
  }
  const { words } = claimed;
  if (after === null || words === null) return;
  const full = new Int32Array(4);
  fingerprint(components, after, claimed.afterBase, full, 0);
  if (full.some((word, index) => word !== words[index])) {
    throw new InternalError(
      `The fingerprint by difference is not the fingerprint of the state after ` +
        `${show(step.action)} from ${text}.`,
    );
  }
}

/** A state from nothing but its text. It is frozen, so whoever looks may share it. */
function lookAt(audit: Audit, ids: Vectors, base: number): Looked {
  const { components, last } = audit;
  const width = components.list.length;
  if (last?.ids.every((id, component) => id === ids[base + component]) === true) return last;
  const text = textOf(components, ids, base);
  const seen = Uint32Array.from(ids.subarray(base, base + width));
  audit.last = { ids: seen, text, state: strictCopy(text) as State };
  return audit.last;
}

/** Nobody waits for the adversary, so a step of it that a bound refuses is left out like others. */
function isRefusedAlike({ actor }: Step, truth: string, claim: string): boolean {
  return actor === 'adversary' && truth === 'refused by a bound' && claim === 'refused by a rule';
}

function doneAgain(machine: Machine, step: Step, { text, state }: Looked): string {
  if (!passesRules(step, state)) return 'refused by a rule';
  if (!withinBounds(step, state)) return 'refused by a bound';
  const result = produce(JSON.parse(text) as State, (draft: State) => step.effect(draft));
  return canonical(result, machine.shape);
}

/** @throws DivergenceError or InternalError if a verdict is not what the property says. */
export function auditVerdict(
  audit: Audit,
  property: AnyProperty,
  ids: Vectors,
  base: number,
  verdict: string | null,
): void {
  audit.states++;
  const looked = lookAt(audit, ids, base);
  const { text } = looked;
  const truth = judgedAgain(audit.machine, property, looked);
  if (truth === verdict) return;
  const who = `${nameOf(audit.machine)}, property ${property.name}`;
  const words = [truth ?? 'nothing to say', verdict ?? 'nothing to say'] as const;
  throw contradiction(
    who,
    text,
    words[0],
    words[1],
    () => judgedAgain(audit.machine, property, looked) ?? 'nothing to say',
  );
}

function judgedAgain(machine: Machine, property: AnyProperty, { state }: Looked): string | null {
  const sight = sightOf(machine, state);
  if (property.kind === 'always' || property.kind === 'sometimes') {
    return decisionAt(property, sight);
  }
  return isGoal(property, sight) ? property.means : null;
}

function contradiction(
  who: string,
  text: string,
  truth: string,
  claim: string,
  again: () => string,
): Error {
  const story = `  state      ${text}\n  now        ${truth}\n  remembered ${claim}`;
  for (let run = 0; run < 8; run++) {
    if (again() !== truth) {
      return new DivergenceError(`${who} is not deterministic:\n${story}`);
    }
  }
  return new InternalError(
    `${who}: what the explorer remembers is not what the model does.\n${story}\n` +
      'Either the model depends on something outside its state, or the explorer is wrong: ' +
      'compare with the simple explorer.',
  );
}
