/**
 * Rows and bars: which steps a state asks.
 *
 * Method: what is noted, in any order, is also kept as plain lists; the steps that a state asks are
 * those whose first read has not struck them and that no value of the state bars.
 */
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { bar, candidates, rowsOf, splitRow, strike } from './rows.ts';

const [stepCount, componentCount, valueCount] = [70, 4, 9];
const step = fc.nat(stepCount - 1);
const component = fc.nat(componentCount - 1);
const value = fc.nat(valueCount - 1);
const note = fc.oneof(
  fc.record({ kind: fc.constant('strike'), step, component: fc.constant(0), value }),
  fc.record({ kind: fc.constant('bar'), step, component, value }),
);
const states = fc.array(fc.tuple(value, value, value, value), { minLength: 1, maxLength: 8 });

test.prop([fc.array(note, { maxLength: 60 }), states], { seed: 70 })(
  'a state asks the steps that nothing has struck or barred',
  (notes, seen) => {
    const rows = rowsOf(stepCount);
    const set = new Int32Array(rows.words);
    // The first component that a step reads is the same each time.
    const firstOf = (number: number): number => number % componentCount;
    for (const { kind, step: number, component: other, value: id } of notes) {
      splitRow(rows, number, firstOf(number));
      if (kind === 'bar') bar(rows, number, other, id);
      else strike(rows, number, firstOf(number), id);
      candidates(rows, Uint8Array.from([id, id, id, id]), 0, set);
    }
    for (const ids of seen) {
      candidates(rows, Uint8Array.from(ids), 0, set);
      const asked = Array.from({ length: stepCount }, (_, number) => number).filter(
        (number) => (((set[number >> 5] as number) >>> (number & 31)) & 1) === 1,
      );
      const refused = notes.filter(({ kind, step: number, component: other, value: id }) => {
        return ids[kind === 'bar' ? other : firstOf(number)] === id;
      });
      const left = Array.from({ length: stepCount }, (_, number) => number).filter(
        (number) => !refused.some((each) => each.step === number),
      );
      expect(asked).toEqual(left);
    }
  },
);
