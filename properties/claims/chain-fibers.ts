/** What is claimed about Chain Fibers (section 6), by variant. */
import { claims, givenUp, holds, violated, witnessed } from '../../checker/protocol.ts';
import { chainFibers } from '../../models/chain-fibers/chain-fibers.ts';
import { transactionsAreWholeAtEveryMoment, transactionsAreWholeWhenQuiet } from '../atomicity.ts';
import {
  aFalseBlockFalls,
  aLargerSetVotes,
  blocksAreFinalAfterASplit,
  blocksShareAMasterBlock,
  falseBlocksNeverBecomeFinal,
  honestAuditorsKeepTheirBonds,
} from '../chain-fibers.ts';
import { finalBlocksStay } from '../chains.ts';
import { everyEffectHasItsCause, noMessageIsConsumedTwice } from '../messages.ts';
import { everythingCanStillSettle, nothingDeadlocks } from '../progress.ts';
import { equalInputGivesEqualResult, keysHaveOneWriter } from '../replicas.ts';
import { historyIsSerializable } from '../serializability.ts';
import { nothingIsSpentTwice, supplyIsConserved } from '../supply.ts';
import {
  aBlockIsFinal,
  aMessageIsConsumed,
  aTransactionAborts,
  aTransactionCommits,
  executorsShareAnInput,
  twoTransactionsConflict,
  workIsDone,
} from '../witnesses.ts';
import { workStaysWithinLimits } from '../work.ts';
import type { Details } from './details.ts';

/** What holds whoever is corrupt. */
const chain = [
  holds(finalBlocksStay),
  holds(workStaysWithinLimits),
  holds(honestAuditorsKeepTheirBonds),
  witnessed(aTransactionCommits),
  witnessed(aMessageIsConsumed),
  witnessed(aBlockIsFinal),
  witnessed(workIsDone),
  witnessed(executorsShareAnInput),
];
const value = [
  holds(equalInputGivesEqualResult),
  holds(keysHaveOneWriter),
  holds(noMessageIsConsumedTwice),
  holds(supplyIsConserved),
  holds(nothingIsSpentTwice),
  holds(transactionsAreWholeAtEveryMoment),
  holds(transactionsAreWholeWhenQuiet),
  holds(historyIsSerializable),
  holds(everyEffectHasItsCause),
  holds(falseBlocksNeverBecomeFinal),
];
const progress = [holds(everythingCanStillSettle), holds(nothingDeadlocks)];
const claimed = [
  ...chain,
  ...value,
  ...progress,
  witnessed(aTransactionAborts),
  witnessed(twoTransactionsConflict),
];

// ── what is given up ─────────────────────────────────────────────────────────────────────────

/** Auditors of two whole fibers are corrupt: what they sign stands until it is challenged. */
function exposed(length: number, shared: number, again: number) {
  const note = 'inside the window, until the block falls';
  return [
    givenUp(supplyIsConserved, { length, note }),
    givenUp(transactionsAreWholeAtEveryMoment, { length, note }),
    givenUp(everyEffectHasItsCause, { length, note }),
    givenUp(keysHaveOneWriter, { length: shared, note }),
    givenUp(equalInputGivesEqualResult, { length: shared, note }),
    givenUp(noMessageIsConsumedTwice, { length: again, note }),
    holds(falseBlocksNeverBecomeFinal),
    ...progress,
    witnessed(aFalseBlockFalls),
  ];
}

const homeless = [
  givenUp(everythingCanStillSettle, {
    length: 0,
    note: 'no collator has all fibers of the transaction at home',
  }),
  givenUp(nothingDeadlocks, { length: 0, note: 'nobody can do anything about it' }),
];

// ── claims about ablations ───────────────────────────────────────────────────────────────────

const perAuditor = 'auditors sign in steps of their own';

/** FIB-A1, A2: two blocks start from the same roots. */
function doubleSpend(length: number, details: Details) {
  return [
    violated(nothingIsSpentTwice, { ...details, length }),
    violated(supplyIsConserved, { ...details, length }),
    violated(historyIsSerializable, { ...details, length }),
    witnessed(aTransactionCommits),
  ];
}
/** FIB-A1, A2: the last room, in train-and-hotel; neither of the two sees the other's guest. */
function soldTwice(length: number) {
  return [
    violated(nothingIsSpentTwice, { length, note: 'two guests for one room' }),
    violated(historyIsSerializable, { length }),
    holds(supplyIsConserved, { note: 'what one of them wrote is lost' }),
    witnessed(aTransactionCommits),
  ];
}
/** FIB-A1: so they are side by side in one master block. */
function overlapping(length: number, details: Details) {
  return [
    ...doubleSpend(length, details),
    violated(keysHaveOneWriter, { ...details, length }),
    violated(workStaysWithinLimits, { ...details, length }),
    violated(equalInputGivesEqualResult, { ...details, length }),
  ];
}

