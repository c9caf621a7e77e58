/**
 * The set of fingerprints met: open addressing with linear probing in one typed array, four words
 * an entry. The first word of an entry is never zero, so that zero marks a free place.
 *
 * Two states with one fingerprint would be taken for one, and what follows from the second would
 * stay unseen; see `collisionOdds`.
 */
import { fingerprintWords } from './components.ts';

export interface FingerprintTable {
  words: Int32Array;
  /** The number of each entry's state, where a search needs to find states again; else null. */
  numbers: Uint32Array | null;
  mask: number;
  count: number;
}

const entriesMin = 1 << 12;

export function fingerprintTable(isNumbered: boolean): FingerprintTable {
  return {
    words: new Int32Array(entriesMin * fingerprintWords),
    numbers: isNumbered ? new Uint32Array(entriesMin) : null,
    mask: entriesMin - 1,
    count: 0,
  };
}

/** Whether a fingerprint is among the entries: most are, and need no more than that. */
export function isEntered(
  words: Int32Array,
  mask: number,
  first: number,
  second: number,
  third: number,
  fourth: number,
): boolean {
  const mark = first === 0 ? 1 : first;
  let place = second & mask;
  for (;;) {
    const at = place << 2;
    const found = words[at] as number;
    if (found === mark) {
      if (words[at + 1] === second && words[at + 2] === third && words[at + 3] === fourth) {
        return true;
      }
    } else if (found === 0) {
      return false;
    }
    place = (place + 1) & mask;
  }
}

/**
 * The place of a fingerprint's entry if it was there, else the complement (`~place`) of its new
 * one. The caller numbers new entries in the order in which it adds them.
 */
export function enter(
  table: FingerprintTable,
  first: number,
  second: number,
  third: number,
  fourth: number,
): number {
  const { words, mask } = table;
  const mark = first === 0 ? 1 : first;
  let place = second & mask;
  for (;;) {
    const at = place << 2;
    const found = words[at] as number;
    if (found === mark) {
      if (words[at + 1] === second && words[at + 2] === third && words[at + 3] === fourth) {
        return place;
      }
    } else if (found === 0) {
      words[at] = mark;
      words[at + 1] = second;
      words[at + 2] = third;
      words[at + 3] = fourth;
      if (table.numbers !== null) table.numbers[place] = table.count;
      table.count++;
      return ~place;
    }
    place = (place + 1) & mask;
  }
}

/**
 * Grows the table when it is three quarters full: fourfold while it is small, since entering
 * everything again costs more than the memory. Call it between entries.
 */
export function makeRoom(table: FingerprintTable): void {
  if (table.count * 4 < (table.mask + 1) * 3) return;
  const { words, numbers } = table;
  const factor = table.mask < 2 ** 21 ? 4 : 2;
  const mask = factor * (table.mask + 1) - 1;
  const grown = new Int32Array((mask + 1) * fingerprintWords);
  const regrown = numbers === null ? null : new Uint32Array(mask + 1);
  for (let from = 0; from < words.length; from += fingerprintWords) {
    if (words[from] === 0) continue;
    let place = (words[from + 1] as number) & mask;
    while (grown[place << 2] !== 0) place = (place + 1) & mask;
    const to = place << 2;
    grown[to] = words[from] as number;
    grown[to + 1] = words[from + 1] as number;
    grown[to + 2] = words[from + 2] as number;
    grown[to + 3] = words[from + 3] as number;
    if (numbers !== null && regrown !== null) regrown[place] = numbers[from >> 2] as number;
  }
  Object.assign(table, { words: grown, numbers: regrown, mask });
}

/** A bound on the odds that any two of `states` states share their 128 bits. */
export function collisionOdds(states: number): number {
  return (states * states) / 2 ** (32 * fingerprintWords + 1);
}
