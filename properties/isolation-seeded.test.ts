/**
 * Seeded anomalies in histories that are clean otherwise.
 *
 * Method: a serial run of 10,000 transactions by 20 clients, blind writes included, in which a few
 * anomalies of one class are planted among new transactions on keys of their own. Each of them must
 * be found by its name and its transactions, and nothing else; the clean history must hold.
 */
import { describe, expect, it } from 'vitest';
import { registerHistory } from '../bench/isolation-histories.ts';
import { checkIsolation, type IsolationReport } from '../checker/isolation/check.ts';
import { historyReader } from '../checker/isolation/read-history.ts';

type Operation = readonly [string, string, unknown];
interface Planted {
  readonly operations: readonly Operation[];
  readonly status?: 'fail';
  /** Session, and times, of those that need them. */
  readonly session?: string;
  readonly start?: number;
  readonly end?: number;
}

const w = (key: string, value: number): Operation => ['w', key, value];
const r = (key: string, value: number | null): Operation => ['r', key, value];

/** By name: the transactions of one anomaly on keys x and y. Each is read by an observer or two. */
const classes: Readonly<Record<string, (x: string, y: string) => readonly Planted[]>> = {
  // Two writers in two orders: each key's later version was written on top of the earlier.
  G0: (x, y) => [{ operations: [w(x, 1), w(y, 2)] }, { operations: [w(x, 2), w(y, 1)] }],
  G1a: (x) => [{ operations: [w(x, 1)], status: 'fail' }, { operations: [r(x, 1)] }],
  G1b: (x) => [{ operations: [w(x, 1), w(x, 2)] }, { operations: [r(x, 1)] }],
  G1c: (x, y) => [{ operations: [w(x, 1), r(y, 1)] }, { operations: [w(y, 1), r(x, 1)] }],
  'G-single-item': (x, y) => [
    { operations: [w(x, 1), w(y, 1)] },
    { operations: [r(x, 1), r(y, null)] },
  ],
  'lost-update': (x) => [
    { operations: [r(x, null), w(x, 1)] },
    { operations: [r(x, null), w(x, 2)] },
  ],
  'long-fork': (x, y) => [
    { operations: [w(x, 1)] },
    { operations: [w(y, 1)] },
    { operations: [r(x, 1), r(y, null)] },
    { operations: [r(x, null), r(y, 1)] },
  ],
  'write-skew': (x, y) => [
    { operations: [r(x, null), r(y, null), w(x, 1)] },
    { operations: [r(x, null), r(y, null), w(y, 1)] },
  ],
  'G-single-item-process': (x) => [
    { operations: [w(x, 1)], session: `session of ${x}` },
    { operations: [r(x, null)], session: `session of ${x}` },
  ],
  'G-single-item-realtime': (x) => [
    { operations: [w(x, 1)], start: 100, end: 110 },
    { operations: [r(x, null)], start: 10_000, end: 10_010 },
  ],
  'future-read': (x) => [{ operations: [r(x, 1), w(x, 1)] }],
  'garbage-read': (x) => [{ operations: [r(x, 7)] }],
  internal: (x) => [{ operations: [w(x, 1), r(x, null)] }],
};

const seeds = 5;

function reportOn(name: string | null): IsolationReport {
  const reader = historyReader();
  const lines = [
    ...registerHistory({
      transactions: 10_000,
      operations: 6,
      keys: 2_000,
      clients: 20,
      blind: name === 'G0' ? 0 : 0.02,
      seed: 4,
    }),
  ];
  // The orders of the keys on which G0 is planted are what a log of its database would show.
  const orders: Record<string, number[]> = {};
  for (let seed = 0; name !== null && seed < seeds; seed++) {
    const planted = classes[name]?.(`x${seed}`, `y${seed}`) ?? [];
    if (name === 'G0') Object.assign(orders, { [`x${seed}`]: [1, 2], [`y${seed}`]: [1, 2] });
    planted.forEach(({ operations, ...rest }, i) => {
      const line = JSON.stringify({ id: `${seed}.${i}`, ...rest, ops: operations });
      lines.splice(1 + 1_900 * seed + 37 * i, 0, line);
    });
  }
  const header = {
    format: 'shardcheck/history',
    version: 1,
    kind: 'registers',
    versionOrder: orders,
  };
  reader.push([JSON.stringify(header), ...lines.slice(1)].map((line) => `${line}\n`).join(''));
  const history = reader.end();
  if (history.kind !== 'transactions') throw new Error('not a history of transactions');
  return checkIsolation(history.log);
}

describe('a history of 10,000 transactions', () => {
  it('holds at every level when it is clean', () => {
    const { verdicts, anomalies } = reportOn(null);
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(Array(9).fill('holds'));
    expect(anomalies).toEqual([]);
  });

  it.each(Object.keys(classes))('shows every planted %s, by name', (name) => {
    const { anomalies, verdicts } = reportOn(name);
    for (let seed = 0; seed < seeds; seed++) {
      const found = anomalies.filter(
        (anomaly) =>
          anomaly.name === name && anomaly.transactions.some((t) => t.startsWith(`${seed}.`)),
      );
      expect(found.length, `${name} of seed ${seed}`).toBeGreaterThan(0);
      for (const { minimal } of found) expect(minimal).toBe('proven');
    }
    // Whatever else it is called, nobody innocent is blamed.
    const blamed = anomalies.flatMap(({ transactions }) => transactions);
    expect(blamed.filter((t) => !/^\d\.\d$/.test(t))).toEqual([]);
    expect(verdicts.find(({ level }) => level === 'strict-serializable')?.verdict).toBe('violated');
  });
});
