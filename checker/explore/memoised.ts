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
import { type Machine, nameOf, reduce, type Step } from '../machine.ts';
import type { Action, AnyProperty } from '../protocol.ts';
import { arrive } from './arrival.ts';
import { encode, fingerprint } from './components.ts';
import { expandSome } from './expansion.ts';
import type { Exploration, Finding } from './exploration.ts';
import { fairFinding, fairLasso } from './fairness.ts';
import { collisionOdds, enter } from './fingerprint-table.ts';
import { wedge } from './graph.ts';
import {
  batchStateCount,
  type MemoisedOptions,
  newSearch,
  type Search,
  storeBytes,
} from './search.ts';
import type { Sorter } from './symmetry.ts';
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
  const search = begin(machine, options);
  for (;;) {
    const levelEnd = search.stateCount;
    if (search.expanded === levelEnd) break;
    if (options.exhaust !== true && isDecided(search)) break;
    if (search.levels.length >= (options.depthMax ?? Number.POSITIVE_INFINITY)) break;
    if (!expandLevel(search, options)) break;
    if (search.stateCount > levelEnd) search.levels.push(levelEnd);
  }
  return conclude(search);
}

function begin(machine: Machine, options: MemoisedOptions): Search {
  const search = newSearch(machine, options);
  const { next, table, components, sorter } = search;
  next.vectors.set(encode(components, machine.initial));
  sorter?.sort(next.vectors, 0);
  const { fingerprints } = next;
  fingerprint(components, next.vectors, 0, fingerprints, 0);
  const [first = 0, second = 0, third = 0, fourth = 0] = fingerprints;
  enter(table, first, second, third, fourth);
  arrive(search, 0, 0);
  return search;
}

/** Expands the level that was discovered last; false if the search was cut short. */
function expandLevel(search: Search, options: MemoisedOptions): boolean {
  const statesMax = options.stateCountMax ?? Number.POSITIVE_INFINITY;
  const memoryMax = options.memoryMax ?? Number.POSITIVE_INFINITY;
  // The cut is checked before each state, so near to it batches are of one.
  const batchMax = statesMax - batchStateCount * search.machine.steps.length;
  [search.level, search.next] = [search.next, search.level];
  search.next.count = 0;
  const { count } = search.level;
  let nextBreath = search.expanded;
  for (let index = 0; index < count; ) {
    if (search.stateCount >= statesMax) return false;
    if (search.expanded >= nextBreath) {
      nextBreath += breath;
      const [states, depth] = [search.stateCount, search.levels.length];
      options.onProgress?.({ states, depth, queue: states - search.expanded });
      if (options.isCancelled?.() === true) return false;
      if (storeBytes(search) > memoryMax) return false;
    }
    index += expandSome(search, index, search.stateCount < batchMax ? batchStateCount : 1);
  }
  return true;
}

function isDecided({ properties, open, openSteps, goals }: Search): boolean {
  return properties.length > 0 && open.length + openSteps.length + goals.length === 0;
}

// ── the answer ───────────────────────────────────────────────────────────────────────────────

function conclude(search: Search): MemoisedExploration {
  const { machine, transitions, audit } = search;
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
        : decidedFinding(search, property, complete),
    ),
    engine: {
      collisionOdds: collisionOdds(search.stateCount),
      missRate: missRateOf(transitions),
      directSteps: directStepCount(transitions),
      audited: audit.transitions + audit.states,
      storeBytes: storeBytes(search),
    },
  };
}

function decidedFinding(search: Search, property: AnyProperty, complete: boolean): Finding {
  const decision = search.decisions.get(property);
  const isGoalKind = property.kind === 'sometimes';
  if (decision === undefined) {
    const whole = isGoalKind ? 'unreachable' : 'holds';
    const cut = isGoalKind ? 'inconclusive' : 'unrefuted';
    return undecidedFinding(property, complete ? whole : cut, 0);
  }
  const { at, by, explanation } = decision;
  const steps = [...stepsTo(search, at), ...(by === null ? [] : [by])];
  const verdict = isGoalKind ? 'witnessed' : 'violated';
  const found = { property, verdict, boundedStates: 0 } as const;
  if (search.sorter === null) {
    return { ...found, execution: steps.map(({ action }) => action), explanation };
  }
  return { ...found, ...unsorted(search, search.sorter, property, steps) };
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
  const steps = stepsTo(search, first);
  const execution =
    search.sorter === null
      ? steps.map(({ action }) => action)
      : unsorted(search, search.sorter, property, steps).execution;
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

/** The execution of real states behind one of sorted states, and what the property says of it. */
function unsorted(
  { machine, components }: Search,
  sorter: Sorter,
  property: AnyProperty,
  steps: readonly Step[],
): { readonly execution: readonly Action[]; readonly explanation: string | null } {
  const execution: Action[] = [];
  let before = machine.initial;
  let after = machine.initial;
  for (const step of steps) {
    const orders = sorter.sort(Uint32Array.from(encode(components, after)), 0);
    const { action } = sorter.stepBehind(step, orders);
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
      `${nameOf(machine)}: ${property.name} was decided on a sorted state and not on the real one`,
    );
  }
  return { execution, explanation };
}
