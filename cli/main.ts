/** The command line: arguments in, exit code out. */
import { readFileSync } from 'node:fs';
import module from 'node:module';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { profiles } from '../checker/check/profiles.ts';
import { grouped } from '../checker/report/style.ts';
import { profile, seed, setting, time, whole, workers } from './flags.ts';
import { machineMemory, memory } from './memory.ts';
import { packageRoot } from './package-root.ts';
import type { Surroundings } from './surroundings.ts';

const selectHelp =
  'protocol, protocol/variant, protocol/variant#property (* matches any), or a file';

/** @param argv What the user typed after the name of the program. */
export async function main(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  let exitCode = 0;
  const program = programFor(surroundings, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return complain(error, surroundings);
  }
}

function complain(error: unknown, { err }: Surroundings): number {
  const known = error as { exitCode?: unknown; message?: unknown; stack?: unknown };
  if (error instanceof Error && typeof known.exitCode === 'number') {
    err(`${error.message}\n`);
    return known.exitCode;
  }
  err(`shardcheck failed: ${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
  return 5;
}

function programFor(surroundings: Surroundings, end: (code: number) => void): Command {
  const { out, err } = surroundings;
  const program = new Command('shardcheck')
    .description('Model checker and property-test suite for cross-shard transaction protocols.')
    .version(versionOf(), '--version', 'print the version')
    .exitOverride()
    .configureOutput({ writeOut: out, writeErr: err })
    .configureHelp({ helpWidth: 100 })
    .showSuggestionAfterError()
    .addHelpText('after', exitCodes);
  addCheck(program, surroundings, end);
  addList(program, surroundings, end);
  addExplore(program, surroundings, end);
  addReplay(program, surroundings, end);
  addHistory(program, surroundings, end);
  return program;
}

function versionOf(): string {
  const text = readFileSync(join(packageRoot, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

const exitCodes = `
Exit codes
  0  every verdict is as expected        3    a budget ended before a verdict that is required
  1  some verdict is not                 4    non-determinism, or a replay that diverges
  2  bad usage or bad input              5    internal error
                                         130  interrupted; what was found so far is printed`;

function addCheck(program: Command, surroundings: Surroundings, end: (code: number) => void): void {
  const budgets = Object.entries(profiles).map(
    ([name, { runs, steps, states }]) =>
      `  ${name.padEnd(8)}  ${grouped(runs)} runs of ${steps} steps, ${grouped(states)} states`,
  );
  program
    .command('check [SELECT...]')
    .description('Judge claims against what is expected; without SELECT, all of them.')
    .addHelpText(
      'after',
      `\nSELECT: ${selectHelp}\n\nProfiles: budgets of each variant\n${budgets.join('\n')}\n\n` +
        "Example\n  shardcheck check 'quarkchain/no-*#supply-*' --save counterexamples\n" +
        '  shardcheck check --profile nightly --workers 2 --memory 2g',
    )
    .option('--set <name=value>', 'set a parameter of the protocol (repeatable)', setting)
    .option('--profile <name>', 'budgets: quick, pr or nightly', profile, 'pr')
    .option('--seed <n>', 'seed of the sampled executions', seed)
    .option('--runs <n>', 'sampled executions a variant', whole('--runs', 0))
    .option('--steps <n>', 'actions in a sampled execution', whole('--steps', 1))
    .option('--states <n>', 'states a search may visit', whole('--states', 1))
    .option('--time <duration>', 'stop after this long, such as 60s or 5m', time)
    .option('--workers <n>', 'variants judged side by side; all cores unless told', workers)
    .option(
      '--memory <size>',
      'memory of the process, such as 512m or 2g; workers get equal shares, and there are fewer of ' +
        'them if a share would be below 96m; a search that has used up its share ends ' +
        "inconclusive; half of the machine's unless told",
      memory,
    )
    .option('--symmetry', 'search one state of each orbit, where the protocol declares a symmetry')
    .option('--no-symmetry', 'search every state (what it does unless told)')
    .option('--json <file>', 'write the verdicts as JSON; - for standard output')
    .option('--save <dir>', 'write counterexamples into this folder')
    .option('--quiet', 'print the summary and what is not as expected, nothing else')
    .action(async (selects: string[], flags) => {
      const { check } = await import('./check.ts');
      end(await check(selects, flags, surroundings));
    });
}

function addList(program: Command, surroundings: Surroundings, end: (code: number) => void): void {
  program
    .command('list [SELECT...]')
    .description('Protocols, variants, claims and sources.')
    .addHelpText('after', `\nSELECT: ${selectHelp}\n\nExample\n  shardcheck list two-phase-commit`)
    .option('--json <file>', 'write the claims as JSON; - for standard output')
    .action(async (selects: string[], flags) => {
      const { list } = await import('./list.ts');
      end(await list(selects, flags, surroundings));
    });
}

function addExplore(
  program: Command,
  surroundings: Surroundings,
  end: (code: number) => void,
): void {
  program
    .command('explore <SELECT...>')
    .description('Visit every reachable state of one variant and count.')
    .addHelpText(
      'after',
      '\nSELECT: protocol (its baseline), protocol/variant, or a file and one of these\n\n' +
        'Example\n  shardcheck explore two-phase-commit --set shards=3 --states 1_000_000\n' +
        '  shardcheck explore ./my-protocol.ts --workers 2 --memory 2g --symmetry',
    )
    .option('--set <name=value>', 'set a parameter of the protocol (repeatable)', setting)
    .option('--states <n>', 'states the search may visit', whole('--states', 1))
    .option('--time <duration>', 'stop after this long, such as 60s or 5m', time)
    .option('--workers <n>', 'threads that search; 1 unless told', workers)
    .option(
      '--memory <size>',
      'memory of the process, such as 512m or 2g; a search that has used it up ends inconclusive, ' +
        "with what it found; half of the machine's unless told",
      memory,
    )
    .option('--symmetry', 'visit one state of each orbit, where the protocol declares a symmetry')
    .option('--no-symmetry', 'visit every state (what it does unless told)')
    .option('--json <file>', 'write the counts as JSON; - for standard output')
    .action(async (selects: string[], flags) => {
      const { explore } = await import('./explore.ts');
      end(await explore(selects, flags, surroundings));
    });
}

function addReplay(
  program: Command,
  surroundings: Surroundings,
  end: (code: number) => void,
): void {
  program
    .command('replay <FILE> [SOURCE]')
    .description('Step through a counterexample, with the change in each step, and verify it.')
    .addHelpText(
      'after',
      '\nSOURCE: the TypeScript file that exports the protocol, where it is not a built-in one\n\n' +
        'Example\n  shardcheck replay counterexamples/two-phase-commit.no-locks.supply-is-conserved.json',
    )
    .option('--states <n>', 'states that prove a dead end', whole('--states', 1))
    .option('--quiet', 'print the verdict, not the story')
    .action(async (file: string, source: string | undefined, flags) => {
      const { replay } = await import('./replay.ts');
      end(await replay(file, source, flags, surroundings));
    });
}

function addHistory(
  program: Command,
  surroundings: Surroundings,
  end: (code: number) => void,
): void {
  program
    .command('history <FILE>')
    .description('Isolation verdicts for a recorded history of transactions or operations.')
    .addHelpText(
      'after',
      '\nFILE: JSON, or one JSON value a line: our format, or Jepsen list-append and rw-register\n\n' +
        'Example\n  shardcheck history run.ndjson --level strict-serializable --explain',
    )
    .option(
      '--level <name>',
      'a level that is required (repeatable); without it, serializable or linearizable',
      (name: string, before: readonly string[] = []) => [...before, name],
    )
    .option('--time <duration>', 'stop searching after this long, 60s unless told', time)
    .option('--json <file>', 'write the verdicts as JSON; - for standard output')
    .option('--explain', 'tell every anomaly, edge by edge')
    .action(async (file: string, flags) => {
      const { history } = await import('./history.ts');
      end(history(file, flags, surroundings));
    });
}

/** The real world. */
function surroundingsOf(process: NodeJS.Process): Surroundings {
  const { stdout, stderr, env } = process;
  return {
    out: (text) => stdout.write(text),
    err: (text) => stderr.write(text),
    isWatched: stderr.isTTY === true,
    hasColour: stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    cwd: process.cwd(),
    now: () => performance.timeOrigin + performance.now(),
    onInterrupt: (listener) => {
      process.on('SIGINT', listener);
      return () => process.off('SIGINT', listener);
    },
    threads: availableParallelism(),
    memory: machineMemory(),
    memoryTaken: () => process.memoryUsage.rss(),
  };
}

/** Runs the arguments of this process; its exit code says how it went. */
export async function run(): Promise<void> {
  // Node keeps what it made of the TypeScript: the next start takes half the time. Not in Node 20.
  module.enableCompileCache?.();
  // A reader that has seen enough (`| head`) closes the pipe. The work goes on: the exit code and
  // the files are still wanted.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  process.exitCode = await main(process.argv.slice(2), surroundingsOf(process));
}

if (import.meta.main) await run();
