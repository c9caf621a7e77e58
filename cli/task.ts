/** What threads do: plain data in, plain data out. */
import { judgeSuite } from '../checker/check/judge-suite.ts';
import type { BudgetCut, Problem, SuiteJudgement } from '../checker/check/judgement.ts';
import type { Budget } from '../checker/check/profiles.ts';
import type { Recording } from '../checker/check/recorded.ts';
import { abandon, CrewError } from '../checker/explore/crew/meeting.ts';
import type { CrewMember } from '../checker/explore/crew/memory.ts';
import { assist, explore } from '../checker/explore/explore.ts';
import { instantiate } from '../checker/machine.ts';
import { type ExploreReport, exploreReport } from '../checker/report/exploration.ts';
import { isInterrupted, type Ties, watchOf } from './board.ts';
import { memoryFailure } from './memory.ts';
import { loadSource, type SourcePath } from './sources.ts';

interface Task extends Ties {
  readonly source: SourcePath;
  /** Explore one state of each orbit, where the protocol declares a symmetry. */
  readonly symmetry: boolean;
}

export interface JudgeTask extends Task {
  /** Place of the suite in its source. */
  readonly index: number;
  /** Places of the claims in the suite. */
  readonly places: readonly number[];
  readonly set: Readonly<Record<string, unknown>>;
  readonly budget: Budget;
  readonly recordings: readonly Recording[];
}

export interface ExploreTask extends Task {
  readonly protocol: string;
  readonly variant: string;
  readonly set: Readonly<Record<string, unknown>>;
  readonly properties: readonly string[];
  /** Null for no bound. */
  readonly states: number | null;
  /** The thread's place among those that search together; null where one searches alone. */
  readonly crew: CrewMember | null;
}

export interface TaskResult<Answer> {
  /** Null if it failed, was not begun, or only helped another one. */
  readonly answer: Answer | null;
  readonly failure: Problem | null;
  readonly seconds: number;
}

export function judgeTask(task: JudgeTask): Promise<TaskResult<SuiteJudgement>> {
  return timed(task, () => judge(task));
}

export async function exploreTask(task: ExploreTask): Promise<TaskResult<ExploreReport>> {
  const result = await timed(task, () => exploreOne(task));
  // What was interrupted before it began, others may still wait for.
  if (task.crew !== null && isInterrupted(task.board)) abandon(task.crew.memory);
  return result;
}

async function judge(task: JudgeTask): Promise<SuiteJudgement> {
  const { set, budget, recordings, symmetry, memory } = task;
  const { suites } = await loadSource(task.source);
  const whole = suites[task.index];
  if (whole === undefined) throw new RangeError(`the source has no suite ${task.index}`);
  const suite = { ...whole, claims: task.places.flatMap((place) => whole.claims[place] ?? []) };
  const inquiry = { set, budget, recordings, symmetry, memoryMax: memory };
  return judgeSuite(suite, inquiry, watchOf(task));
}

async function exploreOne(task: ExploreTask): Promise<ExploreReport | null> {
  try {
    return await exploreWith(task);
  } catch (error) {
    if (task.crew !== null) abandon(task.crew.memory);
    throw error;
  }
}

/** Null from those who assist. */
async function exploreWith(task: ExploreTask): Promise<ExploreReport | null> {
  const { variant, set, states, symmetry, crew } = task;
  const source = await loadSource(task.source);
  const protocol = source.protocols.find(({ name }) => name === task.protocol);
  if (protocol === undefined) throw new RangeError(`the source has no ${task.protocol}`);
  const claims = source.suites
    .filter((suite) => suite.protocol === protocol)
    .flatMap((suite) => suite.claims);
  const properties = task.properties.flatMap(
    (name) => claims.find(({ property }) => property.name === name)?.property ?? [],
  );
  const machine = instantiate(protocol, variant, set);
  const common = { properties, symmetry, ...(crew === null ? {} : { crew }) };
  if (crew !== null && crew.role > 0) {
    assist(machine, common);
    return null;
  }
  const { stop, onProgress } = watchOf(task);
  const workers = crew?.memory.size ?? 1;
  let reason: BudgetCut | null = null;
  const explored = explore(machine, {
    ...common,
    exhaust: true,
    isCancelled: () => {
      reason ??= stop();
      return reason !== null;
    },
    // Each thread has its share of the store.
    onProgress: (seen) => onProgress({ ...seen, bytes: (seen.bytes ?? 0) / workers }),
    memoryMax: task.memory * workers,
    ...(states === null ? {} : { stateCountMax: states }),
  });
  const isFull = states !== null && explored.states >= states;
  return exploreReport(explored, reason ?? (isFull ? 'states' : 'memory'), symmetry);
}

async function timed<Answer>(
  task: Task,
  run: () => Promise<Answer | null>,
): Promise<TaskResult<Answer>> {
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1000;
  if (isInterrupted(task.board)) return { answer: null, failure: null, seconds: 0 };
  try {
    const answer = await run();
    return { answer, failure: null, seconds: seconds() };
  } catch (error) {
    // What has failed is for the thread to tell that it failed in.
    const failure = error instanceof CrewError ? null : failureOf(error);
    return { answer: null, failure, seconds: seconds() };
  }
}

function failureOf(error: unknown): Problem {
  if (!(error instanceof Error)) return { message: String(error), exitCode: 5 };
  const full = memoryFailure(error);
  if (full !== null) return full;
  const { exitCode } = error as { exitCode?: unknown };
  if (typeof exitCode === 'number') return { message: error.message, exitCode };
  return { message: error.stack ?? error.message, exitCode: 5 };
}
