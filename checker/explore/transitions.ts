/**
 * Memoised transitions: what each step does in a state, by the components that its rules, bounds
 * and recipe read.
 *
 * This is the transition caching of LTSmin's PINS interface (S. Blom, J. van de Pol, M. Weber,
 * "LTSmin: Distributed and Symbolic Reachability", CAV 2010) with footprints observed for each
 * outcome instead of declared for each step.
 *
 * A step whose footprint is too wide for that (its memo misses too often) is taken directly: its
 * rules alone are memoised, or, if these miss too, asked on the window; its recipe runs each time.
 */
import {
  inModel,
  type Machine,
  nameOf,
  passesRules,
  type Step,
  show,
  withinBounds,
} from '../machine.ts';
import { strictRunCount } from '../state.ts';
import {
  type Component,
  type Components,
  fingerprintWords,
  summandOf,
  type Vectors,
} from './components.ts';
import { ask, doubled, learn, type Tries, triesOf } from './decisions.ts';
import { type Rows, rowsOf, splitRow, strike } from './rows.ts';
import { type Spine, spineOf } from './spine.ts';
import { type Window, windowOn } from './window.ts';

/** Answers about a step; below them, `outcomeAnswer - k` stands for outcome k. */
export const refusedByRule = -1;
export const refusedByBound = -2;
/** It may happen and changes nothing. */
export const changesNothing = -3;
export const outcomeAnswer = -4;
/** In the tries that know rules and bounds only. */
const isAllowed = -3;

/** Outcome 0 is overwritten by each step that is taken directly. */
const scratch = 0;

export type MemoPolicy = 'auto' | 'always' | 'never';

/** How a step is taken. */
const memoised = 0;
const rulesMemoised = 1;
const direct = 2;

/** Misses a step may have before they are weighed, and the share of its asks that is too many. */
const warmUpMissCount = 1000;
const missRateMax = 0.2;
/** Words of all tries (256 MB) after which a step that still misses is taken directly. */
const trieWordsMax = 2 ** 26;

export interface Transitions {
  readonly machine: Machine;
  readonly components: Components;
  readonly policy: MemoPolicy;
  readonly tries: Tries;
  readonly rows: Rows;
  readonly spine: Spine;
  readonly window: Window;
  readonly ways: Uint8Array;
  /** By step: asked and not known; taken; asked and refused. */
  readonly missed: Float64Array;
  readonly taken: Float64Array;
  readonly refused: Float64Array;
  readonly strictRuns: Uint32Array;
  /** By outcome: the difference of fingerprints, four words. */
  differences: Int32Array;
  /** By outcome: where its changes begin in `changes`. */
  starts: Int32Array;
  /** How many, then component and new id of each. */
  changes: Int32Array;
  changeEnd: number;
  /** The greatest id in any outcome. */
  idMax: number;
  outcomeCount: number;
}

export function transitionsOf(
  machine: Machine,
  components: Components,
  policy: MemoPolicy,
): Transitions {
  const count = machine.steps.length;
  const changesMax = 1 + 2 * components.list.length;
  return {
    machine,
    components,
    policy,
    tries: triesOf(2 * count),
    rows: rowsOf(components, count),
    spine: spineOf(components),
    window: windowOn(components),
    ways: new Uint8Array(count).fill(policy === 'never' ? direct : memoised),
    missed: new Float64Array(count),
    taken: new Float64Array(count),
    refused: new Float64Array(count),
    strictRuns: new Uint32Array(count),
    differences: new Int32Array(1024 * fingerprintWords),
    starts: new Int32Array(1024),
    changes: new Int32Array(changesMax + 4096),
    changeEnd: changesMax,
    idMax: 0,
    outcomeCount: 1,
  };
}

/** What a step does in a state. */
export function answerOf(
  transitions: Transitions,
  step: number,
  ids: Vectors,
  base: number,
): number {
  const known = ask(transitions.tries, step, ids, base);
  return known === 0 ? answerAnew(transitions, step, ids, base) : known;
}

/** The same where the memo does not know: runs the code of the model. */
export function answerAnew(
  transitions: Transitions,
  index: number,
  ids: Vectors,
  base: number,
): number {
  const step = transitions.machine.steps[index] as Step;
  if (transitions.ways[index] !== memoised) return answerDirectly(transitions, step, ids, base);
  noteMiss(transitions, index);
  const { spine } = transitions;
  spine.load(ids, base, true);
  const refusal = askRules(transitions, step, spine.state());
  let answer = refusal;
  if (refusal === isAllowed) {
    const found = runRecipe(transitions, step);
    answer = found.length === 0 ? changesNothing : outcomeAnswer - newOutcome(transitions, found);
  }
  const idOfRead = (component: number): number => ids[base + component] as number;
  const who = (): string => `${nameOf(transitions.machine)}, ${show(step.action)}`;
  const isFirst = transitions.tries.roots[index] === 0;
  learn(transitions.tries, index, spine.reads, idOfRead, answer, who);
  learnRow(transitions, index, isFirst, spine.reads, idOfRead, answer);
  return answer;
}

/** The first component that a step reads decides which rows it stands in. */
function learnRow(
  { rows }: Transitions,
  step: number,
  isFirst: boolean,
  reads: readonly number[],
  idOfRead: (component: number) => number,
  answer: number,
): void {
  const [first] = reads;
  if (first === undefined) return;
  if (isFirst) splitRow(rows, step, first);
  // A bound is no reason to strike a step: frontier states ask for it.
  if (reads.length === 1 && answer === refusedByRule) strike(rows, step, first, idOfRead(first));
}

