/** Other programs that the benchmark runs where they are installed, and what to type if not. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { SpinModel } from './explore-cases.ts';
import type { Sight } from './explore-once.ts';
import { scratchFolder, type Timed, timed } from './timed.ts';

const peerPath = (file: string): string => resolve(import.meta.dirname, 'peers', file);

/** What each program that is not here needs; told once. */
const missing = new Map<string, string>();

function miss(program: string, remedy: string): null {
  if (!missing.has(program)) process.stderr.write(`skipped ${program}: ${remedy}\n`);
  missing.set(program, remedy);
  return null;
}

/** Programs that were asked for and are not here. */
export function missingPeers(): readonly string[] {
  return [...missing].map(([program, remedy]) => `${program}: ${remedy}`);
}

// ── SPIN ─────────────────────────────────────────────────────────────────────────────────────

const spinFlags = ['-O3', '-DSAFETY', '-DNOREDUCE', '-DMEMLIM=4000'];
const programs = new Map<string, string | null>();

/** Checks a model without the invariant; compiling is not counted. Null without SPIN. */
export function spin(model: SpinModel): (Timed & Sight) | null {
  const key = [model.file, ...model.defines].join(' ');
  const program = programs.get(key) ?? compile(model);
  programs.set(key, program);
  if (program === null) return null;
  const run = timed([program, '-m100000', `-w${model.slots}`]);
  const number = (pattern: RegExp): number => Number(pattern.exec(run.out)?.[1] ?? Number.NaN);
  if (!/errors: 0/.test(run.out)) throw new Error(`${key} has errors:\n${run.out}`);
  return {
    ...run,
    states: number(/([\d.e+]+) states, stored/),
    transitions: number(/([\d.e+]+) transitions/),
    depth: Number.NaN,
    megabytes: Math.round(number(/([\d.]+)\s+total actual memory/)),
    megabytesBefore: 0,
    missRate: null,
    storeBytes: null,
  };
}

function compile({ file, defines }: SpinModel): string | null {
  const remedy = 'apt-get install spin gcc';
  const cwd = scratchFolder('spin');
  const steps: readonly (readonly [string, readonly string[]])[] = [
    ['spin', [...defines, '-a', peerPath(file)]],
    ['cc', [...spinFlags, '-o', 'pan', 'pan.c']],
  ];
  for (const [command, flags] of steps) {
    const { status, error, stdout, stderr } = spawnSync(command, flags, { cwd, encoding: 'utf8' });
    if (error !== undefined) return miss('SPIN', remedy);
    if (status !== 0) throw new Error(`${command} ${flags.join(' ')} failed:\n${stdout}${stderr}`);
  }
  return resolve(cwd, 'pan');
}

// ── Quint ────────────────────────────────────────────────────────────────────────────────────

/** The newest antlr4ts, which npm would choose, does not load. */
const quintRemedy =
  'npm install --prefix DIR @informalsystems/quint@0.33.0 antlr4ts@0.5.0-alpha.4, then set QUINT=DIR/node_modules/.bin/quint (or have quint in the PATH)';

/** The program, or null. */
export function quintProgram(): string | null {
  const program = process.env['QUINT'] || 'quint';
  const { status } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return status === 0 ? program : miss('Quint', quintRemedy);
}

export interface Walks {
  /** Steps of all executions. */
  readonly steps: number;
  /** Seconds by the clock, as the simulator counts them, without its start. */
  readonly seconds: number;
}

/**
 * Samples TwoPhase with its invariant judged in every state. The backend in TypeScript is part of
 * the package; the other, `QUINT_BACKEND=rust`, is a program that Quint downloads when first asked.
 */
export function quint(program: string, rms: number, runs: number, steps: number): Walks & Timed {
  const backend = process.env['QUINT_BACKEND'] ?? 'typescript';
  const options = ['--backend', backend, '--main', `twoPhase${rms}`, '--invariant', 'consistent'];
  const bounds = ['--max-samples', String(runs), '--max-steps', String(steps), '--verbosity', '2'];
  const run = timed([program, 'run', ...options, ...bounds, peerPath('two-phase.qnt')]);
  const found = /No violation found \((\d+)ms at/.exec(run.out);
  const lengths = /average=([\d.]+)/.exec(run.out);
  if (found === null || lengths === null) throw new Error(`Quint said:\n${run.out}`);
  // Its traces count states.
  return { ...run, steps: runs * (Number(lengths[1]) - 1), seconds: Number(found[1]) / 1000 };
}
