/**
 * Whether a declared symmetry is true: swapping two neighbours of a set, in a state and in a step,
 * must not change what the step does but for the swap, nor what a property says. Swaps of
 * neighbours make up all permutations. A wrong symmetry would be a false "holds".
 */
import { ModelError } from '../errors.ts';
import { decisionAt, decisionOn, isGoal, isProgress, type Sight, sightOf } from '../judge.ts';
import {
  enabledSteps,
  type Machine,
  nameOf,
  passesRules,
  reduce,
  refusalOf,
  type State,
  type Step,
  show,
} from '../machine.ts';
import type { AnyProperty } from '../protocol.ts';
import { canonical } from '../state.ts';
import { type Components, encode, textOf, type Vectors } from './components.ts';
import { changesNothing, outcomeAnswer, refusedByBound } from './outcomes.ts';
import { identityOf, neighbourSwaps, type Order, pathOf } from './scalar-sets.ts';
import type { Sorter } from './symmetry.ts';
import { answerOf, type Transitions } from './transitions.ts';

type Names = Omit<Sorter, 'checkOnWalks'>;

/** Every swap of two neighbours of one set, as orders of all sets. */
function swaps({ sets }: Pick<Names, 'sets'>): readonly (readonly Order[])[] {
  const identity = sets.map(({ size }) => identityOf(size));
  return sets.flatMap(({ size }, set) =>
    neighbourSwaps(size).map((swap) =>
      identity.map((order, index) => (index === set ? swap : order)),
    ),
  );
}

// ── on walks from the initial state ──────────────────────────────────────────────────────────

const walkedStateCount = 80;
/** Steps after which a walk begins anew. */
const walkLengthMax = 40;
/** Steps asked on all walks after which it is enough. */
const walkedAskCount = 8_000;

const checked = new WeakMap<Machine, Set<AnyProperty | null>>();

/**
 * Walks from the initial state by steps drawn from a fixed seed, and looks in every state whether
 * a swap that is drawn too is what it should be: its own inverse, like any permutation what its
 * parts make of it, a change of names in every step and of nothing that a property says. A machine
 * is walked once for each property.
 *
 * @throws ModelError if not.
 */
export function checkOnWalks(
  machine: Machine,
  components: Components,
  sorter: Names,
  properties: readonly AnyProperty[],
): void {
  const done = checked.get(machine) ?? new Set();
  checked.set(machine, done);
  const open = properties.filter((property) => !done.has(property));
  if (done.has(null) && open.length === 0) return;
  const draw = numbersFrom(1);
  const all = swaps(sorter);
  let state = machine.initial;
  let length = 0;
  let asked = 0;
  for (let count = 0; count < walkedStateCount && asked < walkedAskCount; count++) {
    const orders = all[draw(all.length)];
    if (orders === undefined) break;
    checkNames({ machine, components, sorter, state, orders }, all);
    const enabled = checkWalkedState({ machine, components, sorter, state, orders }, open);
    asked += 2 * machine.steps.length;
    const taken = enabled[draw(enabled.length)];
    const isOver = taken === undefined || ++length === walkLengthMax;
    state = isOver ? machine.initial : reduce(machine, state, taken.action);
    if (isOver) length = 0;
  }
  for (const property of open) done.add(property);
  done.add(null);
}

/** Whole numbers below a limit, drawn by a xorshift generator (G. Marsaglia, 2003). */
function numbersFrom(seed: number): (limit: number) => number {
  let word = seed;
  return (limit) => {
    word ^= word << 13;
    word ^= word >>> 17;
    word ^= word << 5;
    return (word >>> 0) % limit;
  };
}

/** Renaming is what permutations do, and the sorted form does not see it. */
function checkNames(
  { machine, components, sorter, state, orders }: Walked,
  all: readonly (readonly Order[])[],
): void {
  const start = Uint32Array.from(encode(components, state));
  const renamed = (along: readonly (readonly Order[])[]): Uint32Array => {
    const ids = Uint32Array.from(start);
    for (const each of along) sorter.permute(ids, 0, each);
    return ids;
  };
  const refuse = (got: Uint32Array, expected: Uint32Array, what: string): void => {
    const at = got.findIndex((id, component) => id !== expected[component]);
    if (at < 0) return;
    throw new ModelError(
      `${nameOf(machine)}: its symmetry is not true: ${what} ${pathOf(components, at)}.\n` +
        `  state      ${textOf(components, start, 0)}\n` +
        `  gives      ${textOf(components, got, 0)}\n` +
        `  expected   ${textOf(components, expected, 0)}\n` +
        'A renaming has to change every number of the set that stands there, and nothing else.',
    );
  };
  refuse(renamed([orders, orders]), start, 'swapping twice changes');
  const turned = sorter.sets.map(({ size }) => identityOf(size).map((at) => (at + 1) % size));
  // A turn is the swaps of all neighbours, one after the other.
  refuse(renamed(all), renamed([turned]), 'a turn is not the swaps that it consists of at');
  const [here, there] = [renamed([]), renamed([orders])];
  sorter.sort(here, 0);
  sorter.sort(there, 0);
  refuse(there, here, 'the sorted form depends on names at');
}

interface Walked {
  readonly machine: Machine;
  readonly components: Components;
  readonly sorter: Names;
  readonly state: State;
  readonly orders: readonly Order[];
}

