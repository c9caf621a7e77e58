/**
 * One verdict of three instruments.
 *
 * Method: the instruments are made to say what they like, above all what contradicts each other;
 * that two of them never agree to differ is the promise of this file.
 */
import { expect, test } from 'vitest';
import type { Finding } from '../explore/exploration.ts';
import type { EngineExploration } from '../explore/explore.ts';
import { instantiate } from '../machine.ts';
import { type Action, type Kind, propertyOf, protocol, type Verdict } from '../protocol.ts';
import type { SampleFinding } from '../sample/sampling.ts';
import { type Merged, merge } from './merge.ts';
import type { RecordedFinding } from './recorded.ts';

const still = protocol({
  name: 'still',
  source: 'made up',
  section: '0',
  version: 1,
  parameters: {},
  init: () => ({ done: false }),
})({ ablations: {}, actions: () => ({}), ledger: {} });
const machine = instantiate(still, 'baseline');

const head = { name: 'it-stays', invariant: 'STAY', means: 'it stays', on: 'state' } as const;
const properties = {
  always: propertyOf(still, { ...head, kind: 'always', violation: () => null }),
  recoverable: propertyOf(still, { ...head, kind: 'recoverable', goal: () => true }),
};

interface Said {
  readonly kind?: Kind & keyof typeof properties;
  readonly exhaustive: readonly [verdict: Verdict, length?: number];
  readonly isComplete?: boolean;
  readonly bounded?: number;
  readonly sampled?: number;
  readonly recorded?: number;
  readonly isSameInstance?: boolean;
}

const steps = (length: number): readonly Action[] =>
  Array.from({ length }, (_, place) => ({ type: 'step', place }));

function merged(said: Said): Merged {
  const property = properties[said.kind ?? 'always'];
  const [verdict, length] = said.exhaustive;
  const finding: Finding = {
    property,
    verdict,
    execution: length === undefined ? null : steps(length),
    explanation: length === undefined ? null : 'searched',
    boundedStates: said.bounded ?? 0,
  };
  const explored: EngineExploration = {
    machine,
    states: 10,
    transitions: 20,
    depth: 5,
    complete: said.isComplete ?? true,
    deadlocks: 0,
    fired: {},
    findings: [finding],
    workers: 1,
    collisionOdds: 0,
    engine: null,
  };
  const drawn: SampleFinding | null =
    said.sampled === undefined
      ? null
      : {
          property,
          verdict: 'violated',
          execution: steps(said.sampled),
          explanation: 'sampled',
          runs: 3,
          shrunkFrom: 30,
          shrinks: 1,
          path: '2',
          seed: 1,
          strategy: 'uniform',
        };
  const recorded: RecordedFinding | null =
    said.recorded === undefined
      ? null
      : {
          verdict: 'violated',
          execution: steps(said.recorded),
          loop: null,
          explanation: 'recorded',
          file: 'still.json',
          isSameInstance: said.isSameInstance ?? true,
        };
  const findings = new Map(drawn === null ? [] : [[property, drawn]]);
  const sampled = { findings, runs: new Map([[property, 7]]), total: 7 };
  return merge(machine, explored, finding, sampled, { finding: recorded, notes: [], problems: [] });
}

test('the search alone', () => {
  expect(merged({ exhaustive: ['holds'] })).toEqual({
    evidence: {
      verdict: 'holds',
      by: 'exhaustive',
      execution: null,
      minimal: null,
      explanation: null,
      runs: 7,
      boundedStates: 0,
      loop: null,
      drawn: null,
      file: null,
      notes: [],
    },
    problem: null,
  });
});

test('the first that decides is named, and the search says how short it can be', () => {
  const { evidence, problem } = merged({ exhaustive: ['violated', 2], sampled: 4, recorded: 3 });
  expect(evidence).toMatchObject({
    verdict: 'violated',
    by: 'recorded',
    execution: steps(2),
    minimal: 'proven',
    explanation: 'searched',
    file: 'still.json',
    drawn: { seed: 1, strategy: 'uniform', runs: 3, shrunkFrom: 30 },
  });
  expect(problem).toBeNull();
  expect(merged({ exhaustive: ['violated', 2], sampled: 4 }).evidence.by).toBe('sampled');
});

test('a search that was cut proves nothing about what others found', () => {
  const { evidence, problem } = merged({
    exhaustive: ['unrefuted'],
    isComplete: false,
    sampled: 4,
    recorded: 6,
  });
  expect(evidence).toMatchObject({ verdict: 'violated', execution: steps(4), minimal: 'local' });
  expect(evidence.explanation).toBe('sampled');
  expect(problem).toBeNull();
});

test('a complete search that saw nothing contradicts a sampled violation', () => {
  const { evidence, problem } = merged({ exhaustive: ['holds'], sampled: 4 });
  expect(evidence.verdict).toBe('inconclusive');
  expect(problem).toEqual({
    message:
      'still/baseline#it-stays: the search of all 10 states says holds, and sampling says ' +
      'violated in 4 steps; one of them is wrong',
    exitCode: 5,
  });
});

test('so does a recording of the same instance, and one of another does not', () => {
  expect(merged({ exhaustive: ['holds'], recorded: 4 }).problem).toEqual({
    message:
      'still/baseline#it-stays: the search of all 10 states says holds, and still.json says ' +
      'violated in 4 steps; one of them is wrong',
    exitCode: 5,
  });
  const other = merged({ exhaustive: ['holds'], recorded: 4, isSameInstance: false });
  expect(other.problem).toBeNull();
  expect(other.evidence).toMatchObject({ verdict: 'violated', by: 'recorded', minimal: 'local' });
});

test('an execution shorter than the shortest contradicts the search', () => {
  expect(merged({ exhaustive: ['violated', 5], sampled: 4 }).problem).toEqual({
    message:
      'still/baseline#it-stays: the search says that 5 steps are the fewest, and sampling needs ' +
      '4; one of them is wrong',
    exitCode: 5,
  });
  expect(merged({ exhaustive: ['violated', 4], sampled: 4 }).problem).toBeNull();
});

test('a dead end is the nearest one only if every state was seen', () => {
  const said = { kind: 'recoverable', exhaustive: ['violated', 5], bounded: 2 } as const;
  const whole = merged(said);
  expect(whole.evidence).toMatchObject({ minimal: 'proven', boundedStates: 2 });
  const cut = merged({ ...said, isComplete: false, recorded: 4 });
  expect(cut.evidence).toMatchObject({ minimal: 'local', boundedStates: 0, execution: steps(4) });
  expect(cut.problem).toBeNull();
});
