/**
 * A property that cannot fail is a defect.
 *
 * Method: for each property of the ledger, ledgers written by hand that break it, with the exact
 * sentence, beside the nearest ledgers that do not (one table an aspect, in `fixtures/ledgers`). A
 * last test sees to it that no property is without them.
 */
import { describe, expect, test } from 'vitest';
import type { AnyProperty, Context } from '../checker/protocol.ts';
import * as atomicity from './atomicity.ts';
import * as chains from './chains.ts';
import { chainRows } from './fixtures/ledgers/chains.ts';
import { historyBreakers, historyRows } from './fixtures/ledgers/histories.ts';
import { messageRows } from './fixtures/ledgers/messages.ts';
import { replicaRows } from './fixtures/ledgers/replicas.ts';
import { moving } from './fixtures/ledgers/row.ts';
import { supplyRows } from './fixtures/ledgers/supply.ts';
import { atomicityRows, commitmentRows, progressRows } from './fixtures/ledgers/transactions.ts';
import { workRows } from './fixtures/ledgers/work.ts';
import * as messages from './messages.ts';
import * as progress from './progress.ts';
import * as replicas from './replicas.ts';
import * as serializability from './serializability.ts';
import * as supply from './supply.ts';
import * as witnesses from './witnesses.ts';
import * as work from './work.ts';

/** What a property says of a view: the violation, whether the goal is reached, or null. */
function judge(property: AnyProperty, view: unknown, context: Context, after: unknown): unknown {
  // Tables mix views of every aspect; that each row fits its property is what the row shows.
  const seen = view as never;
  if (property.kind === 'always') return property.violation(seen, context);
  if (property.kind === 'step') return property.violation(seen, { type: 'any' }, after as never);
  return property.goal(seen, context);
}

const rows = [
  ...supplyRows,
  ...atomicityRows,
  ...progressRows,
  ...commitmentRows,
  ...messageRows,
  ...workRows,
  ...replicaRows,
  ...chainRows,
  ...historyRows,
];

describe('each property says exactly this of a ledger made by hand', () => {
  for (const { property, when, view, context, after, says } of rows) {
    test(`${property.name}, ${when}: ${String(says)}`, () => {
      expect(judge(property, view, context ?? moving, after)).toBe(says);
    });
  }
  for (const { property, when, view } of historyBreakers) {
    test(`${property.name}, ${when}: the sentence names both transactions`, () => {
      expect(judge(property, view, moving, null)).toMatch(/T1.*T2|T2.*T1/);
    });
  }
});

test('no property is without a ledger that breaks it and one that does not', () => {
  const modules = [
    atomicity,
    chains,
    messages,
    progress,
    replicas,
    serializability,
    supply,
    witnesses,
    work,
  ];
  const all = modules.flatMap((module) => Object.values<AnyProperty>(module));
  expect(all.length).toBeGreaterThan(20);
  const covered = (property: AnyProperty, isBroken: boolean): boolean =>
    rows.some((row) => {
      const breaks = typeof row.says === 'string' || row.says === false;
      return row.property === property && breaks === isBroken;
    }) ||
    (isBroken && historyBreakers.some((row) => row.property === property));
  expect(all.filter((one) => !covered(one, true)).map(({ name }) => name)).toEqual([]);
  expect(all.filter((one) => !covered(one, false)).map(({ name }) => name)).toEqual([]);
});
