/**
 * Rows of possibly enabled steps: for each value of a component, the steps that read it first and
 * that it has not already refused. A state asks the union of its rows only, so that steps refused
 * by their first read cost next to nothing. Sets of steps are bit masks, 32 steps a word, and are
 * walked in the order of the machine.
 */
import type { Vectors } from './components.ts';
import { doubled } from './decisions.ts';

export interface Rows {
  /** 32-bit words of a set of steps. */
  readonly words: number;
  /** Steps whose first read is not known, or that read nothing. */
  readonly always: Int32Array;
  /** By step: the component that it reads first, or -1. */
  readonly firsts: Int32Array;
  /** Components that some step reads first. */
  readonly list: Row[];
}

/** The rows of one component. */
interface Row {
  readonly component: number;
  /** Steps that read it first, and the words of a set that they stand in. */
  readonly all: Int32Array;
  from: number;
  to: number;
  /** One set a value. */
  sets: Int32Array;
  /** Values for which there is a set. */
  count: number;
}

export function rowsOf(stepCount: number): Rows {
  const words = Math.ceil(stepCount / 32);
  const always = new Int32Array(words);
  for (let step = 0; step < stepCount; step++) add(always, 0, step);
  return { words, always, firsts: new Int32Array(stepCount).fill(-1), list: [] };
}

/** The set of steps worth asking in a state, into `set`. */
export function candidates(rows: Rows, ids: Vectors, base: number, set: Int32Array): void {
  const { words, always, list } = rows;
  for (let word = 0; word < words; word++) set[word] = always[word] as number;
  for (let index = 0; index < list.length; index++) {
    const row = list[index] as Row;
    const id = ids[base + row.component] as number;
    if (id >= row.count) extend(row, words, id);
    const { sets, to } = row;
    const at = id * words;
    for (let word = row.from; word < to; word++) {
      set[word] = (set[word] as number) | (sets[at + word] as number);
    }
  }
}

/** Notes which component a step reads first. */
export function splitRow(rows: Rows, step: number, component: number): void {
  if (rows.firsts[step] === component) return;
  rows.firsts[step] = component;
  const row = rowOf(rows, component);
  const word = step >> 5;
  row.from = Math.min(row.from, word);
  row.to = Math.max(row.to, word + 1);
  remove(rows.always, 0, step);
  add(row.all, 0, step);
  for (let id = 0; id < row.count; id++) add(row.sets, id * rows.words, step);
}

/** Notes that a value of the component that a step reads first refuses it. */
export function strike(rows: Rows, step: number, component: number, id: number): void {
  const row = rowOf(rows, component);
  if (id >= row.count) extend(row, rows.words, id);
  remove(row.sets, id * rows.words, step);
}

function rowOf({ words, list }: Rows, component: number): Row {
  const known = list.find((row) => row.component === component);
  if (known !== undefined) return known;
  const row = {
    component,
    all: new Int32Array(words),
    from: words,
    to: 0,
    sets: new Int32Array(8 * words),
    count: 0,
  };
  list.push(row);
  return row;
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
