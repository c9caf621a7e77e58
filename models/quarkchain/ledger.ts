/** What a state means in the words that all protocols share; everything is derived from chains. */
import type {
  AssetSupply,
  ChainView,
  Committed,
  HistoryView,
  MessageView,
  Part,
  TransactionView,
} from '../../checker/protocol.ts';
import { blockName } from '../substrate/chains.ts';
import { blockAt, isAncestor, pathTo } from '../substrate/paths.ts';
import { type Shown, shownBy } from './accounts.ts';
import { bodyAt, emittedBy, includes, isSame, legOf } from './deposits.ts';
import { shownChain, shownTip, type View } from './forks.ts';
import type { Deposit } from './state.ts';
import { genesisBalance, type Network, type Transaction } from './traffic.ts';

export const placeOf = (shard: number): string => `shard ${shard}`;

// ── value ────────────────────────────────────────────────────────────────────────────────────

export function supplyOf(network: Network, state: View): readonly AssetSupply[] {
  const shown = network.shards.map((shard) => shownBy(network, state, shard));
  const balances = shown.flatMap(({ shard, balances: held }) =>
    [...held].map(([owner, amount]) => ({ place: placeOf(shard), owner, amount })),
  );
  return [
    {
      asset: 'coins',
      genesis: network.shards
        .flatMap((shard) => network.owners.map((owner) => genesisBalance(network, shard, owner)))
        .reduce((sum, amount) => sum + amount, 0),
      holdings: balances,
      escrowed: 0,
      inFlight: inFlight(network, state, shown)
        .map((deposit) => legOf(network, deposit).carries)
        .reduce((sum, amount) => sum + amount, 0),
      fees: shown.reduce((sum, { fees }) => sum + fees, 0),
      burned: 0,
      minted: 0,
      spends: network.transactions.map(({ id, from }) => ({
        unit: `the nonce of T${id}`,
        times: shown[from]?.withdrawn.filter((tx) => tx === id).length ?? 0,
      })),
    },
  ];
}

/**
 * Deposits on their way: emitted by a block that its shard shows, not processed on the chain that
 * the target shows, and still to come there. What the target's cursor has passed is not on its
 * way, whoever thinks so.
 */
function inFlight(network: Network, state: View, shown: readonly Shown[]): readonly Deposit[] {
  return shown.flatMap(({ shard, chain }) =>
    chain
      .flatMap((slot) => emittedBy(network, slot, bodyAt(state, shard, slot)))
      .filter((deposit) => {
        const target = shown[legOf(network, deposit).to];
        if (target === undefined) return false;
        const isProcessed = target.processed.some((one) => isSame(one.deposit, deposit));
        return !isProcessed && isStillToCome(network, state, target.shard, shard, deposit);
      }),
  );
}

function isStillToCome(
  network: Network,
  state: View,
  target: number,
  source: number,
  deposit: Deposit,
): boolean {
  if (network.p.deposits === 'at-once') return true;
  const tip = shownTip(state, target);
  const { root } = blockAt(state.shards[target], tip);
  const { queue } = bodyAt(state, target, tip);
  return includes(queue, deposit) || !isConfirmed(state, root, source, deposit.block);
}

/** Whether a root block or an ancestor confirms a block of a shard. */
function isConfirmed(state: View, root: number, shard: number, slot: number): boolean {
  return isAncestor(state.shards[shard], slot, blockAt(state.root, root).tips[shard]);
}

// ── transactions ─────────────────────────────────────────────────────────────────────────────

export function transactionsOf(network: Network, state: View): readonly TransactionView[] {
  const shown = network.shards.map((shard) => shownBy(network, state, shard));
  const onTheWay = inFlight(network, state, shown);
  return network.transactions.map((transaction) => {
    const { id, isTooHeavy } = transaction;
    const parts = partsOf(transaction, shown);
    const isWithdrawn = parts[0]?.state === 'applied';
    const isDone = parts.every(({ state: part }) => part === 'applied');
    return {
      id,
      parts,
      outcome: isDone ? 'committed' : isTooHeavy && !isWithdrawn ? 'aborted' : 'open',
      pending: onTheWay.some(({ tx }) => tx === id),
    };
  });
}

/** The withdraw and what each leg does; nothing is ever final, for root blocks are not. */
function partsOf({ id, from, legs }: Transaction, shown: readonly Shown[]): readonly Part[] {
  const isWithdrawn = shown[from]?.withdrawn.includes(id) === true;
  return [
    { place: placeOf(from), state: isWithdrawn ? 'applied' : 'absent' },
    ...legs.map(({ to }, leg): Part => {
      const isProcessed = shown[to]?.processed.some(
        ({ deposit }) => deposit.tx === id && deposit.leg === leg,
      );
      return { place: placeOf(to), state: isProcessed === true ? 'applied' : 'absent' };
    }),
  ];
}

