/**
 * The command line as a process: threads, pipes and Ctrl-C.
 *
 * Method: real processes, few of them. Nothing waits for a time to pass: a signal is sent when the
 * process has printed that it has begun.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exploreResult } from '../checker/report/schema.ts';
import {
  handoverPath,
  handoverWith,
  hoardPath,
  root,
  shardcheck,
  withoutTimes,
} from './fixtures/run.ts';

const main = join(root, 'cli', 'main.ts');

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function start(argv: readonly string[]): ChildProcess {
  return spawn(process.execPath, [main, ...argv], { cwd: root, env: { ...process.env, CI: '1' } });
}

function ended(child: ChildProcess): Promise<Ended> {
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString('utf8');
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    err += chunk.toString('utf8');
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

test('threads print what one thread prints', async () => {
  const alone = await shardcheck('check', handoverPath);
  const { code, out, err } = await ended(start(['check', handoverPath]));
  expect(withoutTimes(out)).toBe(withoutTimes(alone.out));
  expect({ code, err }).toEqual({ code: 0, err: '' });
});

test('threads give the same JSON as one thread', async () => {
  const argv = ['check', handoverPath, '--json', '-'];
  const alone = await shardcheck(...argv);
  for (const workers of ['1', '2']) {
    const several = await ended(start([...argv, '--workers', workers]));
    expect(several).toEqual({ code: 0, out: alone.out, err: '' });
  }
});

test('threads that search together count what one thread counts', async () => {
  const argv = ['explore', 'bench/specs/two-phase.ts', '--set', 'rms=4', '--json', '-'];
  const counts: object[] = [];
  for (const workers of ['1', '2', '3', '4']) {
    const { code, out } = await ended(start([...argv, '--workers', workers]));
    const result = exploreResult.parse(JSON.parse(out));
    expect(code).toBe(0);
    // Not times, and not what each thread remembers for itself.
    expect(result.workers).toBe(Number(workers));
    counts.push({ ...result, seconds: 0, workers: 0, engine: null });
  }
  expect(counts[0]).toMatchObject({ states: 1568, transitions: 8258, depth: 14, complete: true });
  expect(counts.slice(1)).toEqual([counts[0], counts[0], counts[0]]);
});

test('memory that is used up ends a search with what it found', async () => {
  const argv = ['explore', hoardPath, '--memory', '256m'];
  const { code, out, err } = await ended(start(argv));
  expect({ code, err }).toEqual({ code: 3, err: '' });
  expect(out).toContain(`
  complete     no, the memory was used up: give more with --memory, or search less with --set
`);
  expect(out).toContain(`
Properties
  unrefuted     there-is-room
  violated      it-owns-few  in 5 steps
                it owns five texts
  witnessed     it-owns-ten  in 10 steps
`);
});

test('a thread that dies of memory takes neither the process nor other threads along', async () => {
  const argv = ['check', hoardPath, 'hoard/endless', 'hoard/small', '--memory', '256m'];
  const { code, out, err } = await ended(start([...argv, '--runs', '0']));
  expect({ code, err }).toEqual({ code: 3, err: '' });
  expect(withoutTimes(out)).toContain(`hoard/endless
  its thread ran out of memory, and what it had found is lost: give more with --memory, or search
  less with --set
hoard/small
  101 states, 101 transitions, depth 101, all seen; … s
  ✓ holds        there-is-room
  ✓ violated     it-owns-few  shortest 5, exhaustive
`);
  expect(withoutTimes(out)).toContain(`
✗ hoard/endless could not be judged: its thread ran out of memory, and what it had found is lost:
  give more with --memory, or search less with --set

✗ 2 of 3 claims as expected in 2 variants; exit 3
`);
});

test.each([
  ['alone', '1', '256m'],
  ['among others, who wait for it,', '2', '400m'],
])('a thread that dies of memory %s is said to have', async (_, workers, memory) => {
  const argv = ['explore', hoardPath, 'hoard/endless', '--memory', memory, '--workers', workers];
  expect(await ended(start(argv))).toEqual({
    code: 3,
    out: '',
    err:
      'hoard/endless: its thread ran out of memory, and what it had found is lost: give more with ' +
      '--memory, or search less with --set\n',
  });
});

test('an exit code that is not 0 leaves the process', async () => {
  const path = handoverWith(['holds(nothingIsSpentTwice)', 'violated(nothingIsSpentTwice)']);
  expect((await ended(start(['check', path, '--quiet']))).code).toBe(1);
  expect((await ended(start(['check', path, '--runs', 'x']))).code).toBe(2);
});

test('a reader that leaves early changes neither the work nor the exit code', async () => {
  const path = handoverWith(['holds(nothingIsSpentTwice)', 'violated(nothingIsSpentTwice)']);
  const child = start(['check', path]);
  child.stdout?.destroy();
  const { code, err } = await ended(child);
  expect({ code, err }).toEqual({ code: 1, err: '' });
});

test('Ctrl-C keeps what was found and ends with 130', async () => {
  // A counter without an end, which says that its search has begun.
  const path = handoverWith(
    ['import {', "import { writeSync } from 'node:fs';\nimport {"],
    ['count(1, { max: 2 })', 'count(1, { max: 1_000_000_000 })'],
    ['else draft.travelling = 1', "else draft.travelling = writeSync(2, '.')"],
    ['  explicit: { claims', '  explicit: { set: { duplicates: 1_000_000_000 }, claims'],
  );
  const selects = ['handover/baseline', 'handover/explicit', '--states', '1000000000'];
  const child = start(['check', path, ...selects]);
  const awaited = new Set(['baseline', 'explicit']);
  const saw = (variant: string): void => {
    // Once: a second signal ends the process as it is.
    if (awaited.delete(variant) && awaited.size === 0) child.kill('SIGINT');
  };
  child.stdout?.on('data', (chunk: Buffer) => {
    if (chunk.includes('handover/baseline\n')) saw('baseline');
  });
  child.stderr?.on('data', () => saw('explicit'));
  const { code, out } = await ended(child);
  expect(code).toBe(130);
  expect(out).toContain('✓ holds        everything-can-still-settle\n');
  expect(out).toMatch(/handover\/explicit\n {2}[\d,]+ states?, .* interrupted; .*\n/);
  expect(out).toMatch(/expected holds, got unrefuted: interrupted after [\d,]+ states?\n/);
  expect(out).toMatch(/in 2 variants; exit 130\n.*\n$/);
});
