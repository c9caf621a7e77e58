/**
 * Paired execution.
 *
 * Method: every variant exhaustively, with its states as golden numbers; the instance of each
 * ablation exhaustively with the rule back in its place; stories by hand, on the pure reducer,
 * with the name of the rule by which the protocol as claimed refuses them; and each property of
 * this protocol broken by hand-made views. What a height comes to has a file of its own.
 */
import { describe, expect, test } from 'vitest';
import { explore } from '../checker/explore/explore.ts';
import { instantiate, type Machine } from '../checker/machine.ts';
import type { Action, StateOf, TransactionView } from '../checker/protocol.ts';
import { pairedExecution } from '../models/paired-execution/paired-execution.ts';
import { transactionsAreWholeAtEveryMoment } from './atomicity.ts';
import { pairedExecutionClaims } from './claims/paired-execution.ts';
import { ofKind } from './kinds-fixture.ts';
import {
  anOpenTransactionCanGoOnAtOnce,
  everyTransferWithoutShard0CanStillSettle,
} from './paired-execution.ts';
import { equalInputGivesEqualResult, keysHaveOneWriter } from './replicas.ts';
import { brokenWithTheRuleBack } from './rule-back-fixture.ts';
import { historyIsSerializable } from './serializability.ts';
import { play, refusalOfLast, verdictOn } from './stories-fixture.ts';
import { supplyIsConserved } from './supply.ts';

type State = StateOf<typeof pairedExecution>;
type Settings = Readonly<Record<string, unknown>>;

describe('every reachable state', () => {
  test.each([
    ['baseline', 3_791, 12_918, 29],
    ['rotating-leader', 3_791, 12_790, 28],
    ['three-shards-at-once', 90, 226, 12],
    ['three-shards-at-once-led', 219, 596, 21],
    ['skewed-clocks', 7_592, 28_391, 28],
    ['two-heights', 6_605, 24_099, 28],
    ['two-heights-led', 6_679, 24_324, 27],
    ['unpaired-execution', 3_182, 9_541, 21],
    ['clock-of-the-node', 8_509, 30_208, 28],
    ['literal-formula', 2_070, 8_112, 21],
    ['locals-first', 2_018, 5_863, 26],
    ['no-re-execution', 4_996, 15_455, 28],
    ['shallow-re-execution', 7_369, 26_109, 31],
  ])('%s has %i states, %i transitions, %i levels', (variant, states, transitions, depth) => {
    const set = pairedExecutionClaims.find((suite) => suite.variant === variant)?.set;
    const found = explore(instantiate(pairedExecution, variant, set), { properties: [] });
    expect(found).toMatchObject({ states, transitions, depth, complete: true });
  });

  test('three-shards-at-once has the states that counting on paper gives', () => {
    // T0 never gets into a block, and is submitted or not. T1 is new, waits, stands in a block, or
    // is executed there, each with the attack unspent; it is done, unspent; and with the attack
    // spent it waits, stands in a block, is executed there, or is done.
    const [numbers, first, second] = [5, 2, 5 + 4];
    const machine = instantiate(pairedExecution, 'three-shards-at-once');
    expect(explore(machine, { properties: [] }).states).toBe(numbers * first * second);
  });
});

describe('with the rule back in its place nothing is broken', () => {
  const ablated = pairedExecutionClaims.filter(
    ({ variant }) => variant in pairedExecution.ablations,
  );
  test.each(ablated.map((suite) => [suite.variant, suite] as const))('%s', (_name, suite) => {
    expect(brokenWithTheRuleBack(suite)).toEqual([]);
  });
});

// ── stories ──────────────────────────────────────────────────────────────────────────────────

const submit = (tx: number): Action => ({ type: 'submit', tx });
const propose = (tx: number): Action => ({ type: 'propose', tx });
const execute = (shard: number, values = 'genuine', height = 0): Action => ({
  type: 'execute',
  height,
  shard,
  values,
});
const advance: Action = { type: 'advance' };
const putForward = (shard: number): Action => ({ type: 'putForward', shard });
const reorganise = (shard: number, height = 0): Action => ({ type: 'reorganise', height, shard });

const stateAfter = (machine: Machine, actions: readonly Action[]): State =>
  // A machine of the protocol has states of the protocol.
  play(machine, actions) as State;
const machineOf = (variant: string, set: Settings = {}): Machine =>
  instantiate(pairedExecution, variant, set);
