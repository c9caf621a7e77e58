/**
 * Delayed execution.
 *
 * Method: every variant exhaustively, with its states as golden numbers; each ablation told by
 * hand, step by step, on the pure reducer: what it permits or refuses, and the name of the rule by
 * which the protocol as claimed decides otherwise; every altered blob refused by the check that is
 * there for it; the backlog measured on the model and compared with its formula; and the one
 * property of this protocol that can fail broken by a hand-made view.
 */
import { describe, expect, test } from 'vitest';
import { exploreBreadthFirst } from '../checker/explore/breadth-first.ts';
import { instantiate, reduce } from '../checker/machine.ts';
import type { Action } from '../checker/protocol.ts';
import { delayedExecution } from '../models/delayed-execution/delayed-execution.ts';
import { work } from '../models/delayed-execution/ledger.ts';
import type { State } from '../models/delayed-execution/state.ts';
import { outcomesAreKnownWhenOrdered } from './delayed-execution.ts';
import { ofKind } from './kinds-fixture.ts';
import { refusalOfLast } from './stories-fixture.ts';

describe('every reachable state', () => {
  test.each([
    ['baseline', 15_103, 36_713, 17],
    ['explicit', 4_708, 13_988, 14],
    ['explicit-reorganised', 10_817, 33_544, 25],
    ['long', 6_179, 15_529, 14],
    ['plenty', 1_253, 2_955, 17],
    ['copies', 1_253, 2_955, 17],
    ['apart', 1_631, 4_329, 17],
    ['apart-unshared', 2_277, 8_029, 13],
    ['paced', 7_306, 14_310, 17],
  ])('%s has %i states, %i transitions, %i levels', (variant, states, transitions, depth) => {
    const found = exploreBreadthFirst(instantiate(delayedExecution, variant), { properties: [] });
    expect(found).toMatchObject({ states, transitions, depth, complete: true });
  });
});

// ── stories ──────────────────────────────────────────────────────────────────────────────────

const append = (tx: number): Action => ({ type: 'append', tx, log: 0 });
const attack = (tx: number, root: number, as: string): Action => {
  return { type: 'attack', tx, log: 0, root, as };
};
const at = (position: number, executor = 0) => ({ executor, position });
const execute = (position: number, executor = 0): Action => {
  return { type: 'execute', ...at(position, executor) };
};
const skip = (position: number): Action => ({ type: 'skip', ...at(position) });
const replay: Action = { type: 'replay', position: 0, log: 0 };
const commit: Action = { type: 'commit' };
const reorganise: Action = { type: 'reorganise', log: 0, depth: 1 };

const asItIs = 'as it is';
const proof = 'its witness is proven';
const balance = 'the balance suffices';
const nonce = 'its nonce is next';
const declared = 'what it touches is declared';

/** The rule that refuses the last action after the others, or null. One executor of everything. */
const refusal = (variant: string, actions: readonly Action[]): string | null =>
  refusalOfLast(instantiate(delayedExecution, variant, { executors: 1 }), actions);

describe('what each ablation changes, told by hand', () => {
  /** T2 is a no-op, for want of funds: its root has y as it was at first. */
  const abandoned = [append(2), skip(0), commit, reorganise, append(0), execute(0)];
  test.each<[string, string, readonly Action[], string]>([
    ['no-refresh', 'baseline', [append(0), append(1), execute(0), execute(1)], nonce],
    [
      'undeclared-access',
      'baseline',
      [attack(1, 0, 'with a shorter access list'), execute(0)],
      declared,
    ],
    [
      'no-re-execution',
      'baseline',
      [append(0), execute(0), reorganise, append(2), skip(0)],
      'it is not executed here',
    ],
    ['no-nonce', 'plenty', [append(0), replay, execute(0), execute(1)], nonce],
    ['abandoned-roots', 'baseline', [...abandoned, attack(1, 1, asItIs), execute(1)], proof],
  ])('%s decides otherwise than %s', (ablation, variant, actions, rule) => {
    const outcomes = [refusal(ablation, actions), refusal(variant, actions)];
    // Without re-execution it is the new blob that is refused, as if it had been executed.
    expect(outcomes).toEqual(ablation === 'no-re-execution' ? [rule, null] : [null, rule]);
  });

  test('a payment that cannot be made is a no-op, or nobody gets past it', () => {
    const story = [append(0), append(1), execute(0)];
    expect(refusal('baseline', [...story, skip(1)])).toBeNull();
    expect(refusal('invalid-halts', [...story, execute(1)])).toBe(nonce);
    expect(() => refusal('invalid-halts', [...story, skip(1)])).toThrow(
      'action expected one of append, attack, replay, execute, commit, finalise, reorganise, ' +
        'got "skip"',
    );
  });

  test('in order of arrival, the second blob runs first', () => {
    const arrive = (position: number): Action => ({ type: 'arrive', ...at(position) });
    const story = [append(0), append(2), arrive(1), arrive(0), execute(0)];
    expect(refusal('explicit', [...story, skip(1)])).toBe('a check refuses it');
    expect(refusal('explicit', [...story, execute(1)])).toBeNull();
    expect(refusal('arrival-order', story)).toBe('what it may depend on is executed here');
  });
});

