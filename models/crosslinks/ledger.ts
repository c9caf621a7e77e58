/** What the state of the crosslinks model means in the vocabulary that all protocols share. */
import {
  type Access,
  type AssetSupply,
  type ChainView,
  type Committed,
  type HistoryView,
  type MessageView,
  type Part,
  type ReplicasView,
  range,
  type TransactionView,
  type WorkView,
} from '../../checker/protocol.ts';
import { blockAt, blockName, genesis, pathTo } from '../substrate/chains.ts';
import { effectOf, isLost } from './execution.ts';
import {
  cellsOf,
  changesAt,
  crossOf,
  isCross,
  nameOf,
  shardsIn,
  shardsOf,
  sizeOf,
  transactionsOf,
  type Values,
} from './instance.ts';
import {
  type Block,
  cellAt,
  type Frozen,
  headAt,
  isCrosslinked,
  isUnresolved,
  type State,
} from './state.ts';

interface Standing {
  readonly slot: number;
  readonly block: Frozen<Block>;
}
function pathOf(state: Frozen<State>, shard: number, slot: number): readonly Standing[] {
  const tree = state.trees[shard];
  return pathTo(tree, slot).map((at) => ({ slot: at, block: blockAt(tree, at) }));
}
function canonical(state: Frozen<State>, p: Values, shard: number): readonly Standing[] {
  return pathOf(state, shard, headAt(state, p, shard));
}
/** Blocks of the canonical chain in which a transaction is in effect. */
function effects(state: Frozen<State>, p: Values, shard: number, tx: number): readonly Standing[] {
  return canonical(state, p, shard).filter(
    ({ block }) => block.tx === tx && block.result.writes.length > 0,
  );
}

// ── supply ───────────────────────────────────────────────────────────────────────────────────

/**
 * What the heads show. A coin in superposition may be credited before it is debited; then less than
 * nothing is in flight, as long as the debit may still come.
 */
export function supply(state: Frozen<State>, p: Values): readonly AssetSupply[] {
  const holdings = cellsOf(p).flatMap(({ name, shard, isCoins }, cell) => {
    const amount = cellAt(state, p, headAt(state, p, shard), cell).value;
    return isCoins ? [{ place: nameOf(shard), owner: name, amount }] : [];
  });
  const open = crossOf(p).filter((tx) => isUnresolved(state, p, tx));
  const shown = (tx: number, shard: number): number =>
    netOf(p, tx, shard) * effects(state, p, shard, tx).length;
  const inFlight = -open
    .flatMap((tx) => shardsOf(p, tx).map((shard) => shown(tx, shard)))
    .reduce((sum, change) => sum + change, 0);
  return [
    {
      asset: 'coins',
      genesis: cellsOf(p).reduce((sum, { value, isCoins }) => sum + (isCoins ? value : 0), 0),
      holdings,
      escrowed: 0,
      inFlight,
      fees: 0,
      burned: 0,
      minted: 0,
      spends: range(transactionsOf(p).length).flatMap((tx) =>
        shardsOf(p, tx).map((shard) => ({
          unit: `T${tx} in ${nameOf(shard)}`,
          times: effects(state, p, shard, tx).length,
        })),
      ),
    },
  ];
}

/** What a transaction brings to a shard, or takes from it. */
function netOf(p: Values, tx: number, shard: number): number {
  return changesAt(p, tx, shard).reduce((sum, { by }) => sum + by, 0);
}

// ── transactions and messages ────────────────────────────────────────────────────────────────

/** Those in a canonical block, and those that cross and have ever been in a block. */
export function transactions(state: Frozen<State>, p: Values): readonly TransactionView[] {
  const views: TransactionView[] = [];
  for (const id of range(transactionsOf(p).length)) {
    const isThere = shardsOf(p, id).some((shard) =>
      isCross(p, id)
        ? state.trees[shard].some((block) => block?.tx === id)
        : canonical(state, p, shard).some(({ block }) => block.tx === id),
    );
    if (!isThere) continue;
    const parts = shardsOf(p, id).map((shard) => partOf(state, p, shard, id));
    views.push({ id, parts, outcome: outcomeOf(state, p, id, parts), pending: false });
  }
  return views;
}

function partOf(state: Frozen<State>, p: Values, shard: number, tx: number): Part {
  const place = nameOf(shard);
  const [effect] = effects(state, p, shard, tx);
  if (effect !== undefined) {
    const isFinal = effect.slot <= state.tips[shard] && effect.block.result.taint.length === 0;
    return { place, state: isFinal ? 'final' : 'applied' };
  }
  if (state.outcomes[tx] === 'cancelled') return { place, state: 'undone' };
  const without = canonical(state, p, shard).find(({ block }) => block.tx === tx);
  const isSettled = without !== undefined && without.slot <= state.tips[shard];
  return { place, state: isSettled ? 'undone' : 'absent' };
}

function outcomeOf(
  state: Frozen<State>,
  p: Values,
  tx: number,
  parts: readonly Part[],
): TransactionView['outcome'] {
  if (isCross(p, tx)) {
    const outcome = state.outcomes[tx];
    return outcome === null ? 'open' : outcome === 'classical' ? 'committed' : 'aborted';
  }
  if (parts.every((part) => part.state === 'final')) return 'committed';
  return parts.every((part) => part.state === 'undone') ? 'aborted' : 'open';
}

