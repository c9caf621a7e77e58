/** Values under new names, for what models declare symmetric. */
import type { Renaming } from '../../checker/protocol.ts';

/** A list that is kept in ascending order. */
export function ascending(list: readonly number[], to: Renaming): readonly number[] {
  return list.map(to).sort((one, other) => one - other);
}

/** An array that the numbers index. */
export function along<T>(list: readonly T[], to: Renaming): readonly T[] {
  const moved = [...list];
  for (const [index, value] of list.entries()) moved[to(index)] = value;
  return moved;
}
