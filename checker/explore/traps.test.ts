/**
 * Mistakes that a memoising explorer can make, each with a model on which making it would show.
 *
 * Method: small hand-made models; what the simple explorer answers is asked of the fast one, or the
 * error that is due. The numbers stand for the traps that prototypes of the engine stepped into.
 */
import { describe, expect, test } from 'vitest';
import { DivergenceError, InternalError, ModelError } from '../errors.ts';
import { instantiate, reduce } from '../machine.ts';
import { type Action, type AnyProperty, protocol, range } from '../protocol.ts';
import { answersOf } from './answers.ts';
import { exploreBreadthFirst } from './breadth-first.ts';
import { exploreMemoised } from './memoised.ts';
import type { MemoPolicy } from './trials.ts';

interface Model<S> {
  readonly init: S;
  readonly steps: Readonly<Record<string, (draft: S) => void>>;
  readonly when?: (state: S) => boolean;
}

/** A machine whose steps are always enabled, or as `when` says. */
function machineOf<S>({ init, steps, when }: Model<S>) {
  const built = protocol({
    name: 'trap',
    source: 'hand-made',
    section: '',
    version: 1,
    parameters: {},
    init: () => init,
  })({
    ablations: {},
    actions: (_, action) =>
      Object.fromEntries(
        Object.entries(steps).map(([name, then]) => [
          name,
          action({
            actor: 'honest',
            ...(when === undefined ? {} : { when: { when: (state) => when(state as S) } }),
            then: (draft) => then(draft as S),
            says: () => name,
          }),
        ]),
      ),
    ledger: {},
  });
  return instantiate(built, 'baseline');
}

function always<S>(violation: (state: S) => string | null): AnyProperty {
  const head = { name: 'property', invariant: 'P', means: 'it holds', on: 'state' as const };
  return { ...head, kind: 'always', violation: (state) => violation(state as S) };
}

const policies: readonly MemoPolicy[] = ['auto', 'always', 'never'];

function expectAgreement<S>(model: Model<S>, ...properties: AnyProperty[]): void {
  const machine = machineOf(model);
  const options = { properties, exhaust: true };
  const answers = answersOf(exploreBreadthFirst(machine, options));
  for (const memo of policies) {
    expect(answersOf(exploreMemoised(machine, { ...options, memo })), memo).toEqual(answers);
  }
}

function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return null;
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

describe('the shape is fixed', () => {
  interface State {
    record: { [key: string]: number };
    list: number[];
    slot: unknown;
  }
  const init: State = { record: { a: 0, b: 0 }, list: [0, 0], slot: 0 };
  const refusals: Readonly<Record<string, readonly [(draft: State) => void, RegExp]>> = {
    'a new key': [
      (draft) => {
        draft.record['c'] = 1;
      },
      /trap\/baseline, go: .*state\.record\.c is a new key/,
    ],
    'a deleted key': [
      (draft) => {
        delete draft.record['a'];
      },
      /trap\/baseline, go: .*state\.record\.a was removed/,
    ],
    'a longer array': [
      (draft) => {
        draft.list.push(1);
      },
      /trap\/baseline, go: .*state\.list was an array of 2/,
    ],
    'a shorter array': [
      (draft) => {
        draft.list = [1];
      },
      /trap\/baseline, go: .*state\.list was an array of 2/,
    ],
    'a missing key': [
      (draft) => {
        draft.list[0] = draft.record['nothing'] ?? 0;
      },
      /reads state\.record\.nothing, which does not exist/,
    ],
    'minus zero': [
      (draft) => {
        draft.slot = -0;
      },
      /state\.slot is -0/,
    ],
    'undefined in a slot': [
      (draft) => {
        draft.slot = { inside: undefined };
      },
      /state\.slot\.inside is undefined/,
    ],
  };
  test.each(Object.entries(refusals))('%s is refused with its path', (_, [go, message]) => {
    const machine = machineOf({ init, steps: { go } });
    for (const memo of policies) {
      const error = errorOf(() => exploreMemoised(machine, { properties: [], memo }));
      expect(error).toBeInstanceOf(ModelError);
      expect(String(error)).toMatch(message);
    }
  });

  test('rules and properties may not write', () => {
    const write = (state: State): boolean => {
      state.list[0] = 1;
      return true;
    };
    const machine = machineOf({ init, steps: { go: () => {} }, when: write });
    const innocent = machineOf({ init, steps: { go: () => {} } });
    const property = always<State>((state) => (write(state) ? null : 'never'));
    for (const memo of policies) {
      const byRule = errorOf(() => exploreMemoised(machine, { properties: [], memo }));
      const byProperty = errorOf(() => exploreMemoised(innocent, { properties: [property], memo }));
      for (const error of [byRule, byProperty]) {
        expect(error).toBeInstanceOf(ModelError);
        expect(String(error)).toContain('only `then` may');
      }
    }
  });
});

describe('what is not a function of the state is noticed', () => {
  interface State {
    a: number;
    b: number;
    c: number;
  }
  const init: State = { a: 0, b: 0, c: 0 };
  const count = (draft: State): void => {
    draft.c = (draft.c + 1) % 50;
  };

  test('another order of reads for the same values', () => {
    let asked = 0;
    const machine = machineOf<State>({
      init,
      steps: { count },
      when: (state) => (asked++ < 40 ? state.a + state.b + state.c : state.b + state.c) >= 0,
    });
    const run = (): unknown => exploreMemoised(machine, { properties: [], memo: 'always' });
    expect(errorOf(run)).toBeInstanceOf(DivergenceError);
  });

  test('another result for the same values', () => {
    let hidden = 0;
    const drift = (draft: State): void => {
      draft.a = hidden++ % 3;
      count(draft);
    };
    const error = errorOf(() => exploreMemoised(machineOf({ init, steps: { drift } }), noProperty));
    expect(error).toBeInstanceOf(DivergenceError);
  });

  test('an effect that goes another way on drafts of immer', () => {
    // Reads what only an immer draft has: the memo and the replay differ, each the same each time.
    const odd = (draft: State): void => {
      draft.a = Reflect.ownKeys(Object.getPrototypeOf(draft) ?? {}).length === 0 ? 1 : 0;
      draft.b = Object.isExtensible(draft) ? 1 : 2;
    };
    const error = errorOf(() => exploreMemoised(machineOf({ init, steps: { odd } }), noProperty));
    expect(error).toBeInstanceOf(InternalError);
    expect(String(error)).toContain('trap/baseline, odd: what the explorer remembers');
  });
  const noProperty = { properties: [] };
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
