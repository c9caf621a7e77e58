/**
 * Janus: one agreement on dependencies instead of concurrency control and consensus in turn.
 *
 * Source      S. Mu, L. Nelson, W. Lloyd, J. Li, "Consolidating Concurrency Control and Consensus
 *             for Commits under Conflicts", OSDI 2016; its public implementation (fast quorum and
 *             execution; it has no recovery); section 13 of the listing
 * Adversary   Delays and reorders every message; crashes coordinators, also in the middle of
 *             sending a commit, and up to f of 2f + 1 replicas of a shard for good, within budgets.
 *             Nobody lies.
 * Abstracted  One key a shard; a write reads what it replaces. A transaction is one shot and names
 *             its shards in advance: interactive ones and unknown access sets have no form here,
 *             which is how the protocol gives them up. Whether a silent replica is slow or has
 *             crashed is known, unless `patience` is false. An inquiry is one step: dependencies
 *             that are committed never change, so an answer is never stale.
 * Deviates    The fast quorum is all replicas, as in the code (section 29.3). Recovery is our
 *             reading of the paper: a higher ballot is prepared with a majority of each shard, and
 *             who had not pre-accepted does so then. What is committed is told again, else what
 *             was accepted in the highest ballot is proposed again, else the union of the answers:
 *             if a fast commit was possible, all of them name what it named. The paper gives up a
 *             transaction that nobody in reach knows; here its pieces travel with its name, so it
 *             is finished. A crashed coordinator is suspected rightly.
 *             Nothing aborts but for its user's reasons: a piece that takes more than there is
 *             refuses. In one shot no piece is given what another one read on another server, and
 *             its code never aborts: that is `readings: 'kept'`, under which a reason that one place
 *             alone knows stops nobody else. `exchanged` is our reading of section 29.3, by which
 *             an abort is a function of all that was read: in its turn every server reads and tells
 *             the other shards, and all evaluate the same; one more delay, and no further round.
 *             Reading beforehand, in a transaction of its own, is no way out: in every instance
 *             all that T0 takes is there when it is submitted, and T1 comes between.
 * Bounds      Up to three transactions over three shards, as `workload` says; one to three replicas
 *             of a shard, `recoveries` of a transaction, budgets of crashes. Of coordinators only
 *             T0's crashes, of servers only the first. Where there are many replicas, `others`,
 *             `moments` and `slowReplica` bound who races whom; what `inTurn` leaves out commutes.
 *
 * Steps of the section: PreAccept is `preAccept`, the fast path `commitFast`, the slow path
 * `propose`, `accept` and `commitSlow`, Commit is `commit` (fused: it arrives with the decision),
 * Inquire is `inquire`, Execute is `execute`, Recover is `recover`, `prepare`, `adopt`, `propose`.
 * `explicit` has answers (`take`), commits and readings (`hear`) arrive as steps of their own. A
 * server reads with the execution, or where readings are exchanged with `tell`.
 */
import { protocol } from '../../checker/protocol.ts';
import { adversaryActions } from './adversary.ts';
import { coordinatorActions } from './coordinator.ts';
import { parameters } from './instance.ts';
import {
  historyOf,
  messagesOf,
  replicasOfAll,
  supplyOf,
  transactionsOf,
  workOf,
} from './ledger.ts';
import { serverActions } from './server.ts';
import { initialState } from './state.ts';
import { symmetry } from './symmetry.ts';

const threeReplicas = { workload: 'replicated', replicas: 3 } as const;
const exchanged = { readings: 'exchanged' } as const;
const journey = { workload: 'train-and-hotel' } as const;
const loan = { workload: 'deposit-borrow-route' } as const;
const rivals = { workload: 'two-travellers' } as const;
const recoverable = { coordinatorCrashes: 1, recoveries: 1 } as const;

