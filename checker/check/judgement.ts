/**
 * What judging a suite answers. Plain data throughout: it crosses threads, and claims and
 * properties are named by their place in the suite.
 */
import type { ParameterValues } from '../machine.ts';
import type { Action, Verdict } from '../protocol.ts';

type Instrument = 'recorded' | 'sampled' | 'exhaustive';

/** How one claim was decided. */
export interface Evidence {
  readonly verdict: Verdict;
  /** The first of the three instruments that decided it. */
  readonly by: Instrument;
  /** The shortest execution known that shows it; null where none can. */
  readonly execution: readonly Action[] | null;
  /** The step to which that execution returns for ever; null if it just ends. */
  readonly loop: number | null;
  /** Whether that execution is proven to be a shortest one; null without one. */
  readonly minimal: 'proven' | 'local' | null;
  /** What is broken, in the words of the property. */
  readonly explanation: string | null;
  /** Sampled executions that were drawn for it. */
  readonly runs: number;
  /** For progress: states that only a bound of the instance keeps from the goal. */
  readonly boundedStates: number;
  /** Where sampling found it; null if sampling did not. */
  readonly drawn: Draw | null;
  /** The recorded counterexample that shows it, as its file is named. */
  readonly file: string | null;
  /** What the reader should know besides, such as a recording that no longer replays. */
  readonly notes: readonly string[];
}

/** Of a claim about which nothing is known. */
export const noEvidence: Evidence = {
  verdict: 'inconclusive',
  by: 'exhaustive',
  execution: null,
  loop: null,
  minimal: null,
  explanation: null,
  runs: 0,
  boundedStates: 0,
  drawn: null,
  file: null,
  notes: [],
};

/** What drew an execution, so that it can be drawn again. */
interface Draw {
  readonly seed: number;
  readonly strategy: string;
  /** The run that failed, counted from 1. */
  readonly runs: number;
  /** Actions before shrinking. */
  readonly shrunkFrom: number;
}

/** Why a search ended before it had seen everything, or null. */
export type Cut = 'decided' | BudgetCut | null;

/** What ended it against the will of whoever asked. */
export type BudgetCut = 'states' | 'memory' | 'time' | 'interrupted';

export interface SuiteJudgement {
  readonly parameters: ParameterValues;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly complete: boolean;
  readonly cut: Cut;
  /** Sets by which states were merged: `states` are orbits then. Empty without symmetry. */
  readonly symmetry: readonly string[];
  /** The property for whose sake a symmetry that was asked for was not used; or null. */
  readonly unsortable: string | null;
  readonly deadlocks: number;
  /** Upper bound of the odds that two states of the search were taken for one. */
  readonly collisionOdds: number;
  /** How often each type of action was taken, those that never were included. */
  readonly fired: Readonly<Record<string, number>>;
  /** Sampled executions, over all claims. */
  readonly runs: number;
  /** One a claim, in the order of the suite. */
  readonly evidence: readonly Evidence[];
  /** Recordings that diverge, instruments that contradict each other. */
  readonly problems: readonly Problem[];
}

/** Something that no verdict can say; `exitCode` is what the command line ends with. */
export interface Problem {
  readonly message: string;
  readonly exitCode: number;
}

export function isDecisive(verdict: Verdict): boolean {
  return verdict === 'violated' || verdict === 'witnessed';
}
