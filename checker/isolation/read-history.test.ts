/**
 * Method: each form of file gives the log that it should; then each way to break it is refused, with
 * the whole message. Pieces of any length give the same as the whole.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { checkIsolation } from './check.ts';
import { linesOf, plainHistories } from './fixtures/random-history.ts';
import type { History } from './history-shapes.ts';
import type { Log } from './log.ts';
import { historyReader } from './read-history.ts';

function read(...pieces: readonly string[]): History {
  const reader = historyReader();
  for (const piece of pieces) reader.push(piece);
  return reader.end();
}

function logOf(...pieces: readonly string[]): Log {
  const history = read(...pieces);
  if (history.kind !== 'transactions') throw new Error('not a history of transactions');
  return history.log;
}

/** Every operation as a reader would say it. */
function shownOperations(log: Log): string[] {
  return log.names.flatMap((name, t) => {
    const operations = [];
    for (let o = log.firstOperation[t] ?? 0; o < (log.firstOperation[t + 1] ?? 0); o++) {
      const version = log.version[o] ?? 0;
      const key = log.keys[log.keyOf[version] ?? 0];
      operations.push(`${name} ${log.isWrite[o] === 1 ? 'w' : 'r'} ${key} ${log.valueOf(version)}`);
    }
    return operations;
  });
}

const header = '{"format":"shardcheck/history","version":1,"kind":"registers"}';

describe('our own format', () => {
  const transactions = [
    '{"id":1,"session":0,"start":0,"end":1,"ops":[["w","x",1],["w","y","a"]]}',
    '{"id":2,"session":1,"ops":[["r","x",1],["r","y",null],["r",7,true]]}',
  ];
  const expected = ['1 w x 1', '1 w y a', '2 r x 1', '2 r y null', '2 r 7 true'];

  it('is one value a line, with or without a header', () => {
    expect(shownOperations(logOf(`${[header, ...transactions].join('\n')}\n`))).toEqual(expected);
    expect(shownOperations(logOf(transactions.join('\n\n')))).toEqual(expected);
  });

  it('is one document, or one list', () => {
    const document = `{"kind":"registers",\n "transactions": [${transactions.join(' , ')}]\n}`;
    expect(shownOperations(logOf(document))).toEqual(expected);
    expect(shownOperations(logOf(` [${transactions.join(',')}] `))).toEqual(expected);
  });

  test.prop([plainHistories('registers', 4), fc.array(fc.nat(400))], { numRuns: 300, seed: 4 })(
    'comes in pieces of any length',
    (history, cuts) => {
      const lines = linesOf('registers', history);
      const [head, ...items] = lines.trim().split('\n');
      const document = `${head?.slice(0, -1)},"transactions":[${items.join(',')}]}`;
      for (const text of [lines, document]) {
        const places = [0, ...cuts, text.length].sort((a, b) => a - b);
        const pieces = places.map((place, i) => text.slice(place, places[i + 1] ?? place));
        expect(shownOperations(logOf(...pieces))).toEqual(shownOperations(logOf(text)));
      }
    },
  );

  it('knows lists by their operations', () => {
    const log = logOf('{"id":1,"ops":[["r","x",null]]}\n{"id":2,"ops":[["append","x",5]]}\n');
    expect([log.kind, shownOperations(log)]).toEqual(['lists', ['1 r x null', '2 w x 5']]);
  });

  it('says what a key holds before anybody writes it', () => {
    const text =
      '{"kind":"registers","initial":{"x":0},"transactions":[{"id":1,"ops":[["r","x",0]]}]}';
    expect(checkIsolation(logOf(text)).verdicts.every(({ verdict }) => verdict === 'holds')).toBe(
      true,
    );
  });
});

describe('Jepsen operations', () => {
  const operations = [
    '{"type":"invoke","f":"txn","process":0,"value":[["append","x",1],["r","y",null]]}',
    '{"type":"invoke","f":"txn","process":1,"value":[["append","y",1]]}',
    '{"type":"info","f":"kill","process":"nemesis","value":null}',
    '{"type":"ok","f":"txn","process":0,"value":[["append","x",1],["r","y",[1]]]}',
    '{"type":"info","f":"txn","process":1,"value":[["append","y",1]]}',
    '{"type":"invoke","f":"txn","process":2,"value":[["append","x",2]]}',
    '{"type":"fail","f":"txn","process":2,"value":[["append","x",2]]}',
    '{"type":"invoke","f":"txn","process":3,"value":[["r","x",null]]}',
  ];

  it('are transactions of processes, from invocation to completion', () => {
    const log = logOf(`[${operations.join(',\n')}]`);
    expect(shownOperations(log)).toEqual(['0 w x 1', '0 r y 1', '1 w y 1', '2 w x 2']);
    // ok, info, fail, and one that never completed.
    expect([...log.status]).toEqual([0, 2, 1, 2]);
    expect([...log.start]).toEqual([0, 1, 5, 7]);
    expect([...log.end]).toEqual([3, Number.NaN, 6, Number.NaN]);
  });

  it('may name operations as keywords', () => {
    const log = logOf('{"type":":ok","process":0,"value":[[":w",1,2],[":r",1,2]]}\n');
    expect(shownOperations(log)).toEqual(['0 w 1 2', '0 r 1 2']);
  });
});

