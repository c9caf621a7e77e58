/**
 * QuarkChain (section 2): what it claims and what it gives up. Every instance comes to rest within
 * its slots, so that nothing is left open for want of room.
 */
import { claims, givenUp, holds, type Suite, witnessed } from '../../checker/protocol.ts';
import { quarkchain } from '../../models/quarkchain/quarkchain.ts';
import { transactionsAreWholeAtEveryMoment, transactionsAreWholeWhenQuiet } from '../atomicity.ts';
import { everyEffectHasItsCause, noMessageIsConsumedTwice } from '../messages.ts';
import { everythingCanStillSettle, nothingDeadlocks } from '../progress.ts';
import {
  aConfirmedWithdrawIsReverted,
  aDepositIsProcessedOnTwoBranches,
  aListIsLost,
  confirmedBlocksLeaveWithTheirRootBlocks,
  confirmedBlocksStay,
  creditsStay,
  shardChainsStayWithTheRootChain,
} from '../quarkchain.ts';
import { equalInputGivesEqualResult } from '../replicas.ts';
import { eachShardIsSerializable, historyIsSerializable } from '../serializability.ts';
import { nothingIsSpentTwice, supplyIsConserved } from '../supply.ts';
import {
  aMessageIsConsumed,
  aTransactionAborts,
  aTransactionCommits,
  everyTransactionCommits,
  executorsShareAnInput,
  somebodyIsOvertaken,
  twoTransactionsConflict,
  valueIsInFlight,
  workIsDone,
} from '../witnesses.ts';
import { nobodyIsOvertakenWithoutLimit, workStaysWithinLimits } from '../work.ts';
import { quarkchainAblations } from './quarkchain-ablations.ts';

/** What holds of every instance, and the witnesses that it is not for want of anything to do. */
const sound = [
  holds(supplyIsConserved),
  holds(nothingIsSpentTwice),
  holds(transactionsAreWholeWhenQuiet),
  holds(everyEffectHasItsCause),
  holds(noMessageIsConsumedTwice),
  holds(equalInputGivesEqualResult),
  holds(workStaysWithinLimits),
  holds(confirmedBlocksLeaveWithTheirRootBlocks),
  holds(everythingCanStillSettle, { note: 'as long as root and shard blocks are mined' }),
  holds(nothingDeadlocks),
];
const alive = [
  witnessed(aTransactionCommits),
  witnessed(aMessageIsConsumed),
  witnessed(valueIsInFlight),
  witnessed(executorsShareAnInput),
  witnessed(workIsDone),
];
const settled = witnessed(everyTransactionCommits);

/** Room for an adversary of three blocks. */
const deep = { attacks: 3, rootHeights: 6, shardHeights: 4 } as const;

const claimed = claims(quarkchain, {
  baseline: {
    set: deep,
    claims: [
      ...sound,
      ...alive,
      settled,
      witnessed(aDepositIsProcessedOnTwoBranches),
      givenUp(transactionsAreWholeAtEveryMoment, { length: 1 }),
    ],
  },
  'shard-forks': {
    set: { shardHeights: 6 },
    claims: [
      ...sound,
      ...alive,
      settled,
      holds(confirmedBlocksStay),
      holds(creditsStay),
      givenUp(shardChainsStayWithTheRootChain, { length: 3 }),
    ],
  },
  'root-forks': {
    set: { rootHeights: 8 },
    claims: [
      ...sound,
      ...alive,
      settled,
      holds(shardChainsStayWithTheRootChain),
      witnessed(aDepositIsProcessedOnTwoBranches),
      givenUp(creditsStay, { length: 5 }),
    ],
  },
  explicit: { set: deep, claims: [...sound, ...alive, settled] },
  'ties-to-the-adversary': {
    claims: [...sound, ...alive, settled],
  },
  'lossy-network': { claims: [...sound, ...alive, settled, witnessed(aListIsLost)] },
  'explicit-lossy-network': {
    claims: [...sound, ...alive, settled, witnessed(aListIsLost)],
  },
  'refund-at-source': {
    set: { shardHeights: 4, rootHeights: 7 },
    claims: [...sound, ...alive, settled],
  },
  'failing-call': { claims: [...sound, ...alive, settled] },
  'multi-hop': { set: { attacks: 1 }, claims: [...sound, ...alive, settled] },
  'too-heavy': { claims: [...sound, ...alive, witnessed(aTransactionAborts)] },
  throttled: {
    set: { attacks: 1, shardHeights: 5, rootHeights: 7, shardRanks: 2, rootRanks: 2 },
    claims: [...sound, ...alive, settled],
  },
  converging: {
    set: { attacks: 0 },
    claims: [
      ...sound,
      ...alive,
      settled,
      holds(nobodyIsOvertakenWithoutLimit),
      witnessed(somebodyIsOvertaken),
    ],
  },
  'code-order': {
    set: { attacks: 0 },
    claims: [...sound, ...alive, settled, givenUp(nobodyIsOvertakenWithoutLimit, { length: 6 })],
  },
  opposite: {
    set: { attacks: 1 },
    claims: [
      ...sound,
      ...alive,
      settled,
      witnessed(twoTransactionsConflict),
      holds(eachShardIsSerializable),
      givenUp(historyIsSerializable, { length: 5 }),
    ],
  },
  'stronger-adversary': {
    claims: [...sound, settled, witnessed(aConfirmedWithdrawIsReverted), witnessed(aListIsLost)],
  },
});

export const quarkchainClaims: readonly Suite[] = [...claimed, ...quarkchainAblations];
