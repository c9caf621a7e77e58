/** Lists of whole numbers in typed arrays that grow when they are full. */

export interface Numbers {
  values: Uint8Array | Uint16Array | Uint32Array;
  length: number;
}

export function numbers(bytes: 1 | 2 | 4): Numbers {
  const values =
    bytes === 1
      ? new Uint8Array(1024)
      : bytes === 2
        ? new Uint16Array(1024)
        : new Uint32Array(1024);
  return { values, length: 0 };
}

/** Twice as long while that is little; a quarter more once the slack would be felt. */
export function grownLength(length: number): number {
  return length < 2 ** 19 ? 2 * length : Math.ceil(1.25 * length);
}

export function append(list: Numbers, value: number): void {
  if (list.length === list.values.length) {
    const { values } = list;
    const length = grownLength(values.length);
    list.values =
      values instanceof Uint8Array
        ? new Uint8Array(length)
        : values instanceof Uint16Array
          ? new Uint16Array(length)
          : new Uint32Array(length);
    list.values.set(values);
  }
  list.values[list.length++] = value;
}
