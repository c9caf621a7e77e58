/**
 * How threads wait for one another. Wherever they meet, all wait for the slowest, then the leader
 * does alone what must be done alone, then all go on.
 */
import { InternalError } from '../../errors.ts';
import { type CrewMemory, cell } from './memory.ts';

/** Another thread has failed or is gone; what went wrong is that thread's to tell. */
export class CrewError extends InternalError {
  constructor() {
    super('another thread of the search has failed');
  }
}

/** Tells everybody who waits, or will, that one of them does not come any more. */
export function abandon({ control }: Pick<CrewMemory, 'control'>): void {
  const words = new Int32Array(control);
  Atomics.store(words, cell.isAbandoned, 1);
  Atomics.notify(words, cell.meetings);
  Atomics.notify(words, cell.arrived);
}

/** Waits for all; `alone` is what the leader does before they go on. @throws CrewError */
export function meet(
  control: Int32Array,
  { size, role }: { readonly size: number; readonly role: number },
  alone: () => void,
): void {
  const meetings = Atomics.load(control, cell.meetings);
  const arrived = Atomics.add(control, cell.arrived, 1) + 1;
  if (role > 0) {
    if (arrived === size) Atomics.notify(control, cell.arrived);
    awaitChange(control, cell.meetings, meetings);
    return;
  }
  for (let there = arrived; there < size; there = Atomics.load(control, cell.arrived)) {
    awaitChange(control, cell.arrived, there);
  }
  Atomics.store(control, cell.arrived, 0);
  alone();
  Atomics.add(control, cell.meetings, 1);
  Atomics.notify(control, cell.meetings);
}

/**
 * Runs something while no other thread of the crew runs anything so.
 *
 * @throws CrewError if another thread is gone, perhaps while it held the lock.
 */
export function locked<Result>(control: Int32Array, run: () => Result): Result {
  while (Atomics.compareExchange(control, cell.lock, 0, 1) !== 0) {
    awaitChange(control, cell.lock, 1);
  }
  try {
    return run();
  } finally {
    Atomics.store(control, cell.lock, 0);
    Atomics.notify(control, cell.lock, 1);
  }
}

/** Looks before going to sleep: most waits are shorter than falling asleep and being woken. */
const lookCount = 10_000;
/** Milliseconds between two looks at whether all are still there. */
const glance = 100;

function awaitChange(control: Int32Array, word: number, value: number): void {
  for (let look = 0; look < lookCount; look++) {
    if (Atomics.load(control, word) !== value) return;
  }
  while (Atomics.load(control, word) === value) {
    if (Atomics.load(control, cell.isAbandoned) !== 0) throw new CrewError();
    Atomics.wait(control, word, value, glance);
  }
}

/** Puts a value in the place of a lesser one; false if what is there is as great. */
export function raise(words: Int32Array, at: number, value: number): boolean {
  for (let held = Atomics.load(words, at); held < value; ) {
    const seen = Atomics.compareExchange(words, at, held, value);
    if (seen === held) return true;
    held = seen;
  }
  return false;
}
