/**
 * Two-phase commit over shards, with locks.
 *
 * Source      J. Gray, "Notes on Data Base Operating Systems", 1978; P. Bernstein, V. Hadzilacos,
 *             N. Goodman, "Concurrency Control and Recovery in Database Systems", 1987, chapters
 *             3 and 7; D. Rosenkrantz, R. Stearns, P. Lewis, "System Level Concurrency Control",
 *             TODS 1978 (wait-die, wound-wait); ethresear.ch 1269 (locks across shards) and 1275
 *             (wound-wait by the height of the initialiser); section 10 of the listing
 * Adversary   Crashes the coordinator and shards, loses and replays messages, delivers them in any
 *             order, reverts blocks that are not final and spends inside a shard, within budgets.
 *             Messages and proofs are authentic: nothing is forged.
 * Abstracted  One account a shard is the key that is locked, and what is staged follows from the
 *             status. One coordinator serves all transactions, on a chain that is never reverted.
 *             A shard's chain can be read by its peers, also while the shard is down. A wound
 *             reaches the coordinator in the step that inflicts it: one that came after the commit
 *             decision would be ignored. Acknowledgements are instant. A shard refuses for lack of
 *             funds, by its deadlock policy or by a timeout.
 * Deviates    One attempt an id (section 29.3): a wounded transaction restarts under a new id, and
 *             what is under way under the old one is discarded on sight, so its slots are reused.
 *             Wait-die refuses the younger for good; its user may submit it anew. Waiting in the
 *             queue of a lock is a step, and the queue serves the oldest first, else the bypass
 *             that wound-wait promises would have no bound.
 * Bounds      Up to three shards and three transactions, as `workload` says; budgets of faults.
 *
 * Steps of the section: Begin is `begin` (or the initial state), Prepare is `prepare`, `wait` and
 * `refuse`, Vote is `vote`, Decide is `commit` and `abort`, Apply is `applyCommit` and
 * `applyAbort`, UnilateralAbort is `refuse`. `fused` merges Vote into the step that casts it.
 */
import { protocol } from '../../checker/protocol.ts';
import { adversaryActions } from './adversary.ts';
import { coordinatorActions } from './coordinator.ts';
import { parameters } from './instance.ts';
import { historyOf, messagesOf, supplyOf, transactionsOf, workOf } from './ledger.ts';
import { shardActions } from './shard.ts';
import { initialState } from './state.ts';
import { symmetry } from './symmetry.ts';

/** Nobody times out and nobody fails: what is stuck stays stuck. */
const calm = { timeouts: false, coordinatorCrashes: 0 } as const;
const oneTransaction = { transactions: 1, shardCrashes: 1, replays: 1, drops: 1 } as const;

