/**
 * The states of one breadth-first level: their vectors and fingerprints, in order of discovery.
 * Only two levels exist at a time; what lies behind them is known by its fingerprints alone.
 */
import { fingerprintWords, type Vectors } from './components.ts';
import { grownLength } from './growing.ts';

export interface Level {
  /** `width` ids a state. */
  vectors: Vectors;
  /** Four words a state. */
  fingerprints: Int32Array;
  count: number;
  readonly width: number;
}

export function levelOf(width: number): Level {
  return {
    vectors: new Uint8Array(64 * width),
    fingerprints: new Int32Array(64 * fingerprintWords),
    count: 0,
    width,
  };
}

/** Makes room for one more state. */
export function reserve(level: Level): void {
  const { width, count } = level;
  if ((count + 1) * width > level.vectors.length) {
    level.vectors = copied(
      level.vectors,
      level.vectors.BYTES_PER_ELEMENT,
      grownLength(count + 1) * width,
    );
  }
  if ((count + 1) * fingerprintWords > level.fingerprints.length) {
    const grown = new Int32Array(grownLength(count + 1) * fingerprintWords);
    grown.set(level.fingerprints);
    level.fingerprints = grown;
  }
}

/** Widens the vectors until they can hold an id. */
export function widen(level: Level, id: number): void {
  const bytes = id < 2 ** 8 ? 1 : id < 2 ** 16 ? 2 : 4;
  if (bytes > level.vectors.BYTES_PER_ELEMENT) {
    level.vectors = copied(level.vectors, bytes, level.vectors.length);
  }
}

function copied(vectors: Vectors, bytes: number, length: number): Vectors {
  const copy =
    bytes === 1
      ? new Uint8Array(length)
      : bytes === 2
        ? new Uint16Array(length)
        : new Uint32Array(length);
  copy.set(vectors);
  return copy;
}
