/**
 * What a protocol declares interchangeable, as permutations of the components of a state: where
 * each component goes under a renaming of the numbers of a set, and what becomes of its value.
 */
import { InputError, ModelError } from '../errors.ts';
import { findStep, type Machine, nameOf, type Step, show } from '../machine.ts';
import type { Action, Argument, Rename, Renaming, Row, ScalarSet } from '../protocol.ts';
import type { Component, Components } from './components.ts';

/** Position `i` of the permuted state is number `order[i]` of the other one, counted from 0. */
export type Order = readonly number[];

export interface NumberSet {
  readonly name: string;
  /** For messages: the instance and the name of the set. */
  readonly where: string;
  readonly size: number;
  readonly from: number;
  readonly declared: ScalarSet;
  /** By component: the places in its path that the set indexes. */
  readonly moves: readonly (readonly Move[])[];
  /** By component: how its value names numbers of the set; null if it does not. */
  readonly renames: readonly (Rename | null)[];
  /** Components that hold one number or null. */
  readonly held: readonly number[];
  /** By path: the component. */
  readonly byPath: ReadonlyMap<string, number>;
}
interface Move {
  readonly place: number;
  readonly moves: Row['moves'];
}

/** @throws InputError if the declaration does not fit the state or the actions. */
export function numberSet(
  machine: Machine,
  name: string,
  declared: ScalarSet,
  components: Components,
): NumberSet {
  const { list } = components;
  const where = `${nameOf(machine)}: symmetry of ${name}`;
  const { size, from = 0, rows, held = [], within = {} } = declared;
  const moves: Move[][] = list.map(() => []);
  for (const row of rows) addRow(where, row, declared, components, moves);
  const renames: (Rename | null)[] = list.map(() => null);
  const heldSlots: number[] = [];
  const nameIn = (pattern: string, rename: Rename): readonly number[] => {
    const found = matching(components, pattern.split('.'));
    if (found.length === 0) throw new InputError(`${where}: there is no slot ${pattern}`);
    for (const component of found) {
      if (renames[component] !== null) {
        throw new InputError(`${where}: ${pathOf(components, component)} is named by it twice`);
      }
      renames[component] = rename;
    }
    return found;
  };
  for (const pattern of held) heldSlots.push(...nameIn(pattern, renameHeld));
  for (const [pattern, rename] of Object.entries(within)) nameIn(pattern, rename);
  const byPath = new Map(list.map(({ path }, component) => [path.join('.'), component]));
  const set = { name, where, size, from, declared, moves, renames, held: heldSlots, byPath };
  for (const order of [identityOf(size), ...neighbourSwaps(size)]) {
    sourcesOf(set, order, components);
    for (const step of machine.steps) counterpart(machine, set, step, order);
  }
  return set;
}

/** A slot that holds a number or null. What else it may hold is not for this set to rename. */
const renameHeld = (value: unknown, to: Renaming): unknown => {
  if (value === null) return null;
  if (typeof value === 'number') return to(value);
  throw new ModelError(`a slot of numbers holds ${JSON.stringify(value)}`);
};

