/** What paired execution promises in particular, and what it gives up. */
import { property, propertyOf } from '../checker/protocol.ts';
import { pairedExecution } from '../models/paired-execution/paired-execution.ts';

export const anOpenTransactionCanGoOnAtOnce = property({
  name: 'an-open-transaction-can-go-on-at-once',
  invariant: 'latency',
  means: 'some honest step brings a submitted transaction forward, whatever the block number is',
  on: 'transactions',
  kind: 'always',
  violation: (transactions, { canProgress }) => {
    const waits = transactions.find(({ id, outcome }) => outcome === 'open' && !canProgress(id));
    return waits === undefined ? null : `T${waits.id} waits for a block in which its shards meet`;
  },
});

/** T0 is between shard 0 and another. */
export const everyTransferWithoutShard0CanStillSettle = property({
  name: 'every-transfer-without-shard-0-can-still-settle',
  invariant: 'SETTLE',
  means: 'every submitted transaction but the one between shard 0 and another is settled',
  on: 'transactions',
  kind: 'recoverable',
  goal: (transactions) =>
    transactions.every(({ id, outcome, pending }) => id === 0 || (outcome !== 'open' && !pending)),
});

export const aBlockIsTakenBackAndATransferGoesThrough = propertyOf(pairedExecution, {
  name: 'a-block-is-taken-back-and-a-transfer-goes-through',
  invariant: 'witness',
  means: 'the adversary has replaced a block, and T0 has taken effect at shard 1',
  on: 'state',
  kind: 'sometimes',
  goal: ({ attacks, logs }) =>
    attacks === 0 && logs[1]?.some(({ tx, writes }) => tx === 0 && writes.length > 0) === true,
});

export const anAheadNodeExecutesATransfer = propertyOf(pairedExecution, {
  name: 'a-node-whose-clock-is-ahead-executes-a-transfer',
  invariant: 'witness',
  means: 'a node with a wrong clock executes, with its partner, a transfer between the two',
  on: 'state',
  kind: 'sometimes',
  goal: ({ ahead, heights }) =>
    ahead.includes(true) &&
    heights.some(
      ({ blocks, results }) =>
        results.every((result, shard) => shard > 1 || result !== null) && blocks[0] === 0,
    ),
});
