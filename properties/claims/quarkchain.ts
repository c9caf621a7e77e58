/**
 * QuarkChain (section 2): what it claims, what it gives up, and what each protection is for.
 *
 * An ablation is judged on an instance small enough to be searched to the end, and the suites of
 * this protocol show the same instance sound with the rule back in its place. Where a length
 * differs from the listing's, the note says why; `explicit` adds a step for each list of deposits
 * that has to arrive.
 */
import { claims, givenUp, holds, violated, witnessed } from '../../checker/protocol.ts';
import { quarkchain } from '../../models/quarkchain/quarkchain.ts';
import { transactionsAreWholeAtEveryMoment, transactionsAreWholeWhenQuiet } from '../atomicity.ts';
import { everyEffectHasItsCause, noMessageIsConsumedTwice } from '../messages.ts';
import { everythingCanStillSettle, nothingDeadlocks } from '../progress.ts';
import {
  aDepositIsProcessedOnTwoBranches,
  aListIsLost,
  confirmedBlocksLeaveWithTheirRootBlocks,
  confirmedBlocksStay,
  creditsStay,
  shardChainsStayWithTheRootChain,
} from '../quarkchain.ts';
import { equalInputGivesEqualResult } from '../replicas.ts';
import { historyIsSerializable } from '../serializability.ts';
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
  holds(everythingCanStillSettle),
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

/** One block fits beside each honest one, and nothing on top of it. */
const flat = { rootHeights: 1, rootRanks: 2, shardHeights: 1, shardRanks: 2 } as const;
const flood = { traffic: 'flood', xshardLimit: 9, blockLimit: 108, attacks: 0 } as const;
const converging = {
  shards: 3,
  traffic: 'converging',
  xshardLimit: 9,
  blockLimit: 40,
  attacks: 0,
} as const;

