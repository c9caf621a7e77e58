/**
 * Models that break a contract of `protocol.ts` under a memoising explorer.
 *
 * Method: small hand-made models, one mistake each; the error that is due, with the place that it
 * names, whether the explorer remembers or not.
 */
import { describe, expect, test } from 'vitest';
import { DivergenceError, InternalError, ModelError } from '../errors.ts';
import { exploreMemoised } from './memoised.ts';
import { always, machineOf, policies } from './traps-fixture.ts';

function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return null;
}

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
