/**
 * Honest mining: on the head, pointing to the latest root block, with all that is due.
 *
 * A block that does nothing is left out. Time passes without it, and the instance comes to rest
 * once everything has settled, instead of running out of slots.
 */
import type { ActionBuilder } from '../../checker/protocol.ts';
import { blockAt, freeSlot } from '../substrate/chains.ts';
import {
  type Draft,
  headersUpTo,
  honestBlock,
  honestDoesWork,
  honestParent,
  honestRootBlock,
  published,
} from './blocks.ts';
import { emittedBy } from './deposits.ts';
import { confirmedBy, rootHead } from './forks.ts';
import type { RootBlock, State } from './state.ts';
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
          honestParent(network, state, shard) !== null,
        'the block does some work': (state, { shard }) =>
          honestDoesWork(honestBlock(network, state, shard)),
      },
      bound: {
        'a slot is free': (state, { shard }) => {
          const parent = honestParent(network, state, shard);
          return parent === null || freeSlot(state.shards[shard], shardSize, parent) !== null;
        },
      },
      then: (draft, { shard }) => {
        addShardBlock(network, draft, shard, honestBlock(network, draft, shard));
      },
      says: ({ shard }, state) =>
        `shard ${shard} mines ${describeShardBlock(network, honestBlock(network, state, shard))}`,
      concerns: ({ shard }, state) => {
        if (honestParent(network, state, shard) === null) return [];
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
          freeSlot(state.root, rootSize, rootHead(network, state)) !== null,
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
            emittedBy(network, slot, blockAt(state.shards[shard], slot)).map(({ tx }) => tx),
          ),
        );
      },
    }),
  };
}

export function addShardBlock(network: Network, draft: State, shard: number, block: Draft): void {
  const slot = freeSlot(draft.shards[shard], network.shardSize, block.parent);
  if (slot === null) throw new Error(`shard ${shard} has no slot left`);
  draft.shards[shard][slot] = published(network, slot, block);
}

export function addRootBlock(network: Network, draft: State, block: RootBlock): void {
  const slot = freeSlot(draft.root, network.rootSize, block.parent);
  if (slot === null) throw new Error('the root chain has no slot left');
  draft.root[slot] = block;
}
