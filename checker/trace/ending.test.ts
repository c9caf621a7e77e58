/**
 * The end of a replayed execution, judged anew.
 *
 * Method: executions that run to their end and do not show what their file says, for every kind of
 * property, with the message asserted whole. Those that do are in `replay.test.ts`; on random
 * graphs the proofs of stems and loops are held against other algorithms, see `recovery.test.ts`
 * and `loop.test.ts`.
 */
import { describe, expect, test } from 'vitest';
import { ModelError } from '../errors.ts';
import { instantiate } from '../machine.ts';
import { type Action, type AnyProperty, propertyOf } from '../protocol.ts';
import { recordCounterexample } from './counterexample.ts';
import {
  coinsAreConserved,
  courier,
  theftsAreSingle,
  theShopCanStillGetAll,
  theShopGetsAll,
} from './courier-fixture.ts';
import { always, deliver, depart, recoverable, rob, step, turnBack } from './recordings-fixture.ts';
import { type Replay, replay } from './replay.ts';

const { moral, found } = step.counterexample;
const details = { moral, found, minimal: 'local' } as const;

/** Records an execution whatever it shows, and replays it. */
function endOf(property: AnyProperty, execution: readonly Action[], loop?: number): string {
  const machine = instantiate(courier, 'baseline');
  const more = loop === undefined ? details : { ...details, loop };
  const counterexample = recordCounterexample(machine, property, execution, more);
  const { outcome } = replay(machine, property, counterexample);
  expect(outcome.kind).toBe('diverged');
  return outcome.kind === 'diverged' ? outcome.message : '';
}
const tail = (variant: string): string =>
  'The model changed after this counterexample was recorded, or the file names the wrong ' +
  `variant.\nLook again:  npx shardcheck check courier/${variant} --save counterexamples`;

describe('an end that does not show what the file says', () => {
  test('always: the violation is gone', () => {
    expect(endOf(coinsAreConserved, [depart])).toBe(
      `Step 1, the last, does not break coins-are-conserved in courier/baseline.
  recorded  Ein Kurier – „beraubt“ 🪙 – kommt nie an.
${tail('baseline')}`,
    );
  });
  test('step: it is asked of the last step alone', () => {
    const machine = instantiate(courier, 'baseline', { coins: 3 });
    const replayEnd = (...execution: Action[]): Replay['outcome'] => {
      const recorded = recordCounterexample(machine, theftsAreSingle, execution, details);
      return replay(machine, theftsAreSingle, recorded).outcome;
    };
    const until = [depart, depart, depart, rob, rob];
    expect(replayEnd(...until).kind).toBe('reproduced');
    expect(replayEnd(...until, turnBack)).toEqual({
      kind: 'diverged',
      step: 6,
      message: `Step 6, the last, does not break no-theft-follows-a-theft in courier/baseline.
  recorded  Ein Kurier – „beraubt“ 🪙 – kommt nie an.
${tail('baseline')}`,
    });
  });
  test('an execution without steps', () => {
    const first = (message: string): string | undefined => message.split('\n')[0];
    expect(first(endOf(theftsAreSingle, []))).toBe(
      'The start does not break no-theft-follows-a-theft in courier/baseline.',
    );
    expect(first(endOf(theShopGetsAll, []))).toBe(
      'The start does not reach the-shop-gets-all in courier/baseline.',
    );
  });
  test('recoverable: the goal lies ahead', () => {
    expect(endOf(theShopCanStillGetAll, [depart])).toBe(
      `Step 1, the last, is no dead end of the-shop-can-still-get-all in courier/baseline.
  ahead     depart
            deliver from="road" coins=2
${tail('baseline')}`,
    );
  });
  test('eventually: a goal on the way, and a loop that does not close', () => {
    const goal = [depart, depart, deliver(2)];
    expect(endOf(theShopCanStillGetAll, goal, 3).split('\n')[0]).toBe(
      'Step 3, the last, comes after the-shop-can-still-get-all was reached, at step 3, ' +
        'in courier/baseline.',
    );
    expect(endOf(theShopCanStillGetAll, [depart, turnBack], 1).split('\n')[0]).toBe(
      'Step 2, the last, does not return to step 1 in courier/baseline.',
    );
  });
  test('eventually: a loop that is not fair', () => {
    expect(endOf(theShopCanStillGetAll, [depart], 1)).toBe(
      `Step 1, the last, closes a loop that is not fair in courier/baseline.
  starved   depart
            deliver from="road" coins=1
${tail('baseline')}`,
    );
  });
  test('recoverable: a bound of the instance alone is in the way', () => {
    const machine = instantiate(courier, 'baseline', { departures: 1 });
    const stem = [depart, deliver(1)];
    const counterexample = recordCounterexample(machine, theShopCanStillGetAll, stem, details);
    expect(replay(machine, theShopCanStillGetAll, counterexample).outcome).toEqual({
      kind: 'diverged',
      step: 2,
      message: `Step 2, the last, is stopped by a bound alone, no dead end of \
the-shop-can-still-get-all in courier/baseline.
  ahead     it is there
${tail('baseline')}`,
    });
  });
});

test('a stem whose end is too rich for the budget is inconclusive', () => {
  const { machine, property, counterexample } = recoverable;
  expect(replay(machine, property, counterexample, { stateCountMax: 2 }).outcome).toEqual({
    kind: 'inconclusive',
    message:
      'the-shop-can-still-get-all in courier/baseline: no goal within 2 states of the end, and ' +
      'more states lie ahead; give more with --states',
  });
  expect(replay(machine, property, counterexample, { stateCountMax: 3 }).outcome).toMatchObject({
    kind: 'reproduced',
  });
});

test('a property that reads what is not there is told so, as a search would', () => {
  const { machine, counterexample } = always;
  const { name, invariant, means } = coinsAreConserved;
  const blind = propertyOf(courier, {
    name,
    invariant,
    means,
    on: 'state',
    kind: 'always',
    // The compiler knows that there are no tolls; a model that has changed may not.
    violation: (state) => `${(state as unknown as { readonly tolls: number }).tolls} paid`,
  });
  expect(() => replay(machine, blind, counterexample)).toThrow(
    new ModelError(
      'courier/no-look, property coins-are-conserved: reads state.tolls, which does not exist',
    ),
  );
});
