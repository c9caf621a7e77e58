/**
 * The simple explorer: breadth-first, exact, one canonical text a state.
 *
 * It decodes a state, lets rules read a frozen strict copy and recipes change an open one, and
 * takes the canonical text of the result as its identity: no hashing, no memory of transitions, no
 * reduction. Every faster engine is held against it.
 *
 * Order: states leave the queue as they entered it and steps are tried in the machine's order, so
 * the first execution that reaches a state is the least of the shortest ones, and so is the first
 * violation met. A search that has decided everything still completes its level: counts do not
 * depend on where in a level a violation lies.
 */
import { decisionAt, decisionOn, isGoal, isProgress, type Sight, sightOf } from '../judge.ts';
import { enabledSteps, isFrontier, type Machine, type State, type Step } from '../machine.ts';
import type { Action, AnyProperty } from '../protocol.ts';
import { canonical, strictCopy, strictRunCount } from '../state.ts';
import { successorText } from '../successor.ts';
import type { Exploration, Finding, SearchOptions } from './exploration.ts';
import { fairFinding, fairLasso } from './fairness.ts';
import { addEdge, beginState, endState, type Graph, graph } from './graph.ts';
import { wedgedStates } from './recoverable.ts';

/** Expansions between two looks at the outside world. */
const breath = 256;

/** A property decided at a state, or (`by`) on a step taken from it. */
interface Decision {
  readonly at: number;
  readonly by: Step | null;
  readonly explanation: string;
}

/** The search so far. States are numbered in order of discovery. */
interface Search {
  readonly machine: Machine;
  readonly properties: readonly AnyProperty[];
  readonly ids: Map<string, number>;
  readonly texts: string[];
  /** How each state was first reached; -1 for the initial one. */
  readonly parents: number[];
  readonly reachedBy: (Step | null)[];
  /** First state of each level. */
  readonly levels: number[];
  readonly decisions: Map<AnyProperty, Decision>;
  readonly edges: { readonly from: number[]; readonly to: number[] };
  /** All edges, where an `eventually` property needs them. */
  readonly graph: Graph | null;
  /** Per progress property, the states that are its goal. */
  readonly goals: Map<AnyProperty, Set<number>>;
  readonly frontier: Set<number>;
  /** How often each step was taken, by its index. */
  readonly taken: Uint32Array;
  transitions: number;
  deadlocks: number;
  expanded: number;
}

/** @throws ModelError where the protocol breaks the contract of a model. */
export function exploreBreadthFirst(machine: Machine, options: SearchOptions): Exploration {
  const search = begin(machine, options.properties);
  for (;;) {
    const levelEnd = search.texts.length;
    if (search.expanded === levelEnd) break;
    if (options.exhaust !== true && isDecided(search)) break;
    if (search.levels.length >= (options.depthMax ?? Number.POSITIVE_INFINITY)) break;
    if (!expandLevel(search, levelEnd, options)) break;
    if (search.texts.length > levelEnd) search.levels.push(levelEnd);
  }
  return conclude(search);
}

function begin(machine: Machine, properties: readonly AnyProperty[]): Search {
  const progress = properties.filter(isProgress);
  const search: Search = {
    machine,
    properties,
    ids: new Map(),
    texts: [],
    parents: [],
    reachedBy: [],
    levels: [0],
    decisions: new Map(),
    edges: { from: [], to: [] },
    graph: properties.some(({ kind }) => kind === 'eventually') ? graph() : null,
    goals: new Map(progress.map((property) => [property, new Set()])),
    frontier: new Set(),
    taken: new Uint32Array(machine.steps.length),
    transitions: 1,
    deadlocks: 0,
    expanded: 0,
  };
  discover(search, canonical(machine.initial, machine.shape), -1, null);
  return search;
}

/** Expands every state before `levelEnd`; false if the search was cut short. */
function expandLevel(search: Search, levelEnd: number, options: SearchOptions): boolean {
  const statesMax = options.stateCountMax ?? Number.POSITIVE_INFINITY;
  while (search.expanded < levelEnd) {
    if (search.texts.length >= statesMax) return false;
    if (search.expanded % breath === 0) {
      const [states, depth] = [search.texts.length, search.levels.length];
      options.onProgress?.({ states, depth, queue: states - search.expanded });
      if (options.isCancelled?.() === true) return false;
    }
    expand(search, search.expanded);
    search.expanded++;
  }
  return true;
}

