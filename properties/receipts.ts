/** What receipts promise in particular: who may have to wait for whom. */
import { property, propertyOf } from '../checker/protocol.ts';
import { receipts } from '../models/receipts/receipts.ts';

/** In the instances with an unpayable receipt it is that of T0. */
export const everyPayableTransferCanStillSettle = property({
  name: 'every-payable-transfer-can-still-settle',
  invariant: 'SETTLE',
  means: 'every submitted transfer is settled whose claim pays',
  on: 'transactions',
  kind: 'recoverable',
  goal: (transactions) =>
    transactions.every(({ id, outcome, pending }) => id === 0 || (outcome !== 'open' && !pending)),
});

export const valueIsLostOnlyAtADeadline = property({
  name: 'value-is-lost-only-at-a-deadline',
  invariant: 'SUPPLY',
  means: 'value is burned by a receipt that expires unclaimed, and in no other way',
  on: 'supply',
  kind: 'step',
  violation: (before, { type }, after) => {
    const lost = (assets: typeof before): number =>
      assets.reduce((sum, { burned }) => sum + burned, 0);
    if (type === 'prune' || lost(after) <= lost(before)) return null;
    return `${lost(after) - lost(before)} lost by ${type}`;
  },
});

export const aReceiptExpires = property({
  name: 'a-receipt-expires-unclaimed',
  invariant: 'witness',
  means: 'value is lost because nobody claimed it in time',
  on: 'supply',
  kind: 'sometimes',
  goal: (assets) => assets.some(({ burned }) => burned > 0),
});

export const aReceiptIsClaimedAfterAReorganisation = propertyOf(receipts, {
  name: 'a-receipt-is-claimed-after-a-reorganisation',
  invariant: 'witness',
  means: 'a chain was reorganised, and a shard has taken a receipt from another',
  on: 'state',
  kind: 'sometimes',
  goal: ({ shards, reorganisations }) =>
    reorganisations > 0 &&
    shards.some(({ blocks }, at) =>
      blocks.some(({ claimed }) => claimed !== null && claimed.leaf.src !== at),
    ),
});

export const aCallbackIsTaken = propertyOf(receipts, {
  name: 'a-callback-is-taken',
  invariant: 'witness',
  means: 'the source has taken the answer to a transfer',
  on: 'state',
  kind: 'sometimes',
  goal: ({ shards }) =>
    shards.some(({ blocks }) => blocks.some(({ claimed }) => claimed?.leaf.kind === 'callback')),
});

export const aContractWakes = propertyOf(receipts, {
  name: 'a-contract-wakes',
  invariant: 'witness',
  means: 'a shard has taken a receipt of its own',
  on: 'state',
  kind: 'sometimes',
  goal: ({ shards }) =>
    shards.some(({ blocks }, at) => blocks.some(({ claimed }) => claimed?.leaf.src === at)),
});
