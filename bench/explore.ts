/**
 * How fast the explorer is: `node bench/explore.ts [--runs N] [--json FILE] [--write PAGE] [CASE…]`
 * prints what docs/benchmarks.md keeps: date and machine, a table of searches, one of sampling, and
 * how it stands with the goals. `--write docs/benchmarks.md` puts it there, in the place of the last
 * run. Exit code 1, and nothing written, if any engine counts wrong or fails.
 *
 * Each run is a process of its own, started with the same Node; its wall and processor time are
 * those of the whole process, the start of Node included. Runs of the engines alternate, so that
 * the ratios of one table are of one machine in one mood; medians are shown. SPIN checks the same
 * state space without the invariant, compiling not counted; it and Quint are skipped, visibly,
 * where they are not installed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Case, cases, type Engine, engines, type OwnEngine } from './explore-cases.ts';
import { goals, type Row, type SamplingRow } from './explore-goals.ts';
import type { Sight } from './explore-once.ts';
import { missingPeers, quint, quintProgram, spin, type Walks } from './peers.ts';
import { differences } from './specs/known-answers.ts';
import { median, type Timed, tell, tellNoMore, timed } from './timed.ts';

type Run = Sight & Pick<Timed, 'wall' | 'processor'>;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '5' },
    json: { type: 'string' },
    write: { type: 'string' },
  },
});
const runCount = Number(values.runs);
if (!Number.isSafeInteger(runCount) || runCount < 1) {
  throw new RangeError(`--runs expected a positive whole number, got "${values.runs}"`);
}
const mistakes: string[] = [];

function isWanted(name: string): boolean {
  return positionals.length === 0 || positionals.some((wanted) => name.startsWith(wanted));
}

/** What it gives, or null and a mistake noted: the rest of the table is worth having. */
function attempt<T>(what: string, act: () => T): T | null {
  try {
    return act();
  } catch (error) {
    mistakes.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

// ── searches ─────────────────────────────────────────────────────────────────────────────────

function own(engine: OwnEngine, { search }: Case): Run {
  const { search: kind, workers, memo, symmetry } = engines[engine];
  const { file, protocol, variant, set, states } = search;
  const { out, wall, processor } = timed([
    ...['node', '--max-old-space-size=3000', resolve(import.meta.dirname, 'explore-once.ts')],
    ...['--search', kind, '--workers', String(workers), '--memo', memo],
    ...(symmetry ? ['--symmetry'] : []),
    ...['--set', JSON.stringify(set), '--states', String(states ?? Number.POSITIVE_INFINITY)],
    ...[file, protocol, variant],
  ]);
  const sight: Sight = JSON.parse(out);
  return { ...sight, wall, processor };
}

/** Node keeps what it makes of the TypeScript; the first start, which makes it, is not counted. */
function warmUp(): void {
  const [subject] = cases.filter(({ name }) => isWanted(name));
  if (subject === undefined) return;
  tell('first start');
  own('fast', { ...subject, search: { ...subject.search, states: 1 } });
}

function runOf(engine: Engine, subject: Case): Run | null {
  if (engine !== 'spin') return own(engine, subject);
  return subject.spin === null ? null : spin(subject.spin);
}

function measure(subject: Case): readonly Row[] {
  const runs = new Map<Engine, Run[]>(subject.engines.map((engine) => [engine, []]));
  for (let index = 0; index < runCount; index++) {
    for (const engine of subject.engines) {
      tell(`${subject.name}: ${engine}, run ${index + 1} of ${runCount}`);
      const run = attempt(`${subject.name} by ${engine}`, () => runOf(engine, subject));
      if (run !== null) runs.get(engine)?.push(run);
    }
  }
  tellNoMore();
  checkCounts(subject, runs);
  return [...runs].flatMap(([engine, some]) => rowOf(subject.name, engine, some) ?? []);
}

/** Every run has to count what is known, or else what the first engine of the case counted. */
function checkCounts({ name, expected }: Case, all: ReadonlyMap<Engine, readonly Run[]>): void {
  const [first] = [...all.values()].flat();
  const reference = expected ?? first;
  if (reference === undefined) return;
  for (const [engine, runs] of all) {
    for (const run of runs) {
      // SPIN goes depth first and prints large numbers with eight digits.
      const round = (count: number | null): number | null =>
        engine === 'spin' && count !== null ? Number(count.toPrecision(8)) : count;
      const depth = engine === 'spin' ? null : reference.depth;
      const [states, transitions] = [round(reference.states), round(reference.transitions)];
      const wrong = differences({ states: states ?? 0, transitions, depth }, run);
      if (wrong.length > 0) mistakes.push(`${name} by ${engine}: ${wrong.join(', ')}`);
    }
  }
}

function bytesPerState({ megabytes, megabytesBefore, states }: Run): number {
  return ((megabytes - megabytesBefore) * 2 ** 20) / states;
}

function rowOf(name: string, engine: Engine, runs: readonly Run[]): Row | null {
  const [first] = runs;
  if (first === undefined) return null;
  const { states, transitions, missRate, storeBytes } = first;
  return {
    ...{ name, engine, runs: runs.length, states, transitions, missRate, storeBytes },
    wall: median(runs.map((run) => run.wall)),
    processor: median(runs.map((run) => run.processor)),
    megabytes: median(runs.map((run) => run.megabytes)),
    bytesPerState: median(runs.map(bytesPerState)),
  };
}

// ── samplings ────────────────────────────────────────────────────────────────────────────────

const stepCount = 50;
const samplers = [
  { sampler: 'shardcheck, uniform', runs: 20_000, draw: ownWalks },
  { sampler: 'quint', runs: 500, draw: quintWalks },
] as const;

function ownWalks(rms: number, runs: number): Walks & Timed {
  const script = resolve(import.meta.dirname, 'sample-once.ts');
  const run = timed(['node', script, 'uniform', String(rms), String(runs), String(stepCount)]);
  const walks: Walks = JSON.parse(run.out);
  return { ...run, ...walks };
}

function quintWalks(rms: number, runs: number): (Walks & Timed) | null {
  const program = quintProgram();
  return program === null ? null : quint(program, rms, runs, stepCount);
}

function sampleAll(name: string, rms: number): readonly SamplingRow[] {
  return samplers.flatMap(({ sampler, runs, draw }) => {
    const all = Array.from({ length: runCount }, (_, index) => {
      tell(`${name}: ${sampler}, run ${index + 1} of ${runCount}`);
      return attempt(`${name} by ${sampler}`, () => draw(rms, runs)) ?? [];
    }).flat();
    tellNoMore();
    const [first] = all;
    if (first === undefined) return [];
    const medianOf = (of: (run: Walks & Timed) => number): number => median(all.map(of));
    return [
      {
        ...{ name, sampler, runs: all.length, steps: first.steps },
        seconds: medianOf((run) => run.seconds),
        wall: medianOf((run) => run.wall),
        processor: medianOf((run) => run.processor),
      },
    ];
  });
}

// ── the page ─────────────────────────────────────────────────────────────────────────────────

const number = (value: number): string => Math.round(value).toLocaleString('en');
const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |\n`;

function searchHeader(): string {
  const titles = ['case', 'engine', 'states', 'transitions', 'wall s', '× first', 'processor s'];
  const more = ['states/processor s', 'peak MB', 'bytes/state', 'misses'];
  return line([...titles, ...more]) + line(['---', '---', ...Array(9).fill('---:')]);
}

/** With fewer, what Node takes to run at all outweighs them. */
const statesThatWeigh = 100_000;

function searchLine(name: string, engine: Engine, rows: readonly Row[]): string {
  const [first] = rows;
  const row = rows.find((each) => each.engine === engine);
  if (row === undefined || first === undefined) {
    return line([name, engine, 'no result', ...Array(8).fill('')]);
  }
  const { states, transitions, wall, processor, megabytes, missRate } = row;
  const ratio = first === row ? '' : (wall / first.wall).toFixed(2);
  const bytes = states < statesThatWeigh ? '' : number(row.bytesPerState);
  const misses = missRate === null ? '' : missRate.toPrecision(2);
  const counts = [number(states), number(transitions)];
  const times = [wall.toFixed(2), ratio, processor.toFixed(2), number(states / processor)];
  return line([name, engine, ...counts, ...times, megabytes, bytes, misses]);
}

function samplingHeader(): string {
  const titles = ['case', 'sampler', 'steps', 'wall s', 'without its start', 'processor s'];
  return line([...titles, 'steps/processor s']) + line(['---', '---', ...Array(5).fill('---:')]);
}

function samplingLine(name: string, sampler: string, rows: readonly SamplingRow[]): string {
  const row = rows.find((each) => each.sampler === sampler);
  if (row === undefined) return line([name, sampler, 'no result', ...Array(4).fill('')]);
  const { steps, wall, seconds, processor } = row;
  const times = [wall, seconds, processor].map((value) => value.toFixed(2));
  return line([name, sampler, number(steps), ...times, number(steps / processor)]);
}

/** Puts a run between the two marks of a page, in the place of the one before. */
function writeInto(page: string, run: string): void {
  const marks = /(<!-- the last run -->\n).*?(<!-- the end of it -->)/s;
  const text = readFileSync(page, 'utf8');
  if (!marks.test(text)) throw new RangeError(`--write expected a page with marks, got ${page}`);
  writeFileSync(
    page,
    text.replace(marks, (_, begin, end) => `${begin}\n${run}\n${end}`),
  );
}

function main(): void {
  let page = '';
  const out = (text: string): void => {
    page += text;
    process.stdout.write(text);
  };
  const date = new Date().toISOString().slice(0, 10);
  const processor = `${cpus()[0]?.model ?? 'unknown processor'} (${cpus().length} cores)`;
  const command = ['node bench/explore.ts', ...process.argv.slice(2)].join(' ');
  out(`${date}, \`${command}\`, Node ${process.versions.node}, ${processor}, `);
  out(`medians of ${runCount}.\n`);
  warmUp();
  const rows: Row[] = [];
  for (const subject of cases) {
    if (!isWanted(subject.name)) continue;
    if (rows.length === 0) out(`\n${searchHeader()}`);
    const found = measure(subject);
    for (const engine of subject.engines) out(searchLine(subject.name, engine, found));
    rows.push(...found);
  }
  const samplings: SamplingRow[] = [];
  for (const rms of [7, 8, 9]) {
    const name = `TwoPhase ${rms}, sampled`;
    if (!isWanted(name)) continue;
    if (samplings.length === 0) out(`\n${samplingHeader()}`);
    const found = sampleAll(name, rms);
    for (const { sampler } of samplers) out(samplingLine(name, sampler, found));
    samplings.push(...found);
  }
  for (const text of missingPeers()) out(`\nSkipped ${text}.\n`);
  out(`\n${goals(rows, samplings)}`);
  if (values.json !== undefined) {
    const report = { date, node: process.versions.node, processor, rows, samplings, mistakes };
    writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
  }
  for (const mistake of mistakes) process.stderr.write(`WRONG: ${mistake}\n`);
  if (mistakes.length > 0) process.exitCode = 1;
  else if (values.write !== undefined) writeInto(values.write, page);
}

main();