export const quarkchainClaims = claims(quarkchain, {
  baseline: {
    claims: [
      ...sound,
      ...alive,
      settled,
      witnessed(aDepositIsProcessedOnTwoBranches),
      givenUp(transactionsAreWholeAtEveryMoment),
      givenUp(shardChainsStayWithTheRootChain),
      givenUp(creditsStay),
    ],
  },
  explicit: { claims: [...sound, ...alive, settled] },
  'ties-to-the-adversary': {
    claims: [...sound, ...alive, settled, givenUp(confirmedBlocksStay)],
  },
  'lossy-network': { claims: [...sound, ...alive, settled, witnessed(aListIsLost)] },
  'refund-at-source': { claims: [...sound, ...alive, settled] },
  'failing-call': { claims: [...sound, ...alive, settled] },
  'multi-hop': { set: { attacks: 1 }, claims: [...sound, ...alive, settled] },
  'too-heavy': { claims: [...sound, ...alive, witnessed(aTransactionAborts)] },
  throttled: {
    set: { attacks: 1, shardHeights: 5, rootHeights: 7 },
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
    claims: [...sound, ...alive, settled, givenUp(nobodyIsOvertakenWithoutLimit)],
  },
  opposite: {
    set: { attacks: 1 },
    claims: [
      ...sound,
      ...alive,
      settled,
      witnessed(twoTransactionsConflict),
      givenUp(historyIsSerializable),
    ],
  },
  'stronger-adversary': {
    claims: [...sound, settled, givenUp(confirmedBlocksStay)],
  },

  'no-root-first': {
    claims: [
      violated(supplyIsConserved, { listed: 4 }),
      violated(everyEffectHasItsCause),
      violated(confirmedBlocksLeaveWithTheirRootBlocks),
      violated(transactionsAreWholeWhenQuiet),
      violated(everythingCanStillSettle),
      settled,
    ],
  },
  'no-root-first@explicit': { claims: [violated(supplyIsConserved, { listed: 4 }), settled] },
  'no-happens-before': {
    claims: [
      violated(supplyIsConserved, { listed: 3 }),
      violated(everyEffectHasItsCause),
      violated(equalInputGivesEqualResult),
      settled,
    ],
  },
  'no-happens-before@explicit': {
    claims: [violated(supplyIsConserved, { listed: 3 }), violated(everyEffectHasItsCause), settled],
  },
  'pointers-go-back': {
    claims: [
      violated(noMessageIsConsumedTwice, { listed: 5 }),
      violated(supplyIsConserved, { listed: 5 }),
      settled,
    ],
  },
  'pointers-go-back@explicit': {
    claims: [violated(noMessageIsConsumedTwice, { listed: 5 }), settled],
  },
  'keeps-stale-blocks': {
    set: { ...flat, attacks: 3 },
    claims: [violated(supplyIsConserved, { listed: 5 }), violated(everyEffectHasItsCause), settled],
  },
  'keeps-stale-blocks@explicit': {
    set: { ...flat, attacks: 3 },
    claims: [violated(supplyIsConserved, { listed: 5 }), settled],
  },
  'root-confirms-strangers': {
    set: { attacks: 4, rootHeights: 2, rootRanks: 2, shardHeights: 1, shardRanks: 1 },
    claims: [
      violated(everythingCanStillSettle, { listed: 4 }),
      violated(nothingDeadlocks, { listed: 4 }),
      settled,
    ],
  },
  'root-confirms-strangers@explicit': {
    set: { attacks: 4, rootHeights: 2, rootRanks: 2, shardHeights: 1, shardRanks: 1 },
    claims: [violated(everythingCanStillSettle, { listed: 4 }), settled],
  },
  'processed-by-node': {
    claims: [
      violated(supplyIsConserved, { listed: 6 }),
      violated(equalInputGivesEqualResult),
      violated(transactionsAreWholeWhenQuiet),
      violated(everythingCanStillSettle),
      settled,
    ],
  },
  'processed-by-node@explicit': { claims: [violated(supplyIsConserved, { listed: 6 }), settled] },
  'no-data-guard': {
    set: { attacks: 1, losses: 1 },
    claims: [
      violated(supplyIsConserved, { listed: 4 }),
      violated(equalInputGivesEqualResult),
      violated(transactionsAreWholeWhenQuiet),
      settled,
    ],
  },
  'no-data-guard@explicit': {
    set: { attacks: 1 },
    claims: [violated(supplyIsConserved, { listed: 4 }), settled],
  },
  'zero-price-is-free': { set: flood, claims: [violated(workStaysWithinLimits), settled] },
  'zero-price-is-free@explicit': { set: flood, claims: [violated(workStaysWithinLimits), settled] },
  'no-deposit-limit': { set: flood, claims: [violated(workStaysWithinLimits), settled] },
  'no-deposit-limit@explicit': { set: flood, claims: [violated(workStaysWithinLimits), settled] },
  'newest-first': { set: converging, claims: [violated(nobodyIsOvertakenWithoutLimit), settled] },
  'newest-first@explicit': {
    set: converging,
    claims: [violated(nobodyIsOvertakenWithoutLimit), settled],
  },
  'no-gas-check-at-source': {
    set: { traffic: 'heavy', attacks: 1 },
    claims: [
      violated(everythingCanStillSettle),
      violated(nothingDeadlocks),
      witnessed(aTransactionCommits),
    ],
  },
  'no-gas-check-at-source@explicit': {
    set: { traffic: 'heavy', attacks: 1 },
    claims: [
      violated(everythingCanStillSettle),
      violated(nothingDeadlocks),
      witnessed(aTransactionCommits),
    ],
  },
  'refunds-twice': {
    set: { traffic: 'failing', attacks: 0 },
    claims: [violated(supplyIsConserved, { listed: 4 }), settled],
  },
  'refunds-twice@explicit': {
    set: { traffic: 'failing', attacks: 0 },
    claims: [violated(supplyIsConserved, { listed: 4 }), settled],
  },
  'fee-counted-twice': { set: { attacks: 0 }, claims: [violated(supplyIsConserved), settled] },
  'fee-counted-twice@explicit': {
    set: { attacks: 0 },
    claims: [violated(supplyIsConserved), settled],
  },
  'forwards-and-credits': {
    set: { shards: 3, neighbourhood: 'line', traffic: 'far', attacks: 0 },
    claims: [violated(supplyIsConserved), settled],
  },
  'forwards-and-credits@explicit': {
    set: { shards: 3, neighbourhood: 'line', traffic: 'far', attacks: 0 },
    claims: [violated(supplyIsConserved), settled],
  },
  'no-g3': { claims: [...sound, settled] },
  'no-g3@explicit': { claims: [...sound, settled] },
});
