/**
 * Whether a memo pays. A miss runs the code of the model on the tracking spine and writes the
 * answer down: two to ten times the cost of just running it. So a memo that misses too often rests:
 * it still answers what it knows, and what it does not know is worked out directly and not written
 * down. Misses often come early, while every value is new, so a memo is tried again, after twice as
 * long each time.
 */
export type MemoPolicy = 'auto' | 'always' | 'never';

export interface Trials {
  readonly policy: MemoPolicy;
  /** Misses after which a trial is judged, and after which it may be given up. */
  readonly missCount: number;
  readonly hopelessMissCount: number;
  /** By memo: misses and asks when the trial began; when to begin the next; how long it rested. */
  readonly misses: Float64Array;
  readonly begun: Float64Array;
  readonly restUntil: Float64Array;
  readonly rest: Float64Array;
}

const missRateMax = 0.4;
/** A trial that has missed so often, and at such a rate, is given up before its time. */
const hopelessMissCount = { hasty: 64, patient: 500 } as const;
const hopelessMissRate = 0.9;
const restFirst = 1000;

/**
 * @param patience Those who have not seen the narrow levels at the start, where few values are new,
 * need more of it.
 */
export function trialsOf(
  count: number,
  policy: MemoPolicy,
  missCount: number,
  patience: keyof typeof hopelessMissCount = 'hasty',
): Trials {
  return {
    policy,
    missCount,
    hopelessMissCount: hopelessMissCount[patience],
    misses: new Float64Array(count),
    begun: new Float64Array(count),
    restUntil: new Float64Array(count).fill(policy === 'never' ? Number.POSITIVE_INFINITY : 0),
    rest: new Float64Array(count).fill(restFirst),
  };
}

/** Whether a memo that was asked so often rests now. */
export function isResting({ restUntil }: Trials, memo: number, asked: number): boolean {
  return asked < (restUntil[memo] as number);
}

/** Notes a miss of a memo that is on trial; `isFull` sends it to rest for good. */
export function noteMiss(trials: Trials, memo: number, asked: number, isFull: boolean): void {
  const { policy, misses, begun, restUntil, rest } = trials;
  if (policy === 'always') return;
  if (isFull) restUntil[memo] = Number.POSITIVE_INFINITY;
  const missed = (misses[memo] as number) + 1;
  misses[memo] = missed;
  const since = asked - (begun[memo] as number);
  const isHopeless = missed >= trials.hopelessMissCount && missed > hopelessMissRate * since;
  if (missed < trials.missCount && !isHopeless) return;
  if (isHopeless || missed > missRateMax * since) {
    restUntil[memo] = Math.max(restUntil[memo] as number, asked + (rest[memo] as number));
    rest[memo] = 2 * (rest[memo] as number);
  }
  misses[memo] = 0;
  begun[memo] = Math.max(asked, restUntil[memo] as number);
}