function refusal(machine: Machine, actions: readonly Action[], last: Action): string | null {
  return refusalOfLast(machine, [...actions, last]);
}

describe('the stories that are told', () => {
  // Shards 0 and 1 are paired at block 1. T0 goes from 0 to 1, T1 stays on 1.
  const both = [submit(0), submit(1)];
  const proposed = [propose(0), propose(1)];
  const executed = [execute(0), execute(1)];

  test('shards that are paired execute both of their blocks, each for itself', () => {
    const machine = machineOf('baseline');
    const story = [...both, advance, ...proposed, ...executed];
    expect(verdictOn(machine, story, equalInputGivesEqualResult)).toBeNull();
    expect(
      stateAfter(machine, story).heights[0]?.results.map((result) => result?.plan ?? null),
    ).toEqual([[0, 1], [0, 1], null, null, null]);
    const { accounts } = stateAfter(machine, [...story, advance]);
    expect(accounts.map(({ value }) => value)).toEqual([0, 0, 4, 1, 0]);
  });

  test('A1: unpaired, shard 0 writes what the pair of shard 1 writes too, and is overwritten', () => {
    const machine = machineOf('unpaired-execution');
    const story = [...both, ...proposed, ...executed];
    expect(verdictOn(machine, story, keysHaveOneWriter)).toBe(
      'x is written by the nodes of shard 0 and the nodes of shard 1 with shard 4 in block 0',
    );
    expect(verdictOn(machine, [...story, advance], supplyIsConserved)).toContain('deflation of 3');
    expect(refusal(machineOf('baseline'), both, propose(0))).toBe(
      'its shard reaches all that it touches at this height',
    );
  });

  test('A2: a node whose clock is ahead thinks that its partner is another', () => {
    const settings = { skews: 1, attacks: 0 };
    const story = [...both, advance, ...proposed, execute(0), putForward(1), execute(1)];
    const ablated = machineOf('clock-of-the-node', settings);
    expect(verdictOn(ablated, story, equalInputGivesEqualResult)).toContain('x=4@2');
    const torn = verdictOn(ablated, [...story, advance], transactionsAreWholeAtEveryMoment);
    expect(torn).toBe('T0 took effect at shard 0 and not at shard 1');
    const sound = machineOf('baseline', settings);
    expect(verdictOn(sound, story, equalInputGivesEqualResult)).toBeNull();
    expect(verdictOn(sound, [...story, advance], transactionsAreWholeAtEveryMoment)).toBeNull();
  });

  test('A3: by the literal formula no block number lets shard 0 reach another', () => {
    const machine = machineOf('literal-formula');
    const refusals = [0, 1, 2, 3, 4].map((number) =>
      refusal(machine, [submit(0), ...Array.from({ length: number }, () => advance)], propose(0)),
    );
    expect(new Set(refusals)).toEqual(
      new Set(['its shard reaches all that it touches at this height']),
    );
  });

  test('the leader reads the height before, and what the follower did first is lost', () => {
    const story = [...both, ...proposed, ...executed, advance];
    const ablated = machineOf('locals-first', { schedule: 'leader' });
    expect(verdictOn(ablated, story, supplyIsConserved)).toContain('inflation of 1');
    expect(verdictOn(ablated, story, historyIsSerializable)).toContain('x@0');
    const sound = machineOf('rotating-leader');
    expect(verdictOn(sound, story, supplyIsConserved)).toBeNull();
    expect(verdictOn(sound, story, historyIsSerializable)).toBeNull();
  });

  test('a block that is replaced undoes what its partner made of it, and nothing else', () => {
    const story = [...both, advance, ...proposed, ...executed, reorganise(1)];
    const [height] = stateAfter(machineOf('baseline'), story).heights;
    expect(height?.blocks.slice(0, 2)).toEqual([0, null]);
    expect(height?.results.slice(0, 2)).toEqual([null, null]);
  });
});

