/** What is claimed about rotating trains (section 19), by variant. */
import { claims, holds, violated, witnessed } from '../../checker/protocol.ts';
import { rotatingTrains } from '../../models/rotating-trains/rotating-trains.ts';
import { transactionsAreWholeAtEveryMoment, transactionsAreWholeWhenQuiet } from '../atomicity.ts';
import { everythingCanStillSettle, nothingDeadlocks } from '../progress.ts';
import { keysHaveOneWriter } from '../replicas.ts';
import { onlyACrosslinkMakesFinal } from '../rotating-trains.ts';
import { nothingIsSpentTwice, supplyIsConserved } from '../supply.ts';
import { aTransactionAborts, aTransactionCommits, everyTransactionCommits } from '../witnesses.ts';

const synchronous = [
  holds(transactionsAreWholeAtEveryMoment),
  holds(transactionsAreWholeWhenQuiet),
  holds(supplyIsConserved),
  holds(nothingIsSpentTwice),
  holds(keysHaveOneWriter),
  holds(onlyACrosslinkMakesFinal),
  holds(everythingCanStillSettle),
  holds(nothingDeadlocks),
  witnessed(aTransactionCommits),
];

export const rotatingTrainsClaims = claims(rotatingTrains, {
  baseline: { claims: [...synchronous, witnessed(aTransactionAborts)] },
  'two-trains': { claims: [...synchronous, witnessed(everyTransactionCommits)] },
  roomy: { claims: [...synchronous, witnessed(everyTransactionCommits)] },
  'last-seat': { claims: [...synchronous, witnessed(aTransactionAborts)] },

  'rotates-early': {
    claims: [
      violated(keysHaveOneWriter, { length: 4 }),
      violated(supplyIsConserved, { length: 4 }),
      violated(transactionsAreWholeAtEveryMoment, { length: 4 }),
      witnessed(aTransactionCommits),
    ],
  },
  'booked-from-afar': {
    claims: [
      violated(transactionsAreWholeAtEveryMoment, { length: 1 }),
      witnessed(aTransactionAborts),
    ],
  },
});
