/**
 * QuarkChain.
 *
 * Method: independent routes to what the catalogue claims.
 *   counts       Small claimed instances are explored to the end; their states, transitions and depth
 *                are golden numbers, so that an off-by-one which keeps the protocol safe shows.
 *   lengths      The simple explorer proves the shortest length of every counterexample.
 *   rule back    On the very instance that an ablation breaks, the protocol as claimed is sound.
 *   stories      The executions that the article and section 2.6 tell, step by step: what they
 *                break without a rule, and which rule stops them.
 *   corollaries  What follows from the propositions, played through.
 * The numbers of section 2.7 are tested beside the functions that they come from.
 */
import { describe, expect, test } from 'vitest';
import { exploreBreadthFirst } from '../checker/explore/breadth-first.ts';
import { explore } from '../checker/explore/explore.ts';
import { decisionAt, decisionOn, sightOf, viewOf } from '../checker/judge.ts';
import { enabledSteps, instantiate, type Machine, reduce, type State } from '../checker/machine.ts';
import type {
  Action,
  AnyProperty,
  ChainView,
  MessageView,
  TransactionView,
} from '../checker/protocol.ts';
import { quarkchain } from '../models/quarkchain/quarkchain.ts';
import { quarkchainClaims } from './claims/quarkchain.ts';
import { noMessageIsConsumedTwice } from './messages.ts';
import { nothingDeadlocks } from './progress.ts';
import { confirmedBlocksStay, creditsStay } from './quarkchain.ts';
import { supplyIsConserved } from './supply.ts';

const ablationOf = (variant: string): string | undefined =>
  Object.keys(quarkchain.ablations).find((name) => name === variant.split('@')[0]);
const nameOf = ({ variant }: { readonly variant: string }): string => variant;

// ── counts and lengths ───────────────────────────────────────────────────────────────────────

/** Variant, states, transitions, depth. */
const counts: readonly (readonly [string, number, number, number])[] = [
  ['baseline', 41464, 64166, 12],
  ['explicit', 56679, 100522, 14],
  ['shard-forks', 48392, 80497, 13],
  ['root-forks', 7856, 13178, 13],
  ['stronger-adversary', 95325, 163646, 14],
  ['failing-call', 1944, 2652, 9],
  ['explicit-lossy-network', 298, 464, 10],
  ['multi-hop', 248, 292, 9],
  ['too-heavy', 1796, 2377, 9],
  ['converging', 474, 505, 12],
  ['code-order', 474, 505, 12],
  ['opposite', 878, 1125, 10],
];

describe('exhaustive counts', () => {
  test.each(counts)('%s: %i/%i/%i', (variant, states, transitions, depth) => {
    const suite = quarkchainClaims.find((one) => one.variant === variant);
    const found = explore(instantiate(quarkchain, variant, suite?.set), { properties: [] });
    expect(found.complete).toBe(true);
    expect([found.states, found.transitions, found.depth]).toEqual([states, transitions, depth]);
  });
});

/** Suites of an ablation that breaks something: all but those of the equivalent one. */
const ablated = quarkchainClaims.filter(
  ({ variant, claims }) =>
    ablationOf(variant) !== undefined && claims.some(({ expected }) => expected === 'violated'),
);

describe('the simple explorer proves the lengths', () => {
  test.each(ablated.map((suite) => [nameOf(suite), suite] as const))('%s', (variant, suite) => {
    const broken = suite.claims.filter(({ expected }) => expected === 'violated');
    const properties = broken.map((claim) => claim.property);
    const { findings } = exploreBreadthFirst(instantiate(quarkchain, variant, suite.set), {
      properties,
    });
    expect(findings.map(({ verdict, execution }) => [verdict, execution?.length])).toEqual(
      broken.map(({ expected, length }) => [expected, length]),
    );
  });
});

describe('with the rule back in its place, the same instance is sound', () => {
  test.each(ablated.map((suite) => [nameOf(suite), suite] as const))('%s', (variant, suite) => {
    const broken = suite.claims.filter(({ expected }) => expected === 'violated');
    const properties = broken.map((claim) => claim.property);
    const claimed = variant.endsWith('@explicit') ? 'explicit' : 'baseline';
    const { findings } = explore(instantiate(quarkchain, claimed, suite.set), {
      properties,
      stateCountMax: 4_000,
    });
    expect(findings.filter(({ verdict }) => verdict === 'violated')).toEqual([]);
  });
});

// ── stories ──────────────────────────────────────────────────────────────────────────────────