describe('a reorganisation of two heights', () => {
  const [older, newer] = [0, 1];
  const done = (shard: number): Action => execute(shard, 'genuine', newer);
  const executedIn = ({ heights }: State): readonly (readonly number[])[] =>
    heights.map(({ results }) =>
      results.flatMap((result, shard) => (result === null ? [] : [shard])),
    );

  // Shard 0 leads at block 0, and pays shard 1; that leads at block 1, and pays shard 2.
  const led = [
    ...[submit(0), submit(2), propose(0), done(0), done(1), advance],
    ...[propose(2), done(1), done(2)],
  ];
  const replaced = [...led, reorganise(0, older)];
  const final = [advance, advance];

  test('reaches a shard that had nothing to do with the block that is replaced', () => {
    const machine = machineOf('two-heights-led');
    expect(executedIn(stateAfter(machine, led))).toEqual([
      [0, 1],
      [1, 2],
    ]);
    const after = stateAfter(machine, replaced);
    expect(executedIn(after)).toEqual([[], []]);
    expect(after.heights.map(({ blocks }) => blocks)).toEqual([
      [null, null, null],
      [null, 2, null],
    ]);
    const { accounts } = stateAfter(machine, [...replaced, done(1), done(2), ...final]);
    expect(accounts.map(({ value }) => value)).toEqual([3, 0, 1, 0, 1]);
  });

  test('leaves what nobody paid, where nothing but the replaced block is executed again', () => {
    const machine = machineOf('shallow-re-execution@two-heights-led');
    expect(executedIn(stateAfter(machine, replaced))).toEqual([[], [1, 2]]);
    const verdict = verdictOn(machine, [...replaced, ...final], supplyIsConserved);
    expect(verdict).toBe('inflation of 3 coins: 8 where there were 5');
  });

  test('keeps the newest height waiting until the one before it is executed again', () => {
    const machine = machineOf('two-heights');
    // Shards 0 and 1 are paired at block 1; at block 2 shard 0 goes on by itself.
    const story = [
      ...[submit(0), submit(1), submit(3), advance, propose(0), propose(1), done(0), done(1)],
      ...[advance, propose(3), done(0), reorganise(1, older)],
    ];
    expect(executedIn(stateAfter(machine, story))).toEqual([[], []]);
    const waits = 'the heights before are executed';
    expect(refusal(machine, story, done(0))).toBe(waits);
    const first = execute(0, 'genuine', older);
    expect(refusal(machine, [...story, first], done(0))).toBe(waits);
    expect(refusal(machine, [...story, first, execute(1, 'genuine', older)], done(0))).toBeNull();
  });

  test('takes the block on top of it too, and no other', () => {
    const story = [submit(0), submit(3), advance, propose(0), done(0), done(1), advance];
    const { heights } = stateAfter(machineOf('two-heights'), [
      ...[...story, propose(3)],
      reorganise(0, older),
    ]);
    expect(heights.map(({ blocks }) => blocks)).toEqual([
      [null, null, null],
      [null, null, null],
    ]);
    const { heights: newest } = stateAfter(machineOf('two-heights'), [
      ...[...story, propose(3)],
      reorganise(0, newer),
    ]);
    expect(newest.map(({ blocks }) => blocks)).toEqual([
      [0, null, null],
      [null, null, null],
    ]);
  });
});

describe('a node refuses', () => {
  const later = [submit(1), propose(1), execute(1), advance, submit(0), propose(0)];
  const values = 'values are proven against the state roots of the height before';
  test.each([
    ['values that nobody has', execute(0, 'with greater values'), values],
    ['values that the other shard had at genesis', execute(0, 'of the genesis block'), values],
    ['to execute where nothing is for it', execute(2), 'some transaction touches its shard'],
  ])('%s', (_name, last, rule) => {
    expect(refusal(machineOf('baseline'), later, last)).toBe(rule);
  });
});

// ── properties ───────────────────────────────────────────────────────────────────────────────

describe('a property of paired execution is broken by', () => {
  const parts = [{ place: 'shard 0', state: 'absent' }] as const;
  const open = (id: number): TransactionView => ({ id, parts, outcome: 'open', pending: false });

  test('a transaction that nobody can bring forward', () => {
    const { violation } = ofKind('always', anOpenTransactionCanGoOnAtOnce);
    const isStuck = () => false;
    expect(violation([open(2)], { isStuck, canProgress: () => true })).toBeNull();
    expect(violation([open(2)], { isStuck, canProgress: () => false })).toBe(
      'T2 waits for a block in which its shards meet',
    );
  });

  test('any open transaction but that of shard 0', () => {
    const wanted = ofKind('recoverable', everyTransferWithoutShard0CanStillSettle);
    const context = { canProgress: () => true, isStuck: () => false };
    expect(wanted.goal([open(0)], context)).toBe(true);
    expect(wanted.goal([open(0), open(1)], context)).toBe(false);
  });
});
