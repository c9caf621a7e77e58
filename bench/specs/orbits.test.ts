/**
 * Specifications with interchangeable numbers, one state of each orbit.
 *
 * Method: every specification that declares a symmetry and is small is explored with it; states
 * are counted again by applying all permutations to all reachable states as plain data. Of the
 * larger ones the counts are golden numbers: TLC can check them for whoever doubts them.
 */
import { describe, expect, test } from 'vitest';
import { exploreMemoised } from '../../checker/explore/memoised.ts';
import { orbitCount, reachable } from '../../checker/explore/orbits-fixture.ts';
import { type KnownAnswer, knownAnswers, machineOf, nameOfAnswer } from './known-answers.ts';

const stateCountMax = 5000;

const declared = knownAnswers.filter(
  ({ suite, symmetry }) => suite.protocol.symmetry !== null && !symmetry,
);
const explored = (known: KnownAnswer) =>
  exploreMemoised(machineOf(known), {
    properties: known.suite.claims.map(({ property }) => property),
    exhaust: true,
    symmetry: true,
  });

describe.each(
  declared
    .filter(({ states }) => states <= stateCountMax)
    .map((known) => ({ named: nameOfAnswer(known), known })),
)('$named', ({ known }) => {
  test('has as many states as there are orbits, at the same depth', () => {
    const machine = machineOf(known);
    const { states, complete, depth, findings } = explored(known);
    expect(complete).toBe(true);
    expect(states).toBe(orbitCount(machine, reachable(machine, stateCountMax) ?? []));
    expect(depth).toBe(known.depth);
    expect(findings.map(({ verdict }) => verdict)).toEqual(
      known.suite.claims.map(({ expected }) => expected),
    );
  });
});

test.each([
  ['two-phase rms=6', 553, 4328, 20],
  ['chameneos', 1888, 5860, 14],
])('%s: %d/%d/%d', (name, states, transitions, depth) => {
  const known = declared.find((each) => nameOfAnswer(each) === name);
  expect(known && explored(known)).toMatchObject({ states, transitions, depth, complete: true });
});
