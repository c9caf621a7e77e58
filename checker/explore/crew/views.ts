/** What one thread of a crew sees of the shared memory, and what it keeps for itself. */
import type { Components } from '../components.ts';
import { grownLength, lengthened, type Numbers, numbers, refreshed, unsigned } from '../growing.ts';
import { type Level, levelOf } from '../levels.ts';
import { type CrewMember, cell } from './memory.ts';

export interface Crew extends CrewMember {
  readonly size: number;
  readonly control: Int32Array;
  /** The level being expanded and the one being discovered, by turns. */
  readonly levels: readonly [Level, Level];
  readonly views: Views;
  readonly proposals: Proposals;
  /** What went wrong in this thread. */
  failure: Failure | null;
  /** Keeps the calls for entries from being optimised away. */
  called: number;
  /** Of the other threads, once they have ended: see `EngineReport`. */
  readonly totals: { audited: number; bytes: number; directSteps: number };
}

/** What was thrown, whatever it is. */
export interface Failure {
  readonly error: unknown;
}

/** Arrays over memory that the leader makes grow. */
export interface Views {
  words: Int32Array;
  parents: Uint32Array;
  reachedBy: Uint32Array;
  marks: Uint8Array;
  counts: Int32Array;
  starts: Uint32Array;
  to: Uint32Array;
  by: Uint32Array;
  isFrontier: Uint8Array;
  decisions: Int32Array;
  tallies: Float64Array;
}

/** States that a thread has found in a round, some of which others have found too. */
export interface Proposals {
  readonly states: Level;
  /** Of each: the number of its parent, the step taken, the place of its entry in the table. */
  readonly parents: Numbers;
  readonly steps: Numbers;
  readonly places: Numbers;
  /** Those that are left when claims are compared. */
  readonly kept: Numbers;
  /** The chunks that the thread took on. */
  chunks: Chunk[];
}

export interface Chunk {
  readonly number: number;
  /** The states of the level that it holds. */
  readonly start: number;
  readonly end: number;
  /** Where its proposals end. */
  readonly proposed: number;
  /** Where those that are left end. */
  kept: number;
}

export function joined(member: CrewMember, { list }: Components): Crew {
  const { memory, role } = member;
  const { edges } = memory;
  const width = list.length;
  const level = (): Level => ({ ...levelOf(width), vectors: new Uint8Array(0) });
  return {
    memory,
    role,
    size: memory.size,
    control: new Int32Array(memory.control),
    levels: [level(), level()],
    views: {
      words: new Int32Array(memory.words),
      parents: new Uint32Array(memory.parents),
      reachedBy: new Uint32Array(memory.reachedBy),
      marks: new Uint8Array(memory.marks),
      counts: new Int32Array(memory.counts),
      starts: new Uint32Array(edges.starts),
      to: new Uint32Array(edges.to),
      by: new Uint32Array(edges.by),
      isFrontier: new Uint8Array(edges.isFrontier),
      decisions: new Int32Array(memory.decisions),
      tallies: new Float64Array(memory.tallies),
    },
    proposals: {
      states: levelOf(width),
      parents: numbers(4),
      steps: numbers(4),
      places: numbers(4),
      kept: numbers(4),
      chunks: [],
    },
    failure: null,
    called: 0,
    totals: { audited: 0, bytes: 0, directSteps: 0 },
  };
}

/** Makes room in shared memory. Only the leader, while the others wait. */
export function makeViewLonger({ views }: Crew, name: keyof Views, length: number): void {
  const view = views[name];
  if (length > view.length) Object.assign(views, { [name]: lengthened(view, length) });
}

/** The same for a list that goes on growing. */
export function grow(crew: Crew, name: keyof Views, length: number): void {
  if (length > crew.views[name].length) makeViewLonger(crew, name, grownLength(length));
}

/** Sees all of the shared memory, which may have grown. */
export function refresh({ views, levels, memory, control }: Crew): void {
  for (const name of Object.keys(views) as (keyof Views)[]) {
    Object.assign(views, { [name]: refreshed(views[name]) });
  }
  for (const [turn, level] of levels.entries()) {
    const buffer = memory.vectors[turn] as SharedArrayBuffer;
    const bytes = control[cell.bytes + turn] as number;
    const length = Math.floor(buffer.byteLength / bytes);
    if (level.vectors.length !== length || level.vectors.BYTES_PER_ELEMENT !== bytes) {
      level.vectors = unsigned(bytes, buffer, length);
    }
    const fingerprints = memory.fingerprints[turn] as SharedArrayBuffer;
    if (level.fingerprints.byteLength !== fingerprints.byteLength) {
      level.fingerprints = new Int32Array(fingerprints);
    }
  }
}
