/**
 * Paired merged execution: at every block number shards are paired, or one of them leads, and only
 * those that are together execute transactions across shards.
 *
 * Source      V. Buterin, "Merge blocks and synchronous cross-shard state execution", ethresear.ch
 *             1240, quoted in "Synchronous cross-shard transactions with consolidated concurrency
 *             control and consensus": the pairs; the same author, ethresear.ch 1269: the leader
 * Adversary   Serves nodes values that are old or made up, takes back `attacks` blocks of the
 *             newest height, and puts `skews` clocks forward.
 * Abstracted  A block holds one transaction at the most, and stands in the shard of its sender; a
 *             shard without one leaves its block out. Hashing is perfect; Merkle proofs are real.
 * Deviates    The source pairs shards by the position (i N) mod k. Half of all pairs never meet
 *             that way, so the protocol as claimed pairs i with j when i + j = N (mod k), and the
 *             literal formula is an ablation. A reorganisation is one step, of the newest height
 *             only: what is older is final. Only its state is kept, so the block number starts
 *             again with the schedule, and the search ends.
 * Bounds      The transactions of `traffic`, one block of each shard at a time, the budgets above.
 */
import { protocol, range } from '../../checker/protocol.ts';
import {
  blocksFor,
  canHold,
  close,
  isConcerned,
  planOf,
  resultOf,
  wasExecuted,
} from './execution.ts';
import {
  ablations,
  nameOf,
  parameters,
  textOf,
  trafficIn,
  transactionsIn,
  variants,
} from './instance.ts';
import { historyOf, messagesOf, replicasOf, supplyOf, transactionsOf, workOf } from './ledger.ts';
import { cycleOf } from './schedule.ts';
import { init } from './state.ts';
import { isProven, manners, witnessFor } from './witness.ts';

export const pairedExecution = protocol({
  name: 'paired-execution',
  source: 'V. Buterin, "Merge blocks and synchronous cross-shard state execution"',
  section: '5',
  version: 1,
  parameters,
  init,
})({
  variants,
  ablations,

  actions: (p, action) => {
    const shards = range(p.shards);
    const homeOf = (tx: number): number => trafficIn(p).touches[tx][0];
    const everybody = [...new Set(trafficIn(p).touches.flat())];
    return {
      submit: action({
        actor: 'user',
        over: { tx: transactionsIn(p) },
        when: { 'it is new': (state, { tx }) => !state.submitted[tx] },
        then: (draft, { tx }) => {
          draft.submitted[tx] = true;
        },
        says: ({ tx }) => `${textOf(p, tx)} is submitted`,
      }),

      propose: action({
        actor: 'honest',
        over: { tx: transactionsIn(p) },
        when: {
          'it is submitted': (state, { tx }) => state.submitted[tx],
          'it was not executed before': (state, { tx }) => !wasExecuted(state, tx),
          'the block of its shard is empty': (state, { tx }) => state.blocks[homeOf(tx)] === null,
          'nobody has executed this height yet': (state) =>
            state.results.every((result) => result === null),
          'its shard reaches all that it touches at this height': (state, { tx }) =>
            canHold(state, p, tx),
        },
        then: (draft, { tx }) => {
          draft.blocks[homeOf(tx)] = tx;
        },
        says: ({ tx }, state) =>
          `block ${state.number} of ${nameOf(homeOf(tx))} holds ${textOf(p, tx)}`,
      }),

      execute: action({
        actor: 'honest',
        over: { shard: everybody, values: manners },
        when: {
          'its node has not done so yet': (state, { shard }) => state.results[shard] === null,
          'some transaction touches its shard': (state, { shard }) => isConcerned(state, p, shard),
          'values are proven against the state roots of the height before': (
            state,
            { shard, values },
          ) => isProven(state, p, witnessFor(state, p, shard, blocksFor(state, p, shard), values)),
        },
        then: (draft, { shard, values }) => {
          draft.results[shard] = resultOf(draft, p, shard, values);
        },
        says: ({ shard, values }, state) =>
          `the node of ${nameOf(shard)} executes the blocks of ` +
          `${planOf(state, p, shard).map(nameOf).join(' and ')}, on values that are ${values}`,
        concerns: ({ shard }, state) => blocksFor(state, p, shard),
      }),

      advance: action({
        actor: 'honest',
        when: {
          'every node that has something to execute has done so': (state) =>
            shards.every((shard) => state.results[shard] !== null || !isConcerned(state, p, shard)),
        },
        then: (draft) => {
          close(draft, p);
          draft.number = (draft.number + 1) % cycleOf(p.schedule, p.shards);
        },
        says: (_, state) => `block ${state.number} is done, the next one begins`,
        concerns: (_, state) => state.blocks.flatMap((tx) => tx ?? []),
      }),

      reorganise: action({
        actor: 'adversary',
        over: { shard: p.attacks === 0 ? [] : everybody },
        when: { 'it has a block': (state, { shard }) => state.blocks[shard] !== null },
        bound: { 'the adversary can afford it': (state) => state.attacks > 0 },
        then: (draft, { shard }) => {
          draft.attacks--;
          for (const at of shards) {
            if (draft.results[at]?.plan.includes(shard) === true) draft.results[at] = null;
          }
          draft.blocks[shard] = null;
        },
        says: ({ shard }) =>
          `the newest block of ${nameOf(shard)} is replaced, and who executed it starts over`,
      }),

      putForward: action({
        actor: 'adversary',
        over: { shard: p.skews === 0 ? [] : everybody },
        bound: { 'the adversary can afford it': (state) => state.skews > 0 },
        then: (draft, { shard }) => {
          draft.skews--;
          draft.ahead[shard] = true;
        },
        says: ({ shard }) =>
          `the clock of the node of ${nameOf(shard)} is put forward by one block`,
      }),
    };
  },

  ledger: {
    supply: supplyOf,
    transactions: transactionsOf,
    messages: messagesOf,
    history: historyOf,
    replicas: replicasOf,
    work: workOf,
  },
});
