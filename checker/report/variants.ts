/**
 * Many suites in few lines: a heading a protocol, a line a variant, and below it only the claims
 * that are not as expected.
 */
import type { JudgedClaim, JudgedSuite } from '../check/conclusion.ts';
import { ablationOf, claimLines, failureLines, markOf } from './claims.ts';
import { counted, duration, type Paint, shorten } from './style.ts';

const variantWidth = 31;
const textWidth = 39;
const statesWidth = 16;
const secondsWidth = 8;

/** @param previous The protocol of the suite above it, or null. */
export function variantLines(
  judged: JudgedSuite,
  previous: string | null,
  paint: Paint,
): readonly string[] {
  const { suite, judgement, claims, seconds } = judged;
  const { name } = suite.protocol;
  const heading = name === previous ? [] : [paint('bold', name)];
  const rest = claims.filter(({ standing, evidence }) => {
    return standing !== 'expected' || evidence.notes.length > 0;
  });
  const isBad = judgement === null || claims.some(({ standing }) => standing === 'unexpected');
  const isOpen = claims.some(({ standing }) => standing === 'inconclusive');
  const mark = markOf(isBad ? 'unexpected' : isOpen ? 'inconclusive' : 'expected', paint);
  const text = judgement === null ? 'could not be judged' : verdictsText(judged);
  const states = judgement === null ? '' : counted(judgement.states, 'state');
  const numbers = states.padStart(statesWidth) + duration(seconds).padStart(secondsWidth);
  return [
    ...heading,
    `${mark} ${shorten(suite.variant, variantWidth - 1).padEnd(variantWidth)}` +
      `${shorten(text, textWidth).padEnd(textWidth)}${paint('dim', numbers)}`,
    ...failureLines(judged, paint),
    ...(judgement === null ? [] : rest.flatMap((claim) => claimLines(claim, paint))),
  ];
}

/** `breaks SUPPLY in 4, 13 hold, 1 given up` */
function verdictsText({ suite, claims }: JudgedSuite): string {
  const of = (isMeant: (claim: JudgedClaim) => boolean): number => claims.filter(isMeant).length;
  const verdictOf = ({ evidence }: JudgedClaim): string => evidence.verdict;
  const isAblation = ablationOf(suite) !== null;
  const broken = claims.filter((one) => verdictOf(one) === 'violated' && !one.claim.givenUp);
  const tallies: readonly (readonly [count: number, text: string])[] = [
    [of((one) => verdictOf(one) === 'holds'), 'hold'],
    [of((one) => verdictOf(one) === 'witnessed'), 'reached'],
    [of((one) => verdictOf(one) === 'unreachable'), 'unreachable'],
    [of((one) => verdictOf(one) === 'violated' && one.claim.givenUp), 'given up'],
    [of((one) => verdictOf(one) === 'unrefuted'), 'unrefuted'],
    [of((one) => verdictOf(one) === 'inconclusive'), 'undecided'],
  ];
  return [
    ...(broken.length === 0 ? [] : [`breaks ${brokenText(broken)}`]),
    ...tallies
      // That an ablation can be reached at all is what its witnesses are for, and no news.
      .filter(([count, text]) => count > 0 && !(isAblation && text === 'reached'))
      .map(([count, text]) => `${count} ${text}`),
  ].join(', ');
}

/** `SUPPLY, NODS in 4; HB in 6`: what breaks equally soon stands together. */
function brokenText(broken: readonly JudgedClaim[]): string {
  const byLength = new Map<string, string[]>();
  for (const { claim, evidence } of broken) {
    const { length = 0 } = evidence.execution ?? {};
    const text = `${evidence.minimal === 'proven' ? '' : '≤'}${length}`;
    byLength.set(text, [...(byLength.get(text) ?? []), claim.property.invariant]);
  }
  return [...byLength].map(([length, names]) => `${names.join(', ')} in ${length}`).join('; ');
}
