/**
 * Recorded counterexamples as an instrument.
 *
 * Method: recordings of every kind, held against the claims that they are about and those that
 * they only seem to be about.
 */
import { expect, test } from 'vitest';
import { type Claim, violated } from '../protocol.ts';
import { eventually, recordings, recoverable } from '../trace/recordings-fixture.ts';
import { replayRecordings } from './recorded.ts';

const files = Object.entries(recordings).map(([kind, { counterexample }]) => ({
  file: `${kind}.json`,
  counterexample,
}));
const claimOf = ({ property }: { property: Claim['property'] }): Claim => violated(property);

test.each(['always', 'step', 'sometimes', 'recoverable'] as const)(
  '%s: what was recorded for the claim decides it',
  (kind) => {
    const { machine } = recordings[kind];
    const found = replayRecordings(machine, claimOf(recordings[kind]), files, false);
    expect(found.finding).toMatchObject({ file: `${kind}.json`, isSameInstance: true });
    expect(found.finding?.verdict).toBe(kind === 'sometimes' ? 'witnessed' : 'violated');
    expect(found).toMatchObject({ notes: [], problems: [] });
  },
);

test('a loop that refutes "eventually" says nothing about "can always still"', () => {
  const { machine, property, counterexample } = eventually;
  expect(property).toBe(recoverable.property);
  const only = [{ file: 'loop.json', counterexample }];
  expect(replayRecordings(machine, violated(property), only, true)).toEqual({
    finding: null,
    notes: [],
    problems: [],
  });
});
