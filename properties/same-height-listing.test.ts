/**
 * The counterexamples of section 3 as the listing tells them.
 *
 * Method: the same steps on the pure reducer, with the ablation and without it; what the shards
 * hold in the end is worked out on paper. A step that the protocol as claimed refuses is left out
 * of its run.
 */
import { describe, expect, test } from 'vitest';
import { sightOf, viewOf } from '../checker/judge.ts';
import { enabledSteps, instantiate, reduce, show } from '../checker/machine.ts';
import type { Action, ReplicasView, StateOf } from '../checker/protocol.ts';
import { sameHeight } from '../models/same-height/same-height.ts';
import { execute, misPropose, propose, reorganise, X, Y, Z } from './at-one-height-fixture.ts';

type State = StateOf<typeof sameHeight>;

function play(variant: string, transactions: string, steps: readonly Action[]) {
  const machine = instantiate(sameHeight, variant, { transactions });
  let state = machine.initial;
  for (const step of steps) {
    const isEnabled = enabledSteps(machine, state).some(
      ({ action }) => show(action) === show(step),
    );
    if (isEnabled) state = reduce(machine, state, step);
  }
  // The machine runs this protocol.
  return { machine, state: state as State };
}

/** What each shard holds after the steps: its keys in order, or null before its first block. */
function holdings(variant: string, transactions: string, steps: readonly Action[]): unknown {
  return play(variant, transactions, steps).state.chains.map(
    (chain) =>
      chain.findLast(({ result }) => result !== null)?.result?.cells.map(({ value }) => value) ??
      null,
  );
}

interface Story {
  readonly ablation: string;
  readonly transactions: string;
  readonly steps: readonly Action[];
  /** With the ablation, and as claimed. */
  readonly broken: unknown;
  readonly claimed: unknown;
}

const stories: Readonly<Record<string, Story>> = {
  'FAQ-A1: from x=1, y=2 to (2, 1), which no serial order gives': {
    ablation: 'order-by-proposer',
    transactions: 'copies',
    // By hash T1 comes first, so x stays 1, and y becomes 1.
    steps: [misPropose(X, [0, 1]), propose(X), propose(Y), execute(X), execute(Y)],
    broken: [[2], [1]],
    claimed: [[1], [1]],
  },
  'FAQ-A2: one half of a transaction that one shard includes': {
    ablation: 'effective-in-any-shard',
    transactions: 'pair',
    steps: [propose(X), execute(X), misPropose(Y, []), execute(Y), execute(X)],
    broken: [[1], [2, 0]],
    claimed: [[0], [2, 0]],
  },
  'FAQ-A3: two transactions are paid with the coins of one version of y': {
    ablation: 'witness-of-the-height-before',
    transactions: 'rivals',
    steps: [propose(X), propose(Y), propose(Z), execute(X), execute(Y), execute(Z)],
    // T0 takes 3 of 5, T1 takes 2 of 5, T2 takes 2 of what T1 left; the last two find 2 and 0.
    broken: [[3], [1, 2], [2]],
    claimed: [[3], [0, 0], [2]],
  },
  'FAQ-A4: one half of a transaction whose other half was reorganised away': {
    ablation: 'partners-reorganise-alone',
    transactions: 'pair',
    steps: [propose(X), propose(Y), execute(X), reorganise(Y, [1]), execute(X), execute(Y)],
    broken: [[1], [1, 1]],
    claimed: [[0], [1, 1]],
  },
  'FAQ-A5: X shows its half at height 1, Y has included it at height 2': {
    ablation: 'height-window',
    transactions: 'pair',
    steps: [propose(X), misPropose(Y, [1]), execute(Y), propose(Y), execute(X)],
    broken: [[1], [1, 1]],
    claimed: [[0], [1, 1]],
  },
};

describe('what the shards hold in the end', () => {
  test.each(Object.entries(stories))('%s', (_name, story) => {
    const { ablation, transactions, steps, broken, claimed } = story;
    expect(holdings(ablation, transactions, steps)).toEqual(broken);
    expect(holdings('baseline', transactions, steps)).toEqual(claimed);
  });
});

test('FAQ-A6: a node that executes local transactions last differs from one that does so first', () => {
  const steps = [propose(X), propose(Y), propose(Z), execute(X), execute(Y), execute(Z)];
  const resultsAtY = (variant: string): readonly unknown[] => {
    const { machine, state } = play(variant, 'rivals', steps);
    const replicas = viewOf(sightOf(machine, state), 'replicas') as ReplicasView;
    return replicas.executors.flatMap(({ input, result }) =>
      input.startsWith('Y') ? [result] : [],
    );
  };
  // T0, T1, T2 take 3, 2 and nothing of 5 coins; T2, T0, T1 take 2, 3 and nothing.
  expect(resultsAtY('locals-some-time')).toEqual(['y=0 v=0', 'y=0 v=2']);
  expect(resultsAtY('baseline')).toEqual(['y=0 v=0', 'y=0 v=0']);
});
