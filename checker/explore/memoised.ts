/**
 * The fast explorer: breadth-first over interned vectors, with memoised transitions and verdicts.
 *
 * It answers what the simple explorer (`breadth-first.ts`) answers, in the same order: states are
 * expanded as they were discovered, steps are tried in the machine's order, a level is completed
 * before a search ends early. What it does not do again for each transition is run the model: see
 * `transitions.ts` (what a step did, by what it read), `rows.ts` (steps worth asking),
 * `components.ts` (fingerprints by difference), `verdicts.ts`, `expansion.ts` (the hot loops), and
 * `audit.ts`, which does a sample of it all again.
 */
import { InternalError } from '../errors.ts';
import { decisionAt, decisionOn, isProgress, sightOf } from '../judge.ts';
import { type Machine, nameOf, reduce, type State, type Step } from '../machine.ts';
import type { Action, AnyProperty } from '../protocol.ts';
import { arrive } from './arrival.ts';
import { type Components, encode, fingerprint } from './components.ts';
import { assist, finish, lead } from './crew/ends.ts';
import { abandon } from './crew/meeting.ts';
import { leadRound } from './crew/rounds.ts';
import { expandSome } from './expansion.ts';
import type { Exploration, Finding } from './exploration.ts';
import { fairFinding, fairLasso } from './fairness.ts';
import { collisionOdds, enter } from './fingerprint-table.ts';
import { wedge } from './graph.ts';
import { widen } from './levels.ts';
import { type MemoisedOptions, newSearch, type Search, storeBytes } from './search.ts';
import type { Sorter } from './symmetry.ts';
import { refit } from './tables.ts';
import { directStepCount, missRateOf } from './transitions.ts';

export interface MemoisedExploration extends Exploration {
  readonly engine: EngineReport;
}

/** How the search went, for `--json` and benchmarks. */
export interface EngineReport {
  /** Bound on the odds that two states shared a fingerprint and one was not expanded. */
  readonly collisionOdds: number;
  /** Runs of the model's code for a step, as a share of the transitions. */
  readonly missRate: number;
  /** Steps whose memo did not pay. */
  readonly directSteps: number;
  /** Transitions and verdicts that were done again and found the same. */
  readonly audited: number;
  /** What the search kept at its end. */
  readonly storeBytes: number;
}

/** Expansions between two looks at the outside world. */
const breath = 256;

/** @throws ModelError where the protocol breaks the contract of a model. */
export function exploreMemoised(machine: Machine, options: MemoisedOptions): MemoisedExploration {
  const { crew } = options;
  try {
    const search = begin(machine, options);
    for (;;) {
      const levelEnd = search.stateCount;
      if (search.expanded === levelEnd) break;
      if (options.exhaust !== true && isDecided(search)) break;
      if (search.levels.length >= (options.depthMax ?? Number.POSITIVE_INFINITY)) break;
      if (!expandLevel(search, options)) break;
      if (search.stateCount > levelEnd) search.levels.push(levelEnd);
    }
    if (search.crew !== null) finish(search, search.crew);
    return conclude(search);
  } catch (error) {
    if (crew !== undefined) abandon(crew.memory);
    throw error;
  }
}

/**
 * Assists the thread that explores the same machine with the same options as role 0 of the crew.
 *
 * @throws CrewError if another thread has failed; what the model does wrong in this one.
 */
export function assistMemoised(machine: Machine, options: MemoisedOptions): void {
  const search = newSearch(machine, options);
  if (search.crew === null) throw new InternalError('assistance expected a crew, got none');
  assist(search, search.crew);
}

function begin(machine: Machine, options: MemoisedOptions): Search {
  const search = newSearch(machine, options);
  const { next, table, components, transitions, sorter, crew } = search;
  const ids = encode(components, machine.initial);
  transitions.idMax = Math.max(transitions.idMax, ...ids);
  widen(next, transitions.idMax);
  next.vectors.set(ids);
  sorter?.sort(next.vectors, 0);
  const { fingerprints } = next;
  fingerprint(components, next.vectors, 0, fingerprints, 0);
  if (crew !== null) {
    lead(search, crew);
    return search;
  }
  const [first = 0, second = 0, third = 0, fourth = 0] = fingerprints;
  enter(table, first, second, third, fourth);
  arrive(search, 0, 0);
  return search;
}

/** Expands the level that was discovered last; false if the search was cut short. */
function expandLevel(search: Search, options: MemoisedOptions): boolean {
  const statesMax = options.stateCountMax ?? Number.POSITIVE_INFINITY;
  const memoryMax = options.memoryMax ?? Number.POSITIVE_INFINITY;
  const stepCount = Math.max(1, search.machine.steps.length);
  [search.level, search.next] = [search.next, search.level];
  search.next.count = 0;
  // Sorting may have met values too.
  refit(search.transitions.tables, search.components);
  const { count } = search.level;
  let nextBreath = search.expanded;
  for (let index = 0; index < count; ) {
    if (search.stateCount >= statesMax) return false;
    if (search.expanded >= nextBreath) {
      nextBreath += breath;
      const [states, depth] = [search.stateCount, search.levels.length];
      const bytes = storeBytes(search);
      options.onProgress?.({ states, depth, queue: states - search.expanded, bytes });
      if (options.isCancelled?.() === true) return false;
      if (bytes > memoryMax || bytes === Number.POSITIVE_INFINITY) return false;
    }
    // Before every state it is asked whether there are too many: so many cannot become too many.
    const safe = Math.max(1, Math.floor((statesMax - search.stateCount) / stepCount));
    index = expandOn(search, index, Math.min(count, index + safe), options);
  }
  return true;
}

