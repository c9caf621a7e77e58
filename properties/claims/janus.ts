/**
 * Janus (section 13): what it claims, what it gives up, and what each of its protections is for.
 *
 * An ablation is judged under bounds within those of a suite that claims the same property to
 * hold. To settle is to commit here: nothing ever aborts.
 */
import { claims, givenUp, holds, violated, witnessed } from '../../checker/protocol.ts';
import { janus } from '../../models/janus/janus.ts';
import { transactionsAreWholeAtEveryMoment, transactionsAreWholeWhenQuiet } from '../atomicity.ts';
import {
  aCycleIsExecuted,
  aDecisionIsAdopted,
  aFastPathDecides,
  ancestorGraphsAgree,
  aRecoveredTransactionIsExecuted,
  aServerCrashes,
  aSlowPathDecides,
  decisionsTakeTwoRoundsAtMost,
  nothingArrivesUnsent,
  onlyConflictsCostARound,
  serversAddUpAtEveryMoment,
  theCrashedDoNothing,
} from '../janus.ts';
import { everyEffectHasItsCause, noMessageIsConsumedTwice } from '../messages.ts';
import { everythingCanStillSettle, nothingDeadlocks } from '../progress.ts';
import { equalInputGivesEqualResult } from '../replicas.ts';
import {
  historyIsSerializable,
  historyIsStrictlySerializable,
  readsAreAtomic,
} from '../serializability.ts';
import { nothingIsSpentTwice, supplyIsConserved } from '../supply.ts';
import { aReaderSeesAnother, realTimeBinds } from '../two-phase-commit.ts';
import {
  aMessageIsConsumed,
  aTransactionCommits,
  everyTransactionCommits,
  executorsShareAnInput,
  twoTransactionsConflict,
  valueIsInFlight,
} from '../witnesses.ts';
import { workStaysWithinLimits } from '../work.ts';

/** What holds of every instance, whatever fails. */
const safety = [
  holds(transactionsAreWholeAtEveryMoment),
  holds(transactionsAreWholeWhenQuiet),
  holds(historyIsSerializable),
  holds(historyIsStrictlySerializable),
  holds(readsAreAtomic),
  holds(noMessageIsConsumedTwice),
  holds(everyEffectHasItsCause),
  holds(equalInputGivesEqualResult),
  holds(ancestorGraphsAgree),
  holds(nothingArrivesUnsent),
  holds(decisionsTakeTwoRoundsAtMost),
  witnessed(aMessageIsConsumed),
  witnessed(aTransactionCommits),
  witnessed(executorsShareAnInput),
];
const conflicts = [witnessed(twoTransactionsConflict), witnessed(everyTransactionCommits)];
const progress = [holds(everythingCanStillSettle), holds(nothingDeadlocks)];
const money = [holds(supplyIsConserved), holds(nothingIsSpentTwice), witnessed(valueIsInFlight)];
const patient = [holds(onlyConflictsCostARound), witnessed(aFastPathDecides)];
/** Where nobody fails. */
const calm = [...safety, ...progress, ...patient];

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

// ── ablations ────────────────────────────────────────────────────────────────────────────────

const decisions = 'the listing counts no step for the two decisions';
const explicitly = 'as fused, and four answers and four commits arrive';
const crossing = { workload: 'triangle' } as const;
const skewed = { workload: 'skew' } as const;
const recovering = {
  workload: 'replicated',
  replicas: 3,
  others: 'passBy',
  moments: 'amidCommit',
  slowReplica: true,
  coordinatorCrashes: 1,
  recoveries: 1,
} as const;

/** JAN-A1, A2, A3, A7: two shards execute two transactions in opposite orders. */
function opposite(whole: number, length: number, note: string, listed?: number) {
  const details = { length, note, ...(listed === undefined ? {} : { listed }) };
  return [
    violated(historyIsSerializable, details),
    violated(historyIsStrictlySerializable, { length }),
    violated(transactionsAreWholeAtEveryMoment, {
      length: whole,
      note: 'one of them has seen the other at one shard and missed it at the other',
    }),
    witnessed(everyTransactionCommits),
  ];
}

/** JAN-A5, A6: what was decided and acted on is decided again, and otherwise. */
function forgotten(dependencies: number, cause: number, note: string) {
  return [
    violated(equalInputGivesEqualResult, { length: dependencies, note }),
    violated(everyEffectHasItsCause, { length: cause }),
    witnessed(aTransactionCommits),
  ];
}

export const janusClaims = claims(janus, {
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

  'local-dependencies': {
    claims: [
      ...opposite(9, 10, decisions, 8),
      violated(ancestorGraphsAgree, { length: 9 }),
      violated(equalInputGivesEqualResult, { length: 4 }),
    ],
  },
  'local-dependencies@explicit': {
    claims: [
      ...opposite(16, 18, explicitly, 8),
      violated(ancestorGraphsAgree, { length: 16 }),
      violated(equalInputGivesEqualResult, { length: 8 }),
    ],
  },
  'arrival-order': { claims: opposite(9, 10, decisions, 8) },
  'arrival-order@explicit': { claims: opposite(17, 18, explicitly, 8) },
  'no-waiting': {
    claims: [
      ...opposite(9, 10, 'listed without a length'),
      violated(everyEffectHasItsCause, { length: 5 }),
    ],
  },
  'no-waiting@explicit': {
    claims: [
      ...opposite(16, 18, explicitly),
      violated(ancestorGraphsAgree, { length: 15 }),
      violated(everyEffectHasItsCause, { length: 8 }),
    ],
  },
  'no-inquiries': {
    set: crossing,
    claims: [
      violated(historyIsSerializable, {
        length: 15,
        note: 'six pre-acceptances, three decisions, six executions; listed without a length',
      }),
      violated(ancestorGraphsAgree, { length: 10 }),
      violated(everyEffectHasItsCause, { length: 8 }),
      witnessed(everyTransactionCommits),
    ],
  },
  'no-inquiries@explicit': {
    set: { ...crossing, others: 'inTurn' },
    claims: [
      violated(historyIsSerializable, {
        length: 27,
        note: 'as fused, and six answers and six commits arrive',
      }),
      violated(ancestorGraphsAgree, { length: 17 }),
      violated(everyEffectHasItsCause, { length: 14 }),
      witnessed(everyTransactionCommits),
    ],
  },
  'fast-majority': {
    set: recovering,
    claims: forgotten(12, 13, 'T0 was committed after nobody, and is again after T1'),
  },
  'fast-majority@explicit': {
    set: recovering,
    claims: forgotten(20, 21, 'as fused, and six answers and two commits arrive'),
  },
  'unaccepted-commit': {
    set: recovering,
    claims: forgotten(11, 12, 'T0 was committed after T1, and is again after nobody'),
  },
  'unaccepted-commit@explicit': {
    set: recovering,
    claims: forgotten(17, 18, 'as fused, and four answers and two commits arrive'),
  },
  'sequence-order': { claims: opposite(9, 10, decisions, 8) },
  'sequence-order@explicit': { claims: opposite(17, 18, explicitly, 8) },
  'reads-do-not-interfere': {
    set: skewed,
    claims: [
      violated(historyIsSerializable, { length: 10, note: 'write skew' }),
      violated(historyIsStrictlySerializable, { length: 10 }),
      witnessed(everyTransactionCommits),
    ],
  },
  'reads-do-not-interfere@explicit': {
    set: skewed,
    claims: [
      violated(historyIsSerializable, { length: 18, note: explicitly }),
      violated(historyIsStrictlySerializable, { length: 18 }),
      witnessed(everyTransactionCommits),
    ],
  },
});
