/**
 * Janus.
 *
 * Method: independent routes to what the catalogue claims; the order of execution and pieces that
 * may refuse have files of their own.
 *   counts     Every claimed instance is explored to the end; its states, transitions and depth
 *              are golden numbers.
 *   lengths    The simple explorer proves the shortest length of every ablation, and the same
 *              instance with the protection in place holds.
 *   own        Each property of this protocol alone is seen to fail.
 *   delivery   Taking answers and commits apart reaches the same outcomes as fusing them.
 *   story      What the listing tells of JAN-A1, step by step on the pure reducer.
 */
import { describe, expect, test } from 'vitest';
import { exploreBreadthFirst } from '../checker/explore/breadth-first.ts';
import { explore } from '../checker/explore/explore.ts';
import {
  enabledSteps,
  instantiate,
  type Machine,
  type ParameterValues,
} from '../checker/machine.ts';
import {
  type Action,
  type AnyAblation,
  propertyOf,
  type StateOf,
  type StateProperty,
} from '../checker/protocol.ts';
import { bookOf, type Parameters, slotOf } from '../models/janus/instance.ts';
import { janus } from '../models/janus/janus.ts';
import { janusClaims } from './claims/janus.ts';
import { refusingJanusClaims } from './claims/janus-workloads.ts';
import {
  ancestorGraphsAgree,
  decisionsTakeTwoRoundsAtMost,
  nothingArrivesUnsent,
  onlyConflictsCostARound,
  theCrashedDoNothing,
} from './janus.ts';
import { play, refusalOfLast } from './stories-fixture.ts';

type State = StateOf<typeof janus>;

const isAblation = (variant: string): boolean =>
  Object.hasOwn(janus.ablations, variant.split('@')[0] ?? '');
const claimed = janusClaims.filter(
  (suite) => !isAblation(suite.variant) && !refusingJanusClaims.includes(suite),
);
const ablated = janusClaims.filter(({ variant }) => isAblation(variant));

/** Variant, states, transitions, depth. */
const counts: readonly (readonly [string, number, number, number])[] = [
  ['baseline', 94, 177, 11],
  ['explicit', 620, 1569, 19],
  ['alone', 8, 10, 6],
  ['skew', 94, 177, 11],
  ['skew-explicit', 620, 1569, 19],
  ['chain', 881, 1738, 17],
  ['chain-explicit', 3253, 8156, 25],
  ['triangle', 1492, 4198, 19],
  ['triangle-explicit', 11867, 43988, 31],
  ['readers', 1129, 2993, 16],
  ['extra-dependencies', 1691, 4078, 16],
  ['replicated', 3243, 13019, 19],
  ['impatient', 1102, 2852, 19],
  ['two-by-two', 5614, 21349, 29],
  ['too-many-crashes', 2838, 8244, 23],
  ['crashing-twice-explicit', 5206, 13783, 34],
  ['crashing-coordinator', 823, 1930, 16],
  ['crashing-coordinator-explicit', 16594, 57316, 31],
  ['recovery', 12575, 38478, 26],
  ['failures', 15683, 39146, 27],
  ['late-commits-explicit', 9998, 35255, 30],
  ['recovery-explicit', 4549, 13810, 27],
];

describe('counts', () => {
  test('every claimed instance is counted', () => {
    expect(counts.map(([variant]) => variant)).toEqual(claimed.map(({ variant }) => variant));
  });
  test.each(counts)('%s: %i states, %i transitions, depth %i', (variant, ...expected) => {
    const found = explore(instantiate(janus, variant), { properties: [] });
    expect([found.states, found.transitions, found.depth]).toEqual(expected);
    expect(found.complete).toBe(true);
  });
  test('one transaction alone has the states that counting on paper gives', () => {
    // Two servers pre-accept in any order, the coordinator decides, two servers execute.
    expect(counts.find(([variant]) => variant === 'alone')?.[1]).toBe(4 + 4);
  });
});

describe('lengths', () => {
  test('every ablation is judged under both deliveries', () => {
    const names = Object.keys(janus.ablations).flatMap((name) => [name, `${name}@explicit`]);
    const judged = ablated.map(({ variant }) => variant);
    expect(names.filter((name) => !judged.includes(name))).toEqual([]);
  });
  test.each(ablated.map((suite) => [suite.variant, suite] as const))('%s', (variant, suite) => {
    const machine = instantiate(janus, variant, suite.set);
    const broken = suite.claims.filter(({ expected }) => expected === 'violated');
    const properties = broken.map(({ property }) => property);
    const { findings } = exploreBreadthFirst(machine, { properties });
    expect(findings.map((finding) => [finding.verdict, finding.execution?.length])).toEqual(
      broken.map(({ length }) => ['violated', length]),
    );
    const whole = explore(instantiate(janus, 'baseline', restored(variant, machine.parameters)), {
      properties,
    });
    expect(whole.findings.map(({ verdict }) => verdict)).toEqual(broken.map(() => 'holds'));
  });
});

