/**
 * Orbits by brute force, for tests: declared renamings are applied to plain data, path by path, and
 * all permutations to every reachable state. Nothing here knows of components, columns or ids.
 */
import { expect } from 'vitest';
import { enabledSteps, type Machine, reduce, type State } from '../machine.ts';
import type { Rename, Renaming, ScalarSet } from '../protocol.ts';
import { canonical } from '../state.ts';
import type { Finding } from './exploration.ts';

/** All reachable states, by canonical text; null if there are more than `stateCountMax`. */
export function reachable(machine: Machine, stateCountMax: number): readonly State[] | null {
  const states = new Map([[canonical(machine.initial, machine.shape), machine.initial]]);
  for (const state of states.values()) {
    for (const step of enabledSteps(machine, state)) {
      const after = reduce(machine, state, step.action);
      states.set(canonical(after, machine.shape), after);
    }
    if (states.size > stateCountMax) return null;
  }
  return [...states.values()];
}

export function permutations(size: number): readonly (readonly number[])[] {
  if (size === 0) return [[]];
  return permutations(size - 1).flatMap((order) =>
    Array.from({ length: size }, (_, at) => [...order.slice(0, at), size - 1, ...order.slice(at)]),
  );
}

/** How many orbits the states make up under all permutations of the declared sets. */
export function orbitCount(machine: Machine, states: readonly State[]): number {
  const symmetry = machine.protocol.symmetry?.(machine.parameters as never) ?? {};
  const renamings = Object.values(symmetry).reduce<readonly ((state: unknown) => unknown)[]>(
    (all, set) =>
      all.flatMap((done) =>
        permutations(set.size).map((names) => {
          const { from = 0, size } = set;
          const to: Renaming = (number) =>
            number >= from && number < from + size
              ? from + (names[number - from] ?? Number.NaN)
              : number;
          return (state: unknown) => renamed(done(state), set, to, []);
        }),
      ),
    [(state) => state],
  );
  const leasts = states.map((state) =>
    renamings
      .map((rename) => canonical(rename(state), machine.shape))
      .reduce((least, text) => (text < least ? text : least)),
  );
  return new Set(leasts).size;
}

/** The same verdicts, with executions of the same length that are real. */
export function expectSameFindings(
  machine: Machine,
  whole: readonly Finding[],
  reduced: readonly Finding[],
): void {
  for (const [index, { verdict, execution, property, explanation }] of whole.entries()) {
    const finding = reduced[index];
    expect(finding).toMatchObject({ property, verdict });
    expect(finding?.execution?.length).toBe(execution?.length);
    expect(finding?.explanation === null).toBe(explanation === null);
    const run = (): State =>
      (finding?.execution ?? []).reduce<State>((s, a) => reduce(machine, s, a), machine.initial);
    expect(run).not.toThrow();
  }
}

function renamed(
  value: unknown,
  set: ScalarSet,
  to: Renaming,
  path: readonly (string | number)[],
): unknown {
  const slot = slotAt(set, path);
  const own = slot === null ? value : slot(value as never, to);
  if (typeof own !== 'object' || own === null || slot !== null) return own;
  if (!Array.isArray(own)) {
    return Object.fromEntries(
      Object.entries(own).map(([key, below]) => [key, renamed(below, set, to, [...path, key])]),
    );
  }
  const row = set.rows.find((each) => isPath(typeof each === 'string' ? each : each.array, path));
  const moves = row === undefined ? (at: number) => at : typeof row === 'string' ? to : row.moves;
  const moved: unknown[] = own.map(() => null);
  for (const [at, below] of own.entries()) {
    moved[moves(at, to)] = renamed(below, set, to, [...path, at]);
  }
  return moved;
}

function slotAt(
  { held = [], within = {} }: ScalarSet,
  path: readonly (string | number)[],
): Rename | null {
  if (held.some((pattern) => isPath(pattern, path))) {
    return (value: number | null, to: Renaming) => (value === null ? null : to(value));
  }
  return Object.entries(within).find(([pattern]) => isPath(pattern, path))?.[1] ?? null;
}

function isPath(pattern: string, path: readonly (string | number)[]): boolean {
  const keys = pattern.split('.');
  return (
    keys.length === path.length &&
    keys.every((key, at) => (key === '*' ? typeof path[at] === 'number' : key === path[at]))
  );
}
