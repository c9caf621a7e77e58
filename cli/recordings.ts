/** Counterexample files: reading those that were recorded, writing those that were found. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import type { JudgedClaim, JudgedSuite } from '../checker/check/conclusion.ts';
import type { Problem } from '../checker/check/judgement.ts';
import type { Recording } from '../checker/check/recorded.ts';
import { InputError } from '../checker/errors.ts';
import { instantiate } from '../checker/machine.ts';
import type { Suite } from '../checker/protocol.ts';
import { moralOf } from '../checker/report/moral.ts';
import {
  type Counterexample,
  checkSize,
  decodeCounterexample,
  fileNameOf,
  parseCounterexample,
  recordCounterexample,
  serializeCounterexample,
} from '../checker/trace/counterexample.ts';
import { writeWhole } from './output.ts';

/** @throws InputError that names the file. */
export function readCounterexample(path: string, shown: string): Counterexample {
  try {
    if (!existsSync(path)) throw new InputError('no such file');
    if (!statSync(path).isFile()) throw new InputError('expected a file, got a folder');
    checkSize(statSync(path).size);
    return parseCounterexample(decodeCounterexample(readFileSync(path)));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new InputError(`${shown}: ${message}`, { cause: error });
  }
}

/** Recorded counterexamples of some suites, in the order of their names. */
export function readRecordings(
  folder: string,
  suites: readonly Suite[],
  cwd: string,
): { recordings: readonly Recording[]; problems: readonly Problem[] } {
  const recordings: Recording[] = [];
  const problems: Problem[] = [];
  if (!existsSync(folder)) return { recordings, problems };
  const prefixes = suites.map(({ protocol, variant }) => `${protocol.name}.${variant}.`);
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.json') || !prefixes.some((prefix) => name.startsWith(prefix))) continue;
    const path = join(folder, name);
    const file = shownPath(path, cwd);
    try {
      recordings.push({ file, counterexample: readCounterexample(path, file) });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push({ message: error.message, exitCode: error.exitCode });
    }
  }
  return { recordings, problems };
}

/** Writes the counterexample of every violated claim, and says where. */
export function saveCounterexamples(
  judged: JudgedSuite,
  recordings: readonly Recording[],
  folder: string,
  cwd: string,
): JudgedSuite {
  const { judgement, suite } = judged;
  if (judgement === null) return judged;
  const machine = instantiate(suite.protocol, suite.variant, judgement.parameters);
  const claims = judged.claims.map((claim): JudgedClaim => {
    const { evidence } = claim;
    const { execution, loop, drawn, minimal } = evidence;
    if (evidence.verdict !== 'violated' || execution === null) return claim;
    const recorded = recordings.find(({ file }) => file === evidence.file)?.counterexample;
    if (recorded !== undefined && isAsGood(recorded, execution.length, minimal)) return claim;
    const found = {
      by: drawn === null ? ('exhaustive' as const) : ('sampled' as const),
      seed: drawn?.seed ?? null,
      strategy: drawn?.strategy ?? null,
      runs: drawn?.runs ?? null,
      shrunkFrom: drawn?.shrunkFrom ?? null,
    };
    const counterexample = recordCounterexample(machine, claim.claim.property, execution, {
      moral: moralOf(suite, claim),
      found,
      minimal: minimal ?? 'local',
      ...(loop === null ? {} : { loop }),
    });
    const path = join(folder, fileNameOf(counterexample));
    writeWhole(path, serializeCounterexample(counterexample), '--save');
    return { ...claim, file: shownPath(path, cwd) };
  });
  return { ...judged, claims };
}

/** What is recorded stays, unless the new one is shorter or the first that is proven shortest. */
function isAsGood(
  recorded: Counterexample,
  length: number,
  minimal: 'proven' | 'local' | null,
): boolean {
  if (recorded.actions.length > length) return false;
  return recorded.minimal === 'proven' || minimal !== 'proven';
}

/** Relative where that is shorter to read. */
export function shownPath(path: string, cwd: string): string {
  const near = relative(cwd, path);
  return near.startsWith('..') || isAbsolute(near) ? path : near;
}
