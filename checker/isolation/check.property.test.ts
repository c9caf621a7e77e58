/**
 * Method: thousands of random histories of up to 7 transactions; each verdict is compared with that
 * of an oracle which tries every order of commits, for every level and every kind of history.
 */
import { test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { checkIsolation } from './check.ts';
import { isOfLevel, type PlainKind, type PlainTransaction } from './fixtures/commit-tests.ts';
import { blindHistories, linesOf, plainHistories } from './fixtures/random-history.ts';
import { type Level, levels } from './levels.ts';
import type { Log } from './log.ts';
import { historyReader } from './read-history.ts';

function logOf(kind: PlainKind, history: readonly PlainTransaction[]): Log {
  const reader = historyReader();
  reader.push(linesOf(kind, history));
  const read = reader.end();
  if (read.kind !== 'transactions') throw new Error('not a history of transactions');
  return read.log;
}

const seen = new Map<string, number>();
function compare(kind: PlainKind, level: Level, history: readonly PlainTransaction[]): void {
  const [verdict] = checkIsolation(logOf(kind, history), { levels: [level] }).verdicts;
  const expected = isOfLevel(kind, history, level) ? 'holds' : 'violated';
  seen.set(`${kind} ${level} ${expected}`, (seen.get(`${kind} ${level} ${expected}`) ?? 0) + 1);
  expect(verdict?.verdict, `${level}: ${verdict?.by}`).toBe(expected);
}

describe.each(levels)('%s', (level) => {
  const kinds: PlainKind[] =
    level === 'read-committed' || level === 'read-atomic' || level === 'causal'
      ? ['registers', 'versions']
      : ['registers', 'versions', 'lists'];
  for (const kind of kinds) {
    test.prop([plainHistories(kind, 7)], { numRuns: 1000, seed: 4 })(kind, (history) => {
      compare(kind, level, history);
    });
    test(`${kind}: both verdicts occurred`, () => {
      expect(seen.get(`${kind} ${level} holds`)).toBeGreaterThan(100);
      expect(seen.get(`${kind} ${level} violated`)).toBeGreaterThan(100);
    });
  }
});

describe('blind writes', () => {
  const blind: readonly Level[] = [
    'snapshot-isolation',
    'session-snapshot-isolation',
    'serializable',
    'session-serializable',
    'causal',
  ];
  const verdicts = new Map<string, number>();
  for (const level of blind) {
    test.prop([blindHistories()], { numRuns: 2000, seed: 4 })(level, (history) => {
      const [verdict] = checkIsolation(logOf('registers', history), { levels: [level] }).verdicts;
      const expected = isOfLevel('registers', history, level) ? 'holds' : 'violated';
      verdicts.set(`${level} ${expected}`, (verdicts.get(`${level} ${expected}`) ?? 0) + 1);
      expect(verdict?.verdict, verdict?.by).toBe(expected);
    });
    test(`${level}: both verdicts occurred`, () => {
      expect(verdicts.get(`${level} holds`)).toBeGreaterThan(200);
      expect(verdicts.get(`${level} violated`)).toBeGreaterThan(200);
    });
  }
});
