/**
 * Two-phase commit.
 *
 * Method: independent routes to what the catalogue claims.
 *   counts     Every claimed instance is explored to the end; its states, transitions and depth
 *              are golden numbers, so that an off-by-one which keeps the protocol safe shows.
 *   lengths    The simple explorer proves the shortest length of every ablation.
 *   listing    The executions of section 10 are written down by hand and replayed: the ablation
 *              breaks at their last step, and the protocol refuses a step of each by the rule, or
 *              lacks what the parameter gives.
 *   oracle     The well-known specification of two-phase commit reaches the same outcomes.
 *   delivery   Taking votes apart reaches the same outcomes as fusing them.
 *   equivalent What section 29.2 believes to be equivalent is not found.
 */
import { describe, expect, test } from 'vitest';
import { twoPhase } from '../bench/specs/two-phase.ts';
import { exploreBreadthFirst } from '../checker/explore/breadth-first.ts';
import { explore } from '../checker/explore/explore.ts';
import { decisionAt, sightOf } from '../checker/judge.ts';
import {
  findStep,
  instantiate,
  type Machine,
  reduce,
  refusalOf,
  type State,
} from '../checker/machine.ts';
import { type ActionOf, type AnyProperty, propertyOf, type StateOf } from '../checker/protocol.ts';
import {
  bookOf,
  messageTypes,
  type Parameters,
  slotOf,
} from '../models/two-phase-commit/instance.ts';
import { twoPhaseCommit } from '../models/two-phase-commit/two-phase-commit.ts';
import { transactionsAreWholeWhenQuiet } from './atomicity.ts';
import { twoPhaseCommitClaims } from './claims/two-phase-commit.ts';
import { nothingDeadlocks } from './progress.ts';
import { historyIsSerializable } from './serializability.ts';
import { nothingIsSpentTwice } from './supply.ts';

type Step = ActionOf<typeof twoPhaseCommit>;
type Settings = Readonly<Record<string, string | number | boolean>>;

const isAblation = (variant: string): boolean =>
  Object.hasOwn(twoPhaseCommit.ablations, variant.split('@')[0] ?? '');

/** Variant, states, transitions, depth. */
const counts: readonly (readonly [string, number, number, number])[] = [
  ['baseline', 27031, 103853, 25],
  ['explicit', 14928, 41004, 29],
  ['all-faults', 9544, 41321, 13],
  ['all-faults-explicit', 7976, 27817, 14],
  ['replays', 671, 2079, 8],
  ['replays-explicit', 2434, 6534, 12],
  ['crashing-shards', 1396, 3729, 25],
  ['wound-wait', 349, 737, 23],
  ['wait-die', 134, 253, 11],
  ['timeout-before-vote', 313, 685, 11],
  ['timeout-before-vote-explicit', 929, 2245, 15],
  ['rivals', 3089, 9693, 23],
  ['audit', 349, 737, 23],
  ['crossed', 349, 737, 23],
  ['crossed-explicit', 956, 2270, 27],
  ['chain', 852, 1960, 28],
  ['chain-explicit', 2238, 5685, 32],
  ['anytime', 15101, 52065, 25],
  ['reorgs', 151, 297, 12],
  ['reorgs-explicit', 213, 421, 14],
  ['no-recovery', 76, 161, 7],
  ['ask-peers', 90, 175, 7],
  ['ask-peers-and-recover', 632, 1719, 10],
];

describe('counts', () => {
  const claimed = twoPhaseCommitClaims.filter(({ variant }) => !isAblation(variant));
  test('every claimed instance is counted', () => {
    expect(counts.map(([variant]) => variant)).toEqual(claimed.map(({ variant }) => variant));
  });
  test.each(counts)('%s: %i states, %i transitions, depth %i', (variant, ...expected) => {
    const suite = claimed.find((one) => one.variant === variant);
    const machine = instantiate(twoPhaseCommit, variant, suite?.set);
    const found = explore(machine, { properties: [] });
    expect([found.states, found.transitions, found.depth]).toEqual(expected);
    expect(found.complete).toBe(true);
  });
});

describe('lengths', () => {
  const ablated = twoPhaseCommitClaims.filter(({ variant }) => isAblation(variant));
  test('every ablation is judged under both deliveries', () => {
    const names = Object.keys(twoPhaseCommit.ablations).flatMap((name) => [
      name,
      `${name}@explicit`,
    ]);
    expect(ablated.map(({ variant }) => variant).sort()).toEqual(names.sort());
  });
  test.each(ablated.map((suite) => [suite.variant, suite] as const))('%s', (variant, suite) => {
    const machine = instantiate(twoPhaseCommit, variant, suite.set);
    const broken = suite.claims.filter(({ expected }) => expected === 'violated');
    const properties = broken.map(({ property }) => property);
    const { findings } = exploreBreadthFirst(machine, { properties });
    expect(findings.map((finding) => [finding.verdict, finding.execution?.length])).toEqual(
      broken.map(({ length }) => ['violated', length]),
    );
    expect(broken.length).toBeGreaterThan(0);
  });
});

// ── the listing, by hand ─────────────────────────────────────────────────────────────────────

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