/** The parameters of an ablated instance, with those that the ablation set as they were. */
function restored(variant: string, parameters: ParameterValues): ParameterValues {
  const ablations: Readonly<Record<string, AnyAblation>> = janus.ablations;
  const changed = ablations[variant.split('@')[0] ?? '']?.set ?? {};
  const { parameters: initial } = instantiate(janus, 'baseline');
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      Object.hasOwn(changed, name) ? (initial[name] ?? value) : value,
    ]),
  );
}

// ── its own properties ───────────────────────────────────────────────────────────────────────

describe('own properties can fail', () => {
  // Each is broken by taking away a rule that it is there to watch.
  const rows: readonly (readonly [string, string, StateProperty<State>])[] = [
    ['preAccept: it was asked to pre-accept', 'chain', nothingArrivesUnsent],
    ['accept: the proposal is on its way', 'recovery', nothingArrivesUnsent],
    ['execute: the server is up', 'too-many-crashes', theCrashedDoNothing],
    ['inquire: the server is up', 'too-many-crashes', theCrashedDoNothing],
    ['prepare: the server is up', 'late-commits-explicit', theCrashedDoNothing],
    ['propose: it collects answers', 'crashing-coordinator', decisionsTakeTwoRoundsAtMost],
    ['propose: the fast path is closed', 'alone', onlyConflictsCostARound],
    ['execute: all its ancestors are committed', 'explicit', ancestorGraphsAgree],
  ];
  test.each(rows)('without "%s" in %s', (rule, variant, property) => {
    const machine = instantiate(janus, variant, {}, [rule]);
    const [finding] = explore(machine, { properties: [property] }).findings;
    expect(finding?.verdict).toBe('violated');
  });
});

// ── deliveries ───────────────────────────────────────────────────────────────────────────────

/** What the servers hold in every state in which nothing is left to do. */
function outcomesOf(machine: Machine): readonly string[] {
  const outcomes = new Set<string>();
  const probe = propertyOf(janus, {
    ...{ name: 'probe', invariant: 'probe', means: 'probe', on: 'state' },
    kind: 'always',
    violation: ({ servers }, { isStuck }) => {
      const pieces = servers.map(({ records, version, balances }) => [
        records.map(({ dep, found, installed }) => [dep, found, installed]),
        version,
        balances,
      ]);
      if (isStuck()) outcomes.add(JSON.stringify(pieces));
      return null;
    },
  });
  expect(exploreBreadthFirst(machine, { properties: [probe] }).complete).toBe(true);
  return [...outcomes].sort();
}

describe('delivery', () => {
  test.each(['transfers', 'skew', 'alone'])('%s: the same outcomes', (workload) => {
    const [fused, explicit] = ['fused', 'explicit'].map((delivery) =>
      outcomesOf(instantiate(janus, 'baseline', { workload, delivery })),
    );
    expect(explicit).toEqual(fused);
  });
});

// ── the story of the listing ─────────────────────────────────────────────────────────────────

test('JAN-A1: P sees T0, T1 and Q sees T1, T0; only the union tells them of each other', () => {
  const arrivals: readonly Action[] = [
    { type: 'preAccept', tx: 0, server: 0 },
    { type: 'preAccept', tx: 1, server: 0 },
    { type: 'preAccept', tx: 1, server: 1 },
    { type: 'preAccept', tx: 0, server: 1 },
  ];
  const decisions: readonly Action[] = [
    { type: 'commitFast', tx: 0 },
    { type: 'commitFast', tx: 1 },
  ];
  const execute = (tx: number, server: number): Action => ({ type: 'execute', tx, server });
  const torn = [execute(0, 0), execute(1, 0), execute(1, 1), execute(0, 1)];

  const ablation = instantiate(janus, 'local-dependencies');
  const end = play(ablation, [...arrivals, ...decisions, ...torn]) as State;
  expect(end.servers.map(({ records }) => records.map(({ installed }) => installed))).toEqual([
    [1, 2],
    [2, 1],
  ]);

  const whole = instantiate(janus, 'baseline');
  const half = [...arrivals, ...decisions, ...torn.slice(0, 2)];
  const refusal = refusalOfLast(whole, [...half, execute(1, 1)]);
  expect(refusal).toBe('those that go before it are executed');
  expect(enabledSteps(whole, play(whole, half)).map(({ action }) => action)).toEqual([
    execute(0, 1),
  ]);
});

test('the address book is in the order in which slots are counted', () => {
  for (const variant of ['baseline', 'recovery', 'triangle']) {
    // The machine has checked that these are the parameters of the protocol.
    const p = instantiate(janus, variant).parameters as Parameters;
    const book = bookOf(p);
    for (const [slot, { type, tx, destination }] of book.messages.entries()) {
      const [request, ballot = '0'] = type.split(' in ballot ');
      const kind = (['ask', 'accept', 'commit'] as const).find((one) => one === request) ?? 'ask';
      const shard = 'PQR'.indexOf(destination.charAt(0));
      const replica = p.replicas === 1 ? 0 : Number(destination.charAt(1)) - 1;
      const server = shard * p.replicas + replica;
      expect(slotOf(p, kind, { tx, server, ballot: Number(ballot) })).toBe(slot);
    }
  }
});