/** Debits are the cause of a credit in another shard. In superposition, they may still come. */
export function messages(state: Frozen<State>, p: Values): readonly MessageView[] {
  return crossOf(p).flatMap((tx) => {
    const sources = shardsOf(p, tx).filter((shard) => netOf(p, tx, shard) < 0);
    const targets = shardsOf(p, tx).filter((shard) => netOf(p, tx, shard) > 0);
    const emitted = sources.every((shard) => effects(state, p, shard, tx).length > 0);
    const causeInPast = emitted || isUnresolved(state, p, tx);
    return targets.map((shard) => {
      const place = nameOf(shard);
      const times = effects(state, p, shard, tx).length;
      return { id: `T${tx} credits ${place}`, emitted, consumed: [{ place, times, causeInPast }] };
    });
  });
}

// ── history and chains ───────────────────────────────────────────────────────────────────────

/** Transactions in effect in crosslinked blocks, but for those that are cancelled. */
export function history(state: Frozen<State>, p: Values): HistoryView {
  const committed: Committed[] = [];
  for (const id of range(transactionsOf(p).length)) {
    if (state.outcomes[id] === 'cancelled') continue;
    const reads: Access[] = [];
    const writes: Access[] = [];
    for (const shard of shardsOf(p, id)) {
      for (const { slot, block } of pathOf(state, shard, state.tips[shard])) {
        if (block.tx !== id || block.result.writes.length === 0) continue;
        for (const { cell, by } of block.result.reads) reads.push(versionOf(state, p, cell, by));
        for (const { cell } of block.result.writes) writes.push(versionOf(state, p, cell, slot));
      }
    }
    if (writes.length > 0) committed.push({ id, reads, writes, after: [] });
  }
  return { transactions: committed };
}

/** A version that no crosslinked block wrote has a number that no other one has. */
function versionOf(state: Frozen<State>, p: Values, cell: number, by: number): Access {
  const { name, shard } = cellsOf(p)[cell];
  const writers = pathOf(state, shard, state.tips[shard])
    .filter(({ block }) => block.result.writes.some((write) => write.cell === cell))
    .map(({ slot }) => slot);
  const place = writers.indexOf(by);
  const version = by === genesis ? 0 : place < 0 ? writers.length + 1 + by : place + 1;
  return { key: name, version };
}

export function chains(state: Frozen<State>, p: Values): readonly ChainView[] {
  const nameAt = (slot: number): string => blockName(sizeOf(p), slot);
  return shardsIn(p).map((shard) => ({
    chain: nameOf(shard),
    canonical: canonical(state, p, shard).map(({ slot }) => nameAt(slot)),
    final: pathTo(state.trees[shard], state.tips[shard]).map(nameAt),
  }));
}

// ── replicas and work ────────────────────────────────────────────────────────────────────────

/** Who lived through it all, and who joins now and executes what is canonical. */
export function replicas(state: Frozen<State>, p: Values): ReplicasView {
  const cancelled = crossOf(p).filter((tx) => state.outcomes[tx] === 'cancelled');
  const executors = shardsIn(p).flatMap((shard) => {
    const head = headAt(state, p, shard);
    const blocks = canonical(state, p, shard).map(({ block }) => block.tx);
    if (blocks.length === 0) return [];
    const input = `${nameOf(shard)}: ${blocks.join(' ')} without ${cancelled.join(' ')}`;
    const kept = cellsOf(p).flatMap((cell, index) =>
      cell.shard === shard ? [cellAt(state, p, head, index).value] : [],
    );
    return [
      { name: `who kept ${nameOf(shard)}`, input, result: kept.join(' ') },
      { name: `who joins ${nameOf(shard)}`, input, result: replay(state, p, shard, cancelled) },
    ];
  });
  return { executors, writers: [] };
}

/** The cells of a shard after its canonical blocks, executed from genesis without some. */
function replay(
  state: Frozen<State>,
  p: Values,
  shard: number,
  without: readonly number[],
): string {
  const values = cellsOf(p).map(({ value }) => value);
  for (const { block } of canonical(state, p, shard)) {
    if (block.tx === null || without.includes(block.tx)) continue;
    const effect = effectOf(p, block.tx, shard, (cell) => {
      return { value: values[cell], by: genesis, taint: [] };
    });
    for (const { cell, value } of effect?.writes ?? []) values[cell] = value;
  }
  return values.filter((_, cell) => cellsOf(p)[cell].shard === shard).join(' ');
}

/** The states that the heads may collapse to, as transactions in superposition are kept or not. */
export function conditionalStates(state: Frozen<State>, p: Values): readonly string[] {
  const open = crossOf(p).filter(
    (tx) => isUnresolved(state, p, tx) && !isCrosslinked(state, p, tx) && !isLost(state, p, tx),
  );
  const cancelled = crossOf(p).filter((tx) => state.outcomes[tx] === 'cancelled');
  let worlds: number[][] = [[]];
  for (const tx of open) worlds = worlds.flatMap((world) => [world, [...world, tx]]);
  const states = worlds.map((world) =>
    shardsIn(p)
      .map((shard) => replay(state, p, shard, [...world, ...cancelled]))
      .join(' | '),
  );
  return [...new Set(states)];
}

export function work(state: Frozen<State>, p: Values): WorkView {
  const kept = conditionalStates(state, p).length;
  const isIdle = state.trees.every((tree) => tree.every((block, slot) => slot === 0 || !block));
  const blocks = isIdle ? [] : [{ block: 'a full node', work: kept, limit: 1 }];
  return { blocks, queues: [], waits: [] };
}
