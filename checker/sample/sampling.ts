/**
 * Judging properties by sampling: one pass of fast-check over random executions judges all of them
 * at once, then fast-check shrinks the first failure of each on its own.
 *
 * A violation or a witness counts only after the pure reducer has replayed it. Sampling proves
 * nothing: what it does not refute is `unrefuted`, what it does not reach is `inconclusive`.
 */
import fc from 'fast-check';
import { DivergenceError } from '../errors.ts';
import { decisionAt, decisionOn, isProgress, type Sight, sightOf } from '../judge.ts';
import { type Machine, nameOf, reduce, type State } from '../machine.ts';
import type { Action, AnyProperty } from '../protocol.ts';
import { canonical, strictCopy } from '../state.ts';
import { type Execution, executions, trailBehind } from './executions.ts';
import type { StateNode } from './state-graph.ts';
import type { StrategyName } from './strategies.ts';
import { stepAt, type Trail } from './trail.ts';

export interface SampleOptions {
  readonly properties: readonly AnyProperty[];
  readonly seed: number;
  /** Executions to draw. */
  readonly runs: number;
  /** Most actions in one execution. */
  readonly steps: number;
  readonly strategy: StrategyName;
  /** Asked before every run; true ends the sampling with what was found so far. */
  readonly isCancelled?: () => boolean;
  readonly onProgress?: (progress: { readonly runs: number }) => void;
}

export interface SampleFinding {
  readonly property: AnyProperty;
  readonly verdict: 'violated' | 'unrefuted' | 'witnessed' | 'inconclusive';
  /** The shrunk execution that shows it, or null. */
  readonly execution: readonly Action[] | null;
  /** What is broken, in the words of the property; or why sampling cannot tell. */
  readonly explanation: string | null;
  /** Runs made until it was decided, or all. */
  readonly runs: number;
  /** Length of the execution as it was found. */
  readonly shrunkFrom: number | null;
  /** Smaller executions that still showed it, one after the other. */
  readonly shrinks: number;
  /** fast-check's path to the shrunk execution: with the seed it replays it. */
  readonly path: string | null;
  readonly seed: number;
  readonly strategy: StrategyName;
}

/** Runs between two reports of progress. */
const breath = 64;

/** Judges `always`, `step` and `sometimes`; progress needs the whole graph of states. */
export function sample(machine: Machine, options: SampleOptions): readonly SampleFinding[] {
  const pass = drawAll(machine, options);
  return options.properties.map((property) => {
    const run = pass.firstRuns.get(property);
    return run === undefined
      ? undecided(property, pass.runs, options)
      : shrunk(machine, property, run, options);
  });
}

// ── one pass for all properties ──────────────────────────────────────────────────────────────

interface Pass {
  readonly machine: Machine;
  /** Not decided yet. */
  readonly open: Set<AnyProperty>;
  /** The run, from 0, that decided each. */
  readonly firstRuns: Map<AnyProperty, number>;
  readonly hasSteps: boolean;
  runs: number;
}

function drawAll(machine: Machine, options: SampleOptions): Pass {
  const open = new Set(options.properties.filter((property) => !isProgress(property)));
  const hasSteps = [...open].some(({ kind }) => kind === 'step');
  const pass: Pass = { machine, open, firstRuns: new Map(), hasSteps, runs: 0 };
  const goOn = (execution: Execution): boolean => {
    judge(pass, trailBehind(execution));
    pass.runs++;
    if (pass.runs % breath === 0) options.onProgress?.({ runs: pass.runs });
    return pass.open.size > 0 && options.isCancelled?.() !== true;
  };
  if (open.size === 0 || options.runs <= 0 || options.isCancelled?.() === true) return pass;
  // A run that "fails" is the last one: everything is decided or somebody wants to stop.
  checkLoudly(machine, options, goOn, {
    seed: options.seed,
    numRuns: options.runs,
    endOnFailure: true,
  });
  return pass;
}

/** `fc.check`, but what a model or a property throws is an error and no counterexample. */
function checkLoudly(
  machine: Machine,
  options: SampleOptions,
  passes: (execution: Execution) => boolean,
  parameters: fc.Parameters<[Execution]>,
): fc.RunDetails<[Execution]> {
  const thrown: unknown[] = [];
  const property = fc.property(executions(machine, options), (execution) => {
    try {
      return passes(execution);
    } catch (error) {
      thrown.push(error);
      throw error;
    }
  });
  const details = fc.check(property, { ...parameters, verbose: fc.VerbosityLevel.None });
  if (thrown.length > 0) throw thrown[0];
  return details;
}

