/**
 * How fast the explorer is: `node bench/explore.ts [--runs N] [CASE…]` prints a table.
 *
 * Each run is a process of its own, started with the same Node; its wall and processor time are
 * those of the whole process, the start of Node included. Runs of the engines alternate, so that
 * the ratios of one table are of one machine in one mood; medians are shown. SPIN checks the same
 * state space without the invariant, compiled with -O3 -DSAFETY -DNOREDUCE, compiling not counted;
 * it is skipped, visibly, where it is not installed (Debian: apt-get install spin gcc).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Case, cases, type Engine } from './explore-cases.ts';

interface Run {
  readonly states: number;
  readonly transitions: number;
  readonly megabytes: number;
  readonly missRate: number | null;
  readonly wall: number;
  readonly processor: number;
}

const spinModel = resolve(import.meta.dirname, 'peers/two-phase.pml');
const arguments_ = process.argv.slice(2);
const runsAt = arguments_.indexOf('--runs');
const runCount = runsAt < 0 ? 5 : Number(arguments_[runsAt + 1]);
const wanted = arguments_.filter((_, at) => runsAt < 0 || (at !== runsAt && at !== runsAt + 1));
/** Run once: they are no match, and take minutes. */
const slowEngines: ReadonlySet<Engine> = new Set(['simple', 'naive', 'fast, memo off']);
const scratch = mkdtempSync(join(tmpdir(), 'shardcheck-bench-'));

/** Runs a command under the shell's `time`. */
function timed(command: readonly string[]): { out: string; wall: number; processor: number } {
  const script = `TIMEFORMAT='%R %U %S'; { time "$@" 2>&3; } 3>&2 2>"$0"; code=$?; cat "$0" >&2; exit $code`;
  const file = join(scratch, 'time');
  const result = spawnSync('bash', ['-c', script, file, ...command], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    // As the command line does: Node keeps what it made of the TypeScript for the next start.
    env: { ...process.env, NODE_COMPILE_CACHE: join(scratch, 'compiled') },
  });
  const [wall = 0, user = 0, system = 0] = (result.stderr.trim().split('\n').at(-1) ?? '')
    .split(' ')
    .map(Number);
  if (result.status !== 0 || Number.isNaN(wall)) {
    throw new Error(`${command.join(' ')} failed:\n${result.stdout}\n${result.stderr}`);
  }
  return { out: result.stdout, wall, processor: user + system };
}

function ours(engine: Engine, { file, protocol, variant, set, states }: Case): Run {
  const script = resolve(import.meta.dirname, 'explore-once.ts');
  const settings = JSON.stringify(set);
  const limit = states === null ? '' : String(states);
  const command = ['node', '--max-old-space-size=3000', script, engine, file, protocol, variant];
  const { out, wall, processor } = timed([...command, settings, limit]);
  return { ...JSON.parse(out), wall, processor };
}

/** Compiles SPIN's checker once; null without SPIN. */
const compiled = new Map<number, string | null>();
function spin({ set }: Case): Run | null {
  const rms = Number(set['rms']);
  let program = compiled.get(rms);
  if (program === undefined) {
    program = compileSpin(rms);
    compiled.set(rms, program);
  }
  if (program === null) return null;
  const { out, wall, processor } = timed([program, '-m10000', `-w${rms < 9 ? 22 : 25}`]);
  const number = (pattern: RegExp): number => Number(pattern.exec(out)?.[1] ?? Number.NaN);
  return {
    states: number(/([\d.e+]+) states, stored/),
    transitions: number(/([\d.e+]+) transitions/),
    megabytes: Math.round(number(/([\d.]+)\s+total actual memory/)),
    missRate: null,
    wall,
    processor,
  };
}

function compileSpin(rms: number): string | null {
  const program = join(scratch, `pan-${rms}`);
  const steps: readonly (readonly [string, readonly string[]])[] = [
    ['spin', [`-DN=${rms}`, '-a', spinModel]],
    ['cc', ['-O3', '-DSAFETY', '-DNOREDUCE', '-DMEMLIM=4000', '-o', program, 'pan.c']],
  ];
  for (const [command, flags] of steps) {
    const { status, error } = spawnSync(command, flags, { cwd: scratch });
    if (error !== undefined || status !== 0) {
      process.stderr.write(`skipped SPIN: ${command} is not installed, or failed\n`);
      return null;
    }
  }
  return program;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, two) => one - two);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function measure(subject: Case): ReadonlyMap<Engine, readonly Run[]> {
  const runs = new Map<Engine, Run[]>(subject.engines.map((engine) => [engine, []]));
  for (let index = 0; index < runCount; index++) {
    for (const engine of subject.engines) {
      if (index > 0 && slowEngines.has(engine)) continue;
      const run = engine === 'spin' ? spin(subject) : ours(engine, subject);
      if (run !== null) runs.get(engine)?.push(run);
    }
  }
  return runs;
}

function check({ name, expected }: Case, engine: Engine, { states, transitions }: Run): void {
  if (expected === null) return;
  // SPIN prints large numbers with eight digits.
  const isSame = (one: number, two: number): boolean => Math.abs(one - two) <= one * 1e-7;
  const isExact = states === expected.states && transitions === expected.transitions;
  if (isExact) return;
  if (
    engine === 'spin' &&
    isSame(expected.states, states) &&
    isSame(expected.transitions, transitions)
  ) {
    return;
  }
  throw new Error(
    `${name} by ${engine} expected ${expected.states}/${expected.transitions}, ` +
      `got ${states}/${transitions}`,
  );
}

function row(subject: Case, engine: Engine, runs: readonly Run[]): string {
  const [first] = runs;
  if (first === undefined) return `| ${subject.name} | ${engine} | skipped | | | | | | |`;
  for (const run of runs) check(subject, engine, run);
  const wall = median(runs.map((run) => run.wall));
  const processor = median(runs.map((run) => run.processor));
  const megabytes = median(runs.map((run) => run.megabytes));
  const { states, transitions, missRate } = first;
  const cells = [
    subject.name,
    engine,
    states.toLocaleString('en'),
    transitions.toLocaleString('en'),
    wall.toFixed(2),
    processor.toFixed(2),
    Math.round(states / processor).toLocaleString('en'),
    megabytes,
    missRate === null || missRate === undefined ? '' : missRate.toPrecision(2),
  ];
  return `| ${cells.join(' | ')} |`;
}

const header = [
  `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ` +
    `${cpus()[0]?.model ?? 'unknown processor'} (${cpus().length} cores), ` +
    `medians of ${runCount}, one run of ${[...slowEngines].join(' and of ')}.`,
  '',
  '| case | engine | states | transitions | wall s | processor s | states/processor s | peak MB | misses |',
  '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
];
try {
  process.stdout.write(`${header.join('\n')}\n`);
  for (const subject of cases) {
    if (wanted.length > 0 && !wanted.some((name) => subject.name.startsWith(name))) continue;
    for (const [engine, runs] of measure(subject)) {
      process.stdout.write(`${row(subject, engine, runs)}\n`);
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
