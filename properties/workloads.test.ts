/**
 * The two workloads on every protocol that carries them.
 *
 * Method: each carrier explored exhaustively for every set of places in which T0 may come to rest;
 * the table in the docs is made of these answers and nothing else. What the listing expects of it:
 * synchronous designs and locks leave all or nothing, the saga leaves halves too, and exactly those
 * that it declares.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { exploreBreadthFirst } from '../checker/explore/breadth-first.ts';
import { instantiate } from '../checker/machine.ts';
import type { TransactionView, Verdict } from '../checker/protocol.ts';
import { outcomes } from '../models/deposit-borrow-route/state.ts';
import { changeAt, workloads } from '../models/substrate/workloads.ts';
import { catalogue } from './catalogue.ts';
import { ofKind } from './kinds-fixture.ts';
import { outcomesIn, questionsOf, workloadTable } from './workload-table.ts';
import { type Carrier, carriers, comesToRestWith, outcomesOf } from './workloads.ts';

const known = new Map<Carrier, readonly Verdict[]>();
function verdictsOf(carrier: Carrier): readonly Verdict[] {
  const verdicts =
    known.get(carrier) ??
    exploreBreadthFirst(instantiate(carrier.protocol, carrier.variant), {
      properties: questionsOf(carrier),
    }).findings.map(({ verdict }) => verdict);
  known.set(carrier, verdicts);
  return verdicts;
}
const named = carriers.map(
  (carrier) => [`${carrier.protocol.name}/${carrier.variant}`, carrier.workload, carrier] as const,
);

describe('every reachable state', () => {
  test.each([
    ['same-height', 83, 157, 9, 300, 718, 13],
    ['merge-blocks', 604, 835, 9, 565, 756, 8],
    ['paired-execution', 125, 314, 14, 157, 458, 17],
    ['chain-fibers', 372, 943, 9, 509, 1_312, 9],
    ['delayed-execution', 1_253, 2_955, 17, 1_253, 2_955, 17],
    ['disjoint-access', 88, 169, 9, 311, 749, 13],
    ['crosslinks', 1_022, 1_748, 9, 3_706, 7_849, 10],
    ['two-phase-commit', 3_016, 9_427, 16, 3_602, 12_567, 16],
    ['receipts', 22, 38, 7, 26, 45, 9],
    ['janus', 56, 97, 12, 106, 222, 15],
    ['sealevel', 45, 61, 15, 45, 61, 15],
  ])('%s has %i states, %i transitions, %i levels, and %i, %i, %i', (name, ...counts) => {
    const found = carriers
      .filter(({ protocol, variant, workload }) => protocol.name === name && variant === workload)
      .flatMap(({ protocol, variant }) => {
        const machine = instantiate(protocol, variant);
        const { states, transitions, depth } = exploreBreadthFirst(machine, { properties: [] });
        return [states, transitions, depth];
      });
    expect(found).toEqual(counts);
  });
});

describe('all or nothing at rest', () => {
  const halving = [
    'receipts/train-and-hotel',
    'receipts/deposit-borrow-route',
    'receipts/deposit-borrow-route-unattended',
    'deposit-borrow-route/baseline',
    'janus/one-shot-train-and-hotel',
    'janus/one-shot-deposit-borrow-route',
  ];
  const others = named.filter(([name]) => !halving.includes(name));
  const carrierOf = (wanted: string): Carrier => {
    const [, , carrier] = named.find(([name]) => name === wanted) ?? [];
    if (carrier === undefined) throw new Error(`there is no ${wanted}`);
    return carrier;
  };
  const inPairs = [
    'merge-blocks/deposit-borrow-route',
    'chain-fibers/deposit-borrow-route-in-pairs',
  ];
  const all = {
    'train-and-hotel': 'train and hotel',
    'deposit-borrow-route': 'A and B and C',
  } as const;

  test.each(others)('%s leaves %s whole', (_name, workload, carrier) => {
    const allowed = ['nothing', all[workload]];
    const found = outcomesIn(carrier, verdictsOf(carrier));
    expect(found.filter((outcome) => !allowed.includes(outcome))).toEqual([]);
    expect(found.length).toBeGreaterThan(0);
  });

  test.each(others)(
    '%s carries %s to its end, unless it joins two places only',
    (name, workload, carrier) => {
      const isCarried = !inPairs.includes(name);
      expect(outcomesIn(carrier, verdictsOf(carrier)).includes(all[workload])).toBe(isCarried);
    },
  );

  test.each([
    ['receipts/train-and-hotel', ['train', 'train and hotel']],
    ['receipts/deposit-borrow-route', ['A', 'A and B and C']],
    ['receipts/deposit-borrow-route-unattended', ['A', 'A and B', 'A and B and C']],
  ])('receipts without a saga go one way, and leave what is behind them: %s', (name, ends) => {
    const carrier = carrierOf(name);
    expect(outcomesIn(carrier, verdictsOf(carrier))).toEqual(ends);
  });

  test.each([
    ['janus/one-shot-train-and-hotel', ['train', 'train and hotel']],
    ['janus/one-shot-deposit-borrow-route', ['A and C', 'A and B and C']],
  ])('an order alone leaves half where one place alone knows why not: %s', (name, outcomes) => {
    const carrier = carrierOf(name);
    expect(outcomesIn(carrier, verdictsOf(carrier))).toEqual(outcomes);
  });

  test('the saga leaves the halves that it declares, and no others', () => {
    const saga = carrierOf('deposit-borrow-route/baseline');
    const declared = new Set(Object.values(outcomes).map(placesIn));
    expect([...outcomesIn(saga, verdictsOf(saga))].sort()).toEqual([...declared].sort());
  });
});

/** Where a declared position of the saga has something in effect: at A, at B, at C. */
function placesIn(position: string): string {
  const [collateral = '', debt = '', coin = ''] = position.split(', ');
  const isSold = collateral.includes('liquidator');
  const isIn = {
    A: !collateral.endsWith('A'),
    B: isSold || debt.endsWith('1'),
    C: coin.includes('app'),
  };
  const places = Object.entries(isIn).flatMap(([place, here]) => (here ? [place] : []));
  return places.length === 0 ? 'nothing' : places.join(' and ');
}