export const twoPhaseCommit = protocol({
  name: 'two-phase-commit',
  source: 'Gray 1978; Bernstein, Hadzilacos, Goodman 1987; ethresear.ch 1269 and 1275',
  section: '10',
  version: 1,
  parameters,
  init: initialState,
})({
  variants: {
    explicit: { delivery: 'explicit' },
    // One transaction, and every fault of machines and messages.
    'all-faults': oneTransaction,
    'all-faults-explicit': { ...oneTransaction, drops: 0, delivery: 'explicit' },
    'losses-explicit': {
      transactions: 1,
      coordinatorCrashes: 0,
      drops: 1,
      delivery: 'explicit',
    },
    // The deadlock policies, left alone: nobody times out, nobody fails.
    'wound-wait': { ...calm, deadlock: 'woundWait' },
    'wait-die': { ...calm, deadlock: 'waitDie' },
    'timeout-before-vote': { ...calm, deadlock: 'lockTimeoutBeforePrepared' },
    'timeout-before-vote-explicit': {
      ...calm,
      deadlock: 'lockTimeoutBeforePrepared',
      delivery: 'explicit',
    },
    'crashing-shards': { ...calm, shardCrashes: 1 },
    // A vote that comes again, and again.
    replays: { transactions: 1, coordinatorCrashes: 0, replays: 2 },
    'replays-explicit': {
      transactions: 1,
      coordinatorCrashes: 0,
      replays: 2,
      delivery: 'explicit',
    },
    // Other transactions.
    rivals: { ...calm, workload: 'rivals', replays: 1 },
    audit: { ...calm, workload: 'audit' },
    crossed: { ...calm, workload: 'crossed' },
    'crossed-explicit': { ...calm, workload: 'crossed', delivery: 'explicit' },
    chain: { ...calm, workload: 'chain', transactions: 3 },
    'chain-explicit': { ...calm, workload: 'chain', transactions: 3, delivery: 'explicit' },
    'train-and-hotel': { workload: 'train-and-hotel' },
    'deposit-borrow-route': {
      workload: 'deposit-borrow-route',
      shards: 3,
      coordinatorCrashes: 0,
    },
    anytime: { arrivals: 'anytime', coordinatorCrashes: 0 },
    // Blocks that can be reverted, and a coin that its owner also spends inside the shard.
    reorgs: { ...calm, transactions: 1, reorgs: 1, spends: 1 },
    'reorgs-explicit': { ...calm, transactions: 1, reorgs: 1, spends: 1, delivery: 'explicit' },
    // A coordinator that never comes back, and shards that then ask one another.
    'no-recovery': { recovery: false, transactions: 1 },
    'ask-peers': { recovery: false, transactions: 1, orphans: 'askPeers' },
    'ask-peers-and-recover': { transactions: 1, shardCrashes: 1, orphans: 'askPeers' },
  },
  ablations: {
    'timeout-after-vote': {
      id: '2PC-A1',
      removes: 'a shard that has voted yes waits for the decision',
      without: ['refuse: it has not voted yes'],
    },
    'volatile-decision': {
      id: '2PC-A2',
      removes: 'the decision survives a crash of the coordinator',
      set: { durableDecision: false },
    },
    'locks-until-vote': {
      id: '2PC-A3',
      removes: 'locks are held until the decision is applied',
      set: { locksUntil: 'voted' },
    },
    'no-read-locks': {
      id: '2PC-A4',
      removes: 'what was read stays as it was until the decision is applied',
      set: { readLocks: false },
    },
    'no-deadlock-policy': {
      id: '2PC-A5',
      removes: 'a cycle of waiting transactions is broken',
      set: { deadlock: 'none' },
    },
    'wound-after-decision': {
      id: '2PC-A6',
      removes: 'a transaction past its commit decision is not wounded',
      without: ['wound: it is not past its commit decision'],
    },
    'counted-votes': {
      id: '2PC-A7',
      removes: 'each shard has one vote',
      set: { ballots: 'counted' },
    },
    'no-tombstone': {
      id: '2PC-A8',
      removes: 'an id that was aborted is dead for good',
      without: ['prepare: its id is not dead here'],
    },
    'unfinal-proofs': {
      id: '2PC-A9',
      removes: 'a vote is proven by a block that cannot be reverted',
      set: { proofs: 'any' },
    },
    'fresh-timestamp': {
      id: '2PC-A10',
      removes: 'who was wounded keeps its age',
      set: { stampOnRestart: 'fresh' },
    },
    'lock-timeout': {
      id: '2PC-A11',
      removes: 'a lock is kept while the coordinator can still commit',
      set: { deadlock: 'lockTimeout' },
    },
    'volatile-promise': {
      id: 'not listed',
      removes: 'the promise of a shard survives its crash',
      set: { durablePrepare: false },
    },
    'no-resending': {
      id: 'not listed',
      removes: 'a decision that was lost is sent again',
      set: { resends: false },
    },
  },
  actions: (p, action) => ({
    ...coordinatorActions(p, action),
    ...shardActions(p, action),
    ...adversaryActions(p, action),
  }),
  symmetry,
  ledger: {
    transactions: transactionsOf,
    supply: supplyOf,
    messages: messagesOf,
    history: historyOf,
    work: workOf,
  },
});
