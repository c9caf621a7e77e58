/** Train and hotel: lock both contracts, book, release. */
import type { ActionBuilder } from '../../checker/protocol.ts';
import { hotel, nameOf, places, train, usersOf, type Values } from './instance.ts';
import {
  type At,
  countAt,
  freeUnits,
  isHeld,
  isLockedByAnother,
  mayBook,
  mayRelease,
  recordAt,
  type State,
  type View,
} from './state.ts';

export function lockSteps(p: Values, action: ActionBuilder<State>) {
  const over = { tx: p.carrier === 'locks' ? usersOf(p) : [], place: places };
  const isNew = {
    'it has asked': (state: View, { tx }: At) => state.users[tx].asked,
    'it is new here': (state: View, at: At) => recordAt(state, at).status === 'none',
  };
  const isHolder = { 'it holds the lock': (state: View, at: At) => isHeld(recordAt(state, at)) };
  return {
    lock: action({
      actor: 'user',
      over,
      when: {
        'it is still here': (state, { tx }) => state.users[tx].isHere,
        ...isNew,
        'it holds the train first': (state, { tx, place }) =>
          place === train || isHeld(recordAt(state, { tx, place: train })),
        'nobody else holds the lock': (state, at) => !isLockedByAnother(state, p, at),
        'a unit is free': (state, { place }) => freeUnits(state, place) > 0,
      },
      then: (draft, { tx, place }) => {
        const left = place === train && p.leases ? p.lease : 0;
        draft.users[tx].records[place] = { status: 'held', left };
      },
      says: ({ tx, place }) => `user ${tx} locks ${nameOf(place)}`,
    }),
    turnAway: action({
      actor: 'honest',
      over,
      when: {
        ...isNew,
        'all units are booked': (state, { place }) =>
          countAt(state, place, 'booked') >= state.units[place],
      },
      then: (draft, { tx, place }) => {
        draft.users[tx].records[place].status = 'refused';
      },
      says: ({ tx, place }) => `${nameOf(place)} is sold out for user ${tx}`,
    }),
    book: action({
      actor: 'honest',
      over,
      when: {
        ...isHolder,
        'the other contract shows that it may': (state, at) => mayBook(state, at),
      },
      then: (draft, { tx, place }) => {
        draft.users[tx].records[place] = { status: 'booked', left: 0 };
      },
      says: ({ tx, place }) => `${nameOf(place)} books for user ${tx}, and its lock ends`,
    }),
    release: action({
      actor: 'honest',
      over,
      when: {
        ...isHolder,
        'its lease is over, or the train let go': (state, at) => mayRelease(state, p, at),
      },
      then: (draft, { tx, place }) => {
        draft.users[tx].records[place] = { status: 'released', left: 0 };
      },
      says: ({ tx, place }) =>
        `${nameOf(place)} releases the lock of user ${tx}${place === hotel ? ' too' : ''}`,
    }),
  };
}
