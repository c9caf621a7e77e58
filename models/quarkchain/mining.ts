/**
 * Honest mining: on the head, pointing to the latest root block, with all that is due.
 *
 * A block that does nothing is left out. Time passes without it, and the instance comes to rest
 * once everything has settled, instead of running out of slots.
 */
import type { ActionBuilder } from '../../checker/protocol.ts';
import { heightOf } from '../substrate/chains.ts';
import { nextSlot, pathOn } from '../substrate/paths.ts';
import {
  type Draft,
  headersUpTo,
  honestBlock,
  honestDoesWork,
  honestParent,
  honestRootBlock,
  type RootDraft,
} from './blocks.ts';
import { bodyAt, depositsFor, emittedBy, newsAt, newsOf } from './deposits.ts';
import { confirmedBy, noteRootBlock, noteShardBlock } from './forks.ts';
import type { List, State } from './state.ts';
import type { Network } from './traffic.ts';
import { describeRootBlock, describeShardBlock } from './wording.ts';

export function miningOf(network: Network, action: ActionBuilder<State>) {
  const { rootSize, shardSize, shards } = network;
  return {
    mineShard: action({
      actor: 'honest',
      over: { shard: shards },
      when: {
        'the shard has a block to build on': (state, { shard }) =>
          honestParent(state, shard) !== null,
        'the block does some work': (state, { shard }) =>
          honestDoesWork(honestBlock(network, state, shard)),
      },
      bound: {
        'a slot is free': (state, { shard }) => {
          const parent = honestParent(state, shard);
          if (parent === null) return true;
          return nextSlot(state.filled.shards[shard], shardSize, parent) !== null;
        },
      },
      then: (draft, { shard }) => {
        addShardBlock(network, draft, shard, honestBlock(network, draft, shard));
      },
      says: ({ shard }, state) =>
        `shard ${shard} mines ${describeShardBlock(network, honestBlock(network, state, shard))}`,
      concerns: ({ shard }, state) => {
        if (honestParent(state, shard) === null) return [];
        const { withdraws, executes } = honestBlock(network, state, shard);
        return [...withdraws, ...executes.map(({ tx }) => tx)];
      },
    }),

    mineRoot: action({
      actor: 'honest',
      when: {
        'there is something to confirm': (state) => {
          const { parent, tips } = honestRootBlock(network, state);
          return tips.some((tip, shard) => tip !== confirmedBy(state, parent, shard));
        },
      },
      bound: {
        'a slot is free': (state) =>
          nextSlot(state.filled.root, rootSize, state.heads.root) !== null,
      },
      then: (draft) => {
        addRootBlock(network, draft, honestRootBlock(network, draft));
      },
      says: (_, state) =>
        `the root chain mines ${describeRootBlock(network, state, honestRootBlock(network, state))}`,
      concerns: (_, state) => {
        const { parent, tips } = honestRootBlock(network, state);
        return shards.flatMap((shard) =>
          headersUpTo(state, shard, parent, tips[shard]).flatMap((slot) =>
            emittedBy(network, slot, bodyAt(state, shard, slot)).map(({ tx }) => tx),
          ),
        );
      },
    }),
  };
}

/** Its lists are on their way, or with their readers at once. */
export function addShardBlock(network: Network, draft: State, shard: number, block: Draft): void {
  const { p, shards, shardSize } = network;
  const [tree, filled] = [draft.shards[shard], draft.filled.shards[shard]];
  const slot = nextSlot(filled, shardSize, block.parent);
  if (slot === null) throw new Error(`shard ${shard} has no slot left`);
  filled[heightOf(shardSize, slot) - 1]++;
  const placed = tree[slot];
  placed.path = pathOn(tree, block.parent, slot);
  placed.root = block.root;
  placed.body = {
    withdraws: [...block.withdraws],
    executes: block.executes.map((deposit) => ({ ...deposit })),
    queue: block.queue.map((deposit) => ({ ...deposit })),
  };
  const place = p.delivery === 'fused' ? 'here' : 'sent';
  const lists = shards.map((to): List | null => {
    const deposits = depositsFor(network, slot, block, to);
    return deposits.length === 0 ? null : { deposits: [...deposits], place };
  });
  if (lists.some((list) => list !== null)) placed.lists = lists;
  noteShardBlock(network, draft, shard, slot);
}

export function addRootBlock(network: Network, draft: State, block: RootDraft): void {
  const { rootSize, shards } = network;
  const { parent, tips } = block;
  const slot = nextSlot(draft.filled.root, rootSize, parent);
  if (slot === null) throw new Error('the root chain has no slot left');
  draft.filled.root[heightOf(rootSize, slot) - 1]++;
  const placed = draft.root[slot];
  placed.path = pathOn(draft.root, parent, slot);
  for (const shard of shards) {
    placed.tips[shard] = tips[shard];
    const known = newsAt(draft, parent, shard).map((header) => ({ ...header }));
    placed.news[shard] = [...known, ...newsOf(network, draft, parent, tips, shard)];
  }
  noteRootBlock(network, draft, slot);
}
