/**
 * The fast explorer: breadth-first over interned vectors, with memoised transitions and verdicts.
 *
 * It answers what the simple explorer (`breadth-first.ts`) answers, in the same order: states are
 * expanded as they were discovered, steps are tried in the machine's order, a level is completed
 * before a search ends early. What it does not do again for each transition is run the model: see
 * `transitions.ts` (what a step did, by what it read), `rows.ts` (steps worth asking),
 * `components.ts` (fingerprints by difference), `verdicts.ts`, and `audit.ts`, which does a sample
 * of it all again.
 */
import type { Machine, Step } from '../machine.ts';
import type { Action, AnyProperty } from '../protocol.ts';
import {
  type Audit,
  auditedFirstCount,
  auditedOneIn,
  auditOf,
  auditStep,
  auditVerdict,
} from './audit.ts';
import {
  type Components,
  componentsOf,
  encode,
  fingerprint,
  fingerprintWords,
  type Vectors,
} from './components.ts';
import { ask } from './decisions.ts';
import type { Exploration, Finding, SearchOptions } from './exploration.ts';
import { type Facts, factsOf } from './facts.ts';
import {
  collisionOdds,
  enter,
  type FingerprintTable,
  fingerprintTable,
  makeRoom,
} from './fingerprint-table.ts';
import { addEdge, beginState, endState, type Graph, graph, wedge } from './graph.ts';
import { append, type Numbers, numbers } from './growing.ts';
import { type Level, levelOf, reserve, widen } from './levels.ts';
import { candidates } from './rows.ts';
import {
  answerAnew,
  changesNothing,
  directStepCount,
  missRateOf,
  outcomeAnswer,
  refusedByBound,
  refusedByRule,
  type Transitions,
  transitionsOf,
} from './transitions.ts';
import type { MemoPolicy } from './trials.ts';
import { type Verdicts, verdictsOf } from './verdicts.ts';

export interface MemoisedOptions extends SearchOptions {
  /** `never` takes every step directly (the packed path); `auto` decides step by step. */
  readonly memo?: MemoPolicy;
}

export interface MemoisedExploration extends Exploration {
  readonly engine: EngineReport;
}

/** How the search went, for `--json` and benchmarks. */
export interface EngineReport {
  /** Bound on the odds that two states shared a fingerprint and one was not expanded. */
  readonly collisionOdds: number;
  /** Transitions that ran the code of the model, as a share of all. */
  readonly missRate: number;
  /** Steps whose memo did not pay. */
  readonly directSteps: number;
  /** Transitions and verdicts that were done again and found the same. */
  readonly audited: number;
}

/** Expansions between two looks at the outside world. */
const breath = 256;
/** Misses that are done again; later ones are sampled like every transition. */
const auditedMissCount = 2000;
/** States at the start whose left-out steps are asked again. */
const auditedRowCount = 16;

interface Decision {
  readonly at: number;
  readonly by: Step | null;
  readonly explanation: string;
}

/** The enabled steps of the state being expanded, in order. */
interface Pending {
  count: number;
  readonly steps: Int32Array;
  readonly answers: Int32Array;
  readonly fingerprints: Int32Array;
  /** Keeps the calls for entries from being optimised away. */
  called: number;
}