export const janus = protocol({
  name: 'janus',
  source: 'Mu, Nelson, Lloyd, Li, OSDI 2016',
  section: '13',
  version: 1,
  parameters,
  init: initialState,
})({
  variants: {
    explicit: { delivery: 'explicit' },
    // Other transactions.
    alone: { workload: 'alone' },
    skew: { workload: 'skew' },
    'skew-explicit': { workload: 'skew', delivery: 'explicit' },
    chain: { workload: 'chain', arrivals: 'anytime' },
    'chain-explicit': { workload: 'chain', arrivals: 'anytime', delivery: 'explicit' },
    triangle: { workload: 'triangle' },
    'triangle-explicit': { workload: 'triangle', others: 'inTurn', delivery: 'explicit' },
    readers: { workload: 'readers' },
    // Section 29.2: also depending on what does not interfere changes nothing.
    'extra-dependencies': { workload: 'readers', interference: 'everything' },
    // Pieces that may refuse, and know of one another what they read (sections 19 and 26).
    'train-and-hotel': { ...journey, ...exchanged },
    'train-and-hotel-explicit': { ...journey, ...exchanged, delivery: 'explicit' },
    'deposit-borrow-route': { ...loan, ...exchanged },
    'deposit-borrow-route-explicit': { ...loan, ...exchanged, delivery: 'explicit' },
    'two-travellers': { ...rivals, ...exchanged },
    'two-travellers-explicit': { ...rivals, ...exchanged, delivery: 'explicit' },
    // In one shot each piece has only what it reads itself.
    'one-shot-train-and-hotel': journey,
    'one-shot-deposit-borrow-route': loan,
    'one-shot-two-travellers': rivals,
    'train-and-hotel-replicated': { ...journey, ...exchanged, replicas: 2 },
    'train-and-hotel-recovery': { ...journey, ...exchanged, ...recoverable },
    'train-and-hotel-crash': {
      ...journey,
      ...exchanged,
      replicaCrashes: 1,
      delivery: 'explicit',
    },
    // More replicas, and so two paths to a decision.
    replicated: threeReplicas,
    impatient: { ...threeReplicas, others: 'inTurn', patience: false },
    'two-by-two': { replicas: 2 },
    // Crashes. With one replica a shard, f is 0, and one crash is too many.
    'too-many-crashes': { workload: 'chain', replicaCrashes: 1, delivery: 'explicit' },
    'crashing-twice-explicit': {
      workload: 'alone',
      coordinatorCrashes: 2,
      recoveries: 2,
      delivery: 'explicit',
    },
    'crashing-coordinator': recoverable,
    'crashing-coordinator-explicit': { ...recoverable, delivery: 'explicit' },
    recovery: { ...threeReplicas, ...recoverable, others: 'inTurn' },
    failures: {
      ...threeReplicas,
      ...recoverable,
      others: 'inTurn',
      moments: 'amidCommit',
      replicaCrashes: 1,
    },
    'late-commits-explicit': {
      ...threeReplicas,
      ...recoverable,
      others: 'passBy',
      slowReplica: true,
      replicaCrashes: 1,
      delivery: 'explicit',
    },
    'recovery-explicit': {
      ...threeReplicas,
      ...recoverable,
      others: 'passBy',
      moments: 'amidCommit',
      delivery: 'explicit',
    },
  },
  ablations: {
    'local-dependencies': {
      id: 'JAN-A1',
      removes: 'a shard learns what other shards made a transaction depend on',
      set: { dependencies: 'perShard' },
    },
    'arrival-order': {
      id: 'JAN-A2',
      removes: 'a strongly connected component is executed in the order of transactions',
      set: { componentOrder: 'arrival' },
    },
    'no-waiting': {
      id: 'JAN-A3',
      removes: 'a transaction waits until the dependencies of its ancestors are known',
      without: [
        'execute: all its ancestors are committed',
        'tell: all its ancestors are committed',
      ],
    },
    'no-inquiries': {
      id: 'JAN-A4',
      removes: 'a server asks for ancestors that have no piece there',
      set: { inquiries: false },
    },
    'fast-majority': {
      id: 'JAN-A5',
      removes: 'the fast path needs the same answer from every replica',
      without: [
        'commitFast: every replica of each shard answers',
        'commitFast: the answers of each shard are the same',
      ],
    },
    'unaccepted-commit': {
      id: 'JAN-A6',
      removes: 'a slow commit is counted on acceptances, not on pre-acceptances',
      without: ['commitSlow: a majority of each shard accepts'],
    },
    'sequence-order': {
      id: 'JAN-A7',
      removes: 'servers agree on what breaks the ties in a strongly connected component',
      set: { componentOrder: 'sequence' },
    },
    'reads-do-not-interfere': {
      id: 'JAN-A8',
      removes: 'a read and a write of the same key depend on one another',
      set: { interference: 'writes' },
    },
    'unheard-pieces': {
      id: 'not listed',
      removes: 'a piece that may refuse waits for what the others read',
      without: ['execute: it knows what the other pieces read'],
    },
    overbooking: {
      id: 'not listed',
      removes: 'a piece takes no more than there is',
      set: { refusals: false },
    },
  },
  actions: (p, action) => ({
    ...coordinatorActions(p, action),
    ...serverActions(p, action),
    ...adversaryActions(p, action),
  }),
  symmetry,
  ledger: {
    transactions: transactionsOf,
    supply: supplyOf,
    messages: messagesOf,
    history: historyOf,
    replicas: replicasOfAll,
    work: workOf,
  },
});
