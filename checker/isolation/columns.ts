/**
 * Growing columns of numbers, and a table from pairs of numbers to numbers.
 *
 * A million operations as objects are half a gigabyte; as columns they are a few megabytes.
 */

export interface Column<Data extends Int32Array | Float64Array | Uint8Array = Int32Array> {
  data: Data;
  length: number;
}

/** `capacity` costs nothing until it is used: the system gives pages when they are touched. */
export function int32Column(capacity = 256): Column<Int32Array> {
  return { data: new Int32Array(capacity), length: 0 };
}
export function float64Column(): Column<Float64Array> {
  return { data: new Float64Array(256), length: 0 };
}
export function byteColumn(capacity = 256): Column<Uint8Array> {
  return { data: new Uint8Array(capacity), length: 0 };
}

export function push(column: Column<Int32Array | Float64Array | Uint8Array>, value: number): void {
  if (column.length === column.data.length) column.data = enlarge(column.data);
  column.data[column.length++] = value;
}

function enlarge<Data extends Int32Array | Float64Array | Uint8Array>(data: Data): Data {
  // The constructor of a typed array makes its own kind.
  const larger = new (data.constructor as new (length: number) => Data)(data.length * 2);
  larger.set(data);
  release(data);
  return larger;
}

/**
 * Gives memory back now: the collector sees the small object, not the megabytes behind it, and
 * comes too late. Nobody may use the array after. Node 20 cannot, and leaves it to the collector.
 */
export function release(...arrays: readonly (Int32Array | Float64Array | Uint8Array)[]): void {
  for (const { buffer } of arrays) {
    if (buffer instanceof ArrayBuffer) buffer.transfer?.(0);
  }
}

/** Without the spare capacity. */
export function trimmed<Data extends Int32Array | Float64Array | Uint8Array>(
  column: Column<Data>,
): Data {
  // A subarray of a typed array is of its own kind.
  return column.data.subarray(0, column.length) as Data;
}

/** An element of a typed array at an index that the caller knows to be inside. */
export function at(data: Int32Array | Float64Array | Uint8Array, index: number): number {
  // Inside: see above. The compiler cannot know.
  return data[index] as number;
}

// ── pairs ────────────────────────────────────────────────────────────────────────────────────

/** Open addressing from pairs of 32-bit numbers to the order in which they first came. */
export interface PairTable {
  readonly first: Column;
  readonly second: Column;
  slots: Int32Array;
}

export function pairTable(): PairTable {
  return { first: int32Column(), second: int32Column(), slots: new Int32Array(1024).fill(-1) };
}

/** The number of the pair, given to it now if it is new. */
export function numberOfPair(table: PairTable, first: number, second: number): number {
  const mask = table.slots.length - 1;
  let slot = hashOfPair(first, second) & mask;
  for (;;) {
    const number = at(table.slots, slot);
    if (number < 0) break;
    if (at(table.first.data, number) === first && at(table.second.data, number) === second) {
      return number;
    }
    slot = (slot + 1) & mask;
  }
  const number = table.first.length;
  push(table.first, first);
  push(table.second, second);
  table.slots[slot] = number;
  if (number * 2 > mask) rehash(table);
  return number;
}

function hashOfPair(first: number, second: number): number {
  const mixed = Math.imul(first ^ Math.imul(second, 0x9e3779b1), 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35) >>> 3;
}

function rehash(table: PairTable): void {
  const mask = table.slots.length * 2 - 1;
  const slots = new Int32Array(mask + 1).fill(-1);
  for (let number = 0; number < table.first.length; number++) {
    let slot = hashOfPair(at(table.first.data, number), at(table.second.data, number)) & mask;
    while (at(slots, slot) >= 0) slot = (slot + 1) & mask;
    slots[slot] = number;
  }
  table.slots = slots;
}
