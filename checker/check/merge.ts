/**
 * One verdict of what three instruments say.
 *
 * What decides (a violation, a witness) outweighs what does not. A search that saw every state and
 * a sampled or recorded execution of the same instance cannot both be right where they differ:
 * that is an internal error, and the claim gets no verdict.
 */

import type { Finding } from '../explore/exploration.ts';
import type { EngineExploration } from '../explore/explore.ts';
import { isProgress } from '../judge.ts';
import { type Machine, nameOf } from '../machine.ts';
import type { Action } from '../protocol.ts';
import type { SampleFinding } from '../sample/sampling.ts';
import { type Evidence, isDecisive, type Problem } from './judgement.ts';
import type { RecordedFinding, Replayed } from './recorded.ts';
import type { Sampled } from './sampled.ts';

export interface Merged {
  readonly evidence: Evidence;
  /** The instruments contradict each other. */
  readonly problem: Problem | null;
}

export function merge(
  machine: Machine,
  explored: EngineExploration,
  finding: Finding,
  { findings, runs }: Sampled,
  { finding: recorded, notes }: Replayed,
): Merged {
  const { property } = finding;
  // In a search that was cut, states that were not expanded count as held back too.
  const boundedStates = explored.complete ? finding.boundedStates : 0;
  const drawn = findings.get(property) ?? null;
  const contradiction = contradictionOf(machine, explored, finding, drawn, recorded);
  const decided = recorded?.verdict ?? drawn?.verdict ?? finding.verdict;
  const isProvenShortest = isProven(explored, finding);
  const execution = shortestOf(isProvenShortest, finding, drawn, recorded);
  const common = { runs: runs.get(property) ?? 0, boundedStates, notes };
  const evidence: Evidence = {
    ...common,
    verdict: contradiction === null ? decided : 'inconclusive',
    by: recorded !== null ? 'recorded' : drawn !== null ? 'sampled' : 'exhaustive',
    execution: execution?.actions ?? null,
    loop: execution?.loop ?? null,
    minimal: execution === null ? null : isProvenShortest ? 'proven' : 'local',
    explanation: finding.explanation ?? drawn?.explanation ?? recorded?.explanation ?? null,
    drawn: drawn === null ? null : drawOf(drawn),
    file: recorded?.file ?? null,
  };
  return {
    evidence,
    problem: contradiction === null ? null : { message: contradiction, exitCode: 5 },
  };
}

function shortestOf(
  isProvenShortest: boolean,
  finding: Finding,
  drawn: SampleFinding | null,
  recorded: RecordedFinding | null,
): Shown | null {
  // That of the search is the same whatever was sampled or recorded.
  const all = isProvenShortest ? [finding] : [finding, drawn, recorded];
  let best: Shown | null = null;
  for (const one of all) {
    const actions = one?.execution ?? null;
    if (actions === null || (best !== null && actions.length >= best.actions.length)) continue;
    best = { actions, loop: one !== null && 'loop' in one ? (one.loop ?? null) : null };
  }
  return best;
}

interface Shown {
  readonly actions: readonly Action[];
  readonly loop: number | null;
}

/** A dead end is only known to be the nearest one when every state has been seen. */
function isProven({ complete }: EngineExploration, finding: Finding): boolean {
  return finding.execution !== null && (complete || !isProgress(finding.property));
}

function contradictionOf(
  machine: Machine,
  explored: EngineExploration,
  finding: Finding,
  drawn: SampleFinding | null,
  recorded: RecordedFinding | null,
): string | null {
  const { property, verdict } = finding;
  const others = [
    { name: 'sampling', says: drawn?.verdict, execution: drawn?.execution ?? null },
    recorded?.isSameInstance === true
      ? { name: recorded.file, says: recorded.verdict, execution: recorded.execution }
      : null,
  ];
  for (const other of others) {
    if (other === null || other.execution === null) continue;
    const where = `${nameOf(machine)}#${property.name}`;
    const length = other.execution.length;
    if (explored.complete && !isDecisive(verdict)) {
      return (
        `${where}: the search of all ${explored.states} states says ${verdict}, and ` +
        `${other.name} says ${other.says} in ${length} steps; one of them is wrong`
      );
    }
    const shortest = finding.execution?.length ?? 0;
    if (isProven(explored, finding) && length < shortest) {
      return (
        `${where}: the search says that ${shortest} steps are the fewest, and ${other.name} ` +
        `needs ${length}; one of them is wrong`
      );
    }
  }
  return null;
}

function drawOf({ seed, strategy, runs, shrunkFrom }: SampleFinding): Evidence['drawn'] {
  return { seed, strategy, runs, shrunkFrom: shrunkFrom ?? 0 };
}
