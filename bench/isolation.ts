/**
 * How fast the isolation checker is, case by case: `node bench/isolation.ts [CASE…]`.
 *
 * Each case is a process of its own that does what `shardcheck history` does, from opening the file
 * to printing the report; its peak memory is that of the process. Histories are generated first and
 * deleted after; their seeds are fixed. `docs/isolation.md` records a run.
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { fileURLToPath } from 'node:url';
import { checkIsolation } from '../checker/isolation/check.ts';
import { type Level, levels } from '../checker/isolation/levels.ts';
import { checkLinearizable } from '../checker/isolation/linearizable.ts';
import { historyReader } from '../checker/isolation/read-history.ts';
import { historyLines, isolationReport } from '../checker/isolation/report.ts';
import { plain } from '../checker/report/style.ts';
import { type HistorySize, registerHistory } from './isolation-histories.ts';

interface Case {
  readonly name: string;
  readonly goal: string;
  readonly levels: readonly Level[];
  readonly size: HistorySize;
  /** Makes the last transactions read versions that are long gone. */
  readonly stale?: true;
}

const size = { operations: 10, keys: 50_000, clients: 50, blind: 0, seed: 7 };
const cases: readonly Case[] = [
  {
    name: 'order known, 1 M operations',
    goal: '2 s, 500 MB',
    levels: ['serializable'],
    size: { ...size, transactions: 100_000 },
  },
  {
    name: 'order known, 10 M operations',
    goal: '15 s, 2 GB',
    levels: ['serializable'],
    size: { ...size, transactions: 1_000_000 },
  },
  {
    name: 'strict, 1 M operations',
    goal: '3 s',
    levels: ['strict-serializable'],
    size: { ...size, transactions: 100_000 },
  },
  {
    name: 'witness, 1 M operations, few keys',
    goal: '1 s more',
    levels: ['serializable'],
    size: { ...size, keys: 2_000, transactions: 100_000 },
    stale: true,
  },
  {
    name: 'read atomic, order unknown, 1 M operations',
    goal: '20 s',
    levels: ['read-atomic'],
    size: { ...size, blind: 0.5, transactions: 100_000 },
  },
  {
    name: 'causal, order unknown, 1 M operations',
    goal: '20 s',
    levels: ['causal'],
    size: { ...size, blind: 0.5, transactions: 100_000 },
  },
  {
    name: 'half of the writes blind, 1 M operations',
    goal: '500 MB',
    levels: ['serializable'],
    size: { ...size, blind: 0.5, transactions: 100_000 },
  },
  {
    name: 'all levels, 1 M operations',
    goal: '500 MB',
    levels,
    size: { ...size, transactions: 100_000 },
  },
  {
    name: 'all levels, violated, 1 M operations',
    goal: '500 MB',
    levels,
    size: { ...size, keys: 2_000, transactions: 100_000 },
    stale: true,
  },
  {
    name: 'blind writes, 1,000 transactions, serializable',
    goal: '5 s',
    levels: ['serializable'],
    size: { ...size, blind: 1, keys: 200, transactions: 1_000, clients: 20 },
  },
  {
    name: 'blind writes, 1,000 transactions, snapshot isolation',
    goal: '5 s',
    levels: ['snapshot-isolation'],
    size: { ...size, blind: 1, keys: 200, transactions: 1_000, clients: 20 },
  },
  {
    name: 'blind writes, 3,000 transactions, serializable',
    goal: 'none',
    levels: ['serializable'],
    size: { ...size, blind: 1, keys: 600, transactions: 3_000, clients: 20 },
  },
];

interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly megabytes: number;
  readonly verdicts: readonly string[];
  readonly story: readonly string[];
}

/** One case, in this process: what `shardcheck history` does, from the file to the report. */
function measure(file: string, asked: readonly Level[]): Measured {
  const start = performance.now();
  const reader = historyReader();
  const decoder = new StringDecoder('utf8');
  const piece = Buffer.allocUnsafe(1 << 20);
  const descriptor = openSync(file, 'r');
  for (let length = -1; length !== 0; ) {
    length = readSync(descriptor, piece, 0, piece.length, null);
    reader.push(decoder.write(piece.subarray(0, length)));
  }
  const read = reader.end();
  if (read.kind !== 'transactions') throw new Error(`${file} is no history of transactions`);
  const isOver = (): boolean => performance.now() - start > 60_000;
  const report = isolationReport(checkIsolation(read.log, { levels: asked, isOver }));
  const lines = historyLines(report, false, plain);
  const { user, system } = process.cpuUsage();
  return {
    seconds: (performance.now() - start) / 1000,
    cpuSeconds: (user + system) / 1e6,
    megabytes: (process.resourceUsage().maxRSS * 1024) / 1e6,
    verdicts: report.verdicts.map(({ verdict }) => verdict),
    story: lines.slice(report.verdicts.length + 1, report.verdicts.length + 6),
  };
}

