/**
 * Whether a declared symmetry is true in the states of a search: swapping two neighbours of a set,
 * in a state and in a step, must not change what the step does but for the swap, nor what a
 * property says. Swaps of neighbours make up all permutations. A wrong symmetry would be a false
 * "holds". States deep in the space are looked at by `symmetry-walks.ts`.
 */
import type { Step } from '../machine.ts';
import type { AnyProperty } from '../protocol.ts';
import { textOf, type Vectors } from './components.ts';
import { follow, refusedByBound } from './outcomes.ts';
import type { Sorter } from './sorter.ts';
import { differ, difference, swaps, toldApart } from './symmetry-walks.ts';
import { answerOf, type Transitions } from './transitions.ts';

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
      const how =
        here === null || there === null
          ? here === there
            ? null
            : `only ${here === null ? 'the second' : 'the first'} is enabled`
          : difference(components, there, here);
      if (how === null) continue;
      const texts = [textOf(components, ids, base), textOf(components, swapped, 0)] as const;
      throw differ(machine, step, other, ...texts, how);
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
  const width = transitions.components.list.length;
  const after = new Uint32Array(width);
  follow(transitions, ids, base, answer, after, 0, width);
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
  sorter.checkOnWalks(property);
  const here = judge(Uint32Array.from(ids.subarray(base, base + components.list.length)));
  for (const orders of swaps(sorter)) {
    const swapped = Uint32Array.from(ids.subarray(base, base + components.list.length));
    sorter.permute(swapped, 0, orders);
    if ((judge(swapped) === null) === (here === null)) continue;
    const texts = [textOf(components, ids, base), textOf(components, swapped, 0)] as const;
    throw toldApart(machine, property, ...texts);
  }
}
