/**
 * Memoised transitions: what each step does in a state, by the components that its rules, bounds
 * and recipe read.
 *
 * This is the transition caching of LTSmin's PINS interface (S. Blom, J. van de Pol, M. Weber,
 * "LTSmin: Distributed and Symbolic Reachability", CAV 2010) with footprints observed for each
 * outcome instead of declared for each step.
 *
 * Where the footprint of a step is too wide for that (see `trials.ts`), it is taken directly: rules
 * on the window, recipe each time. What refuses a step is tried apart from what it does: rules are
 * often refused by little and pass by much.
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
import { canonical, draftOf, strictCopy, strictRunCount } from '../state.ts';
import { type Components, fingerprintWords, textOf, type Vectors } from './components.ts';
import { ask, learn, type Tries, triesOf } from './decisions.ts';
import {
  changesNothing,
  describeOutcome,
  newOutcome,
  noPlace,
  type Outcomes,
  outcomeAnswer,
  refusedByBound,
  refusedByRule,
  scratchOf,
} from './outcomes.ts';
import { bar, barringWordsMin, type Rows, rowsOf, splitRow, strike } from './rows.ts';
import { type Spine, spineOf } from './spine.ts';
import { fill, refit, span, type Tables, tablesOf } from './tables.ts';
import { isResting, type MemoPolicy, noteMiss, type Trials, trialsOf } from './trials.ts';
import { type Window, windowOn } from './window.ts';

/** From rules and bounds alone. */
const isAllowed = -3;

const trialMissCount = 500;
/** Words of all tries (256 MB) after which nothing more is written down. */
const trieWordsMax = 2 ** 26;

export interface Transitions extends Outcomes {
  /** By step: what it does. */
  readonly tries: Tries;
  readonly tables: Tables;
  readonly rows: Rows;
  readonly spine: Spine;
  readonly window: Window;
  /** By step: of what it does; then, by step: of what refuses it. */
  readonly trials: Trials;
  /** By step: asks that ran the code of the model; taken; asked and refused. */
  readonly ran: Float64Array;
  readonly taken: Float64Array;
  readonly refused: Float64Array;
  readonly strictRuns: Uint32Array;
}

export function transitionsOf(
  machine: Machine,
  components: Components,
  policy: MemoPolicy,
): Transitions {
  const count = machine.steps.length;
  return {
    machine,
    components,
    tries: triesOf(count),
    tables: tablesOf(count),
    rows: rowsOf(count),
    spine: spineOf(components),
    window: windowOn(components),
    trials: trialsOf(2 * count, policy, trialMissCount),
    ran: new Float64Array(count),
    taken: new Float64Array(count),
    refused: new Float64Array(count),
    strictRuns: new Uint32Array(count),
    differences: new Int32Array((count + 1024) * fingerprintWords),
    starts: new Int32Array(count + 1024).fill(noPlace, 0, count),
    changes: new Int32Array(4096),
    changeEnd: 0,
    idMax: 0,
    outcomeCount: count,
  };
}

/**
 * Whether the rules of a step let it happen, bounds aside. Unlike `answerAnew` this leaves what
 * steps taken directly last did as it is: properties ask it in the middle of an expansion.
 */
export function passesRulesAt(
  transitions: Transitions,
  step: Step,
  ids: Vectors,
  base: number,
): boolean {
  const known = ask(transitions.tries, step.index, ids, base);
  const answer = known === 0 ? askOnWindow(transitions, step, ids, base) : known;
  return answer !== refusedByRule;
}

/** What a step does; an answer from outside the memo is good until the step is asked again. */
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
  const { trials, taken, ran } = transitions;
  const step = transitions.machine.steps[index] as Step;
  ran[index] = (ran[index] as number) + 1;
  if (isResting(trials, index, taken[index] as number)) {
    return answerDirectly(transitions, step, ids, base);
  }
  return answerAndLearn(transitions, step, ids, base);
}

/** Runs rules and recipe on the tracking spine, and writes the answer down. */
function answerAndLearn(transitions: Transitions, step: Step, ids: Vectors, base: number): number {
  const { spine } = transitions;
  spine.load(ids, base, true);
  let answer = askRules(transitions, step, spine.state());
  if (answer === isAllowed) {
    const found = runRecipe(transitions, step);
    answer = found.length === 0 ? changesNothing : outcomeAnswer - newOutcome(transitions, found);
  }
  learnAnswer(transitions, step, ids, base, answer);
  if (answer >= refusedByBound && spine.reads.length > 1) learnBar(transitions, step, ids, base);
  return answer;
}

