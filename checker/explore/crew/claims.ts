/**
 * The table of fingerprints where several threads add entries side by side.
 *
 * Who comes first must not matter: a state belongs to the parent that was discovered first among
 * all that lead to it. So a new entry holds a claim, the complement of a parent's number (below 0),
 * which another thread may better while the round lasts; later rounds have later parents. Where the
 * graph is kept, the state's own number plus one takes the place of the claim after the round.
 *
 * An entry is published by its first word, written last; after that only the claim changes. Who
 * reads without waiting for that may see the first word before the others: those are then still 0,
 * for nothing stands in a free entry (see `enlarge`), and 0 is no claim.
 */
import { busy, type FingerprintTable, free, markOf } from '../fingerprint-table.ts';
import { raise } from './meeting.ts';

/**
 * While a round lasts, edges lead to places in the table, since what is there has no number yet;
 * or, offset by this, to numbers.
 */
const numberOffset = 2 ** 31;

export function targetOf(number: number): number {
  return numberOffset + number;
}
export function isNumber(target: number): boolean {
  return target >= numberOffset;
}
export function numberIn(target: number): number {
  return target - numberOffset;
}

/** What a parent claims its successors with; the better of two claims is the greater one. */
export function claimOf(parent: number): number {
  return ~parent;
}

/**
 * Whether a fingerprint has an entry that a claim would not better: it is from an earlier round, or
 * claimed by a parent that was discovered before. May say no by mistake, where another thread has
 * just written; `claim` then looks closer.
 */
export function isBeyondClaim(
  words: Int32Array,
  mask: number,
  first: number,
  second: number,
  third: number,
  mine: number,
): boolean {
  const mark = markOf(first);
  let place = second & mask;
  for (;;) {
    const at = place << 2;
    const found = words[at] as number;
    if (found === mark) {
      if (words[at + 1] === second && words[at + 2] === third) {
        const held = words[at + 3] as number;
        return held !== 0 && held >= mine;
      }
    } else if (found === free) {
      return false;
    }
    place = (place + 1) & mask;
  }
}

/** The place of an entry if the claim is now the best, else the complement of the place. */
export function claim(
  table: FingerprintTable,
  first: number,
  second: number,
  third: number,
  mine: number,
): number {
  const { words, mask } = table;
  const mark = markOf(first);
  let place = second & mask;
  for (;;) {
    const at = place << 2;
    let found = Atomics.load(words, at);
    if (found === free) {
      found = Atomics.compareExchange(words, at, free, busy);
      if (found === free) {
        words[at + 1] = second;
        words[at + 2] = third;
        words[at + 3] = mine;
        Atomics.store(words, at, mark);
        table.count++;
        return place;
      }
    }
    while (found === busy) found = Atomics.load(words, at);
    if (found === mark && words[at + 1] === second && words[at + 2] === third) {
      return raise(words, at + 3, mine) ? place : ~place;
    }
    place = (place + 1) & mask;
  }
}