function expand(search: Search, id: number): void {
  const { machine } = search;
  const state = strictCopy(search.texts[id] as string) as State;
  const before = sightOf(machine, state);
  const steps = enabledSteps(machine, state);
  if (steps.length === 0) search.deadlocks++;
  if (search.goals.size > 0 && isFrontier(machine, state)) search.frontier.add(id);
  if (search.graph !== null) beginState(search.graph);
  for (const step of steps) {
    search.transitions++;
    const taken = search.taken[step.index] as number;
    search.taken[step.index] = taken + 1;
    const successor = successorText(machine, step, state, taken < strictRunCount);
    const to = search.ids.get(successor) ?? discover(search, successor, id, step);
    if (search.goals.size > 0 && step.actor !== 'adversary') {
      search.edges.from.push(id);
      search.edges.to.push(to);
    }
    if (search.graph !== null) addEdge(search.graph, to, step.index);
    judgeStep(search, before, id, step, successor);
  }
  if (search.graph !== null) endState(search.graph, search.frontier.has(id));
}

function discover(search: Search, text: string, parent: number, by: Step | null): number {
  const id = search.texts.length;
  search.ids.set(text, id);
  search.texts.push(text);
  search.parents.push(parent);
  search.reachedBy.push(by);
  const sight = sightOf(search.machine, strictCopy(text) as State);
  for (const property of search.properties) {
    if (isGoal(property, sight)) search.goals.get(property)?.add(id);
    if (search.decisions.has(property)) continue;
    const explanation = decisionAt(property, sight);
    if (explanation !== null) search.decisions.set(property, { at: id, by: null, explanation });
  }
  return id;
}

function judgeStep(search: Search, before: Sight, id: number, step: Step, successor: string): void {
  let after: Sight | null = null;
  for (const property of search.properties) {
    if (property.kind !== 'step' || search.decisions.has(property)) continue;
    after ??= sightOf(search.machine, strictCopy(successor) as State);
    const explanation = decisionOn(property, before, step.action, after);
    if (explanation !== null) search.decisions.set(property, { at: id, by: step, explanation });
  }
}

function isDecided(search: Search): boolean {
  const { properties, decisions } = search;
  return properties.length > 0 && properties.every((property) => decisions.has(property));
}

// ── the answer ───────────────────────────────────────────────────────────────────────────────

function conclude(search: Search): Exploration {
  const complete = search.expanded === search.texts.length;
  return {
    machine: search.machine,
    states: search.texts.length,
    transitions: search.transitions,
    depth: search.levels.length,
    complete,
    deadlocks: search.deadlocks,
    fired: firedByType(search),
    findings: search.properties.map((property) => {
      if (property.kind === 'recoverable') return progressFinding(search, property, complete);
      if (property.kind === 'eventually') return endFinding(search, property, complete);
      return decidedFinding(search, property, complete);
    }),
  };
}

function firedByType({ machine, taken }: Search): Readonly<Record<string, number>> {
  const fired: Record<string, number> = {};
  for (const { action, index } of machine.steps) {
    fired[action.type] = (fired[action.type] ?? 0) + (taken[index] as number);
  }
  return fired;
}

function decidedFinding(search: Search, property: AnyProperty, complete: boolean): Finding {
  const decision = search.decisions.get(property);
  const isGoalKind = property.kind === 'sometimes';
  if (decision === undefined) {
    const [whole, cut] = isGoalKind
      ? (['unreachable', 'inconclusive'] as const)
      : (['holds', 'unrefuted'] as const);
    const verdict = complete ? whole : cut;
    return { property, verdict, execution: null, explanation: null, boundedStates: 0 };
  }
  const { at, by, explanation } = decision;
  const last = by === null ? [] : [by.action];
  return {
    property,
    verdict: isGoalKind ? 'witnessed' : 'violated',
    execution: [...executionTo(search, at), ...last],
    explanation,
    boundedStates: 0,
  };
}

function progressFinding(search: Search, property: AnyProperty, complete: boolean): Finding {
  const goals = search.goals.get(property) ?? new Set();
  const { first, bounded } = wedgedStates(
    search.texts.length,
    search.edges,
    (id) => goals.has(id),
    (id) => search.frontier.has(id) || id >= search.expanded,
  );
  if (first !== null) {
    const execution = executionTo(search, first);
    const explanation = `no honest or user step leads from here to: ${property.means}`;
    return { property, verdict: 'violated', execution, explanation, boundedStates: bounded };
  }
  const verdict = complete && bounded === 0 ? 'holds' : 'unrefuted';
  return { property, verdict, execution: null, explanation: null, boundedStates: bounded };
}

function endFinding(search: Search, property: AnyProperty, complete: boolean): Finding {
  const marks = new Uint8Array(search.texts.length);
  for (const id of search.goals.get(property) ?? []) marks[id] = 1;
  const { machine } = search;
  const found = fairLasso(machine, search.graph ?? graph(), marks.length, marks);
  const actions = machine.steps.map(({ action }) => action);
  return fairFinding(property, found, actions, complete);
}

function executionTo(search: Search, id: number): readonly Action[] {
  const actions: Action[] = [];
  for (let at = id; at > 0; at = search.parents[at] as number) {
    actions.push((search.reachedBy[at] as Step).action);
  }
  return actions.reverse();
}
