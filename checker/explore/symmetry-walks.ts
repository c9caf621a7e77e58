/**
 * Whether a declared symmetry is true on walks from the initial state.
 *
 * In every state on the way a swap of two neighbours is drawn. It has to be its own inverse, like
 * any permutation what its parts make of it, a change of names in every step, and nothing that a
 * property would notice; and the sorted form must not notice it either. (That is a sample: what
 * it leaves to be proven is that no other state is told apart from its swapped one.)
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
import { identityOf, neighbourSwaps, type Order, pathOf } from './scalar-sets.ts';
import type { UncheckedSorter } from './sorter.ts';

const walkedStateCount = 80;
/** Steps after which a walk begins anew. */
const walkLengthMax = 40;
/** Steps asked on all walks after which it is enough. */
const walkedAskCount = 5_000;

/** A state and the same under other names, and all that may happen next. */
interface Pair {
  readonly here: Sight;
  readonly there: Sight;
  readonly taken: readonly {
    readonly step: Step;
    readonly after: Sight;
    readonly other: Step;
    readonly afterOther: Sight;
  }[];
}

/** Every swap of two neighbours of one set, as orders of all sets. */
export function swaps({ sets }: Pick<UncheckedSorter, 'sets'>): readonly (readonly Order[])[] {
  const identity = sets.map(({ size }) => identityOf(size));
  return sets.flatMap(({ size }, set) =>
    neighbourSwaps(size).map((swap) =>
      identity.map((order, index) => (index === set ? swap : order)),
    ),
  );
}

/** Walked once, however often the machine is searched. */
const walkedPairs = new WeakMap<Machine, readonly Pair[]>();

/** @throws ModelError if names mean something to the machine. */
export function checkNamesOnWalks(
  machine: Machine,
  components: Components,
  sorter: UncheckedSorter,
): void {
  if (!walkedPairs.has(machine)) walkedPairs.set(machine, walk(machine, components, sorter));
}

/** @throws ModelError if they mean something to a property. */
export function checkPropertyOnWalks(machine: Machine, property: AnyProperty): void {
  for (const { here, there, taken } of walkedPairs.get(machine) ?? []) {
    const isAlike =
      property.kind !== 'step'
        ? isDecided(property, here) === isDecided(property, there)
        : taken.every(({ step, after, other, afterOther }) => {
            const verdict = decisionOn(property, here, step.action, after);
            const verdictThere = decisionOn(property, there, other.action, afterOther);
            return (verdict === null) === (verdictThere === null);
          });
    if (isAlike) continue;
    const texts = [here, there].map(({ state }) => canonical(state, machine.shape));
    throw toldApart(machine, property, ...(texts as [string, string]));
  }
}

function isDecided(property: AnyProperty, sight: Sight): boolean {
  return isProgress(property) ? isGoal(property, sight) : decisionAt(property, sight) !== null;
}

// ── walking ──────────────────────────────────────────────────────────────────────────────────

function walk(machine: Machine, components: Components, sorter: UncheckedSorter): readonly Pair[] {
  const draw = numbersFrom(1);
  const all = swaps(sorter);
  const pairs: Pair[] = [];
  let state = machine.initial;
  let length = 0;
  for (let asked = 0; asked < walkedAskCount; asked += 2 * machine.steps.length) {
    const orders = all[draw(all.length)];
    if (orders === undefined || pairs.length === walkedStateCount) break;
    checkNames({ machine, components, sorter, state, orders }, all);
    const pair = checkedPair({ machine, components, sorter, state, orders });
    pairs.push(pair);
    const next = pair.taken[draw(pair.taken.length)];
    const isOver = next === undefined || ++length === walkLengthMax;
    state = isOver ? machine.initial : next.after.state;
    if (isOver) length = 0;
  }
  return pairs;
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

interface Walked {
  readonly machine: Machine;
  readonly components: Components;
  readonly sorter: UncheckedSorter;
  readonly state: State;
  readonly orders: readonly Order[];
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

/** Both sides of a swap: each step has its counterpart, and leads to the swapped state. */
function checkedPair({ machine, components, sorter, state, orders }: Walked): Pair {
  const renamed = (plain: State): Uint32Array => {
    const ids = Uint32Array.from(encode(components, plain));
    sorter.permute(ids, 0, orders);
    return ids;
  };
  const text = textOf(components, renamed(state), 0);
  const swapped = JSON.parse(text) as State;
  const texts = [canonical(state, machine.shape), text] as const;
  const enabled = new Set(enabledSteps(machine, state));
  const others = new Set(enabledSteps(machine, swapped));
  const taken = machine.steps.flatMap((step): Pair['taken'] => {
    const other = sorter.stepBehind(step, orders);
    const isEnabled = enabled.has(step);
    if (
      isEnabled !== others.has(other) ||
      passesRules(step, state) !== passesRules(other, swapped)
    ) {
      const [here, there] = [refusalOf(step, state), refusalOf(other, swapped)].map((rule) =>
        rule === null ? 'enabled' : `refused by "${rule}"`,
      );
      throw differ(machine, step, other, ...texts, `one is ${here}, the other ${there}`);
    }
    if (!isEnabled) return [];
    const after = reduce(machine, state, step.action);
    const afterOther = reduce(machine, swapped, other.action);
    const got = Uint32Array.from(encode(components, afterOther));
    const how = difference(components, got, renamed(after));
    if (how !== null) throw differ(machine, step, other, ...texts, how);
    const sights = [sightOf(machine, after), sightOf(machine, afterOther)] as const;
    return [{ step, after: sights[0], other, afterOther: sights[1] }];
  });
  return { here: sightOf(machine, state), there: sightOf(machine, swapped), taken };
}

// ── what is said of it ───────────────────────────────────────────────────────────────────────

/** Where two states differ first, and what stands there; null if they do not. */
export function difference(
  { list, ...components }: Components,
  got: Vectors,
  expected: Vectors,
): string | null {
  const at = expected.findIndex((id, component) => id !== got[component]);
  if (at < 0) return null;
  const texts = list[at]?.family.texts ?? [];
  const path = pathOf({ list, ...components }, at);
  return (
    `${path} becomes ${texts[got[at] as number]} in the swapped state, ` +
    `expected ${texts[expected[at] as number]}`
  );
}

export function toldApart(
  machine: Machine,
  property: AnyProperty,
  one: string,
  other: string,
): Error {
  return new ModelError(
    `${nameOf(machine)}: its symmetry is not true for ${property.name}, which tells these ` +
      `states apart:\n  ${one}\n  ${other}`,
  );
}

export function differ(
  machine: Machine,
  step: Step,
  other: Step,
  state: string,
  swapped: string,
  how: string,
): Error {
  return new ModelError(
    `${nameOf(machine)}: its symmetry is not true: ${show(step.action)} and ` +
      `${show(other.action)} differ by more than names: ${how}.\n` +
      `  state      ${state}\n` +
      `  swapped    ${swapped}\n` +
      'Declare less symmetry, or make the protocol treat these numbers alike.',
  );
}
