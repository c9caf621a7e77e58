/**
 * How a walk chooses among the enabled steps: one interface, three strategies.
 *
 *   uniform  every enabled step is as likely as any other.
 *   pct      priorities, changed at a few random moments: the highest that is enabled goes on until
 *            it is out of steps. By a coin a run, what has a priority is a type of actions or a
 *            single step. Finds orders in which one side runs far ahead.
 *            Source: S. Burckhardt et al., "A Randomized Scheduler with Probabilistic Guarantees
 *            of Finding Bugs", ASPLOS 2010. Deviates: types and steps stand for threads, a step
 *            that changes nothing costs its thread the priority, and so the bound of the paper on
 *            the odds of a bug does not carry over.
 *   swarm    every run has its own random half of the action types: it draws a type among those
 *            that are enabled, then a step of it, and turns to the other half only when nothing
 *            else is left. Finds what too many choices would dilute.
 *            Source: A. Groce et al., "Swarm Testing", ISSTA 2012. Deviates: the paper leaves the
 *            other half out altogether.
 *
 * Both details were chosen by measurement: docs/sampling.md.
 *
 * A strategy sees nothing of earlier runs: a run must come out the same when it is replayed alone.
 */
import type { Random } from 'fast-check';
import type { Machine, Step } from '../machine.ts';

export type StrategyName = 'uniform' | 'pct' | 'swarm';
export const strategyNames: readonly StrategyName[] = ['uniform', 'pct', 'swarm'];

/** Begins a run: draws what the whole run shares. */
export type Strategy = (kinds: Kinds, stepCountMax: number, random: Random) => Choose;
/**
 * The place of the next step among the enabled ones, of which there is at least one.
 * `isStill`: the last step changed nothing.
 */
type Choose = (enabled: readonly Step[], isStill: boolean) => number;

/** The action type of every step, as a number. */
export interface Kinds {
  readonly count: number;
  readonly ofStep: Uint16Array;
}

export function kindsOf(machine: Machine): Kinds {
  const types = [...new Set(machine.steps.map((step) => step.action.type))];
  const ofStep = Uint16Array.from(machine.steps, (step) => types.indexOf(step.action.type));
  return { count: types.length, ofStep };
}

const uniform: Strategy = (_kinds, _stepCountMax, random) => (enabled) =>
  random.nextInt(0, enabled.length - 1);

/** Most changes of priority in a run. */
const changeCountMax = 6;

const pct: Strategy = (kinds, stepCountMax, random) => {
  const isByType = random.nextInt(0, 1) === 0;
  const laneOf = (step: Step): number =>
    isByType ? (kinds.ofStep[step.index] as number) : step.index;
  const priority = shuffled(isByType ? kinds.count : kinds.ofStep.length, random);
  const changes = changePoints(stepCountMax, random);
  let lowest = 0;
  let taken = 0;
  let last = -1;
  const highest = (enabled: readonly Step[]): number => {
    let best = laneOf(enabled[0] as Step);
    for (const step of enabled) {
      const lane = laneOf(step);
      if ((priority[lane] as number) > (priority[best] as number)) best = lane;
    }
    return best;
  };
  return (enabled, isStill) => {
    if (isStill && last >= 0) priority[last] = --lowest;
    if (changes.has(taken)) priority[highest(enabled)] = --lowest;
    taken++;
    last = highest(enabled);
    return oneWhere(enabled, random, (step) => laneOf(step) === last);
  };
};

/** More of them early than late: most bugs are short, and many walks end before their limit. */
function changePoints(stepCountMax: number, random: Random): ReadonlySet<number> {
  const points = new Set<number>();
  for (let left = random.nextInt(1, changeCountMax); left > 0; left--) {
    points.add(random.nextInt(0, random.nextInt(0, Math.max(0, stepCountMax - 1))));
  }
  return points;
}

function shuffled(count: number, random: Random): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let index = count - 1; index > 0; index--) {
    const other = random.nextInt(0, index);
    [order[index], order[other]] = [order[other] as number, order[index] as number];
  }
  return order;
}

const swarm: Strategy = (kinds, _stepCountMax, random) => {
  const isIn = Array.from({ length: kinds.count }, () => random.nextInt(0, 1) === 1);
  const kindOf = (step: Step): number => kinds.ofStep[step.index] as number;
  // The first `count` entries are the kinds that are enabled, inside the half if any is.
  const found = new Uint16Array(kinds.count);
  const collect = (enabled: readonly Step[], isWanted: (kind: number) => boolean): number => {
    let count = 0;
    let last = -1;
    // The steps of a type stand together in the order of the machine.
    for (const step of enabled) {
      const kind = kindOf(step);
      if (kind === last || !isWanted(kind)) continue;
      last = kind;
      found[count++] = kind;
    }
    return count;
  };
  return (enabled) => {
    const inside = collect(enabled, (kind) => isIn[kind] === true);
    const count = inside > 0 ? inside : collect(enabled, () => true);
    const chosen = found[random.nextInt(0, count - 1)] as number;
    return oneWhere(enabled, random, (step) => kindOf(step) === chosen);
  };
};

/** One of the steps that are wanted, each as likely; there is at least one. */
function oneWhere(
  enabled: readonly Step[],
  random: Random,
  isWanted: (step: Step) => boolean,
): number {
  let count = 0;
  for (const step of enabled) if (isWanted(step)) count++;
  let left = random.nextInt(0, count - 1);
  for (let place = 0; ; place++) {
    if (isWanted(enabled[place] as Step) && left-- === 0) return place;
  }
}

export const strategies: Readonly<Record<StrategyName, Strategy>> = { uniform, pct, swarm };