/** Every state and every step is judged once in a pass, however often it is met. */
function judge(pass: Pass, trail: Trail): void {
  const { nodes, places } = trail;
  const sightAt = sightsAlong(pass.machine, trail);
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index] as StateNode;
    if (node.judgedBy !== pass) {
      node.judgedBy = pass;
      for (const property of pass.open) {
        if (decisionAt(property, sightAt(index)) !== null) decide(pass, property);
      }
    }
    if (!pass.hasSteps || index === 0) continue;
    const before = nodes[index - 1] as StateNode;
    const place = places[index - 1] as number;
    before.stepJudgedBy ??= new Array(before.enabled?.length ?? 0);
    if (before.stepJudgedBy[place] === pass) continue;
    before.stepJudgedBy[place] = pass;
    const { action } = stepAt(trail, index - 1);
    for (const property of pass.open) {
      const explanation = decisionOn(property, sightAt(index - 1), action, sightAt(index));
      if (explanation !== null) decide(pass, property);
    }
  }
}

/** What properties see of each state, derived when asked for. */
function sightsAlong(machine: Machine, { nodes }: Trail): (index: number) => Sight {
  const sights: (Sight | undefined)[] = [];
  return (index) => {
    sights[index] ??= sightOf(machine, (nodes[index] as StateNode).state);
    return sights[index];
  };
}

function decide(pass: Pass, property: AnyProperty): void {
  pass.open.delete(property);
  pass.firstRuns.set(property, pass.runs);
}

function undecided(property: AnyProperty, runs: number, options: SampleOptions): SampleFinding {
  const { seed, strategy } = options;
  const isOpen = isProgress(property) || property.kind === 'sometimes' || runs === 0;
  return {
    property,
    verdict: isOpen ? 'inconclusive' : 'unrefuted',
    execution: null,
    explanation: isProgress(property)
      ? 'sampling cannot judge progress: it needs every state'
      : null,
    runs,
    shrunkFrom: null,
    shrinks: 0,
    path: null,
    seed,
    strategy,
  };
}

// ── one failure ──────────────────────────────────────────────────────────────────────────────

function shrunk(
  machine: Machine,
  property: AnyProperty,
  run: number,
  options: SampleOptions,
): SampleFinding {
  const { seed, strategy } = options;
  let shrunkFrom: number | null = null;
  const verdicts = new Map<string, boolean>();
  const passes = (execution: Execution): boolean => {
    shrunkFrom ??= execution.actions.length;
    return !isDecidedAlong(machine, property, trailBehind(execution), verdicts);
  };
  const details = checkLoudly(machine, options, passes, {
    seed,
    path: String(run),
    numRuns: 1,
    endOnFailure: false,
  });
  const actions = details.counterexample?.[0].actions;
  if (actions === undefined) throw diverged(machine, property);
  return {
    property,
    verdict: property.kind === 'sometimes' ? 'witnessed' : 'violated',
    execution: actions,
    explanation: confirm(machine, property, actions),
    runs: run + 1,
    shrunkFrom,
    shrinks: details.numShrinks,
    path: details.counterexamplePath,
    seed,
    strategy,
  };
}

function isDecidedAlong(
  machine: Machine,
  property: AnyProperty,
  trail: Trail,
  verdicts: Map<string, boolean>,
): boolean {
  const sightAt = sightsAlong(machine, trail);
  return trail.nodes.some(({ key }, index) => {
    if (property.kind === 'step') {
      if (index === 0) return false;
      const { action } = stepAt(trail, index - 1);
      return decisionOn(property, sightAt(index - 1), action, sightAt(index)) !== null;
    }
    const isDecided = verdicts.get(key) ?? decisionAt(property, sightAt(index)) !== null;
    verdicts.set(key, isDecided);
    return isDecided;
  });
}

/**
 * Replays an execution with the pure reducer and judges every state and step of it.
 *
 * @returns What the property says.
 * @throws DivergenceError if the replay does not show what the walk showed.
 */
function confirm(machine: Machine, property: AnyProperty, actions: readonly Action[]): string {
  const look = (state: State): Sight =>
    sightOf(machine, strictCopy(canonical(state, machine.shape)) as State);
  let state = machine.initial;
  let sight = look(state);
  let explanation = decisionAt(property, sight);
  for (const action of actions) {
    if (explanation !== null) break;
    state = reduce(machine, state, action);
    const after = look(state);
    explanation = decisionAt(property, after) ?? decisionOn(property, sight, action, after);
    sight = after;
  }
  if (explanation === null) throw diverged(machine, property);
  return explanation;
}

function diverged(machine: Machine, property: AnyProperty): DivergenceError {
  return new DivergenceError(
    `${nameOf(machine)}: a walk decided ${property.name} and its replay does not. A rule, an effect ` +
      'or the property depends on more than its arguments, or an effect relies on what immer does ' +
      'not do, such as one object in two places of the state.',
  );
}
