/** What Janus (section 13) promises of every instance, and what of those where nobody fails. */
import { holds, witnessed } from '../../checker/protocol.ts';
import { transactionsAreWholeAtEveryMoment, transactionsAreWholeWhenQuiet } from '../atomicity.ts';
import {
  aFastPathDecides,
  ancestorGraphsAgree,
  decisionsTakeTwoRoundsAtMost,
  nothingArrivesUnsent,
  onlyConflictsCostARound,
} from '../janus.ts';
import { everyEffectHasItsCause, noMessageIsConsumedTwice } from '../messages.ts';
import { everythingCanStillSettle, nothingDeadlocks } from '../progress.ts';
import { equalInputGivesEqualResult } from '../replicas.ts';
import {
  historyIsSerializable,
  historyIsStrictlySerializable,
  readsAreAtomic,
} from '../serializability.ts';
import { aMessageIsConsumed, aTransactionCommits, executorsShareAnInput } from '../witnesses.ts';

/** What the order gives, whatever fails, and whatever pieces make of it. */
const ordered = [
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
/** What holds of every instance whose transactions can be written at all. */
export const safety = [
  holds(transactionsAreWholeAtEveryMoment),
  holds(transactionsAreWholeWhenQuiet),
  ...ordered,
];
export const progress = [holds(everythingCanStillSettle), holds(nothingDeadlocks)];
const patient = [holds(onlyConflictsCostARound), witnessed(aFastPathDecides)];
/** Where nobody fails. */
export const calmlyOrdered = [...ordered, ...progress, ...patient];
export const calm = [...safety, ...progress, ...patient];