// ── other models of the same ─────────────────────────────────────────────────────────────────

/** What every reachable state of a machine looks like through a lens. */
function seen(machine: Machine, property: (look: (text: string) => void) => AnyProperty): string[] {
  const looks = new Set<string>();
  const probe = property((text) => looks.add(text));
  const { complete } = exploreBreadthFirst(machine, { properties: [probe] });
  expect(complete).toBe(true);
  return [...looks].sort();
}

describe('oracle', () => {
  const rmName = { working: 'free', prepared: 'prepared', committed: 'committed', aborted: 'no' };
  const ourName = {
    ...{ none: 'free', waiting: 'free', prepared: 'prepared', committed: 'committed' },
    ...{ refused: 'no', aborted: 'no' },
  };
  const probe = { name: 'probe', invariant: 'probe', means: 'probe', on: 'state' } as const;

  test.each([2, 3])('the outcomes of TwoPhase.tla with %i resource managers', (shards) => {
    const oracle = seen(instantiate(twoPhase, 'baseline', { rms: shards }), (look) =>
      propertyOf(twoPhase, {
        ...probe,
        kind: 'always',
        violation: ({ rm, tm }) => {
          look([...rm.map((one) => rmName[one]), tm].join(' '));
          return null;
        },
      }),
    );
    const set = { shards, transactions: 1, coordinatorCrashes: 0, delivery: 'explicit' };
    const ours = seen(instantiate(twoPhaseCommit, 'baseline', set), (look) =>
      propertyOf(twoPhaseCommit, {
        ...probe,
        kind: 'always',
        violation: (state) => {
          const decision = state.coordinator.transactions[0]?.decision ?? 'none';
          const tm = { none: 'init', commit: 'committed', abort: 'aborted' }[decision];
          look([...state.shards.map(({ head }) => statusIn(head)), tm].join(' '));
          return null;
        },
      }),
    );
    expect(ours).toEqual(oracle);
  });

  type Head = StateOf<typeof twoPhaseCommit>['shards'][number]['head'];
  function statusIn(head: { readonly records: Readonly<Head['records']> }): string {
    return ourName[head.records[0]?.status ?? 'none'];
  }
});

describe('delivery', () => {
  test.each(['opposite', 'rivals', 'crossed', 'audit'])('%s: the same outcomes', (workload) => {
    const outcomes = (delivery: string): string[] =>
      seen(instantiate(twoPhaseCommit, 'baseline', { ...calm, workload, delivery }), (look) =>
        propertyOf(twoPhaseCommit, {
          ...{ name: 'probe', invariant: 'probe', means: 'probe', on: 'state' },
          kind: 'always',
          violation: ({ coordinator, shards }) => {
            const decisions = coordinator.transactions.map(({ decision }) => decision);
            look(JSON.stringify([decisions, shards.map(({ head }) => head)]));
            return null;
          },
        }),
      );
    expect(outcomes('explicit')).toEqual(outcomes('fused'));
  });
});

describe('equivalent', () => {
  test('re-sending a decision that was not lost changes nothing', () => {
    const count = (resends: boolean): readonly number[] => {
      const set = { resends, coordinatorCrashes: 0 };
      const found = explore(instantiate(twoPhaseCommit, 'baseline', set), { properties: [] });
      return [found.states, found.transitions, found.fired['resend'] ?? 0];
    };
    expect(count(true)).toEqual(count(false));
  });

  const suites = twoPhaseCommitClaims.filter(({ variant }) =>
    ['all-faults', 'wound-wait', 'wait-die', 'reorgs', 'chain'].includes(variant),
  );
  const mutations = [
    ['when it is not overdue', ['resend: what was sent is overdue']],
    ['when it was acknowledged', ['resend: the shard has not acknowledged it']],
  ] as const;
  const rows = mutations.flatMap(([when, without]) =>
    suites.map((suite) => [when, suite.variant, suite, without] as const),
  );
  test.each(rows)('re-sending it %s is not found in %s', (_when, _variant, suite, without) => {
    const machine = instantiate(twoPhaseCommit, suite.variant, suite.set, without);
    const held = suite.claims.filter(({ expected }) => expected === 'holds');
    const properties = held.map(({ property }) => property);
    const { complete, fired, findings } = explore(machine, { properties });
    expect(complete).toBe(true);
    expect(findings.filter(({ verdict }) => verdict === 'violated')).toEqual([]);
    expect(fired['resend'], 'the mutant does re-send').toBeGreaterThan(0);
  });
});

test('the address book is in the order in which slots are counted', () => {
  for (const { parameters } of [
    instantiate(twoPhaseCommit, 'baseline'),
    instantiate(twoPhaseCommit, 'baseline', { shards: 3, transactions: 3 }),
  ]) {
    // The machine has checked that these are the parameters of the protocol.
    const p = parameters as Parameters;
    const { messages } = bookOf(p);
    for (const [slot, { type, source, destination, tx }] of messages.entries()) {
      const kind = messageTypes.find((one) => one === type) ?? 'request';
      const shard = 'XYZ'.indexOf(source === 'C' ? destination : source);
      expect(slotOf(p, kind, tx, shard)).toBe(slot);
    }
  }
});
