/**
 * The set of fingerprints met: open addressing with linear probing in one typed array, four words
 * an entry. The first word of an entry is neither `free` nor `busy`; see `crew/claims.ts` for
 * threads that add entries side by side.
 *
 * Two states with one fingerprint would be taken for one, and what follows from the second would
 * stay unseen; see `collisionOdds`.
 */
import { fingerprintWords } from './components.ts';
import { lengthened } from './growing.ts';

export interface FingerprintTable {
  words: Int32Array;
  /** Whether the last word of each entry is the number of its state plus one. */
  readonly isNumbered: boolean;
  mask: number;
  count: number;
}

/** A first word: nothing there yet. */
export const free = 0;
/** A first word: another thread is writing this entry. */
export const busy = 1;

export const entryWords = 4;
const entriesMin = 1 << 12;
const entriesMax = 1 << 29;

export function fingerprintTable(isNumbered: boolean): FingerprintTable {
  return {
    words: new Int32Array(entriesMin * entryWords),
    isNumbered,
    mask: entriesMin - 1,
    count: 0,
  };
}

/** The first word of an entry: that of the fingerprint, but for the two that mean something. */
export function markOf(first: number): number {
  return (first & ~busy) === free ? first | 2 : first;
}

/**
 * Whether a fingerprint is among the entries of a table without numbers: most are, and need no
 * more than that.
 */
export function isEntered(
  words: Int32Array,
  mask: number,
  first: number,
  second: number,
  third: number,
  fourth: number,
): boolean {
  const mark = markOf(first);
  let place = second & mask;
  for (;;) {
    const at = place << 2;
    const found = words[at] as number;
    if (found === mark) {
      if (words[at + 1] === second && words[at + 2] === third && words[at + 3] === fourth) {
        return true;
      }
    } else if (found === free) {
      return false;
    }
    place = (place + 1) & mask;
  }
}

/**
 * The place of a fingerprint's entry if it was there, else the complement (`~place`) of its new
 * one. New entries are numbered in the order in which they are added.
 */
export function enter(
  table: FingerprintTable,
  first: number,
  second: number,
  third: number,
  fourth: number,
): number {
  const { words, mask, isNumbered } = table;
  const mark = markOf(first);
  let place = second & mask;
  for (;;) {
    const at = place << 2;
    const found = words[at] as number;
    if (found === mark) {
      if (
        words[at + 1] === second &&
        words[at + 2] === third &&
        (isNumbered || words[at + 3] === fourth)
      ) {
        return place;
      }
    } else if (found === free) {
      table.count++;
      words[at] = mark;
      words[at + 1] = second;
      words[at + 2] = third;
      words[at + 3] = isNumbered ? table.count : fourth;
      return ~place;
    }
    place = (place + 1) & mask;
  }
}

/** The number of the state whose entry is at a place. */
export function numberAt({ words }: FingerprintTable, place: number): number {
  return (words[(place << 2) + 3] as number) - 1;
}

/** Grows the table when it is three quarters full. Call it between entries. */
export function makeRoom(table: FingerprintTable): void {
  if (table.count * 4 >= (table.mask + 1) * 3) enlarge(table, enlargement(table));
}

/** Whether so many entries leave too little room for those that are under way. */
export function isNearlyFull({ mask }: Pick<FingerprintTable, 'mask'>, entries: number): boolean {
  return entries * 8 > (mask + 1) * 5;
}

/**
 * How many times longer a table should get that is nearly full; without end if it cannot: places of
 * words are 32-bit integers.
 */
export function enlargement({ mask }: Pick<FingerprintTable, 'mask'>): number {
  if (mask >= entriesMax - 1) return Number.POSITIVE_INFINITY;
  return mask < 2 ** 21 ? 4 : 2;
}

/**
 * Makes the table so many times longer (a power of two), where it lies. Entries are taken up and
 * put down again in order: one whose home was `h` gets one of the homes `h`, `h + size`, …, and in
 * each stretch no more entries have been put down than taken up, so none is put behind one that is
 * still to be taken up. Only what had wrapped around to the beginning has to wait for the end.
 */
export function enlarge(table: FingerprintTable, factor: number): void {
  const size = table.mask + 1;
  const words = lengthened(table.words, factor * size * entryWords);
  table.words = words;
  table.mask = factor * size - 1;
  let start = 0;
  while (words[start << 2] !== free) start++;
  const wrapped = words.slice(0, start << 2);
  words.fill(free, 0, start << 2);
  for (let place = start; place < size; place++) {
    const at = place << 2;
    const mark = words[at] as number;
    if (mark === free) continue;
    const second = words[at + 1] as number;
    const third = words[at + 2] as number;
    const last = words[at + 3] as number;
    // All of it: a thread that sees a new entry half written shall not take the rest from this one.
    words[at] = free;
    words[at + 1] = 0;
    words[at + 2] = 0;
    words[at + 3] = 0;
    putDown(table, mark, second, third, last);
  }
  for (let at = 0; at < wrapped.length; at += entryWords) {
    const [mark = 0, second = 0, third = 0, last = 0] = wrapped.subarray(at, at + entryWords);
    putDown(table, mark, second, third, last);
  }
}

/** Puts an entry where look-ups will find it. */
function putDown(
  { words, mask }: FingerprintTable,
  mark: number,
  second: number,
  third: number,
  last: number,
): void {
  let place = second & mask;
  while (words[place << 2] !== free) place = (place + 1) & mask;
  const to = place << 2;
  words[to] = mark;
  words[to + 1] = second;
  words[to + 2] = third;
  words[to + 3] = last;
}

/**
 * A bound on the odds that any two of `states` states were taken for one: of the three words that
 * every table compares, whether or not the search had room for the fourth.
 */
export function collisionOdds(states: number): number {
  return (states * states) / 2 ** (32 * (fingerprintWords - 1) + 1);
}
