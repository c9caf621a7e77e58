/**
 * Laws that isolation verdicts obey whatever the history.
 *
 * Method: random histories of up to 14 transactions, too many to enumerate; each is changed in a way
 * that may not change its verdicts, or only in one direction. And every cycle that is shown is
 * walked along, edge by edge, against the history itself.
 */
import { test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { Anomaly, WitnessEdge } from '../checker/isolation/anomaly.ts';
import { checkIsolation, type IsolationReport } from '../checker/isolation/check.ts';
import type { PlainKind, PlainTransaction } from '../checker/isolation/fixtures/commit-tests.ts';
import { linesOf, plainHistories } from '../checker/isolation/fixtures/random-history.ts';
import { type Level, levels } from '../checker/isolation/levels.ts';
import { historyReader } from '../checker/isolation/read-history.ts';

function reportOn(kind: PlainKind, history: readonly PlainTransaction[]): IsolationReport {
  const reader = historyReader();
  reader.push(linesOf(kind, history));
  const read = reader.end();
  if (read.kind !== 'transactions') throw new Error('not a history of transactions');
  return checkIsolation(read.log, { levels });
}

function verdictsOf(kind: PlainKind, history: readonly PlainTransaction[]): readonly string[] {
  return reportOn(kind, history).verdicts.map(({ level, verdict }) => `${level} ${verdict}`);
}

const kinds: readonly PlainKind[] = ['registers', 'versions', 'lists'];
const runs = { numRuns: 300, seed: 4 };

describe.each(kinds)('%s', (kind) => {
  const histories = plainHistories(kind, 14);

  test.prop([histories], runs)('names do not matter', (history) => {
    const renamed = history.map((t) => ({
      ...t,
      id: t.id + 1000,
      session: t.session === null ? null : 90 - t.session,
      ops: t.ops.map(([f, key, value]): [string, string, unknown] => [f, `the key ${key}`, value]),
    }));
    expect(verdictsOf(kind, renamed)).toEqual(verdictsOf(kind, history));
  });

  test.prop([histories], runs)('values do not matter, unless they are versions', (history) => {
    if (kind === 'versions') return;
    const renamed = (value: unknown): unknown =>
      Array.isArray(value) ? value.map(renamed) : value === null ? null : `value ${value}`;
    const changed = history.map((t) => ({
      ...t,
      ops: t.ops.map(([f, key, value]): [string, string, unknown] => [f, key, renamed(value)]),
    }));
    expect(verdictsOf(kind, changed)).toEqual(verdictsOf(kind, history));
  });

  test.prop([histories], runs)('the order of lines does not matter but in a session', (history) => {
    const bySession = history.toSorted((a, b) => (b.session ?? 0) - (a.session ?? 0));
    expect(verdictsOf(kind, bySession)).toEqual(verdictsOf(kind, history));
  });

  test.prop([histories], runs)(
    'a transaction that touches nothing of it does not matter',
    (history) => {
      const write = kind === 'lists' ? 'append' : 'w';
      const stranger = { status: 'ok' as const, session: 77, start: null, end: null };
      const more = [
        { ...stranger, id: 500, ops: [[write, 'elsewhere', 1] as const] },
        ...history,
        { ...stranger, id: 501, ops: [['r', 'elsewhere', kind === 'lists' ? [1] : 1] as const] },
      ];
      expect(verdictsOf(kind, more)).toEqual(verdictsOf(kind, history));
    },
  );

  test.prop([histories], runs)('what a level allows, all below it allow', (history) => {
    const verdicts = new Map(
      reportOn(kind, history).verdicts.map(({ level, verdict }) => [level, verdict]),
    );
    for (const [stronger, weaker] of implications) {
      if (verdicts.get(stronger) === 'holds') expect(verdicts.get(weaker)).toBe('holds');
    }
  });

  test.prop([histories], runs)('who only read can be left out', (given) => {
    // Someone must be left of whom sessions and times are known.
    const last = { id: 999, status: 'ok' as const, session: 88, start: 9000, end: 9001, ops: [] };
    const history = [...given, last];
    const before = verdictsOf(kind, history);
    for (const reader of given.filter(({ ops }) => ops.every(([f]) => f === 'r'))) {
      const after = verdictsOf(
        kind,
        history.filter((t) => t !== reader),
      );
      before.forEach((verdict, i) => {
        if (verdict.endsWith('holds')) expect(after[i]).toBe(verdict);
      });
    }
  });

  const walked = { cycles: 0, edges: 0 };
  test.prop([histories], runs)('cycles are cycles, of true edges', (history) => {
    const { anomalies } = reportOn(kind, history);
    for (const anomaly of anomalies) {
      if (anomaly.cycle.length > 0) walked.cycles++;
      for (const edge of anomaly.cycle) {
        walked.edges++;
        walkEdge(kind, history, anomaly, edge);
      }
    }
  });

  it('had cycles to walk', () => {
    expect(walked.cycles).toBeGreaterThan(50);
    expect(walked.edges).toBeGreaterThan(walked.cycles);
  });
});

/** The left one is the stronger. */
const implications: readonly (readonly [Level, Level])[] = [
  ['strict-serializable', 'session-serializable'],
  ['session-serializable', 'serializable'],
  ['strong-snapshot-isolation', 'session-snapshot-isolation'],
  ['session-snapshot-isolation', 'snapshot-isolation'],
  ['strict-serializable', 'strong-snapshot-isolation'],
  ['session-serializable', 'session-snapshot-isolation'],
  ['serializable', 'snapshot-isolation'],
  ['session-snapshot-isolation', 'causal'],
  ['causal', 'read-atomic'],
  ['read-atomic', 'read-committed'],
];

/** The edge against the history, as plainly as can be. */
function walkEdge(
  kind: PlainKind,
  history: readonly PlainTransaction[],
  { cycle }: Anomaly,
  edge: WitnessEdge,
): void {
  const next = cycle[(cycle.indexOf(edge) + 1) % cycle.length];
  expect(next?.from).toBe(edge.to);
  const named = (name: string) => history.find(({ id }) => `T${id}` === name);
  const [from, to] = [named(edge.from), named(edge.to)];
  if (from === undefined || to === undefined) throw new Error(`no ${edge.from} or ${edge.to}`);
  const writes = (t: PlainTransaction, value: unknown): boolean =>
    t.ops.some(([f, key, v]) => f !== 'r' && key === edge.key && v === value);
  const reads = (t: PlainTransaction, value: unknown): boolean =>
    t.ops.some(([f, key, v]) => {
      if (f !== 'r' || key !== edge.key) return false;
      // A list that ends with own appends was read from before them.
      return kind === 'lists' ? (v as unknown[]).includes(value) || value === null : v === value;
    });
  switch (edge.kind) {
    case 'ww':
      expect(writes(from, edge.before) && writes(to, edge.after)).toBe(true);
      if (kind === 'versions') expect(Number(edge.before)).toBeLessThan(Number(edge.after));
      break;
    case 'wr':
      expect(writes(from, edge.before) && reads(to, edge.before)).toBe(true);
      break;
    case 'rw':
      expect(reads(from, edge.before) && writes(to, edge.after)).toBe(true);
      if (kind === 'versions') expect(Number(edge.before)).toBeLessThan(Number(edge.after));
      break;
    case 'so':
      expect(from.session).toBe(to.session);
      expect(from.id).toBeLessThan(to.id);
      break;
    case 'rt':
      expect(Number(from.end)).toBeLessThan(Number(to.start));
      break;
    case 'co':
      expect(writes(to, edge.before)).toBe(true);
  }
}
