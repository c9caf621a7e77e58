/**
 * The states that walks have met, as a graph that remembers.
 *
 * Walks of one machine meet the same states again and again. A state is worked out once: the
 * recipe runs on a copy, a key says whether the state is known, its enabled steps are
 * listed when somebody asks, and the edge is kept. From then on a step is two array reads.
 *
 * Room is bounded by the length of the keys kept. When it is used up, walks that leave the known
 * part go on over states that nobody keeps: same answers, no memory. What a walk chooses never
 * depends on what is remembered.
 *
 * Contract of models: rules and properties read frozen strict copies, and recipes change strict
 * drafts, for the first states and for one in `strictEvery` after that; in between they get plain
 * objects, which cost a tenth. `checkLast` holds the end of every walk against the contract.
 */
import { ModelError } from '../errors.ts';
import {
  enabledSteps,
  inModel,
  isEnabled,
  type Machine,
  nameOf,
  type State,
  type Step,
} from '../machine.ts';
import { canonical, strictCopy, strictRunCount } from '../state.ts';
import { successorText } from '../successor.ts';
import { type QuickState, quickStateOf } from './quick-state.ts';

export interface StateNode {
  readonly state: State;
  /** Equal for equal states. */
  readonly key: string;
  /** Whether the graph had room for it. */
  readonly isKept: boolean;
  /** Use `enabledAt`. */
  enabled: readonly Step[] | null;
  /** By place in `enabled`; null until a kept state has been left. */
  next: (StateNode | undefined)[] | null;
  /** Whoever judged the state last, so that one sampling judges it once. */
  judgedBy: object | null;
  /** The same for the step at each place in `enabled`. */
  stepJudgedBy: (object | undefined)[] | null;
}

export interface StateGraph {
  readonly machine: Machine;
  readonly root: StateNode;
  readonly nodes: Map<string, StateNode>;
  /** How often each step was worked out, by its index. */
  readonly taken: Uint32Array;
  /** States worked out, kept or not. */
  made: number;
  readonly quick: QuickState;
  /** Characters of keys that may still be kept. */
  room: number;
}

/** About 150 MB with the objects. */
const roomInitial = 8_000_000;
const strictFirst = 1000;
const strictEvery = 32;

const graphs = new WeakMap<Machine, StateGraph>();

export function graphOf(machine: Machine): StateGraph {
  const known = graphs.get(machine);
  if (known !== undefined) return known;
  const graph = newGraph(machine, roomInitial);
  graphs.set(machine, graph);
  return graph;
}

/** @param room Characters of keys that may be kept. */
export function newGraph(machine: Machine, room: number): StateGraph {
  const quick = quickStateOf(machine.shape);
  const state = strictCopy(canonical(machine.initial, machine.shape)) as State;
  const key = quick.key(state);
  const root = newNode(state, key, true);
  const taken = new Uint32Array(machine.steps.length);
  return { machine, root, nodes: new Map([[key, root]]), taken, quick, made: 1, room };
}

function newNode(state: State, key: string, isKept: boolean): StateNode {
  return { state, key, isKept, enabled: null, next: null, judgedBy: null, stepJudgedBy: null };
}

/** Steps that may happen, in the order of the machine. */
export function enabledAt(graph: StateGraph, node: StateNode): readonly Step[] {
  node.enabled ??= enabledIn(graph.machine, node.state);
  return node.enabled;
}

function enabledIn(machine: Machine, state: State): readonly Step[] {
  const enabled: Step[] = [];
  try {
    for (const step of machine.steps) if (isEnabled(step, state)) enabled.push(step);
    return enabled;
  } catch {
    // Slower, and says what is wrong where.
    return enabledSteps(machine, state);
  }
}

/** The state after the enabled step at `place`. */
export function follow(graph: StateGraph, node: StateNode, place: number): StateNode {
  const known = node.next?.[place];
  if (known !== undefined) return known;
  const enabled = enabledAt(graph, node);
  const next = work(graph, node.state, enabled[place] as Step);
  if (next.isKept && node.isKept) {
    node.next ??= new Array(enabled.length);
    node.next[place] = next;
  }
  return next;
}

function work(graph: StateGraph, before: State, step: Step): StateNode {
  const { quick, nodes } = graph;
  const taken = graph.taken[step.index] as number;
  graph.taken[step.index] = taken + 1;
  graph.made++;
  const isStrict =
    taken < strictRunCount || graph.made < strictFirst || graph.made % strictEvery === 0;
  const state = isStrict ? takeStrictly(graph, before, step) : take(graph, before, step);
  const key = quick.key(state);
  const known = nodes.get(key);
  if (known !== undefined) return known;
  // A recipe may leave keys in another order; no property shall see which way led here.
  const node = newNode(quick.inOrder(state) as State, key, graph.room > 0);
  if (node.isKept) {
    nodes.set(key, node);
    graph.room -= key.length;
  }
  return node;
}

function take(graph: StateGraph, before: State, step: Step): State {
  const draft = graph.quick.copy(before) as State;
  try {
    step.effect(draft);
    return draft;
  } catch {
    // Slower, and says what is wrong where.
    return takeStrictly(graph, before, step);
  }
}

function takeStrictly({ machine }: StateGraph, before: State, step: Step): State {
  return strictCopy(successorText(machine, step, before, true)) as State;
}

/** @throws ModelError if the end of a walk is no plain data, or is no longer what it was. */
export function checkLast(graph: StateGraph, node: StateNode): void {
  const { machine } = graph;
  inModel(
    () => `${nameOf(machine)}, after a walk`,
    node.state,
    () => canonical(node.state, machine.shape),
  );
  if (node.key === graph.quick.key(node.state)) return;
  throw new ModelError(
    `${nameOf(machine)}: a rule or a property writes to the state it reads; only \`then\` may`,
  );
}