/** Expands some states of the level, from `index` on and before `end`. Returns where it ended. */
function expandOn(search: Search, index: number, end: number, options: MemoisedOptions): number {
  const { crew } = search;
  if (crew === null) return index + expandSome(search, index, end - index);
  return leadRound(search, crew, index, end, () => options.isCancelled?.() === true);
}

function isDecided({ properties, open, openSteps, goals }: Search): boolean {
  return properties.length > 0 && open.length + openSteps.length + goals.length === 0;
}

// ── the answer ───────────────────────────────────────────────────────────────────────────────

function conclude(search: Search): MemoisedExploration {
  const { machine, transitions, audit, crew } = search;
  const complete = search.expanded === search.stateCount;
  const fired: Record<string, number> = {};
  for (const { action, index } of machine.steps) {
    fired[action.type] = (fired[action.type] ?? 0) + (transitions.taken[index] as number);
  }
  return {
    machine,
    states: search.stateCount,
    transitions: search.transitionCount,
    depth: search.levels.length,
    complete,
    deadlocks: search.deadlocks,
    fired,
    findings: search.properties.map((property, number) =>
      isProgress(property)
        ? progressFinding(search, property, number, complete)
        : decidedFinding(search, property, number, complete),
    ),
    engine: {
      collisionOdds: collisionOdds(search.stateCount),
      missRate: missRateOf(transitions),
      directSteps: Math.max(directStepCount(transitions), crew?.totals.directSteps ?? 0),
      audited: audit.transitions + audit.states + (crew?.totals.audited ?? 0),
      storeBytes: storeBytes(search),
    },
  };
}

function decidedFinding(
  search: Search,
  property: AnyProperty,
  number: number,
  complete: boolean,
): Finding {
  const decision = search.decisions.get(number);
  const isGoalKind = property.kind === 'sometimes';
  if (decision === undefined) {
    const whole = isGoalKind ? 'unreachable' : 'holds';
    const cut = isGoalKind ? 'inconclusive' : 'unrefuted';
    return undecidedFinding(property, complete ? whole : cut, 0);
  }
  const { at, by } = decision;
  const steps = [...stepsTo(search, at), ...(by === null ? [] : [by])];
  const verdict = isGoalKind ? 'witnessed' : 'violated';
  return { property, verdict, boundedStates: 0, ...executed(search, property, steps) };
}

function undecidedFinding(
  property: AnyProperty,
  verdict: Finding['verdict'],
  boundedStates: number,
): Finding {
  return { property, verdict, execution: null, explanation: null, boundedStates };
}

function progressFinding(
  search: Search,
  property: AnyProperty,
  number: number,
  complete: boolean,
): Finding {
  const { machine } = search;
  const goals = search.goals.find((each) => each.number === number);
  if (search.graph === null || goals === undefined) {
    return undecidedFinding(property, 'inconclusive', 0);
  }
  const marks = goals.marks.values as Uint8Array;
  if (property.kind === 'eventually') {
    const steps = machine.steps.map(({ action }) => action);
    const found = fairLasso(machine, search.graph, search.stateCount, marks);
    return fairFinding(property, found, steps, complete);
  }
  const { first, bounded } = wedge(machine, search.graph, search.stateCount, marks);
  if (first === null) {
    return undecidedFinding(property, complete && bounded === 0 ? 'holds' : 'unrefuted', bounded);
  }
  const { execution } = executed(search, property, stepsTo(search, first));
  const explanation = `no honest or user step leads from here to: ${property.means}`;
  return { property, verdict: 'violated', execution, explanation, boundedStates: bounded };
}

function stepsTo({ machine, parents, reachedBy }: Search, id: number): readonly Step[] {
  const steps: Step[] = [];
  for (let at = id; at > 0; at = parents.values[at] as number) {
    steps.push(machine.steps[reachedBy.values[at] as number] as Step);
  }
  return steps.reverse();
}

/**
 * Executes steps on real states, which are only found sorted where there is a symmetry, and says
 * what the property then says.
 *
 * @throws InternalError if it is not decided there.
 */
function executed(
  { machine, components, sorter }: Search,
  property: AnyProperty,
  steps: readonly Step[],
): { readonly execution: readonly Action[]; readonly explanation: string | null } {
  const execution: Action[] = [];
  let before = machine.initial;
  let after = machine.initial;
  for (const step of steps) {
    const action = sorter === null ? step.action : unsorted(components, sorter, step, after);
    execution.push(action);
    before = after;
    after = reduce(machine, before, action);
  }
  const last = execution.at(-1);
  const explanation =
    property.kind === 'step' && last !== undefined
      ? decisionOn(property, sightOf(machine, before), last, sightOf(machine, after))
      : decisionAt(property, sightOf(machine, after));
  if (explanation === null && !isProgress(property)) {
    throw new InternalError(
      `${nameOf(machine)}: ${property.name} was decided in the search and not when it was replayed`,
    );
  }
  return { execution, explanation };
}

/** What the step of a sorted state does to the real one. */
function unsorted(components: Components, sorter: Sorter, step: Step, state: State): Action {
  const orders = sorter.sort(Uint32Array.from(encode(components, state)), 0);
  return sorter.stepBehind(step, orders).action;
}
