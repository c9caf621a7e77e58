/** `shardcheck check`: the gate. */
import { resolve } from 'node:path';
import {
  assessSuite,
  type CheckReport,
  exitCodeOf,
  idleActions,
  type JudgedSuite,
  unjudged,
} from '../checker/check/conclusion.ts';
import type { Problem, SuiteJudgement } from '../checker/check/judgement.ts';
import { type ProfileName, profiles } from '../checker/check/profiles.ts';
import type { Recording } from '../checker/check/recorded.ts';
import { InputError } from '../checker/errors.ts';
import { instantiate } from '../checker/machine.ts';
import { suiteLines } from '../checker/report/claims.ts';
import { checkJson } from '../checker/report/json.ts';
import { colourful, plain } from '../checker/report/style.ts';
import {
  type LookAgain,
  summaryLines,
  tableLines,
  troubleLines,
} from '../checker/report/summary.ts';
import { variantLines } from '../checker/report/variants.ts';
import { type Board, isInterrupted, newBoard } from './board.ts';
import {
  type BudgetFlags,
  budgetOf,
  type SearchFlags,
  type Setting,
  settingsFor,
} from './flags.ts';
import { allot } from './memory.ts';
import { writeJson } from './output.ts';
import { inOrder } from './pool.ts';
import { readRecordings, saveCounterexamples, shownPath } from './recordings.ts';
import { type SelectedSuite, type Selection, select, variantsInFull } from './select.ts';
import type { Surroundings } from './surroundings.ts';
import { type JudgeTask, judgeTask, type TaskResult } from './task.ts';

export interface CheckFlags extends BudgetFlags, SearchFlags {
  readonly profile: ProfileName;
  readonly set?: readonly Setting[];
  readonly json?: string;
  readonly save?: string;
  readonly quiet?: boolean;
}

export async function check(
  selects: readonly string[],
  flags: CheckFlags,
  surroundings: Surroundings,
): Promise<number> {
  const { now, cwd } = surroundings;
  const start = now();
  const selection = await select(selects, cwd);
  if (selection.suites.length === 0) throw new InputError(nothingToCheck(selects));
  const { recordings, problems } = recordingsOf(selection, cwd);
  const board = newBoard(selection.suites.length);
  const count = selection.suites.length;
  const threads = surroundings.threads === 0 ? 0 : (flags.workers ?? surroundings.threads);
  const allotment = allot(flags.memory, surroundings.memory, threads, count);
  const world = { board, memory: allotment.threadMemory };
  const tasks = tasksOf(selection, flags, recordings, start, world);
  const isLong = count > variantsInFull;
  const print = printer(flags, isLong, commandsFor(selection, flags, cwd), surroundings);
  const suites: JudgedSuite[] = [];
  const titles = selection.suites.map(({ suite }) => `${suite.protocol.name}/${suite.variant}`);
  const statesMax = budgetOf(flags, profiles).states;
  const work = { tasks, titles, board, statesMax, allotment } as const;
  let place = 0;
  for await (const result of inOrder(
    { name: 'judgeTask', run: judgeTask, ...work },
    surroundings,
  )) {
    const selected = selection.suites[place++] as SelectedSuite;
    if (result.answer === null && result.failure === null) continue;
    const judged = judgedOf(selected, result, (flags.set ?? []).length === 0);
    const saved =
      flags.save === undefined
        ? judged
        : saveCounterexamples(judged, recordings, resolve(cwd, flags.save), cwd);
    suites.push(saved);
    print.suite(saved);
  }
  // Other bounds may well leave an action without a use.
  const idle = (flags.set ?? []).length > 0 ? [] : idleActions(wholeOf(selection, suites));
  const all = [...problems, ...idle];
  const report: CheckReport = {
    seed: budgetOf(flags, profiles).seed,
    profile: flags.profile,
    symmetry: flags.symmetry === true,
    suites,
    problems: all,
    seconds: (now() - start) / 1000,
    exitCode: exitCodeOf(suites, all, isInterrupted(board)),
  };
  print.end(report);
  return report.exitCode;
}

function nothingToCheck(selects: readonly string[]): string {
  const where = selects.length === 0 ? 'the catalogue' : selects.join(' ');
  return `SELECT expected claims to check, got none in ${where}\nExport what \`claims\` returns.`;
}

