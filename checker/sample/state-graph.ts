/**
 * The states that walks have met, as a graph that remembers.
 *
 * Walks of one machine meet the same states again and again. A state is worked out once: the
 * recipe runs on a copy, the canonical text says whether the state is known, its enabled steps are
 * listed when somebody asks, and the edge is kept. From then on a step is two array reads.
 *
 * Room is bounded by the length of the texts kept. When it is used up, walks that leave the known
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
  show,
} from '../machine.ts';
import { canonical, draftOf, strictCopy, strictRunCount } from '../state.ts';

export interface StateNode {
  readonly state: State;
  /** Canonical text; null if the graph had no room to keep the state. */
  readonly text: string | null;
  /** Use `enabledAt`. */
  enabled: readonly Step[] | null;
  /** By place in `enabled`; only kept nodes are remembered. */
  readonly next: (StateNode | undefined)[];
  /** Whoever judged the state last, so that one sampling judges it once. */
  judgedBy: object | null;
  /** The same for the step at each place in `enabled`. */
  readonly stepJudgedBy: (object | undefined)[];
}

export interface StateGraph {
  readonly machine: Machine;
  readonly root: StateNode;
  readonly nodes: Map<string, StateNode>;
  /** How often each step was worked out, by its index. */
  readonly taken: Uint32Array;
  /** States worked out, kept or not. */
  made: number;
  /** Characters of canonical text that may still be kept. */
  room: number;
}

/** About 150 MB with the objects. */
const roomInitial = 16_000_000;
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

/** @param room Characters of canonical text that may be kept. */
export function newGraph(machine: Machine, room: number): StateGraph {
  const text = canonical(machine.initial, machine.shape);
  const root = newNode(strictCopy(text) as State, text);
  const taken = new Uint32Array(machine.steps.length);
  return { machine, root, nodes: new Map([[text, root]]), taken, made: 1, room };
}

function newNode(state: State, text: string | null): StateNode {
  return { state, text, enabled: null, next: [], judgedBy: null, stepJudgedBy: [] };
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
  const known = node.next[place];
  if (known !== undefined) return known;
  const step = enabledAt(graph, node)[place] as Step;
  const next = work(graph, node.state, step);
  if (next.text !== null && node.text !== null) node.next[place] = next;
  return next;
}

function work(graph: StateGraph, state: State, step: Step): StateNode {
  const { machine } = graph;
  const taken = graph.taken[step.index] as number;
  graph.taken[step.index] = taken + 1;
  graph.made++;
  const isStrict = graph.made < strictFirst || graph.made % strictEvery === 0;
  const draft = draftOf(state, isStrict || taken < strictRunCount) as State;
  const isKept = graph.room > 0;
  const text = inModel(
    () => `${nameOf(machine)}, ${show(step.action)}`,
    draft,
    () => {
      step.effect(draft);
      return isKept || isStrict ? canonical(draft, machine.shape) : null;
    },
  );
  if (text === null) return newNode(draft, null);
  const known = graph.nodes.get(text);
  if (known !== undefined) return known;
  const node = newNode(isStrict ? (strictCopy(text) as State) : draft, isKept ? text : null);
  if (isKept) {
    graph.nodes.set(text, node);
    graph.room -= text.length;
  }
  return node;
}

/** @throws ModelError if the end of a walk is no plain data, or is no longer what it was. */
export function checkLast(graph: StateGraph, node: StateNode): void {
  const { machine } = graph;
  const text = inModel(
    () => `${nameOf(machine)}, after a walk`,
    node.state,
    () => canonical(node.state, machine.shape),
  );
  if (node.text === null || node.text === text) return;
  throw new ModelError(
    `${nameOf(machine)}: a rule or a property writes to the state it reads; only \`then\` may`,
  );
}
