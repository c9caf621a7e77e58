/** Which numbers of a protocol may change places. */
/**
 * Sets of interchangeable numbers: permuting one in a state and in its actions changes nothing but
 * names. Paths are keys joined by dots; `*` stands for every index of an array.
 */
export type Symmetry = Readonly<Record<string, ScalarSet>>;
export interface ScalarSet {
  readonly size: number;
  /** The first of the numbers, 0 unless told; those before and after it keep their names. */
  readonly from?: number;
  /** Arguments of actions that range over the set. */
  readonly args: readonly string[];
  /** Other arguments that name its numbers, by name. */
  readonly names?: Readonly<Record<string, Rename>>;
  /** Arrays whose index is one of its numbers: `['shards', 'coordinator.votes']`. */
  readonly rows: readonly (string | Row)[];
  /** Slots that hold one of its numbers or null: `['coordinator.lockedBy']`. */
  readonly held?: readonly string[];
  /** Slots that hold its numbers in whatever else is in them, by path. */
  readonly within?: Readonly<Record<string, Rename>>;
}
/** An array whose indices the numbers of a set are only a part of. */
export interface Row {
  readonly array: string;
  /** Where the element at an index goes. */
  readonly moves: (index: number, to: Renaming) => number;
}
/** The new name of a number; one that is not of the set keeps its own. */
export type Renaming = (number: number) => number;
/** The same value after a renaming. It is typed where it is written. */
export type Rename = (value: never, to: Renaming) => unknown;
