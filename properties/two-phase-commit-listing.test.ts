/**
 * Two-phase commit: the executions of the listing (section 10).
 *
 * Method: each is written down by hand, in the order of the listing. Replayed on the ablation it
 * breaks the property at its last step and not before; replayed on the protocol it is refused, by
 * the rule that protects or by what the protecting parameter withholds, and breaks nothing.
 */
import { describe, expect, test } from 'vitest';
import { decisionAt, sightOf } from '../checker/judge.ts';
import {
  findStep,
  instantiate,
  type Machine,
  reduce,
  refusalOf,
  type State,
} from '../checker/machine.ts';
import type { ActionOf, AnyProperty } from '../checker/protocol.ts';
import { twoPhaseCommit } from '../models/two-phase-commit/two-phase-commit.ts';
import { transactionsAreWholeWhenQuiet } from './atomicity.ts';
import { nothingDeadlocks } from './progress.ts';
import { historyIsSerializable } from './serializability.ts';
import { nothingIsSpentTwice } from './supply.ts';

type Step = ActionOf<typeof twoPhaseCommit>;
type Settings = Readonly<Record<string, string | number | boolean>>;

interface Listed {
  readonly id: string;
  readonly ablation: string;
  readonly set: Settings;
  readonly breaks: AnyProperty;
  readonly steps: readonly Step[];
  /** The step that the protocol refuses, and by which rule or bound. */
  readonly refused: readonly [at: number, by: string];
}

const [X, Y] = [0, 1];
const prepare = (tx: number, shard: number): Step => ({ type: 'prepare', tx, shard });
const vote = (tx: number, shard: number): Step => ({ type: 'vote', tx, shard, vote: 'yes' });
const applyCommit = (tx: number, shard: number): Step => ({ type: 'applyCommit', tx, shard });
const commit = (tx: number): Step => ({ type: 'commit', tx });
const refuse = (tx: number, shard: number): Step => ({ type: 'refuse', tx, shard });
const wait = (tx: number, shard: number): Step => ({ type: 'wait', tx, shard });

const calm = { timeouts: false, coordinatorCrashes: 0 };
const listing: readonly Listed[] = [
  {
    // prepX, prepY, voteX, voteY, decide commit, timeout X aborts, apply Y. 7 steps.
    id: '2PC-A1',
    ablation: 'timeout-after-vote@explicit',
    set: { transactions: 1, coordinatorCrashes: 0 },
    breaks: transactionsAreWholeWhenQuiet,
    steps: [
      ...[prepare(0, X), prepare(0, Y), vote(0, X), vote(0, Y)],
      ...[commit(0), refuse(0, X), applyCommit(0, Y)],
    ],
    refused: [5, 'it has not voted yes'],
  },
  {
    // … commit sent to X; crash; recover undecided; timeout ⇒ abort to Y.
    id: '2PC-A2',
    ablation: 'volatile-decision',
    set: { transactions: 1 },
    breaks: transactionsAreWholeWhenQuiet,
    steps: [
      ...[prepare(0, X), prepare(0, Y), commit(0), applyCommit(0, X)],
      { type: 'crash', place: 'C' },
      { type: 'recover', place: 'C' },
      { type: 'abort', tx: 0 },
      { type: 'applyAbort', tx: 0, shard: Y },
    ],
    refused: [6, 'the coordinator is undecided'],
  },
  {
    // No read locks: write skew of two transactions.
    id: '2PC-A4',
    ablation: 'no-read-locks',
    set: { ...calm, workload: 'crossed' },
    breaks: historyIsSerializable,
    steps: [
      ...[prepare(0, X), prepare(1, Y), prepare(0, Y), prepare(1, X)],
      ...[commit(0), commit(1), applyCommit(0, Y), applyCommit(1, X)],
    ],
    refused: [2, 'no conflicting lock is held'],
  },
  {
    // T1 locks x, T2 locks y, T1 wants y, T2 wants x. 4 steps.
    id: '2PC-A5',
    ablation: 'no-deadlock-policy',
    set: calm,
    breaks: nothingDeadlocks,
    steps: [prepare(0, X), prepare(1, Y), wait(0, Y), wait(1, X)],
    // Nothing is refused: the protocol goes as far, and then the older wounds the younger.
    refused: [4, ''],
  },
  {
    // Votes counted: Dup(yes of X); commit although Y refuses. 5 steps.
    id: '2PC-A7',
    ablation: 'counted-votes',
    set: { transactions: 1, coordinatorCrashes: 0, replays: 1 },
    breaks: transactionsAreWholeWhenQuiet,
    steps: [
      prepare(0, X),
      { type: 'replay', message: 'yes T0 X>C' },
      ...[commit(0), refuse(0, Y), applyCommit(0, X)],
    ],
    refused: [2, 'every shard of it votes yes'],
  },
  {
    // X prepared; Y committed; Reorg(X) removes the lock and x is spent locally. 6 steps.
    id: '2PC-A9',
    ablation: 'unfinal-proofs',
    set: { ...calm, transactions: 1, reorgs: 1, spends: 1 },
    breaks: nothingIsSpentTwice,
    steps: [
      ...[prepare(0, X), prepare(0, Y), commit(0), applyCommit(0, Y)],
      { type: 'reorg', shard: X },
      { type: 'spendInside', shard: X },
    ],
    refused: [2, 'every shard of it votes yes'],
  },
];

/** How many steps of an execution a machine takes, and what refuses the next. */
function walk(machine: Machine, steps: readonly Step[]): [number, string, readonly State[]] {
  const states = [machine.initial];
  for (const [at, step] of steps.entries()) {
    const state = states[at] as State;
    const refusal = refusalOf(findStep(machine, step), state);
    if (refusal !== null) return [at, refusal, states];
    states.push(reduce(machine, state, step));
  }
  return [steps.length, '', states];
}

describe('listing', () => {
  test.each(listing.map((row) => [row.id, row] as const))('%s', (_id, row) => {
    const { ablation, set, steps, breaks } = row;
    const broken = instantiate(twoPhaseCommit, ablation, set);
    const [length, refusal, states] = walk(broken, steps);
    expect([length, refusal]).toEqual([steps.length, '']);
    const verdicts = states.map((state) => decisionAt(breaks, sightOf(broken, state)));
    expect(verdicts.slice(0, -1).every((verdict) => verdict === null)).toBe(true);
    expect(verdicts.at(-1)).not.toBeNull();

    const variant = ablation.split('@')[1] ?? 'baseline';
    const intact = instantiate(twoPhaseCommit, variant, set);
    const [at, by, kept] = walk(intact, steps);
    expect([at, by]).toEqual(row.refused);
    for (const state of kept) expect(decisionAt(breaks, sightOf(intact, state))).toBeNull();
  });
});