// ── messages ─────────────────────────────────────────────────────────────────────────────────

/** One message a deposit of a block; the same leg in two forks of a shard is two messages. */
export function messagesOf(network: Network, state: View): readonly MessageView[] {
  const shown = network.shards.map((shard) => shownBy(network, state, shard));
  return network.shards.flatMap((source) =>
    emittingBlocks(network, shown, source).flatMap((slot) => {
      const body = bodyAt(state, source, slot);
      const emitted = shown[source]?.chain.includes(slot) === true;
      return emittedBy(network, slot, body).flatMap((deposit): readonly MessageView[] => {
        const { to } = legOf(network, deposit);
        const by = (shown[to]?.processed ?? []).filter((one) => isSame(one.deposit, deposit));
        if (!emitted && by.length === 0) return [];
        const name = `T${deposit.tx} leg ${deposit.leg}`;
        const at = `block ${blockName(network.shardSize, slot)} of ${placeOf(source)}`;
        const consumption = {
          place: placeOf(to),
          times: by.length,
          // The past of a block is what the root block that it points to confirms, as long as its
          // own shard shows that.
          causeInPast:
            emitted &&
            by.every((one) =>
              isConfirmed(state, blockAt(state.shards[to], one.by).root, source, slot),
            ),
        };
        return [
          { id: `${name} from ${at}`, emitted, consumed: by.length > 0 ? [consumption] : [] },
        ];
      });
    }),
  );
}

/** Blocks of a shard that it shows, or that some shard shows to have processed a deposit of. */
function emittingBlocks(
  network: Network,
  shown: readonly Shown[],
  source: number,
): readonly number[] {
  const known = shown
    .flatMap(({ processed }) => processed)
    .filter(({ deposit }) => legOf(network, deposit).from === source)
    .map(({ deposit }) => deposit.block);
  const slots = new Set([...(shown[source]?.chain ?? []), ...known]);
  return [...slots].sort((one, other) => one - other);
}

// ── history ──────────────────────────────────────────────────────────────────────────────────

/**
 * An account is a key. A withdraw reads the balance and writes it, and so does a credit. The
 * withdraw commits the transaction: nothing that follows takes it back.
 */
export function historyOf(network: Network, state: View): HistoryView {
  const versions = new Map<string, number>();
  const accesses = new Map<
    number,
    { reads: Committed['reads'][number][]; writes: Committed['writes'][number][] }
  >();
  const touch = (tx: number, shard: number, owner: string): void => {
    const key = `${owner} on ${placeOf(shard)}`;
    const version = versions.get(key) ?? 0;
    versions.set(key, version + 1);
    const access = accesses.get(tx) ?? { reads: [], writes: [] };
    accesses.set(tx, access);
    access.reads.push({ key, version });
    access.writes.push({ key, version: version + 1 });
  };
  for (const shard of network.shards) {
    for (const slot of shownChain(state, shard)) {
      const { withdraws, executes } = bodyAt(state, shard, slot);
      for (const tx of withdraws) touch(tx, shard, network.transactions[tx]?.sender ?? '');
      for (const deposit of executes) {
        for (const { owner } of legOf(network, deposit).credits) touch(deposit.tx, shard, owner);
      }
    }
  }
  return {
    transactions: [...accesses]
      .toSorted(([one], [other]) => one - other)
      .map(([id, { reads, writes }]) => ({ id, reads, writes, after: [] })),
  };
}

// ── chains ───────────────────────────────────────────────────────────────────────────────────

/**
 * Nothing is final: a root block is as deep as the work that it takes to replace it. The root
 * chain describes the chains of all shards, so beside each shard's chain there is one entry a
 * root block: what that block and its ancestors confirm of the shard.
 */
export function chainsOf(network: Network, state: View): readonly ChainView[] {
  const { rootSize, shardSize, shards } = network;
  const root = pathTo(state.root, state.heads.root);
  const view = (chain: string, shard: number, tip: number): ChainView => ({
    chain,
    canonical: pathTo(state.shards[shard], tip).map((slot) => blockName(shardSize, slot)),
    final: [],
  });
  return [
    { chain: 'root', canonical: root.map((slot) => blockName(rootSize, slot)), final: [] },
    ...shards.map((shard) => view(placeOf(shard), shard, shownTip(state, shard))),
    ...root.flatMap((slot) =>
      shards.map((shard) =>
        view(
          `${placeOf(shard)} by root block ${blockName(rootSize, slot)}`,
          shard,
          blockAt(state.root, slot).tips[shard],
        ),
      ),
    ),
  ];
}
