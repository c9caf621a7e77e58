/**
 * The fast explorer against the simple one, on random small machines.
 *
 * Method: fast-check draws protocols as data: rules that compare, sum and search parts of a state
 * with records, fixed arrays, lists and slots that change their type; effects that set, add, copy,
 * push, swap records and copy them; actors, bounds, and properties of every kind, some of which ask
 * what is enabled. Whatever the simple explorer answers, the fast one must answer with its memo on,
 * off, and resting as it likes; also when the search is cut.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { answersOf } from './answers.ts';
import { exploreBreadthFirst } from './breadth-first.ts';
import { drawnMachine, machineOf, propertiesOf } from './drawn-fixture.ts';
import type { SearchOptions } from './exploration.ts';
import { exploreMemoised } from './memoised.ts';

const limits = fc.constantFrom<Partial<SearchOptions>>(
  {},
  { exhaust: true },
  { depthMax: 3, exhaust: true },
  { stateCountMax: 40, exhaust: true },
);

describe('the fast explorer answers what the simple one answers', () => {
  test.prop([drawnMachine, limits], { numRuns: 150, seed: 77 })(
    'on drawn machines',
    (drawn, limit) => {
      const instance = machineOf(drawn);
      const options = { properties: propertiesOf(drawn), stateCountMax: 600, ...limit };
      const answers = answersOf(exploreBreadthFirst(instance, options));
      for (const memo of ['auto', 'always', 'never'] as const) {
        expect(answersOf(exploreMemoised(instance, { ...options, memo })), memo).toEqual(answers);
      }
    },
  );
});
