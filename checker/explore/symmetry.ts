/**
 * Symmetry: states that differ by a permutation of interchangeable numbers are explored once.
 *
 * A scalar set indexes aligned arrays: what the state says of number `i` is the column of its
 * components there, and which slots hold `i`. Sorting the columns, and renaming what slots hold,
 * gives one state of each orbit, exactly: two states have the same sorted form just if one is a
 * permutation of the other. (C. N. Ip, D. L. Dill, "Better Verification Through Symmetry", Formal
 * Methods in System Design 9, 1996, whose scalar sets these are; they settle for normal forms that
 * are not unique.)
 *
 * What this cannot sort is refused: a component in the rows of two sets or twice in one, columns of
 * different shapes, and slots inside the rows of a set that hold its own numbers. Whether what was
 * declared is true is checked on a sample of states as the search goes; see `symmetry-check.ts`.
 */
import { InputError } from '../errors.ts';
import { findStep, type Machine, nameOf, type Step } from '../machine.ts';
import type { Action, Argument, ScalarSet } from '../protocol.ts';
import type { Component, Components, Family, Vectors } from './components.ts';
import { idOf } from './components.ts';

/** Position `i` of the sorted state is number `order[i]` of the unsorted one. */
export type Order = readonly number[];

export interface Sorter {
  /** Sorts a vector in place; the order of each set. */
  readonly sort: (ids: Vectors, base: number) => readonly Order[];
  /** Renames the numbers of a state: what was `order[i]` becomes `i`. */
  readonly permute: (ids: Vectors, base: number, orders: readonly Order[]) => void;
  /** The step whose arguments are renamed the other way: `i` becomes `order[i]`. */
  readonly stepBehind: (step: Step, orders: readonly Order[]) => Step;
  readonly sets: readonly SortedSet[];
  /** The greatest id that renaming can bring about. */
  readonly idMax: number;
}
interface SortedSet {
  readonly name: string;
  readonly size: number;
  readonly args: ReadonlySet<string>;
  /** By number: its components, aligned. */
  readonly columns: readonly (readonly number[])[];
  /** By place in a column. */
  readonly ranks: readonly Ranks[];
  readonly held: readonly HeldSlot[];
}
interface HeldSlot {
  readonly component: number;
  /** Of null, then of each number. */
  readonly ids: readonly number[];
}

/** Null if the protocol declares no symmetry. @throws InputError if it cannot be sorted. */
export function sorterOf(machine: Machine, components: Components): Sorter | null {
  const declared = machine.protocol.symmetry?.(machine.parameters as never);
  if (declared === undefined || Object.keys(declared).length === 0) return null;
  const taken = new Map<number, string>();
  const sets = Object.entries(declared).map(([name, set]) => {
    const where = `${nameOf(machine)}: symmetry of ${name}`;
    const sorted = sortedSet(where, name, set, components);
    for (const component of [...sorted.columns.flat(), ...sorted.held.map((h) => h.component)]) {
      const other = taken.get(component);
      if (other !== undefined) {
        const path = pathOf(components, component);
        throw new InputError(
          `${where}: ${path} is named by ${other === name ? 'it twice' : `${other} too`}; ` +
            'such states have no sorted form. Declare one of them only.',
        );
      }
      taken.set(component, name);
    }
    return sorted;
  });
  for (const set of sets) checkArguments(machine, set);
  const held = sets.flatMap((set) => set.held.flatMap(({ ids }) => ids));
  return {
    sets,
    idMax: Math.max(0, ...held),
    sort: (ids, base) => {
      const orders = sets.map((set) => orderOf(set, ids, base));
      for (const [index, set] of sets.entries()) rename(set, ids, base, orders[index] as Order);
      return orders;
    },
    permute: (ids, base, orders) => {
      for (const [index, set] of sets.entries()) rename(set, ids, base, orders[index] as Order);
    },
    stepBehind: (step, orders) => stepBehind(machine, sets, step, orders),
  };
}

// ── what was declared ────────────────────────────────────────────────────────────────────────

function sortedSet(
  where: string,
  name: string,
  { size, args, rows, held = [] }: ScalarSet,
  components: Components,
): SortedSet {
  const columns: number[][] = Array.from({ length: size }, () => []);
  for (const row of rows) addRow(where, row, columns, components);
  const [first = []] = columns;
  for (const column of columns) {
    const isAligned =
      column.length === first.length &&
      column.every(
        (component, place) =>
          familyOf(components, component) === familyOf(components, first[place] ?? -1),
      );
    if (!isAligned) {
      throw new InputError(`${where}: ${rows.join(', ')} do not say the same of each number`);
    }
  }
  const slots = held.flatMap((pattern) => {
    const found = matching(components, pattern.split('.'));
    if (found.length === 0) throw new InputError(`${where}: there is no slot ${pattern}`);
    return found.map((component): HeldSlot => {
      const { family } = components.list[component] as Component;
      const values = [null, ...Array.from({ length: size }, (_, number) => number)];
      return { component, ids: values.map((value) => idOf(family, value)) };
    });
  });
  const ranks = first.map((component) => {
    const { family } = components.list[component] as Component;
    return { family, hashes: new Int32Array(16), count: 0 };
  });
  return { name, size, args: new Set(args), columns, ranks, held: slots };
}

