/**
 * A protocol that walks a given directed graph: for tests whose answer is known, or found by other
 * means. Node 0 is initial; each edge has an actor and may be stopped by a bound.
 */
import { instantiate, type Machine } from '../machine.ts';
import { type Actor, type AnyProperty, propertyOf, protocol, range } from '../protocol.ts';

export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly actor?: Actor;
  /** The edge is there by the rules, and the bound of the instance stops it. */
  readonly isBounded?: boolean;
}

export interface Graph {
  readonly edges: readonly Edge[];
  readonly goals: readonly number[];
}

export interface GraphMachine {
  readonly machine: Machine;
  /** A property of each kind about the goals of the graph. */
  readonly reachesGoal: AnyProperty;
  readonly avoidsGoal: AnyProperty;
  readonly stepsIntoGoal: AnyProperty;
  readonly recoversGoal: AnyProperty;
}

export function graphMachine({ edges, goals }: Graph): GraphMachine {
  const of = (actor: Actor): readonly number[] =>
    range(edges.length).filter((index) => (edges[index]?.actor ?? 'honest') === actor);
  const graph = protocol({
    name: 'graph',
    source: 'fixture',
    section: '0',
    version: 1,
    parameters: {},
    init: () => ({ at: 0 }),
  })({
    ablations: {},
    actions: (_p, action) => {
      const follow = (actor: Actor) =>
        action({
          actor,
          over: { edge: of(actor) },
          when: { 'the edge leaves here': (state, { edge }) => state.at === edges[edge]?.from },
          bound: { 'the edge is open': (_state, { edge }) => edges[edge]?.isBounded !== true },
          then: (draft, { edge }) => {
            draft.at = edges[edge]?.to ?? -1;
          },
          says: ({ edge }) => `follows edge ${edge}`,
        });
      return { honest: follow('honest'), user: follow('user'), adversary: follow('adversary') };
    },
    ledger: {},
  });
  const head = { invariant: 'fixture', means: 'a goal of the graph', on: 'state' } as const;
  const isGoal = (at: number): boolean => goals.includes(at);
  return {
    machine: instantiate(graph, 'baseline'),
    reachesGoal: propertyOf(graph, {
      ...head,
      name: 'reaches-a-goal',
      kind: 'sometimes',
      goal: ({ at }) => isGoal(at),
    }),
    avoidsGoal: propertyOf(graph, {
      ...head,
      name: 'avoids-the-goals',
      kind: 'always',
      violation: ({ at }) => (isGoal(at) ? `at ${at}` : null),
    }),
    stepsIntoGoal: propertyOf(graph, {
      ...head,
      name: 'never-steps-from-goal-to-goal',
      kind: 'step',
      violation: (before, _action, after) =>
        isGoal(before.at) && isGoal(after.at) ? `${before.at} to ${after.at}` : null,
    }),
    recoversGoal: propertyOf(graph, {
      ...head,
      name: 'can-still-reach-a-goal',
      kind: 'recoverable',
      goal: ({ at }) => isGoal(at),
    }),
  };
}
