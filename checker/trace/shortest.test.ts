/**
 * The shortest execution against two other routes: the full breadth-first search, and the sampled
 * execution that it starts from. Random nets supply the machines.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InternalError } from '../errors.ts';
import { exploreBreadthFirst } from '../explore/breadth-first.ts';
import { instantiate } from '../machine.ts';
import { type Action, propertyOf, protocol } from '../protocol.ts';
import { netCases } from '../sample/net-fixture.ts';
import { sample } from '../sample/sampling.ts';
import { shortest } from './shortest.ts';

const cases = fc.sample(netCases, { seed: 11, numRuns: 300 });

test('a sampled execution becomes the least of the shortest ones', () => {
  let count = 0;
  let shortened = 0;
  for (const { machine, always, step, sometimes } of cases) {
    const properties = [always, step, sometimes];
    const options = { seed: 1, runs: 50, steps: 20, strategy: 'uniform' } as const;
    const exact = exploreBreadthFirst(machine, { properties }).findings;
    for (const [index, { property, execution }] of sample(machine, {
      ...options,
      properties,
    }).entries()) {
      if (execution === null) continue;
      const least = shortest(machine, property, execution, { stateCountMax: 100_000 });
      expect(least).toEqual({ execution: exact[index]?.execution, minimal: 'proven' });
      count++;
      if (least.execution.length < execution.length) shortened++;
    }
  }
  expect(count).toBeGreaterThan(120);
  expect(shortened).toBeGreaterThan(0);
});

describe('a clock that is late after five ticks, or after two leaps', () => {
  interface Clock {
    time: number;
    leaps: number;
    stopped: boolean;
  }
  const clock = protocol({
    name: 'clock',
    source: 'made up by a test',
    section: '0',
    version: 1,
    parameters: {},
    init: (): Clock => ({ time: 0, leaps: 0, stopped: false }),
  })({
    ablations: {},
    actions: (_p, action) => ({
      tick: action({
        actor: 'honest',
        when: { 'it goes': (state) => !state.stopped },
        bound: { 'there is time left': (state) => state.time < 9 },
        then: (draft) => {
          draft.time += 1;
        },
        says: () => 'tick',
      }),
      leap: action({
        actor: 'adversary',
        when: { 'it goes': (state) => !state.stopped },
        bound: { 'there is time left': (state) => state.time < 7 },
        then: (draft) => {
          draft.time += 3;
          draft.leaps += 1;
        },
        says: () => 'leap',
      }),
      stop: action({
        actor: 'adversary',
        then: (draft) => {
          draft.stopped = true;
        },
        says: () => 'stop',
      }),
    }),
    ledger: {},
  });
  const machine = instantiate(clock, 'baseline');
  const head = { invariant: 'CLOCK', on: 'state' } as const;
  const neverLate = propertyOf(clock, {
    ...head,
    name: 'clock-is-never-late',
    means: 'the clock is never late',
    kind: 'always',
    violation: ({ time }) => (time >= 5 ? 'late' : null),
  });
  const goesOn = propertyOf(clock, {
    ...head,
    name: 'clock-can-go-on',
    means: 'the clock shows 9',
    kind: 'recoverable',
    goal: ({ time }) => time === 9,
  });
  const tick: Action = { type: 'tick' };
  const leap: Action = { type: 'leap' };
  const stop: Action = { type: 'stop' };

  test('five ticks become two leaps', () => {
    const ticks = [tick, tick, tick, tick, tick];
    const least = shortest(machine, neverLate, ticks, { stateCountMax: 1000 });
    expect(least).toEqual({ execution: [leap, leap], minimal: 'proven' });
  });

  test('a budget that ends first leaves the execution as it is, and says so', () => {
    const ticks = [tick, tick, tick, tick, tick];
    const cut = shortest(machine, neverLate, ticks, { stateCountMax: 3 });
    expect(cut).toEqual({ execution: ticks, minimal: 'local' });
    const options = { stateCountMax: 1000, isCancelled: () => true };
    expect(shortest(machine, neverLate, ticks, options).minimal).toBe('local');
  });

  test('the stem of a dead end is proven only by a complete search', () => {
    const stem = [tick, leap, stop];
    const least = shortest(machine, goesOn, stem, { stateCountMax: 1000 });
    expect(least).toEqual({ execution: [stop], minimal: 'proven' });
    expect(shortest(machine, goesOn, stem, { stateCountMax: 4 }).minimal).toBe('local');
  });

  test('an execution that shows nothing is an internal error', () => {
    expect(() => shortest(machine, neverLate, [tick], { stateCountMax: 1000 })).toThrow(
      new InternalError(
        'clock/baseline: clock-is-never-late is decided by an execution of 1 actions, and a search ' +
          'of that depth (4 states) decides nothing',
      ),
    );
  });
});
