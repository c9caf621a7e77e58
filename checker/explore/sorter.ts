/** What puts the states of a machine in order by its symmetry, and names what it has moved. */
import type { Step } from '../machine.ts';
import type { AnyProperty } from '../protocol.ts';
import type { Vectors } from './components.ts';
import type { Order } from './scalar-sets.ts';

export interface UncheckedSorter {
  /** Sorts a vector in place; the order of each set. */
  readonly sort: (ids: Vectors, base: number) => readonly Order[];
  /** Renames the numbers of a state: what was `order[i]` becomes `i`. */
  readonly permute: (ids: Vectors, base: number, orders: readonly Order[]) => void;
  /** The step whose arguments are renamed the other way: `i` becomes `order[i]`. */
  readonly stepBehind: (step: Step, orders: readonly Order[]) => Step;
  readonly sets: readonly { readonly size: number }[];
  /** The greatest id that renaming can bring about. */
  readonly idMax: number;
}

export interface Sorter extends UncheckedSorter {
  /** Whether a property tells the numbers apart on some walks; asked once. */
  readonly checkOnWalks: (property: AnyProperty) => void;
}
