/**
 * Janus (section 13): what it claims and what it gives up. To settle is to commit here: nothing
 * aborts but what its own pieces refuse, of which `janus-workloads.ts` tells. What each of its
 * protections is for stands in `janus-ablations.ts`.
 */
import { claims, givenUp, holds, witnessed } from '../../checker/protocol.ts';
import { janus } from '../../models/janus/janus.ts';
import {
  aCycleIsExecuted,
  aDecisionIsAdopted,
  aFastPathDecides,
  aRecoveredTransactionIsExecuted,
  aServerCrashes,
  aSlowPathDecides,
  onlyConflictsCostARound,
  serversAddUpAtEveryMoment,
  theCrashedDoNothing,
} from '../janus.ts';
import { everythingCanStillSettle, nothingDeadlocks } from '../progress.ts';
import { nothingIsSpentTwice, supplyIsConserved } from '../supply.ts';
import { aReaderSeesAnother, realTimeBinds } from '../two-phase-commit.ts';
import { everyTransactionCommits, twoTransactionsConflict, valueIsInFlight } from '../witnesses.ts';
import { workStaysWithinLimits } from '../work.ts';
import { ablatedJanusClaims } from './janus-ablations.ts';
import { calm, progress, safety } from './janus-promises.ts';
import { refusingJanusClaims } from './janus-workloads.ts';

const conflicts = [witnessed(twoTransactionsConflict), witnessed(everyTransactionCommits)];
const money = [holds(supplyIsConserved), holds(nothingIsSpentTwice), witnessed(valueIsInFlight)];

const torn = (length: number) =>
  givenUp(serversAddUpAtEveryMoment, {
    length,
    note: 'only transactions see transactions whole: a look at servers is none',
  });
const heavy = (length: number) =>
  givenUp(workStaysWithinLimits, {
    length,
    note: 'T2 carries a transaction in its graph with which it shares no key',
  });

const claimed = claims(janus, {
  baseline: {
    claims: [...calm, ...money, ...conflicts, witnessed(aCycleIsExecuted), torn(4)],
  },
  explicit: {
    claims: [...calm, ...money, ...conflicts, witnessed(aCycleIsExecuted), torn(7)],
  },
  alone: { claims: [...calm, ...money, witnessed(everyTransactionCommits)] },
  skew: { claims: [...calm, ...conflicts, witnessed(aCycleIsExecuted)] },
  'skew-explicit': { claims: [...calm, ...conflicts, witnessed(aCycleIsExecuted)] },
  chain: { claims: [...calm, ...conflicts, witnessed(realTimeBinds), heavy(9)] },
  'chain-explicit': { claims: [...calm, ...conflicts, witnessed(realTimeBinds), heavy(14)] },
  triangle: { claims: [...calm, ...conflicts, witnessed(aCycleIsExecuted)] },
  'triangle-explicit': { claims: [...calm, ...conflicts, witnessed(aCycleIsExecuted)] },
  readers: { claims: [...calm, ...money, ...conflicts, witnessed(aReaderSeesAnother)] },
  'extra-dependencies': {
    claims: [...calm, ...money, ...conflicts, witnessed(aReaderSeesAnother)],
  },
  replicated: { claims: [...calm, ...conflicts, witnessed(aSlowPathDecides)] },
  impatient: {
    claims: [
      ...safety,
      ...progress,
      ...conflicts,
      givenUp(onlyConflictsCostARound, {
        length: 3,
        note: 'whoever does not wait for every replica pays for it with a round',
      }),
      witnessed(aFastPathDecides),
      witnessed(aSlowPathDecides),
    ],
  },
  'two-by-two': { claims: [...calm, ...money, ...conflicts, witnessed(aSlowPathDecides)] },
  'too-many-crashes': {
    claims: [
      ...safety,
      ...conflicts,
      holds(theCrashedDoNothing),
      givenUp(everythingCanStillSettle, {
        length: 1,
        note: 'without a majority of a shard nothing of it is decided or executed any more',
      }),
      givenUp(nothingDeadlocks, { length: 7 }),
    ],
  },
  'crashing-twice-explicit': {
    claims: [
      ...safety,
      ...progress,
      ...money,
      witnessed(everyTransactionCommits),
      witnessed(aRecoveredTransactionIsExecuted),
      witnessed(aDecisionIsAdopted),
    ],
  },
  'crashing-coordinator': {
    claims: [
      ...safety,
      ...progress,
      ...money,
      ...conflicts,
      witnessed(aRecoveredTransactionIsExecuted),
      witnessed(aDecisionIsAdopted),
    ],
  },
  'crashing-coordinator-explicit': {
    claims: [
      ...safety,
      ...progress,
      ...money,
      ...conflicts,
      witnessed(aRecoveredTransactionIsExecuted),
      witnessed(aDecisionIsAdopted),
    ],
  },
  recovery: {
    claims: [
      ...safety,
      ...progress,
      ...conflicts,
      witnessed(aRecoveredTransactionIsExecuted),
      witnessed(aDecisionIsAdopted),
    ],
  },
  failures: {
    claims: [
      ...safety,
      ...progress,
      ...conflicts,
      witnessed(aRecoveredTransactionIsExecuted),
      holds(theCrashedDoNothing),
      witnessed(aServerCrashes),
    ],
  },
  'late-commits-explicit': {
    claims: [
      ...safety,
      holds(nothingDeadlocks),
      holds(theCrashedDoNothing),
      witnessed(aRecoveredTransactionIsExecuted),
      witnessed(aDecisionIsAdopted),
    ],
  },
  'recovery-explicit': {
    claims: [
      ...safety,
      holds(nothingDeadlocks),
      witnessed(aRecoveredTransactionIsExecuted),
      witnessed(aDecisionIsAdopted),
    ],
  },
});

export const janusClaims = [...claimed, ...refusingJanusClaims, ...ablatedJanusClaims];
