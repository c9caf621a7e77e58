/**
 * The configurations that a search has seen: sets of placed operations, each with a state.
 *
 * Source      G. Lowe, "Testing for linearizability", CCPE 2017
 */
import { at, int32Column, push } from './columns.ts';

/**
 * Sets of placed operations with a state. Operations are in the order of their calls, so a set is
 * full up to some word and empty from another: only the words between are kept.
 */
export function configurations(bits: Int32Array): {
  /** Remembers the current set with a state; false if it was known. */
  readonly add: (state: number) => boolean;
  /** To be told of each word that changes. */
  readonly touched: (word: number) => void;
  readonly size: () => number;
} {
  const pool = int32Column();
  let slots = new Int32Array(1024).fill(-1);
  let count = 0;
  const hashAt = (start: number): number => {
    let hash = 0;
    for (let i = start; i < start + 3 + at(pool.data, start + 1); i++) {
      hash = Math.imul(hash ^ at(pool.data, i), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash >>> 1;
  };
  const isSame = (a: number, b: number): boolean => {
    const length = 3 + at(pool.data, a + 1);
    for (let i = 0; i < length; i++) {
      if (at(pool.data, a + i) !== at(pool.data, b + i)) return false;
    }
    return true;
  };
  const grow = (): void => {
    const old = slots;
    slots = new Int32Array(old.length * 2).fill(-1);
    for (const start of old) {
      if (start < 0) continue;
      let slot = hashAt(start) & (slots.length - 1);
      while (at(slots, slot) >= 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = start;
    }
  };
  // No word before this one has changed since all of them were full.
  let full = 0;
  return {
    touched: (word) => {
      full = Math.min(full, word);
    },
    add: (state) => {
      while (full < bits.length && at(bits, full) === -1) full++;
      let last = bits.length;
      while (last > full && at(bits, last - 1) === 0) last--;
      const start = pool.length;
      push(pool, state);
      push(pool, last - full);
      push(pool, full);
      for (let word = full; word < last; word++) push(pool, at(bits, word));
      let slot = hashAt(start) & (slots.length - 1);
      for (; at(slots, slot) >= 0; slot = (slot + 1) & (slots.length - 1)) {
        if (!isSame(at(slots, slot), start)) continue;
        pool.length = start;
        return false;
      }
      slots[slot] = start;
      if (++count * 2 > slots.length) grow();
      return true;
    },
    size: () => pool.length,
  };
}
