/** Train and hotel: reserve both with an expiry, then confirm both. */
import type { ActionBuilder } from '../../checker/protocol.ts';
import { nameOf, places, unitOf, usersOf, type Values } from './instance.ts';
import {
  type At,
  freeUnits,
  isHeld,
  type Message,
  noMessage,
  recordAt,
  type State,
  sendToBoth,
  type View,
} from './state.ts';

export function reservationSteps(p: Values, action: ActionBuilder<State>) {
  const over = { tx: p.carrier === 'reservations' ? usersOf(p) : [], place: places };
  const isIncluded =
    (kind: Message['kind']) =>
    (state: View, { tx, place }: At): boolean =>
      state.users[tx].messages[place].kind === kind;
  return {
    reserve: action({
      actor: 'honest',
      over,
      when: {
        'its request is included': isIncluded('reserve'),
        'a unit is free': (state, { place }) => freeUnits(state, place) > 0,
      },
      then: (draft, { tx, place }) => {
        const user = draft.users[tx];
        user.messages[place] = noMessage();
        user.records[place] = { status: 'held', left: p.expiry };
        // The user sees both, and confirms both in the same moment.
        if (user.isHere && user.records.every(isHeld)) sendToBoth(user, p, 'confirm');
      },
      says: ({ tx, place }) => `${nameOf(place)} reserves ${unitOf(place)} for user ${tx}`,
    }),
    refuse: action({
      actor: 'honest',
      over,
      when: {
        'its request is included': isIncluded('reserve'),
        'no unit is free': (state, { place }) => freeUnits(state, place) <= 0,
      },
      then: (draft, { tx, place }) => {
        draft.users[tx].messages[place] = noMessage();
        draft.users[tx].records[place].status = 'refused';
      },
      says: ({ tx, place }) => `${nameOf(place)} has nothing free for user ${tx}`,
    }),
    confirm: action({
      actor: 'honest',
      over,
      when: {
        'its confirmation is included': isIncluded('confirm'),
        'the reservation still lasts': (state, at) => isHeld(recordAt(state, at)),
      },
      then: (draft, { tx, place }) => {
        draft.users[tx].messages[place] = noMessage();
        draft.users[tx].records[place] = { status: 'booked', left: 0 };
      },
      says: ({ tx, place }) => `${nameOf(place)} books ${unitOf(place)} for user ${tx}`,
    }),
    reject: action({
      actor: 'honest',
      over,
      when: {
        'its confirmation is included': isIncluded('confirm'),
        'the reservation has ended': (state, at) => recordAt(state, at).status === 'released',
      },
      then: (draft, { tx, place }) => {
        draft.users[tx].messages[place] = noMessage();
      },
      says: ({ tx, place }) => `${nameOf(place)} gets the confirmation of user ${tx} too late`,
    }),
  };
}
