/**
 * The ledger that the benchmark runs on.
 *
 * Method: a small instance is counted by the simple explorer and by the fast one; each ablation is
 * violated in its proven length, so that the conservation of value which the benchmark judges is a
 * property that can fail.
 */
import { describe, expect, test } from 'vitest';
import { exploreBreadthFirst } from '../../checker/explore/breadth-first.ts';
import { exploreMemoised } from '../../checker/explore/memoised.ts';
import { instantiate } from '../../checker/machine.ts';
import { ledger, ledgerClaims } from './ledger.ts';

const engines = { 'the simple explorer': exploreBreadthFirst, 'the fast one': exploreMemoised };

describe.each(Object.entries(engines))('by %s', (_, explore) => {
  test('two shards with two transfers have 7,344 states', () => {
    const set = { shards: 2, accounts: 1, transfers: 2 };
    const explored = explore(instantiate(ledger, 'baseline', set), { properties: [] });
    expect(explored).toMatchObject({ states: 7344, transitions: 36169, depth: 27, deadlocks: 0 });
  });

  test.each(ledgerClaims.slice(1))('$variant is violated as claimed', (suite) => {
    const properties = suite.claims.map(({ property }) => property);
    const machine = instantiate(ledger, suite.variant, suite.set);
    const [finding] = explore(machine, { properties }).findings;
    expect(finding?.verdict).toBe('violated');
    expect(finding?.execution).toHaveLength(suite.claims[0]?.length ?? 0);
  });
});