describe('a blob is refused by the check that is there for it', () => {
  test.each([
    ['the second payment of the same coins', [append(0), append(1), execute(0), execute(1)], nonce],
    ['a payment without funds', [append(2), execute(0)], balance],
    ['a leaf altered', [attack(1, 0, 'with a leaf altered'), execute(0)], proof],
    ['a shorter access list', [attack(1, 0, 'with a shorter access list'), execute(0)], declared],
    [
      'a root of another log',
      [append(0), execute(0), commit, reorganise, attack(1, 1, asItIs), execute(0)],
      proof,
    ],
  ] as const)('%s', (_name, actions, rule) => {
    expect(refusal('baseline', actions)).toBe(rule);
  });

  test('a witness of an older root of this log is brought up to date', () => {
    const paid = [append(0), execute(0), commit, append(2)];
    expect(refusal('baseline', [...paid, execute(1)])).toBeNull();
    expect(refusal('baseline', [append(0), append(2), execute(0), execute(1)])).toBeNull();
    expect(refusal('no-refresh', [append(0), append(2), execute(0), execute(1)])).toBe(balance);
  });
});

// ── quantities ───────────────────────────────────────────────────────────────────────────────

/** Blobs that wait at an executor after each round of so many arrivals and so many executions. */
function backlogs(arrivals: number, services: number, rounds: number): readonly number[] {
  const settings = { workload: 'copies', slots: 20, attacks: 20, executors: 1 };
  const machine = instantiate(delayedExecution, 'baseline', settings);
  const { parameters } = machine;
  let state = machine.initial;
  let [ordered, executed] = [0, 0];
  const lengths: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (let blob = 0; blob < arrivals; blob++) {
      // After the first, copies: each is a no-op, and costs an execution all the same.
      state = reduce(machine, state, ordered++ === 0 ? append(0) : replay);
    }
    for (let blob = 0; blob < services && executed < ordered; blob++) {
      state = reduce(machine, state, executed === 0 ? execute(executed++) : skip(executed++));
    }
    lengths.push(work(state as State, parameters as never).queues[0]?.length ?? -1);
  }
  return lengths;
}

test.each([
  [1, 1],
  [1, 2],
  [2, 1],
  [3, 1],
  [3, 2],
  [4, 0],
])('%i blobs a round against %i executions: backlog(t) = max(0, arrival - service) t', (a, s) => {
  const rounds = 5;
  const formula = Array.from({ length: rounds }, (_, t) => Math.max(0, a - s) * (t + 1));
  expect(backlogs(a, s, rounds)).toEqual(formula);
});

// ── properties broken by hand ────────────────────────────────────────────────────────────────

test('outcomes-are-known-when-ordered fails on a transaction that is open', () => {
  const context = { canProgress: () => false, isStuck: () => false };
  const view = { id: 3, parts: [], pending: true } as const;
  const { violation } = ofKind('always', outcomesAreKnownWhenOrdered);
  expect(violation([{ ...view, outcome: 'open' }], context)).toBe(
    'T3 is in the log, and its outcome is open',
  );
  expect(violation([{ ...view, outcome: 'aborted' }], context)).toBeNull();
});
