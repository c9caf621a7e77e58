/**
 * What goes wrong in one thread, until all have met: of several failures the first counts, by state.
 *
 * A property that throws may have been decided in the round by another thread, at an earlier state:
 * then one thread would not have asked it any more. So its failure is kept like a decision, and it
 * is told with the decisions which of them counts.
 */
import type { Step } from '../../machine.ts';
import type { Search } from '../search.ts';
import { CrewError } from './meeting.ts';
import { cell } from './memory.ts';
import type { Crew } from './views.ts';

/** Keeps what went wrong at a state. */
export function fail(crew: Crew, at: number, error: unknown): void {
  crew.failure = { error };
  Atomics.store(crew.control, cell.failures + crew.role, at + 1);
  Atomics.store(crew.control, cell.isStopped, 1);
}

/** Keeps what a property threw at a state, or on a step from it. Throws it where nobody waits. */
export function putOff(
  search: Search,
  number: number,
  at: number,
  by: Step | null,
  error: unknown,
): void {
  if (search.crew === null || error instanceof CrewError) throw error;
  if (!search.decisions.has(number)) search.decisions.set(number, { at, by, failure: { error } });
}

/** The leader finds out whose failure counts. */
export function findFailure({ control, size }: Crew): void {
  let [role, least] = [-1, Number.POSITIVE_INFINITY];
  for (let each = 0; each < size; each++) {
    const failure = Atomics.load(control, cell.failures + each);
    if (failure > 0 && failure < least) [role, least] = [each, failure];
  }
  control[cell.failed] = role;
}

/** @throws what this thread failed with, if it is the one whose failure counts; else CrewError. */
export function throwFailure({ decisions }: Search, { control, role, failure }: Crew): void {
  const failed = control[cell.failed] as number;
  if (failed < 0) return;
  if (failed !== role) throw new CrewError();
  const at = (control[cell.failures + role] as number) - 1;
  const kept = [...decisions.values()].find((each) => each.at === at && each.failure !== undefined);
  throw (failure ?? kept?.failure)?.error;
}
