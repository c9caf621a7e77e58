/** Rotating trains: what the shards hold, and what follows from it. */
import {
  choice,
  count,
  type DeepReadonly,
  range,
  type Values as ValuesOf,
} from '../../checker/protocol.ts';

export const parameters = {
  shards: count(3, { min: 2, max: 7 }),
  /** Train i starts on shard i. */
  trains: count(1, { min: 1, max: 7 }),
  /** What users want: see `trips`. */
  bookings: choice('three', ['three', 'meeting']),
  seats: count(2, { min: 1, max: 3 }),
  rooms: count(1, { min: 1, max: 3 }),
  reorgs: count(1, { max: 2 }),
} as const;
/** As the rules of an instance see them. */
export type Values = ValuesOf<typeof parameters>;

/** A train, as far as a shard knows: whether it is there, and how many seats each user has. */
export interface Train {
  isHere: boolean;
  passengers: number[];
}
/** The state after a block of a shard. The hotel stays, with its rooms by user; trains come and go. */
export interface Local {
  trains: Train[];
  guests: number[];
}
export interface Shard {
  head: Local;
  /** The state after the last block that is crosslinked; null while that is the head. */
  base: Local | null;
}
export interface State {
  shards: Shard[];
  reorgs: number;
}
export type View = DeepReadonly<State>;

interface Trip {
  readonly train: number;
  /** The shard of the hotel. */
  readonly hotel: number;
}
const trips: Readonly<Record<Values['bookings'], readonly Trip[]>> = {
  // Two hotels, and two users for the room of the last.
  three: [
    { train: 0, hotel: 1 },
    { train: 0, hotel: 2 },
    { train: 0, hotel: 2 },
  ],
  // Two trains, of which each user needs another, in one hotel.
  meeting: [
    { train: 0, hotel: 1 },
    { train: 1, hotel: 1 },
  ],
};
export const tripsOf = (p: Values): readonly Trip[] => trips[p.bookings];
export const usersOf = (p: Values): readonly number[] => range(tripsOf(p).length);
export const shardsOf = (p: Values): readonly number[] => range(p.shards);
export const trainsOf = (p: Values): readonly number[] => range(p.trains);

export function initialState(p: Values): State {
  const nobody = (): number[] => usersOf(p).map(() => 0);
  return {
    shards: shardsOf(p).map((shard) => ({
      head: {
        trains: trainsOf(p).map((home) => ({ isHere: home === shard, passengers: nobody() })),
        guests: nobody(),
      },
      base: null,
    })),
    reorgs: p.reorgs,
  };
}

// ── questions ────────────────────────────────────────────────────────────────────────────────

/** The shards where a train is, by the heads of their chains. */
export function whereabouts({ shards }: View, train: number): readonly number[] {
  return range(shards.length).filter((shard) => shards[shard].head.trains[train].isHere);
}
export const isCrosslinked = ({ base }: DeepReadonly<Shard>): boolean => base === null;

export function hasSeat({ trains }: DeepReadonly<Local>, user: number): boolean {
  return trains.some(({ isHere, passengers }) => isHere && passengers[user] > 0);
}
export const sizeOf = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0);

/** Whether something stands in the newest block of a shard, and in one that is crosslinked. */
export function find(
  { shards }: View,
  isIn: (local: DeepReadonly<Local>) => boolean,
): 'absent' | 'applied' | 'final' {
  const found = shards.filter(({ head }) => isIn(head));
  if (found.length === 0) return 'absent';
  return found.some(({ base }) => base === null || isIn(base)) ? 'final' : 'applied';
}
