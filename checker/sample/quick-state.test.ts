/**
 * Quick copies and keys against the careful ones of `checker/state.ts`, on random shapes and on
 * random states of them.
 */
import { fc, test as fuzz } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { canonical, type Shape, shapeOf, strictCopy } from '../state.ts';
import { quickStateOf } from './quick-state.ts';

/** Values, and texts, that would look the same to a careless key. */
const numbers = [0, 1, 2, 10, 11, 12, 111, -1, 0.1, 1.1, 1e-7];
const strings = ['', '0', '1', '1,', 't', 'f', 'n', '"0;', ';', '{}', '[1]', 'null', '11'];
const scalar = fc.constantFrom(true, false, null, ...numbers, ...strings);
const free = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 2 }),
  ),
})).value;

/** A shape, and states of it: every slot filled anew with any plain value. */
const states = fc
  .letrec((tie) => ({
    shape: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      fc.constant<Shape>({ kind: 'slot' }),
      fc
        .array(tie('shape'), { minLength: 1, maxLength: 3 })
        .map((of) => ({ kind: 'array', of }) as Shape),
      fc
        .array(tie('shape'), { minLength: 1, maxLength: 3 })
        .map((of) => ({ kind: 'record', keys: ['a', 'b', 'c'].slice(0, of.length), of }) as Shape),
    ),
  }))
  .shape.chain((shape) => {
    const filled = filling(shape as Shape);
    return fc.record({ shape: fc.constant(shape as Shape), one: filled, other: filled });
  });

function filling(shape: Shape): fc.Arbitrary<unknown> {
  if (shape.kind === 'slot') return free;
  const inner = shape.of.map(filling);
  if (shape.kind === 'array') return fc.tuple(...inner);
  return fc.record(Object.fromEntries(shape.keys.map((key, index) => [key, inner[index] ?? free])));
}

fuzz.prop([states], { seed: 1, numRuns: 2000 })(
  'keys are equal exactly where canonical texts are',
  ({ shape, one, other }) => {
    const { key } = quickStateOf(shape);
    const isSame = canonical(one, shape) === canonical(other, shape);
    expect(key(one) === key(other)).toBe(isSame);
    expect(key(strictCopy(canonical(one, shape)))).toBe(key(one));
  },
);

fuzz.prop([states], { seed: 2, numRuns: 1000 })(
  'a copy is equal, open, and shares nothing',
  ({ shape, one }) => {
    const frozen = strictCopy(canonical(one, shape));
    const copy = quickStateOf(shape).copy(frozen);
    expect(canonical(copy, shape)).toBe(canonical(one, shape));
    const own = objectsIn(frozen);
    for (const object of objectsIn(copy)) {
      expect(own.has(object)).toBe(false);
      expect(Object.isFrozen(object)).toBe(false);
      const plain = Array.isArray(object) ? Array.prototype : Object.prototype;
      expect(Object.getPrototypeOf(object)).toBe(plain);
    }
  },
);

function objectsIn(value: unknown, seen = new Set<object>()): ReadonlySet<object> {
  if (typeof value !== 'object' || value === null) return seen;
  seen.add(value);
  for (const child of Object.values(value)) objectsIn(child, seen);
  return seen;
}

test('no three slots have the key of three others', () => {
  const values = [true, false, null, [], [1], {}, { a: 1 }, ...numbers, ...strings];
  const { key } = quickStateOf(shapeOf([0, 0, 0]));
  const keys = new Set<string>();
  for (const a of values) for (const b of values) for (const c of values) keys.add(key([a, b, c]));
  expect(keys.size).toBe(values.length ** 3);
});

test('a copy keeps what is not of the shape, so that a later check finds it', () => {
  const shape = shapeOf({ list: [0, 0], inner: { a: 1 } });
  const { copy } = quickStateOf(shape);
  const broken = { list: [0, 0, 7], inner: { a: 1, more: 2 } };
  expect(copy(broken)).toEqual(broken);
});
