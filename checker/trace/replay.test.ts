/**
 * Replay.
 *
 * Method: a recording of every kind reproduces; each way in which a model or a file can have
 * changed since is tried by hand, and what replay says about it is asserted whole. Executions
 * whose end shows something else are in `ending.test.ts`.
 */
import { describe, expect, test } from 'vitest';
import { DivergenceError, InputError } from '../errors.ts';
import { graphMachine } from '../explore/graph-fixture.ts';
import { instantiate, reduce } from '../machine.ts';
import { type Action, propertyOf } from '../protocol.ts';
import { recordCounterexample, serializeCounterexample } from './counterexample.ts';
import {
  coinsAreConserved,
  courier,
  courierWith,
  theftsAreSingle,
  theShopGetsAll,
} from './courier-fixture.ts';
import {
  always,
  deliver,
  depart,
  eventually,
  type Recording,
  recordings,
  sometimes,
  step,
} from './recordings-fixture.ts';
import { instanceOf, type Replay, replay } from './replay.ts';

const { moral, found, minimal } = step.counterexample;

function run({ machine, property, counterexample }: Recording): Replay {
  return replay(machine, property, counterexample);
}
const tail = (variant: string): string =>
  'The model changed after this counterexample was recorded, or the file names the wrong ' +
  `variant.\nLook again:  npx shardcheck check courier/${variant} --save counterexamples`;

describe('a recording reproduces, with the reason computed anew', () => {
  test.each([
    ['always', '3 coins of 2'],
    ['step', '2 coins stolen'],
    ['sometimes', 'the shop has both coins'],
    [
      'recoverable',
      'no honest or user step leads from here to: the shop has both coins (3 states searched)',
    ],
    ['eventually', 'it can go on for ever without: the shop has both coins'],
  ] as const)('%s: %s', (kind, explanation) => {
    const replayed = run(recordings[kind]);
    expect(recordings[kind].counterexample.kind).toBe(kind);
    expect(replayed.outcome).toEqual({ kind: 'reproduced', explanation });
    expect(replayed).toMatchObject({ modelChanged: false, firstDifference: null, warnings: [] });
  });
});

test('steps tell the story: who did what, and what it changed', () => {
  const { steps, start } = run(always);
  expect(start).toEqual({ bank: 2, road: 0, shop: 0, stolen: 0, departures: 0 });
  expect(steps).toMatchObject([
    {
      index: 1,
      actor: 'honest',
      says: 'the courier departs with a coin',
      before: start,
      patches: [
        { op: 'replace', path: ['bank'], value: 1 },
        { op: 'replace', path: ['road'], value: 1 },
      ],
    },
    { index: 2, says: 'the shop takes 2', after: { bank: 1, road: 0, shop: 2 } },
  ]);
  expect(steps.map(({ digest }) => digest)).toEqual(always.counterexample.digests);
});

test('every state is the one that the pure reducer gives', () => {
  let state = step.machine.initial;
  for (const replayed of run(step).steps) {
    expect(replayed.before).toEqual(state);
    state = reduce(step.machine, state, replayed.action);
    expect(replayed.after).toEqual(state);
  }
});

test('arguments keep the order of the model, though files sort them', () => {
  const text = serializeCounterexample(always.counterexample);
  expect(text.indexOf('"coins": 2,')).toBeLessThan(text.indexOf('"from": "road"'));
  expect(Object.keys(run(always).steps[1]?.action ?? {})).toEqual(['type', 'from', 'coins']);
});