/** FIB-A3, A6: a block writes where its fibers do not reach. */
function unaudited(length: number, note: string) {
  return [
    violated(keysHaveOneWriter, { length, note }),
    violated(supplyIsConserved, { length }),
    violated(historyIsSerializable, { length }),
    violated(equalInputGivesEqualResult, { length }),
    witnessed(blocksShareAMasterBlock),
  ];
}

/** FIB-A4, A5 */
function minted(length: number, details: Details) {
  return [
    violated(supplyIsConserved, { ...details, length }),
    violated(transactionsAreWholeAtEveryMoment, { ...details, length }),
    violated(everyEffectHasItsCause, { ...details, length }),
    witnessed(aTransactionCommits),
  ];
}
const falseFinality = (length: number, details: Details) =>
  violated(falseBlocksNeverBecomeFinal, { ...details, length });

const calm = { attacks: 0, reorganisations: 0 } as const;
const sly = { attacks: 1, reorganisations: 0 } as const;
const equivalent = 'equivalent (section 29.2): blocks of one master block have no fiber in common';

// ── the claims ───────────────────────────────────────────────────────────────────────────────

export const chainFibersClaims = claims(chainFibers, {
  baseline: {
    claims: [...claimed, witnessed(blocksShareAMasterBlock)],
  },
  explicit: { claims: [...claimed, witnessed(blocksShareAMasterBlock)] },
  captured: { claims: [...chain, ...exposed(2, 3, 4), witnessed(aLargerSetVotes)] },
  'captured-explicit': { claims: [...chain, ...exposed(2, 5, 4), witnessed(aLargerSetVotes)] },
  unwatched: {
    claims: [
      ...chain,
      givenUp(falseBlocksNeverBecomeFinal, {
        length: 3,
        note: 'every auditor and every fisherman has failed: then it is for people to repair',
      }),
    ],
  },
  wide: { claims: [...value, ...homeless, witnessed(executorsShareAnInput)] },
  'wide-homes': { claims: [...chain, ...value, ...progress] },
  splitting: {
    claims: [...claimed, witnessed(blocksShareAMasterBlock), witnessed(blocksAreFinalAfterASplit)],
  },
  'splitting-explicit': {
    claims: [...claimed, witnessed(blocksShareAMasterBlock), witnessed(blocksAreFinalAfterASplit)],
  },

  'overlapping-fibers': { claims: overlapping(3, { listed: 3 }) },
  'overlapping-fibers@train-and-hotel': { claims: soldTwice(3) },
  'overlapping-fibers@explicit': {
    set: calm,
    claims: overlapping(9, { listed: 3, note: perAuditor }),
  },
  'no-pre-root': { set: calm, claims: doubleSpend(4, { listed: 4 }) },
  'no-pre-root@train-and-hotel': { claims: soldTwice(4) },
  'no-pre-root@explicit': {
    set: calm,
    claims: doubleSpend(10, { listed: 4, note: perAuditor }),
  },
  'unconfined-writes': { claims: unaudited(3, 'an unaudited write') },
  'unconfined-writes@explicit': { set: sly, claims: unaudited(8, 'an unaudited write') },
  'any-signature': {
    claims: [
      ...minted(2, { listed: 2 }),
      holds(falseBlocksNeverBecomeFinal, {
        note: 'the listing has FIN, too; here the challenge, which is left, still keeps it',
      }),
    ],
  },
  'any-signature@explicit': {
    // With three transactions the signatures that a block may or may not have are too many.
    set: { ...sly, workload: 'train-and-hotel' },
    claims: [...minted(2, { listed: 2 }), holds(falseBlocksNeverBecomeFinal)],
  },
  'no-window': { set: sly, claims: [...minted(2, {}), falseFinality(2, {})] },
  'no-window@explicit': { set: sly, claims: [...minted(2, {}), falseFinality(2, {})] },
  'no-re-homing': { claims: unaudited(4, 'two blocks over one account, by old and new fibers') },
  'no-re-homing@explicit': {
    set: calm,
    claims: unaudited(9, 'two blocks over one account, by old and new fibers'),
  },
  'reversed-inside': {
    claims: [
      holds(supplyIsConserved, { note: equivalent }),
      holds(historyIsSerializable, { note: equivalent }),
      holds(transactionsAreWholeAtEveryMoment, { note: equivalent }),
      holds(equalInputGivesEqualResult, { note: equivalent }),
      witnessed(blocksShareAMasterBlock),
    ],
  },
  'reversed-inside@explicit': {
    set: calm,
    claims: [
      holds(supplyIsConserved, { note: equivalent }),
      holds(historyIsSerializable, { note: equivalent }),
      witnessed(blocksShareAMasterBlock),
    ],
  },
});
