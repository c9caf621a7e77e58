/** Crosslinks: transfers that may change places, with their cells or with their shards. */
import type { Renaming, ScalarSet, Symmetry } from '../../checker/protocol.ts';
import { ascending } from '../substrate/renaming.ts';
import { type Content, contentsOf, type Values } from './instance.ts';
import type { Block, Frozen } from './state.ts';

/** In other workloads one spends, or looks at, what another brings. */
export function symmetry(p: Values): Symmetry {
  if (p.workload === 'two') {
    // Each transfer has a cell of its own on either shard.
    const cell = (one: number, to: Renaming): number => one - (one % 2) + to(one % 2);
    return { transfer: namesOf(p, cell, []) };
  }
  if (p.workload === 'reversed') {
    // What is X and a to one transfer is Y and b to the other.
    return { side: namesOf(p, (one, to) => to(one), ['trees', 'tips']) };
  }
  return {};
}

function namesOf(
  p: Values,
  cell: (cell: number, to: Renaming) => number,
  shards: readonly string[],
): ScalarSet {
  const isMirrored = shards.length > 0;
  const contents = contentsOf(p);
  const place = (index: number, to: Renaming): number => {
    const { tx, shard } = contents[index];
    const moved: Content = {
      tx: tx === null ? null : to(tx),
      shard: isMirrored ? to(shard) : shard,
    };
    return contents.findIndex((one) => one.tx === moved.tx && one.shard === moved.shard);
  };
  return {
    size: 2,
    args: isMirrored ? ['tx', 'shard'] : ['tx'],
    names: { part: place, content: place, ...(isMirrored ? { of: ascending } : {}) },
    rows: ['outcomes', ...shards],
    within: {
      'trees.*.*': (block: Frozen<Block> | null, to) => {
        if (block === null) return null;
        const { parent, tx, result } = block;
        return {
          parent,
          tx: tx === null ? null : to(tx),
          result: {
            taint: ascending(result.taint, to),
            reads: result.reads.map((read) => ({ cell: cell(read.cell, to), by: read.by })),
            writes: result.writes.map((write) => ({
              cell: cell(write.cell, to),
              value: write.value,
            })),
          },
        };
      },
    },
  };
}
