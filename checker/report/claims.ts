/** The verdicts of one suite: a heading for the instance, then a line a claim. */
import { match } from 'ts-pattern';
import type { JudgedClaim, JudgedSuite } from '../check/conclusion.ts';
import type { Standing } from '../check/expectation.ts';
import { isDecisive, type SuiteJudgement } from '../check/judgement.ts';
import type { Suite } from '../protocol.ts';
import { counted, duration, grouped, lineWidth, type Paint, shorten, wrap } from './style.ts';

export function suiteLines(judged: JudgedSuite, paint: Paint): readonly string[] {
  const { suite, judgement, claims } = judged;
  const lines = [paint('bold', shorten(titleOf(suite), lineWidth)), ...failureLines(judged, paint)];
  if (judgement === null) return lines;
  lines.push(`  ${paint('dim', searched(judgement, judged.seconds))}`);
  if (judgement.unsortable !== null) {
    const why = `without symmetry, which would blur ${judgement.unsortable}`;
    lines.push(`  ${paint('dim', why)}`);
  }
  for (const claim of claims) lines.push(...claimLines(claim, paint));
  return lines;
}

export function failureLines({ failure }: JudgedSuite, paint: Paint): readonly string[] {
  if (failure === null) return [];
  return wrap(failure.message, lineWidth - 4).map((line) => `  ${paint('red', line)}`);
}

/** `quarkchain/no-root-first  QKC-A1  without: the root confirms first` */
function titleOf(suite: Suite): string {
  const ablation = ablationOf(suite);
  const name = `${suite.protocol.name}/${suite.variant}`;
  return ablation === null ? name : `${name}  ${ablation.id}  without: ${ablation.removes}`;
}

export function ablationOf({ protocol, variant }: Suite): { id: string; removes: string } | null {
  const [name = ''] = variant.split('@');
  return protocol.ablations[name] ?? null;
}

/** `1,234 states, 5,678 transitions, depth 12, all seen; 300 runs; 0.4 s` */
function searched(judgement: SuiteJudgement, seconds: number): string {
  const { states, transitions, depth, complete, cut, symmetry, runs } = judgement;
  const end = match(cut)
    .with(null, () => (complete ? 'all seen' : 'cut'))
    .with('decided', () => 'all decided')
    .with('states', () => 'cut by --states')
    .with('memory', () => 'cut by --memory')
    .with('time', () => 'cut by --time')
    .with('interrupted', () => 'interrupted')
    .exhaustive();
  const seen = symmetry.length === 0 ? counted(states, 'state') : orbitsText(states, symmetry);
  const counts = `${seen}, ${counted(transitions, 'transition')}`;
  const sampled = runs === 0 ? '' : `; ${counted(runs, 'run')}`;
  return `${counts}, depth ${grouped(depth)}, ${end}${sampled}; ${duration(seconds)}`;
}

/** `920 orbits of rm` */
function orbitsText(count: number, symmetry: readonly string[]): string {
  return `${counted(count, 'orbit')} of ${symmetry.join(', ')}`;
}

export function claimLines(judged: JudgedClaim, paint: Paint): readonly string[] {
  const { claim, evidence, standing, why } = judged;
  const head = `${markOf(standing, paint)} ${evidence.verdict.padEnd(12)}`;
  const detail = detailOf(judged);
  const name = claim.property.name;
  const room = lineWidth - 17 - name.length - 2;
  const isOneLine = detail.length <= room;
  const lines = [
    `  ${head} ${name}${isOneLine && detail !== '' ? `  ${paint('dim', detail)}` : ''}`,
  ];
  if (!isOneLine) lines.push(`${' '.repeat(17)}${paint('dim', shorten(detail, lineWidth - 17))}`);
  const colour = standing === 'unexpected' ? 'red' : 'yellow';
  for (const text of why === null ? [] : wrap(why, lineWidth - 17)) {
    lines.push(`${' '.repeat(17)}${paint(colour, text)}`);
  }
  for (const note of evidence.notes) {
    for (const text of wrap(note, lineWidth - 17)) {
      lines.push(`${' '.repeat(17)}${paint('yellow', text)}`);
    }
  }
  return lines;
}

export function markOf(standing: Standing, paint: Paint): string {
  return match(standing)
    .with('expected', () => paint('green', '✓'))
    .with('unexpected', () => paint('red', '✗'))
    .with('inconclusive', () => paint('yellow', '?'))
    .exhaustive();
}

function detailOf({ claim, evidence }: JudgedClaim): string {
  const parts: string[] = [];
  if (claim.givenUp && evidence.verdict === 'violated') parts.push('given up by design');
  if (isDecisive(evidence.verdict)) parts.push(lengthText(claim.listed, evidence), evidence.by);
  if (evidence.boundedStates > 0) {
    parts.push(`${counted(evidence.boundedStates, 'state')} held back by bounds alone`);
  }
  return parts.join(', ');
}

function lengthText(listed: number | null, evidence: JudgedClaim['evidence']): string {
  const found = evidence.execution?.length ?? 0;
  const steps = evidence.minimal === 'proven' ? `shortest ${found}` : `${found} or fewer steps`;
  return listed === null || listed === found ? steps : `${steps} (listed ${listed})`;
}
