/**
 * QuarkChain: cross-shard transfers under Boson consensus, a root chain over shard chains.
 *
 * Source      QuarkChain Explained, part 6: Cross-Shard Transaction; the Boson consensus paper
 *             (definitions 1 to 4, propositions 1 to 3); github QuarkChain/pyquarkchain @ba790a9a
 * Adversary   Mines `attacks` blocks: any valid root or shard block on any parent, with any root
 *             pointer that the rules let through. So forks are not a step, they are mined. The
 *             network may lose `losses` lists of deposits, or withhold one by not delivering it.
 * Abstracted  Difficulty is height; hashing and signatures are perfect; headers and blocks are
 *             seen as soon as they are mined, lists of deposits when they are delivered. The
 *             cursor into the lists is kept as the deposits it has not passed. Every user owns the
 *             same address in every shard and can afford what she signs. Gas is in thousands.
 * Deviates    A root block of the adversary confirms new headers of one shard at most; honest
 *             miners leave out blocks that do nothing. Multi-hop routing is our reading: a shard
 *             on the way re-emits the deposit in the block that processes it, and the gas of every
 *             hop is paid for at the source (the code refuses what is not for a neighbour).
 *             Round-robin goes on after the shard served last. A refund that travels home costs no
 *             gas of its own.
 * Bounds      Trees of `…Heights` by `…Ranks` slots, the budgets above, transactions of `traffic`.
 */
import { protocol } from '../../checker/protocol.ts';
import { attacksOf } from './attacks.ts';
import { chainsOf, historyOf, messagesOf, supplyOf, transactionsOf } from './ledger.ts';
import { listsOf } from './lists.ts';
import { miningOf } from './mining.ts';
import { parameters, variants } from './parameters.ts';
import { replicasOf } from './replicas.ts';
import { init } from './state.ts';
import { symmetry } from './symmetry.ts';
import { networkOf } from './traffic.ts';
import { workOf } from './work.ts';

export const quarkchain = protocol({
  name: 'quarkchain',
  source: 'QuarkChain Explained, part 6: Cross-Shard Transaction; pyquarkchain @ba790a9a',
  section: '2',
  version: 1,
  parameters,
  init,
})({
  variants,
  ablations: {
    'no-root-first': {
      id: 'QKC-A1',
      removes: 'a shard follows the chain that the root chain confirms',
      set: { forkChoice: 'longest' },
    },
    'no-happens-before': {
      id: 'QKC-A2',
      removes: 'a deposit is processed only once a root block confirms its withdraw',
      set: { deposits: 'at-once' },
    },
    'pointers-go-back': {
      id: 'QKC-A3',
      removes: 'root pointers along a shard chain do not decrease and stay on one branch',
      without: [
        'forkShard: G2: the root pointer does not go back',
        'forkShard: G2: the root pointer stays on its branch',
      ],
    },
    'keeps-stale-blocks': {
      id: 'QKC-A4',
      removes: 'a shard block whose root block is stale is stale itself',
      set: { forkChoice: 'keeps-stale' },
    },
    'root-confirms-strangers': {
      id: 'QKC-A5',
      removes: 'a root block confirms only headers that point below it',
      without: ['forkRoot: its headers point to root blocks below'],
    },
    'processed-by-node': {
      id: 'QKC-A6',
      removes: 'what has been processed is a matter of the branch, and rolled back with it',
      set: { processed: 'by-node' },
    },
    'no-data-guard': {
      id: 'QKC-A7',
      removes: 'a shard accepts a root block only with the lists of deposits that it confirms',
      set: { missingList: 'read-as-empty' },
    },
    'zero-price-is-free': {
      id: 'QKC-A8',
      removes: 'deposits that pay nothing use up the limit all the same',
      set: { zeroPriceGas: 'free' },
    },
    'no-deposit-limit': {
      id: 'QKC-A9',
      removes: 'deposits stop at the limit of the block',
      set: { xshardGas: 'unlimited' },
    },
    'newest-first': {
      id: 'QKC-A10',
      removes: 'deposits are served in the order in which root blocks confirm them',
      set: { order: 'newest-first' },
    },
    'no-gas-check-at-source': {
      id: 'QKC-A11',
      removes: 'the source refuses what the target could never run',
      without: ['forkShard: the target can run what it sends'],
    },
    'refunds-twice': {
      id: 'QKC-A12',
      removes: 'the value of a failed call goes back in one place only',
      set: { failure: 'also-returned' },
    },
    'fee-counted-twice': {
      id: 'QKC-A13',
      removes: 'source and target share the fee',
      set: { sourceFee: 'whole' },
    },
    'forwards-and-credits': {
      id: 'QKC-A14',
      removes: 'a shard on the way passes the value on and keeps nothing',
      set: { forwarding: 'copies' },
    },
    'no-g3': {
      id: 'QKC-G3',
      removes: 'a shard block extends what its root block confirms (believed redundant)',
      without: ['forkShard: G3: it extends what its root block confirms'],
    },
  },
  actions: (p, action) => {
    const network = networkOf(p);
    return {
      ...miningOf(network, action),
      ...attacksOf(network, action),
      ...listsOf(network, action),
    };
  },
  symmetry,
  ledger: {
    supply: (state, p) => supplyOf(networkOf(p), state),
    transactions: (state, p) => transactionsOf(networkOf(p), state),
    messages: (state, p) => messagesOf(networkOf(p), state),
    history: (state, p) => historyOf(networkOf(p), state),
    chains: (state, p) => chainsOf(networkOf(p), state),
    work: (state, p) => workOf(networkOf(p), state),
    replicas: (state, p) => replicasOf(networkOf(p), state),
  },
});
