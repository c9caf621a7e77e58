/**
 * Judging one suite.
 *
 * Method: a ladder of known length, climbed by an honest step and knocked over by an adversary,
 * so that every number is known beforehand; the outside world is a function that says stop.
 */
import { expect, test } from 'vitest';
import {
  claims,
  count,
  holds,
  propertyOf,
  protocol,
  type Suite,
  unreachable,
  unrefuted,
  violated,
  witnessed,
} from '../protocol.ts';
import { judgeSuite } from './judge-suite.ts';
import type { SuiteJudgement } from './judgement.ts';
import type { Budget } from './profiles.ts';

const ladder = protocol({
  name: 'ladder',
  source: 'made up',
  section: '0',
  version: 1,
  parameters: { rungs: count(6, { max: 1000 }) },
  init: () => ({ rung: 0, fallen: false }),
})({
  ablations: {
    'no-rail': { id: 'L-A1', removes: 'the rail', without: ['push: nobody can be pushed'] },
  },
  actions: (p, action) => ({
    climb: action({
      actor: 'honest',
      when: { 'it stands': (state) => !state.fallen },
      bound: { 'there is a rung left': (state) => state.rung < p.rungs },
      then: (draft) => {
        draft.rung++;
      },
      says: () => 'one rung up',
    }),
    push: action({
      actor: 'adversary',
      when: {
        'somebody is high up': (state) => state.rung >= 3 && !state.fallen,
        'nobody can be pushed': () => false,
      },
      then: (draft) => {
        draft.fallen = true;
      },
      says: () => 'down it goes',
    }),
  }),
  ledger: {},
});

const stands = propertyOf(ladder, {
  name: 'it-stands',
  invariant: 'STAND',
  means: 'it stands',
  on: 'state',
  kind: 'always',
  violation: ({ fallen }) => (fallen ? 'it lies' : null),
});
const isUp = propertyOf(ladder, {
  name: 'it-is-up',
  invariant: 'witness',
  means: 'somebody is on the fifth rung',
  on: 'state',
  kind: 'sometimes',
  goal: ({ rung }) => rung === 5,
});
const isInHeaven = propertyOf(ladder, {
  name: 'it-is-in-heaven',
  invariant: 'witness',
  means: 'somebody is beyond the last rung',
  on: 'state',
  kind: 'sometimes',
  goal: ({ rung }) => rung > 999,
});
const canStillArrive = propertyOf(ladder, {
  name: 'it-can-still-arrive',
  invariant: 'SETTLE',
  means: 'the fifth rung can be reached',
  on: 'state',
  kind: 'recoverable',
  goal: ({ rung }) => rung === 5,
});

const suites = claims(ladder, {
  baseline: {
    claims: [holds(stands), witnessed(isUp), unreachable(isInHeaven), unrefuted(canStillArrive)],
  },
  'no-rail': { claims: [violated(stands), witnessed(isUp), violated(canStillArrive)] },
});
const [baseline, noRail] = suites as readonly [Suite, Suite];
const budget: Budget = { seed: 1, runs: 9, steps: 20, states: 1000 };

function judged(suite: Suite, changed: Partial<Budget> = {}, set = {}): SuiteJudgement {
  return judgeSuite(suite, { set, budget: { ...budget, ...changed }, recordings: [] });
}
const verdictsOf = ({ evidence }: SuiteJudgement): readonly string[] =>
  evidence.map(({ verdict }) => verdict);

test('a closed instance: 7 states, all claims at once', () => {
  const judgement = judged(baseline);
  // Rung 6 is a frontier: only the length of the ladder keeps it from going on.
  expect(verdictsOf(judgement)).toEqual(['holds', 'witnessed', 'unreachable', 'unrefuted']);
  expect(judgement).toMatchObject({
    parameters: { rungs: 6 },
    states: 7,
    transitions: 7,
    depth: 7,
    complete: true,
    cut: null,
    deadlocks: 1,
    runs: 9,
    problems: [],
  });
});

test('actions that were never taken are counted too', () => {
  expect(judged(baseline).fired).toEqual({ climb: 6, push: 0 });
});

test('sampling decides, the search proves the length', () => {
  const { evidence, complete } = judged(noRail);
  expect(evidence).toMatchObject([
    { verdict: 'violated', by: 'sampled', minimal: 'proven', explanation: 'it lies' },
    { verdict: 'witnessed', by: 'sampled', minimal: 'proven' },
    { verdict: 'violated', by: 'exhaustive', minimal: 'proven', runs: 0 },
  ]);
  expect(evidence.map(({ execution }) => execution?.length)).toEqual([4, 5, 4]);
  expect(complete).toBe(true);
});

test('without runs the search decides alone', () => {
  const { evidence, runs } = judged(noRail, { runs: 0 });
  expect(evidence.map(({ by }) => by)).toEqual(['exhaustive', 'exhaustive', 'exhaustive']);
  expect(evidence.map(({ execution }) => execution?.length)).toEqual([4, 5, 4]);
  expect(runs).toBe(0);
});

test('nothing holds after a cut, and what was sampled is not proven shortest', () => {
  const cut = judged(baseline, { states: 3 });
  expect(verdictsOf(cut)).toEqual(['unrefuted', 'witnessed', 'inconclusive', 'unrefuted']);
  expect(cut).toMatchObject({ states: 3, complete: false, cut: 'states' });
  expect(cut.evidence[1]).toMatchObject({ by: 'sampled', minimal: 'local' });
});

test('a search that has decided all claims ends', () => {
  const [stand] = noRail.claims;
  const suite: Suite = { ...noRail, claims: stand === undefined ? [] : [stand] };
  const judgement = judged(suite, {}, { rungs: 1000 });
  expect(judgement).toMatchObject({ complete: false, cut: 'decided', depth: 5 });
});

test.each(['memory', 'time', 'interrupted'] as const)('stopped by %s it says so', (reason) => {
  const inquiry = { set: {}, budget, recordings: [] };
  const stopped = judgeSuite(baseline, inquiry, { stop: () => reason });
  expect(stopped).toMatchObject({ complete: false, cut: reason, runs: 0 });
  expect(verdictsOf(stopped)).toEqual(['unrefuted', 'inconclusive', 'inconclusive', 'unrefuted']);
});

test('a store that would outgrow its memory ends the search, and keeps what was found', () => {
  const inquiry = { set: {}, budget, recordings: [] };
  expect(judgeSuite(baseline, { ...inquiry, memoryMax: 2 ** 30 }).cut).toBe(null);
  const full = judgeSuite(baseline, { ...inquiry, memoryMax: 1 });
  expect(full).toMatchObject({ complete: false, cut: 'memory' });
  expect(verdictsOf(full)).toEqual(['unrefuted', 'witnessed', 'inconclusive', 'unrefuted']);
});

test('one seed, one judgement', () => {
  expect(judged(noRail)).toEqual(judged(noRail));
});
