/**
 * Rows of possibly enabled steps: for each value of a component, the steps that read it first and
 * that it has not already refused. A state asks the union of its rows only, so that steps refused
 * by their first read cost next to nothing.
 *
 * Bars take from that: for each value of a component, the steps that some later rule refuses which
 * reads no other component. The adversary's budget is one, and most states have none left of it.
 *
 * Sets of steps are bit masks, 32 steps a word, and are walked in the order of the machine.
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
  /** `rowWords` each: one row for each component that some step reads first. */
  heads: Int32Array;
  count: number;
  readonly bars: Bar[];
  /** The sets: of each row the steps that read its component first, then one set a value. */
  sets: Int32Array;
  end: number;
}

/** What the values of a component refuse beyond its row. */
interface Bar {
  readonly component: number;
  /** By value: where the set of steps stands that it lets through; 0 if that is all of them. */
  places: Int32Array;
  /** The words of a set (from, to) in which steps are refused. */
  from: number;
  to: number;
}

/**
 * A row: its component, where its sets begin, how many values have one and how many may, and the
 * words of a set (from, to) in which its steps stand.
 */
const rowWords = 6;
const valueCountMin = 4;
/** Values of a component that may bar steps: each takes a set of them all. */
const barredValueCountMax = 4096;
/** A few steps are asked sooner than it is looked up who is barred. */
export const barringWordsMin = 8;

export function rowsOf(stepCount: number): Rows {
  const words = Math.ceil(stepCount / 32);
  const always = new Int32Array(words);
  for (let step = 0; step < stepCount; step++) add(always, 0, step);
  return {
    words,
    always,
    firsts: new Int32Array(stepCount).fill(-1),
    heads: new Int32Array(16 * rowWords),
    count: 0,
    bars: [],
    sets: new Int32Array(256 + words),
    // Place 0 stays free, so that no set is mistaken for "all of them".
    end: words,
  };
}

/** The set of steps worth asking in a state, into `set`. */
export function candidates(rows: Rows, ids: Vectors, base: number, set: Int32Array): void {
  const { words, always, heads, count } = rows;
  for (let word = 0; word < words; word++) set[word] = always[word] as number;
  for (let row = 0; row < count * rowWords; row += rowWords) {
    const id = ids[base + (heads[row] as number)] as number;
    if (id >= (heads[row + 2] as number)) extend(rows, row, id);
    const { sets } = rows;
    const at = (heads[row + 1] as number) + (id + 1) * words;
    const to = heads[row + 5] as number;
    for (let word = heads[row + 4] as number; word < to; word++) {
      set[word] = (set[word] as number) | (sets[at + word] as number);
    }
  }
  takeBarred(rows, ids, base, set);
}

function takeBarred({ bars, sets }: Rows, ids: Vectors, base: number, set: Int32Array): void {
  for (let at = 0; at < bars.length; at++) {
    const { component, places, from, to } = bars[at] as Bar;
    const id = ids[base + component] as number;
    const place = id < places.length ? (places[id] as number) : 0;
    if (place === 0) continue;
    for (let word = from; word < to; word++) {
      set[word] = (set[word] as number) & (sets[place + word] as number);
    }
  }
}

/** Notes which component a step reads first. */
export function splitRow(rows: Rows, step: number, component: number): void {
  if (rows.firsts[step] === component) return;
  rows.firsts[step] = component;
  const row = rowOf(rows, component);
  const { heads, sets, words } = rows;
  heads[row + 4] = Math.min(heads[row + 4] as number, step >> 5);
  heads[row + 5] = Math.max(heads[row + 5] as number, (step >> 5) + 1);
  remove(rows.always, 0, step);
  for (let set = 0; set <= (heads[row + 2] as number); set++) {
    add(sets, (heads[row + 1] as number) + set * words, step);
  }
}

/** Notes that a value of the component that a step reads first refuses it. */
export function strike(rows: Rows, step: number, component: number, id: number): void {
  const row = rowOf(rows, component);
  if (id >= (rows.heads[row + 2] as number)) extend(rows, row, id);
  remove(rows.sets, (rows.heads[row + 1] as number) + (id + 1) * rows.words, step);
}

/** Notes that a value of a component refuses a step, whatever it reads first. */
export function bar(rows: Rows, step: number, component: number, id: number): void {
  if (id >= barredValueCountMax) return;
  let found = rows.bars.find((each) => each.component === component);
  if (found === undefined) {
    found = { component, places: new Int32Array(valueCountMin), from: rows.words, to: 0 };
    rows.bars.push(found);
  }
  if (id >= found.places.length) found.places = doubled(found.places, id + 1);
  if (found.places[id] === 0) {
    const place = roomFor(rows, 0);
    rows.sets.fill(-1, place, place + rows.words);
    found.places[id] = place;
  }
  remove(rows.sets, found.places[id] as number, step);
  found.from = Math.min(found.from, step >> 5);
  found.to = Math.max(found.to, (step >> 5) + 1);
}

function rowOf(rows: Rows, component: number): number {
  for (let row = 0; row < rows.count * rowWords; row += rowWords) {
    if (rows.heads[row] === component) return row;
  }
  const row = rowWords * rows.count++;
  if (row + rowWords > rows.heads.length) rows.heads = doubled(rows.heads, row + rowWords);
  const place = roomFor(rows, valueCountMin);
  rows.heads.set([component, place, 0, valueCountMin, rows.words, 0], row);
  return row;
}

/** Gives values up to `id` their sets: all steps that read the component first. */
function extend(rows: Rows, row: number, id: number): void {
  const { heads, words } = rows;
  const count = heads[row + 2] as number;
  const from = heads[row + 1] as number;
  if (id >= (heads[row + 3] as number)) {
    const valueCount = 2 * (id + 1);
    const to = roomFor(rows, valueCount);
    rows.sets.copyWithin(to, from, from + (count + 1) * words);
    heads[row + 1] = to;
    heads[row + 3] = valueCount;
  }
  const all = heads[row + 1] as number;
  for (let value = count; value <= id; value++) {
    rows.sets.copyWithin(all + (value + 1) * words, all, all + words);
  }
  heads[row + 2] = id + 1;
}

function roomFor(rows: Rows, valueCount: number): number {
  const place = rows.end;
  rows.end += (valueCount + 1) * rows.words;
  if (rows.end > rows.sets.length) rows.sets = doubled(rows.sets, rows.end);
  return place;
}

function add(set: Int32Array, base: number, step: number): void {
  set[base + (step >> 5)] = (set[base + (step >> 5)] as number) | (1 << (step & 31));
}
function remove(set: Int32Array, base: number, step: number): void {
  set[base + (step >> 5)] = (set[base + (step >> 5)] as number) & ~(1 << (step & 31));
}
