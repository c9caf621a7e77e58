/**
 * Janus (section 13): what each of its protections is for.
 *
 * An ablation is judged under bounds within those of a suite that claims the same property to
 * hold. Where a length differs from the listing's, the two decisions are steps here, and
 * `explicit` has answers and commits arrive in steps of their own, unless the note says otherwise.
 */
import { claims, violated, witnessed } from '../../checker/protocol.ts';
import { janus } from '../../models/janus/janus.ts';
import { transactionsAreWholeAtEveryMoment } from '../atomicity.ts';
import { ancestorGraphsAgree } from '../janus.ts';
import { everyEffectHasItsCause } from '../messages.ts';
import { equalInputGivesEqualResult } from '../replicas.ts';
import {
  historyIsSerializable,
  historyIsStrictlySerializable,
  readsAreAtomic,
} from '../serializability.ts';
import { aTransactionCommits, everyTransactionCommits } from '../witnesses.ts';

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
    violated(readsAreAtomic, { length }),
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

export const ablatedJanusClaims = claims(janus, {
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