describe('the first step that differs is named', () => {
  test('a step that a rule refuses', () => {
    const machine = instantiate(courier, 'baseline');
    const counterexample = { ...always.counterexample, variant: 'baseline' };
    const replayed = replay(machine, coinsAreConserved, counterexample);
    expect(replayed.steps).toHaveLength(1);
    expect(replayed.outcome).toEqual({
      kind: 'diverged',
      step: 2,
      message: `Step 2 is not enabled in courier/baseline.
  recorded  deliver from="road" coins=2
  refused   by the rule "the coins are on the road"
  enabled   depart
            deliver from="road" coins=1
            turnBack
            rob
${tail('baseline')}`,
    });
  });

  test('a step that a bound refuses', () => {
    const machine = instantiate(courier, 'baseline', { departures: 1 });
    const { outcome, warnings } = replay(machine, theftsAreSingle, step.counterexample);
    expect(outcome).toEqual({
      kind: 'diverged',
      step: 3,
      message: `Step 3 is not enabled in courier/baseline.
  recorded  depart
  refused   by the bound "departures are left"
  enabled   nothing
${tail('baseline')}`,
    });
    expect(warnings).toEqual([
      'the model courier/baseline changed after this was recorded; ' +
        'step 1 is the first that leads to another state',
    ]);
  });

  test.each([
    [{ type: 'fly' }, 'fly', 'action expected one of depart, deliver, turnBack, rob, got "fly"'],
    [deliver(3), 'deliver from="road" coins=3', '$& is outside the bounds of courier/no-look'],
  ])('an action that the model does not have: %j', (action, shown, refused) => {
    const [first = depart] = always.counterexample.actions;
    const counterexample = { ...always.counterexample, actions: [first, action] };
    const { outcome } = replay(always.machine, coinsAreConserved, counterexample);
    expect(outcome).toMatchObject({ kind: 'diverged', step: 2 });
    expect(outcome).toHaveProperty('message', expect.stringContaining(`  recorded  ${shown}\n`));
    const reason = `  refused   ${refused.replace('$&', shown)}\n`;
    expect(outcome).toHaveProperty('message', expect.stringContaining(reason));
  });

  test('a dozen of the enabled steps are listed, and the others counted', () => {
    const edges = Array.from({ length: 14 }, () => ({ from: 0, to: 1 }));
    const { machine, avoidsGoal } = graphMachine({
      edges: [...edges, { from: 1, to: 2 }],
      goals: [2],
    });
    const follow = (edge: number): Action => ({ type: 'honest', edge });
    const execution = [follow(0), follow(14)];
    const recorded = recordCounterexample(machine, avoidsGoal, execution, {
      moral,
      found,
      minimal,
    });
    const { outcome } = replay(machine, avoidsGoal, { ...recorded, actions: [follow(14)] });
    const message = outcome.kind === 'diverged' ? outcome.message.split('\n') : [];
    expect(message.slice(0, 4)).toEqual([
      'Step 1 is not enabled in graph/baseline.',
      '  recorded  honest edge=14',
      '  refused   by the rule "the edge leaves here"',
      '  enabled   honest edge=0',
    ]);
    expect(message.slice(14, 16)).toEqual(['            honest edge=11', '            and 2 more']);
  });

  test('a step that leads elsewhere, under a model that claims to be the same', () => {
    const machine = instantiate(courierWith({ load: 2 }), 'baseline');
    const replayed = replay(machine, theftsAreSingle, step.counterexample);
    const [now] = replayed.steps;
    expect(now?.after).toMatchObject({ road: 2 });
    expect(replayed.firstDifference).toBe(1);
    expect(replayed.outcome).toEqual({
      kind: 'diverged',
      step: 1,
      message: `Step 1 leads to another state than recorded in courier/baseline.
  taken     depart
  recorded  state ${step.counterexample.digests[0]}
  now       state ${now?.digest}
${tail('baseline')}`,
    });
  });
});

describe('a model of another version', () => {
  test('is validated in full: it may still show the violation', () => {
    const machine = instantiate(courierWith({ version: 2, load: 2 }), 'baseline');
    const replayed = replay(machine, theftsAreSingle, step.counterexample);
    expect(replayed.outcome).toEqual({ kind: 'reproduced', explanation: '2 coins stolen' });
    expect(replayed).toMatchObject({ modelChanged: true, firstDifference: 1 });
    expect(replayed.warnings).toEqual([
      'the model courier/baseline changed after this was recorded; ' +
        'step 1 is the first that leads to another state',
    ]);
  });

  test('that behaves as before says so', () => {
    const machine = instantiate(courierWith({ version: 2 }), 'baseline');
    expect(replay(machine, theftsAreSingle, step.counterexample)).toMatchObject({
      outcome: { kind: 'reproduced' },
      modelChanged: true,
      firstDifference: null,
      warnings: [
        'the model courier/baseline changed after this was recorded; every state is as recorded',
      ],
    });
  });
});

test('a recipe that is no function is told from a changed model', () => {
  let called = 0;
  const impure = courierWith({ onDeparture: () => ++called });
  const machine = instantiate(impure, 'baseline');
  const again = (): unknown => replay(machine, theftsAreSingle, step.counterexample);
  expect(again).toThrow(DivergenceError);
  expect(again).toThrow(
    /^courier\/baseline, depart led to two different states from one; it must be pure$/,
  );
});

describe('what does not belong together is refused', () => {
  const wrong: readonly [string, () => unknown, string][] = [
    [
      'another variant',
      () => replay(sometimes.machine, coinsAreConserved, always.counterexample),
      'counterexample expected one of courier/baseline, got one of courier/no-look',
    ],
    [
      'another property',
      () => replay(always.machine, theShopGetsAll, always.counterexample),
      'counterexample expected one to the-shop-gets-all, got one to coins-are-conserved',
    ],
    [
      'another kind',
      () => {
        const { name } = coinsAreConserved;
        const renamed = propertyOf(courier, { ...theShopGetsAll, name });
        return replay(always.machine, renamed, always.counterexample);
      },
      'counterexample of coins-are-conserved expected kind sometimes, got always; ' +
        'record it again with check --save',
    ],
    [
      'a variant that is gone',
      () => instanceOf(courier, { ...always.counterexample, variant: 'no-horse' }),
      'variant expected one of baseline, no-look (an ablation may be followed by @ and a ' +
        'variant), got "no-horse"; the model changed after this counterexample was recorded: ' +
        'record it again with check --save',
    ],
    [
      'a parameter outside its domain',
      () => instanceOf(courier, { ...always.counterexample, parameters: { coins: 5 } }),
      'coins expected a whole number from 1 to 4, got 5; the model changed after this ' +
        'counterexample was recorded: record it again with check --save',
    ],
  ];
  test.each(wrong)('%s', (_what, attempt, message) => {
    expect(attempt).toThrow(new InputError(message));
  });
  test('and what does is found', () => {
    const machine = instanceOf(courier, eventually.counterexample);
    expect(machine.parameters).toEqual(eventually.machine.parameters);
    expect(replay(machine, eventually.property, eventually.counterexample).outcome.kind).toBe(
      'reproduced',
    );
  });
});
