/**
 * Same-height inclusion: a transaction takes effect at a height at which all of its shards include
 * it, and transactions of one height are executed in the order of their hashes.
 *
 * Source      Sharding FAQ of the Ethereum wiki, "How would synchronous cross-shard messages
 *             work?"; C. Detrio, "Synchronous cross-shard transactions with consolidated
 *             concurrency control and consensus", ethresear.ch 2318, with the replies of J. Drake
 *             (what it costs) and V. Buterin (how much a node has to execute)
 * Adversary   Proposes `attacks` blocks: any valid block, so a transaction in some of its shards
 *             and not in others; or puts one in the place of the newest block of a shard. Answers
 *             `lies` requests for proofs: values of an older height or made up, lists with
 *             transactions left out or added. Grinds the hashes of `grinds` transactions.
 * Abstracted  Every node knows every transaction and the headers of all shards, not their bodies
 *             or states. Fees are one unit; each sender has a purse of her own in each shard. The
 *             header of a block commits to its list and to the state before it. A program that
 *             refuses (not enough coins) is done: it had its turn.
 * Deviates    A reorganisation replaces the newest block of one shard in one step (depth 1). An
 *             honest proposer includes whatever is open and can pay. The fee is paid wherever a
 *             transaction is included, also where it stays without effect, and it may be included
 *             again until it takes effect (our reading: the source leaves it open). A node that
 *             asks for proofs gets them in the step in which it executes. Nothing is final.
 * Bounds      `heights` blocks a shard, the budgets above, the `transactions` of one workload.
 */
import { type ActionBuilder, protocol, type Rules } from '../../checker/protocol.ts';
import { blockActions } from './actions.ts';
import { draftsOver, heightOf, type Proposed, validity } from './blocks.ts';
import { execute } from './execution.ts';
import { ablations, loadOf, parameters, setupOf, type Values, variants } from './instance.ts';
import * as ledger from './ledger.ts';
import { byHash, groundSalt } from './order.ts';
import { replicas } from './replicas.ts';
import { openAt } from './shards.ts';
import { init, type State } from './state.ts';
import { gather } from './witness.ts';

/** What every node asks of a block on top of a height, whoever proposes it. */
function validityOf(
  p: Values,
  heightBelow: Parameters<typeof validity>[1],
): Rules<State, Proposed> {
  return {
    'its transactions stand in the order of their hashes': (state, { block: [, txs] }) => {
      const ordered = byHash(loadOf(p), state.salts, txs);
      return ordered.every((tx, index) => tx === txs[index]);
    },
    ...validity<State>(setupOf(p), heightBelow),
  };
}

export const sameHeight = protocol({
  name: 'same-height',
  source: 'Sharding FAQ, synchronous cross-shard messages; ethresear.ch 2318',
  section: '3',
  version: 1,
  parameters,
  init,
})({
  variants,
  ablations,
  actions: (p, action: ActionBuilder<State>) => {
    const { txsAt, programs } = loadOf(p);
    return {
      ...blockActions(action, {
        setup: setupOf(p),
        heights: p.heights,
        lies: p.lies,
        drafts: draftsOver(txsAt),
        execution: p.execution,
        validity: (heightBelow) => validityOf(p, heightBelow),
        proposal: (state, shard) =>
          byHash(loadOf(p), state.salts, openAt(state, setupOf(p), shard, heightOf(state, shard))),
        gather: (state, asked) => gather(state, p, asked),
        execute: (draft, shard, as) => execute(draft, p, shard, as),
      }),
      grind: action({
        actor: 'adversary',
        over: { tx: programs.map((_, tx) => tx) },
        when: {
          'no block includes it': (state, { tx }) =>
            !state.chains.some((chain) => chain.some(({ txs }) => txs.includes(tx))),
        },
        bound: { 'the adversary has a transaction left to grind': (state) => state.grinds > 0 },
        then: (draft, { tx }) => {
          draft.grinds--;
          draft.salts[tx] = groundSalt(loadOf(p), draft.salts, tx);
        },
        says: ({ tx }) => `T${tx} is given a salt with which its hash stands before all others`,
      }),
    };
  },
  ledger: {
    supply: (state, p) => ledger.supply(state, setupOf(p)),
    transactions: (state, p) => ledger.transactions(state, setupOf(p)),
    messages: (state, p) => ledger.messages(state, setupOf(p)),
    history: (state, p) => ledger.history(state, setupOf(p)),
    work: (state, p) => ledger.work(state, setupOf(p)),
    replicas,
  },
});
