/** A replayed counterexample: who says what, then step by step what happened. */
import { nameOf } from '../machine.ts';
import type { Replay } from '../trace/replay.ts';
import { changesOf } from './changes.ts';
import { type StoryStep, start, storyLines } from './story.ts';
import { counted, lineWidth, type Paint, wrap } from './style.ts';

export function replayLines(replay: Replay, paint: Paint): readonly string[] {
  const { machine, property, counterexample } = replay;
  const parameters = Object.entries(machine.parameters).map(([name, value]) => `${name}=${value}`);
  return [
    paint('bold', `${nameOf(machine)}#${property.name}`),
    ...indented(parameters.join(' ')).map((line) => paint('dim', line)),
    ...indented(`It says: ${property.means}.`),
    ...indented(counterexample.moral),
    '',
    ...storyLines(machine, property, stepsOf(replay), paint),
    '',
  ];
}

function stepsOf({ machine, steps }: Replay): readonly StoryStep[] {
  return [
    start(machine),
    ...steps.map(({ index, says, actor, before, after, patches }) => {
      return { index, says, actor, after, changes: changesOf(before, patches) };
    }),
  ];
}

/** The last lines; for a replay that diverged there are none, but an error. */
export function replayVerdict(replay: Replay, paint: Paint): readonly string[] {
  const { outcome, property, counterexample } = replay;
  if (outcome.kind !== 'reproduced') return outcome.message.split('\n');
  const verb = property.kind === 'sometimes' ? 'REACHED' : 'VIOLATED';
  const length = counted(counterexample.actions.length, 'step');
  const shortest =
    counterexample.minimal === 'proven'
      ? 'recorded as a shortest one'
      : 'recorded as perhaps not the shortest';
  const states = replay.modelChanged ? 'the model changed since' : 'every state as recorded';
  return [
    `${paint('red', verb)}  ${property.name}`,
    ...indented(outcome.explanation),
    ...indented(`Verified: ${length}, ${states}; ${shortest}.`),
  ];
}

function indented(text: string): readonly string[] {
  return wrap(text, lineWidth - 2).map((line) => `  ${line}`);
}
