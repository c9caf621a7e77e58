/** What all judged suites come to: problems beyond single claims, and the exit code. */
import type { Claim, Suite } from '../protocol.ts';
import { type Assessment, assess } from './expectation.ts';
import { type Evidence, noEvidence, type Problem, type SuiteJudgement } from './judgement.ts';
import type { ProfileName } from './profiles.ts';

export interface JudgedClaim extends Assessment {
  readonly claim: Claim;
  readonly evidence: Evidence;
  /** The counterexample file that was recorded or saved, as the reader can open it. */
  readonly file: string | null;
}

export interface JudgedSuite {
  readonly suite: Suite;
  readonly judgement: SuiteJudgement | null;
  /** Why it could not be judged. */
  readonly failure: Problem | null;
  readonly claims: readonly JudgedClaim[];
  /** Wall time. */
  readonly seconds: number;
}

export interface CheckReport {
  readonly seed: number;
  readonly profile: ProfileName;
  /** Whether symmetry was asked for. */
  readonly symmetry: boolean;
  readonly suites: readonly JudgedSuite[];
  readonly problems: readonly Problem[];
  readonly seconds: number;
  readonly exitCode: number;
}

export function assessSuite(
  suite: Suite,
  judgement: SuiteJudgement,
  areLengthsComparable: boolean,
): readonly JudgedClaim[] {
  return suite.claims.map((claim, index) => {
    const evidence = judgement.evidence[index];
    if (evidence === undefined) throw new RangeError(`no evidence for ${claim.property.name}`);
    const assessment = assess(claim, evidence, judgement, areLengthsComparable);
    return { ...assessment, claim, evidence, file: evidence.file };
  });
}

/** The claims of a suite that could not be judged. */
export function unjudged(suite: Suite): readonly JudgedClaim[] {
  return suite.claims.map((claim) => {
    return { claim, evidence: noEvidence, standing: 'inconclusive', why: 'not judged', file: null };
  });
}

/**
 * Actions that were never taken in any search of their protocol: a claim about what never happens
 * says nothing. To be asked only where all claims of the protocol were judged.
 */
export function idleActions(suites: readonly JudgedSuite[]): readonly Problem[] {
  const protocols = new Set(suites.map(({ suite }) => suite.protocol.name));
  return [...protocols].flatMap((name) => {
    const own = suites.filter(({ suite }) => suite.protocol.name === name);
    const fired = new Map<string, number>();
    for (const { judgement } of own) {
      for (const [type, times] of Object.entries(judgement?.fired ?? {})) {
        fired.set(type, (fired.get(type) ?? 0) + times);
      }
    }
    const isCut = own.some(({ judgement }) => {
      const cut = judgement?.cut ?? null;
      return judgement === null || (cut !== null && cut !== 'decided');
    });
    return [...fired]
      .filter(([, times]) => times === 0)
      .map(([type]) => ({
        message: isCut
          ? `${name}: the action ${type} was not taken before the searches were cut`
          : `${name}: the action ${type} is never taken in any of the protocol's claims`,
        exitCode: isCut ? 3 : 1,
      }));
  });
}

/** From the gravest: 130 interrupted, 5, 4, 2 (errors), 1 unexpected, 3 inconclusive, 0. */
export function exitCodeOf(
  suites: readonly JudgedSuite[],
  problems: readonly Problem[],
  isInterrupted: boolean,
): number {
  if (isInterrupted) return 130;
  const codes = new Set<number>(problems.map(({ exitCode }) => exitCode));
  for (const { claims, failure, judgement } of suites) {
    if (failure !== null) codes.add(failure.exitCode);
    for (const { exitCode } of judgement?.problems ?? []) codes.add(exitCode);
    for (const { standing } of claims) {
      if (standing !== 'expected') codes.add(standing === 'unexpected' ? 1 : 3);
    }
  }
  return [5, 4, 2, 1, 3].find((code) => codes.has(code)) ?? 0;
}
