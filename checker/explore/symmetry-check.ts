/**
 * Whether a declared symmetry is true: swapping two neighbours of a set, in a state and in a step,
 * must not change what the step does but for the swap, nor what a property says. Swaps of
 * neighbours make up all permutations. A wrong symmetry would be a false "holds".
 */
import { ModelError } from '../errors.ts';
import { nameOf, type Step, show } from '../machine.ts';
import type { AnyProperty } from '../protocol.ts';
import type { Vectors } from './components.ts';
import { textOf } from './components.ts';
import { changesNothing, outcomeAnswer, refusedByBound } from './outcomes.ts';
import type { Order, Sorter } from './symmetry.ts';
import { answerOf, type Transitions } from './transitions.ts';

/** Every swap of two neighbours of one set, as orders of all sets. */
function swaps({ sets }: Sorter): readonly (readonly Order[])[] {
  const identity = sets.map(({ size }) => Array.from({ length: size }, (_, number) => number));
  return sets.flatMap(({ size }, set) =>
    Array.from({ length: Math.max(0, size - 1) }, (_, at) =>
      identity.map((order, index) =>
        index === set
          ? order.map((number) => (number === at ? at + 1 : number === at + 1 ? at : number))
          : order,
      ),
    ),
  );
}

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
      throw new ModelError(
        `${nameOf(machine)}: its symmetry is not true: ${show(step.action)} and ` +
          `${show(other.action)} differ by more than names.\n` +
          `  state      ${textOf(components, ids, base)}\n` +
          `  swapped    ${textOf(components, swapped, 0)}\n` +
          'Declare less symmetry, or make the protocol treat these numbers alike.',
      );
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
  const here = judge(Uint32Array.from(ids.subarray(base, base + components.list.length)));
  for (const orders of swaps(sorter)) {
    const swapped = Uint32Array.from(ids.subarray(base, base + components.list.length));
    sorter.permute(swapped, 0, orders);
    if ((judge(swapped) === null) === (here === null)) continue;
    throw new ModelError(
      `${nameOf(machine)}: its symmetry is not true for ${property.name}, which tells these ` +
        `states apart:\n  ${textOf(components, ids, base)}\n  ${textOf(components, swapped, 0)}`,
    );
  }
}