/** Runs rules on the window and the recipe untracked; writes down nothing but refusals. */
function answerDirectly(transitions: Transitions, step: Step, ids: Vectors, base: number): number {
  const { spine, trials, refused } = transitions;
  const refusal = askOnWindow(transitions, step, ids, base);
  if (refusal !== isAllowed) {
    const trial = transitions.machine.steps.length + step.index;
    if (isResting(trials, trial, refused[step.index] as number)) return refusal;
    return answerAndLearn(transitions, step, ids, base);
  }
  spine.load(ids, base, false);
  const found = runRecipe(transitions, step);
  if (found.length === 0) return changesNothing;
  // Outcome k < the number of steps is what step k last did directly.
  refit(transitions.tables, transitions.components);
  describeOutcome(transitions, step.index, scratchOf(transitions, step.index), found);
  return outcomeAnswer - step.index;
}

function learnAnswer(
  transitions: Transitions,
  { index, action }: Step,
  ids: Vectors,
  base: number,
  answer: number,
): void {
  const { machine, components, tries, tables, rows, spine, trials, taken, refused } = transitions;
  const isFull = tries.end > trieWordsMax;
  if (answer < refusedByBound) noteMiss(trials, index, taken[index] as number, isFull);
  else noteMiss(trials, machine.steps.length + index, refused[index] as number, isFull);
  const idOfRead = (component: number): number => ids[base + component] as number;
  learn(tries, index, spine.reads, idOfRead, answer, () => `${nameOf(machine)}, ${show(action)}`);
  span(tables, components, index, spine.reads);
  refit(tables, components);
  fill(tables, index, ids, base, answer);
  const [first, second] = spine.reads;
  if (first === undefined) return;
  splitRow(rows, index, first);
  // A bound is no reason to strike a step: frontier states ask for it.
  if (second === undefined && answer === refusedByRule) {
    strike(rows, index, first, idOfRead(first));
  }
}

/**
 * What refused the step, asked on its own: if it reads one component, then no state with that value
 * needs to ask. A bound is a reason for a step of the adversary alone.
 */
function learnBar(
  { machine, spine, rows }: Transitions,
  step: Step,
  ids: Vectors,
  base: number,
): void {
  if (rows.words < barringWordsMin) return;
  const reasons = step.actor === 'adversary' ? [...step.rules, ...step.bounds] : step.rules;
  const isRefused = inModel(
    () => `${nameOf(machine)}, rules of ${show(step.action)}`,
    spine.state(),
    () =>
      reasons.some((rule) => {
        spine.load(ids, base, true);
        return !rule.holds(spine.state());
      }),
  );
  const [only, ...more] = spine.reads;
  if (!isRefused || only === undefined || more.length > 0) return;
  bar(rows, step.index, only, ids[base + only] as number);
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

function runRecipe(transitions: Transitions, step: Step): number[] {
  const { machine, spine, strictRuns } = transitions;
  const runs = strictRuns[step.index] as number;
  strictRuns[step.index] = runs + 1;
  spine.open(runs < strictRunCount);
  const state = spine.state();
  return inModel(
    () => `${nameOf(machine)}, ${show(step.action)}`,
    state,
    () => {
      try {
        step.effect(state);
      } catch (error) {
        if (error instanceof TypeError) refuseGrowth(transitions, step);
        throw error;
      }
      return spine.changes();
    },
  );
}

/** The spine cannot grow or shrink; a draft that can tells the path at which a recipe tried to. */
function refuseGrowth({ machine, components, spine }: Transitions, step: Step): void {
  const draft = draftOf(strictCopy(textOf(components, spine.ids, 0)), true) as object;
  step.effect(draft);
  canonical(draft, machine.shape);
}

// ── what was done ────────────────────────────────────────────────────────────────────────────

/** Runs of the model for a transition, as a share of the transitions. */
export function missRateOf({ ran, taken }: Transitions): number {
  const sum = (counts: Float64Array): number => counts.reduce((total, count) => total + count, 0);
  return sum(ran) / Math.max(1, sum(taken));
}

/** Steps whose memo rests. */
export function directStepCount({ machine, trials, taken }: Transitions): number {
  return machine.steps.filter(({ index }) => isResting(trials, index, taken[index] as number))
    .length;
}