/** The enabled steps. */
function checkWalkedState(walked: Walked, properties: readonly AnyProperty[]): readonly Step[] {
  const { machine, components, sorter, state, orders } = walked;
  const renamed = (plain: State): string => {
    const ids = Uint32Array.from(encode(components, plain));
    sorter.permute(ids, 0, orders);
    return textOf(components, ids, 0);
  };
  const text = renamed(state);
  const swapped = JSON.parse(text) as State;
  const [here, there] = [sightOf(machine, state), sightOf(machine, swapped)];
  for (const property of properties) {
    const verdicts = [here, there].map((sight) => isDecided(property, sight));
    if (verdicts[0] !== verdicts[1]) {
      throw toldApart(machine, property, canonical(state, machine.shape), text);
    }
  }
  const steps = properties.filter(({ kind }) => kind === 'step');
  const enabled = new Set(enabledSteps(machine, state));
  const others = new Set(enabledSteps(machine, swapped));
  for (const step of machine.steps) {
    const other = sorter.stepBehind(step, orders);
    const isEnabled = enabled.has(step);
    const isAlike =
      isEnabled === others.has(other) && passesRules(step, state) === passesRules(other, swapped);
    const after = isAlike && isEnabled ? reduce(machine, state, step.action) : null;
    const afterOther = after === null ? null : reduce(machine, swapped, other.action);
    const expected = after === null ? '' : renamed(after);
    const got = afterOther === null ? '' : canonical(afterOther, machine.shape);
    if (!isAlike || expected !== got) {
      throw differ(
        machine,
        step,
        other,
        canonical(state, machine.shape),
        text,
        isAlike
          ? `after      ${got}\n  expected   ${expected}`
          : `there      ${refusalOf(other, swapped) ?? 'enabled'}, ` +
              `here ${refusalOf(step, state) ?? 'enabled'}`,
      );
    }
    if (after === null || afterOther === null || steps.length === 0) continue;
    const [next, nextOther] = [sightOf(machine, after), sightOf(machine, afterOther)];
    for (const property of steps) {
      const verdict = decisionOn(property, here, step.action, next) === null;
      if (verdict === (decisionOn(property, there, other.action, nextOther) === null)) continue;
      throw toldApart(machine, property, canonical(state, machine.shape), text);
    }
  }
  return [...enabled];
}

function isDecided(property: AnyProperty, sight: Sight): boolean {
  return isProgress(property) ? isGoal(property, sight) : decisionAt(property, sight) !== null;
}

function toldApart(machine: Machine, property: AnyProperty, one: string, other: string): Error {
  return new ModelError(
    `${nameOf(machine)}: its symmetry is not true for ${property.name}, which tells these ` +
      `states apart:\n  ${one}\n  ${other}`,
  );
}

function differ(
  machine: Machine,
  step: Step,
  other: Step,
  state: string,
  swapped: string,
  how: string,
): Error {
  return new ModelError(
    `${nameOf(machine)}: its symmetry is not true: ${show(step.action)} and ` +
      `${show(other.action)} differ by more than names.\n` +
      `  state      ${state}\n` +
      `  swapped    ${swapped}\n  ${how}\n` +
      'Declare less symmetry, or make the protocol treat these numbers alike.',
  );
}

// ── in the states of a search ────────────────────────────────────────────────────────────────

/** @throws ModelError if a step does something else in the swapped state. */
export function checkSteps(
  transitions: Transitions,
  sorter: Sorter,
  ids: Vectors,
  base: number,
): void {
  const { machine, components } = transitions;
  const width = components.list.length;
  for (const orders of swaps(sorter)) {
    const swapped = Uint32Array.from(ids.subarray(base, base + width));
    sorter.permute(swapped, 0, orders);
    for (const step of machine.steps) {
      // A swap is its own inverse, so renaming either way is the same.
      const other = sorter.stepBehind(step, orders);
      const here = afterStep(transitions, step, ids, base);
      const there = afterStep(transitions, other, swapped, 0);
      if (here !== null) sorter.permute(here, 0, orders);
      const isSame =
        here === null || there === null
          ? here === there
          : here.every((id, component) => id === there[component]);
      if (isSame) continue;
      const texts = [textOf(components, ids, base), textOf(components, swapped, 0)] as const;
      const [after, expected] = [there, here].map((vector) =>
        vector === null ? 'refused' : textOf(components, vector, 0),
      );
      throw differ(machine, step, other, ...texts, `after      ${after}\n  expected   ${expected}`);
    }
  }
}

/** The state after a step, or null if it is refused. */
function afterStep(
  transitions: Transitions,
  step: Step,
  ids: Vectors,
  base: number,
): Uint32Array | null {
  const answer = answerOf(transitions, step.index, ids, base);
  if (answer >= refusedByBound) return null;
  const after = Uint32Array.from(ids.subarray(base, base + transitions.components.list.length));
  if (answer === changesNothing) return after;
  const { starts, changes } = transitions;
  const start = starts[outcomeAnswer - answer] as number;
  for (let at = start + 1; at <= start + 2 * (changes[start] as number); at += 2) {
    after[changes[at] as number] = changes[at + 1] as number;
  }
  return after;
}

/** @throws ModelError if a property says something else of a swapped state. */
export function checkVerdict(
  { machine, components }: Transitions,
  sorter: Sorter,
  property: AnyProperty,
  ids: Vectors,
  base: number,
  judge: (ids: Vectors) => string | null,
): void {
  sorter.checkOnWalks([property]);
  const here = judge(Uint32Array.from(ids.subarray(base, base + components.list.length)));
  for (const orders of swaps(sorter)) {
    const swapped = Uint32Array.from(ids.subarray(base, base + components.list.length));
    sorter.permute(swapped, 0, orders);
    if ((judge(swapped) === null) === (here === null)) continue;
    const texts = [textOf(components, ids, base), textOf(components, swapped, 0)] as const;
    throw toldApart(machine, property, ...texts);
  }
}
