/**
 * Method: hand-made histories with their exact sentence; then thousands of random ones, each
 * decided a second time by trying every order of its transactions, as the definitions say.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { ModelError } from '../errors.ts';
import type { Access, HistoryView } from '../ledger.ts';
import { isSerial } from './fixtures/serial-orders.ts';
import { violationOf } from './model-history.ts';

/** `T1 rx0 wy1 >0` is transaction 1, which read x@0, wrote y@1 and began after T0 had finished. */
function historyOf(...lines: string[]): HistoryView {
  const accesses = (words: string[], letter: string): Access[] =>
    words
      .filter((word) => word.startsWith(letter))
      .map((word) => ({ key: word.charAt(1), version: Number(word.slice(2)) }));
  return {
    transactions: lines.map((line) => {
      const [name, ...words] = line.split(' ');
      return {
        id: Number(name?.slice(1)),
        reads: accesses(words, 'r'),
        writes: accesses(words, 'w'),
        after: words.filter((word) => word.startsWith('>')).map((word) => Number(word.slice(1))),
      };
    }),
  };
}

describe('a model history', () => {
  it('is serializable when it is empty, serial, or only conflicts one way', () => {
    expect(violationOf(historyOf(), 'strict-serializable')).toBe(null);
    const serial = historyOf('T1 rx0 wx1', 'T2 rx1 wx2 >1', 'T3 rx2 ry0 >2');
    for (const level of ['serializable', 'strict-serializable', 'read-atomic', 'causal'] as const) {
      expect(violationOf(serial, level)).toBe(null);
    }
  });

  it('explains write skew by a shortest cycle', () => {
    const history = historyOf('T1 rx0 ry0 wx1', 'T2 rx0 ry0 wy1');
    expect(violationOf(history, 'serializable')).toBe(
      'T1 read y@0 before T2 wrote y@1, yet T2 read x@0 before T1 wrote x@1: a contradiction',
    );
    expect(violationOf(history, 'read-atomic')).toBe(null);
    expect(violationOf(history, 'causal')).toBe(null);
  });

  it('explains two shards that order two writers differently', () => {
    expect(violationOf(historyOf('T1 rx0 ry0 wx1 wy2', 'T2 rx0 ry0 wx2 wy1'), 'causal')).toBe(
      'T1 wrote x@1 before T2 wrote x@2, yet T2 wrote y@1 before T1 wrote y@2: a contradiction',
    );
  });

  it('explains a read that real time forbids', () => {
    const history = historyOf('T1 rx0 wx1', 'T2 rx0 >1');
    expect(violationOf(history, 'serializable')).toBe(null);
    expect(violationOf(history, 'strict-serializable')).toBe(
      'T1 had finished before T2 was submitted, yet T2 read x@0 before T1 wrote x@1: a contradiction',
    );
  });

  it('explains reads of what was never committed or was not final', () => {
    expect(violationOf(historyOf('T1 rx1'), 'serializable')).toBe(
      'T1 read x@1, which no committed transaction wrote',
    );
    expect(violationOf(historyOf('T1 wx1 wx2', 'T2 rx1'), 'causal')).toBe(
      'T2 read x@1, yet T1 went on to write x@2',
    );
  });

  it('explains a fractured read and a stale one', () => {
    expect(violationOf(historyOf('T1 wx1 wy1', 'T2 rx1 ry0'), 'read-atomic')).toBe(
      'T2 read x@1 of T1, yet y@0, older than the y@1 that T1 wrote with it: a fractured read',
    );
    const history = historyOf('T1 wx1', 'T2 rx1 wy1', 'T3 ry1 rx0');
    expect(violationOf(history, 'read-atomic')).toBe(null);
    expect(violationOf(history, 'causal')).toBe(
      'T3 read x@0, yet T1, which is in its past, wrote x@1',
    );
  });

  it('accepts blind writes whose conflicts cycle and whose view is serial', () => {
    // The classic: T1, T2, T3 in this order, though T2 overwrote x before T1 did.
    const history = historyOf('T1 rx0 wx2', 'T2 wx1', 'T3 wx3');
    expect(violationOf(history, 'serializable')).toBe(null);
    expect(violationOf(historyOf('T1 rx0 wx2', 'T2 wx1'), 'serializable')).toBe(
      'T1 read x@0 before T2 wrote x@1, yet T2 wrote x@1 before T1 wrote x@2: a contradiction',
    );
  });

  it('refuses what no key owner can have installed', () => {
    const two = () => violationOf(historyOf('T1 wx1', 'T2 wx1'), 'serializable');
    expect(two).toThrow(new ModelError('history: two writers of x@1'));
    const initial = () => violationOf(historyOf('T1 wx0'), 'serializable');
    expect(initial).toThrow(new ModelError('history: T1 wrote x@0'));
    const twice = () => violationOf(historyOf('T1', 'T1'), 'serializable');
    expect(twice).toThrow(new ModelError('history: two transactions T1'));
  });
});

// ── the same by enumeration ──────────────────────────────────────────────────────────────────

/** Accesses in which versions of a key are dense and each has one writer. */
const histories = fc
  .record({
    size: fc.integer({ min: 1, max: 5 }),
    writes: fc.array(fc.record({ key: fc.constantFrom('x', 'y'), writer: fc.nat(4) }), {
      maxLength: 6,
    }),
    reads: fc.array(
      fc.record({ key: fc.constantFrom('x', 'y'), reader: fc.nat(4), version: fc.nat(3) }),
      { maxLength: 6 },
    ),
    blind: fc.boolean(),
    after: fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { maxLength: 3 }),
  })
  .map(({ size, writes, reads, blind, after }): HistoryView => {
    const transactions = Array.from({ length: size }, (_, id) => ({
      id,
      reads: [] as Access[],
      writes: [] as Access[],
      after: [] as number[],
    }));
    const latest = new Map([
      ['x', 0],
      ['y', 0],
    ]);
    for (const { key, writer } of writes) {
      const version = (latest.get(key) ?? 0) + 1;
      const own = transactions[writer % size];
      if (own?.writes.some((write) => write.key === key)) continue;
      latest.set(key, version);
      if (!blind) own?.reads.push({ key, version: version - 1 });
      own?.writes.push({ key, version });
    }
    for (const { key, reader, version } of reads) {
      transactions[reader % size]?.reads.push({
        key,
        version: Math.min(version, latest.get(key) ?? 0),
      });
    }
    // Real time is an order: earlier positions finish first.
    for (const [a, b] of after) {
      const [from, to] = [Math.min(a, b) % size, Math.max(a, b) % size];
      if (from < to) transactions[to]?.after.push(from);
    }
    return { transactions };
  });

describe('random histories, by every order of their transactions', () => {
  test.prop([histories], { numRuns: 4000, seed: 4 })('serializable', (history) => {
    expect(violationOf(history, 'serializable') === null).toBe(isSerial(history, false));
  });

  test.prop([histories], { numRuns: 4000, seed: 4 })('strictly serializable', (history) => {
    expect(violationOf(history, 'strict-serializable') === null).toBe(isSerial(history, true));
  });

  test.prop([histories], { numRuns: 2000, seed: 4 })(
    'a stronger level never allows more',
    (history) => {
      const [ssr, ser, causal, atomic] = (
        ['strict-serializable', 'serializable', 'causal', 'read-atomic'] as const
      ).map((level) => violationOf(history, level) === null);
      if (ssr) expect(ser).toBe(true);
      if (causal) expect(atomic).toBe(true);
    },
  );
});
