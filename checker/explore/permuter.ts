/** Permutations of several sets at once, on vectors. */
import { ModelError } from '../errors.ts';
import type { Rename, Renaming } from '../protocol.ts';
import { type Component, type Components, type Family, idOf, type Vectors } from './components.ts';
import { type NumberSet, type Order, pathOf, renamingOf, sourcesOf } from './scalar-sets.ts';

export interface Permuter {
  /** Renames in place: what was `order[i]` of a set becomes `i`. */
  readonly permute: (ids: Vectors, base: number, orders: readonly Order[]) => void;
  /** The same from one vector into another, made ready to be done often. */
  readonly along: (
    orders: readonly Order[],
  ) => (ids: Vectors, base: number, to: Uint32Array) => void;
  /** The greatest id that renaming a slot of numbers can bring about. */
  readonly idMax: number;
}

/** Components whose values are renamed alike. */
interface Group {
  readonly family: Family;
  /** By set. */
  readonly renames: readonly (Rename | null)[];
  /** For messages: the path of one of them. */
  readonly path: string;
}

export function permuterOf(sets: readonly NumberSet[], components: Components): Permuter {
  const { list } = components;
  const groups: Group[] = [];
  const groupAt = list.map(({ family }, component) => {
    const renames = sets.map((set) => set.renames[component] ?? null);
    if (renames.every((rename) => rename === null)) return -1;
    const known = groups.findIndex(
      (group) => group.family === family && group.renames.every((one, at) => one === renames[at]),
    );
    if (known >= 0) return known;
    return groups.push({ family, renames, path: pathOf(components, component) }) - 1;
  });
  const along: Permuter['along'] = (orders) => {
    const sources = sourcesAlong(sets, orders, components);
    const maps = groups.map((group) => idMap(group, sets, orders));
    return (ids, base, to) => {
      for (let component = 0; component < sources.length; component++) {
        const source = sources[component] as number;
        const id = ids[base + source] as number;
        const group = groupAt[source] as number;
        to[component] = group < 0 ? id : (maps[group] as IdMap)(id);
      }
    };
  };
  const known = new Map<string, ReturnType<Permuter['along']>>();
  const after = new Uint32Array(list.length);
  return {
    along,
    permute: (ids, base, orders) => {
      const key = orders.join(';');
      const apply = known.get(key) ?? along(orders);
      known.set(key, apply);
      apply(ids, base, after);
      ids.set(after, base);
    },
    idMax: Math.max(0, ...sets.flatMap((set) => heldIds(set, components))),
  };
}

/** Met here, so that renaming brings about nothing new. */
function heldIds({ held, from, size }: NumberSet, { list }: Components): readonly number[] {
  return held.flatMap((component) =>
    Array.from({ length: size }, (_, number) =>
      idOf((list[component] as Component).family, from + number),
    ),
  );
}

function sourcesAlong(
  sets: readonly NumberSet[],
  orders: readonly Order[],
  components: Components,
): Uint32Array {
  let along = Uint32Array.from(components.list.keys());
  for (const [index, set] of sets.entries()) {
    const sources = sourcesOf(set, orders[index] as Order, components);
    along = sources.map((source) => along[source] as number);
  }
  return along;
}

type IdMap = (id: number) => number;

/** What becomes of the values of a group, remembered by id. */
function idMap(
  { family, renames, path }: Group,
  sets: readonly NumberSet[],
  orders: readonly Order[],
): IdMap {
  const active = sets.flatMap((set, index): readonly [NumberSet, Rename, Renaming][] => {
    const [rename, order] = [renames[index] ?? null, orders[index] as Order];
    if (rename === null || order.every((number, at) => number === at)) return [];
    return [[set, rename, renamingOf(set, order)]];
  });
  if (active.length === 0) return (id) => id;
  const known: number[] = [];
  return (id) => {
    const found = known[id];
    if (found !== undefined) return found;
    let value = family.values[id];
    for (const [set, rename, to] of active) {
      try {
        // It is typed for the values of this slot where it is written.
        value = rename(value as never, to);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        throw new ModelError(`${set.where}: ${path}: ${message}`, { cause: error });
      }
    }
    known[id] = idOf(family, value);
    return known[id];
  };
}
