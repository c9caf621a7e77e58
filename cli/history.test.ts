/**
 * `shardcheck history` as a reader sees it.
 *
 * Method: small files with one thing to find; the whole text, the JSON and the exit code.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { historyResult } from '../checker/isolation/schema.ts';
import { newFolder, shardcheckIn } from './fixtures/run.ts';

const skew = [
  '{"format":"shardcheck/history","version":1,"kind":"registers"}',
  '{"id":1,"ops":[["r","x",null],["r","y",null],["w","x",1]]}',
  '{"id":2,"ops":[["r","x",null],["r","y",null],["w","y",1]]}',
  '{"id":3,"ops":[["r","x",1],["r","y",1]]}',
];

async function history(lines: readonly string[], ...flags: readonly string[]) {
  const folder = newFolder();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'run.ndjson'), lines.map((line) => `${line}\n`).join(''));
  const ended = await shardcheckIn(folder, 'history', 'run.ndjson', ...flags);
  return { ...ended, folder };
}

test('says level by level what holds, and why something does not', async () => {
  const { code, out, err } = await history(skew);
  expect(out).toBe(`3 transactions, 8 operations, 2 keys, the order of versions is known
  holds     read-committed      session order, reads and what the axiom asks for are acyclic
  holds     read-atomic         session order, reads and what the axiom asks for are acyclic
  holds     causal              session order, reads and what the axiom asks for are acyclic
  holds     snapshot-isolation  no cycle of dependencies lacks two rw in a row
  violated  serializable        a cycle

G2-item  T1, T2  shortest, proven
  T1 read y=null before T2 wrote y=1, yet T2 read x=null before T1 wrote x=1: a contradiction

write-skew  T1, T2  shortest, proven
  T1 read y=null before T2 wrote y=1, yet T2 read x=null before T1 wrote x=1: a contradiction
`);
  expect(err).toBe('');
  expect(code).toBe(1);
});

test('requires the levels that are named, and no others', async () => {
  const { code, out } = await history(skew, '--level', 'snapshot-isolation', '--level', 'causal');
  expect(out.split('\n').slice(1, 3)).toEqual([
    '  holds  snapshot-isolation  no cycle of dependencies lacks two rw in a row',
    '  holds  causal              session order, reads and what the axiom asks for are acyclic',
  ]);
  expect(code).toBe(0);
});

test('tells a cycle edge by edge', async () => {
  const { out } = await history(skew, '--level', 'serializable', '--explain');
  expect(out.split('\n').slice(3, 7)).toEqual([
    'G2-item  T1, T2  shortest, proven',
    ' rw T1 → T2 T1 read y=null before T2 wrote y=1',
    ' rw T2 → T1 T2 read x=null before T1 wrote x=1',
    '  and so each of them would have to come before itself',
  ]);
});

test('gives the same as JSON', async () => {
  const { code, out } = await history(skew, '--level', 'serializable', '--json', '-');
  const edges = [
    ['T1', 'T2', 'y'],
    ['T2', 'T1', 'x'],
  ].map(([from, to, key]) => ({
    kind: 'rw',
    from,
    to,
    key,
    before: null,
    after: 1,
    says: `${from} read ${key}=null before ${to} wrote ${key}=1`,
  }));
  const anomaly = {
    name: 'G2-item',
    transactions: ['T1', 'T2'],
    cycle: edges,
    minimal: 'proven',
    says: 'T1 read y=null before T2 wrote y=1, yet T2 read x=null before T1 wrote x=1: a contradiction',
  };
  expect(historyResult.parse(JSON.parse(out))).toEqual({
    version: 1,
    about: '3 transactions, 8 operations, 2 keys, the order of versions is known',
    verdicts: [{ level: 'serializable', verdict: 'violated', by: 'a cycle', anomaly }],
    anomalies: [anomaly, { ...anomaly, name: 'write-skew' }],
    exitCode: 1,
  });
  expect(code).toBe(1);
});

test('writes JSON to a file beside the text', async () => {
  const { folder, out } = await history(skew, '--json', 'verdicts.json');
  expect(out).toContain('violated  serializable');
  const written = JSON.parse(readFileSync(join(folder, 'verdicts.json'), 'utf8'));
  expect(historyResult.parse(written)).toMatchObject({ version: 1, exitCode: 1 });
});

const register = [
  '{"kind":"operations","model":{"type":"register","initial":0},"operations":[',
  '{"process":0,"f":"write","key":"a","arg":1,"call":0,"ret":1},',
  '{"process":1,"f":"read","key":"a","out":0,"call":2,"ret":3}]}',
];

test('judges operations on objects by linearizability', async () => {
  const { code, out } = await history(register);
  expect(out).toBe(`2 operations on 1 object
  violated  linearizable  3 steps of search

not-linearizable  write 1 of process 0, read → 0 of process 1
  on a: read → 0 of process 1 returned at 3, yet no order of what was called before allows it; the
  furthest one places 1 operation and arrives at 1
`);
  expect(code).toBe(1);
});

test.each([
  [
    'a level that there is not',
    skew,
    'serialisable',
    '--level expected one of read-committed, read-atomic, causal, snapshot-isolation, ' +
      'session-snapshot-isolation, strong-snapshot-isolation, serializable, session-serializable, ' +
      'strict-serializable, linearizable, got "serialisable"; did you mean "serializable"?',
  ],
  [
    'linearizability of transactions',
    skew,
    'linearizable',
    '--level linearizable is for histories of operations, not of transactions',
  ],
  [
    'serializability of operations',
    register,
    'serializable',
    '--level serializable is for histories of transactions, not of operations',
  ],
  [
    'real time where no times are recorded',
    skew,
    'strict-serializable',
    'strict-serializable needs times of start and end, and the history has none',
  ],
])('refuses %s', async (_what, lines, level, message) => {
  const { code, out, err } = await history(lines, '--level', level);
  expect({ code, out, err }).toEqual({ code: 2, out: '', err: `${message}\n` });
});

test('names the place of what is wrong in a file', async () => {
  const { code, err } = await history([...skew, '{"id":4,"ops":[["w","x",1]]}']);
  expect(err).toBe(
    'run.ndjson, line 5, T4, operation 0: writes x=1, but T1 wrote it too: each value of a key is written once\n',
  );
  expect(code).toBe(2);
});

test('refuses a file that is not there', async () => {
  const { code, err } = await shardcheckIn(newFolder(), 'history', 'none.json');
  expect(err).toMatch(/^FILE expected a history that can be read, got "none.json": ENOENT/);
  expect(code).toBe(2);
});
