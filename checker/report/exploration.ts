/** What an exhaustive search saw. */
import type { EngineExploration } from '../explore/explore.ts';
import { nameOf } from '../machine.ts';
import { aligned, duration, grouped, lineWidth, type Paint, wrap } from './style.ts';

export function exploreLines(
  explored: EngineExploration,
  seconds: number,
  paint: Paint,
): readonly string[] {
  const { machine, states, transitions, depth, complete, deadlocks } = explored;
  const rate = seconds > 0 ? ` (${grouped(Math.round(states / seconds))} a second)` : '';
  const parameters = Object.entries(machine.parameters).map(([name, value]) => `${name}=${value}`);
  const lines = [paint('bold', nameOf(machine))];
  for (const line of wrap(parameters.join(' '), lineWidth - 2)) {
    lines.push(`  ${paint('dim', line)}`);
  }
  const rows = [
    ['states', `${grouped(states)}${rate}`],
    ['transitions', grouped(transitions)],
    ['depth', `${grouped(depth)} levels, the initial one counted`],
    ['complete', complete ? 'yes, every reachable state was visited' : 'no, the search was cut'],
    ['deadlocks', `${grouped(deadlocks)} states without any step`],
    ['time', duration(seconds)],
  ];
  lines.push('', ...aligned(rows).map((row) => `  ${row}`), '', 'How often each action was taken');
  const fired = Object.entries(explored.fired).map(([type, times]) => [type, grouped(times)]);
  lines.push(...aligned(fired).map((row) => `  ${row}`));
  if (explored.findings.length > 0) lines.push('', 'Properties', ...findingLines(explored, paint));
  return lines;
}

function findingLines({ findings }: EngineExploration, paint: Paint): readonly string[] {
  return findings.flatMap(({ property, verdict, execution, explanation, boundedStates }) => {
    const length = execution === null ? '' : `  ${paint('dim', `in ${execution.length} steps`)}`;
    const held =
      boundedStates === 0
        ? ''
        : `  ${paint('dim', `${grouped(boundedStates)} states held back by bounds alone`)}`;
    const lines = [`  ${verdict.padEnd(12)}  ${property.name}${length}${held}`];
    if (verdict !== 'violated' || explanation === null) return lines;
    const why = wrap(explanation, lineWidth - 16).map((line) => `${' '.repeat(16)}${line}`);
    return [...lines, ...why];
  });
}
