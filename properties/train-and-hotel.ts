/** What train and hotel promises in particular (section 19). */
import { propertyOf, range } from '../checker/protocol.ts';
import { nameOf, places } from '../models/train-and-hotel/instance.ts';
import { freeUnits, isSettled } from '../models/train-and-hotel/state.ts';
import { trainAndHotel } from '../models/train-and-hotel/train-and-hotel.ts';

export const whoeverStaysCanStillSettle = propertyOf(trainAndHotel, {
  name: 'whoever-stays-can-still-settle',
  invariant: 'SETTLE',
  means: 'everybody who has not walked away has booked both in the end, or knows that it cannot',
  on: 'state',
  kind: 'recoverable',
  goal: (state) =>
    range(state.users.length).every((tx) => !state.users[tx]?.isHere || isSettled(state, tx)),
});

export const aUnitIsHeldForNothing = propertyOf(trainAndHotel, {
  name: 'a-unit-is-held-for-nothing',
  invariant: 'witness',
  means: 'a seat or a room that was held is released again',
  on: 'state',
  kind: 'sometimes',
  goal: ({ users }) =>
    users.some(({ records }) => records.some(({ status }) => status === 'released')),
});

export const somebodyIsTurnedAway = propertyOf(trainAndHotel, {
  name: 'somebody-is-turned-away',
  invariant: 'witness',
  means: 'somebody finds the train or the hotel full',
  on: 'state',
  kind: 'sometimes',
  goal: ({ users }) =>
    users.some(({ records }) => records.some(({ status }) => status === 'refused')),
});

export const nothingIsHeldForEver = propertyOf(trainAndHotel, {
  name: 'nothing-is-held-for-ever',
  invariant: 'SETTLE',
  means: 'whatever is reserved or locked can still be booked or released',
  on: 'state',
  kind: 'recoverable',
  goal: ({ users }) =>
    users.every(({ records }) => records.every(({ status }) => status !== 'held')),
});

export const nobodyIsTurnedAwayFromAFreeUnit = propertyOf(trainAndHotel, {
  name: 'nobody-is-turned-away-from-a-free-unit',
  invariant: 'NON-TRIVIALITY',
  means: 'whoever is told that the train or the hotel is full is told so while it is',
  on: 'state',
  kind: 'step',
  violation: (before, _action, after) => {
    for (const [tx, { records }] of after.users.entries()) {
      const place = places.find(
        (at) =>
          records[at]?.status === 'refused' &&
          before.users[tx]?.records[at]?.status !== 'refused' &&
          freeUnits(before, at) > 0,
      );
      if (place !== undefined) return `user ${tx} is turned away from ${nameOf(place)}, wrongly`;
    }
    return null;
  },
});

export const nothingIsDoneUnasked = propertyOf(trainAndHotel, {
  name: 'nothing-is-done-unasked',
  invariant: 'HB',
  means: 'no contract acts for a user who has not asked, and none who has left locks anything',
  on: 'state',
  kind: 'step',
  violation: (before, { type, tx }, after) => {
    const early = after.users.findIndex(
      ({ asked, records }) => !asked && records.some(({ status }) => status !== 'none'),
    );
    if (early >= 0) return `user ${early} has asked for nothing`;
    const isGone = before.users.some(({ isHere }, user) => user === tx && !isHere);
    return type === 'lock' && isGone ? `user ${String(tx)} has left, and locks` : null;
  },
});
