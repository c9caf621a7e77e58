/** Reports as data, in the shapes that `schema.ts` fixes. Only types of it: it is slow to load. */
import type { CheckReport, JudgedClaim, JudgedSuite } from '../check/conclusion.ts';
import type { Suite } from '../protocol.ts';
import { ablationOf } from './claims.ts';
import type { ExploreReport } from './exploration.ts';
import type { CheckResult, CheckRow, ExploreResult, ListResult } from './schema.ts';

export function checkJson(report: CheckReport): CheckResult {
  const problems = [
    ...report.suites.flatMap(({ failure }) => (failure === null ? [] : [failure.message])),
    ...report.problems.map(({ message }) => message),
  ];
  return {
    version: 1,
    seed: report.seed,
    profile: report.profile,
    claims: report.suites.flatMap((judged) =>
      judged.claims.map((claim) => checkRowOf(judged, claim)),
    ),
    ...(problems.length === 0 ? {} : { problems }),
    exitCode: report.exitCode,
  };
}

function checkRowOf({ suite, judgement }: JudgedSuite, judged: JudgedClaim): CheckRow {
  const { claim, evidence, standing, file } = judged;
  return {
    ...headOf(suite),
    property: claim.property.name,
    kind: claim.property.kind,
    expected: claim.expected,
    verdict: evidence.verdict,
    asExpected: standing === 'expected',
    by: evidence.by,
    bounds: { ...judgement?.parameters },
    states: judgement?.states ?? 0,
    runs: evidence.runs,
    ...(evidence.execution === null ? {} : { length: evidence.execution.length }),
    ...(evidence.minimal === null ? {} : { minimal: evidence.minimal }),
    ...(file === null ? {} : { file }),
  };
}

function headOf(suite: Suite): Pick<CheckRow, 'protocol' | 'variant' | 'ablation'> {
  const ablation = ablationOf(suite);
  return {
    protocol: suite.protocol.name,
    variant: suite.variant,
    ...(ablation === null ? {} : { ablation: ablation.id }),
  };
}

export function listJson(suites: readonly Suite[]): ListResult {
  return {
    version: 1,
    claims: suites.flatMap((suite) =>
      suite.claims.map(({ property, expected }) => ({
        ...headOf(suite),
        property: property.name,
        kind: property.kind,
        expected,
        source: suite.protocol.source,
        section: suite.protocol.section,
      })),
    ),
  };
}

export function exploreJson(report: ExploreReport, seconds: number): ExploreResult {
  const { states, transitions, depth, complete, workers, collisionOdds } = report;
  return {
    protocol: report.protocol,
    variant: report.variant,
    parameters: { ...report.parameters },
    states,
    transitions,
    depth,
    complete,
    seconds,
    workers,
    collisionOdds,
    verdicts: report.findings.map(({ property, kind, verdict, length }) => ({
      property,
      kind,
      verdict,
      ...(length === null ? {} : { length }),
    })),
  };
}
