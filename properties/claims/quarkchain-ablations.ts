/**
 * QuarkChain (section 2): what each of its protections is for.
 *
 * An ablation is judged on an instance small enough to be searched to the end, with the adversary
 * where the story needs it, so that random walks find it too; the suites of this protocol show the
 * same instance sound with the rule back in its place. Where a length differs from the listing's,
 * the note says why; `explicit` adds a step for each list of deposits that has to arrive.
 */
import { claims, holds, violated, witnessed } from '../../checker/protocol.ts';
import { quarkchain } from '../../models/quarkchain/quarkchain.ts';
import { transactionsAreWholeWhenQuiet } from '../atomicity.ts';
import { everyEffectHasItsCause, noMessageIsConsumedTwice } from '../messages.ts';
import { everythingCanStillSettle, nothingDeadlocks } from '../progress.ts';
import { confirmedBlocksLeaveWithTheirRootBlocks } from '../quarkchain.ts';
import { equalInputGivesEqualResult } from '../replicas.ts';
import { eachShardIsSerializable } from '../serializability.ts';
import { nothingIsSpentTwice, supplyIsConserved } from '../supply.ts';
import { aTransactionCommits, everyTransactionCommits } from '../witnesses.ts';
import { nobodyIsOvertakenWithoutLimit, workStaysWithinLimits } from '../work.ts';

// Instances of ablations: where the adversary mines, and no more room than the story needs.
const small = { rootHeights: 2, rootRanks: 2, shardHeights: 2, shardRanks: 2, attacks: 4 } as const;
const flat = { rootHeights: 1, rootRanks: 2, shardHeights: 1, shardRanks: 2, attacks: 6 } as const;
const narrow = {
  rootHeights: 2,
  rootRanks: 2,
  shardHeights: 1,
  shardRanks: 1,
  attacks: 4,
} as const;
const onTarget = { attacked: 'target', attacks: 2 } as const;
/** A second transfer comes the other way. */
const crossingTarget = { ...onTarget, traffic: 'opposite' } as const;
const thriceOnTarget = { attacked: 'target', attacks: 3 } as const;
const lossy = { attacked: 'target', attacks: 2, losses: 1 } as const;
const flood = { traffic: 'flood', xshardLimit: 9, blockLimit: 108, attacks: 0 } as const;
const busy = {
  shards: 3,
  traffic: 'converging',
  xshardLimit: 9,
  blockLimit: 40,
  attacks: 0,
} as const;
const heavy = { traffic: 'heavy', attacks: 1 } as const;
const failing = { traffic: 'failing', attacks: 0 } as const;
const calm = { attacks: 0 } as const;
const far = { shards: 3, neighbourhood: 'line', traffic: 'far', attacks: 0 } as const;

/** Where a rule is gone that is believed to be redundant. */
const note =
  'an equivalent mutant: the fork choice (F1) never shows a block that the rule would refuse';
