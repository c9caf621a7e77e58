/** A search by the fast explorer: everything that it knows while it runs. */
import { InputError } from '../errors.ts';
import type { Machine, Step } from '../machine.ts';
import type { AnyProperty } from '../protocol.ts';
import { type Audit, auditOf } from './audit.ts';
import { type Components, componentsOf, fingerprintWords } from './components.ts';
import { type CrewMember, cell } from './crew/memory.ts';
import { valueLog } from './crew/value-log.ts';
import { type Crew, type Failure, joined } from './crew/views.ts';
import { type SearchOptions, unsortable } from './exploration.ts';
import { type Facts, factsOf } from './facts.ts';
import {
  enlargement,
  type FingerprintTable,
  fingerprintTable,
  isNearlyFull,
} from './fingerprint-table.ts';
import { type Graph, graph } from './graph.ts';
import { type Numbers, numbers } from './growing.ts';
import { type Level, levelOf } from './levels.ts';
import { type Sorter, sorterOf } from './symmetry.ts';
import { type Transitions, transitionsOf } from './transitions.ts';
import type { MemoPolicy } from './trials.ts';
import { type Verdicts, verdictsOf } from './verdicts.ts';

export interface MemoisedOptions extends SearchOptions {
  /** `never` takes every step directly; `auto` decides step by step. */
  readonly memo?: MemoPolicy;
  /** Explore one state of each orbit, where the protocol declares a symmetry. */
  readonly symmetry?: boolean;
  /** Bytes that the store of states may take; the search is cut before it would take more. */
  readonly memoryMax?: number;
  /** The thread's place among several that search together. */
  readonly crew?: CrewMember;
}

/** A property decided at a state, or (`by`) on a step taken from it. */
export interface Decision {
  readonly at: number;
  readonly by: Step | null;
  /** What the property threw instead, in one of several threads. */
  readonly failure?: Failure;
}

/** Which states are the goals of a progress property. */
export interface Goals {
  /** Of the property. */
  readonly number: number;
  readonly marks: Numbers;
  /** Of the state judged last: 1 if it is a goal. */
  isMet: 0 | 1;
}

export interface Search {
  readonly machine: Machine;
  readonly properties: readonly AnyProperty[];
  readonly components: Components;
  readonly transitions: Transitions;
  readonly facts: Facts;
  readonly verdicts: Verdicts;
  readonly audit: Audit;
  /** Null where every state stands for itself. */
  readonly sorter: Sorter | null;
  readonly table: FingerprintTable;
  /** The level being expanded, and the one being discovered. */
  level: Level;
  next: Level;
  /** How each state was first reached. */
  readonly parents: Numbers;
  readonly reachedBy: Numbers;
  /** First state of each level. */
  readonly levels: number[];
  /** By property. */
  readonly decisions: Map<number, Decision>;
  /** Properties that may still be decided at a state, and on a step, by number. */
  open: number[];
  openSteps: number[];
  readonly goals: readonly Goals[];
  /** Of a thread among several: of the states that it expands in a round. */
  readonly graph: Graph | null;
  /** Null where one thread searches. */
  readonly crew: Crew | null;
  /** Whether self-loops matter too: to a graph or to step properties. */
  readonly isEachStepSeen: boolean;
  readonly batch: Batch;
  /** Scratch: the steps worth asking; the state after a step. */
  readonly set: Int32Array;
  readonly after: Uint32Array;
  stateCount: number;
  transitionCount: number;
  deadlocks: number;
  expanded: number;
  missesAudited: number;
}

/** The enabled steps of some successive states of a level, in order. */
export interface Batch {
  /** By state: where its steps end. */
  readonly ends: Int32Array;
  readonly isFrontier: Uint8Array;
  stateCount: number;
  count: number;
  readonly steps: Int32Array;
  readonly answers: Int32Array;
  /** Of the states that the steps lead to. */
  readonly fingerprints: Int32Array;
  /** Fingerprints of states that were entered lately, each in one seat: most steps lead to one. */
  readonly recent: Int32Array;
  /** Some answer would be overwritten by the next state. */
  isScratch: boolean;
  /** Keeps the calls for entries from being optimised away. */
  called: number;
}

export const batchStateCount = 16;
/** Seats of `Batch.recent`, less one: few enough to stay in the processor's own cache. */
export const recentMask = 2 ** 12 - 1;

