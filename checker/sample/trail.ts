/** Executions as trails through the state graph. */

import { findStep, type Step, show } from '../machine.ts';
import type { Action } from '../protocol.ts';
import { enabledAt, follow, type StateGraph, type StateNode } from './state-graph.ts';

/** `nodes[i + 1]` is reached from `nodes[i]` by the step at `places[i]` among its enabled ones. */
export interface Trail {
  readonly nodes: StateNode[];
  readonly places: number[];
}

export function trailFrom(graph: StateGraph): Trail {
  return { nodes: [graph.root], places: [] };
}

export function lastOf(trail: Trail): StateNode {
  return trail.nodes[trail.nodes.length - 1] as StateNode;
}

export function extend(graph: StateGraph, trail: Trail, place: number): StateNode {
  const node = follow(graph, lastOf(trail), place);
  trail.places.push(place);
  trail.nodes.push(node);
  return node;
}

export function stepAt(trail: Trail, index: number): Step {
  const { enabled } = trail.nodes[index] as StateNode;
  return (enabled as readonly Step[])[trail.places[index] as number] as Step;
}

export function stepsOf(trail: Trail): readonly Step[] {
  return trail.places.map((_, index) => stepAt(trail, index));
}

/** Takes the steps in turn and leaves out those that are not enabled when their turn comes. */
export function trailOf(graph: StateGraph, steps: readonly Step[]): Trail {
  const trail = trailFrom(graph);
  for (const step of steps) {
    const place = enabledAt(graph, lastOf(trail)).indexOf(step);
    if (place >= 0) extend(graph, trail, place);
  }
  return trail;
}

/** The trail that takes every action, or the first action that is not enabled in its turn. */
export function trailOfAll(graph: StateGraph, actions: readonly Action[]): Trail | string {
  const trail = trailFrom(graph);
  for (const action of actions) {
    const step = findStep(graph.machine, action);
    const place = enabledAt(graph, lastOf(trail)).indexOf(step);
    if (place < 0) return show(action);
    extend(graph, trail, place);
  }
  return trail;
}
