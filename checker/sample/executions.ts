/**
 * Executions of a machine as a fast-check arbitrary: a value is a walk over enabled actions. Seeds,
 * paths, examples and reporters work as for any other arbitrary.
 *
 *     fc.assert(fc.property(executions(machine, { steps: 40, strategy: 'pct' }), ({ actions }) => …))
 *
 * Generating walks instead of guessing commands and checking preconditions means that every run is
 * an execution, and shrinking works on the list of actions itself, never on the choices behind it.
 */
import fc from 'fast-check';
import { InputError } from '../errors.ts';
import { type Machine, nameOf, show } from '../machine.ts';
import type { Action } from '../protocol.ts';
import { smaller } from './shrinking.ts';
import { checkLast, enabledAt, graphOf, type StateGraph } from './state-graph.ts';
import { kindsOf, type StrategyName, strategies } from './strategies.ts';
import { extend, stepsOf, type Trail, trailFrom, trailOfAll } from './trail.ts';

/** An execution from the initial state; every action is enabled in its turn. */
export interface Execution {
  readonly machine: Machine;
  readonly actions: readonly Action[];
  /** How fast-check prints it: a numbered line an action, in the words of the protocol. */
  readonly [fc.toStringMethod]: () => string;
  /** The states behind it; not for users, who replay the actions. */
  readonly [trail]: Trail;
}
const trail = Symbol('trail');

export interface WalkOptions {
  /** Most actions in one execution. */
  readonly steps: number;
  readonly strategy: StrategyName;
}

export function executions(machine: Machine, options: WalkOptions): fc.Arbitrary<Execution> {
  return new ExecutionArbitrary(machine, options);
}

/**
 * An execution made of known actions: an example for fast-check to start from.
 *
 * @throws InputError naming the first action that is not enabled.
 */
export function executionOf(machine: Machine, actions: readonly Action[]): Execution {
  const trail = trailOfAll(graphOf(machine), actions);
  if (typeof trail !== 'string') return executionAlong(machine, trail);
  throw new InputError(`${nameOf(machine)}: ${trail} is not enabled in its turn`);
}

export function trailBehind(execution: Execution): Trail {
  return execution[trail];
}

function executionAlong(machine: Machine, along: Trail): Execution {
  let actions: readonly Action[] | null = null;
  return {
    machine,
    // Most runs pass, and nobody asks them.
    get actions() {
      actions ??= stepsOf(along).map((step) => step.action);
      return actions;
    },
    [fc.toStringMethod]: () => told(machine, along),
    [trail]: along,
  };
}

function told(machine: Machine, along: Trail): string {
  const lines = stepsOf(along).map(
    (step, index) =>
      `\n${String(index + 1).padStart(4)}  ${show(step.action)}` +
      `  (${step.says(along.nodes[index]?.state ?? machine.initial)})`,
  );
  return `${nameOf(machine)}, ${lines.length} actions${lines.join('')}`;
}

/** fast-check asks for a subclass; this is the only class here that is not an error. */
class ExecutionArbitrary extends fc.Arbitrary<Execution> {
  readonly #graph: StateGraph;
  readonly #options: WalkOptions;

  constructor(machine: Machine, options: WalkOptions) {
    super();
    this.#graph = graphOf(machine);
    this.#options = options;
  }

  override generate(random: fc.Random): fc.Value<Execution> {
    return this.#value(walk(this.#graph, this.#options, random), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Execution {
    if (typeof value !== 'object' || value === null) return false;
    // What carries a trail was made here, and so every action of it is enabled.
    const { machine, [trail]: along } = value as Partial<Execution>;
    if (machine !== this.#graph.machine || along === undefined) return false;
    return along.places.length <= this.#options.steps;
  }

  override shrink(value: Execution, context: unknown): fc.Stream<fc.Value<Execution>> {
    const cutMax = typeof context === 'number' ? context : Number.POSITIVE_INFINITY;
    return fc
      .stream(smaller(this.#graph, trailBehind(value), cutMax))
      .map((candidate) => this.#value(candidate.trail, candidate.cutMax));
  }

  #value(along: Trail, cutMax: number | undefined): fc.Value<Execution> {
    return new fc.Value(executionAlong(this.#graph.machine, along), cutMax);
  }
}

const kindsOfMachine = new WeakMap<Machine, ReturnType<typeof kindsOf>>();

function walk(graph: StateGraph, { steps, strategy }: WalkOptions, random: fc.Random): Trail {
  const known = kindsOfMachine.get(graph.machine);
  const kinds = known ?? kindsOf(graph.machine);
  if (known === undefined) kindsOfMachine.set(graph.machine, kinds);
  const choose = strategies[strategy](kinds, steps, random);
  const along = trailFrom(graph);
  let node = graph.root;
  let isStill = false;
  for (let taken = 0; taken < steps; taken++) {
    const enabled = enabledAt(graph, node);
    if (enabled.length === 0) break;
    const next = extend(graph, along, choose(enabled, isStill));
    isStill = next.key === node.key;
    node = next;
  }
  checkLast(graph, node);
  return along;
}
