/** What an exhaustive search saw. */
import type { EngineExploration } from '../explore/explore.ts';
import type { ParameterValues } from '../machine.ts';
import type { Kind, Verdict } from '../protocol.ts';
import {
  aligned,
  counted,
  duration,
  grouped,
  lineWidth,
  oddsText,
  type Paint,
  wrap,
} from './style.ts';

/** An exploration as plain data: it crosses threads. */
export interface ExploreReport {
  readonly protocol: string;
  readonly variant: string;
  readonly parameters: ParameterValues;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly complete: boolean;
  readonly deadlocks: number;
  readonly fired: Readonly<Record<string, number>>;
  readonly workers: number;
  readonly collisionOdds: number;
  readonly findings: readonly ReportedFinding[];
}
interface ReportedFinding {
  readonly property: string;
  readonly kind: Kind;
  readonly verdict: Verdict;
  /** Actions in the execution that shows it; null without one. */
  readonly length: number | null;
  readonly explanation: string | null;
  readonly boundedStates: number;
}

export function exploreReport(explored: EngineExploration): ExploreReport {
  const { machine, findings, ...counts } = explored;
  return {
    ...counts,
    protocol: machine.protocol.name,
    variant: machine.variant,
    parameters: machine.parameters,
    findings: findings.map(({ property, verdict, execution, explanation, boundedStates }) => ({
      property: property.name,
      kind: property.kind,
      verdict,
      length: execution?.length ?? null,
      explanation,
      boundedStates: explored.complete ? boundedStates : 0,
    })),
  };
}

export function exploreLines(
  report: ExploreReport,
  seconds: number,
  paint: Paint,
): readonly string[] {
  const { states, transitions, depth, complete, deadlocks } = report;
  const rate = seconds > 0 ? ` (${grouped(Math.round(states / seconds))} a second)` : '';
  const parameters = Object.entries(report.parameters).map(([name, value]) => `${name}=${value}`);
  const lines = [paint('bold', `${report.protocol}/${report.variant}`)];
  for (const line of wrap(parameters.join(' '), lineWidth - 2)) {
    lines.push(`  ${paint('dim', line)}`);
  }
  const rows = [
    ['states', `${grouped(states)}${rate}`],
    ['transitions', grouped(transitions)],
    ['depth', `${counted(depth, 'level')}, the initial one counted`],
    ['complete', complete ? 'yes, every reachable state was visited' : 'no, the search was cut'],
    ['deadlocks', `${counted(deadlocks, 'state')} without any step`],
    ['collisions', `odds of ${oddsText(report.collisionOdds)} that one hid a state`],
    ['time', duration(seconds)],
  ];
  lines.push('', ...aligned(rows).map((row) => `  ${row}`), '', 'How often each action was taken');
  const fired = Object.entries(report.fired).map(([type, times]) => [type, grouped(times)]);
  lines.push(...aligned(fired).map((row) => `  ${row}`));
  if (report.findings.length > 0) {
    lines.push('', 'Properties', ...report.findings.flatMap((one) => findingLines(one, paint)));
  }
  return lines;
}

function findingLines(finding: ReportedFinding, paint: Paint): readonly string[] {
  const { property, verdict, length, explanation, boundedStates } = finding;
  const steps = length === null ? '' : `  ${paint('dim', `in ${counted(length, 'step')}`)}`;
  const held =
    boundedStates === 0
      ? ''
      : `  ${paint('dim', `${counted(boundedStates, 'state')} held back by bounds alone`)}`;
  const lines = [`  ${verdict.padEnd(12)}  ${property}${steps}${held}`];
  if (verdict !== 'violated' || explanation === null) return lines;
  const why = wrap(explanation, lineWidth - 16).map((line) => `${' '.repeat(16)}${line}`);
  return [...lines, ...why];
}
