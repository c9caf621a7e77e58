/**
 * Janus (section 13) with transactions that may be refused: train-and-hotel (section 19),
 * deposit-borrow-route (section 26), and two travellers who want the same seat and the same room.
 *
 * An order that all servers share is enough where the same pieces refuse for the same reason, as
 * with the two travellers. Where one place alone knows the reason, the others have to be told.
 */
import {
  claims,
  givenUp,
  holds,
  unreachable,
  violated,
  witnessed,
} from '../../checker/protocol.ts';
import { janus } from '../../models/janus/janus.ts';
import type { WorkloadName } from '../../models/substrate/workloads.ts';
import { transactionsAreWholeAtEveryMoment, transactionsAreWholeWhenQuiet } from '../atomicity.ts';
import {
  aCycleIsExecuted,
  aDecisionIsAdopted,
  ancestorGraphsAgree,
  aRecoveredTransactionIsExecuted,
  aSlowPathDecides,
  piecesDecideAlike,
  theCrashedDoNothing,
} from '../janus.ts';
import { everyEffectHasItsCause } from '../messages.ts';
import { everythingCanStillSettle, nothingDeadlocks } from '../progress.ts';
import { equalInputGivesEqualResult } from '../replicas.ts';
import {
  historyIsSerializable,
  historyIsStrictlySerializable,
  readsAreAtomic,
} from '../serializability.ts';
import { nothingIsSpentTwice, supplyIsConserved } from '../supply.ts';
import {
  aTransactionAborts,
  aTransactionCommits,
  everyTransactionCommits,
  twoTransactionsConflict,
  valueIsInFlight,
} from '../witnesses.ts';
import { comesToRestWith, outcomesOf, placesOf, textOf } from '../workloads.ts';
import { calm, calmlyOrdered, progress, safety } from './janus-promises.ts';

/** T0 may come to rest with these and with nothing else. */
function comesToRest(workload: WorkloadName, expected: readonly string[]) {
  const carrier = { places: placesOf('janus', workload) };
  return outcomesOf(workload).map((outcome) => {
    const property = comesToRestWith(carrier, outcome);
    return expected.includes(textOf(outcome)) ? witnessed(property) : unreachable(property);
  });
}
const whole = ['nothing', 'train and hotel'];

const bookings = [
  holds(supplyIsConserved),
  holds(nothingIsSpentTwice),
  witnessed(twoTransactionsConflict),
  witnessed(aTransactionAborts),
];
/** Of pieces that exchange what they read. */
const booked = [...bookings, holds(piecesDecideAlike), ...comesToRest('train-and-hotel', whole)];
const lent = [
  ...bookings,
  holds(piecesDecideAlike),
  witnessed(valueIsInFlight),
  ...comesToRest('deposit-borrow-route', ['nothing', 'A and B and C']),
];

const unknown = 'in one shot nobody learns what another piece found';
/** In one shot, what only one of its pieces knows to be impossible is done by the others. */
function torn(apart: number, length: number) {
  return [
    givenUp(piecesDecideAlike, { length: apart, note: unknown }),
    givenUp(transactionsAreWholeAtEveryMoment, { length, note: unknown }),
    givenUp(transactionsAreWholeWhenQuiet, { length, note: unknown }),
  ];
}

const carried = claims(janus, {
  'train-and-hotel': { claims: [...calm, ...booked] },
  'train-and-hotel-explicit': { claims: [...calm, ...booked] },
  'deposit-borrow-route': { claims: [...calm, ...lent] },
  'deposit-borrow-route-explicit': { claims: [...calm, ...lent] },
  'two-travellers': { claims: [...calm, ...booked, witnessed(aCycleIsExecuted)] },
  'two-travellers-explicit': { claims: [...calm, ...booked, witnessed(aCycleIsExecuted)] },
  'one-shot-train-and-hotel': {
    claims: [
      ...calmlyOrdered,
      ...bookings,
      ...torn(9, 9),
      ...comesToRest('train-and-hotel', ['train', 'train and hotel']),
    ],
  },
  'one-shot-deposit-borrow-route': {
    claims: [
      ...calmlyOrdered,
      ...torn(10, 12),
      givenUp(supplyIsConserved, {
        length: 12,
        note: 'the app gets a coin that the pool did not have',
      }),
      holds(nothingIsSpentTwice),
      witnessed(twoTransactionsConflict),
      witnessed(valueIsInFlight),
      ...comesToRest('deposit-borrow-route', ['A and C', 'A and B and C']),
    ],
  },
  'one-shot-two-travellers': { claims: [...calm, ...booked, witnessed(aCycleIsExecuted)] },
  'train-and-hotel-replicated': {
    claims: [...calm, ...booked, witnessed(aSlowPathDecides), witnessed(aCycleIsExecuted)],
  },
  'train-and-hotel-recovery': {
    claims: [
      ...safety,
      ...progress,
      ...booked,
      witnessed(aRecoveredTransactionIsExecuted),
      witnessed(aDecisionIsAdopted),
    ],
  },
  'train-and-hotel-crash': {
    claims: [
      ...safety,
      ...booked,
      holds(theCrashedDoNothing),
      givenUp(everythingCanStillSettle, {
        length: 1,
        note: 'nobody but the train can say whether there is a seat',
      }),
      givenUp(nothingDeadlocks, { length: 7 }),
    ],
  },
});

