/**
 * Replaying a counterexample: every state is recomputed with the pure reducer, every verdict is
 * judged again, and the first step that differs from the recording is named.
 *
 * Equal models must replay equally: a state that differs is non-determinism, or a change of the
 * model that its version does not admit. If the recording admits another model (its digest of
 * name, version and parameters differs), differing states are a warning and the execution goes on:
 * it may still show the violation, and that is what counts.
 */

import { enablePatches, type Patch, produceWithPatches } from 'immer';
import { DivergenceError, InputError } from '../errors.ts';
import { isProgress } from '../judge.ts';
import {
  findStep,
  inModel,
  instantiate,
  type Machine,
  nameOf,
  reduce,
  type State,
  type Step,
  show,
} from '../machine.ts';
import type { Action, Actor, AnyProperty, AnyProtocol } from '../protocol.ts';
import type { Counterexample } from './counterexample.ts';
import { digestOfState, modelDigestOf } from './digest.ts';
import { otherState, refusalAt } from './divergence.ts';
import { judgeEnding, type Outcome } from './ending.ts';

enablePatches();

interface ReplayedStep {
  /** From 1; 0 is the start. */
  readonly index: number;
  readonly action: Action;
  readonly says: string;
  readonly actor: Actor;
  readonly before: State;
  readonly after: State;
  /** What the step changed, as immer's patches. */
  readonly patches: readonly Patch[];
  /** Of the state after it, as computed now. */
  readonly digest: string;
}

export interface Replay {
  readonly machine: Machine;
  readonly property: AnyProperty;
  readonly counterexample: Counterexample;
  readonly start: State;
  /** As far as the execution went. */
  readonly steps: readonly ReplayedStep[];
  readonly outcome: Outcome;
  /** The first step that leads to another state than recorded. */
  readonly firstDifference: number | null;
  /** The model is not the one that it was recorded with. */
  readonly modelChanged: boolean;
  /** What a reader should know; each is one line. */
  readonly warnings: readonly string[];
}

export interface ReplayOptions {
  /** Distinct states of the search that proves a `recoverable` counterexample. */
  readonly stateCountMax?: number;
}
const stateCountMaxInitial = 200_000;

/**
 * The instance a file speaks of.
 *
 * @throws InputError if the protocol has no such variant or parameter.
 */
export function instanceOf(protocol: AnyProtocol, counterexample: Counterexample): Machine {
  const { variant, parameters } = counterexample;
  try {
    return instantiate(protocol, variant, parameters);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(
      `${error.message}; the model changed after this counterexample was recorded: ` +
        'record it again with check --save',
    );
  }
}

/**
 * @param machine The instance the file speaks of: `instanceOf`.
 * @throws InputError if machine, property and file do not belong together; ModelError where the
 * protocol breaks the contract of a model; DivergenceError where it is not a function.
 */
export function replay(
  machine: Machine,
  property: AnyProperty,
  counterexample: Counterexample,
  options: ReplayOptions = {},
): Replay {
  checkBelongsTogether(machine, property, counterexample);
  const modelChanged = modelDigestOf(machine) !== counterexample.modelDigest;
  const run = walk(machine, counterexample, modelChanged);
  const stateCountMax = options.stateCountMax ?? stateCountMaxInitial;
  const outcome =
    run.stoppedBy ?? judgeEnding(machine, property, counterexample, run.steps, stateCountMax);
  return {
    machine,
    property,
    counterexample,
    start: machine.initial,
    steps: run.steps,
    outcome,
    firstDifference: run.firstDifference,
    modelChanged,
    warnings: modelChanged ? [changeWarning(machine, run.firstDifference)] : [],
  };
}

function checkBelongsTogether(
  machine: Machine,
  property: AnyProperty,
  { protocol, variant, property: claimed, kind }: Counterexample,
): void {
  if (protocol !== machine.protocol.name || variant !== machine.variant) {
    throw new InputError(
      `counterexample expected one of ${nameOf(machine)}, got one of ${protocol}/${variant}`,
    );
  }
  if (claimed !== property.name) {
    throw new InputError(`counterexample expected one to ${property.name}, got one to ${claimed}`);
  }
  // "Eventually" may also be asked of the goal of "can always still".
  const isAsked = kind === property.kind || (kind === 'eventually' && isProgress(property));
  if (!isAsked) {
    throw new InputError(
      `counterexample of ${claimed} expected kind ${property.kind}, got ${kind}; ` +
        'record it again with check --save',
    );
  }
}

// ── running ──────────────────────────────────────────────────────────────────────────────────

interface Run {
  readonly steps: readonly ReplayedStep[];
  readonly stoppedBy: Outcome | null;
  /** The first step whose state differs from the recording. */
  readonly firstDifference: number | null;
}

function walk(machine: Machine, counterexample: Counterexample, modelChanged: boolean): Run {
  const steps: ReplayedStep[] = [];
  let state = machine.initial;
  let firstDifference: number | null = null;
  for (const [position, action] of counterexample.actions.entries()) {
    const index = position + 1;
    const refusal = refusalAt(machine, state, action, index);
    if (refusal !== null) {
      const stoppedBy: Outcome = { kind: 'diverged', step: index, message: refusal };
      return { steps, stoppedBy, firstDifference };
    }
    const step = take(machine, findStep(machine, action), state, index);
    steps.push(step);
    state = step.after;
    const recorded = counterexample.digests[position] ?? '';
    if (recorded === step.digest) continue;
    firstDifference ??= index;
    if (modelChanged) continue;
    const message = otherState(machine, step, recorded);
    return { steps, stoppedBy: { kind: 'diverged', step: index, message }, firstDifference };
  }
  return { steps, stoppedBy: null, firstDifference };
}

/** The step is enabled. Its recipe runs twice, which shows one that is not a function. */
function take(machine: Machine, step: Step, before: State, index: number): ReplayedStep {
  const place = (): string => `${nameOf(machine)}, ${show(step.action)}`;
  const after = reduce(machine, before, step.action);
  return inModel(place, before, () => {
    const [again, patches] = produceWithPatches(before, (draft: State) => step.effect(draft));
    const digest = digestOfState(machine, after);
    if (digestOfState(machine, again) !== digest) {
      throw new DivergenceError(`${place()} led to two different states from one; it must be pure`);
    }
    const { action, actor } = step;
    return { index, action, says: step.says(before), actor, before, after, patches, digest };
  });
}

function changeWarning(machine: Machine, firstDifference: number | null): string {
  const where =
    firstDifference === null
      ? 'every state is as recorded'
      : `step ${firstDifference} is the first that leads to another state`;
  return `the model ${nameOf(machine)} changed after this was recorded; ${where}`;
}
