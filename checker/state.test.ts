/**
 * Canonical texts and fixed shapes.
 *
 * Method: whatever JSON would blur is refused, each with its whole message; on everything else,
 * drawn by fast-check, the canonical text is an identity: equal exactly for deeply equal values.
 */
import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { ModelError } from './errors.ts';
import { canonical, draftOf, OutsideShape, pathTo, shapeOf, strictCopy } from './state.ts';

const cycle: unknown[] = [];
cycle.push(cycle);
const holes = [1, 2, 3];
delete holes[1];

describe('what JSON would blur is refused, with its path', () => {
  const absence = 'a state is plain data, and absence is null';
  test.each([
    [{ a: { b: undefined } }, `state.a.b is undefined; ${absence}`],
    [{ a: [0, Number.NaN] }, `state.a[1] is NaN; ${absence}`],
    [{ a: Number.POSITIVE_INFINITY }, `state.a is Infinity; ${absence}`],
    [{ a: new Map([[1, 2]]) }, `state.a is an object of class Map; ${absence}`],
    [{ a: new Set([1]) }, `state.a is an object of class Set; ${absence}`],
    [{ a: new Date(0) }, `state.a is an object of class Date; ${absence}`],
    [{ a: () => 1 }, `state.a is a function; ${absence}`],
    [{ a: 1n }, `state.a is 1; ${absence}`],
    [{ a: Symbol('s') }, `state.a is Symbol(s); ${absence}`],
    [{ a: { [Symbol('s')]: 1 } }, `state.a is an object of class Object; ${absence}`],
    [{ a: -0 }, 'state.a is -0; JSON would turn it into 0'],
    [{ a: 2 ** 53 }, 'state.a is 9007199254740992; whole numbers beyond 2^53 are not exact'],
    [
      JSON.parse('{"a":{"__proto__":1}}'),
      'state.a.__proto__ is a key that JavaScript takes for the prototype; choose another',
    ],
    [{ a: [cycle] }, 'state.a[0][0] is a cycle; a state is a tree'],
    [{ a: holes }, 'state.a is an array with holes or extra keys; use null for what is absent'],
  ])('%#', (state, message) => {
    expect(() => shapeOf(state)).toThrow(new ModelError(message));
  });
});

describe('the shape is fixed', () => {
  const initial = {
    shards: [
      { balance: 5, block: null },
      { balance: 0, block: null },
    ],
    log: [],
  };
  const shape = shapeOf(initial);

  test('slots hold any plain value', () => {
    const state = {
      log: [1, 'two'],
      shards: [
        { block: { parent: 0, txs: [1] }, balance: null },
        { balance: [], block: null },
      ],
    };
    expect(canonical(state, shape)).toBe(
      '{"log":[1,"two"],"shards":[{"balance":null,"block":{"parent":0,"txs":[1]}},' +
        '{"balance":[],"block":null}]}',
    );
  });

  test.each([
    [
      { shards: [{ balance: 5, block: null, debt: 1 }, null], log: [] },
      'state.shards[0].debt is a new key; the shape is fixed: put it into `init`',
    ],
    [
      { shards: [{ balance: 5 }, null], log: [] },
      'state.shards[0].block was removed; the shape is fixed: use null for absence',
    ],
    [
      { shards: [{ balance: 5, block: null }], log: [] },
      'state.shards was an array of 2 and is now an array of 1; the shape is fixed',
    ],
    [
      { shards: [{ balance: 5, block: null }, 7], log: [] },
      'state.shards[1] was a record with the keys balance, block and is now 7; the shape is fixed',
    ],
  ])('%#', (state, message) => {
    expect(() => canonical(state, shape)).toThrow(new ModelError(message));
  });
});

const plain = fc.object({
  maxDepth: 3,
  key: fc.string().filter((key) => key !== '__proto__'),
  values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant(0.5)],
});
const slotShape = { kind: 'slot' } as const;

prop.prop([plain, plain], { seed: 2318 })('texts are equal exactly if values are', (a, b) => {
  const isSame = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
  expect(canonical(a, slotShape) === canonical(b, slotShape)).toBe(isSame);
  expect(canonical(JSON.parse(canonical(a, slotShape)), slotShape)).toBe(canonical(a, slotShape));
});

prop.prop([fc.dictionary(fc.string(), plain)], { seed: 2318 })(
  'the order of keys does not matter, nor whether the shape knows them',
  (record) => {
    const reversed = Object.fromEntries(Object.entries(record).reverse());
    expect(canonical(reversed, slotShape)).toBe(canonical(record, slotShape));
    expect(canonical(reversed, shapeOf(record))).toBe(canonical(record, slotShape));
  },
);

/** An independent canonical form: sorted copies for JSON.stringify. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, child]) => [key, sorted(child)]);
}

describe('strict copies', () => {
  const text = '{"list":[1,2],"shard":{"balance":5}}';

  test('read like plain data', () => {
    const copy = strictCopy(text) as { list: number[]; shard: { balance: number } };
    expect(copy.list.map((n) => n + copy.shard.balance)).toEqual([6, 7]);
    expect(JSON.stringify(copy)).toBe(text);
    expect(Object.isFrozen(copy.list)).toBe(true);
  });

  test.each<[string, (copy: { list: number[]; shard: Record<string, number> }) => unknown]>([
    ['.list[2]', (copy) => copy.list[2]],
    ['.list[-1]', (copy) => copy.list[-1]],
    ['.shard[debt]', (copy) => copy.shard['debt']],
  ])('a missing index or key throws: %s', (place, read) => {
    for (const copy of [strictCopy(text), draftOf(strictCopy(text), true)]) {
      // What a failed read carries is enough to name the place.
      let failure: unknown;
      try {
        read(copy as never);
      } catch (error) {
        failure = error;
      }
      expect(failure).toBeInstanceOf(OutsideShape);
      const { object, key } = failure as OutsideShape;
      expect(`${pathTo(copy, object)}[${key}]`).toBe(place);
    }
  });
});
