/**
 * Small tables in front of the tries: a step that has read no more than three components, of few
 * values each, finds its answer at one computed place, where a trie takes a chain of dependent
 * loads. A cell that holds 0 sends the question on to the trie.
 */
import type { Component, Components, Vectors } from './components.ts';
import { doubled } from './decisions.ts';

export interface Tables {
  /** `headWords` a step: place of the cells, then component and stride of each of three reads. */
  readonly heads: Int32Array;
  /** Cell 0 stays 0: a step without a table has all its strides 0 and looks there. */
  cells: Int32Array;
  end: number;
  /** By step: components that its table spans; null once they are too many. */
  readonly spans: (readonly number[] | null)[];
  /** Values met when the tables were last fitted. */
  valueCount: number;
}

const headWords = 8;
const spanMax = 3;
const cellCountMax = 1024;

export function tablesOf(stepCount: number): Tables {
  return {
    heads: new Int32Array(stepCount * headWords),
    cells: new Int32Array(4096),
    end: 1,
    spans: Array.from({ length: stepCount }, () => []),
    valueCount: 0,
  };
}

/** The answer of a step, or 0 if its table does not know. */
export function peek({ heads, cells }: Tables, step: number, ids: Vectors, base: number): number {
  const head = step << 3;
  return cells[
    (heads[head] as number) +
      (ids[base + (heads[head + 1] as number)] as number) * (heads[head + 2] as number) +
      (ids[base + (heads[head + 3] as number)] as number) * (heads[head + 4] as number) +
      (ids[base + (heads[head + 5] as number)] as number) * (heads[head + 6] as number)
  ] as number;
}

/** Puts an answer where `peek` finds it. */
export function fill(
  tables: Tables,
  step: number,
  ids: Vectors,
  base: number,
  answer: number,
): void {
  const { heads, cells } = tables;
  const head = step * headWords;
  let at = heads[head] as number;
  if (at === 0) return;
  for (let read = 1; read <= 2 * spanMax; read += 2) {
    at +=
      (ids[base + (heads[head + read] as number)] as number) * (heads[head + read + 1] as number);
  }
  cells[at] = answer;
}

/** Notes what a step has read to answer, and fits its table to that. */
export function span(
  tables: Tables,
  components: Components,
  step: number,
  reads: readonly number[],
): void {
  const known = tables.spans[step];
  if (known === null || known === undefined) return;
  const added = reads.filter((read) => !known.includes(read));
  if (added.length === 0 && (tables.heads[step * headWords] !== 0 || known.length === 0)) return;
  tables.spans[step] = [...known, ...added];
  lay(tables, components, step);
}

/** Fits all tables again if values were met since. Call it before a state that has new values. */
export function refit(tables: Tables, components: Components): void {
  if (tables.valueCount === components.met.count) return;
  tables.valueCount = components.met.count;
  for (const [step, spanned] of tables.spans.entries()) {
    if (spanned === null || spanned.length === 0) continue;
    if (cellCountOf(components, spanned) !== tables.heads[step * headWords + 7]) {
      lay(tables, components, step);
    }
  }
}

function lay(tables: Tables, components: Components, step: number): void {
  const { heads } = tables;
  const spanned = tables.spans[step] as readonly number[];
  const head = step * headWords;
  heads.fill(0, head, head + headWords);
  const count = cellCountOf(components, spanned);
  if (spanned.length > spanMax || count > cellCountMax) {
    tables.spans[step] = null;
    return;
  }
  heads[head] = tables.end;
  tables.end += count;
  if (tables.end > tables.cells.length) tables.cells = doubled(tables.cells, tables.end);
  let stride = 1;
  for (const [index, component] of spanned.entries()) {
    heads[head + 1 + 2 * index] = component;
    heads[head + 2 + 2 * index] = stride;
    stride *= sizeOf(components, component);
  }
  heads[head + 7] = count;
}

function cellCountOf(components: Components, spanned: readonly number[]): number {
  return spanned.reduce((count, component) => count * sizeOf(components, component), 1);
}

/** Room for the values of a component: a power of two, so that few new values fit tables again. */
function sizeOf({ list }: Components, component: number): number {
  const { length } = (list[component] as Component).family.values;
  return 2 ** Math.ceil(Math.log2(Math.max(2, length)));
}
