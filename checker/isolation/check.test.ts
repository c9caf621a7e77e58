/**
 * Method: small histories by hand, each with the sentence that it must get: what is known about
 * indeterminate and failed transactions, what is inferred, and what a budget leaves open.
 */
import { describe, expect, it } from 'vitest';
import { type CheckOptions, checkIsolation, type IsolationReport } from './check.ts';
import type { Level } from './levels.ts';
import { historyReader } from './read-history.ts';

function check(lines: readonly string[], options: CheckOptions = {}): IsolationReport {
  const reader = historyReader();
  reader.push(lines.map((line) => `${line}\n`).join(''));
  const read = reader.end();
  if (read.kind !== 'transactions') throw new Error('not a history of transactions');
  return checkIsolation(read.log, options);
}

function verdictAt(level: Level, lines: readonly string[]) {
  const [verdict] = check(lines, { levels: [level] }).verdicts;
  return [verdict?.verdict, verdict?.anomaly?.name, verdict?.anomaly?.says];
}

const w = (id: number, rest: string, more = ''): string => `{"id":${id},${more}"ops":[${rest}]}`;

describe('a single operation', () => {
  it.each([
    [
      'reads what nobody wrote',
      [w(1, '["r","x",1]')],
      'garbage-read',
      'T1 read x=1, which nobody wrote',
    ],
    [
      'reads what was taken back',
      [w(1, '["w","x",1]', '"status":"fail",'), w(2, '["r","x",1]')],
      'G1a',
      'T2 read x=1, which T1 wrote and took back when it failed',
    ],
    [
      'reads what was overwritten at once',
      [w(1, '["w","x",1],["w","x",2]'), w(2, '["r","x",1]')],
      'G1b',
      'T2 read x=1, which T1 went on to overwrite itself',
    ],
    [
      'reads its own future',
      [w(1, '["r","x",1],["w","x",1]')],
      'future-read',
      'T1 read x=1, which it only wrote later',
    ],
    [
      'forgets what it wrote',
      [w(1, '["w","x",1],["r","x",null]')],
      'internal',
      'T1 read x=null, after it had written x=1',
    ],
    [
      'appends to what was taken back',
      [
        w(1, '["append","x",1]', '"status":"fail",'),
        w(2, '["append","x",2]'),
        w(3, '["r","x",[1,2]]'),
      ],
      'dirty-update',
      'T2 wrote x up to 2 on top of x up to 1, which T1 took back when it failed',
    ],
    [
      'reads a list in another order',
      [
        w(1, '["append","x",1]'),
        w(2, '["append","x",2]'),
        w(3, '["r","x",[1,2]]'),
        w(4, '["r","x",[2]]'),
      ],
      'incompatible-order',
      'T4 read x up to 2, in an order that another read of the key contradicts',
    ],
    [
      'reads an element twice',
      [w(1, '["append","x",1]'), w(2, '["r","x",[1,1]]')],
      'duplicate-elements',
      'x up to 1 stands twice in one list, though it was appended once',
    ],
  ])('%s', (_what, lines, name, says) => {
    const { anomalies, verdicts } = check(lines);
    expect(anomalies.filter((anomaly) => anomaly.name === name).map((a) => a.says)).toEqual([says]);
    expect(new Set(verdicts.map(({ verdict }) => verdict))).toEqual(new Set(['violated']));
  });

  it('may differ between two reads at read committed, and no higher', () => {
    const lines = [w(1, '["w","x",1]'), w(2, '["r","x",null],["r","x",1]')];
    expect(verdictAt('read-committed', lines)[0]).toBe('holds');
    expect(verdictAt('read-atomic', lines)).toEqual([
      'violated',
      'internal',
      'T2 read x=1, after it had read x=null',
    ]);
  });
});

