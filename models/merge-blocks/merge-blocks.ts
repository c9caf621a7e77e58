/**
 * Merge blocks: a block that stands in the chains of two shards, with transactions across both.
 *
 * Source      V. Buterin, "Cross-shard contract yanking" and "Merge blocks and synchronous
 *             cross-shard state execution", ethresear.ch 1240; quoted in "Synchronous cross-shard
 *             transactions with consolidated concurrency control and consensus"
 * Adversary   Mines `attacks` blocks, ordinary ones and merge blocks, on any parents, with any
 *             transactions and any values for them that the others accept; and makes the miners of
 *             `halts` shards stop. So forks are not a step, they are mined.
 * Abstracted  Blocks are seen as soon as they are mined, so there is no delivery. Hashing and
 *             signatures are perfect; Merkle proofs are real. Honest miners leave out blocks that
 *             do nothing.
 * Deviates    The source says that a clever fork choice makes both blocks final or neither. Our
 *             reading: consistent heads of the greatest total length, ties by first seen. A merge
 *             block counts in both trees, so it is worth two blocks to whoever mines it. When a
 *             block is final is our reading too: once its heads are ahead by `lead` blocks a shard.
 * Bounds      Trees of `heights` by `ranks` slots, the budgets above, transactions of `traffic`.
 */
import { type ActionBuilder, protocol } from '../../checker/protocol.ts';
import { blockName, freeSlot } from '../substrate/chains.ts';
import { attacksOf } from './attacks.ts';
import { addBlock, addMergeBlock, waiting, waitingAcross } from './execution.ts';
import { isAhead, nextToBeFinal } from './fork-choice.ts';
import {
  ablations,
  nameOf,
  type Pair,
  parameters,
  sizeOf,
  trafficIn,
  type Values,
  variants,
} from './instance.ts';
import { chainsOf, historyOf, messagesOf, supplyOf, transactionsOf, workOf } from './ledger.ts';
import { replicasOf } from './replicas.ts';
import { init, type State, type View } from './state.ts';
import { symmetry } from './symmetry.ts';
import { listed, onTopOf } from './wording.ts';

export const mergeBlocks = protocol({
  name: 'merge-blocks',
  source: 'V. Buterin, "Merge blocks and synchronous cross-shard state execution"',
  section: '4',
  version: 1,
  parameters,
  init,
})({
  variants,
  ablations,

  actions: (p, action) => ({
    ...miningOf(p, action),
    ...attacksOf(p, action),

    finalise: action({
      actor: 'honest',
      over: { shard: trafficIn(p).shards },
      when: {
        'heads without its next block are too far behind': (state, { shard }) => {
          const next = nextToBeFinal(state, shard);
          return next !== null && isAhead(state, p, shard, next);
        },
      },
      then: (draft, { shard }) => {
        draft.final[shard] = nextToBeFinal(draft, shard) ?? draft.final[shard];
      },
      says: ({ shard }, state) => {
        const next = nextToBeFinal(state, shard);
        return `block ${next === null ? '' : blockName(sizeOf(p), next)} of ${nameOf(shard)} is final`;
      },
    }),
  }),

  symmetry,

  ledger: {
    supply: supplyOf,
    transactions: transactionsOf,
    messages: messagesOf,
    history: historyOf,
    chains: chainsOf,
    replicas: replicasOf,
    work: workOf,
  },
});

/** Honest miners: on the heads, with everything that waits. */
function miningOf(p: Values, action: ActionBuilder<State>) {
  const headsOf = (state: View, [one, other]: Pair): Pair => [state.heads[one], state.heads[other]];
  const hasSlot = (state: View, shard: number): boolean =>
    freeSlot(state.trees[shard], sizeOf(p), state.heads[shard]) !== null;
  return {
    extend: action({
      actor: 'honest',
      over: { shard: trafficIn(p).shards },
      when: {
        'its miners are at work': (state, { shard }) => !state.halted[shard],
        'a transaction of the shard waits': (state, { shard }) =>
          waiting(state, p, [shard]).length > 0,
      },
      bound: { 'a slot is free': (state, { shard }) => hasSlot(state, shard) },
      then: (draft, { shard }) => {
        addBlock(draft, p, shard, draft.heads[shard], waiting(draft, p, [shard]));
      },
      says: ({ shard }, state) =>
        `${nameOf(shard)} mines ${listed(waiting(state, p, [shard]))} ` +
        onTopOf(p, shard, state.heads[shard]),
      concerns: ({ shard }, state) => waiting(state, p, [shard]),
    }),

    merge: action({
      actor: 'honest',
      over: { pair: trafficIn(p).pairs },
      when: {
        'the miners of both are at work': (state, { pair }) =>
          pair.every((shard) => !state.halted[shard]),
        'a transaction across the two waits': (state, { pair }) =>
          waitingAcross(state, p, pair).length > 0,
      },
      bound: {
        'a slot is free in both': (state, { pair }) => pair.every((shard) => hasSlot(state, shard)),
      },
      then: (draft, { pair }) => {
        const txs = waitingAcross(draft, p, pair);
        addMergeBlock(draft, p, pair, headsOf(draft, pair), txs, new Map());
      },
      says: ({ pair }, state) =>
        `a merge block for ${listed(waitingAcross(state, p, pair))} is mined ` +
        pair.map((shard) => onTopOf(p, shard, state.heads[shard])).join(' and '),
      concerns: ({ pair }, state) => waitingAcross(state, p, pair),
    }),
  };
}
