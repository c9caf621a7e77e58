/**
 * How a walk chooses among the enabled steps: one interface, three strategies.
 *
 *   uniform  every enabled step is as likely as any other.
 *   pct      priorities over kinds of steps, changed at a few random moments: the highest enabled
 *            kind goes on until it is out of steps. Finds orders in which one side runs ahead.
 *            Source: S. Burckhardt et al., "A Randomized Scheduler with Probabilistic Guarantees
 *            of Finding Bugs", ASPLOS 2010. Deviates: kinds of steps stand for threads, a step
 *            that changes nothing costs its kind the priority, and so the bound of the paper on
 *            the odds of a bug does not carry over.
 *   swarm    every run has its own random half of the action types, and uses the others only when
 *            nothing else is left. Finds what too many choices would dilute.
 *            Source: A. Groce et al., "Swarm Testing", ISSTA 2012. Deviates: the paper leaves the
 *            others out altogether.
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
export type Choose = (enabled: readonly Step[], isStill: boolean) => number;

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
  const priority = shuffled(kinds.count, random);
  const changes = changePoints(stepCountMax, random);
  let lowest = 0;
  let taken = 0;
  let last = -1;
  const kindAt = (enabled: readonly Step[], place: number): number =>
    kinds.ofStep[(enabled[place] as Step).index] as number;
  const highest = (enabled: readonly Step[]): number => {
    let best = kindAt(enabled, 0);
    for (let place = 1; place < enabled.length; place++) {
      const kind = kindAt(enabled, place);
      if ((priority[kind] as number) > (priority[best] as number)) best = kind;
    }
    return best;
  };
  return (enabled, isStill) => {
    if (isStill && last >= 0) priority[last] = --lowest;
    if (changes.has(taken)) priority[highest(enabled)] = --lowest;
    taken++;
    const chosen = highest(enabled);
    last = chosen;
    return oneWhere(enabled, random, (step) => kinds.ofStep[step.index] === chosen);
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
  return (enabled) =>
    oneWhere(enabled, random, (step) => isIn[kinds.ofStep[step.index] as number] === true);
};

/** One of the steps that are wanted, each as likely; one of all if none is. */
function oneWhere(
  enabled: readonly Step[],
  random: Random,
  isWanted: (step: Step) => boolean,
): number {
  let count = 0;
  for (const step of enabled) if (isWanted(step)) count++;
  if (count === 0) return random.nextInt(0, enabled.length - 1);
  let left = random.nextInt(0, count - 1);
  for (let place = 0; ; place++) {
    if (isWanted(enabled[place] as Step) && left-- === 0) return place;
  }
}

export const strategies: Readonly<Record<StrategyName, Strategy>> = { uniform, pct, swarm };