// ── what is taken away ───────────────────────────────────────────────────────────────────────

const journey = { workload: 'train-and-hotel', readings: 'exchanged' } as const;

/** Pieces that do not wait for one another, though what they read is on its way. */
function unheard(length: number, apart = length) {
  return [
    violated(piecesDecideAlike, { length: apart }),
    violated(transactionsAreWholeAtEveryMoment, { length }),
    violated(transactionsAreWholeWhenQuiet, { length }),
    witnessed(everyTransactionCommits),
  ];
}

/** Two orders: whoever is first at one shard waits for whoever is first at the other. */
function waiting(length: number) {
  return [
    violated(everythingCanStillSettle, {
      length: 2,
      note: 'of four pre-acceptances, two in opposite orders',
    }),
    violated(nothingDeadlocks, { length }),
    holds(piecesDecideAlike),
    holds(transactionsAreWholeWhenQuiet),
    witnessed(aTransactionCommits),
    witnessed(aTransactionAborts),
  ];
}

/** Two orders, and nobody waits: one has the seat and the other the room. */
const halves = [
  violated(piecesDecideAlike, { length: 9 }),
  violated(transactionsAreWholeAtEveryMoment, { length: 9 }),
  violated(transactionsAreWholeWhenQuiet, { length: 9 }),
  violated(historyIsSerializable, { length: 10 }),
  violated(historyIsStrictlySerializable, { length: 10 }),
  witnessed(everyTransactionCommits),
  ...comesToRest('train-and-hotel', ['nothing', 'train', 'hotel', 'train and hotel']),
];

const ablated = claims(janus, {
  'unheard-pieces': { set: journey, claims: unheard(9) },
  'unheard-pieces@explicit': { set: journey, claims: unheard(15) },
  'unheard-pieces@deposit-borrow-route': {
    claims: [...unheard(12, 10), violated(supplyIsConserved, { length: 12 })],
  },
  'unheard-pieces@train-and-hotel-replicated': {
    claims: [
      ...unheard(12),
      violated(equalInputGivesEqualResult, {
        length: 14,
        note: 'one replica of the train has heard of the hotel, and the other has not',
      }),
    ],
  },
  overbooking: {
    set: journey,
    claims: [violated(nothingIsSpentTwice, { length: 9 }), witnessed(everyTransactionCommits)],
  },
  'overbooking@explicit': {
    set: journey,
    claims: [violated(nothingIsSpentTwice, { length: 16 }), witnessed(everyTransactionCommits)],
  },
  'local-dependencies@two-travellers': { claims: waiting(8) },
  'arrival-order@two-travellers': { claims: waiting(8) },
  'no-waiting@two-travellers': {
    claims: [
      violated(everyEffectHasItsCause, { length: 7 }),
      violated(transactionsAreWholeAtEveryMoment, {
        length: 11,
        note: 'whoever read before it was its turn has missed what it came after',
      }),
      violated(transactionsAreWholeWhenQuiet, { length: 12 }),
      violated(nothingIsSpentTwice, { length: 12 }),
      violated(historyIsSerializable, { length: 12 }),
      violated(historyIsStrictlySerializable, { length: 12 }),
      violated(readsAreAtomic, { length: 12 }),
      witnessed(everyTransactionCommits),
    ],
  },
  'local-dependencies@one-shot-two-travellers': {
    claims: [...halves, violated(ancestorGraphsAgree, { length: 9 })],
  },
  'arrival-order@one-shot-two-travellers': { claims: halves },
  'no-waiting@one-shot-two-travellers': {
    claims: [...halves, violated(everyEffectHasItsCause, { length: 5 })],
  },
});

export const refusingJanusClaims = [...carried, ...ablated];
