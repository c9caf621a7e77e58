/**
 * What is claimed about the protocols that carry train-and-hotel (section 19) and
 * deposit-borrow-route (section 26); the table in docs/workloads.md is made by exploring them.
 */
import { claims, givenUp, holds, unreachable, witnessed } from '../../checker/protocol.ts';
import { chainFibers } from '../../models/chain-fibers/chain-fibers.ts';
import { crosslinks } from '../../models/crosslinks/crosslinks.ts';
import { delayedExecution } from '../../models/delayed-execution/delayed-execution.ts';
import { disjointAccess } from '../../models/disjoint-access/disjoint-access.ts';
import { mergeBlocks } from '../../models/merge-blocks/merge-blocks.ts';
import { pairedExecution } from '../../models/paired-execution/paired-execution.ts';
import { receipts } from '../../models/receipts/receipts.ts';
import { sameHeight } from '../../models/same-height/same-height.ts';
import { sealevel } from '../../models/sealevel/sealevel.ts';
import { type WorkloadName, workloads } from '../../models/substrate/workloads.ts';
import { twoPhaseCommit } from '../../models/two-phase-commit/two-phase-commit.ts';
import { transactionsAreWholeAtEveryMoment, transactionsAreWholeWhenQuiet } from '../atomicity.ts';
import { noClassicalStateIsCancelled } from '../crosslinks.ts';
import { everyEffectHasItsCause, noMessageIsConsumedTwice } from '../messages.ts';
import { everythingCanStillSettle, nothingDeadlocks } from '../progress.ts';
import { historyIsSerializable } from '../serializability.ts';
import { nothingIsSpentTwice, supplyIsConserved } from '../supply.ts';
import { aTransactionCommits } from '../witnesses.ts';
import { comesToRestWith, outcomesOf, placesOf } from '../workloads.ts';

/** T0 comes to rest in all its places or in none, and nobody gets more than there is. */
function allOrNothing(protocol: string, workload: WorkloadName) {
  const carrier = { places: placesOf(protocol, workload) };
  const { length } = workloads[workload].places;
  return [
    holds(transactionsAreWholeWhenQuiet),
    holds(nothingIsSpentTwice),
    ...outcomesOf(workload).map((outcome) => {
      const isPartial = outcome.length > 0 && outcome.length < length;
      const property = comesToRestWith(carrier, outcome);
      return isPartial ? unreachable(property) : witnessed(property);
    }),
  ];
}
const synchronous = [holds(transactionsAreWholeAtEveryMoment), holds(supplyIsConserved)];

/** Two places at a time: nothing that spans three is ever in a block. */
function twoAtATime(protocol: string) {
  return [
    ...synchronous,
    holds(transactionsAreWholeWhenQuiet),
    holds(nothingIsSpentTwice),
    witnessed(aTransactionCommits),
    ...outcomesOf('deposit-borrow-route').map((outcome) => {
      const carrier = { places: placesOf(protocol, 'deposit-borrow-route') };
      const property = comesToRestWith(carrier, outcome);
      return outcome.length === 0 ? witnessed(property) : unreachable(property);
    }),
  ];
}

function carried(protocol: string, workload: WorkloadName) {
  return {
    claims: [...synchronous, ...allOrNothing(protocol, workload), holds(everythingCanStillSettle)],
  };
}
/** Whole in the end, and for a while not: one shard shows its part before another. */
function wholeInTheEnd(protocol: string, workload: WorkloadName, length: number) {
  return {
    claims: [
      givenUp(transactionsAreWholeAtEveryMoment, { length }),
      ...allOrNothing(protocol, workload),
      holds(everythingCanStillSettle),
    ],
  };
}

const inSuperposition = (workload: WorkloadName) => ({
  claims: [
    ...wholeInTheEnd('crosslinks', workload, 1).claims,
    holds(supplyIsConserved),
    holds(historyIsSerializable),
    holds(noClassicalStateIsCancelled),
  ],
});

/** Nothing is sent back: T0 stays where it got to when the next place has nothing left for it. */
function oneWay(workload: WorkloadName, settle: number, ...ends: string[][]) {
  const carrier = { places: placesOf('receipts', workload) };
  return {
    claims: [
      givenUp(transactionsAreWholeAtEveryMoment, { length: 1 }),
      givenUp(everythingCanStillSettle, { length: settle }),
      givenUp(transactionsAreWholeWhenQuiet, { length: settle + 1, note: 'its receipt is final' }),
      givenUp(nothingDeadlocks, { length: 4, note: 'and so is the block of T1' }),
      holds(supplyIsConserved),
      holds(nothingIsSpentTwice),
      holds(noMessageIsConsumedTwice),
      holds(everyEffectHasItsCause),
      witnessed(aTransactionCommits),
      ...outcomesOf(workload).map((outcome) => {
        const isReached = ends.some((end) => end.join() === outcome.join());
        const property = comesToRestWith(carrier, outcome);
        return isReached ? witnessed(property) : unreachable(property);
      }),
    ],
  };
}

export const workloadClaims = [
  ...claims(sameHeight, {
    'train-and-hotel': carried('same-height', 'train-and-hotel'),
    'deposit-borrow-route': carried('same-height', 'deposit-borrow-route'),
  }),
  ...claims(mergeBlocks, {
    'train-and-hotel': {
      claims: [...synchronous, ...allOrNothing('merge-blocks', 'train-and-hotel')],
    },
    'deposit-borrow-route': { claims: twoAtATime('merge-blocks') },
  }),
  ...claims(pairedExecution, {
    'train-and-hotel': carried('paired-execution', 'train-and-hotel'),
    'deposit-borrow-route': carried('paired-execution', 'deposit-borrow-route'),
  }),
  ...claims(chainFibers, {
    'train-and-hotel': carried('chain-fibers', 'train-and-hotel'),
    'deposit-borrow-route': carried('chain-fibers', 'deposit-borrow-route'),
    'deposit-borrow-route-in-pairs': { claims: twoAtATime('chain-fibers') },
  }),
  ...claims(delayedExecution, {
    'train-and-hotel': carried('delayed-execution', 'train-and-hotel'),
    'deposit-borrow-route': carried('delayed-execution', 'deposit-borrow-route'),
  }),
  ...claims(disjointAccess, {
    'train-and-hotel': carried('disjoint-access', 'train-and-hotel'),
    'deposit-borrow-route': carried('disjoint-access', 'deposit-borrow-route'),
  }),
  ...claims(crosslinks, {
    'train-and-hotel': inSuperposition('train-and-hotel'),
    'train-and-hotel-conditional': inSuperposition('train-and-hotel'),
    'deposit-borrow-route': inSuperposition('deposit-borrow-route'),
  }),
  ...claims(twoPhaseCommit, {
    'train-and-hotel': wholeInTheEnd('two-phase-commit', 'train-and-hotel', 4),
    'deposit-borrow-route': wholeInTheEnd('two-phase-commit', 'deposit-borrow-route', 5),
  }),
  ...claims(receipts, {
    'train-and-hotel': oneWay('train-and-hotel', 2, ['train'], ['train', 'hotel']),
    'deposit-borrow-route': oneWay('deposit-borrow-route', 2, ['A'], ['A', 'B', 'C']),
    'deposit-borrow-route-unattended': oneWay(
      'deposit-borrow-route',
      1,
      ['A'],
      ['A', 'B'],
      ['A', 'B', 'C'],
    ),
  }),
  ...claims(sealevel, {
    'train-and-hotel': carried('sealevel', 'train-and-hotel'),
    'deposit-borrow-route': carried('sealevel', 'deposit-borrow-route'),
  }),
];
