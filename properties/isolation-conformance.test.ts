/**
 * The isolation checker against histories of others with known verdicts.
 *
 * Method: the folder that SHARDCHECK_CONFORMANCE names (`../shared/conformance` unless told) holds
 * histories of Elle, elle-cli, PolySI, dbcop, AWDIT, Porcupine and Knossos. It is data from elsewhere
 * and no part of the project: where it is missing, the test says so and checks nothing. Every
 * verdict at a level that we have must agree, and every anomaly that is named must be found, except
 * as listed with the reason.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkIsolation } from '../checker/isolation/check.ts';
import type { Level } from '../checker/isolation/levels.ts';
import { checkLinearizable } from '../checker/isolation/linearizable.ts';
import { historyReader } from '../checker/isolation/read-history.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = resolve(root, process.env['SHARDCHECK_CONFORMANCE'] ?? '../shared/conformance');
const histories = join(folder, 'histories');

/** A case as its file has it; only what is used here. */
interface Case {
  readonly kind: string;
  readonly sessions: boolean;
  readonly initial?: unknown;
  readonly model?: unknown;
  readonly transactions?: readonly {
    readonly id: number;
    readonly process: number | null;
    readonly status: string;
    readonly invoke: number | null;
    readonly complete: number | null;
    readonly ops: unknown;
  }[];
  readonly operations?: unknown;
  readonly expected: Readonly<Record<string, unknown>> & { readonly anomalies?: readonly string[] };
}

const levelNames: Readonly<Record<string, Level>> = {
  readCommitted: 'read-committed',
  readAtomic: 'read-atomic',
  causal: 'causal',
  snapshotIsolation: 'snapshot-isolation',
  sessionSnapshotIsolation: 'session-snapshot-isolation',
  strongSnapshotIsolation: 'strong-snapshot-isolation',
  serializable: 'serializable',
  sessionSerializable: 'session-serializable',
  strictSerializable: 'strict-serializable',
};

/**
 * Names that are not found, and why. Verdicts have no exception: all of them agree.
 *
 * Two rest on options of Elle that infer an order of versions from something outside the history's
 * reads and writes. The others name the cycle by an order of versions that the history does not
 * record: where any order closes a cycle, which one is named is a matter of taste.
 */
const unnamed: Readonly<
  Record<string, { readonly names: readonly string[]; readonly why: string }>
> = {
  'elle-rw-G2-commit-order.json': {
    names: ['G2-item'],
    why: 'its option commitOrder orders versions; by reads and writes alone it is serializable',
  },
  'elle-rw-cyclic-version-order.json': {
    names: ['cyclic-versions'],
    why: 'its option sequentialKeys orders versions; we name the cycle with session order instead',
  },
  'elle-rw-scc-sort-bug.json': {
    names: ['G1c-realtime', 'cyclic-versions'],
    why: 'its options wfrKeys and linearizableKeys order versions; we name the cycle by sessions',
  },
  'awdit-read-committed-biswas-enea.json': {
    names: ['G-single-item'],
    why: 'of two blind writers either may be first; we show the cycle of the other order, a G0',
  },
  'dbcop-rc-order-cycle.json': {
    names: ['G1c'],
    why: 'the ww edge of that cycle is what the axiom of read committed asks for, and named so',
  },
};

function readerOf(header: object, key: string, items: unknown) {
  const reader = historyReader();
  reader.push(
    JSON.stringify({ format: 'shardcheck/history', version: 1, ...header, [key]: items }),
  );
  return reader.end();
}

function judgeTransactions(
  file: string,
  { kind, sessions, initial, transactions, expected }: Case,
) {
  const header = {
    kind: kind === 'list-append' ? 'lists' : 'registers',
    ...(initial === undefined ? {} : { initial }),
  };
  const items = transactions?.map(({ id, process, status, invoke, complete, ops }) => ({
    id,
    session: sessions ? process : null,
    status,
    start: invoke,
    end: complete,
    ops,
  }));
  const read = readerOf(header, 'transactions', items);
  if (read.kind !== 'transactions') throw new Error(`${file} is no history of transactions`);
  const known = Object.entries(levelNames).filter(([name]) => typeof expected[name] === 'boolean');
  const report = checkIsolation(read.log, { levels: known.map(([, level]) => level) });
  const verdicts = report.verdicts.map(({ level, verdict }) => [level, verdict]);
  expect(verdicts).toEqual(
    known.map(([name, level]) => [level, expected[name] === true ? 'holds' : 'violated']),
  );
  const found = new Set(report.anomalies.map(({ name }) => name));
  const missing = (expected.anomalies ?? []).filter((name) => !found.has(name));
  expect(missing).toEqual(unnamed[file]?.names ?? []);
  // What is violated must be explained.
  for (const { verdict, anomaly } of report.verdicts) {
    expect(anomaly === null).toBe(verdict !== 'violated');
  }
  return known.length;
}

function judgeOperations(file: string, { model, operations, expected }: Case) {
  const read = readerOf({ kind: 'operations', model }, 'operations', operations);
  if (read.kind !== 'operations') throw new Error(`${file} is no history of operations`);
  const report = checkLinearizable(read.history);
  expect(report.verdict).toBe(expected['linearizable'] === true ? 'holds' : 'violated');
  return 1;
}

if (!existsSync(histories)) {
  process.stdout.write(`SKIPPED: no histories to conform to in ${histories}\n`);
  it(`has no histories to conform to in ${histories}: nothing was checked`, () => {
    expect(existsSync(histories)).toBe(false);
  });
} else {
  // The manifest of the folder; a shape that differs fails below.
  const index = JSON.parse(readFileSync(join(histories, 'index.json'), 'utf8')) as {
    readonly cases: readonly { readonly file: string; readonly kind: string }[];
  };
  // Histories of bank transfers record balances, and no reads and writes: there is no level to ask.
  const judged = index.cases.filter(({ kind }) => kind !== 'bank');
  describe('histories of others', () => {
    let verdicts = 0;
    it.each(judged)('$file', ({ file }) => {
      const found = JSON.parse(readFileSync(join(histories, file), 'utf8')) as Case;
      verdicts +=
        found.operations === undefined
          ? judgeTransactions(file, found)
          : judgeOperations(file, found);
    });
    it('had verdicts to compare', () => {
      expect(judged.length).toBeGreaterThanOrEqual(163);
      expect(verdicts).toBeGreaterThanOrEqual(497);
    });
  });
}
