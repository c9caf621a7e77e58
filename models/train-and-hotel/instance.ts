/** Parameters, variants and ablations of train and hotel. */
import { choice, count, range, type Values as ValuesOf } from '../../checker/protocol.ts';

export const parameters = {
  /** By what the two contracts come to agree. */
  carrier: choice('reservations', ['reservations', 'locks']),
  users: count(2, { min: 1, max: 3 }),
  seats: count(1, { min: 1, max: 3 }),
  rooms: count(1, { min: 1, max: 3 }),
  /** `together`: all ask in the initial state. `anytime`: each when it likes. */
  arrivals: choice('together', ['together', 'anytime']),
  /** Ticks that a message may take to be included in a block. */
  delay: count(1, { max: 3 }),
  /** Ticks that a reservation lasts, beside the one in which it is made. */
  expiry: count(2, { max: 8 }),
  /** What a lock of one user keeps the others from. */
  locked: choice('the whole contract', ['the whole contract', 'one unit']),
  /** The train lets go of a lock after so many ticks. */
  leases: true,
  lease: count(1, { max: 3 }),
  /** Users who leave the game half way. */
  walkouts: count(1, { max: 2 }),
} as const;

/** As the rules of an instance see them. */
export type Values = ValuesOf<typeof parameters>;

export const variants = {
  roomy: { seats: 2, rooms: 2 },
  slow: { delay: 2, expiry: 4, users: 1 },
  anytime: { arrivals: 'anytime', seats: 2 },
  locks: { carrier: 'locks', seats: 2, rooms: 2 },
  'unit-locks': { carrier: 'locks', locked: 'one unit', seats: 2, rooms: 2 },
  'locks-on-the-last-room': { carrier: 'locks', seats: 2 },
  'locks-on-the-last-seat': { carrier: 'locks' },
  'locks-anytime': { carrier: 'locks', arrivals: 'anytime' },
} as const;

export const ablations = {
  'early-expiry': {
    id: 'TH-A1',
    removes: 'a reservation lasts until the last moment at which its confirmation may arrive',
    set: { expiry: 1 },
  },
  'unbounded-delay': {
    id: 'not listed',
    removes: 'every message is included within the delay that the expiry reckons with',
    without: ['tick: nothing is overdue'],
  },
  'never-released': {
    id: 'TH-A2',
    removes: 'a lock on a whole contract comes to an end (as in variant locks)',
    set: { carrier: 'locks', seats: 2, rooms: 2, leases: false },
  },
  'any-order': {
    id: 'not listed',
    removes: 'the train is locked before the hotel (as in variant locks)',
    set: { carrier: 'locks', seats: 2, rooms: 2 },
    without: ['lock: it holds the train first'],
  },
  overbooking: {
    id: 'not listed',
    removes: 'a unit is reserved only if one is free',
    without: ['reserve: a unit is free'],
  },
} as const;

export const places = [0, 1] as const;
export type Place = (typeof places)[number];
export const train = 0;
export const hotel = 1;

export const usersOf = (p: Values): readonly number[] => range(p.users);
export const nameOf = (place: Place): string => (place === train ? 'the train' : 'the hotel');
export const unitOf = (place: Place): string => (place === train ? 'a seat' : 'a room');
export const capacityOf = (p: Values, place: Place): number =>
  place === train ? p.seats : p.rooms;
