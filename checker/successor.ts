/** One step on a draft, as searches that keep canonical texts take it. */
import { inModel, type Machine, nameOf, type State, type Step, show } from './machine.ts';
import { canonical, draftOf } from './state.ts';

/**
 * The canonical text of the state after a step that is enabled.
 *
 * @param isStrict Whether the draft refuses what does not exist; see `draftOf`.
 * @throws ModelError if the recipe throws, or breaks the shape.
 */
export function successorText(
  machine: Machine,
  step: Step,
  state: State,
  isStrict: boolean,
): string {
  const draft = draftOf(state, isStrict) as State;
  return inModel(
    () => `${nameOf(machine)}, ${show(step.action)}`,
    draft,
    () => {
      step.effect(draft);
      return canonical(draft, machine.shape);
    },
  );
}
