/** What blocks cost and how long deposits wait. */
import type { BlockWork, Wait, WorkView } from '../../checker/protocol.ts';
import { blockName } from '../substrate/chains.ts';
import { blockAt, parentOf, pathTo } from '../substrate/paths.ts';
import { bodyAt, depositsFor, includes, isSame, learnt, legOf } from './deposits.ts';
import { confirmedBy, shownChain, type View } from './forks.ts';
import { placeOf } from './ledger.ts';
import type { Deposit } from './state.ts';
import { type Network, transactionOf } from './traffic.ts';

// ── work ─────────────────────────────────────────────────────────────────────────────────────

export function workOf(network: Network, state: View): WorkView {
  return {
    blocks: [
      ...rootWork(network, state),
      ...network.shards.flatMap((shard) => shardWork(network, state, shard)),
    ],
    queues: [],
    waits: network.shards.flatMap((shard) => waitsAt(network, state, shard)),
  };
}

/** Headers of one shard in a root block. */
function rootWork(network: Network, state: View): readonly BlockWork[] {
  const { p, rootSize, shards } = network;
  return pathTo(state.root, state.heads.root).flatMap((slot) => {
    const parent = parentOf(state.root, slot);
    return shards.map((shard) => {
      const [tip, before] = [slot, parent].map((root) => confirmedBy(state, root, shard));
      return {
        block: `root block ${blockName(rootSize, slot)}, headers of ${placeOf(shard)}`,
        work: pathTo(state.shards[shard], tip, before).length,
        limit: p.headersMax,
      };
    });
  });
}

/** Thousands of gas: for deposits, the limit and one deposit more; in all, the block limit. */
function shardWork(network: Network, state: View, shard: number): readonly BlockWork[] {
  const { p, transactions, shardSize } = network;
  const accepted = transactions.filter(({ isTooHeavy }) => !isTooHeavy);
  const heaviest = Math.max(0, ...accepted.flatMap(({ legs }) => legs.map((leg) => leg.gas)));
  return shownChain(state, shard).flatMap((slot) => {
    const { executes, withdraws } = bodyAt(state, shard, slot);
    const deposits = executes.reduce((sum, deposit) => sum + legOf(network, deposit).gas, 0);
    const local = withdraws.reduce((sum, tx) => sum + transactionOf(network, tx).gas, 0);
    const block = `block ${blockName(shardSize, slot)} of ${placeOf(shard)}`;
    return [
      { block: `${block}, deposits`, work: deposits, limit: p.xshardLimit + heaviest },
      { block, work: deposits + local, limit: p.blockLimit },
    ];
  });
}

// ── waiting ──────────────────────────────────────────────────────────────────────────────────

/** A deposit in the order of service: `round` counts its header among those of its source. */
interface Queued {
  readonly deposit: Readonly<Deposit>;
  readonly source: number;
  readonly height: number;
  readonly round: number;
}

/**
 * Round-robin owes a deposit that its header is served no later than one round after as many
 * headers of any other source as its own source had before it: so it is overtaken, by what was
 * confirmed no earlier, by `round` + 1 headers of a source at most. Here a header has one deposit
 * unless the gas of a block holds several withdraws; the limit counts them.
 */
function waitsAt(network: Network, state: View, shard: number): readonly Wait[] {
  const chain = shownChain(state, shard);
  const last = chain.at(-1);
  if (last === undefined) return [];
  const tree = state.shards[shard];
  const served = chain.flatMap((slot) => bodyAt(state, shard, slot).executes);
  const queued = arrivals(network, state, shard, blockAt(tree, last).root);
  const perHeader = Math.max(
    1,
    ...queued.map(
      (one) =>
        queued.filter(
          ({ source, deposit }) => source === one.source && deposit.block === one.deposit.block,
        ).length,
    ),
  );
  return queued.map((item) => {
    const at = served.findIndex((deposit) => isSame(deposit, item.deposit));
    const before = at === -1 ? served : served.slice(0, at);
    const overtaking = network.neighbours[shard]
      .filter((source) => source !== item.source)
      .map(
        (source) =>
          queued.filter(
            (other) =>
              other.source === source &&
              other.height >= item.height &&
              includes(before, other.deposit),
          ).length,
      );
    return {
      item: `T${item.deposit.tx} leg ${item.deposit.leg} at ${placeOf(shard)}`,
      overtaken: Math.max(0, ...overtaking),
      limit: (item.round + 1) * perHeader,
    };
  });
}

/** Every deposit that a root block and its ancestors confirm for a shard. */
function arrivals(network: Network, state: View, shard: number, root: number): readonly Queued[] {
  return learnt(network, state, shard, 0, root).flatMap(({ height, shard: source, slot, round }) =>
    depositsFor(network, slot, bodyAt(state, source, slot), shard).map((deposit) => ({
      deposit,
      source,
      height,
      round,
    })),
  );
}
