/**
 * The states of one breadth-first level: their vectors and fingerprints, in order of discovery.
 * Only two levels exist at a time; what lies behind them is known by its fingerprints alone.
 */
import { fingerprintWords, type Vectors } from './components.ts';
import { grownLength, lengthened, unsigned } from './growing.ts';

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

/** Makes room for so many more states. */
export function reserve(level: Level, more = 1): void {
  const { width, vectors, fingerprints } = level;
  const count = level.count + more;
  if (count * width > vectors.length) {
    level.vectors = lengthened(vectors, grownLength(count) * width);
  }
  if (count * fingerprintWords > fingerprints.length) {
    level.fingerprints = lengthened(fingerprints, grownLength(count) * fingerprintWords);
  }
}

/** Widens the vectors until they can hold an id. */
export function widen(level: Level, id: number): void {
  const { vectors } = level;
  const bytes = id < 2 ** 8 ? 1 : id < 2 ** 16 ? 2 : 4;
  if (bytes <= vectors.BYTES_PER_ELEMENT) return;
  const { length, buffer } = vectors;
  if (buffer instanceof SharedArrayBuffer) {
    if (length * bytes > buffer.byteLength) buffer.grow(length * bytes);
    const wide = unsigned(bytes, buffer, length);
    // From the end: what is written lies behind what is still to be read.
    for (let at = length - 1; at >= 0; at--) wide[at] = vectors[at] as number;
    level.vectors = wide;
  } else {
    level.vectors = unsigned(bytes, new ArrayBuffer(length * bytes), length);
    level.vectors.set(vectors);
  }
}