const X = 0;
const Y = 1;
const mine = (shard: number): Action => ({ type: 'mineShard', shard });
const mineRoot: Action = { type: 'mineRoot' };
const fork = (
  shard: number,
  parent: number,
  root: number,
  content: 'plain' | 'withdraws' = 'plain',
): Action => ({ type: 'forkShard', shard, parent, root, content });
const forkRoot = (parent: number, confirms: readonly [number, number] | null = null): Action => ({
  type: 'forkRoot',
  parent,
  confirms,
});

function machineOf(variant: string, set: Readonly<Record<string, unknown>> = {}): Machine {
  return instantiate(quarkchain, variant, { attacks: 3, ...set });
}
function play(machine: Machine, actions: readonly Action[], from = machine.initial): State {
  return actions.reduce((state, action) => reduce(machine, state, action), from);
}
/** What a property says of the states and the steps of an execution: the first violation. */
function verdictOn(machine: Machine, actions: readonly Action[], wanted: AnyProperty) {
  let before = machine.initial;
  for (const [index, action] of actions.entries()) {
    const after = reduce(machine, before, action);
    const [from, to] = [sightOf(machine, before), sightOf(machine, after)];
    const violation = decisionAt(wanted, to) ?? decisionOn(wanted, from, action, to);
    if (violation !== null) return { step: index + 1, violation };
    before = after;
  }
  return null;
}
/** Honest steps until none is left, always the first one. */
function rest(machine: Machine, from: State): State {
  const [step] = enabledSteps(machine, from).filter(({ actor }) => actor === 'honest');
  return step === undefined ? from : rest(machine, reduce(machine, from, step.action));
}
const chainOf = (machine: Machine, state: State, name: string): readonly string[] =>
  (viewOf(sightOf(machine, state), 'chains') as readonly ChainView[]).find(
    ({ chain }) => chain === name,
  )?.canonical ?? [];
const transactionIn = (machine: Machine, state: State): TransactionView | undefined =>
  (viewOf(sightOf(machine, state), 'transactions') as readonly TransactionView[])[0];
const consumptions = (machine: Machine, state: State): number =>
  (viewOf(sightOf(machine, state), 'messages') as readonly MessageView[])
    .flatMap(({ consumed }) => consumed)
    .reduce((sum, { times }) => sum + times, 0);

