/** Whether some serial order explains what committed transactions read and wrote. */
import { violationOf } from '../checker/isolation/model-history.ts';
import { type Access, property } from '../checker/protocol.ts';

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

/** Keys are named "what on where"; what stands after the last " on " is the place. */
export const eachShardIsSerializable = property({
  name: 'each-shard-is-serializable',
  invariant: 'SER per shard',
  means: 'what happened on any one shard, taken by itself, has a serial order',
  on: 'history',
  kind: 'always',
  violation: ({ transactions }) => {
    const accesses = transactions.flatMap(({ reads, writes }) => [...reads, ...writes]);
    for (const place of new Set(accesses.map(({ key }) => placeOf(key)))) {
      const isThere = ({ key }: Access): boolean => placeOf(key) === place;
      const local = transactions.map((one) => ({
        ...one,
        reads: one.reads.filter(isThere),
        writes: one.writes.filter(isThere),
      }));
      const violation = violationOf({ transactions: local }, 'serializable');
      if (violation !== null) return violation;
    }
    return null;
  },
});

function placeOf(key: string): string {
  const at = key.lastIndexOf(' on ');
  return at === -1 ? key : key.slice(at + 4);
}

export const readsAreAtomic = property({
  name: 'reads-are-atomic',
  invariant: 'RA',
  means: 'no transaction sees one write of another and misses an older sibling of it',
  on: 'history',
  kind: 'always',
  violation: (history) => violationOf(history, 'read-atomic'),
});