/** Adds the components of each element of an array to the columns. */
function addRow(where: string, row: string, columns: number[][], components: Components): void {
  const keys = row.split('.');
  let most = -1;
  for (const [component, { path }] of components.list.entries()) {
    if (path.length <= keys.length || !isAt(path, keys)) continue;
    const number = path[keys.length];
    const column = typeof number === 'number' ? columns[number] : undefined;
    if (column === undefined) {
      throw new InputError(`${where}: ${row} expected an array of ${columns.length} in the state`);
    }
    column.push(component);
    most = Math.max(most, Number(number));
  }
  if (most !== columns.length - 1) {
    throw new InputError(`${where}: ${row} expected an array of ${columns.length} in the state`);
  }
}

function matching({ list }: Components, keys: readonly string[]): readonly number[] {
  return [...list.keys()].filter((component) => {
    const { path } = list[component] as Component;
    return path.length === keys.length && isAt(path, keys);
  });
}

/** Whether a path begins with keys, where `*` stands for any index. */
function isAt(path: readonly (string | number)[], keys: readonly string[]): boolean {
  return keys.every((key, place) =>
    key === '*' ? typeof path[place] === 'number' : path[place] === key,
  );
}

function familyOf({ list }: Components, component: number): unknown {
  return list[component]?.family;
}
function pathOf({ list }: Components, component: number): string {
  return (list[component]?.path ?? []).join('.');
}

function checkArguments(machine: Machine, { name, size, args }: SortedSet): void {
  for (const { action } of machine.steps) {
    for (const [key, value] of Object.entries(action)) {
      if (!args.has(key) || value === null) continue;
      if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < size) {
        continue;
      }
      throw new InputError(
        `${nameOf(machine)}: symmetry of ${name}: ${action.type} has ${key}=` +
          `${JSON.stringify(value)}, expected a number below ${size} or null`,
      );
    }
  }
}

// ── sorting ──────────────────────────────────────────────────────────────────────────────────

/**
 * What values are sorted by: a hash of their texts, then the texts. It depends on the value alone,
 * not on the order in which values were met, which several threads race for: the state that stands
 * for an orbit, and with it the counterexample, is the same whoever explores it.
 */
interface Ranks {
  readonly family: Family;
  /** By id, as far as anybody asked. */
  hashes: Int32Array;
  count: number;
}

function compareValues(ranks: Ranks, one: number, other: number): number {
  if (one >= ranks.count || other >= ranks.count) rankAll(ranks);
  const left = ranks.hashes[one] as number;
  const right = ranks.hashes[other] as number;
  if (left !== right) return left < right ? -1 : 1;
  const { texts } = ranks.family;
  return (texts[one] as string) < (texts[other] as string) ? -1 : 1;
}

function rankAll(ranks: Ranks): void {
  const { texts } = ranks.family;
  if (texts.length > ranks.hashes.length) {
    const grown = new Int32Array(2 * texts.length);
    grown.set(ranks.hashes);
    ranks.hashes = grown;
  }
  for (; ranks.count < texts.length; ranks.count++) {
    ranks.hashes[ranks.count] = hashOf(texts[ranks.count] as string);
  }
}

/** FNV-1a over the code units of a text (G. Fowler, L. C. Noll, K.-P. Vo). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash;
}

function orderOf({ size, columns, ranks, held }: SortedSet, ids: Vectors, base: number): Order {
  const order = Array.from({ length: size }, (_, number) => number);
  const compare = (one: number, two: number): number => {
    const [left, right] = [columns[one] as readonly number[], columns[two] as readonly number[]];
    for (let place = 0; place < left.length; place++) {
      const a = ids[base + (left[place] as number)] as number;
      const b = ids[base + (right[place] as number)] as number;
      if (a !== b) return compareValues(ranks[place] as Ranks, a, b);
    }
    for (const slot of held) {
      const id = ids[base + slot.component] as number;
      if (id === slot.ids[one + 1]) return -1;
      if (id === slot.ids[two + 1]) return 1;
    }
    return 0;
  };
  return order.sort(compare);
}

function rename({ columns, held }: SortedSet, ids: Vectors, base: number, order: Order): void {
  const before = columns.map((column) =>
    column.map((component) => ids[base + component] as number),
  );
  for (const [number, column] of columns.entries()) {
    const from = before[order[number] as number] as readonly number[];
    for (const [place, component] of column.entries())
      ids[base + component] = from[place] as number;
  }
  for (const { component, ids: names } of held) {
    const number = names.indexOf(ids[base + component] as number) - 1;
    if (number >= 0) ids[base + component] = names[order.indexOf(number) + 1] as number;
  }
}

function stepBehind(
  machine: Machine,
  sets: readonly SortedSet[],
  step: Step,
  orders: readonly Order[],
): Step {
  const renamed = (key: string, value: Argument): Argument => {
    const index = sets.findIndex(({ args }) => args.has(key));
    return typeof value === 'number' && index >= 0 ? (orders[index]?.[value] ?? value) : value;
  };
  const action = Object.fromEntries(
    Object.entries(step.action).map(([key, value]) => [key, renamed(key, value)]),
  );
  // The type is no argument, so it is still there.
  return findStep(machine, action as Action);
}
