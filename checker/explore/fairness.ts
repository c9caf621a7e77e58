/**
 * "Every fair execution reaches it in the end": `eventually` under weak fairness of honest steps.
 *
 * An execution that avoids the goal visits, from some point on, exactly the states of a strongly
 * connected set again and again. It is fair if every honest step is taken there or is not enabled
 * somewhere there; so the largest such sets decide: a step that a component neither takes nor
 * refuses, no part of it takes or refuses. (O. Lichtenstein, A. Pnueli, "Checking that Finite State
 * Concurrent Programs Satisfy their Linear Specification", POPL 1985; strongly connected components
 * by R. Tarjan, SIAM J. Comput. 1(2), 1972, here without recursion.)
 *
 * Users and the adversary may stop at any time: a single state is such a set, if no honest step is
 * enabled in it. Frontier states excuse the protocol, so loops go around them; components that are
 * fair only with them are counted as held back by bounds.
 */
import type { Machine } from '../machine.ts';
import type { Action, AnyProperty } from '../protocol.ts';
import type { Finding } from './exploration.ts';
import { firstEdge, type Graph } from './graph.ts';

export interface FairSearch {
  /** The least by length of the stem, then by discovery; null if there is none. */
  readonly lasso: Lasso | null;
  /** States of components that are fair only together with a frontier state. */
  readonly bounded: number;
}
export interface Lasso {
  /** Steps from the initial state, by index: the stem, then once around the loop. */
  readonly steps: readonly number[];
  /** Steps of the stem. */
  readonly loop: number;
}

/** @param goals By state: 1 if it is the goal. */
export function fairLasso(
  machine: Machine,
  graph: Graph,
  stateCount: number,
  goals: Uint8Array,
): FairSearch {
  const view: View = { machine, graph, isHonest: machine.steps.map((s) => s.actor === 'honest') };
  const stems = avoidGoal(view, stateCount, goals);
  const isFrontier = (id: number): boolean => graph.isFrontier.values[id] === 1;
  // States that were never expanded are no part of any loop: nobody knows what is enabled there.
  const open = stems.order.filter((id) => id < graph.isFrontier.length);
  const closed = componentsOf(
    view,
    open.filter((id) => !isFrontier(id)),
    stateCount,
  );
  const fair = closed.find((component) => isFair(view, component));
  if (fair !== undefined) {
    const [entry = 0] = fair.states;
    const stem = stepsTo(stems.by, entry);
    return { lasso: { steps: [...stem, ...tour(view, fair)], loop: stem.length }, bounded: 0 };
  }
  const all = componentsOf(view, open, stateCount).filter((component) => isFair(view, component));
  return { lasso: null, bounded: all.reduce((sum, { states }) => sum + states.length, 0) };
}

/** The finding of an `eventually` property. */
export function fairFinding(
  property: AnyProperty,
  { lasso, bounded }: FairSearch,
  actions: readonly Action[],
  complete: boolean,
): Finding {
  if (lasso === null) {
    const verdict = complete && bounded === 0 ? 'holds' : 'unrefuted';
    return { property, verdict, execution: null, explanation: null, boundedStates: bounded };
  }
  const { steps, loop } = lasso;
  return {
    property,
    verdict: 'violated',
    execution: steps.map((step) => actions[step] as Action),
    explanation: `it can go on for ever without: ${property.means}`,
    boundedStates: bounded,
    loop,
  };
}

interface View {
  readonly machine: Machine;
  readonly graph: Graph;
  readonly isHonest: readonly boolean[];
}
/** A strongly connected component; its states in the order of their stems. */
interface Component {
  readonly states: readonly number[];
  readonly has: (id: number) => boolean;
}
interface Arrival {
  readonly from: number;
  readonly step: number;
}

/** Breadth-first from the initial state around the goal: the states met, and how. */
function avoidGoal(
  { graph }: View,
  stateCount: number,
  goals: Uint8Array,
): { readonly order: readonly number[]; readonly by: ReadonlyMap<number, Arrival> } {
  if (stateCount === 0 || goals[0] === 1) return { order: [], by: new Map() };
  const order = [0];
  const met = new Set(order);
  const by = new Map<number, Arrival>();
  for (const from of order) {
    for (let edge = firstEdge(graph, from); edge < firstEdge(graph, from + 1); edge++) {
      const to = graph.to.values[edge] as number;
      if (goals[to] === 1 || met.has(to)) continue;
      met.add(to);
      by.set(to, { from, step: graph.by.values[edge] as number });
      order.push(to);
    }
  }
  return { order, by };
}

function stepsTo(by: ReadonlyMap<number, Arrival>, id: number): number[] {
  const steps: number[] = [];
  for (let at = by.get(id); at !== undefined; at = by.get(at.from)) steps.push(at.step);
  return steps.reverse();
}

