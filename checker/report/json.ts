/** Reports as data, in the shapes that `schema.ts` fixes. Only types of it: it is slow to load. */
import type { CheckReport, JudgedClaim, JudgedSuite } from '../check/conclusion.ts';
import type { SuiteJudgement } from '../check/judgement.ts';
import type { Suite } from '../protocol.ts';
import { ablationOf } from './claims.ts';
import type { EngineFigures, ExploreReport } from './exploration.ts';
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
    ...cutOf(judgement),
    ...symmetryOf(judgement),
    runs: evidence.runs,
    ...(evidence.execution === null ? {} : { length: evidence.execution.length }),
    ...(evidence.minimal === null ? {} : { minimal: evidence.minimal }),
    ...(file === null ? {} : { file }),
  };
}

/** Only where a budget ended the search: that all is decided is no loss. */
function cutOf(judgement: SuiteJudgement | null): Pick<CheckRow, 'cut'> {
  const cut = judgement?.cut ?? null;
  return cut === null || cut === 'decided' ? {} : { cut };
}

function symmetryOf(judgement: SuiteJudgement | null): Pick<CheckRow, 'symmetry'> {
  const symmetry = judgement?.symmetry ?? [];
  return symmetry.length === 0 ? {} : { symmetry: [...symmetry] };
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

function engineJson(engine: EngineFigures): ExploreResult['engine'] {
  const { missRate, steps, directSteps, audited, storeBytes } = engine;
  return { missRate, steps, directSteps, audited, storeBytes };
}

export function exploreJson(report: ExploreReport, seconds: number): ExploreResult {
  const { states, transitions, depth, complete, cut, symmetry, workers, engine } = report;
  return {
    protocol: report.protocol,
    variant: report.variant,
    parameters: { ...report.parameters },
    states,
    transitions,
    depth,
    complete,
    ...(cut === null ? {} : { cut }),
    symmetry: [...(symmetry ?? [])],
    seconds,
    workers,
    collisionOdds: report.collisionOdds,
    ...(engine === null ? {} : { engine: engineJson(engine) }),
    verdicts: report.findings.map(({ property, kind, verdict, length }) => ({
      property,
      kind,
      verdict,
      ...(length === null ? {} : { length }),
    })),
  };
}
