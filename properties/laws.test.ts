/**
 * The laws of every model (the contracts of `checker/protocol.ts` that types cannot say).
 *
 * Method: for every suite of the catalogue, executions drawn by fast-check as lists of choices
 * among the enabled steps; along each, every law is asked of every state. The choices are drawn
 * without looking at the checker's own sampling, so this is an independent route to the states.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { decisionAt, decisionOn, isGoal, sightOf } from '../checker/judge.ts';
import {
  enabledSteps,
  instantiate,
  isEnabled,
  type Machine,
  reduce,
  type State,
  type Step,
} from '../checker/machine.ts';
import type { AnyProperty } from '../checker/protocol.ts';
import { canonical, draftOf, strictCopy } from '../checker/state.ts';
import { catalogue } from './catalogue.ts';

const executionCount = 12;
const choices = fc.array(fc.nat(), { minLength: 24, maxLength: 24, size: 'max' });

describe.each(
  catalogue.map((suite) => ({ named: `${suite.protocol.name}/${suite.variant}`, suite })),
)('$named', ({ suite }) => {
  const machine = instantiate(suite.protocol, suite.variant, suite.set);
  const properties = suite.claims.map((claim) => claim.property);

  test.prop([choices], { numRuns: executionCount, seed: 2318 })(
    'rules, effects, ledger, wording and properties are pure, total and deterministic',
    (drawn) => {
      let state = machine.initial;
      for (const choice of drawn) {
        const steps = laws(machine, state, properties);
        const step = steps[choice % steps.length];
        if (step === undefined) break;
        state = stepLaws(machine, state, step, properties);
      }
    },
  );
});

/** The laws of a state; returns its enabled steps. */
function laws(machine: Machine, state: State, properties: readonly AnyProperty[]): readonly Step[] {
  const text = canonical(state, machine.shape);
  const strict = strictCopy(text) as State;
  const steps = enabledSteps(machine, strict);
  expect(enabledSteps(machine, strict), 'the same steps, in the same order').toEqual(steps);
  expect(
    machine.steps.filter((step) => isEnabled(step, state)),
    'a strict copy and the plain state enable the same steps',
  ).toEqual(steps);
  for (const step of steps) {
    const says = step.says(strict);
    expect(says, 'the wording is one line').toMatch(/^\S[^\n]*$/);
    expect(step.says(strict)).toBe(says);
    expect(step.concerns(strict)).toEqual(step.concerns(strict));
  }
  for (const property of properties) {
    const [sight, again] = [sightOf(machine, strict), sightOf(machine, state)];
    expect(decisionAt(property, again)).toBe(decisionAt(property, sight));
    expect(isGoal(property, again)).toBe(isGoal(property, sight));
  }
  expect(canonical(state, machine.shape), 'nothing was written to').toBe(text);
  return steps;
}

/** The laws of a transition; returns the state after it. */
function stepLaws(
  machine: Machine,
  state: State,
  step: Step,
  properties: readonly AnyProperty[],
): State {
  const text = canonical(state, machine.shape);
  const after = reduce(machine, state, step.action);
  const expected = canonical(after, machine.shape);
  expect(canonical(state, machine.shape), 'the argument is untouched').toBe(text);
  expect(Object.isFrozen(after) || after === state).toBe(true);
  for (const isStrict of [true, false]) {
    const draft = draftOf(state, isStrict) as State;
    step.effect(draft);
    expect(canonical(draft, machine.shape), 'immer and plain mutation agree').toBe(expected);
  }
  for (const property of properties) {
    const decide = () =>
      decisionOn(property, sightOf(machine, state), step.action, sightOf(machine, after));
    expect(decide()).toBe(decide());
  }
  return after;
}
