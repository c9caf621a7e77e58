/** Commands in processes of their own, timed as a whole by the shell. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Timed {
  readonly out: string;
  /** Seconds. */
  readonly wall: number;
  /** Seconds of all its threads, in the program and in the system. */
  readonly processor: number;
}

const scratch = mkdtempSync(join(tmpdir(), 'shardcheck-bench-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

/** A file or folder that goes with this process. */
export function scratchPath(name: string): string {
  return join(scratch, name);
}

export function scratchFolder(name: string): string {
  return mkdtempSync(scratchPath(`${name}-`));
}

/** @throws Error if the command fails, with what it said. */
export function timed(command: readonly string[]): Timed {
  const script = `TIMEFORMAT='%R %U %S'; { time "$@" 2>&3; } 3>&2 2>"$0"; code=$?; cat "$0" >&2; exit $code`;
  const result = spawnSync('bash', ['-c', script, scratchPath('time'), ...command], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    // As the command line does: Node keeps what it made of the TypeScript for the next start.
    env: { ...process.env, NODE_COMPILE_CACHE: scratchPath('compiled') },
  });
  const lines = result.stderr.trim().split('\n');
  const [wall = Number.NaN, user = 0, system = 0] = (lines.at(-1) ?? '').split(' ').map(Number);
  if (result.status !== 0 || Number.isNaN(wall)) {
    throw new Error(`${command.join(' ')} failed:\n${result.stdout}\n${result.stderr}`);
  }
  return { out: result.stdout, wall, processor: user + system };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, two) => one - two);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const startedAt = performance.now();

/** One line on stderr: what is measured now, and how long all has taken so far. */
export function tell(text: string): void {
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  // On a terminal the line is written over; elsewhere lines follow one another.
  process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${clock} ${text}` : `${clock} ${text}\n`);
}

export function tellNoMore(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
}
