/**
 * Symmetry: states that differ by a permutation of interchangeable numbers are explored once.
 *
 * One state stands for its orbit: two states have the same sorted form just if a permutation leads
 * from one to the other. (C. N. Ip, D. L. Dill, "Better Verification Through Symmetry", Formal
 * Methods in System Design 9, 1996, whose scalar sets these are; they settle for normal forms that
 * are not unique.) Two ways lead there, both exact:
 *
 *   columns  Where a set indexes arrays and nothing else depends on it, what the state says of a
 *            number is a column of components, and which slots hold the number. The columns are
 *            sorted, and the slots renamed.
 *   tried    Where the numbers of a set stand in the rows of the same set, index an array twice, or
 *            are hidden in other values, all permutations are tried, and the least state is taken;
 *            columns are sorted for each. So the group of these sets has to be small.
 *
 * What is greater or less depends on values alone; see `value-order.ts`. Whether what was declared
 * is true is checked on a sample of states; see `symmetry-walks.ts` and `symmetry-check.ts`.
 */
import { InputError } from '../errors.ts';
import type { Machine, Step } from '../machine.ts';
import type { AnyProperty } from '../protocol.ts';
import { type ColumnSet, columnSetOf, sortColumns } from './columns.ts';
import { type Components, componentsOf, type Vectors } from './components.ts';
import { type Permuter, permuterOf } from './permuter.ts';
import {
  allOrders,
  counterpart,
  identityOf,
  type NumberSet,
  neighbourSwaps,
  numberSet,
  type Order,
  pathOf,
  sourcesOf,
} from './scalar-sets.ts';
import type { Sorter, UncheckedSorter } from './sorter.ts';
import { checkNamesOnWalks, checkPropertyOnWalks } from './symmetry-walks.ts';
import { compareValues, type Ranks, ranksOf } from './value-order.ts';

export type { Order } from './scalar-sets.ts';
export type { Sorter } from './sorter.ts';

/** Permutations that are tried for each state. */
const triedMax = 720;
/** Renaming may bring about ids that nobody has met: they have to fit into any vector. */
const idMaxOpen = 2 ** 16;

/**
 * Null if the protocol declares no symmetry.
 *
 * @throws InputError if it cannot be sorted; ModelError if it is not true.
 */
export function sorterOf(
  machine: Machine,
  components: Components,
  properties: readonly AnyProperty[] = [],
): Sorter | null {
  const sorter = uncheckedSorter(machine, components);
  if (sorter === null) return null;
  // The search shall not meet the values of the walks.
  const apart = componentsOf(machine.shape);
  const other = uncheckedSorter(machine, apart) ?? sorter;
  checkNamesOnWalks(machine, apart, other);
  const checked = new Set<AnyProperty>();
  const check: Sorter['checkOnWalks'] = (property) => {
    if (!checked.has(property)) checkPropertyOnWalks(machine, property);
    checked.add(property);
  };
  for (const property of properties) check(property);
  return { ...sorter, checkOnWalks: check };
}

function uncheckedSorter(machine: Machine, components: Components): UncheckedSorter | null {
  const declared = Object.entries(machine.protocol.symmetry?.(machine.parameters as never) ?? {});
  if (declared.length === 0) return null;
  const sets = declared.map(([name, set]) => numberSet(machine, name, set, components));
  refuseEntangled(sets, components);
  const ranks = ranksOf(components);
  const columns = columnSetsOf(sets, components, ranks);
  const tried = sets.filter((_, index) => columns[index] === null);
  const permuter = permuterOf(sets, components);
  const sort =
    tried.length === 0
      ? (ids: Vectors, base: number) => sortColumns(columns as readonly ColumnSet[], ids, base)
      : leastOf(sets, columns, permuter, ranks);
  return {
    sets,
    idMax: sets.some(({ declared }) => declared.within !== undefined) ? idMaxOpen : permuter.idMax,
    sort,
    permute: permuter.permute,
    stepBehind: counterparts(machine, sets),
  };
}

/** Remembered: checks ask for the same again in every state. */
function counterparts(machine: Machine, sets: readonly NumberSet[]): Sorter['stepBehind'] {
  const known = new Map<string, Map<Step, Step>>();
  return (step, orders) => {
    const key = orders.join(';');
    const steps = known.get(key) ?? new Map<Step, Step>();
    known.set(key, steps);
    const found =
      steps.get(step) ??
      sets.reduce((other, set, at) => counterpart(machine, set, other, orders[at] as Order), step);
    steps.set(step, found);
    return found;
  };
}