function generate(path: string, { size: wanted, stale }: Case): void {
  const file = openSync(path, 'w');
  let piece = '';
  let number = 0;
  for (const line of registerHistory(wanted)) {
    number++;
    piece += `${stale === true && number > wanted.transactions - 10 ? staleReads(line) : line}\n`;
    if (piece.length < 1 << 20) continue;
    writeSync(file, piece);
    piece = '';
  }
  writeSync(file, piece);
}

/** The line with version 1 in place of the first one read, where it does not write the key. */
function staleReads(line: string): string {
  return line.replace(/\["r","(k\d+)",(\d\d+)\]/, (read, key) =>
    line.includes(`["w","${key}"`) ? read : `["r","${key}",1]`,
  );
}

function linearizability(): void {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const folder = process.env['SHARDCHECK_CONFORMANCE'] ?? '../shared/conformance';
  const histories = resolve(root, folder, 'histories');
  if (!existsSync(histories)) {
    process.stdout.write(`linearizability: no logs in ${histories}, not measured\n`);
    return;
  }
  const logs = readdirSync(histories).filter((name) => /^(porcupine|knossos)-/.test(name));
  const start = performance.now();
  let [slowest, slow] = [0, ''];
  for (const name of logs) {
    const begin = performance.now();
    const { model, operations } = JSON.parse(readFileSync(join(histories, name), 'utf8'));
    const reader = historyReader();
    reader.push(JSON.stringify({ kind: 'operations', model, operations }));
    const read = reader.end();
    if (read.kind === 'operations') checkLinearizable(read.history);
    const seconds = (performance.now() - begin) / 1000;
    if (seconds > slowest) [slowest, slow] = [seconds, name];
  }
  row([
    `linearizability, ${logs.length} logs`,
    '1 s in all',
    `${((performance.now() - start) / 1000).toFixed(2)} s`,
    '',
    '',
    `slowest ${slow} ${slowest.toFixed(2)} s`,
  ]);
}

function row(cells: readonly string[]): void {
  const widths = [52, 13, 9, 9, 8];
  const text = cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' ');
  process.stdout.write(`${text.trimEnd()}\n`);
}

function main(wanted: readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'shardcheck-bench-'));
  const cpu = cpus()[0]?.model ?? 'unknown';
  process.stdout.write(`Node ${process.version}, ${cpus().length} x ${cpu}\n`);
  row(['case', 'goal', 'time', 'CPU', 'memory', 'verdict']);
  try {
    for (const each of cases) {
      if (wanted.length > 0 && !wanted.some((name) => each.name.includes(name))) continue;
      const path = join(folder, 'history.ndjson');
      generate(path, each);
      const script = fileURLToPath(import.meta.url);
      const child = spawnSync(process.execPath, [script, '--measure', path, ...each.levels], {
        encoding: 'utf8',
        timeout: 600_000,
      });
      if (child.status !== 0) throw new Error(`${each.name}: ${child.stderr}`);
      // What `--measure` prints below.
      const found = JSON.parse(child.stdout) as Measured;
      row([
        each.name,
        each.goal,
        `${found.seconds.toFixed(2)} s`,
        `${found.cpuSeconds.toFixed(2)} s`,
        `${Math.round(found.megabytes)} MB`,
        [...new Set(found.verdicts)].join(', '),
      ]);
      if (each.stale === true) process.stdout.write(`${found.story.join('\n')}\n`);
    }
    if (wanted.length === 0 || wanted.includes('linearizability')) linearizability();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[2] === '--measure') {
  const [file = '', ...names] = process.argv.slice(3);
  const asked = levels.filter((level) => names.includes(level));
  process.stdout.write(JSON.stringify(measure(file, asked)));
} else {
  main(process.argv.slice(2));
}
