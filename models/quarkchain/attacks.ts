/**
 * Mining by the adversary: any block that the others accept, on any parent. What they accept are
 * the rules below; G1 to G5 and the data guard are those of the source.
 */
import type { ActionBuilder } from '../../checker/protocol.ts';
import { heightOf, slotsOf } from '../substrate/chains.ts';
import { isAncestor, nextSlot } from '../substrate/paths.ts';
import {
  contents,
  type Draft,
  forgedBlock,
  headersUpTo,
  honestBlock,
  honestDoesWork,
  honestParent,
  localGas,
  made,
  notMade,
  pointsBelow,
  type RootDraft,
} from './blocks.ts';
import { dueAt, holdsLists, serve } from './deposits.ts';
import { confirmedBy, type View } from './forks.ts';
import { addRootBlock, addShardBlock } from './mining.ts';
import type { State } from './state.ts';
import { type Network, transactionOf } from './traffic.ts';
import { describeRootBlock, describeShardBlock } from './wording.ts';

export function attacksOf(network: Network, action: ActionBuilder<State>) {
  return {
    forkShard: forkShardOf(network, action),
    forkRoot: forkRootOf(network, action),
  };
}

function forkShardOf(network: Network, action: ActionBuilder<State>) {
  const { p, rootSize, shardSize, shards } = network;
  const attacked = { all: shards, source: [0], target: [1], root: [] }[p.attacked];
  const pointerOf = (state: View, shard: number, slot: number): number =>
    state.shards[shard][slot].root;
  return action({
    actor: 'adversary',
    over: {
      shard: attacked,
      parent: slotsOf(shardSize),
      root: slotsOf(rootSize),
      content: contents,
    },
    when: {
      'the parent is known': (state, { shard, parent }) =>
        state.shards[shard][parent].path !== null,
      'G1: the root block is known': (state, { root }) => state.root[root].path !== null,
      'G2: the root pointer does not go back': (state, { shard, parent, root }) =>
        heightOf(rootSize, root) >= heightOf(rootSize, pointerOf(state, shard, parent)),
      'G2: the root pointer stays on its branch': (state, { shard, parent, root }) => {
        const before = pointerOf(state, shard, parent);
        return isAncestor(state.root, before, root) || isAncestor(state.root, root, before);
      },
      'G3: it extends what its root block confirms': (state, { shard, parent, root }) =>
        isAncestor(state.shards[shard], confirmedBy(state, root, shard), parent),
      'the lists that its root block confirms are here': (state, { shard, parent, root }) =>
        holdsLists(network, state, shard, pointerOf(state, shard, parent), root),
      'G4: it processes the deposits that are due': (state, { shard, parent, root, content }) =>
        content !== 'cheats' || dueAt(network, state, shard, parent, root).length === 0,
      'each withdraw is made once on a branch': (state, { shard, parent, content }) =>
        content !== 'cheats' || made(state, shard, parent).length === 0,
      'the target can run what it sends': (state, { shard, parent, content }) =>
        content !== 'withdraws' ||
        notMade(network, state, shard, parent).every(
          (tx) => !transactionOf(network, tx).isTooHeavy,
        ),
      'G5: its withdraws fit into the gas that is left': (state, args) => {
        if (args.content !== 'withdraws') return true;
        const { shard, parent, root } = args;
        const needed = notMade(network, state, shard, parent)
          .map((tx) => transactionOf(network, tx).gas)
          .reduce((sum, gas) => sum + gas, 0);
        // Deposits that are due can only take from it, so they are looked up last.
        if (needed === 0 || needed > localGas(network, 0)) return needed === 0;
        const { gas } = serve(network, dueAt(network, state, shard, parent, root));
        return needed <= localGas(network, gas);
      },
    },
    bound: {
      'the adversary can afford it': (state) => state.attacks > 0,
      'a slot is free': (state, { shard, parent }) =>
        nextSlot(state.filled.shards[shard], shardSize, parent) !== null,
      'it differs from a plain block': (state, { shard, parent, root, content }) =>
        content === 'plain' ||
        !isSame(
          forgedBlock(network, state, shard, parent, root, content),
          forgedBlock(network, state, shard, parent, root, 'plain'),
        ),
      'an honest miner would not do the same': (state, { shard, parent, root, content }) => {
        if (honestParent(state, shard) !== parent) return true;
        const honest = honestBlock(network, state, shard);
        if (!honestDoesWork(honest)) return true;
        return !isSame(forgedBlock(network, state, shard, parent, root, content), honest);
      },
    },
    then: (draft, { shard, parent, root, content }) => {
      draft.attacks--;
      const block = forgedBlock(network, draft, shard, parent, root, content);
      addShardBlock(network, draft, shard, block);
    },
    says: ({ shard, parent, root, content }, state) => {
      const block = forgedBlock(network, state, shard, parent, root, content);
      return `the adversary mines for shard ${shard} ${describeShardBlock(network, block)}`;
    },
  });
}

function isSame(one: Draft, other: Draft): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function forkRootOf(network: Network, action: ActionBuilder<State>) {
  const { p, rootSize, shardSize, shards } = network;
  /** A shard and the last of its headers to confirm, or nothing new. */
  const confirmations: readonly (readonly [number, number] | null)[] = [
    null,
    ...shards.flatMap((shard) =>
      slotsOf(shardSize)
        .slice(1)
        .map((tip) => [shard, tip] as const),
    ),
  ];
  return action({
    actor: 'adversary',
    over: {
      parent: p.attacked === 'all' || p.attacked === 'root' ? slotsOf(rootSize) : [],
      confirms: confirmations,
    },
    when: {
      'the parent is known': (state, { parent }) => state.root[parent].path !== null,
      'the header is known': (state, { confirms }) =>
        confirms === null || state.shards[confirms[0]][confirms[1]].path !== null,
      'its headers extend those confirmed below': (state, { parent, confirms }) => {
        if (confirms === null) return true;
        const [shard, tip] = confirms;
        const confirmed = confirmedBy(state, parent, shard);
        return tip !== confirmed && isAncestor(state.shards[shard], confirmed, tip);
      },
      'its headers point to root blocks below': (state, { parent, confirms }) => {
        if (confirms === null) return true;
        const [shard, tip] = confirms;
        return headersUpTo(state, shard, parent, tip).every((slot) =>
          pointsBelow(state, shard, slot, parent),
        );
      },
      'it confirms no more headers of a shard than a root block may': (state, args) => {
        if (args.confirms === null) return true;
        const [shard, tip] = args.confirms;
        return headersUpTo(state, shard, args.parent, tip).length <= p.headersMax;
      },
    },
    bound: {
      'the adversary can afford it': (state) => state.attacks > 0,
      'a slot is free': (state, { parent }) =>
        nextSlot(state.filled.root, rootSize, parent) !== null,
    },
    then: (draft, { parent, confirms }) => {
      draft.attacks--;
      addRootBlock(network, draft, forgedRootBlock(draft, parent, confirms));
    },
    says: ({ parent, confirms }, state) =>
      `the adversary mines ${describeRootBlock(network, state, forgedRootBlock(state, parent, confirms))}`,
  });
}

function forgedRootBlock(
  state: View,
  parent: number,
  confirms: readonly [number, number] | null,
): RootDraft {
  return {
    parent,
    tips: state.root[parent].tips.map((tip, shard) =>
      confirms?.[0] === shard ? confirms[1] : tip,
    ),
  };
}