describe('the stories that are told', () => {
  // A block of shard 0 withdraws, the root chain confirms it, shard 1 credits.
  const transfer = [mine(X), mineRoot, mine(Y)];
  // Slots 1, 4 and 7 are the first blocks of heights 1, 2 and 3; slot 2 is the second of height 1.
  const shardFork = [fork(X, 0, 0), fork(X, 2, 0)];
  const rootFork = [fork(X, 0, 0), forkRoot(0, [X, 2]), forkRoot(2)];

  test('A1: a longer shard fork reverts a confirmed withdraw, and the credit stays', () => {
    const story = [...transfer, ...shardFork];
    expect(verdictOn(machineOf('no-root-first'), story, supplyIsConserved)).toMatchObject({
      step: 5,
      violation: expect.stringContaining('inflation'),
    });
    expect(verdictOn(machineOf('baseline'), story, supplyIsConserved)).toBeNull();
  });

  test('A2: credited at once, and the withdraw is reverted', () => {
    const machine = machineOf('no-happens-before');
    const story = [mine(X), mine(Y), ...shardFork];
    expect(verdictOn(machine, story, supplyIsConserved)).toMatchObject({ step: 4 });
    expect(() => play(machineOf('baseline'), story)).toThrow(
      'mineShard shard=1 is not enabled: refused by "the block does some work"',
    );
  });

  test('A3: the pointer goes back, and the deposit is queued again', () => {
    const story = [...transfer, fork(Y, 1, 0), mine(Y)];
    const machine = machineOf('pointers-go-back');
    expect(verdictOn(machine, story, noMessageIsConsumedTwice)).toMatchObject({ step: 5 });
    expect(() => play(machineOf('baseline'), story)).toThrow(
      'refused by "G2: the root pointer does not go back"',
    );
  });

  test('A4: a root fork reverts the withdraw, and the stale credit is kept', () => {
    const story = [...transfer, ...rootFork];
    const machine = machineOf('keeps-stale-blocks');
    expect(verdictOn(machine, story, supplyIsConserved)).toMatchObject({ step: 6 });
    expect(verdictOn(machineOf('baseline'), story, supplyIsConserved)).toBeNull();
  });

  test('A5: a confirmed block points to a stale root block, and its shard is wedged', () => {
    const story = [forkRoot(0), forkRoot(0), fork(X, 0, 1), forkRoot(2, [X, 1])];
    const machine = machineOf('root-confirms-strangers', { attacks: 4 });
    expect(verdictOn(machine, story, nothingDeadlocks)).toMatchObject({ step: 4 });
    expect(() => play(machineOf('baseline', { attacks: 4 }), story)).toThrow(
      'refused by "its headers point to root blocks below"',
    );
  });

  test('A6: after a root fork the node skips a deposit that it remembers', () => {
    const story = [...transfer, forkRoot(0, [X, 1]), forkRoot(2), fork(Y, 0, 2)];
    const machine = machineOf('processed-by-node');
    expect(verdictOn(machine, story, supplyIsConserved)).toMatchObject({
      step: 6,
      violation: expect.stringContaining('deflation'),
    });
    const again = [...story.slice(0, 5), mine(Y)];
    expect(verdictOn(machineOf('baseline'), again, supplyIsConserved)).toBeNull();
  });

  test('A7: the list is lost, and the cursor moves past it', () => {
    const lose: Action = { type: 'loseList', from: X, block: 1, to: Y };
    const story = [mine(X), lose, mineRoot, fork(Y, 0, 1)];
    const machine = machineOf('no-data-guard', { losses: 1 });
    expect(verdictOn(machine, story, supplyIsConserved)).toMatchObject({
      step: 4,
      violation: expect.stringContaining('deflation'),
    });
    expect(() => play(machineOf('baseline', { losses: 1 }), story)).toThrow(
      'refused by "the lists that its root block confirms are here"',
    );
  });

  // ── corollaries ────────────────────────────────────────────────────────────────────────────

  test('a shard fork does not revert a confirmed withdraw, however long it grows', () => {
    const machine = machineOf('shard-forks');
    const story = [...transfer, ...shardFork, fork(X, 4, 0)];
    const state = play(machine, story);
    expect(chainOf(machine, state, 'shard 0')).toEqual(['1']);
    expect(transactionIn(machine, state)?.outcome).toBe('committed');
    expect(verdictOn(machine, story, confirmedBlocksStay)).toBeNull();
  });

  test('a root fork reverts a confirmed withdraw, and the credit with it', () => {
    const machine = machineOf('baseline');
    const story = [...transfer, ...rootFork];
    const state = play(machine, story);
    expect(chainOf(machine, play(machine, transfer), 'shard 0')).toEqual(['1']);
    expect(chainOf(machine, state, 'shard 0')).toEqual(["1'"]);
    expect(chainOf(machine, state, 'shard 1')).toEqual([]);
    expect(transactionIn(machine, state)?.parts.map((part) => part.state)).toEqual([
      'absent',
      'absent',
    ]);
    expect(verdictOn(machine, story, confirmedBlocksStay)).toMatchObject({ step: 6 });
    expect(verdictOn(machine, story, creditsStay)).toMatchObject({ step: 6 });
    expect(verdictOn(machine, story, supplyIsConserved)).toBeNull();
  });

  test('the same withdraw confirmed again is delivered again, exactly once', () => {
    const machine = machineOf('baseline');
    const forked = play(machine, [...transfer, forkRoot(0), forkRoot(2)]);
    expect(consumptions(machine, play(machine, transfer))).toBe(1);
    expect(consumptions(machine, forked)).toBe(0);
    expect(chainOf(machine, forked, 'shard 0')).toEqual(['1']);
    const settled = rest(machine, forked);
    expect(consumptions(machine, settled)).toBe(1);
    expect(chainOf(machine, settled, 'shard 0')).toEqual(['1']);
    expect(transactionIn(machine, settled)?.outcome).toBe('committed');
  });
});

// ── order and isolation ──────────────────────────────────────────────────────────────────────

describe('converging deposits', () => {
  const served = (variant: string): readonly number[] => {
    const machine = instantiate(quarkchain, variant, { attacks: 0 });
    const state = play(machine, [mine(0), mine(0), mine(2), mineRoot, mine(1), mine(1), mine(1)]);
    const { shards } = state as { shards: { body: { executes: { tx: number }[] } | null }[][] };
    return (shards[1] ?? []).flatMap(({ body }) => (body?.executes ?? []).map(({ tx }) => tx));
  };

  test('are served round-robin over their sources by the article', () => {
    expect(served('converging')).toEqual([0, 2, 1]);
  });
  test('are served source by source by the code', () => {
    expect(served('code-order')).toEqual([0, 1, 2]);
  });
});
