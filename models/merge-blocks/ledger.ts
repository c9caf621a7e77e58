/** What a state means in the words that all protocols share; everything is read off the trees. */
import type {
  AssetSupply,
  ChainView,
  Committed,
  MessageView,
  TransactionView,
  WorkView,
} from '../../checker/protocol.ts';
import { blockAt, blockName, isAncestor, pathTo } from '../substrate/chains.ts';
import { isCross, nameOf, sizeOf, trafficIn, type Values } from './instance.ts';
import type { Block, View } from './state.ts';

type Placed = Readonly<{ shard: number; slot: number; block: View['trees'][number][number] & {} }>;

/** The blocks that a shard shows, in order, genesis left out. */
function shown(state: View, shard: number): readonly Placed[] {
  const tree = state.trees[shard];
  return pathTo(tree, state.heads[shard]).map((slot) => ({
    shard,
    slot,
    block: blockAt(tree, slot),
  }));
}
function allShown(state: View): readonly Placed[] {
  return state.trees.flatMap((_, shard) => shown(state, shard));
}

/** The same for both halves of a merge block. */
function identity({ shard, slot, block: { partner } }: Placed): string {
  const places = [{ shard, slot }, ...(partner === null ? [] : [partner])];
  return places
    .map((place) => `${place.shard}:${place.slot}`)
    .sort()
    .join(' ');
}

// ── value ────────────────────────────────────────────────────────────────────────────────────

export function supplyOf(state: View, p: Values): readonly AssetSupply[] {
  const { accounts, accountsAt, transactions } = trafficIn(p);
  const blocks = allShown(state);
  const units = new Map(transactions.map((one) => [`${one.sender}, nonce ${one.nonce}`, one]));
  return [
    {
      asset: 'coins',
      genesis: accounts.reduce((sum, { initial }) => sum + initial, 0),
      holdings: accountsAt.flatMap((here, shard) =>
        here.map(({ name }, index) => ({
          place: nameOf(shard),
          owner: name,
          amount: blockAt(state.trees[shard], state.heads[shard]).cells[index].value,
        })),
      ),
      escrowed: 0,
      inFlight: 0,
      fees: 0,
      burned: 0,
      minted: 0,
      spends: [...units].map(([unit, { sender, nonce }]) => {
        const uses = blocks.flatMap((placed) =>
          placed.block.txs
            .filter((tx) => {
              const one = transactions[tx];
              return one.sender === sender && one.nonce === nonce;
            })
            .map((tx) => `T${tx} in ${identity(placed)}`),
        );
        return { unit, times: new Set(uses).size };
      }),
    },
  ];
}

// ── transactions ─────────────────────────────────────────────────────────────────────────────

export function transactionsOf(state: View, p: Values): readonly TransactionView[] {
  const { transactions, touches, shardOf, accountsAt } = trafficIn(p);
  return transactions.map(({ sender, nonce }, id) => {
    const parts = touches[id].map((shard) => {
      const by = shown(state, shard).find(({ block }) => block.txs.includes(id));
      const isFinal =
        by !== undefined && isAncestor(state.trees[shard], by.slot, state.final[shard]);
      const part = isFinal ? 'final' : by !== undefined ? 'applied' : 'absent';
      return { place: nameOf(shard), state: part } as const;
    });
    const home = shardOf.get(sender) ?? 0;
    const index = accountsAt[home].findIndex(({ name }) => name === sender);
    const used = blockAt(state.trees[home], state.heads[home]).cells[index].nonce > nonce;
    const isWhole = parts.every((part) => part.state !== 'absent');
    const isAbsent = parts.every((part) => part.state === 'absent');
    const outcome = isWhole ? 'committed' : used && isAbsent ? 'aborted' : 'open';
    return { id, parts, outcome, pending: false };
  });
}

// ── calls from one shard to another ──────────────────────────────────────────────────────────

/** What a transaction does beyond the shard of its sender is a message to there. */
export function messagesOf(state: View, p: Values): readonly MessageView[] {
  const { touches, transactions } = trafficIn(p);
  return transactions.flatMap((_, tx): readonly MessageView[] => {
    if (!isCross(p, tx)) return [];
    const [home, ...elsewhere] = touches[tx];
    const takes = ({ block }: Placed): boolean => block.txs.includes(tx);
    const emitting = shown(state, home).filter(takes);
    const consumed = elsewhere.map((shard) => {
      const by = shown(state, shard).filter(takes);
      return {
        place: nameOf(shard),
        times: by.length,
        causeInPast: by.every((one) => emitting.some((other) => identity(other) === identity(one))),
      };
    });
    if (emitting.length === 0 && consumed.every(({ times }) => times === 0)) return [];
    return [{ id: `the call of T${tx}`, emitted: emitting.length > 0, consumed }];
  });
}

// ── history, chains, work ────────────────────────────────────────────────────────────────────

export function historyOf(state: View): { readonly transactions: readonly Committed[] } {
  const entries = allShown(state).flatMap(({ block }) => block.log);
  const ids = [...new Set(entries.map(({ tx }) => tx))].sort((one, other) => one - other);
  return {
    transactions: ids.map((id) => {
      const mine = entries.filter(({ tx }) => tx === id);
      return {
        id,
        reads: mine.flatMap(({ reads }) => reads),
        writes: mine.flatMap(({ writes }) => writes),
        after: [],
      };
    }),
  };
}

export function chainsOf(state: View, p: Values): readonly ChainView[] {
  return state.trees.map((tree, shard) => {
    const names = (tip: number): readonly string[] =>
      pathTo(tree, tip).map((slot) => blockName(sizeOf(p), slot));
    return {
      chain: nameOf(shard),
      canonical: names(state.heads[shard]),
      final: names(state.final[shard]),
    };
  });
}

/** Work is the number of shards whose state it takes to execute a block; a node has two. */
export function workOf(state: View, p: Values): WorkView {
  const blocks = allShown(state).map(({ shard, slot, block }) => ({
    block: `block ${blockName(sizeOf(p), slot)} of ${nameOf(shard)}`,
    work: shardsOf(p, shard, block).size,
    limit: 2,
  }));
  return { blocks, queues: [], waits: [] };
}
function shardsOf(
  p: Values,
  shard: number,
  block: Readonly<Pick<Block, 'partner'>> & {
    readonly txs: readonly number[];
  },
): ReadonlySet<number> {
  const touched = block.txs.flatMap((tx) => trafficIn(p).touches[tx]);
  return new Set([shard, ...(block.partner === null ? [] : [block.partner.shard]), ...touched]);
}