function answerDirectly(transitions: Transitions, step: Step, ids: Vectors, base: number): number {
  const { spine } = transitions;
  const refusal =
    transitions.ways[step.index] === direct
      ? askOnWindow(transitions, step, ids, base)
      : askRuleMemo(transitions, step, ids, base);
  if (refusal !== isAllowed) return refusal;
  spine.load(ids, base, false);
  const found = runRecipe(transitions, step);
  if (found.length === 0) return changesNothing;
  describeOutcome(transitions, scratch, 0, found);
  return outcomeAnswer - scratch;
}

function askOnWindow(transitions: Transitions, step: Step, ids: Vectors, base: number): number {
  const { taken, refused, spine, window } = transitions;
  // The spine refuses rules that write; a step has to pass it before the window trusts it.
  if ((taken[step.index] as number) + (refused[step.index] as number) < strictRunCount) {
    spine.load(ids, base, false);
    return askRules(transitions, step, spine.state());
  }
  window.show(ids, base);
  return askRules(transitions, step, window.state);
}

function askRuleMemo(transitions: Transitions, step: Step, ids: Vectors, base: number): number {
  const { machine, tries, spine } = transitions;
  const trie = machine.steps.length + step.index;
  const known = ask(tries, trie, ids, base);
  if (known !== 0) return known;
  noteMiss(transitions, step.index);
  spine.load(ids, base, true);
  const answer = askRules(transitions, step, spine.state());
  const idOfRead = (component: number): number => ids[base + component] as number;
  const who = (): string => `${nameOf(machine)}, rules of ${show(step.action)}`;
  learn(tries, trie, spine.reads, idOfRead, answer, who);
  return answer;
}

function askRules({ machine }: Transitions, step: Step, state: object): number {
  return inModel(
    () => `${nameOf(machine)}, rules of ${show(step.action)}`,
    state,
    () => {
      if (!passesRules(step, state)) return refusedByRule;
      return withinBounds(step, state) ? isAllowed : refusedByBound;
    },
  );
}

function runRecipe({ machine, spine, strictRuns }: Transitions, step: Step): number[] {
  const runs = strictRuns[step.index] as number;
  strictRuns[step.index] = runs + 1;
  spine.open(runs < strictRunCount);
  const state = spine.state();
  return inModel(
    () => `${nameOf(machine)}, ${show(step.action)}`,
    state,
    () => {
      step.effect(state);
      return spine.changes();
    },
  );
}

function noteMiss(transitions: Transitions, step: number): void {
  const { missed, taken, refused, ways, policy, tries } = transitions;
  const misses = (missed[step] as number) + 1;
  missed[step] = misses;
  if (policy === 'always') return;
  const asked = (taken[step] as number) + (refused[step] as number);
  const isTooOften = misses > warmUpMissCount && misses > missRateMax * asked;
  if (!isTooOften && tries.nodeEnd + tries.childEnd < trieWordsMax) return;
  ways[step] = ways[step] === memoised ? rulesMemoised : direct;
  tries.roots[step] = 0;
  missed[step] = 0;
}

// ── outcomes ─────────────────────────────────────────────────────────────────────────────────

function newOutcome(transitions: Transitions, found: readonly number[]): number {
  const outcome = transitions.outcomeCount++;
  const start = transitions.changeEnd;
  transitions.changeEnd += 1 + (2 * found.length) / 3;
  if (transitions.changeEnd > transitions.changes.length) {
    transitions.changes = doubled(transitions.changes, transitions.changeEnd);
  }
  if (outcome >= transitions.starts.length) {
    transitions.starts = doubled(transitions.starts, outcome);
    transitions.differences = doubled(transitions.differences, outcome * fingerprintWords);
  }
  describeOutcome(transitions, outcome, start, found);
  return outcome;
}

/** Writes an outcome down: `found` has component, old id and new id of each change. */
function describeOutcome(
  transitions: Transitions,
  outcome: number,
  start: number,
  found: readonly number[],
): void {
  const { components, changes, starts, differences } = transitions;
  starts[outcome] = start;
  changes[start] = found.length / 3;
  const to = outcome * fingerprintWords;
  differences.fill(0, to, to + fingerprintWords);
  for (let index = 0; index < found.length; index += 3) {
    const number = found[index] as number;
    const component = components.list[number] as Component;
    const after = summandOf(component, found[index + 2] as number);
    const before = summandOf(component, found[index + 1] as number);
    const { summands } = component;
    for (let word = 0; word < fingerprintWords; word++) {
      differences[to + word] =
        (differences[to + word] as number) +
        (summands[after + word] as number) -
        (summands[before + word] as number);
    }
    changes[start + 1 + (2 * index) / 3] = number;
    changes[start + 2 + (2 * index) / 3] = found[index + 2] as number;
    transitions.idMax = Math.max(transitions.idMax, found[index + 2] as number);
  }
}

// ── what was done ────────────────────────────────────────────────────────────────────────────

/** Asks that ran the code of the model, for each transition. */
export function missRateOf({ missed, taken, ways }: Transitions): number {
  let [misses, transitions] = [0, 0];
  for (const [step, count] of taken.entries()) {
    transitions += count;
    misses += ways[step] === direct ? count : (missed[step] as number);
  }
  return transitions === 0 ? 0 : misses / transitions;
}

/** Steps that are not memoised as a whole. */
export function directStepCount({ ways }: Transitions): number {
  return ways.reduce((count, way) => (way === memoised ? count : count + 1), 0);
}
