/**
 * Rotating trains: the state of every train moves on by one shard whenever all shards are
 * crosslinked, and a seat and a room are booked in one step where a train meets a hotel.
 *
 * Source      "A train-and-hotel execution environment", ethresear.ch 7021; section 19 of the
 *             listing
 * Adversary   Reverts the block of any shard that is not crosslinked, in one step.
 * Abstracted  A block is one booking. A crosslink is one step of its shard and makes its block
 *             final. That all shards are crosslinked can be seen by everybody, in the beacon chain,
 *             so that the rotation is one step that no shard can refuse or revert.
 * Deviates    A shard has at most one block that is not crosslinked; one that has none made no
 *             block in the slot. Slots without a full set of crosslinks, in which nothing moves,
 *             leave no trace.
 * Bounds      Two to seven shards and up to as many trains; `reorgs`.
 */
import { type DeepReadonly, protocol, type Renaming } from '../../checker/protocol.ts';
import { along } from '../substrate/renaming.ts';
import * as ledger from './ledger.ts';
import {
  find,
  hasSeat,
  initialState,
  isCrosslinked,
  type Local,
  parameters,
  shardsOf,
  sizeOf,
  tripsOf,
  usersOf,
} from './state.ts';

export const rotatingTrains = protocol({
  name: 'rotating-trains',
  source: '“A train-and-hotel execution environment”, ethresear.ch 7021',
  section: '19',
  version: 1,
  parameters,
  init: initialState,
})({
  variants: {
    'two-trains': { bookings: 'meeting', trains: 2, seats: 1, rooms: 2, reorgs: 2 },
    roomy: { seats: 3, rooms: 2 },
    'last-seat': { seats: 1, rooms: 2 },
  },
  ablations: {
    'rotates-early': {
      id: 'TH-A3',
      removes: 'trains move only when all shards are crosslinked',
      without: ['rotate: all shards are crosslinked'],
    },
    'booked-from-afar': {
      id: 'not listed',
      removes: 'a seat is booked only on the shard where the train is',
      without: ['book: the train is at the shard of the hotel'],
    },
  },
  actions: (p, action) => {
    const shard = shardsOf(p);
    return {
      book: action({
        actor: 'user',
        over: { tx: usersOf(p) },
        when: {
          'it has not booked': (state, { tx }) =>
            find(state, ({ guests }) => guests[tx] > 0) === 'absent',
          'the train is at the shard of the hotel': ({ shards }, { tx }) => {
            const { train, hotel } = tripsOf(p)[tx];
            return shards[hotel].head.trains[train].isHere;
          },
          'the shard has no block in this slot': ({ shards }, { tx }) =>
            isCrosslinked(shards[tripsOf(p)[tx].hotel]),
          'a seat is free': ({ shards }, { tx }) => {
            const { train, hotel } = tripsOf(p)[tx];
            return sizeOf(shards[hotel].head.trains[train].passengers) < p.seats;
          },
          'a room is free': ({ shards }, { tx }) =>
            sizeOf(shards[tripsOf(p)[tx].hotel].head.guests) < p.rooms,
        },
        then: (draft, { tx }) => {
          const { train, hotel } = tripsOf(p)[tx];
          const shard = draft.shards[hotel];
          shard.base = copyOf(shard.head);
          shard.head.trains[train].passengers[tx]++;
          shard.head.guests[tx]++;
        },
        says: ({ tx }) => {
          const { train, hotel } = tripsOf(p)[tx];
          return `shard ${hotel} books train ${train} and its own hotel for user ${tx}`;
        },
      }),
      crosslink: action({
        actor: 'honest',
        over: { shard },
        when: {
          'its block is not crosslinked': ({ shards }, { shard }) => !isCrosslinked(shards[shard]),
        },
        then: ({ shards }, { shard }) => {
          shards[shard].base = null;
        },
        says: ({ shard }) => `the block of shard ${shard} is crosslinked`,
        concerns: () => usersOf(p),
      }),
      rotate: action({
        actor: 'honest',
        when: { 'all shards are crosslinked': ({ shards }) => shards.every(isCrosslinked) },
        then: ({ shards }) => {
          const before = shards.map(({ head }) => copyOf(head).trains);
          for (const [shard, { head }] of shards.entries()) {
            head.trains = before[(shard + shards.length - 1) % shards.length];
          }
        },
        says: () => 'every train moves on by one shard',
        concerns: (_args, state) =>
          usersOf(p).filter((tx) => find(state, (local) => hasSeat(local, tx)) === 'absent'),
      }),
      reorganise: action({
        actor: 'adversary',
        over: { shard },
        when: {
          'its block is not crosslinked': ({ shards }, { shard }) => !isCrosslinked(shards[shard]),
        },
        bound: { 'reorganisations are left': ({ reorgs }) => reorgs > 0 },
        then: (draft, { shard }) => {
          draft.reorgs--;
          const reverted = draft.shards[shard];
          if (reverted.base !== null) reverted.head = reverted.base;
          reverted.base = null;
        },
        says: ({ shard }) => `a longer branch replaces the block of shard ${shard}`,
      }),
    };
  },
  // T1 and T2 want the same trip.
  symmetry: (p) =>
    p.bookings !== 'three'
      ? {}
      : {
          user: {
            size: 2,
            from: 1,
            args: ['tx'],
            rows: ['shards.*.head.trains.*.passengers', 'shards.*.head.guests'],
            within: { 'shards.*.base': baseUnder },
          },
        },
  ledger: {
    transactions: ledger.transactions,
    supply: ledger.supply,
    replicas: ledger.replicas,
  },
});

function copyOf({ trains, guests }: Local): Local {
  return {
    trains: trains.map(({ isHere, passengers }) => ({ isHere, passengers: [...passengers] })),
    guests: [...guests],
  };
}

/** The state before a block, with its users renamed. */
function baseUnder(base: DeepReadonly<Local> | null, to: Renaming): DeepReadonly<Local> | null {
  if (base === null) return null;
  return {
    trains: base.trains.map(({ isHere, passengers }) => ({
      isHere,
      passengers: along(passengers, to),
    })),
    guests: along(base.guests, to),
  };
}