/** Parameters are checked here, once and for all, before any thread starts. */
function tasksOf(
  { suites }: Selection,
  flags: CheckFlags,
  recordings: readonly Recording[],
  start: number,
  world: { readonly board: Board; readonly memory: number },
): readonly JudgeTask[] {
  const budget = budgetOf(flags, profiles);
  return suites.map(({ source, index, places, suite }, number) => {
    const set = settingsFor(suite.protocol, flags.set ?? []);
    if (Object.keys(set).length > 0) {
      instantiate(suite.protocol, suite.variant, { ...suite.set, ...set });
    }
    const { name } = suite.protocol;
    const own = recordings.filter(
      ({ counterexample: { protocol, variant } }) => protocol === name && variant === suite.variant,
    );
    const deadline = start + (flags.time ?? Number.POSITIVE_INFINITY) * 1000;
    const task = { source: source.path, index, places, set, budget, recordings: own };
    return { ...task, ...world, deadline, number, symmetry: flags.symmetry === true };
  });
}

function recordingsOf(
  { sources, suites }: Selection,
  cwd: string,
): { recordings: readonly Recording[]; problems: readonly Problem[] } {
  const read = sources.map((source) => {
    const own = suites.filter((selected) => selected.source === source);
    return readRecordings(
      source.recordings,
      own.map(({ suite }) => suite),
      cwd,
    );
  });
  return {
    recordings: read.flatMap((one) => one.recordings),
    problems: read.flatMap((one) => one.problems),
  };
}

function judgedOf(
  { suite }: SelectedSuite,
  { answer: judgement, failure, seconds }: TaskResult<SuiteJudgement>,
  areLengthsComparable: boolean,
): JudgedSuite {
  const claims =
    judgement === null ? unjudged(suite) : assessSuite(suite, judgement, areLengthsComparable);
  return { suite, judgement, failure, claims, seconds };
}

/** Suites of the protocols of which nothing was left out. */
function wholeOf(
  { wholeProtocols, suites: selected }: Selection,
  suites: readonly JudgedSuite[],
): readonly JudgedSuite[] {
  if (suites.length < selected.length) return [];
  return suites.filter(({ suite }) => wholeProtocols.includes(suite.protocol.name));
}

interface Printer {
  readonly suite: (judged: JudgedSuite) => void;
  readonly end: (report: CheckReport) => void;
}

/** Commands that show a claim again, from where the reader stands. */
function commandsFor({ suites }: Selection, flags: CheckFlags, cwd: string): LookAgain {
  const set = (flags.set ?? []).map(([name, value]) => ` --set ${name}=${value}`).join('');
  return ({ suite }, { claim, evidence, file }) => {
    const selected = suites.find((one) => one.suite === suite);
    const path = selected?.source.path ?? null;
    const source = path === null ? '' : ` ${shownPath(path, cwd)}`;
    const variant = `${suite.protocol.name}/${suite.variant}`;
    if (file !== null) return `npx shardcheck replay ${file}${source}`;
    if (evidence.execution === null) return `npx shardcheck explore${source} ${variant}${set}`;
    const select = `'${variant}#${claim.property.name}'`;
    return `npx shardcheck check${source} ${select}${set} --save counterexamples`;
  };
}

function printer(
  flags: CheckFlags,
  isLong: boolean,
  lookAgain: LookAgain,
  surroundings: Surroundings,
): Printer {
  const paint = surroundings.hasColour ? colourful : plain;
  let previous: string | null = null;
  const write = (lines: readonly string[]): void => {
    if (flags.json === '-') return;
    surroundings.out(lines.map((line) => `${line}\n`).join(''));
  };
  return {
    suite: (judged) => {
      if (flags.quiet === true) return;
      write(isLong ? variantLines(judged, previous, paint) : suiteLines(judged, paint));
      previous = judged.suite.protocol.name;
    },
    end: (report) => {
      if (flags.quiet !== true) write(tableLines(report.suites, paint));
      write(troubleLines(report, lookAgain, paint));
      write([...(flags.quiet === true ? [] : ['']), ...summaryLines(report, paint)]);
      if (flags.json !== undefined) writeJson(flags.json, checkJson(report), surroundings);
    },
  };
}
