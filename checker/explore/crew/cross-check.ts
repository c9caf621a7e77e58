/**
 * Whether all threads search the same machine. A model may do one thing in one thread and another
 * in the next, by a value drawn when its module was loaded, say; no thread by itself would notice.
 * So each does some of what the others have found again.
 */
import { DivergenceError } from '../../errors.ts';
import { nameOf, type Step, show } from '../../machine.ts';
import { fingerprint, fingerprintWords } from '../components.ts';
import { changesNothing, follow, refusedByBound } from '../outcomes.ts';
import type { Search } from '../search.ts';
import { answerOf } from '../transitions.ts';
import { fail } from './failures.ts';
import { cell } from './memory.ts';
import type { Crew } from './views.ts';

/** States at the start of a search that all threads find again; later one in so many. */
const checkedFirstCount = 256;
const checkedOneIn = 2 ** 12;

/** Checks states that the round has added, while their parents are still there. */
export function checkOthers(search: Search, crew: Crew): void {
  const { control, role } = crew;
  const first = control[cell.stateCount] as number;
  const end = first + (control[cell.added] as number);
  let id = first;
  try {
    for (; id < Math.min(end, checkedFirstCount); id++) check(search, crew, id);
    // By turns: who has found a state is not written down.
    id += (role + 1) * (checkedOneIn / 16) - (id % checkedOneIn);
    for (; id < end; id += checkedOneIn) if (id >= first) check(search, crew, id);
  } catch (error) {
    fail(crew, id, error);
  }
}

function check(search: Search, { control, views }: Crew, id: number): void {
  const { machine, level, next, components, transitions, after, sorter } = search;
  const step = machine.steps[views.reachedBy[id] as number] as Step;
  const parent = (views.parents[id] as number) - (control[cell.levelStart] as number);
  const index = id - (control[cell.stateCount] as number) + (control[cell.nextCount] as number);
  const base = parent * level.width;
  const answer = answerOf(transitions, step.index, level.vectors, base);
  if (answer < refusedByBound && answer !== changesNothing) {
    follow(transitions, level.vectors, base, answer, after, 0, level.width);
    sorter?.sort(after, 0);
    const words = new Int32Array(fingerprintWords);
    fingerprint(components, after, 0, words, 0);
    const from = index * fingerprintWords;
    if (words.every((word, at) => word === next.fingerprints[from + at])) return;
  }
  throw new DivergenceError(
    `${nameOf(machine)}, ${show(step.action)} is not deterministic: it does one thing in one ` +
      'thread and another in the next. Look for randomness, time, or variables outside the state.',
  );
}