/** Sets are renamed one after the other, in any order: none may depend on the names of another. */
function refuseEntangled(sets: readonly NumberSet[], components: Components): void {
  const pairs = sets.flatMap((set, at) => sets.slice(0, at).map((other) => [set, other] as const));
  for (const [set, other] of pairs) {
    for (const component of set.held) {
      if (other.renames[component] === null || areDisjoint(set, other)) continue;
      const path = pathOf(components, component);
      throw new InputError(`${set.where}: ${path} holds numbers of ${other.name} too`);
    }
  }
  for (const set of sets) {
    const swaps = neighbourSwaps(set.size).map((order) => sourcesOf(set, order, components));
    for (const other of sets) {
      if (other === set) continue;
      const others = neighbourSwaps(other.size).map((order) => sourcesOf(other, order, components));
      for (const component of components.list.keys()) {
        const isFree = swaps.every((one) => {
          const source = one[component] as number;
          return (
            other.renames[source] === other.renames[component] &&
            others.every((two) => two[source] === one[two[component] as number])
          );
        });
        if (isFree) continue;
        const path = pathOf(components, component);
        throw new InputError(`${set.where}: ${path} is named by ${other.name} in another way`);
      }
    }
  }
}

/** Each knows its own numbers in a slot. */
function areDisjoint(one: NumberSet, other: NumberSet): boolean {
  return one.from + one.size <= other.from || other.from + other.size <= one.from;
}

/** By set: how its columns are sorted, or null if its permutations are tried. */
function columnSetsOf(
  sets: readonly NumberSet[],
  components: Components,
  ranks: readonly Ranks[],
): readonly (ColumnSet | null)[] {
  const found: (ColumnSet | null)[] = sets.map(() => null);
  const taken = new Set<number>();
  // The largest first: they are the ones of which not all permutations can be tried.
  const bySize = [...sets.keys()].sort((a, b) => (sets[b]?.size ?? 0) - (sets[a]?.size ?? 0));
  for (const index of bySize) {
    const set = sets[index] as NumberSet;
    const isNamed = (component: number): boolean =>
      sets.some((other) => other !== set && other.renames[component] !== null);
    const columns = columnSetOf(set, components, ranks);
    if (columns === null || columns.held.some(({ component }) => isNamed(component))) continue;
    const own = [...columns.columns.flat(), ...columns.held.map(({ component }) => component)];
    if (own.some((component) => taken.has(component))) continue;
    for (const component of own) taken.add(component);
    found[index] = columns;
  }
  const tried = sets.filter((_, index) => found[index] === null);
  const count = tried.reduce((product, { size }) => product * factorial(size), 1);
  if (count > triedMax) {
    throw new InputError(
      `${tried.map(({ where }) => where).join('; ')}: such states have no columns to sort, and ` +
        `${count} permutations are too many to try (at most ${triedMax}). Declare less.`,
    );
  }
  return found;
}

function factorial(size: number): number {
  return size < 2 ? 1 : size * factorial(size - 1);
}

/** The least of all permutations of the sets without columns, the columns sorted for each. */
function leastOf(
  sets: readonly NumberSet[],
  columns: readonly (ColumnSet | null)[],
  permuter: Permuter,
  ranks: readonly Ranks[],
): Sorter['sort'] {
  const width = ranks.length;
  const choices = sets.map(({ size }, index) =>
    columns[index] === null ? allOrders(size) : [identityOf(size)],
  );
  const tries = choices
    .reduce<readonly (readonly Order[])[]>(
      (all, orders) => all.flatMap((done) => orders.map((order) => [...done, order])),
      [[]],
    )
    .map((orders) => ({ orders, apply: permuter.along(orders) }));
  const sorted = columns.filter((set) => set !== null);
  let [best, next] = [new Uint32Array(width), new Uint32Array(width)];
  const isLess = (): boolean => {
    for (let component = 0; component < width; component++) {
      const [a, b] = [next[component] as number, best[component] as number];
      if (a === b) continue;
      return compareValues(ranks[component] as Ranks, a, b) < 0;
    }
    return false;
  };
  return (ids, base) => {
    let chosen: readonly Order[] = [];
    let inColumns: readonly Order[] = [];
    for (const [index, { orders, apply }] of tries.entries()) {
      apply(ids, base, next);
      const found = sorted.length === 0 ? [] : sortColumns(sorted, next, 0);
      if (index > 0 && !isLess()) continue;
      [best, next] = [next, best];
      chosen = orders;
      inColumns = found;
    }
    ids.set(best, base);
    let place = 0;
    return chosen.map((order, index) =>
      columns[index] === null ? order : (inColumns[place++] as Order),
    );
  };
}
