/**
 * Threads that search one space together: the memory that they all see, and how they meet.
 *
 * One of them leads (role 0). Wherever they meet, all wait for the slowest, then the leader does
 * alone what must be done alone, then all go on.
 */
import { InternalError } from '../../errors.ts';
import { sharedMemory } from '../growing.ts';
import { valueLogMemory } from './value-log.ts';

/** Everything shared; plain data, to be sent to the threads. */
export interface CrewMemory {
  /** Threads. */
  readonly size: number;
  /** States that a thread takes on at a time. */
  readonly chunkStateCount: number;
  readonly control: SharedArrayBuffer;
  readonly valueLog: SharedArrayBuffer;
  /** Of the table of fingerprints. */
  readonly words: SharedArrayBuffer;
  /** Of the level being expanded and the one being discovered, by turns. */
  readonly vectors: readonly [SharedArrayBuffer, SharedArrayBuffer];
  readonly fingerprints: readonly [SharedArrayBuffer, SharedArrayBuffer];
  readonly parents: SharedArrayBuffer;
  readonly reachedBy: SharedArrayBuffer;
  /** By state and progress property: 1 if it is a goal. */
  readonly marks: SharedArrayBuffer;
  /** By chunk of the round: states, then edges; later, where they begin. */
  readonly counts: SharedArrayBuffer;
  readonly edges: Readonly<Record<'starts' | 'to' | 'by' | 'isFrontier', SharedArrayBuffer>>;
  /** By thread: what it has decided in the round, and what it did. */
  readonly decisions: SharedArrayBuffer;
  readonly tallies: SharedArrayBuffer;
}

/** One thread of a crew. */
export interface CrewMember {
  readonly memory: CrewMemory;
  /** 0 leads. */
  readonly role: number;
}

/** Words of the control block. */
export const cell = {
  /** How often the crew has met; how many have arrived for the next time. */
  meetings: 0,
  arrived: 1,
  /** Not 0 if a thread is gone, or has failed where nobody waits for it. */
  isAbandoned: 2,
  /** What to do next: see `rounds.ts`. */
  command: 3,
  /** The states of the level that the round expands, and the number of the level's first. */
  from: 4,
  to: 5,
  levelStart: 6,
  /** Which of the two levels is being expanded; bytes of an id in each. */
  turn: 7,
  bytes: 8,
  /** The next chunk to be taken on; not 0 if none is to be any more. */
  nextChunk: 10,
  isStopped: 11,
  /** Fingerprints in the table. */
  entries: 12,
  /** The greatest id of a value that any thread has proposed. */
  idMax: 13,
  /** States of the next level, and of all, when the round began. */
  nextCount: 14,
  stateCount: 15,
  /** Edges when the round began, and when it ends; states that it adds. */
  edgeCount: 16,
  edgeEnd: 17,
  added: 18,
  /** Which thread's failure ends the search; -1 for none. */
  failed: 19,
  /** 1 while a thread adds to the log of values. */
  lock: 20,
  /** From here, by thread: the state at which it failed plus one, or 0. */
  failures: 21,
} as const;

/** What the leader has the others do. */
export const command = { expand: 1, end: 2 } as const;

const chunkStateCountMax = 64;
/** All that the states of a chunk lead to must find room in the table. */
const chunkStepCountMax = 2 ** 14;

/** States of a chunk where each may take so many steps. */
export function chunkStateCountFor(stepCount: number): number {
  return Math.max(1, Math.min(chunkStateCountMax, Math.floor(chunkStepCountMax / stepCount)));
}

/** @param chunkStateCount Fewer make threads meet more often. */
export function crewMemory(size: number, chunkStateCount = chunkStateCountMax): CrewMemory {
  const room = (): SharedArrayBuffer => sharedMemory(64);
  const control = new SharedArrayBuffer(4 * (cell.failures + size));
  new Int32Array(control).fill(1, cell.bytes, cell.bytes + 2);
  return {
    size,
    chunkStateCount,
    control,
    valueLog: valueLogMemory(),
    words: room(),
    vectors: [room(), room()],
    fingerprints: [room(), room()],
    parents: room(),
    reachedBy: room(),
    marks: room(),
    counts: room(),
    edges: { starts: room(), to: room(), by: room(), isFrontier: room() },
    decisions: room(),
    tallies: room(),
  };
}

export function rolesIn(memory: CrewMemory): readonly CrewMember[] {
  return Array.from({ length: memory.size }, (_, role) => ({ memory, role }));
}

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