/** Notes at which place in the paths of its components a row is indexed. */
function addRow(
  where: string,
  row: string | Row,
  { size, from }: ScalarSet,
  components: Components,
  moves: Move[][],
): void {
  const { array, moves: moved } =
    typeof row === 'string'
      ? { array: row, moves: (index: number, to: Renaming) => to(index) }
      : row;
  const keys = array.split('.');
  let most = -1;
  for (const [component, { path }] of components.list.entries()) {
    const index = path[keys.length];
    if (!isAt(path, keys) || typeof index !== 'number') continue;
    const known = moves[component] as Move[];
    if (known.some(({ place }) => place === keys.length)) {
      throw new InputError(`${where}: ${path.join('.')} is named by it twice`);
    }
    known.push({ place: keys.length, moves: moved });
    most = Math.max(most, index);
  }
  const least = (from ?? 0) + size;
  const isPart = from !== undefined || typeof row !== 'string';
  if (most < 0 || (isPart ? typeof row === 'string' && most + 1 < least : most + 1 !== size)) {
    throw new InputError(`${where}: ${array} expected an array of ${least} in the state`);
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
  return (
    path.length >= keys.length &&
    keys.every((key, place) =>
      key === '*' ? typeof path[place] === 'number' : path[place] === key,
    )
  );
}

export function pathOf({ list }: Components, component: number): string {
  return (list[component]?.path ?? []).join('.');
}

// ── permutations ─────────────────────────────────────────────────────────────────────────────

export function identityOf(size: number): Order {
  return Array.from({ length: size }, (_, number) => number);
}

/** Every swap of two neighbours: together they make up all permutations. */
export function neighbourSwaps(size: number): readonly Order[] {
  return Array.from({ length: Math.max(0, size - 1) }, (_, at) =>
    identityOf(size).map((number) => (number === at ? at + 1 : number === at + 1 ? at : number)),
  );
}

export function allOrders(size: number): readonly Order[] {
  if (size === 0) return [[]];
  return allOrders(size - 1).flatMap((order) =>
    identityOf(size).map((at) => [...order.slice(0, at), size - 1, ...order.slice(at)]),
  );
}

function inverseOf(order: Order): Order {
  const inverse = [...order];
  for (const [position, number] of order.entries()) inverse[number] = position;
  return inverse;
}

/** Renames numbers of the set: what stands at `order[i]` becomes `i`. */
export function renamingOf({ from, size }: NumberSet, order: Order): Renaming {
  const to = inverseOf(order);
  return (number) =>
    number >= from && number < from + size ? from + (to[number - from] as number) : number;
}

/** By component of the permuted state: where its value comes from. */
export function sourcesOf(set: NumberSet, order: Order, components: Components): Uint32Array {
  const { list } = components;
  const to = renamingOf(set, order);
  const sources = new Uint32Array(list.length);
  const isFilled = new Uint8Array(list.length);
  for (const [component, { path, family }] of list.entries()) {
    const moved = [...path];
    for (const { place, moves } of set.moves[component] as readonly Move[]) {
      moved[place] = moves(Number(path[place]), to);
    }
    const target = set.byPath.get(moved.join('.'));
    if (
      target === undefined ||
      list[target]?.family !== family ||
      isFilled[target] === 1 ||
      set.renames[target] !== set.renames[component]
    ) {
      throw new InputError(
        `${set.where}: the state does not say the same of each number: ${path.join('.')} has no ` +
          `counterpart at ${moved.join('.')}`,
      );
    }
    isFilled[target] = 1;
    sources[target] = component;
  }
  return sources;
}

// ── actions ──────────────────────────────────────────────────────────────────────────────────

/**
 * The step that is to the unpermuted state what `step` is to the permuted one.
 *
 * @throws InputError if there is none.
 */
export function counterpart(machine: Machine, set: NumberSet, step: Step, order: Order): Step {
  const { from, size, declared, where } = set;
  const { args, names = {} } = declared;
  const to: Renaming = renamingOf(set, inverseOf(order));
  const { action } = step;
  const renamed = Object.entries(action).map(([key, value]): [string, Argument] => {
    const rename = names[key];
    if (rename !== undefined && key !== 'type') {
      // It is typed for this argument where it is written.
      return [key, rename(value as never, to) as Argument];
    }
    if (!args.includes(key) || value === null) return [key, value];
    const isWhole = typeof value === 'number' && Number.isInteger(value);
    if (isWhole && (declared.from !== undefined || (value >= 0 && value < size))) {
      return [key, to(value)];
    }
    throw new InputError(
      `${where}: ${action.type} has ${key}=${JSON.stringify(value)}, ` +
        `expected a number below ${from + size} or null`,
    );
  });
  // The type is renamed by nobody, so it is still there.
  const other = Object.fromEntries(renamed) as Action;
  try {
    return findStep(machine, other);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${where}: ${show(action)} has no counterpart ${show(other)}`);
  }
}
