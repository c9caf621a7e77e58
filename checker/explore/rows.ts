/**
 * Rows of possibly enabled steps: for each value of a component, the steps that read it first and
 * that it has not already refused. A state asks the union of its rows only, so that steps refused
 * by their first read cost next to nothing. Sets of steps are bit masks, 32 steps a word, and are
 * walked in the order of the machine.
 */
import type { Components } from './components.ts';
import { doubled } from './decisions.ts';

export interface Rows {
  /** 32-bit words of a set of steps. */
  readonly words: number;
  /** Steps whose first read is not known, or that read nothing. */
  readonly always: Int32Array;
  /** Components that some step reads first. */
  readonly firsts: number[];
  readonly byComponent: Row[];
}

/** The rows of one component. */
interface Row {
  /** Steps that read it first. */
  readonly all: Int32Array;
  /** One set a value, `words` each. */
  sets: Int32Array;
  /** Values for which there is a set. */
  count: number;
}

export function rowsOf(components: Components, stepCount: number): Rows {
  const words = Math.ceil(stepCount / 32);
  const always = new Int32Array(words);
  for (let step = 0; step < stepCount; step++) add(always, 0, step);
  const row = (): Row => ({
    all: new Int32Array(words),
    sets: new Int32Array(8 * words),
    count: 0,
  });
  return { words, always, firsts: [], byComponent: components.list.map(row) };
}

/** The set of steps worth asking in a state, into `set`. */
export function candidates(
  rows: Rows,
  ids: ArrayLike<number>,
  base: number,
  set: Int32Array,
): void {
  const { words, always, firsts, byComponent } = rows;
  for (let word = 0; word < words; word++) set[word] = always[word] as number;
  for (let index = 0; index < firsts.length; index++) {
    const component = firsts[index] as number;
    const row = byComponent[component] as Row;
    const id = ids[base + component] as number;
    if (id >= row.count) extend(row, words, id);
    const from = id * words;
    for (let word = 0; word < words; word++) {
      set[word] = (set[word] as number) | (row.sets[from + word] as number);
    }
  }
}

/** Notes which component a step reads first. */
export function splitRow(rows: Rows, step: number, component: number): void {
  const { words, always, firsts, byComponent } = rows;
  const row = byComponent[component] as Row;
  if (!firsts.includes(component)) firsts.push(component);
  remove(always, 0, step);
  add(row.all, 0, step);
  for (let id = 0; id < row.count; id++) add(row.sets, id * words, step);
}

/** Notes that a value of the component that a step reads first refuses it. */
export function strike(rows: Rows, step: number, component: number, id: number): void {
  const row = rows.byComponent[component] as Row;
  if (id >= row.count) extend(row, rows.words, id);
  remove(row.sets, id * rows.words, step);
}

function extend(row: Row, words: number, id: number): void {
  if ((id + 1) * words > row.sets.length) row.sets = doubled(row.sets, (id + 1) * words);
  for (; row.count <= id; row.count++) row.sets.set(row.all, row.count * words);
}

function add(set: Int32Array, base: number, step: number): void {
  set[base + (step >> 5)] = (set[base + (step >> 5)] as number) | (1 << (step & 31));
}
function remove(set: Int32Array, base: number, step: number): void {
  set[base + (step >> 5)] = (set[base + (step >> 5)] as number) & ~(1 << (step & 31));
}
