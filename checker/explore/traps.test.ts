/**
 * Mistakes that a memoising explorer can make, each with a model on which making it would show.
 *
 * Method: small hand-made models; what the simple explorer answers is asked of the fast one. These
 * are the traps that prototypes of the engine stepped into.
 */
import { describe, expect, test } from 'vitest';
import { reduce } from '../machine.ts';
import { type Action, type AnyProperty, range } from '../protocol.ts';
import { answersOf } from './answers.ts';
import { exploreBreadthFirst } from './breadth-first.ts';
import { exploreMemoised } from './memoised.ts';
import { always, type Model, machineOf, policies } from './traps-fixture.ts';

function expectAgreement<S>(model: Model<S>, ...properties: AnyProperty[]): void {
  const machine = machineOf(model);
  const options = { properties, exhaust: true };
  const answers = answersOf(exploreBreadthFirst(machine, options));
  for (const memo of policies) {
    expect(answersOf(exploreMemoised(machine, { ...options, memo })), memo).toEqual(answers);
  }
}

describe('what a property reads depends on the state', () => {
  interface State {
    which: number;
    values: number[];
  }
  const steps = {
    turn: (draft: State) => {
      draft.which = (draft.which + 1) % 3;
    },
    raise: (draft: State) => {
      draft.values[draft.which] = Math.min(2, (draft.values[draft.which] ?? 0) + 1);
    },
  };
  const model = { init: { which: 0, values: [0, 0, 0] }, steps };

  test('a violation is found that the first verdict did not look for', () => {
    expectAgreement(
      model,
      always<State>(({ which, values }) => (which === 2 && values[2] === 2 ? 'two is two' : null)),
    );
  });
  test('no violation is made up where the value that was read belongs to another component', () => {
    expectAgreement(
      model,
      always<State>(({ which, values }) => (values[which] === 3 ? 'three' : null)),
    );
  });
});

describe('recipes move values between components', () => {
  interface State {
    left: { list: number[]; level: number };
    right: { list: number[]; level: number };
  }
  const init: State = { left: { list: [], level: 0 }, right: { list: [], level: 1 } };

  test('records and lists are swapped, and changed after the swap', () => {
    expectAgreement<State>({
      init,
      steps: {
        swap: (draft) => {
          const kept = draft.left;
          draft.left = draft.right;
          draft.right = kept;
          kept.level = 2;
        },
        push: (draft) => {
          if (draft.left.list.length < 2) draft.left.list.push(draft.right.level);
        },
        move: (draft) => {
          draft.right.list = draft.left.list;
          draft.left.list = [];
        },
      },
    });
  });
});

describe('many values of one component', () => {
  // Each level is asked twice, so the second answer comes from the memo, if there is one.
  test.each([
    [300, 'always'],
    [2000, 'always'],
    [70_000, 'auto'],
  ] as const)('%d, memo %s', (top, memo) => {
    const machine = machineOf({
      init: { level: 0, isFlipped: false },
      steps: {
        up: (draft: { level: number; isFlipped: boolean }) => {
          draft.level = Math.min(top, draft.level + 1);
        },
        flip: (draft: { level: number; isFlipped: boolean }) => {
          draft.isFlipped = !draft.isFlipped;
        },
      },
    });
    const found = exploreMemoised(machine, { properties: [], exhaust: true, memo });
    const states = 2 * (top + 1);
    expect(found).toMatchObject({ states, transitions: 1 + 2 * states, depth: top + 2 });
    // Half of the steps up, and two flips, run the model; the rest is remembered.
    if (memo === 'always') expect(found.engine.missRate).toBeCloseTo(0.25, 2);
  });
});

describe('a state with one large component', () => {
  test('is explored directly, with the same counts, and says so', () => {
    const init: { grid: number[] } = { grid: [] };
    const steps = Object.fromEntries(
      range(13).map((place) => [
        `flip${place}`,
        (draft: { grid: number[] }) => {
          if (draft.grid.length === 0) draft.grid = range(13).map(() => 0);
          draft.grid[place] = 1;
        },
      ]),
    );
    const machine = machineOf({ init, steps });
    const found = exploreMemoised(machine, { properties: [], exhaust: true });
    expect(found).toMatchObject({ states: 2 ** 13, depth: 14 });
    expect(found.engine.directSteps).toBeGreaterThan(0);
    expect(found.engine.missRate).toBeGreaterThan(0.5);
  });
});

describe('two steps that lead to the same state', () => {
  interface State {
    at: number;
  }
  const steps = {
    first: (draft: State) => {
      draft.at = 1;
    },
    second: (draft: State) => {
      draft.at = 1;
    },
  };
  test('keep apart for a property of steps, and the execution ends with the right one', () => {
    const machine = machineOf({ init: { at: 0 }, steps });
    const property: AnyProperty = {
      name: 'step',
      invariant: 'P',
      means: 'no second',
      on: 'state',
      kind: 'step',
      violation: (_, action) => (action.type === 'second' ? 'second' : null),
    };
    for (const memo of policies) {
      const [finding] = exploreMemoised(machine, { properties: [property], memo }).findings;
      expect(finding).toMatchObject({ verdict: 'violated', execution: [{ type: 'second' }] });
    }
  });

  test('executions replay to the state that they were found for', () => {
    const machine = machineOf<{ at: number; seen: number }>({
      init: { at: 0, seen: 0 },
      steps: {
        on: (draft) => {
          draft.at = Math.min(9, draft.at + 1);
        },
        see: (draft) => {
          draft.seen = draft.at;
        },
      },
    });
    const goal = always<{ at: number; seen: number }>(({ at, seen }) =>
      at === 6 && seen === 4 ? 'there' : null,
    );
    const [finding] = exploreMemoised(machine, { properties: [goal] }).findings;
    const actions = finding?.execution ?? [];
    const end = actions.reduce(
      (state, action: Action) => reduce(machine, state, action),
      machine.initial,
    );
    expect(end).toEqual({ at: 6, seen: 4 });
    expect(actions).toHaveLength(7);
  });
});

test('a search without the memory to go on ends with what it found', () => {
  const steps = Object.fromEntries(
    range(16).map((place) => [
      `flip${place}`,
      (draft: { bits: number[] }) => {
        draft.bits[place] = 1;
      },
    ]),
  );
  const machine = machineOf({ init: { bits: range(16).map(() => 0) }, steps });
  const two = always<{ bits: number[] }>(({ bits }) =>
    bits.reduce((sum, bit) => sum + bit, 0) === 2 ? 'two' : null,
  );
  const limits = { properties: [two], exhaust: true, memoryMax: 2 ** 20 };
  const found = exploreMemoised(machine, limits);
  expect(found.complete).toBe(false);
  expect(found.states).toBeGreaterThan(1000);
  expect(found.states).toBeLessThan(2 ** 16);
  expect(found.findings).toMatchObject([{ verdict: 'violated', execution: { length: 2 } }]);
  expect(exploreMemoised(machine, { ...limits, memoryMax: 2 ** 26 }).states).toBe(2 ** 16);
});

test('the odds of a collision are said', () => {
  const machine = machineOf({ init: { at: 0 }, steps: { stay: () => {} } });
  const { engine } = exploreMemoised(machine, { properties: [] });
  expect(engine.collisionOdds).toBeGreaterThan(0);
  expect(engine.collisionOdds).toBeLessThan(1e-25);
});
