/** The first instrument: counterexamples that were recorded before are replayed. */
import { DivergenceError, InputError } from '../errors.ts';
import { type Machine, nameOf } from '../machine.ts';
import type { Action, Claim } from '../protocol.ts';
import type { Counterexample } from '../trace/counterexample.ts';
import { instanceOf, replay } from '../trace/replay.ts';
import { isDecisive, type Problem } from './judgement.ts';

/** A counterexample as it was read, and the name of its file for the reader. */
export interface Recording {
  readonly file: string;
  readonly counterexample: Counterexample;
}

export interface RecordedFinding {
  readonly verdict: 'violated' | 'witnessed';
  readonly execution: readonly Action[];
  /** The step to which the execution returns for ever, or null. */
  readonly loop: number | null;
  readonly explanation: string;
  readonly file: string;
  /** It was recorded on the very instance that is judged. */
  readonly isSameInstance: boolean;
}

export interface Replayed {
  /** The shortest of those that show what they were recorded for. */
  readonly finding: RecordedFinding | null;
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * @param machine The instance that is judged.
 * @param isAnyInstance Whether what was recorded on other instances of the variant counts too.
 */
export function replayRecordings(
  machine: Machine,
  claim: Claim,
  recordings: readonly Recording[],
  isAnyInstance: boolean,
): Replayed {
  const notes: string[] = [];
  const problems: Problem[] = [];
  let finding: RecordedFinding | null = null;
  for (const recording of recordings) {
    if (!isAbout(machine, claim, recording)) continue;
    const isSameInstance = isInstance(machine, recording);
    if (!isSameInstance && !isAnyInstance) continue;
    const found = replayOne(machine, claim, recording, isSameInstance);
    if (typeof found !== 'object') notes.push(found);
    else if ('exitCode' in found) problems.push(found);
    else if (finding === null || found.execution.length < finding.execution.length) finding = found;
  }
  return { finding, notes, problems };
}

function isAbout(machine: Machine, claim: Claim, { counterexample }: Recording): boolean {
  return (
    counterexample.protocol === machine.protocol.name &&
    counterexample.variant === machine.variant &&
    counterexample.property === claim.property.name &&
    // A loop refutes that the goal is reached in the end, not that it always can be.
    (counterexample.kind === 'eventually') === (claim.property.kind === 'eventually')
  );
}

function isInstance(machine: Machine, { counterexample }: Recording): boolean {
  const { parameters } = counterexample;
  const names = Object.keys(machine.parameters);
  return (
    names.length === Object.keys(parameters).length &&
    names.every((name) => machine.parameters[name] === parameters[name])
  );
}

/** What a recording shows, what is wrong with it, or what is to be noted about it. */
function replayOne(
  machine: Machine,
  claim: Claim,
  { file, counterexample }: Recording,
  isSameInstance: boolean,
): RecordedFinding | Problem | string {
  try {
    const instance = instanceOf(machine.protocol, counterexample);
    const { outcome, modelChanged } = replay(instance, claim.property, counterexample);
    if (outcome.kind === 'reproduced') {
      return {
        verdict: counterexample.kind === 'sometimes' ? 'witnessed' : 'violated',
        execution: counterexample.actions,
        loop: counterexample.loop ?? null,
        explanation: outcome.explanation,
        file,
        isSameInstance,
      };
    }
    if (outcome.kind === 'inconclusive') return `${file} is inconclusive: ${outcome.message}`;
    // A file that shows what was repaired since is kept so that it never shows it again.
    if (modelChanged || !isDecisive(claim.expected)) {
      return `${file} no longer shows it; it stops at step ${outcome.step}`;
    }
    return { message: `${file} diverges.\n${outcome.message}`, exitCode: 4 };
  } catch (error) {
    if (error instanceof InputError || error instanceof DivergenceError) {
      const where = `${nameOf(machine)}: ${file}`;
      return { message: `${where}: ${error.message}`, exitCode: error.exitCode };
    }
    throw error;
  }
}
