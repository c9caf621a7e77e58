/** Whether some serial order explains what committed transactions read and wrote. */
import { violationOf } from '../checker/isolation/model-history.ts';
import { property } from '../checker/protocol.ts';

export const historyIsSerializable = property({
  name: 'history-is-serializable',
  invariant: 'SER',
  means: 'some serial order of the committed transactions gives the same reads and final state',
  on: 'history',
  kind: 'always',
  violation: (history) => violationOf(history, 'serializable'),
});

export const historyIsStrictlySerializable = property({
  name: 'history-is-strictly-serializable',
  invariant: 'SSER',
  means: 'such an order exists that also respects real time',
  on: 'history',
  kind: 'always',
  violation: (history) => violationOf(history, 'strict-serializable'),
});

export const readsAreAtomic = property({
  name: 'reads-are-atomic',
  invariant: 'RA',
  means: 'no transaction sees one write of another and misses an older sibling of it',
  on: 'history',
  kind: 'always',
  violation: (history) => violationOf(history, 'read-atomic'),
});