test('every protocol of the catalogue carries a workload, but QuarkChain', () => {
  const names = new Set(catalogue.map(({ protocol }) => protocol.name));
  for (const { protocol } of carriers) names.delete(protocol.name);
  expect([...names]).toEqual(['quarkchain']);
});

test('the table of the docs is what exploration finds', () => {
  const docs = readFileSync(new URL('../docs/workloads.md', import.meta.url), 'utf8');
  expect(docs, 'npm run docs').toBe(workloadTable(verdictsOf));
});

// ── the data and the properties ──────────────────────────────────────────────────────────────

test('a workload moves units and makes none, and T1 can take the last one that T0 needs', () => {
  for (const load of Object.values(workloads)) {
    for (const moves of load.transactions) {
      expect(moves.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
    }
    const [t0 = [], t1 = []] = load.transactions;
    const taken = t1.filter(({ amount }) => amount < 0).map(({ store }) => store);
    const scarce = load.stores.filter(({ name, initial }) => initial === 1 && taken.includes(name));
    expect(scarce.some(({ name }) => t0.some(({ store }) => store === name))).toBe(true);
  }
});

test('with one account a place, a transaction takes there or gives there, or does nothing', () => {
  const changes = (name: keyof typeof workloads): readonly (readonly (number | null)[])[] => {
    const load = workloads[name];
    return load.transactions.map((_, tx) =>
      load.places.map((_place, place) => changeAt(load, tx, place)),
    );
  };
  expect(changes('train-and-hotel')).toEqual([
    [-1, -1],
    [null, -1],
  ]);
  expect(changes('deposit-borrow-route')).toEqual([
    [-1, -1, 1],
    [null, -1, null],
  ]);
});

describe('t0-comes-to-rest can fail and can hold', () => {
  const [, , carrier] = named.find(([name]) => name === 'train-and-hotel/baseline') ?? [];
  if (carrier === undefined) throw new Error('there is a carrier');
  const t0 = (train: boolean, hotel: boolean, more: Partial<TransactionView> = {}) => {
    const parts = [train, hotel].map((isBooked, place) => ({
      place: ['the train', 'the hotel'][place] ?? '',
      state: isBooked ? ('final' as const) : ('absent' as const),
    }));
    return { id: 0, parts, outcome: 'open' as const, pending: false, ...more };
  };
  const reaches = (outcome: readonly string[], views: readonly TransactionView[], busy = false) => {
    const property = ofKind('sometimes', comesToRestWith(carrier, outcome));
    return property.goal(views, { canProgress: () => busy, isStuck: () => !busy });
  };

  test('it is the one outcome that is there', () => {
    expect(outcomesOf('train-and-hotel')).toEqual([[], ['train'], ['hotel'], ['train', 'hotel']]);
    expect(reaches(['train'], [t0(true, false)])).toBe(true);
    expect(reaches(['train'], [t0(true, true)])).toBe(false);
    expect(reaches(['train', 'hotel'], [t0(true, true)])).toBe(true);
  });

  test('nothing may be under way', () => {
    expect(reaches(['train'], [t0(true, false)], true)).toBe(false);
    expect(reaches(['train'], [t0(true, false, { pending: true })])).toBe(false);
  });

  test('nothing is an outcome once it is settled, or another has had its way', () => {
    expect(reaches([], [])).toBe(false);
    expect(reaches([], [t0(false, false)])).toBe(false);
    expect(reaches([], [t0(false, false, { outcome: 'aborted' })])).toBe(true);
    const other = t0(true, true, { id: 1, outcome: 'committed' });
    expect(reaches([], [t0(false, false), other])).toBe(true);
  });
});
