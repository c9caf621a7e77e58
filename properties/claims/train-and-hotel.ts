/** What is claimed about train and hotel (section 19), by variant. */
import { claims, givenUp, holds, violated, witnessed } from '../../checker/protocol.ts';
import { trainAndHotel } from '../../models/train-and-hotel/train-and-hotel.ts';
import { transactionsAreWholeAtEveryMoment, transactionsAreWholeWhenQuiet } from '../atomicity.ts';
import { keysHaveOneWriter } from '../replicas.ts';
import { nothingIsSpentTwice } from '../supply.ts';
import {
  aUnitIsHeldForNothing,
  nobodyIsTurnedAwayFromAFreeUnit,
  nothingIsDoneUnasked,
  nothingIsHeldForEver,
  somebodyIsTurnedAway,
  whoeverStaysCanStillSettle,
} from '../train-and-hotel.ts';
import { aTransactionAborts, aTransactionCommits, everyTransactionCommits } from '../witnesses.ts';
import { workStaysWithinLimits } from '../work.ts';

/** Booked on the train if and only if booked in the hotel; and no overselling. */
const settled = [
  holds(transactionsAreWholeWhenQuiet),
  holds(nothingIsSpentTwice),
  holds(whoeverStaysCanStillSettle),
  holds(nothingIsHeldForEver),
  holds(nobodyIsTurnedAwayFromAFreeUnit),
  holds(nothingIsDoneUnasked),
  witnessed(aTransactionCommits),
  witnessed(aTransactionAborts),
  witnessed(aUnitIsHeldForNothing),
];
const half = (length: number) =>
  givenUp(transactionsAreWholeAtEveryMoment, {
    length,
    note: 'between the booking of the one and of the other',
  });
const booked = [...settled, half(3)];
const keptOut = {
  length: 1,
  note: 'a lock on the whole contract keeps everybody out for as long as it lasts',
};

export const trainAndHotelClaims = claims(trainAndHotel, {
  baseline: { claims: [...booked, witnessed(somebodyIsTurnedAway)] },
  roomy: {
    claims: [...booked, holds(workStaysWithinLimits), witnessed(everyTransactionCommits)],
  },
  slow: { claims: [...booked, witnessed(everyTransactionCommits)] },
  anytime: { claims: [...settled, half(4), witnessed(somebodyIsTurnedAway)] },
  locks: {
    claims: [
      ...booked,
      holds(keysHaveOneWriter),
      givenUp(workStaysWithinLimits, keptOut),
      witnessed(everyTransactionCommits),
    ],
  },
  'unit-locks': {
    claims: [...booked, holds(workStaysWithinLimits), witnessed(everyTransactionCommits)],
  },
  'locks-on-the-last-room': {
    claims: [
      ...booked,
      holds(keysHaveOneWriter),
      givenUp(workStaysWithinLimits, keptOut),
      witnessed(somebodyIsTurnedAway),
    ],
  },
  'locks-on-the-last-seat': {
    claims: [...booked, holds(keysHaveOneWriter), witnessed(somebodyIsTurnedAway)],
  },
  'locks-anytime': {
    claims: [...settled, half(4), holds(keysHaveOneWriter), witnessed(somebodyIsTurnedAway)],
  },

  'early-expiry': {
    set: { users: 1 },
    claims: [
      violated(transactionsAreWholeWhenQuiet, { length: 5, listed: 5 }),
      witnessed(aTransactionCommits),
    ],
  },
  'unbounded-delay': {
    set: { users: 1 },
    claims: [
      violated(transactionsAreWholeWhenQuiet, { length: 6 }),
      witnessed(aTransactionCommits),
    ],
  },
  'never-released': {
    claims: [
      violated(whoeverStaysCanStillSettle, {
        length: 2,
        note: 'who holds the lock on the train walks away',
      }),
      violated(nothingIsHeldForEver, { length: 2 }),
      holds(transactionsAreWholeWhenQuiet),
      witnessed(aTransactionCommits),
    ],
  },
  'any-order': {
    claims: [
      violated(nothingIsHeldForEver, {
        length: 2,
        note: 'the hotel waits for a decision of the train, which was never asked',
      }),
      holds(transactionsAreWholeWhenQuiet),
      witnessed(aTransactionCommits),
    ],
  },
  overbooking: {
    claims: [violated(nothingIsSpentTwice, { length: 2 }), witnessed(aTransactionCommits)],
  },
});
