/** What same-height inclusion promises and gives up in particular. */
import { type Action, type DeepReadonly, property, propertyOf } from '../checker/protocol.ts';
import { sameHeight } from '../models/same-height/same-height.ts';
import type { Shards } from '../models/same-height/shards.ts';
import { nameOf } from '../models/same-height/workload.ts';

export const everyFeeBuysAnEffect = propertyOf(sameHeight, {
  name: 'every-fee-buys-an-effect',
  invariant: 'SETTLE',
  means: 'a transaction that a shard includes, for a fee, has its turn at that height',
  on: 'state',
  kind: 'always',
  violation: idleInclusion,
});

/** An inclusion that was paid for and is without effect, as a sentence, or null. */
export function idleInclusion({ chains }: DeepReadonly<Shards>): string | null {
  for (const [shard, chain] of chains.entries()) {
    for (const [below, { txs, result }] of chain.entries()) {
      const idle = txs.find((tx) => result?.log.some((entry) => entry.tx === tx) === false);
      if (idle === undefined) continue;
      return `T${idle} paid in shard ${nameOf(shard)} at height ${below + 1} and has no effect there`;
    }
  }
  return null;
}

export const reorganisationsStayInTheirShard = propertyOf(sameHeight, {
  name: 'reorganisations-stay-in-their-shard',
  invariant: 'FIN',
  means: 'a block that is replaced in one shard undoes nothing in another',
  on: 'state',
  kind: 'step',
  violation: undoneElsewhere,
});

/** What a step undoes in shards whose blocks it does not replace, as a sentence, or null. */
export function undoneElsewhere(
  before: DeepReadonly<Shards>,
  { type, block }: Action,
  after: DeepReadonly<Shards>,
): string | null {
  if (type !== 'reorganise') return null;
  const replaced = Array.isArray(block) ? block[0] : null;
  const executed = ({ chains }: DeepReadonly<Shards>, shard: number): number =>
    chains[shard]?.filter(({ result }) => result !== null).length ?? 0;
  const undone = before.chains.findIndex(
    (_, shard) => shard !== replaced && executed(after, shard) < executed(before, shard),
  );
  return undone < 0
    ? null
    : `shard ${nameOf(undone)} has to execute again, though its blocks stand`;
}

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
