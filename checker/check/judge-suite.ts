/**
 * Judging the claims of one suite: one instance, explored once for all of them.
 *
 * Three instruments look at every claim: its recorded counterexamples, sampled executions and the
 * exhaustive search. The first that decides a claim is named as the one that did; the search then
 * says how short an execution can be. `merge.ts` makes one verdict of what they say.
 */

import { type Progress, symmetryOf, unsortable } from '../explore/exploration.ts';
import { type EngineExploration, explore } from '../explore/explore.ts';
import { instantiate, type Machine } from '../machine.ts';
import type { Suite } from '../protocol.ts';
import { type Cut, isDecisive, type SuiteJudgement } from './judgement.ts';
import { merge } from './merge.ts';
import type { Budget } from './profiles.ts';
import { type Recording, replayRecordings } from './recorded.ts';
import { sampleEach } from './sampled.ts';

/** The outside world, asked once a while. */
export interface Watch {
  /** Why to stop, or null to go on. */
  readonly stop?: () => 'memory' | 'time' | 'interrupted' | null;
  readonly onProgress?: (progress: Progress) => void;
}

/** What is asked about a suite besides its claims. */
export interface Inquiry {
  /** Parameters on top of what the suite sets. */
  readonly set: Readonly<Record<string, unknown>>;
  readonly budget: Budget;
  /** Counterexamples of any claims. */
  readonly recordings: readonly Recording[];
  /** Explore one state of each orbit, where that is declared and every claim allows it. */
  readonly symmetry?: boolean;
  /** Bytes that the store of states may take. */
  readonly memoryMax?: number;
}

/**
 * @throws InputError for a parameter outside its domain, ModelError where the model breaks its
 * contract, DivergenceError where it is not a function.
 */
export function judgeSuite(suite: Suite, inquiry: Inquiry, watch: Watch = {}): SuiteJudgement {
  const { set, budget, recordings } = inquiry;
  const machine = instantiate(suite.protocol, suite.variant, { ...suite.set, ...set });
  const isAnyInstance = Object.keys(set).length === 0;
  const replayed = suite.claims.map((claim) =>
    replayRecordings(machine, claim, recordings, isAnyInstance),
  );
  let reason: Cut = null;
  const isCancelled = (): boolean => {
    reason ??= watch.stop?.() ?? null;
    return reason !== null;
  };
  const properties = suite.claims.map(({ property }) => property);
  const open = properties.filter((_, place) => replayed[place]?.finding === null);
  const sampled = sampleEach(machine, open, budget, isCancelled);
  const declared = inquiry.symmetry === true ? symmetryOf(machine) : [];
  const obstacle = declared.length === 0 ? null : unsortable(properties);
  const symmetry = obstacle === null ? declared : [];
  const explored = explore(machine, {
    properties,
    stateCountMax: budget.states,
    isCancelled,
    symmetry: symmetry.length > 0,
    ...(inquiry.memoryMax === undefined ? {} : { memoryMax: inquiry.memoryMax }),
    ...(watch.onProgress === undefined ? {} : { onProgress: watch.onProgress }),
  });
  const merged = explored.findings.map((finding, place) =>
    merge(machine, explored, finding, sampled, replayed[place] ?? nothingRecorded),
  );
  const { states, transitions, depth, complete, deadlocks, collisionOdds } = explored;
  return {
    parameters: machine.parameters,
    states,
    transitions,
    depth,
    complete,
    cut: cutOf(explored, reason, budget),
    symmetry,
    unsortable: obstacle?.name ?? null,
    deadlocks,
    collisionOdds,
    fired: { ...idle(machine), ...explored.fired },
    runs: sampled.total,
    evidence: merged.map(({ evidence }) => evidence),
    problems: [
      ...replayed.flatMap(({ problems }) => problems),
      ...merged.flatMap(({ problem }) => (problem === null ? [] : [problem])),
    ],
  };
}

const nothingRecorded = { finding: null, notes: [], problems: [] };

function cutOf(explored: EngineExploration, reason: Cut, budget: Budget): Cut {
  if (explored.complete) return null;
  if (explored.findings.every(({ verdict }) => isDecisive(verdict))) return 'decided';
  return reason ?? (explored.states >= budget.states ? 'states' : 'memory');
}

/** Every type of action, also those whose arguments range over nothing in this instance. */
function idle({ protocol, parameters }: Machine): Readonly<Record<string, number>> {
  const types = Object.keys(protocol.actions(parameters as never));
  return Object.fromEntries(types.map((type) => [type, 0]));
}