export function newSearch(machine: Machine, options: MemoisedOptions): Search {
  const { properties, memo = 'auto', crew } = options;
  const log = crew === undefined ? null : valueLog(crew.memory.control, crew.memory.valueLog);
  const components = componentsOf(machine.shape, log);
  const transitions = transitionsOf(machine, components, memo);
  const facts = factsOf(transitions);
  const ofKinds = (...kinds: AnyProperty['kind'][]): number[] =>
    [...properties.keys()].filter((number) =>
      kinds.includes((properties[number] as AnyProperty).kind),
    );
  const goals = ofKinds('recoverable', 'eventually').map(
    (number): Goals => ({ number, marks: numbers(1), isMet: 0 }),
  );
  const openSteps = ofKinds('step');
  const width = components.list.length;
  const sorter = options.symmetry === true ? sorterOf(machine, components, properties) : null;
  if (sorter !== null) {
    transitions.idMax = sorter.idMax;
    refuseEventually(properties);
  }
  return {
    machine,
    properties,
    components,
    transitions,
    facts,
    verdicts: verdictsOf(machine, components, properties, facts, memo),
    audit: auditOf(machine, components),
    sorter,
    table: fingerprintTable(goals.length > 0 || crew !== undefined),
    level: levelOf(width),
    next: levelOf(width),
    parents: numbers(4),
    reachedBy: numbers(machine.steps.length < 2 ** 16 ? 2 : 4),
    levels: [0],
    decisions: new Map(),
    open: ofKinds('always', 'sometimes'),
    openSteps,
    goals,
    graph: goals.length > 0 ? graph() : null,
    crew: crew === undefined ? null : joined(crew, components),
    isEachStepSeen: goals.length + openSteps.length > 0,
    batch: newBatch(machine.steps.length),
    set: new Int32Array(transitions.rows.words),
    after: new Uint32Array(width),
    stateCount: 0,
    transitionCount: 1,
    deadlocks: 0,
    expanded: 0,
    missesAudited: 0,
  };
}

/** Fairness to one of two interchangeable steps is not fairness to the other. */
function refuseEventually(properties: readonly AnyProperty[]): void {
  const property = unsortable(properties);
  if (property === null) return;
  throw new InputError(
    `${property.name} cannot be judged with symmetry: a loop of orbits may be fair where no loop ` +
      'of states is. Explore without symmetry.',
  );
}

/**
 * Bytes of everything that grows with the search, and of the next table of fingerprints once it is
 * due: the step that would take too much is not begun.
 */
export function storeBytes(search: Search): number {
  const { table, level, next, crew, parents, reachedBy, goals, graph } = search;
  const tableBytes = table.words.byteLength;
  const entries = crew === null ? table.count : (crew.control[cell.entries] as number);
  const states = bytesOf([level, next].flatMap((each) => [each.vectors, each.fingerprints]));
  const grown = isNearlyFull(table, entries) ? (enlargement(table) - 1) * tableBytes : 0;
  if (crew !== null) {
    return bytesOf(Object.values(crew.views)) + grown + states + crew.size * ownBytes(search);
  }
  const lists = [parents, reachedBy, ...goals.map(({ marks }) => marks)];
  if (graph !== null) lists.push(graph.starts, graph.to, graph.by, graph.isFrontier);
  const listed = bytesOf(lists.map(({ values }) => values));
  return tableBytes + grown + states + listed + ownBytes(search);
}

/** Bytes of what each thread keeps for itself. */
export function ownBytes({ transitions, verdicts, crew, graph }: Search): number {
  const { tries, changes, differences } = transitions;
  const own = bytesOf([tries.pool, changes, differences, verdicts.tries.pool]);
  if (crew === null) return own;
  const { states, parents, steps, places, kept } = crew.proposals;
  const edges = graph === null ? [] : [graph.to, graph.by];
  const lists = [parents, steps, places, kept, ...edges].map(({ values }) => values);
  return own + bytesOf([states.vectors, states.fingerprints, ...lists]);
}

function bytesOf(arrays: readonly { readonly byteLength: number }[]): number {
  return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function newBatch(stepCount: number): Batch {
  const size = batchStateCount * stepCount;
  return {
    ends: new Int32Array(batchStateCount),
    isFrontier: new Uint8Array(batchStateCount),
    stateCount: 0,
    count: 0,
    steps: new Int32Array(size),
    answers: new Int32Array(size),
    fingerprints: new Int32Array(size * fingerprintWords),
    recent: new Int32Array((recentMask + 1) * fingerprintWords),
    isScratch: false,
    called: 0,
  };
}
