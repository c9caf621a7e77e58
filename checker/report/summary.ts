/** What stands at the end of a check: the tables, the stories of the unexpected, one last line. */
import type { CheckReport, JudgedClaim, JudgedSuite } from '../check/conclusion.ts';
import { instantiate, nameOf } from '../machine.ts';
import { ablationTable } from './ablation-table.ts';
import { markOf } from './claims.ts';
import { protocolTable } from './protocol-table.ts';
import { storyLines, tell } from './story.ts';
import { counted, duration, grouped, lineWidth, oddsText, type Paint, wrap } from './style.ts';

/** The tables of everything that was judged. */
export function tableLines(suites: readonly JudgedSuite[], paint: Paint): readonly string[] {
  const tables = [ablationTable(suites, paint), protocolTable(suites, paint)];
  return tables.flatMap((table) => (table.length === 0 ? [] : ['', ...table]));
}

/** What to type to see a claim again. */
export type LookAgain = (judged: JudgedSuite, claim: JudgedClaim) => string;

/** What is not as expected: what was claimed, what was found, its story, and what to type. */
export function troubleLines(
  report: CheckReport,
  lookAgain: LookAgain,
  paint: Paint,
): readonly string[] {
  const lines: string[] = [];
  for (const judged of report.suites) {
    for (const claim of judged.claims) {
      if (claim.standing !== 'unexpected') continue;
      lines.push('', ...troubleOf(judged, claim, paint));
      lines.push(`  Look again:  ${lookAgain(judged, claim)}`);
    }
  }
  for (const { suite, failure } of report.suites) {
    if (failure === null) continue;
    const name = `${suite.protocol.name}/${suite.variant}`;
    lines.push('', ...problemLines(`${name} could not be judged: ${failure.message}`, paint));
  }
  const problems = [
    ...report.suites.flatMap(({ judgement }) => judgement?.problems ?? []),
    ...report.problems,
  ];
  for (const { message } of problems) lines.push('', ...problemLines(message, paint));
  return lines;
}

function problemLines(message: string, paint: Paint): readonly string[] {
  // What is laid out already, such as the refusal of a step, keeps its lines.
  const lines = message.split('\n').flatMap((line) => {
    return line.startsWith(' ') ? [line] : wrap(line, lineWidth - 2);
  });
  return lines.map((line, place) => (place === 0 ? `${paint('red', '✗')} ${line}` : `  ${line}`));
}

function troubleOf(judged: JudgedSuite, claim: JudgedClaim, paint: Paint): readonly string[] {
  const { suite, judgement } = judged;
  const { evidence, why } = claim;
  const { property } = claim.claim;
  const place = `${suite.protocol.name}/${suite.variant}`;
  const select = `${place}#${property.name}`;
  const lines = [
    `${markOf(claim.standing, paint)} ${paint('bold', select)}`,
    ...wrap(why ?? '', lineWidth - 2).map((line) => `  ${paint('red', line)}`),
    ...wrap(`It says: ${property.means}.`, lineWidth - 2).map((line) => `  ${line}`),
  ];
  if (evidence.explanation !== null && evidence.verdict === 'violated') {
    lines.push(...wrap(`Broken: ${evidence.explanation}.`, lineWidth - 2).map((l) => `  ${l}`));
  }
  if (evidence.execution !== null && judgement !== null) {
    const length = counted(evidence.execution.length, 'step');
    const shortest =
      evidence.minimal === 'proven' ? 'shortest, proven' : 'perhaps not the shortest';
    const machine = instantiate(suite.protocol, suite.variant, judgement.parameters);
    lines.push(`  ${length}, ${shortest}; ${nameOf(machine)}`);
    lines.push(...storyLines(machine, property, tell(machine, evidence.execution), paint));
  }
  return lines;
}

/** What it all comes to: the verdicts, and the work behind them. */
export function summaryLines(report: CheckReport, paint: Paint): readonly string[] {
  const { suites, seed, exitCode } = report;
  const claims = suites.flatMap((judged) => judged.claims);
  const asExpected = claims.filter(({ standing }) => standing === 'expected').length;
  const states = sum(suites, ({ judgement }) => judgement?.states ?? 0);
  const runs = sum(suites, ({ judgement }) => judgement?.runs ?? 0);
  const odds = sum(suites, ({ judgement }) => judgement?.collisionOdds ?? 0);
  const isGood = exitCode === 0;
  const verdicts =
    `${isGood ? '✓' : '✗'} ${grouped(asExpected)} of ${counted(claims.length, 'claim')} ` +
    `as expected in ${counted(suites.length, 'variant')}${isGood ? '' : `; exit ${exitCode}`}`;
  const work = [
    counted(states, 'state'),
    counted(runs, 'run'),
    `seed ${seed}`,
    `odds of a hash collision ${oddsText(odds)}`,
    duration(report.seconds),
  ];
  return [
    paint(isGood ? 'green' : 'red', verdicts),
    `  ${paint('dim', work.join(', '))}`,
    ...(report.symmetry ? [`  ${paint('dim', symmetryText(suites))}`] : []),
  ];
}

/** `symmetry in 3 of 120 variants; 2 judge what it would blur, 115 declare none` */
function symmetryText(suites: readonly JudgedSuite[]): string {
  const judgements = suites.flatMap(({ judgement }) => judgement ?? []);
  const used = judgements.filter(({ symmetry }) => symmetry.length > 0).length;
  const blurred = judgements.filter((judgement) => judgement.unsortable !== null).length;
  const none = judgements.length - used - blurred;
  const reasons = [
    ...(blurred === 0 ? [] : [`${grouped(blurred)} with claims that it would blur`]),
    ...(none === 0 ? [] : [`${grouped(none)} that declare none`]),
  ];
  const rest = reasons.length === 0 ? '' : `; not in ${reasons.join(' and ')}`;
  return `symmetry in ${grouped(used)} of ${counted(judgements.length, 'variant')}${rest}`;
}

function sum(suites: readonly JudgedSuite[], of: (judged: JudgedSuite) => number): number {
  return suites.reduce((total, judged) => total + of(judged), 0);
}
