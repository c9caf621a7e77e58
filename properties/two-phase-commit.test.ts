/**
 * Two-phase commit.
 *
 * Method: independent routes to what the catalogue claims.
 *   counts     Every claimed instance is explored to the end; its states, transitions and depth
 *              are golden numbers, so that an off-by-one which keeps the protocol safe shows.
 *   lengths    The simple explorer proves the shortest length of every ablation.
 *   own        Each property of this protocol alone is seen to fail without a rule it watches.
 *   oracle     The well-known specification of two-phase commit reaches the same outcomes.
 *   delivery   Taking votes apart reaches the same outcomes as fusing them.
 *   equivalent What section 29.2 believes to be equivalent is not found.
 * The executions that the section lists are replayed in `two-phase-commit-listing.test.ts`.
 */
import { describe, expect, test } from 'vitest';
import { twoPhase } from '../bench/specs/two-phase.ts';
import { exploreBreadthFirst } from '../checker/explore/breadth-first.ts';
import { explore } from '../checker/explore/explore.ts';
import { instantiate, type Machine, type ParameterValues } from '../checker/machine.ts';
import {
  type AnyAblation,
  type AnyProperty,
  type Kind,
  propertyOf,
  type StateOf,
  type StateProperty,
  type Suite,
} from '../checker/protocol.ts';
import {
  bookOf,
  messageTypes,
  type Parameters,
  slotOf,
} from '../models/two-phase-commit/instance.ts';
import { twoPhaseCommit } from '../models/two-phase-commit/two-phase-commit.ts';
import { twoPhaseCommitClaims } from './claims/two-phase-commit.ts';
import {
  deadIdsHoldNoLock,
  nobodyAbortsForNothing,
  onlyTheAskedAct,
  theCrashedDoNothing,
} from './two-phase-commit.ts';

type State = StateOf<typeof twoPhaseCommit>;

const isAblation = (variant: string): boolean =>
  Object.hasOwn(twoPhaseCommit.ablations, variant.split('@')[0] ?? '');

function ablationOf(variant: string): AnyAblation {
  const ablations: Readonly<Record<string, AnyAblation>> = twoPhaseCommit.ablations;
  return ablations[variant.split('@')[0] ?? ''] ?? { id: '', removes: '' };
}

/**
 * Whether every execution of an instance is one of a wider one, but for the parameters that the
 * ablation changes: budgets may be smaller. For what one execution shows, there may also be fewer
 * transactions and no timeouts: then some steps are just never taken.
 */
function isWithin(
  narrow: ParameterValues,
  wide: ParameterValues,
  changed: readonly string[],
  kind: Kind,
): boolean {
  return Object.entries(narrow).every(([name, value]) => {
    const other = wide[name];
    if (other === undefined || value === other || changed.includes(name)) return true;
    if (/Crashes$|^(drops|replays|reorgs|spends)$/.test(name)) return value <= other;
    const isSafety = kind === 'always' || kind === 'step';
    return isSafety && /^(transactions|timeouts)$/.test(name) && value <= other;
  });
}

/** Variant, states, transitions, depth. */
const counts: readonly (readonly [string, number, number, number])[] = [
  ['baseline', 27031, 103853, 25],
  ['explicit', 14928, 41004, 29],
  ['all-faults', 9544, 41321, 13],
  ['all-faults-explicit', 7976, 27817, 14],
  ['replays', 671, 2079, 8],
  ['replays-explicit', 2434, 6534, 12],
  ['losses-explicit', 406, 793, 10],
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
  test('and within the bounds of a suite that claims what it breaks', () => {
    const wide = twoPhaseCommitClaims.filter(({ variant }) => !isAblation(variant));
    const parametersOf = ({ variant, set }: Suite) =>
      instantiate(twoPhaseCommit, variant, set).parameters;
    const uncovered = ablated.flatMap((suite) => {
      const changed = Object.keys(ablationOf(suite.variant).set ?? {});
      return suite.claims
        .filter(({ expected }) => expected === 'violated')
        .filter(
          ({ property }) =>
            !wide.some(
              (other) =>
                other.claims.some(
                  (claim) => claim.property === property && claim.expected === 'holds',
                ) && isWithin(parametersOf(suite), parametersOf(other), changed, property.kind),
            ),
        )
        .map(({ property }) => `${suite.variant} ${property.name}`);
    });
    expect(uncovered).toEqual([]);
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

// ── its own properties ───────────────────────────────────────────────────────────────────────

describe('own properties can fail', () => {
  // Each is broken by taking away a rule that it is there to watch.
  const rows: readonly (readonly [string, string, StateProperty<State>, number])[] = [
    ['abort: the coordinator is up', 'no-recovery', theCrashedDoNothing, 2],
    ['resend: the coordinator is up', 'all-faults', theCrashedDoNothing, 4],
    ['applyCommit: the shard is up', 'crashing-shards', theCrashedDoNothing, 5],
    ['refuse: it has a reason', 'wait-die', nobodyAbortsForNothing, 1],
    ['abort: a shard refuses, or a vote is overdue', 'wait-die', nobodyAbortsForNothing, 1],
    ['prepare: it was asked', 'anytime', onlyTheAskedAct, 1],
    ['resend: it told the shard before', 'chain', onlyTheAskedAct, 2],
    ['prepare: its id is not dead here', 'baseline', deadIdsHoldNoLock, 3],
  ];
  test.each(rows)('without "%s" in %s', (rule, variant, property, length) => {
    const machine = instantiate(twoPhaseCommit, variant, {}, [rule]);
    const [finding] = exploreBreadthFirst(machine, { properties: [property] }).findings;
    expect([finding?.verdict, finding?.execution?.length]).toEqual(['violated', length]);
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

  type Head = State['shards'][number]['head'];
  function statusIn(head: { readonly records: Readonly<Head['records']> }): string {
    return ourName[head.records[0]?.status ?? 'none'];
  }
});

describe('delivery', () => {
  const calm = { timeouts: false, coordinatorCrashes: 0 };
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
