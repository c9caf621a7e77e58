/**
 * Janus.
 *
 * Method: independent routes to what the catalogue claims; pieces that may refuse have a file of
 * their own.
 *   counts     Every claimed instance is explored to the end; its states, transitions and depth
 *              are golden numbers.
 *   lengths    The simple explorer proves the shortest length of every ablation, and the same
 *              instance with the protection in place holds.
 *   graphs     Every dependency graph on three transactions, executed in every order that the
 *              rules allow, against reachability computed apart.
 *   waiting    The mutation that must end in a strict cycle, where plain serializability holds.
 *   own        Each property of this protocol alone is seen to fail.
 *   delivery   Taking answers and commits apart reaches the same outcomes as fusing them.
 *   equivalent Depending on what does not interfere is not found (section 29.2).
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
  reduce,
} from '../checker/machine.ts';
import {
  type Action,
  type AnyAblation,
  propertyOf,
  range,
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
import { historyIsSerializable, historyIsStrictlySerializable } from './serializability.ts';
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

// ── the graph ────────────────────────────────────────────────────────────────────────────────

describe('graphs', () => {
  const pairs = [
    [0, 1],
    [0, 2],
    [1, 0],
    [1, 2],
    [2, 0],
    [2, 1],
  ] as const;
  const machine = instantiate(janus, 'readers');

  test('all 64 dependency graphs on three transactions are executed as they should be', () => {
    let cyclic = 0;
    for (const bits of range(2 ** pairs.length)) {
      const edges = pairs.filter((_, index) => Math.floor(bits / 2 ** index) % 2 === 1);
      const isAfter = reachability(edges);
      if (range(3).some((tx) => isAfter[tx]?.[tx] === true)) cyclic++;
      const orders = ordersOf(committedWith(edges));
      expect(orders.size, 'somebody can always go on').toBeGreaterThan(0);
      for (const order of orders) {
        const at = range(3).map((tx) => order.indexOf(String(tx)));
        expect(at.toSorted(), 'everybody is executed').toEqual([0, 1, 2]);
        for (const [one, other] of pairs) {
          const [forth, back] = [isAfter[one]?.[other], isAfter[other]?.[one]];
          const mustFollow = forth === true && (back !== true || other < one);
          if (mustFollow)
            expect(at[one], `${order}: T${one}, T${other}`).toBeGreaterThan(at[other] ?? 9);
        }
      }
    }
    expect(cyclic, 'graphs with a cycle').toBe(64 - 25);
  });

  /** A state in which the server of P has all three committed, with these dependencies. */
  function committedWith(edges: readonly (readonly [number, number])[]): State {
    const state = structuredClone(machine.initial) as State;
    for (const [tx, record] of (state.servers[0]?.records ?? []).entries()) {
      record.status = 'committing';
      record.dep = edges.filter(([from]) => from === tx).map(([, to]) => to);
    }
    return state;
  }

  /** The orders in which the server of P can execute them. */
  function ordersOf(start: State): ReadonlySet<string> {
    const orders = new Set<string>();
    const walk = (state: object, order: string): void => {
      const steps = enabledSteps(machine, state).filter(
        ({ action }) => action.type === 'execute' && action['server'] === 0,
      );
      if (steps.length === 0) orders.add(order);
      for (const { action } of steps) walk(reduce(machine, state, action), order + action['tx']);
    };
    walk(start, '');
    return orders;
  }

  /** Warshall's algorithm. */
  function reachability(edges: readonly (readonly [number, number])[]): boolean[][] {
    const reaches = range(3).map((from) =>
      range(3).map((to) => edges.some(([a, b]) => a === from && b === to)),
    );
    for (const via of range(3)) {
      for (const row of reaches) {
        if (row[via] !== true) continue;
        for (const to of range(3)) row[to] = row[to] === true || reaches[via]?.[to] === true;
      }
    }
    return reaches;
  }
});

describe('waiting', () => {
  const set = { workload: 'chain', arrivals: 'anytime', delivery: 'explicit' };
  const properties = [historyIsSerializable, historyIsStrictlySerializable];

  test('who does not wait for an ancestor closes a cycle with real time, and with it alone', () => {
    const machine = instantiate(janus, 'no-waiting', set);
    const { findings, complete } = explore(machine, { properties, exhaust: true });
    expect(complete).toBe(true);
    expect(findings.map(({ verdict }) => verdict)).toEqual(['holds', 'violated']);
    expect(findings[1]?.execution).toHaveLength(22);
    expect(findings[1]?.explanation).toBe(
      'T0 had finished before T2 was submitted, T2 wrote Q@1 before T1 wrote Q@2, ' +
        'yet T1 wrote P@1 before T0 wrote P@2: a contradiction',
    );
  });
});

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

// ── deliveries, equivalent mutants ───────────────────────────────────────────────────────────

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

describe('equivalent', () => {
  // Only readers of the same key do not interfere.
  const suite = claimed.find(({ variant }) => variant === 'readers');
  const interference = 'everything';
  test.each(['together', 'anytime'])(
    'depending on what does not interfere is not found (%s)',
    (arrivals) => {
      const machine = instantiate(janus, 'readers', { arrivals, interference });
      const held = (suite?.claims ?? []).filter(({ expected }) => expected === 'holds');
      const properties = held.map(({ property }) => property);
      const { complete, findings, states } = explore(machine, { properties });
      expect(complete).toBe(true);
      expect(properties.length).toBeGreaterThan(10);
      expect(findings.filter(({ verdict }) => verdict !== 'holds')).toEqual([]);
      const as = explore(instantiate(janus, 'readers', { arrivals }), { properties: [] });
      expect(states, 'there are such dependencies').toBeGreaterThan(as.states);
    },
  );
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
