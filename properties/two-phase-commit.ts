/** What two-phase commit promises in particular, and witnesses that its instances reach far. */

import { property, propertyOf } from '../checker/protocol.ts';
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
      if (risen >= 0) return `T${risen} was aborted at ${'XYZ'.charAt(shard)} and locks there`;
    }
    return null;
  },
});

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
