/**
 * Whether a node of one shard that syncs later computes what the miner of a merge block did. It
 * replays its own shard from genesis, and knows of the other only headers and what comes with the
 * block.
 */
import type { Executor, ReplicasView } from '../../checker/protocol.ts';
import { blockAt, blockName, genesis, pathTo } from '../substrate/chains.ts';
import { type Cells, cellsAfter, execute } from './execution.ts';
import { nameOf, type Pair, sizeOf, trafficIn, type Values } from './instance.ts';
import type { View } from './state.ts';
import { shownBy, witnessFor } from './witness.ts';

export function replicasOf(state: View, p: Values): ReplicasView {
  const executors = state.trees.flatMap((tree, shard) =>
    pathTo(tree, state.heads[shard]).flatMap((slot): readonly Executor[] => {
      const { partner } = blockAt(tree, slot);
      if (partner === null) return [];
      const pair = [shard, partner.shard];
      const slots = [slot, partner.slot];
      const named = (index: number): string =>
        `${blockName(sizeOf(p), slots[index])} of ${nameOf(pair[index])}`;
      const input = [named(0), named(1)].sort().join(' and ');
      return [
        {
          name: `the miner of ${input}`,
          input,
          result: textOf(p, cellsAfter(state, p, pair, slots)),
        },
        {
          name: `a node that syncs ${nameOf(shard)} later`,
          input,
          result: textOf(p, replayed(state, p, shard, slot)),
        },
      ];
    }),
  );
  return { executors, writers: [] };
}

/** The accounts of the shard, and of the other one if the block is a merge block. */
function replayed(state: View, p: Values, shard: number, slot: number): Cells {
  const { parent, partner, txs } = blockAt(state.trees[shard], slot);
  if (slot === genesis) return cellsAfter(state, p, [shard], [genesis]);
  const before = own(p, shard, replayed(state, p, shard, parent));
  if (partner === null) return execute(p, before, txs).cells;
  const other = blockAt(state.trees[partner.shard], partner.slot).parent;
  const there: Cells = cellsAfter(state, p, [partner.shard], [other]);
  const pair: Pair = [shard, partner.shard];
  const came = txs.flatMap((tx) => [
    ...own(p, partner.shard, shownBy(witnessFor(state, p, pair, [parent, other], tx, 'genuine'))),
  ]);
  return execute(p, new Map([...before, ...there, ...came]), txs).cells;
}

function own(p: Values, shard: number, cells: Cells): Cells {
  return new Map([...cells].filter(([key]) => trafficIn(p).shardOf.get(key) === shard));
}

function textOf(p: Values, cells: Cells): string {
  return trafficIn(p)
    .accounts.flatMap(({ name }) => {
      const cell = cells.get(name);
      return cell === undefined ? [] : [`${name}=${cell.value}@${cell.version}`];
    })
    .join(' ');
}
