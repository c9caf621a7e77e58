/**
 * Lists of numbers that grow without being copied once they are long.
 *
 * A long list lies in memory of its own whose addresses are reserved from the start, far more than
 * it will need, and whose pages come when they are written to: growing it costs nothing, and never
 * takes old and new at once. Such memory can also be seen by several threads.
 */

export type Unsigned = Uint8Array | Uint16Array | Uint32Array;

type Words = Unsigned | Int32Array | Float64Array;

export interface Numbers {
  values: Unsigned;
  length: number;
}

/** Below so many bytes, copying is cheaper than memory of its own. */
const ownMemoryMin = 2 ** 20;
/** Addresses reserved; less where the machine does not give so many. */
const reservedMax = 2 ** 34;
const reservedMin = 2 ** 28;

export function numbers(bytes: 1 | 2 | 4): Numbers {
  return { values: unsigned(bytes, new ArrayBuffer(1024 * bytes), 1024), length: 0 };
}

export function append(list: Numbers, value: number): void {
  if (list.length === list.values.length) {
    list.values = lengthened(list.values, grownLength(list.values.length));
  }
  list.values[list.length++] = value;
}

/** Twice as long while that is little; a quarter more once the slack would be felt. */
export function grownLength(length: number): number {
  return length < 2 ** 19 ? 2 * length : Math.ceil(1.25 * length);
}

/** A longer array that begins with the same values; the old one is not to be used any more. */
export function lengthened<List extends Words>(values: List, length: number): List {
  return like(values, roomFor(values, length * values.BYTES_PER_ELEMENT), length);
}

/** Memory that all threads see and that can grow. */
export function sharedMemory(bytes: number): SharedArrayBuffer {
  for (let reserved = reservedMax; ; reserved /= 2) {
    try {
      return new SharedArrayBuffer(bytes, { maxByteLength: Math.max(bytes, reserved) });
    } catch (error) {
      if (reserved <= reservedMin) throw error;
    }
  }
}

/** The array over all of its memory, if that has grown, in this thread or in another. */
export function refreshed<List extends Words>(values: List): List {
  const { buffer, byteLength } = values;
  if (buffer.byteLength === byteLength) return values;
  return like(values, buffer, buffer.byteLength / values.BYTES_PER_ELEMENT);
}

function roomFor(values: Words, bytes: number): ArrayBufferLike {
  const { buffer, byteLength } = values;
  if (buffer instanceof SharedArrayBuffer) {
    if (bytes > buffer.byteLength) buffer.grow(bytes);
    return buffer;
  }
  const room = bytes < ownMemoryMin ? new ArrayBuffer(bytes) : sharedMemory(bytes);
  new Uint8Array(room).set(new Uint8Array(buffer, 0, Math.min(byteLength, bytes)));
  return room;
}

export function unsigned(bytes: number, buffer: ArrayBufferLike, length: number): Unsigned {
  if (bytes === 1) return new Uint8Array(buffer, 0, length);
  return bytes === 2 ? new Uint16Array(buffer, 0, length) : new Uint32Array(buffer, 0, length);
}

function like<List extends Words>(values: List, buffer: ArrayBufferLike, length: number): List {
  const Kind = values.constructor as new (buffer: ArrayBufferLike, at: 0, length: number) => List;
  return new Kind(buffer, 0, length);
}
