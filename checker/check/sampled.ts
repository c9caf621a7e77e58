/** The second instrument: executions drawn at random, by every strategy in turn. */
import { isProgress } from '../judge.ts';
import type { Machine } from '../machine.ts';
import type { AnyProperty } from '../protocol.ts';
import { type SampleFinding, sample } from '../sample/sampling.ts';
import { strategyNames } from '../sample/strategies.ts';
import type { Budget } from './profiles.ts';

export interface Sampled {
  /** What was decided. */
  readonly findings: ReadonlyMap<AnyProperty, SampleFinding>;
  /** Executions drawn for each property until it was decided, or all. */
  readonly runs: ReadonlyMap<AnyProperty, number>;
  /** Executions drawn altogether. */
  readonly total: number;
}

/** The runs are dealt out to the strategies; what one decides, the next is not asked again. */
export function sampleEach(
  machine: Machine,
  properties: readonly AnyProperty[],
  budget: Budget,
  isCancelled: () => boolean,
): Sampled {
  const findings = new Map<AnyProperty, SampleFinding>();
  const runs = new Map<AnyProperty, number>();
  let total = 0;
  for (const [place, strategy] of strategyNames.entries()) {
    const open = properties.filter((property) => !isProgress(property) && !findings.has(property));
    const share = shareOf(budget.runs, place, strategyNames.length);
    if (open.length === 0 || share === 0) continue;
    const { seed, steps } = budget;
    const options = { properties: open, seed, runs: share, steps, strategy, isCancelled };
    let drawn = 0;
    for (const finding of sample(machine, options)) {
      drawn = Math.max(drawn, finding.runs);
      runs.set(finding.property, (runs.get(finding.property) ?? 0) + finding.runs);
      if (finding.execution !== null) findings.set(finding.property, finding);
    }
    total += drawn;
  }
  return { findings, runs, total };
}

/** Parts of a whole that differ by one at the most. */
function shareOf(whole: number, place: number, parts: number): number {
  return Math.floor(whole / parts) + (place < whole % parts ? 1 : 0);
}
