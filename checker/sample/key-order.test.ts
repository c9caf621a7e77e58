/**
 * Equal states look equal: the order in which a recipe writes keys is nobody's business.
 *
 * Method: two ways lead to each state, one writes its record back to front, and a property asks
 * for the text that JSON makes of it. Enough states for walks to leave strict copies behind.
 */
import { expect, test } from 'vitest';
import { instantiate } from '../machine.ts';
import { propertyOf, protocol } from '../protocol.ts';
import { quickStateOf } from './quick-state.ts';
import { sample } from './sampling.ts';

const box = protocol({
  name: 'box',
  source: 'made up',
  section: '0',
  version: 1,
  parameters: {},
  init: () => ({ count: 0, inside: { a: 0, b: { c: 0, d: 0 } }, free: null as object | null }),
})({
  ablations: {},
  actions: (_p, action) => ({
    forwards: action({
      actor: 'honest',
      when: { 'there is more to count': (state) => state.count < 4000 },
      then: (draft) => {
        draft.count++;
        draft.inside = { a: draft.count, b: { c: 1, d: 2 } };
        draft.free = { x: 1, y: 2 };
      },
      says: () => 'forwards',
    }),
    backwards: action({
      actor: 'honest',
      when: { 'there is more to count': (state) => state.count < 4000 },
      then: (draft) => {
        draft.count++;
        draft.inside = { b: { d: 2, c: 1 }, a: draft.count };
        draft.free = { y: 2, x: 1 };
      },
      says: () => 'backwards',
    }),
  }),
  ledger: {},
});

const looksTheSame = propertyOf(box, {
  name: 'it-looks-the-same',
  invariant: 'LOOK',
  means: 'the keys stand in one order',
  on: 'state',
  kind: 'always',
  violation: ({ count, inside, free }) => {
    const text = JSON.stringify({ inside, free });
    const expected = `{"inside":{"a":${count},"b":{"c":1,"d":2}},"free":{"x":1,"y":2}}`;
    return count === 0 || text === expected ? null : text;
  },
});

test('a property sees one order of keys', () => {
  const machine = instantiate(box, 'baseline');
  const options = { properties: [looksTheSame], seed: 1, runs: 4, steps: 3000 } as const;
  const [finding] = sample(machine, { ...options, strategy: 'uniform' });
  expect(finding).toMatchObject({ verdict: 'unrefuted', explanation: null });
});

test('what is in order is left alone', () => {
  const machine = instantiate(box, 'baseline');
  const { inOrder } = quickStateOf(machine.shape);
  const state = Object.freeze({ count: 1, free: [1, { a: 1 }], inside: Object.freeze({ a: 1 }) });
  expect(inOrder(state)).toBe(state);
  expect(JSON.stringify(inOrder({ free: [{ z: 1, y: { d: 1, c: 2 } }], count: 0 }))).toBe(
    '{"count":0,"free":[{"y":{"c":2,"d":1},"z":1}]}',
  );
});