interface Search {
  readonly machine: Machine;
  readonly properties: readonly AnyProperty[];
  readonly components: Components;
  readonly transitions: Transitions;
  readonly facts: Facts;
  readonly verdicts: Verdicts;
  readonly audit: Audit;
  readonly table: FingerprintTable;
  /** The level being expanded, and the one being discovered. */
  level: Level;
  next: Level;
  /** How each state was first reached. */
  readonly parents: Numbers;
  readonly reachedBy: Numbers;
  /** First state of each level. */
  readonly levels: number[];
  readonly decisions: Map<AnyProperty, Decision>;
  /** Properties that may still be decided at a state, and on a step, by number. */
  open: number[];
  openSteps: number[];
  /** Progress properties, by number, and which states are their goals. */
  readonly goals: ReadonlyMap<number, Numbers>;
  readonly graph: Graph | null;
  /** Whether self-loops matter too: to a graph or to step properties. */
  readonly isEachStepSeen: boolean;
  readonly pending: Pending;
  /** Scratch: the steps worth asking; the state after a step. */
  readonly set: Int32Array;
  readonly after: Uint32Array;
  stateCount: number;
  transitionCount: number;
  deadlocks: number;
  expanded: number;
  missesAudited: number;
}

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
  const { properties, memo = 'auto' } = options;
  const components = componentsOf(machine.shape);
  const transitions = transitionsOf(machine, components, memo);
  const facts = factsOf(transitions);
  const numbered = [...properties.entries()];
  const progress = numbered.filter(([, { kind }]) => kind === 'recoverable');
  const width = components.list.length;
  const search: Search = {
    machine,
    properties,
    components,
    transitions,
    facts,
    verdicts: verdictsOf(machine, components, properties, facts, memo),
    audit: auditOf(machine, components),
    table: fingerprintTable(progress.length > 0),
    level: levelOf(width),
    next: levelOf(width),
    parents: numbers(4),
    reachedBy: numbers(machine.steps.length < 2 ** 16 ? 2 : 4),
    levels: [0],
    decisions: new Map(),
    open: numbered.filter(([, { kind }]) => kind === 'always' || kind === 'sometimes').map(first),
    openSteps: numbered.filter(([, { kind }]) => kind === 'step').map(first),
    goals: new Map(progress.map(([number]) => [number, numbers(1)])),
    graph: progress.length > 0 ? graph() : null,
    isEachStepSeen: progress.length > 0 || properties.some(({ kind }) => kind === 'step'),
    pending: {
      count: 0,
      steps: new Int32Array(machine.steps.length),
      answers: new Int32Array(machine.steps.length),
      fingerprints: new Int32Array(machine.steps.length * fingerprintWords),
      called: 0,
    },
    set: new Int32Array(transitions.rows.words),
    after: new Uint32Array(width),
    stateCount: 0,
    transitionCount: 1,
    deadlocks: 0,
    expanded: 0,
    missesAudited: 0,
  };
  const { next, table } = search;
  const ids = encode(components, machine.initial);
  next.vectors.set(ids);
  const { fingerprints } = next;
  fingerprint(components, next.vectors, 0, fingerprints, 0);
  const [a = 0, b = 0, c = 0, d = 0] = fingerprints;
  enter(table, a, b, c, d);
  arrive(search, 0, 0);
  return search;
}

function first([number]: readonly [number, unknown]): number {
  return number;
}

/** Expands the level that was discovered last; false if the search was cut short. */
function expandLevel(search: Search, options: SearchOptions): boolean {
  const statesMax = options.stateCountMax ?? Number.POSITIVE_INFINITY;
  [search.level, search.next] = [search.next, search.level];
  search.next.count = 0;
  const { count } = search.level;
  for (let index = 0; index < count; index++) {
    if (search.stateCount >= statesMax) return false;
    if (search.expanded % breath === 0) {
      const [states, depth] = [search.stateCount, search.levels.length];
      options.onProgress?.({ states, depth, queue: states - search.expanded });
      if (options.isCancelled?.() === true) return false;
    }
    expand(search, index);
    search.expanded++;
  }
  return true;
}

/**
 * One state. First every step that may be enabled is asked and the fingerprint of what it leads to
 * is worked out, then the fingerprints are looked up. A look-up is a cache miss; apart from the
 * branches that depend on them, the processor waits for several at once.
 */
function expand(search: Search, index: number): void {
  const { transitions, level, graph, set, pending } = search;
  const { tries, taken, refused, rows } = transitions;
  const { vectors } = level;
  const base = index * level.width;
  pending.count = 0;
  let enabledCount = 0;
  let isFrontier = false;
  candidates(rows, vectors, base, set);
  auditRows(search, base);
  if (graph !== null) beginState(graph);
  for (let word = 0; word < set.length; word++) {
    for (let bits = set[word] as number; bits !== 0; bits &= bits - 1) {
      const step = (word << 5) + 31 - Math.clz32(bits & -bits);
      let answer = ask(tries, step, vectors, base);
      if (answer === 0) answer = answerAudited(search, step, base);
      if (answer >= refusedByBound) {
        refused[step] = (refused[step] as number) + 1;
        if (answer === refusedByBound) isFrontier ||= isOwed(search, step);
        continue;
      }
      taken[step] = (taken[step] as number) + 1;
      enabledCount++;
      // What changes nothing leads nowhere new; only those who look at each step care.
      if (answer !== changesNothing || search.isEachStepSeen) {
        pending.steps[pending.count] = step;
        pending.answers[pending.count++] = answer;
      }
    }
  }
  search.transitionCount += enabledCount;
  if (enabledCount === 0) search.deadlocks++;
  aim(search, index);
  for (let at = 0; at < pending.count; at++) arriveBy(search, index, at);
  if (graph !== null) endState(graph, isFrontier);
}

