/** What same-height inclusion promises and gives up in particular. */
import { property, propertyOf } from '../checker/protocol.ts';
import { sameHeight } from '../models/same-height/same-height.ts';

export const everyFeeBuysAnEffect = propertyOf(sameHeight, {
  name: 'every-fee-buys-an-effect',
  invariant: 'SETTLE',
  means: 'a transaction that a shard includes, for a fee, has its turn at that height',
  on: 'state',
  kind: 'always',
  violation: ({ chains }) => {
    for (const [shard, chain] of chains.entries()) {
      for (const [below, { txs, result }] of chain.entries()) {
        if (result === null) continue;
        const idle = txs.find((tx) => !result.log.some((entry) => entry.tx === tx));
        if (idle === undefined) continue;
        return `T${idle} paid in shard ${shard} at height ${below + 1} and has no effect there`;
      }
    }
    return null;
  },
});

/** Transactions are numbered in the order in which they were submitted. */
export const firstComeIsFirstServed = property({
  name: 'first-come-is-first-served',
  invariant: 'FAIR',
  means: 'no transaction is refused for want of coins while one that came later got some',
  on: 'transactions',
  kind: 'always',
  violation: (transactions) => {
    for (const { id, outcome } of transactions) {
      if (outcome !== 'aborted') continue;
      const later = transactions.find((other) => other.id > id && other.outcome === 'committed');
      if (later !== undefined) return `T${id} is refused and T${later.id} is served`;
    }
    return null;
  },
});

export const aTransactionIsIncludedAgain = propertyOf(sameHeight, {
  name: 'a-transaction-is-included-again',
  invariant: 'witness',
  means: 'a transaction that had no effect at one height has its turn at a later one',
  on: 'state',
  kind: 'sometimes',
  goal: ({ chains }) =>
    chains.some((chain) =>
      chain.some(({ txs, result }, below) =>
        txs.some(
          (tx) =>
            result?.log.some((entry) => entry.tx === tx && entry.applied) === true &&
            chain.slice(0, below).some((block) => block.txs.includes(tx)),
        ),
      ),
    ),
});

/** The hashes of `copies` stand as T1, T0; proposers have no other order to choose. */
export const aProposerChoosesTheOrder = propertyOf(sameHeight, {
  name: 'a-proposer-chooses-the-order',
  invariant: 'witness',
  means: 'two blocks list the same two transactions in different orders',
  on: 'state',
  kind: 'sometimes',
  goal: ({ chains }) => {
    const lists = chains.flat().map(({ txs }) => txs);
    return lists.some((one) =>
      lists.some((other) =>
        one.some((tx, place) =>
          one
            .slice(place + 1)
            .some((next) => other.includes(next) && other.indexOf(next) < other.indexOf(tx)),
        ),
      ),
    );
  },
});
