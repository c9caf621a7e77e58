/** The memory that all threads see that search one space together. One of them leads (role 0). */
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
