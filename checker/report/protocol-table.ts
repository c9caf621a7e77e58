/**
 * What the baselines keep and give up: properties by protocols. Where the protocols are too many
 * to stand beside one another, invariants by protocols in as many bands as it takes.
 */
import type { JudgedClaim, JudgedSuite } from '../check/conclusion.ts';
import { lineWidth, type Paint, shorten } from './style.ts';

/** A cell: what it says, and how wide that is without colours. */
interface Cell {
  readonly text: string;
  readonly width: number;
}

const cell = (text: string): Cell => ({ text, width: text.length });
const marked = (mark: string, text: string): Cell => ({ text, width: mark.length });

const own = { key: 'own', words: 'properties of one protocol alone' };
const goals = { key: 'goals', words: 'reached: the claims are not vacuous' };

export function protocolTable(suites: readonly JudgedSuite[], paint: Paint): readonly string[] {
  const baselines = suites.filter(({ suite }) => suite.variant === 'baseline');
  const shown = baselines.filter(({ claims }) => claims.length > 0);
  if (shown.length === 0) return [];
  const names = shown.map(({ suite }) => suite.protocol.name);
  const room = lineWidth - keyWidth - wordsWidth;
  const isNarrow = names.reduce((sum, name) => sum + name.length + 2, 0) <= room;
  const legend =
    '✓ holds   – violated, given up by design   · not refuted   ? undecided   ✗ not as expected';
  const table = isNarrow ? byProperty(shown, paint) : byProtocol(shown, paint);
  return [...table, paint('dim', legend)];
}

// ── a row a property ─────────────────────────────────────────────────────────────────────────

const keyWidth = 13;
const wordsWidth = 41;

function byProperty(suites: readonly JudgedSuite[], paint: Paint): readonly string[] {
  const rows = new Map<string, { readonly key: string; readonly words: string }>();
  for (const judged of suites.flatMap(({ claims }) => claims)) {
    const { property } = judged.claim;
    const key = columnOf(judged);
    if (key !== own.key && key !== goals.key) {
      rows.set(property.name, { key, words: property.name });
    }
  }
  const columns = suites.map(({ suite }) => suite.protocol.name);
  const head = row('invariant', 'baseline', columns.map(cell), columns);
  const lines = [...rows].map(([name, { key, words }]) => {
    const cells = suites.map(({ claims }) =>
      cellOf(
        claims.filter(({ claim }) => claim.property.name === name),
        paint,
      ),
    );
    return row(key, words, cells, columns);
  });
  const sums = [own, goals].flatMap(({ key, words }) => {
    const cells = suites.map(({ claims }) => sumOf(claims, key, paint));
    return cells.every(({ width }) => width === 0) ? [] : [row(key, words, cells, columns)];
  });
  return [paint('bold', head), ...lines, ...sums];
}

function row(
  key: string,
  words: string,
  cells: readonly Cell[],
  columns: readonly string[],
): string {
  const head =
    shorten(key, keyWidth - 2).padEnd(keyWidth) + shorten(words, wordsWidth - 1).padEnd(wordsWidth);
  return head + centred(cells, columns, 2);
}

// ── a row a protocol ─────────────────────────────────────────────────────────────────────────

function byProtocol(suites: readonly JudgedSuite[], paint: Paint): readonly string[] {
  const columns = columnsOf(suites);
  const nameWidth = Math.max(8, ...suites.map(({ suite }) => suite.protocol.name.length));
  const lines: string[] = [];
  for (const band of bands(columns, lineWidth - nameWidth)) {
    if (lines.length > 0) lines.push('');
    lines.push(paint('bold', 'protocol'.padEnd(nameWidth) + centred(band.map(cell), band, 2)));
    for (const { suite, claims } of suites) {
      const cells = band.map((column) =>
        column === own.key || column === goals.key
          ? sumOf(claims, column, paint)
          : cellOf(
              claims.filter((claim) => columnOf(claim) === column),
              paint,
            ),
      );
      lines.push(suite.protocol.name.padEnd(nameWidth) + centred(cells, band, 2));
    }
  }
  return lines.map((line) => line.trimEnd());
}

/** Invariants of the ledger in the order in which they are first claimed; then the others. */
function columnsOf(suites: readonly JudgedSuite[]): readonly string[] {
  const columns = new Set(suites.flatMap(({ claims }) => claims.map(columnOf)));
  const last = [own.key, goals.key].filter((column) => columns.delete(column));
  return [...columns, ...last];
}

function bands(columns: readonly string[], room: number): readonly (readonly string[])[] {
  const all: string[][] = [[]];
  let used = 0;
  for (const column of columns) {
    const width = column.length + 2;
    if (used + width > room) {
      all.push([]);
      used = 0;
    }
    all.at(-1)?.push(column);
    used += width;
  }
  return all;
}

// ── cells ────────────────────────────────────────────────────────────────────────────────────

function columnOf({ claim }: JudgedClaim): string {
  const { property } = claim;
  if (property.kind === 'sometimes') return goals.key;
  return property.on === 'state' ? own.key : property.invariant;
}

function centred(cells: readonly Cell[], columns: readonly string[], gap: number): string {
  return cells
    .map(({ text, width }, place) => {
      const room = (columns[place] ?? '').length - width;
      return `${' '.repeat(gap + Math.floor(room / 2))}${text}${' '.repeat(Math.ceil(room / 2))}`;
    })
    .join('')
    .trimEnd();
}

function sumOf(claims: readonly JudgedClaim[], column: string, paint: Paint): Cell {
  const summed = claims.filter((claim) => columnOf(claim) === column);
  if (summed.length === 0) return cell('');
  const good = summed.filter(({ standing }) => standing === 'expected').length;
  const text = good === summed.length ? `${good}` : `${good}/${summed.length}`;
  return marked(text, paint(good === summed.length ? 'green' : 'red', text));
}

/** Where several claims share a cell, the one that the reader must see. */
function cellOf(claims: readonly JudgedClaim[], paint: Paint): Cell {
  const rank = ({ standing, evidence }: JudgedClaim): number => {
    if (standing !== 'expected') return standing === 'unexpected' ? 0 : 1;
    return evidence.verdict === 'violated' ? 2 : evidence.verdict === 'holds' ? 4 : 3;
  };
  const [worst] = [...claims].sort((a, b) => rank(a) - rank(b));
  return worst === undefined ? cell('') : markFor(worst, paint);
}

function markFor({ standing, evidence }: JudgedClaim, paint: Paint): Cell {
  if (standing === 'unexpected') return marked('✗', paint('red', '✗'));
  if (standing === 'inconclusive') return marked('?', paint('yellow', '?'));
  if (evidence.verdict === 'violated') return marked('–', paint('yellow', '–'));
  if (evidence.verdict === 'unrefuted') return cell('·');
  return marked('✓', paint('green', '✓'));
}
