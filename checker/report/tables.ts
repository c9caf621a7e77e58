/** What the claims come to: a table of protocols by invariants, and a table of ablations. */
import type { JudgedClaim, JudgedSuite } from '../check/conclusion.ts';
import { isDecisive } from '../check/judgement.ts';
import { ablationOf } from './claims.ts';
import { lineWidth, type Paint, shorten } from './style.ts';

/** A cell: what it says, and how wide that is without colours. */
interface Cell {
  readonly text: string;
  readonly width: number;
}

const cell = (text: string): Cell => ({ text, width: text.length });
const marked = (mark: string, text: string): Cell => ({ text, width: mark.length });

// ── protocols by invariants ──────────────────────────────────────────────────────────────────

const ownColumn = 'own';
const witnessColumn = 'goals';

/** One row a protocol, its baseline; columns that do not fit go into a table below. */
export function protocolTable(suites: readonly JudgedSuite[], paint: Paint): readonly string[] {
  const baselines = suites.filter(({ suite }) => suite.variant === 'baseline');
  const shown = baselines.filter(({ claims }) => claims.length > 0);
  if (shown.length === 0) return [];
  const columns = columnsOf(shown);
  const nameWidth = Math.max(8, ...shown.map(({ suite }) => suite.protocol.name.length));
  const room = lineWidth - nameWidth;
  const gap = widthOf(columns, 2) <= room ? 2 : 1;
  const lines: string[] = [];
  for (const band of bands(columns, room, gap)) {
    if (lines.length > 0) lines.push('');
    const head = band.map((column) => cell(column));
    lines.push(paint('bold', row(cell('protocol'), head, nameWidth, band, gap)));
    for (const judged of shown) {
      const cells = band.map((column) => cellOf(judged, column, paint));
      lines.push(row(cell(judged.suite.protocol.name), cells, nameWidth, band, gap));
    }
  }
  return [...lines, ...legend(columns, paint)];
}

function legend(columns: readonly string[], paint: Paint): readonly string[] {
  const marks =
    '✓ holds   – violated, given up by design   · not refuted   ? undecided   ✗ not as expected';
  const special = [
    ...(columns.includes(ownColumn) ? ['own: properties of one protocol alone'] : []),
    ...(columns.includes(witnessColumn) ? ['goals: reached, so the claims are not vacuous'] : []),
  ];
  return [marks, ...(special.length === 0 ? [] : [special.join('   ')])].map((line) =>
    paint('dim', line),
  );
}

/** Invariants of the ledger in the order in which they are first claimed; then the others. */
function columnsOf(suites: readonly JudgedSuite[]): readonly string[] {
  const columns = new Set(suites.flatMap(({ claims }) => claims.map(columnOf)));
  const last = [ownColumn, witnessColumn].filter((column) => columns.delete(column));
  return [...columns, ...last];
}

function columnOf({ claim }: JudgedClaim): string {
  const { property } = claim;
  if (property.kind === 'sometimes') return witnessColumn;
  return property.on === 'state' ? ownColumn : property.invariant;
}

function widthOf(columns: readonly string[], gap: number): number {
  return columns.reduce((sum, column) => sum + column.length + gap, 0);
}

function bands(
  columns: readonly string[],
  room: number,
  gap: number,
): readonly (readonly string[])[] {
  const all: string[][] = [[]];
  let used = 0;
  for (const column of columns) {
    const width = column.length + gap;
    if (used + width > room) {
      all.push([]);
      used = 0;
    }
    all.at(-1)?.push(column);
    used += width;
  }
  return all;
}

function row(
  first: Cell,
  cells: readonly Cell[],
  nameWidth: number,
  columns: readonly string[],
  gap: number,
): string {
  const texts = cells.map(({ text, width }, place) => {
    const room = (columns[place] ?? '').length - width;
    return `${' '.repeat(gap + Math.floor(room / 2))}${text}${' '.repeat(Math.ceil(room / 2))}`;
  });
  return `${first.text}${' '.repeat(nameWidth - first.width)}${texts.join('')}`.trimEnd();
}

function cellOf({ claims }: JudgedSuite, column: string, paint: Paint): Cell {
  const own = claims.filter((claim) => columnOf(claim) === column);
  const [first] = own;
  if (first === undefined) return cell('');
  if (column !== ownColumn && column !== witnessColumn) return markFor(worst(own), paint);
  const good = own.filter(({ standing }) => standing === 'expected').length;
  if (column === ownColumn && own.length === 1) return markFor(first, paint);
  const text = good === own.length ? `${good}` : `${good}/${own.length}`;
  return { text: paint(good === own.length ? 'green' : 'red', text), width: text.length };
}

/** The one that the reader must see where several claims share a cell. */
function worst(claims: readonly JudgedClaim[]): JudgedClaim {
  const rank = ({ standing, evidence }: JudgedClaim): number => {
    if (standing !== 'expected') return standing === 'unexpected' ? 0 : 1;
    return evidence.verdict === 'violated' ? 2 : evidence.verdict === 'holds' ? 4 : 3;
  };
  return [...claims].sort((a, b) => rank(a) - rank(b))[0] as JudgedClaim;
}

function markFor({ standing, evidence, claim }: JudgedClaim, paint: Paint): Cell {
  if (standing === 'unexpected') return marked('✗', paint('red', '✗'));
  if (standing === 'inconclusive') return marked('?', paint('yellow', '?'));
  if (evidence.verdict === 'violated') {
    return claim.givenUp ? marked('–', paint('yellow', '–')) : cell('violated');
  }
  if (evidence.verdict === 'unrefuted') return cell('·');
  return marked('✓', paint('green', '✓'));
}

// ── ablations ────────────────────────────────────────────────────────────────────────────────

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
