/** What every exhaustive search is asked and answers, whatever its engine. */
import type { Machine } from '../machine.ts';
import type { Action, AnyProperty, Verdict } from '../protocol.ts';

/** Names of the sets whose numbers the protocol declares interchangeable. */
export function symmetryOf({ protocol, parameters }: Machine): readonly string[] {
  return Object.keys(protocol.symmetry?.(parameters as never) ?? {});
}

/** The first property that cannot be judged on one state of each orbit; null if all can. */
export function unsortable(properties: readonly AnyProperty[]): AnyProperty | null {
  return properties.find(({ kind }) => kind === 'eventually') ?? null;
}

export interface SearchOptions {
  readonly properties: readonly AnyProperty[];
  /** Distinct states after which the search is cut. */
  readonly stateCountMax?: number;
  /** Breadth-first levels after which it is cut, the initial one counted. */
  readonly depthMax?: number;
  /** Asked once a while; true ends the search with what was found so far. */
  readonly isCancelled?: () => boolean;
  readonly onProgress?: (progress: Progress) => void;
  /** Go on when every property is decided, to count the whole space. */
  readonly exhaust?: boolean;
}

export interface Progress {
  readonly states: number;
  readonly depth: number;
  /** States found and not yet expanded. */
  readonly queue: number;
  /** That the states take, where the engine knows. */
  readonly bytes?: number;
}

/** Counts follow TLC, so that numbers compare. */
export interface Exploration {
  readonly machine: Machine;
  /** Distinct states. */
  readonly states: number;
  /** Initial states and every successor generated, self-loops and duplicates included. */
  readonly transitions: number;
  /** Breadth-first levels, the initial one counted. */
  readonly depth: number;
  /** Every reachable state was visited; only then can anything hold. */
  readonly complete: boolean;
  /** States without any enabled step. */
  readonly deadlocks: number;
  /** How often each type of action was taken. */
  readonly fired: Readonly<Record<string, number>>;
  /** In the order of the properties asked for. */
  readonly findings: readonly Finding[];
}

export interface Finding {
  readonly property: AnyProperty;
  readonly verdict: Verdict;
  /** A shortest execution that shows it, the least by (length, order of steps); or null. */
  readonly execution: readonly Action[] | null;
  /** What is broken, in the words of the property. */
  readonly explanation: string | null;
  /** For `eventually`: the step (0 is the start) to which the execution returns for ever. */
  readonly loop?: number;
  /** For progress: states that only a bound of the instance keeps from the goal. */
  readonly boundedStates: number;
}