const equivalent = [
  holds(supplyIsConserved, { note }),
  holds(nothingIsSpentTwice, { note }),
  holds(transactionsAreWholeWhenQuiet, { note }),
  holds(everyEffectHasItsCause, { note }),
  holds(noMessageIsConsumedTwice, { note }),
  holds(equalInputGivesEqualResult, { note }),
  holds(workStaysWithinLimits, { note }),
  holds(confirmedBlocksLeaveWithTheirRootBlocks, { note }),
  holds(everythingCanStillSettle, { note }),
  holds(nothingDeadlocks, { note }),
];
const settled = witnessed(everyTransactionCommits);
export const quarkchainAblations = claims(quarkchain, {
  'no-root-first': {
    set: small,
    claims: [
      violated(supplyIsConserved, { length: 4, listed: 4 }),
      violated(everyEffectHasItsCause, { length: 4 }),
      violated(confirmedBlocksLeaveWithTheirRootBlocks, { length: 4 }),
      settled,
    ],
  },
  'no-root-first@explicit': {
    set: small,
    claims: [
      violated(supplyIsConserved, { length: 5, listed: 4, note: 'the list has to arrive' }),
      settled,
    ],
  },
  'no-happens-before': {
    claims: [
      violated(supplyIsConserved, { length: 3, listed: 3 }),
      violated(everyEffectHasItsCause, { length: 2 }),
      violated(equalInputGivesEqualResult, { length: 2 }),
      settled,
    ],
  },
  'no-happens-before@explicit': {
    claims: [
      violated(supplyIsConserved, { length: 4, listed: 3, note: 'the list has to arrive' }),
      violated(everyEffectHasItsCause, { length: 3 }),
      settled,
    ],
  },
  'pointers-go-back': {
    set: crossingTarget,
    claims: [
      violated(noMessageIsConsumedTwice, { length: 5, listed: 5 }),
      violated(supplyIsConserved, { length: 5, listed: 5 }),
      violated(eachShardIsSerializable, { length: 5 }),
      settled,
    ],
  },
  'pointers-go-back@explicit': {
    set: crossingTarget,
    claims: [
      violated(noMessageIsConsumedTwice, { length: 6, listed: 5, note: 'the list has to arrive' }),
      violated(eachShardIsSerializable, { length: 6 }),
      settled,
    ],
  },
  'keeps-stale-blocks': {
    set: flat,
    claims: [
      violated(supplyIsConserved, { length: 5, listed: 5 }),
      violated(everyEffectHasItsCause, { length: 5 }),
      settled,
    ],
  },
  'keeps-stale-blocks@explicit': {
    set: flat,
    claims: [
      violated(supplyIsConserved, { length: 6, listed: 5, note: 'the list has to arrive' }),
      settled,
    ],
  },
  'root-confirms-strangers': {
    set: narrow,
    claims: [
      violated(everythingCanStillSettle, { length: 4, listed: 4 }),
      violated(nothingDeadlocks, { length: 4, listed: 4 }),
      settled,
    ],
  },
  'root-confirms-strangers@explicit': {
    set: narrow,
    claims: [
      violated(everythingCanStillSettle, { length: 4, listed: 4 }),
      violated(nothingDeadlocks, { length: 4, listed: 4 }),
      settled,
    ],
  },
  'processed-by-node': {
    set: thriceOnTarget,
    claims: [
      violated(supplyIsConserved, {
        length: 5,
        listed: 6,
        note: 'shorter than by a root fork: a fork of the target alone skips the deposit that the node remembers, and the listing was made by hand',
      }),
      violated(equalInputGivesEqualResult, { length: 5 }),
      violated(transactionsAreWholeWhenQuiet, { length: 5 }),
      violated(everythingCanStillSettle, { length: 5 }),
      settled,
    ],
  },
  'processed-by-node@explicit': {
    set: thriceOnTarget,
    claims: [violated(supplyIsConserved, { length: 6, listed: 6 }), settled],
  },
  'no-data-guard': {
    set: lossy,
    claims: [
      violated(supplyIsConserved, { length: 4, listed: 4 }),
      violated(equalInputGivesEqualResult, { length: 4 }),
      violated(transactionsAreWholeWhenQuiet, { length: 5 }),
      settled,
    ],
  },
  'no-data-guard@explicit': {
    set: onTarget,
    claims: [
      violated(supplyIsConserved, {
        length: 3,
        listed: 4,
        note: 'withholding the list takes no step: it is enough not to deliver it',
      }),
      settled,
    ],
  },
  'zero-price-is-free': {
    set: flood,
    claims: [
      violated(workStaysWithinLimits, {
        length: 3,
        note: 'three deposits of price 0 in one block; as many as there are, for any number',
      }),
      settled,
    ],
  },
  'zero-price-is-free@explicit': {
    set: flood,
    claims: [violated(workStaysWithinLimits, { length: 4 }), settled],
  },
  'no-deposit-limit': {
    set: flood,
    claims: [violated(workStaysWithinLimits, { length: 3 }), settled],
  },
  'no-deposit-limit@explicit': {
    set: flood,
    claims: [violated(workStaysWithinLimits, { length: 4 }), settled],
  },
  'newest-first': {
    set: busy,
    claims: [
      violated(nobodyIsOvertakenWithoutLimit, {
        length: 7,
        note: 'a new deposit with each root block, and the oldest waits; no finite run starves it for ever',
      }),
      settled,
    ],
  },
  'newest-first@explicit': {
    set: busy,
    claims: [violated(nobodyIsOvertakenWithoutLimit, { length: 10 }), settled],
  },
  'no-gas-check-at-source': {
    set: heavy,
    claims: [
      violated(everythingCanStillSettle, { length: 1 }),
      violated(nothingDeadlocks, { length: 2 }),
      witnessed(aTransactionCommits),
    ],
  },
  'no-gas-check-at-source@explicit': {
    set: heavy,
    claims: [
      violated(everythingCanStillSettle, { length: 1 }),
      violated(nothingDeadlocks, { length: 3 }),
      witnessed(aTransactionCommits),
    ],
  },
  'refunds-twice': {
    set: failing,
    claims: [
      violated(supplyIsConserved, {
        length: 3,
        listed: 4,
        note: 'the second refund is seen as value in flight as soon as the target emits it',
      }),
      settled,
    ],
  },
  'refunds-twice@explicit': {
    set: failing,
    claims: [violated(supplyIsConserved, { length: 4, listed: 4 }), settled],
  },
  'fee-counted-twice': {
    set: calm,
    claims: [
      violated(supplyIsConserved, {
        length: 1,
        note: 'fees paid and fees still to be paid exceed the debit from the withdraw on',
      }),
      settled,
    ],
  },
  'fee-counted-twice@explicit': {
    set: calm,
    claims: [violated(supplyIsConserved, { length: 1 }), settled],
  },
  'forwards-and-credits': {
    set: far,
    claims: [
      violated(supplyIsConserved, {
        length: 3,
        note: 'the withdraw, the root block, and the one extra step that the listing names',
      }),
      settled,
    ],
  },
  'forwards-and-credits@explicit': {
    set: far,
    claims: [violated(supplyIsConserved, { length: 4 }), settled],
  },
  'no-g3': { claims: [...equivalent, settled] },
  'no-g3@explicit': { claims: [...equivalent, settled] },
});
