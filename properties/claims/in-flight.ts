/**
 * What is claimed of receipts (section 12) and of crosslinks (section 9) alike: a transaction takes
 * effect in one shard after the other, and what it carries is under way in between.
 */
import { givenUp, holds, witnessed } from '../../checker/protocol.ts';
import { transactionsAreWholeAtEveryMoment } from '../atomicity.ts';
import { finalBlocksStay } from '../chains.ts';
import { everyEffectHasItsCause, noMessageIsConsumedTwice } from '../messages.ts';
import { equalInputGivesEqualResult } from '../replicas.ts';
import { nothingIsSpentTwice, supplyIsConserved } from '../supply.ts';
import {
  aBlockIsFinal,
  aMessageIsConsumed,
  aTransactionCommits,
  executorsShareAnInput,
  valueIsInFlight,
} from '../witnesses.ts';

/** With what is so between the first effect and the second. */
export const inFlight = (note: string) => [
  holds(supplyIsConserved),
  holds(nothingIsSpentTwice),
  holds(noMessageIsConsumedTwice),
  holds(everyEffectHasItsCause),
  holds(finalBlocksStay),
  holds(equalInputGivesEqualResult),
  givenUp(transactionsAreWholeAtEveryMoment, { length: 1, note }),
  witnessed(aBlockIsFinal),
  witnessed(executorsShareAnInput),
  witnessed(aMessageIsConsumed),
  witnessed(valueIsInFlight),
  witnessed(aTransactionCommits),
];
