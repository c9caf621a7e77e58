/** What each missing rule breaks, and how soon. */
import type { JudgedClaim, JudgedSuite } from '../check/conclusion.ts';
import { isDecisive } from '../check/judgement.ts';
import { ablationOf } from './claims.ts';
import { lineWidth, type Paint, shorten } from './style.ts';

interface AblationRow {
  readonly id: string;
  readonly removes: string;
  readonly breaks: string;
  /** By variant: the length, or why there is none. */
  readonly lengths: ReadonlyMap<string, string>;
  readonly listed: string;
  readonly isExpected: boolean;
}

const idWidth = 11;
const breaksWidth = 13;
const lengthWidth = 10;

/** Per protocol, what each missing rule breaks and how soon; one column a variant. */
export function ablationTable(suites: readonly JudgedSuite[], paint: Paint): readonly string[] {
  const ablated = suites.filter(({ suite }) => ablationOf(suite) !== null);
  const lines: string[] = [];
  for (const name of new Set(ablated.map(({ suite }) => suite.protocol.name))) {
    const own = ablated.filter(({ suite }) => suite.protocol.name === name);
    if (lines.length > 0) lines.push('');
    lines.push(...ablationLines(name, own, paint));
  }
  return lines;
}

function ablationLines(
  name: string,
  suites: readonly JudgedSuite[],
  paint: Paint,
): readonly string[] {
  const variants = [...new Set(suites.map(({ suite }) => settingOf(suite.variant)))].sort((a, b) =>
    a === 'fused' ? -1 : b === 'fused' ? 1 : 0,
  );
  const removesWidth = lineWidth - idWidth - breaksWidth - lengthWidth * (variants.length + 1) - 2;
  const line = (row: AblationRow): string =>
    [
      shorten(row.id, idWidth - 1).padEnd(idWidth),
      shorten(row.removes, removesWidth - 2).padEnd(removesWidth),
      shorten(row.breaks, breaksWidth - 2).padEnd(breaksWidth),
      ...variants.map((variant) => (row.lengths.get(variant) ?? '').padStart(lengthWidth)),
      row.listed.padStart(lengthWidth),
    ].join('');
  const head: AblationRow = {
    id: 'ablation',
    removes: `${name} without …`,
    breaks: 'breaks',
    lengths: new Map(variants.map((variant) => [variant, shorten(variant, lengthWidth - 2)])),
    listed: 'listed',
    isExpected: true,
  };
  return [
    paint('bold', line(head)),
    ...ablationRows(suites).map((one, place, rows) => {
      // What one ablation breaks besides stands below it, its name said once.
      const isSame = one.removes === rows[place - 1]?.removes;
      const mark = one.isExpected ? paint('green', '✓') : paint('red', '✗');
      return `${line(isSame ? { ...one, id: '', removes: '' } : one)} ${mark}`;
    }),
  ];
}

/** The variant under which an ablation is judged; without one, sends arrive in the same step. */
function settingOf(variant: string): string {
  return variant.split('@')[1] ?? 'fused';
}

/** A row an ablation and an invariant that it breaks. */
function ablationRows(suites: readonly JudgedSuite[]): readonly AblationRow[] {
  const rows = new Map<string, { -readonly [K in keyof AblationRow]: AblationRow[K] }>();
  for (const { suite, claims } of suites) {
    const ablation = ablationOf(suite);
    if (ablation === null) continue;
    for (const judged of claims) {
      const { claim, evidence, standing } = judged;
      if (claim.expected !== 'violated' && evidence.verdict !== 'violated') continue;
      const [name = ''] = suite.variant.split('@');
      const key = JSON.stringify([name, claim.property.name]);
      const { id, removes } = ablation;
      const old = rows.get(key);
      const lengths = new Map(old?.lengths).set(settingOf(suite.variant), lengthCell(judged));
      const listed = old !== undefined && old.listed !== '' ? old.listed : `${claim.listed ?? ''}`;
      const isExpected = (old?.isExpected ?? true) && standing === 'expected';
      const breaks = claim.property.invariant;
      rows.set(key, { id, removes, breaks, lengths, listed, isExpected });
    }
  }
  return [...rows.values()];
}

function lengthCell({ evidence }: JudgedClaim): string {
  if (!isDecisive(evidence.verdict) || evidence.execution === null) return '?';
  return `${evidence.minimal === 'proven' ? '' : '≤'}${evidence.execution.length}`;
}
