/** What an exhaustive search saw. */
import type { BudgetCut } from '../check/judgement.ts';
import { symmetryOf } from '../explore/exploration.ts';
import type { EngineExploration } from '../explore/explore.ts';
import type { EngineReport } from '../explore/memoised.ts';
import type { ParameterValues } from '../machine.ts';
import type { Kind, Verdict } from '../protocol.ts';
import {
  aligned,
  bytesText,
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
  /** What ended the search; null if it is complete. */
  readonly cut: BudgetCut | null;
  /** Sets by which states were merged; empty where none is declared; null without symmetry. */
  readonly symmetry: readonly string[] | null;
  readonly deadlocks: number;
  readonly fired: Readonly<Record<string, number>>;
  readonly workers: number;
  readonly collisionOdds: number;
  readonly engine: EngineFigures | null;
  readonly findings: readonly ReportedFinding[];
}
export interface EngineFigures extends EngineReport {
  /** Steps of the machine: action types with all their arguments. */
  readonly steps: number;
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

/**
 * @param cut What ended the search, if it is not complete.
 * @param isSymmetric Whether one state of each orbit was asked for.
 */
export function exploreReport(
  explored: EngineExploration,
  cut: BudgetCut,
  isSymmetric: boolean,
): ExploreReport {
  const { machine, findings, engine, ...counts } = explored;
  return {
    ...counts,
    engine: engine === null ? null : { ...engine, steps: machine.steps.length },
    cut: explored.complete ? null : cut,
    symmetry: isSymmetric ? symmetryOf(machine) : null,
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

function threadsText(workers: number): string {
  return workers === 1 ? '' : `, ${workers} threads`;
}

export function exploreLines(
  report: ExploreReport,
  seconds: number,
  paint: Paint,
): readonly string[] {
  const { states, transitions, depth, deadlocks, symmetry } = report;
  const rate = seconds > 0 ? ` (${grouped(Math.round(states / seconds))} a second)` : '';
  const parameters = Object.entries(report.parameters).map(([name, value]) => `${name}=${value}`);
  const lines = [paint('bold', `${report.protocol}/${report.variant}`)];
  for (const line of wrap(parameters.join(' '), lineWidth - 2)) {
    if (line !== '') lines.push(`  ${paint('dim', line)}`);
  }
  const rows = [
    symmetry === null || symmetry.length === 0
      ? ['states', `${grouped(states)}${rate}`]
      : ['orbits', `${grouped(states)}, with symmetry of ${symmetry.join(', ')}${rate}`],
    ...(symmetry?.length === 0 ? [['symmetry', 'none is declared: every state counts']] : []),
    ['transitions', grouped(transitions)],
    ['depth', `${counted(depth, 'level')}, the initial one counted`],
    ['complete', completeText(report)],
    ['deadlocks', `${counted(deadlocks, 'state')} without any step`],
    ['collisions', `odds of ${oddsText(report.collisionOdds)} that one hid a state`],
    ...engineRows(report),
    ['time', `${duration(seconds)}${threadsText(report.workers)}`],
  ];
  lines.push('', ...aligned(rows).map((row) => `  ${row}`), '', 'How often each action was taken');
  const fired = Object.entries(report.fired).map(([type, times]) => [type, grouped(times)]);
  lines.push(...aligned(fired).map((row) => `  ${row}`));
  if (report.findings.length > 0) {
    lines.push('', 'Properties', ...report.findings.flatMap((one) => findingLines(one, paint)));
  }
  return lines;
}

function completeText({ cut, symmetry }: ExploreReport): string {
  switch (cut) {
    case null:
      return symmetry === null || symmetry.length === 0
        ? 'yes, every reachable state was visited'
        : 'yes, a state of every reachable orbit was visited';
    case 'memory':
      return 'no, the memory was used up: give more with --memory, or search less with --set';
    case 'interrupted':
      return 'no, interrupted';
    default:
      return `no, cut by --${cut}`;
  }
}

/** Fewer states than these take less than the empty tables do. */
const statesOfNote = 10_000;

function engineRows({ engine, states, fired }: ExploreReport): readonly (readonly string[])[] {
  if (engine === null) return [];
  const { missRate, directSteps, steps, audited, storeBytes } = engine;
  const taken = Object.values(fired).reduce((sum, times) => sum + times, 0);
  const ran = counted(Math.round(missRate * Math.max(1, taken)), 'time');
  const direct = `${grouped(directSteps)} of ${counted(steps, 'step')} without memo`;
  const perState = grouped(Math.round(storeBytes / states));
  const each = states < statesOfNote ? '' : `, ${perState} bytes a state`;
  return [
    ['model', `ran ${ran} for ${counted(taken, 'transition')}; ${direct}`],
    ['oracle', `${counted(audited, 'transition')} and verdicts done again, no difference`],
    ['store', `${bytesText(storeBytes)}${each}`],
  ];
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