describe('a history is refused', () => {
  const transaction = (rest: string): string => `${header}\n{"id":1,${rest}}\n`;
  it.each([
    ['when it is empty', '\n', 'the history is empty'],
    ['when it is no JSON', 'x = 1\n', 'line 1: expected JSON, got x = 1\n'],
    [
      'when a line is no JSON',
      `${header}\n{"id":1,\n`,
      'line 2: not JSON: Expected double-quoted property name in JSON at position 8 (line 1 column 9)',
    ],
    [
      'when it is of another format',
      '{"format":"other"}\n',
      'header: format expected "shardcheck/history", got "other"',
    ],
    [
      'when it is of a later version',
      '{"format":"shardcheck/history","version":2}\n',
      'header: version expected 1, got 2',
    ],
    [
      'when its header has a field that nobody reads',
      '{"format":"shardcheck/history","version":1,"kinds":"lists"}\n',
      'header: unknown field "kinds"',
    ],
    [
      'when its kind is unknown',
      '{"format":"shardcheck/history","kind":"sets"}\n',
      'header: kind expected versions, registers, lists or operations, got "sets"',
    ],
    [
      'when the header comes after the transactions',
      '{"transactions":[{"id":1,"ops":[]}],"kind":"lists"}',
      '"kind" must stand before the array',
    ],
    [
      'when it ends too early',
      '{"transactions":[{"id":1,"ops":[]}',
      'the file ends inside the array of transactions',
    ],
    [
      'when a transaction has no name',
      `${header}\n{"ops":[]}\n`,
      'line 2: id expected a number or a string, got nothing',
    ],
    [
      'when two have one name',
      `${transaction('"ops":[]')}{"id":1,"ops":[]}\n`,
      'line 3, T1: has the name of an earlier transaction',
    ],
    [
      'when a transaction has no operations',
      transaction('"op":[]'),
      'line 2: ops expected a list of operations, got nothing',
    ],
    [
      'when a status is unknown',
      transaction('"status":"done","ops":[]'),
      'line 2, T1: status expected "ok", "fail" or "info", got "done"',
    ],
    [
      'when a transaction ends before it begins',
      transaction('"start":5,"end":4,"ops":[]'),
      'line 2, T1: ends at 4, before it begins at 5',
    ],
    [
      'when transactions of one session overlap',
      `${transaction('"session":"s","start":1,"end":4,"ops":[]')}{"id":2,"session":"s","start":3,"end":9,"ops":[]}\n`,
      'line 3, T2: begins at 3, before T1 of the same session ended at 4',
    ],
    [
      'when an operation is none',
      transaction('"ops":[["w","x"]]'),
      'line 2, T1, operation 0: expected ["r" or "w" or "append", key, value], got ["w","x"]',
    ],
    [
      'when an operation is of another kind of history',
      transaction('"ops":[["append","x",1]]'),
      'line 2, T1, operation 0: expected "r" or "w", got "append"',
    ],
    [
      'when a value is none',
      transaction('"ops":[["w","x",{"a":1}]]'),
      'line 2, T1, operation 0: expected a string, number, boolean or null, got {"a":1}',
    ],
    [
      'when a value is nested too deeply to print',
      transaction(`"ops":[["w","x",${'['.repeat(20_000)}${']'.repeat(20_000)}]]`),
      'line 2, T1, operation 0: expected a string, number, boolean or null, got nested values',
    ],
    [
      'when a value is written twice',
      `${transaction('"ops":[["w","x",3]]')}{"id":2,"ops":[["w","x",3]]}\n`,
      'line 3, T2, operation 0: writes x=3, but T1 wrote it too: each value of a key is written once',
    ],
    [
      'when the initial value is written',
      '{"kind":"registers","initial":0,"transactions":[{"id":1,"ops":[["w","x",0]]}]}',
      'element 0, T1, operation 0: writes x=0, but that is its initial value: each value of a key is written once',
    ],
    [
      'when nothing is written',
      transaction('"ops":[["w","x",null]]'),
      'line 2, T1, operation 0: writes null, which is no value',
    ],
    [
      'when the declared order lacks a version',
      '{"kind":"registers","versionOrder":{"x":[1]},"transactions":[{"id":1,"ops":[["w","x",1]]},{"id":2,"ops":[["w","x",2]]}]}',
      'the order of x lacks 2, which T2 wrote',
    ],
    [
      'when a process does two things at once',
      '{"type":"invoke","process":1,"value":[]}\n{"type":"invoke","process":1,"value":[]}\n',
      'line 2: process 1 has not completed what it invoked before',
    ],
    [
      'when its object has no model',
      '{"kind":"operations","model":"queue","operations":[]}',
      'header: model expected one of register, cas-register, kv, kv-append, mutex, multi-register, got "queue"',
    ],
    [
      'when an operation is none of the object',
      '{"model":"mutex","operations":[{"process":0,"f":"read","call":0,"ret":1}]}',
      'element 0: f expected one of acquire, release, got "read"',
    ],
  ])('%s', (_when, text, message) => {
    expect(() => checkIsolation(logOf(text))).toThrow(new InputError(message));
  });
});