describe('an indeterminate transaction', () => {
  const info = w(1, '["w","x",1],["w","y",1]', '"status":"info",');

  it('counts once somebody read of it', () => {
    const lines = [info, w(2, '["r","x",1],["r","y",null]')];
    expect(verdictAt('read-atomic', lines)).toEqual([
      'violated',
      'fractured-read',
      'T1, which wrote y, was in the past of T2, yet T2 read y=null, as it was before anybody wrote it',
    ]);
  });

  it('is left out until then', () => {
    expect(verdictAt('serializable', [info, w(2, '["r","x",null],["r","y",null]')])[0]).toBe(
      'holds',
    );
  });

  it('ends when nobody knows', () => {
    const times = '"start":0,"end":1,';
    const later = '"start":5,"end":6,';
    const lines = [
      w(1, '["w","x",1]', `${times}"status":"info",`),
      w(2, '["r","x",null]', later),
      w(3, '["r","x",1]', '"start":7,"end":8,'),
    ];
    expect(verdictAt('strict-serializable', lines)[0]).toBe('holds');
  });
});

describe('an order of versions that nobody recorded', () => {
  it('is inferred where the other one closes a cycle', () => {
    const lines = [
      w(1, '["w","x",1],["w","y",1]'),
      w(2, '["r","x",1],["w","y",2]'),
      w(3, '["r","y",1],["w","x",2]'),
    ];
    expect(verdictAt('serializable', lines)).toEqual([
      'violated',
      'G2-item',
      'T2 read x=1 before T3 wrote x=2 (the other order closes a cycle), yet T3 read y=1 before ' +
        'T2 wrote y=2 (the other order closes a cycle): a contradiction',
    ]);
    expect(verdictAt('snapshot-isolation', lines)[0]).toBe('holds');
  });

  it('may be impossible both ways', () => {
    const lines = [
      w(1, '["w","x",1],["w","y",1]'),
      w(2, '["w","x",2],["w","y",2]'),
      w(3, '["r","x",1],["r","y",2]'),
      w(4, '["r","x",2],["r","y",1]'),
    ];
    expect(verdictAt('serializable', lines)[2]).toMatch(
      /; this takes T1 to have written x before T2, and the other order closes a cycle too$/,
    );
  });

  it('may stay open when the budget ends', () => {
    const blind = [1, 2, 3].map((i) => w(i, `["w","x",${i}],["w","y",${i}]`));
    const lines = [...blind, w(4, '["r","x",1]'), w(5, '["r","y",2]')];
    const isOver = () => true;
    const [verdict] = check(lines, { levels: ['serializable'], isOver }).verdicts;
    expect(verdict).toEqual({
      level: 'serializable',
      verdict: 'unknown',
      by: 'the budget ended; 4 pairs of writers are not in order',
      anomaly: null,
    });
    expect(verdictAt('serializable', lines)[0]).toBe('holds');
  });

  it('may be declared', () => {
    const order = '{"kind":"registers","versionOrder":{"x":[2,1]},"transactions":[';
    const document = `${order}${w(1, '["w","x",1]')},${w(2, '["w","x",2],["w","y",1]')},${w(3, '["r","x",2],["r","y",null]')}]}`;
    expect(verdictAt('serializable', [document])).toEqual([
      'violated',
      'G-single-item',
      'T2 wrote x=2 before T3 read it, yet T3 read y=null before T2 wrote y=1: a contradiction',
    ]);
  });
});

describe('two who update one version', () => {
  it('lose an update at snapshot isolation, and not below', () => {
    const lines = [w(1, '["r","x",null],["w","x",1]'), w(2, '["r","x",null],["w","x",2]')];
    expect(verdictAt('causal', lines)[0]).toBe('holds');
    expect(verdictAt('snapshot-isolation', lines)).toEqual([
      'violated',
      'lost-update',
      "T1 and T2 both read x=null and wrote x: whichever came second lost the other's write",
    ]);
  });
});

describe('causal consistency', () => {
  it('remembers what was read before, by sessions and by reading', () => {
    const lines = [
      w(1, '["w","x",1]', '"session":1,'),
      w(2, '["r","x",1],["w","y",1]', '"session":2,'),
      w(3, '["r","y",1]', '"session":3,'),
      w(4, '["r","x",null]', '"session":3,'),
    ];
    expect(verdictAt('read-atomic', lines)[0]).toBe('holds');
    expect(verdictAt('causal', lines)).toEqual([
      'violated',
      'causality-violation',
      'T1, which wrote x, was in the past of T4, yet T4 read x=null, as it was before anybody wrote it',
    ]);
  });
});
