/** What two-phase commit promises in particular, and witnesses that its instances reach far. */

import { property, propertyOf, range } from '../checker/protocol.ts';
import { copiesInFlight, wasSent } from '../models/substrate/network.ts';
import { shardName, slotOf } from '../models/two-phase-commit/instance.ts';
import type { View } from '../models/two-phase-commit/state.ts';
import { twoPhaseCommit } from '../models/two-phase-commit/two-phase-commit.ts';

/** Cause of 2PC-A8's trouble, where `everything-can-still-settle` shows the effect. */
export const deadIdsHoldNoLock = propertyOf(twoPhaseCommit, {
  name: 'dead-ids-hold-no-lock',
  invariant: 'XONCE',
  means: 'a shard that has been told to abort a transaction never locks for it again',
  on: 'state',
  kind: 'step',
  violation: (before, action, after) => {
    // A reorganisation takes the abort itself back.
    if (action.type === 'reorg') return null;
    for (const [shard, { head }] of after.shards.entries()) {
      const risen = head.records.findIndex(
        (record, tx) =>
          record.status === 'prepared' &&
          before.shards[shard]?.head.records[tx]?.status === 'aborted',
      );
      if (risen >= 0) return `T${risen} was aborted at ${shardName(shard)} and locks there`;
    }
    return null;
  },
});

/** Crashed means silent: what another's step may change of it is nothing. */
export const theCrashedDoNothing = propertyOf(twoPhaseCommit, {
  name: 'the-crashed-do-nothing',
  invariant: 'HB',
  means: 'whoever is down decides nothing, sends nothing, locks nothing and applies nothing',
  on: 'state',
  kind: 'step',
  violation: (before, action, after) => {
    const same = (one: unknown, other: unknown): boolean =>
      JSON.stringify(one) === JSON.stringify(other);
    const [was, is] = [before.coordinator, after.coordinator];
    // A restart begins under a new id, of which no shard has any record.
    if (action.type === 'restart') return was.up ? null : 'the coordinator is down';
    if (!was.up && !same(was.transactions, is.transactions)) return 'the coordinator is down';
    if (!was.up && action.type !== 'replay' && sendsDecision(before, after)) {
      return 'the coordinator is down and sends';
    }
    const shard = before.shards.findIndex(
      ({ up, head }, index) => !up && !same(head, after.shards[index]?.head),
    );
    return shard < 0 ? null : `${shardName(shard)} is down, and its state changes`;
  },
});

function sendsDecision(before: View, after: View): boolean {
  const dimensions = dimensionsOf(before);
  return (['commit', 'abort'] as const).some((type) =>
    range(dimensions.transactions).some((tx) =>
      range(dimensions.shards).some((shard) => {
        const slot = slotOf(dimensions, type, tx, shard);
        return copiesInFlight(after.net, slot) > copiesInFlight(before.net, slot);
      }),
    ),
  );
}

/** For instances in which nobody fails and nobody loses patience. */
export const nobodyAbortsForNothing = propertyOf(twoPhaseCommit, {
  name: 'nobody-aborts-for-nothing',
  invariant: 'NON-TRIVIALITY',
  means: 'a shard refuses what waited, or cannot be paid or locked; only that is aborted',
  on: 'state',
  kind: 'step',
  violation: (before, _action, after) => {
    for (const [tx, entry] of after.coordinator.transactions.entries()) {
      const records = before.shards.map(({ head }) => head.records[tx]?.status);
      const isNew = entry.decision !== before.coordinator.transactions[tx]?.decision;
      if (isNew && entry.decision === 'abort' && !entry.isWounded && !records.includes('refused')) {
        return `the coordinator aborts T${tx}, which nobody refused`;
      }
    }
    for (const [shard, { head }] of before.shards.entries()) {
      const isFree = head.balance > 0 && head.records.every(({ status }) => status !== 'prepared');
      const tx = head.records.findIndex(
        ({ status }, index) =>
          (status === 'none' || status === 'prepared') &&
          after.shards[shard]?.head.records[index]?.status === 'refused',
      );
      if (isFree && tx >= 0) return `${shardName(shard)} refuses T${tx} without a reason`;
    }
    return null;
  },
});

/** A shard acts on nothing that it was not asked: not submitted yet, or none of its business. */
export const onlyTheAskedAct = propertyOf(twoPhaseCommit, {
  name: 'only-the-asked-act',
  invariant: 'HB',
  means: 'a shard takes part in a transaction after it was asked to, and never before',
  on: 'state',
  kind: 'always',
  violation: (state) => {
    const dimensions = dimensionsOf(state);
    for (const [shard, { head }] of state.shards.entries()) {
      const tx = head.records.findIndex(
        ({ status }, index) =>
          status !== 'none' && !wasSent(state.net, slotOf(dimensions, 'request', index, shard)),
      );
      if (tx >= 0) return `${shardName(shard)} takes part in T${tx}, and nobody asked it to`;
    }
    return null;
  },
});

function dimensionsOf(state: View): { readonly transactions: number; readonly shards: number } {
  return { transactions: state.coordinator.transactions.length, shards: state.shards.length };
}

/** The promise of wound-wait is not looser than it has to be, nor met by one wound alone. */
export const aPromiseIsUsedUp = property({
  name: 'a-promise-is-used-up',
  invariant: 'witness',
  means: 'somebody is overtaken as often as the protocol allows, and more than once',
  on: 'work',
  kind: 'sometimes',
  goal: ({ waits }) => waits.some(({ overtaken, limit }) => limit > 1 && overtaken === limit),
});

export const realTimeBinds = property({
  name: 'real-time-binds',
  invariant: 'witness',
  means: 'a transaction in effect was submitted after another had committed',
  on: 'history',
  kind: 'sometimes',
  goal: ({ transactions }) => transactions.some(({ after }) => after.length > 0),
});

export const aReaderSeesAnother = property({
  name: 'a-reader-sees-another',
  invariant: 'witness',
  means: 'a transaction in effect read two keys, and one of them after another had written it',
  on: 'history',
  kind: 'sometimes',
  goal: ({ transactions }) =>
    transactions.some(({ reads }) => reads.length > 1 && reads.some(({ version }) => version > 0)),
});

export const aCoinIsSpentInside = property({
  name: 'a-coin-is-spent-inside',
  invariant: 'witness',
  means: 'the owner of an account spent its coin inside the shard',
  on: 'supply',
  kind: 'sometimes',
  goal: (assets) =>
    assets.some(({ holdings }) =>
      holdings.some(({ owner, amount }) => owner.startsWith('spent') && amount > 0),
    ),
});
