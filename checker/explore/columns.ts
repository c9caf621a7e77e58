/**
 * Sets whose numbers are sorted: what a state says of a number is a column of components, aligned
 * with those of the others, and which slots elsewhere hold the number.
 */
import { type Components, idOf, type Vectors } from './components.ts';
import {
  identityOf,
  type NumberSet,
  neighbourSwaps,
  type Order,
  sourcesOf,
} from './scalar-sets.ts';
import { compareValues, type Ranks } from './value-order.ts';

export interface ColumnSet {
  readonly size: number;
  /** By number: its components, aligned. */
  readonly columns: readonly (readonly number[])[];
  /** By place in a column. */
  readonly ranks: readonly Ranks[];
  readonly held: readonly HeldSlot[];
}
interface HeldSlot {
  readonly component: number;
  /** By number. */
  readonly ids: readonly number[];
}

/** Null if the set has more to it than columns. */
export function columnSetOf(
  set: NumberSet,
  components: Components,
  ranks: readonly Ranks[],
): ColumnSet | null {
  const { size, from, held, renames } = set;
  if (size < 2 || set.declared.within !== undefined) return null;
  const swaps = neighbourSwaps(size).map((order) => sourcesOf(set, order, components));
  const owned: number[] = [];
  let movedCount = 0;
  for (const component of components.list.keys()) {
    // The swaps that move it: its number with the one before, and with the one after.
    const movers = [...swaps.keys()].filter((at) => swaps[at]?.[component] !== component);
    if (movers.length === 0) continue;
    movedCount++;
    if (renames[component] !== null || !isOneNumber(movers, size)) return null;
    if (movers.length === 1 && movers[0] === 0) owned.push(component);
  }
  // Of two numbers both columns are moved by the one swap; either half of each pair will do.
  const first =
    size === 2 ? owned.filter((component) => component < (swaps[0]?.[component] ?? 0)) : owned;
  const columns = [first];
  for (const sources of swaps) {
    // A swap of neighbours is its own inverse, so sources are targets.
    columns.push((columns.at(-1) ?? []).map((component) => sources[component] as number));
  }
  if (new Set(columns.flat()).size !== movedCount) return null;
  return {
    size,
    columns,
    ranks: first.map((component) => ranks[component] as Ranks),
    held: held.map((component) => ({
      component,
      ids: identityOf(size).map((number) => {
        const family = components.list[component]?.family;
        return family === undefined ? 0 : idOf(family, from + number);
      }),
    })),
  };
}

function isOneNumber(movers: readonly number[], size: number): boolean {
  const [first = 0, second, ...more] = movers;
  if (more.length > 0) return false;
  if (second === undefined) return first === 0 || first === size - 2;
  return second === first + 1;
}

// ── sorting ──────────────────────────────────────────────────────────────────────────────────

/** Sorts a vector in place; the order of each set. */
export function sortColumns(
  sets: readonly ColumnSet[],
  ids: Vectors,
  base: number,
): readonly Order[] {
  const orders = sets.map((set) => columnOrder(set, ids, base));
  for (const [index, set] of sets.entries()) rename(set, ids, base, orders[index] as Order);
  return orders;
}

function columnOrder({ size, columns, ranks, held }: ColumnSet, ids: Vectors, base: number): Order {
  const compare = (one: number, two: number): number => {
    const [left, right] = [columns[one] as readonly number[], columns[two] as readonly number[]];
    for (let place = 0; place < left.length; place++) {
      const a = ids[base + (left[place] as number)] as number;
      const b = ids[base + (right[place] as number)] as number;
      if (a !== b) return compareValues(ranks[place] as Ranks, a, b);
    }
    for (const slot of held) {
      const id = ids[base + slot.component] as number;
      if (id === slot.ids[one]) return -1;
      if (id === slot.ids[two]) return 1;
    }
    return 0;
  };
  return [...identityOf(size)].sort(compare);
}

function rename({ columns, held }: ColumnSet, ids: Vectors, base: number, order: Order): void {
  const before = columns.map((column) =>
    column.map((component) => ids[base + component] as number),
  );
  for (const [number, column] of columns.entries()) {
    const from = before[order[number] as number] as readonly number[];
    for (const [place, component] of column.entries())
      ids[base + component] = from[place] as number;
  }
  for (const { component, ids: names } of held) {
    const number = names.indexOf(ids[base + component] as number);
    if (number >= 0) ids[base + component] = names[order.indexOf(number)] as number;
  }
}
