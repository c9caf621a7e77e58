/**
 * Paired merged execution: at every block number shards are paired, or one of them leads, and only
 * those that are together execute transactions across shards.
 *
 * Source      V. Buterin, "Merge blocks and synchronous cross-shard state execution", ethresear.ch
 *             1240, quoted in "Synchronous cross-shard transactions with consolidated concurrency
 *             control and consensus": the pairs; the same author, ethresear.ch 1269: the leader
 * Adversary   Serves nodes values that are old or made up, puts an empty block in the place of
 *             `attacks` blocks of open heights, and puts `skews` clocks forward.
 * Abstracted  A block holds one transaction at the most, and stands in the shard of its sender; a
 *             shard without one leaves its block out. Hashing is perfect; Merkle proofs are real.
 * Deviates    The source pairs shards by the position (i N) mod k. Half of all pairs never meet
 *             that way, so the protocol as claimed pairs i with j when i + j = N (mod k), and the
 *             literal formula is an ablation. A reorganisation is one step, of one shard: its
 *             block, and the one on top of it, are replaced, and nodes notice at once. What is
 *             older than the open heights is final; only its state is kept, so the block number
 *             starts again with the schedule, and the search ends. With two open heights whoever
 *             was paired with the shard has to execute again, and whoever is paired with those now.
 * Bounds      The transactions of `traffic`, one block of each shard at a time, one or two open
 *             heights, the budgets above.
 */
import { protocol, range } from '../../checker/protocol.ts';
import {
  accountsBefore,
  advance,
  blocksFor,
  canHold,
  isConcerned,
  isExecuted,
  isInThePast,
  numberAt,
  planOf,
  replace,
  resultOf,
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
import { init, newest, type View } from './state.ts';
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
    const homeOf = (tx: number): number => trafficIn(p).touches[tx][0];
    const everybody = [...new Set(trafficIn(p).touches.flat())];
    const heights = range(p.open);
    const top = newest(p);
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
          'it was not executed before': (state, { tx }) => !isInThePast(state, tx),
          'the block of its shard is empty': (state, { tx }) =>
            state.heights[top].blocks[homeOf(tx)] === null,
          'nobody has executed this height yet': (state) =>
            state.heights[top].results.every((result) => result === null),
          'its shard reaches all that it touches at this height': (state, { tx }) =>
            canHold(state, p, tx),
        },
        then: (draft, { tx }) => {
          draft.heights[top].blocks[homeOf(tx)] = tx;
        },
        says: ({ tx }, state) =>
          `block ${state.number} of ${nameOf(homeOf(tx))} holds ${textOf(p, tx)}`,
      }),

      execute: action({
        actor: 'honest',
        over: { height: heights, shard: everybody, values: manners },
        when: {
          'its node has not done so yet': (state, { height, shard }) =>
            state.heights[height].results[shard] === null,
          'some transaction touches its shard': (state, { height, shard }) =>
            isConcerned(state, p, height, shard),
          'the heights before are executed': (state, { height }) =>
            range(height).every((before) => isExecuted(state, p, before)),
          'values are proven against the state roots of the height before': (
            state,
            { height, shard, values },
          ) => {
            const before = accountsBefore(state, p, height);
            const txs = blocksFor(state, p, height, shard);
            return isProven(before, p, witnessFor(before, p, shard, txs, values));
          },
        },
        then: (draft, { height, shard, values }) => {
          draft.heights[height].results[shard] = resultOf(draft, p, height, shard, values);
        },
        says: ({ height, shard, values }, state) =>
          `the node of ${nameOf(shard)} executes ${named(state, height)} of ` +
          `${planOf(state, p, height, shard).map(nameOf).join(' and ')}, ` +
          `on values that are ${values}`,
        concerns: ({ height, shard }, state) => blocksFor(state, p, height, shard),
      }),

      advance: action({
        actor: 'honest',
        when: {
          'every node that has something to execute has done so': (state) =>
            heights.every((height) => isExecuted(state, p, height)),
        },
        then: (draft) => advance(draft, p),
        says: (_, state) => `block ${state.number} is done, the next one begins`,
        concerns: (_, state) =>
          state.heights.flatMap(({ blocks }) => blocks.flatMap((tx) => tx ?? [])),
      }),

      reorganise: action({
        actor: 'adversary',
        over: { height: heights, shard: p.attacks === 0 ? [] : everybody },
        when: {
          'it has a block': (state, { height, shard }) =>
            state.heights[height].blocks[shard] !== null,
        },
        bound: { 'the adversary can afford it': (state) => state.attacks > 0 },
        then: (draft, { height, shard }) => {
          draft.attacks--;
          replace(draft, p, height, shard);
        },
        says: ({ height, shard }, state) =>
          `${named(state, height)} of ${nameOf(shard)} is replaced, ` +
          `and nodes execute ${p.reexecution} again`,
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

    function named(state: View, height: number): string {
      return `block ${numberAt(state, p, height)}`;
    }
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
