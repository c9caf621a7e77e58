/** What disjoint access lists promise and give up in particular. */
import { propertyOf } from '../checker/protocol.ts';
import { disjointAccess } from '../models/disjoint-access/disjoint-access.ts';
import { nameOf } from '../models/same-height/workload.ts';
import { idleInclusion, undoneElsewhere } from './same-height.ts';

export const everyFeeBuysAnEffect = propertyOf(disjointAccess, {
  name: 'every-fee-buys-an-effect',
  invariant: 'SETTLE',
  means: 'a transaction that a shard includes, for a fee, has its turn at that height',
  on: 'state',
  kind: 'always',
  violation: idleInclusion,
});

export const reorganisationsStayInTheirShard = propertyOf(disjointAccess, {
  name: 'reorganisations-stay-in-their-shard',
  invariant: 'FIN',
  means: 'a block that is replaced in one shard undoes nothing in another',
  on: 'state',
  kind: 'step',
  violation: undoneElsewhere,
});

/** One cross-shard transaction a key and a height: the others wait, though nobody is dishonest. */
export const nobodyWaitsForAKey = propertyOf(disjointAccess, {
  name: 'nobody-waits-for-a-key',
  invariant: 'SETTLE',
  means: 'what all shards of a transaction could include at the first height has its turn there',
  on: 'state',
  kind: 'always',
  violation: ({ chains }) => {
    for (const [shard, chain] of chains.entries()) {
      const [first, second] = chain;
      if (first === undefined || second === undefined) continue;
      const late = second.txs.find((tx) => !first.txs.includes(tx));
      if (late === undefined) continue;
      return `T${late} waited for shard ${nameOf(shard)} to include it`;
    }
    return null;
  },
});

export const aTransactionFailsByItsAccessList = propertyOf(disjointAccess, {
  name: 'a-transaction-fails-by-its-access-list',
  invariant: 'witness',
  means: 'a transaction was executed, touched a key outside its access list, and failed',
  on: 'state',
  kind: 'sometimes',
  goal: ({ chains, undeclared }) =>
    chains.some((chain) =>
      chain.some(
        ({ result }) =>
          result?.log.some(({ tx, applied }) => !applied && undeclared[tx] !== null) === true,
      ),
    ),
});