/** Components of the graph on some states, in the order of their first states. */
function componentsOf(
  view: View,
  states: readonly number[],
  stateCount: number,
): readonly Component[] {
  const places = new Map(states.map((id, place) => [id, place]));
  const component = tarjan(view.graph, states, places, stateCount);
  const members = new Map<number, number[]>();
  for (const id of states) {
    const name = component[id] as number;
    const list = members.get(name);
    if (list === undefined) members.set(name, [id]);
    else list.push(id);
  }
  return [...members].map(([name, list]) => ({
    states: list,
    has: (id) => places.has(id) && component[id] === name,
  }));
}

/** By state: the name of its component. */
function tarjan(
  graph: Graph,
  states: readonly number[],
  places: ReadonlyMap<number, number>,
  stateCount: number,
): Int32Array {
  const component = new Int32Array(stateCount).fill(-1);
  const index = new Int32Array(stateCount).fill(-1);
  const low = new Int32Array(stateCount);
  const stack: number[] = [];
  let [nextIndex, nextName] = [0, 0];
  const enter = (id: number): { id: number; edge: number } => {
    index[id] = nextIndex;
    low[id] = nextIndex++;
    stack.push(id);
    return { id, edge: firstEdge(graph, id) };
  };
  for (const root of states) {
    if (index[root] !== -1) continue;
    const path = [enter(root)];
    for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
      const { id } = at;
      if (at.edge < firstEdge(graph, id + 1)) {
        const to = graph.to.values[at.edge++] as number;
        if (!places.has(to)) continue;
        if (index[to] === -1) path.push(enter(to));
        else if (component[to] === -1) low[id] = Math.min(low[id] as number, index[to] as number);
        continue;
      }
      path.pop();
      const above = path.at(-1)?.id;
      if (above !== undefined) low[above] = Math.min(low[above] as number, low[id] as number);
      if (low[id] !== index[id]) continue;
      for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
        component[member] = nextName;
        if (member === id) break;
      }
      nextName++;
    }
  }
  return component;
}

/** Honest steps that are enabled in a state. */
function enabledIn({ graph, isHonest }: View, id: number): Set<number> {
  const enabled = new Set<number>();
  for (let edge = firstEdge(graph, id); edge < firstEdge(graph, id + 1); edge++) {
    const step = graph.by.values[edge] as number;
    if (isHonest[step] === true) enabled.add(step);
  }
  return enabled;
}

/** Honest steps that are enabled in every state of a component. */
function alwaysEnabled(view: View, { states }: Component): Set<number> {
  const [first = 0, ...others] = states;
  const enabled = enabledIn(view, first);
  for (const id of others) {
    if (enabled.size === 0) break;
    const here = enabledIn(view, id);
    for (const step of enabled) if (!here.has(step)) enabled.delete(step);
  }
  return enabled;
}

/** Whether an execution may stay in a component for ever. */
function isFair(view: View, component: Component): boolean {
  const owed = alwaysEnabled(view, component);
  const { to, by } = view.graph;
  for (const id of component.states) {
    if (owed.size === 0) return true;
    for (let edge = firstEdge(view.graph, id); edge < firstEdge(view.graph, id + 1); edge++) {
      if (component.has(to.values[edge] as number)) owed.delete(by.values[edge] as number);
    }
  }
  return owed.size === 0;
}

/** Steps from the first state of a fair component around to itself that are fair to every step. */
function tour(view: View, component: Component): readonly number[] {
  const [entry = 0] = component.states;
  const owed = enabledIn(view, entry);
  const steps: number[] = [];
  let at = entry;
  const go = (isThere: (id: number, step: number, to: number) => boolean): void => {
    for (const { step, to } of pathInside(view, component, at, isThere)) {
      steps.push(step);
      at = to;
      owed.delete(step);
      const here = enabledIn(view, at);
      for (const each of owed) if (!here.has(each)) owed.delete(each);
    }
  };
  for (let [next] = owed; next !== undefined; [next] = owed) {
    const step = next;
    go((_, by, to) => by === step || !enabledIn(view, to).has(step));
  }
  if (at !== entry) go((_, __, to) => to === entry);
  return steps;
}

/** A shortest path inside a component whose last edge is as asked. */
function pathInside(
  { graph }: View,
  component: Component,
  start: number,
  isLast: (id: number, step: number, to: number) => boolean,
): readonly { readonly step: number; readonly to: number }[] {
  const by = new Map<number, Arrival>();
  const order = [start];
  for (const id of order) {
    for (let edge = firstEdge(graph, id); edge < firstEdge(graph, id + 1); edge++) {
      const [to, step] = [graph.to.values[edge] as number, graph.by.values[edge] as number];
      if (!component.has(to)) continue;
      if (isLast(id, step, to)) {
        const path = [{ step, to }];
        for (let here = id; here !== start; ) {
          const arrival = by.get(here);
          if (arrival === undefined) break;
          path.push({ step: arrival.step, to: here });
          here = arrival.from;
        }
        return path.reverse();
      }
      if (to === start || by.has(to)) continue;
      by.set(to, { from: id, step });
      order.push(to);
    }
  }
  return [];
}
