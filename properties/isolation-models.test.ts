/**
 * What the checker says about the histories of our own models, in states of small explorations.
 *
 * Method: the breadth-first explorer visits the first states of each suite that claims something of
 * a history; a property that never fails collects what it sees. Every distinct history is decided
 * again by trying all orders of its transactions, and a third time as a recorded history by its
 * dependency graph, which refutes at least as much, and exactly as much where nobody wrote blindly.
 */
import { describe, expect, it } from 'vitest';
import { exploreBreadthFirst } from '../checker/explore/breadth-first.ts';
import { checkIsolation } from '../checker/isolation/check.ts';
import { isSerial } from '../checker/isolation/fixtures/serial-orders.ts';
import { violationOf } from '../checker/isolation/model-history.ts';
import { historyReader } from '../checker/isolation/read-history.ts';
import type { Committed, HistoryView } from '../checker/ledger.ts';
import { instantiate } from '../checker/machine.ts';
import { property } from '../checker/protocol.ts';
import { catalogue } from './catalogue.ts';

const statesMax = 1000;

function historiesOf(suite: (typeof catalogue)[number]): HistoryView[] {
  const seen = new Map<string, HistoryView>();
  const collect = property({
    name: 'histories-are-seen',
    invariant: 'none',
    means: 'never fails',
    on: 'history',
    kind: 'always',
    violation: (history) => {
      seen.set(JSON.stringify(history), history);
      return null;
    },
  });
  const machine = instantiate(suite.protocol, suite.variant, suite.set);
  exploreBreadthFirst(machine, { properties: [collect], stateCountMax: statesMax });
  return [...seen.values()];
}

/** Reads of others before its own writes, as a line of a recorded history. */
function lineOf({ id, reads, writes }: Committed): string {
  const isOwn = (key: string, version: number): boolean =>
    writes.some((write) => write.key === key && write.version === version);
  const ops = [
    ...reads
      .filter(({ key, version }) => !isOwn(key, version))
      .map(({ key, version }) => ['r', key, version]),
    ...writes
      .toSorted((a, b) => a.version - b.version)
      .map(({ key, version }) => ['w', key, version]),
  ];
  return JSON.stringify({ id, ops });
}

function recordedVerdict({ transactions }: HistoryView): string | undefined {
  const reader = historyReader();
  const lines = transactions.map(lineOf).join(',');
  reader.push(`{"kind":"versions","transactions":[${lines}]}`);
  const read = reader.end();
  if (read.kind !== 'transactions') throw new Error('not a history of transactions');
  return checkIsolation(read.log, { levels: ['serializable'] }).verdicts[0]?.verdict;
}

function hasBlindWrite({ transactions }: HistoryView): boolean {
  return transactions.some(({ reads, writes }) =>
    writes.some(({ key }) => !reads.some((read) => read.key === key)),
  );
}

const suites = catalogue
  .filter(({ claims }) => claims.some(({ property: { on } }) => on === 'history'))
  .map((suite) => ({ named: `${suite.protocol.name}/${suite.variant}`, suite }));

describe('histories of models', () => {
  const verdicts = { serializable: 0, not: 0 };
  it.each(suites)('$named', ({ suite }) => {
    const histories = historiesOf(suite);
    expect(histories.length).toBeGreaterThan(0);
    for (const history of histories) {
      const serial = isSerial(history, false);
      verdicts[serial ? 'serializable' : 'not']++;
      expect(violationOf(history, 'serializable') === null).toBe(serial);
      expect(violationOf(history, 'strict-serializable') === null).toBe(isSerial(history, true));
      const recorded = recordedVerdict(history);
      if (!serial) expect(recorded).toBe('violated');
      else if (!hasBlindWrite(history)) expect(recorded).toBe('holds');
    }
  });

  it('are of both kinds', () => {
    expect(verdicts.serializable).toBeGreaterThan(100);
    expect(verdicts.not).toBeGreaterThan(10);
  });
});