/** Works out the fingerprints that the pending steps lead to, and calls for their entries. */
function aim({ transitions, level, table, pending }: Search, index: number): void {
  const { differences } = transitions;
  const { answers, fingerprints, count } = pending;
  const { words, mask } = table;
  const from = index << 2;
  const first = level.fingerprints[from] as number;
  const second = level.fingerprints[from + 1] as number;
  const third = level.fingerprints[from + 2] as number;
  const fourth = level.fingerprints[from + 3] as number;
  let called = 0;
  for (let at = 0; at < count; at++) {
    const answer = answers[at] as number;
    if (answer === changesNothing) continue;
    const difference = (outcomeAnswer - answer) << 2;
    const place = (second + (differences[difference + 1] as number)) | 0;
    const to = at << 2;
    fingerprints[to] = first + (differences[difference] as number);
    fingerprints[to + 1] = place;
    fingerprints[to + 2] = third + (differences[difference + 2] as number);
    fingerprints[to + 3] = fourth + (differences[difference + 3] as number);
    called ^= words[(place & mask) << 2] as number;
  }
  pending.called = called;
}

/** Looks up where a pending step leads, and discovers what was not met before. */
function arriveBy(search: Search, index: number, at: number): void {
  const { level, table, graph, pending, audit } = search;
  const { fingerprints } = pending;
  const step = pending.steps[at] as number;
  const answer = pending.answers[at] as number;
  if (answer === changesNothing) {
    if (graph !== null) addEdge(graph, search.expanded, step);
  } else {
    const from = at << 2;
    const mark = fingerprints[from] as number;
    const second = fingerprints[from + 1] as number;
    const third = fingerprints[from + 2] as number;
    const fourth = fingerprints[from + 3] as number;
    const parent = level.fingerprints[(index << 2) + 3] as number;
    if (((third ^ parent) & (auditedOneIn - 1)) === 0 || audit.transitions < auditedFirstCount) {
      auditTaken(search, step, index * level.width, answer, fingerprints.slice(from, from + 4));
    }
    const place = enter(table, mark, second, third, fourth);
    if (graph !== null) {
      addEdge(graph, place < 0 ? search.stateCount : numberAt(table, place), step);
    }
    if (place < 0) discover(search, index, at);
  }
  if (search.openSteps.length > 0) judgeStep(search, index, step, answer);
}

function isOwed({ machine }: Search, step: number): boolean {
  return (machine.steps[step] as Step).actor !== 'adversary';
}

function numberAt({ numbers }: FingerprintTable, place: number): number {
  return numbers === null ? 0 : (numbers[place] as number);
}

/** A state that was not met before. */
function discover(search: Search, index: number, at: number): void {
  const { level, next, transitions, pending } = search;
  reserve(next);
  if (transitions.idMax >= 2 ** (8 * next.vectors.BYTES_PER_ELEMENT))
    widen(next, transitions.idMax);
  const { vectors, fingerprints, width, count } = next;
  const answer = pending.answers[at] as number;
  follow(transitions, level.vectors, index * width, answer, vectors, count * width, width);
  const [from, to] = [at << 2, count << 2];
  for (let word = 0; word < fingerprintWords; word++) {
    fingerprints[to + word] = pending.fingerprints[from + word] as number;
  }
  makeRoom(search.table);
  arrive(search, search.expanded, pending.steps[at] as number);
}

/** Copies a vector with the changes of an answer. */
function follow(
  { changes, starts }: Transitions,
  from: Vectors,
  base: number,
  answer: number,
  to: Vectors,
  toBase: number,
  width: number,
): void {
  for (let index = 0; index < width; index++) to[toBase + index] = from[base + index] as number;
  if (answer === changesNothing) return;
  const start = starts[outcomeAnswer - answer] as number;
  const end = start + 2 * (changes[start] as number);
  for (let at = start + 1; at <= end; at += 2) {
    to[toBase + (changes[at] as number)] = changes[at + 1] as number;
  }
}

/** Numbers and judges the state that was just added to the next level. */
function arrive(search: Search, parent: number, by: number): void {
  const { next, open, verdicts, goals } = search;
  const id = search.stateCount++;
  const base = next.count++ * next.width;
  append(search.parents, parent);
  append(search.reachedBy, by);
  if (open.length === 0 && goals.size === 0) return;
  search.facts.turnTo(next.vectors, base);
  verdicts.turn();
  const isAudited =
    id < 64 || ((next.fingerprints[(next.count - 1) << 2] as number) & (auditedOneIn - 1)) === 0;
  for (const number of open) {
    const explanation = verdictAt(search, number, base, isAudited);
    if (explanation !== null) decide(search, number, { at: id, by: null, explanation });
  }
  for (const [number, list] of goals) {
    append(list, verdictAt(search, number, base, isAudited) === null ? 0 : 1);
  }
}

