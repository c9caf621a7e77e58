/** An element that is there: specifications index within the shape of their state. */
export function at<T>(list: readonly T[], index: number): T {
  if (index < 0 || index >= list.length) {
    throw new RangeError(`index ${index} of a list of ${list.length}`);
  }
  // In range, so the element is there, whatever its type.
  return list[index] as T;
}