function verdictAt(
  search: Search,
  number: number,
  base: number,
  isAudited: boolean,
): string | null {
  const { verdicts, next, audit } = search;
  const verdict = verdicts.at(number, next.vectors, base);
  if (isAudited) {
    auditVerdict(audit, search.properties[number] as AnyProperty, next.vectors, base, verdict);
  }
  return verdict;
}

function decide(search: Search, number: number, decision: Decision): void {
  search.decisions.set(search.properties[number] as AnyProperty, decision);
  search.open = search.open.filter((other) => other !== number);
  search.openSteps = search.openSteps.filter((other) => other !== number);
}

function judgeStep(search: Search, index: number, number: number, answer: number): void {
  const { level, transitions, machine, after, verdicts } = search;
  const base = index * level.width;
  follow(transitions, level.vectors, base, answer, after, 0, level.width);
  const step = machine.steps[number] as Step;
  for (const property of search.openSteps) {
    const explanation = verdicts.on(property, level.vectors, base, step, after, 0);
    if (explanation === null) continue;
    decide(search, property, { at: search.expanded, by: step, explanation });
  }
}

function isDecided({ properties, open, openSteps, goals }: Search): boolean {
  return properties.length > 0 && open.length + openSteps.length + goals.size === 0;
}

// ── the oracle inside ────────────────────────────────────────────────────────────────────────

/** The answer where the memo does not know one, done again the first so many times. */
function answerAudited(search: Search, step: number, base: number): number {
  const { transitions, level } = search;
  const answer = answerAnew(transitions, step, level.vectors, base);
  if (search.missesAudited++ >= auditedMissCount) return answer;
  if (answer > outcomeAnswer) auditClaim(search, step, base, answer, null);
  else auditTaken(search, step, base, answer, null);
  return answer;
}

function auditTaken(
  search: Search,
  step: number,
  base: number,
  answer: number,
  words: Int32Array | null,
): void {
  const { transitions, level, after } = search;
  follow(transitions, level.vectors, base, answer, after, 0, level.width);
  auditClaim(search, step, base, answer, words);
}

function auditClaim(
  { machine, audit, level, after }: Search,
  step: number,
  base: number,
  answer: number,
  words: Int32Array | null,
): void {
  auditStep(audit, {
    step: machine.steps[step] as Step,
    before: level.vectors,
    beforeBase: base,
    answer,
    after: answer > outcomeAnswer ? null : after,
    afterBase: 0,
    words,
  });
}

/** Steps that the rows leave out are refused by a rule. */
function auditRows(search: Search, base: number): void {
  const mixed = search.level.fingerprints[(base / search.level.width) * 4] as number;
  const isFirst = search.expanded < auditedRowCount && search.machine.steps.length < 1000;
  if (!isFirst && (mixed & (auditedOneIn - 1)) !== 0) return;
  for (const { index } of search.machine.steps) {
    const isAsked = ((search.set[index >> 5] as number) >>> (index & 31)) & 1;
    if (isAsked === 0) auditClaim(search, index, base, refusedByRule, null);
  }
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
      property.kind === 'recoverable'
        ? progressFinding(search, property, number, complete)
        : decidedFinding(search, property, complete),
    ),
    engine: {
      collisionOdds: collisionOdds(search.stateCount),
      missRate: missRateOf(transitions),
      directSteps: directStepCount(transitions),
      audited: audit.transitions + audit.states,
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
  const execution = [...executionTo(search, at), ...(by === null ? [] : [by.action])];
  const verdict = isGoalKind ? 'witnessed' : 'violated';
  return { property, verdict, execution, explanation, boundedStates: 0 };
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
  const goals = search.goals.get(number);
  if (search.graph === null || goals === undefined) {
    return undecidedFinding(property, 'inconclusive', 0);
  }
  const marks = goals.values as Uint8Array;
  const { first, bounded } = wedge(search.machine, search.graph, search.stateCount, marks);
  if (first === null) {
    return undecidedFinding(property, complete && bounded === 0 ? 'holds' : 'unrefuted', bounded);
  }
  const execution = executionTo(search, first);
  const explanation = `no honest or user step leads from here to: ${property.means}`;
  return { property, verdict: 'violated', execution, explanation, boundedStates: bounded };
}

function executionTo({ machine, parents, reachedBy }: Search, id: number): readonly Action[] {
  const actions: Action[] = [];
  for (let at = id; at > 0; at = parents.values[at] as number) {
    actions.push((machine.steps[reachedBy.values[at] as number] as Step).action);
  }
  return actions.reverse();
}
