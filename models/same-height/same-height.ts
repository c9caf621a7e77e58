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
import {
  acceptance,
  type Draft,
  draftsOver,
  heightOf,
  isExecuted,
  isWaiting,
  listText,
  validity,
} from './blocks.ts';
import { execute } from './execution.ts';
import { ablations, loadOf, parameters, setupOf, type Values, variants } from './instance.ts';
import * as ledger from './ledger.ts';
import { type Asked, honestly, type Manner, manners } from './library.ts';
import { byHash, groundSalt } from './order.ts';
import { replicas } from './replicas.ts';
import { type Frozen, openAt, undo } from './shards.ts';
import { init, type State } from './state.ts';
import { gather } from './witness.ts';
import { nameOf } from './workload.ts';

/** What every node asks of a block on top of a height, whoever proposes it. */
function validityOf<Args extends { readonly block: Draft }>(
  p: Values,
  heightBelow: Parameters<typeof validity>[1],
): Rules<State, Args> {
  return {
    'its transactions stand in the order of their hashes': (state, { block: [, txs] }) => {
      const ordered = byHash(loadOf(p), state.salts, txs);
      return ordered.every((tx, index) => tx === txs[index]);
    },
    ...validity<State, Args>(setupOf(p), heightBelow),
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
    const { shards, txsAt, programs } = loadOf(p);
    const setup = setupOf(p);
    const blocks = draftsOver(txsAt);
    const gathered = (state: Frozen<State>, asked: Asked) => gather(state, p, asked);
    const attackIsLeft = 'the adversary has an attack left';
    const heightIsLeft = 'there is a height left';
    return {
      propose: action({
        actor: 'honest',
        over: { shard: shards },
        when: {
          'its newest block is executed': (state, { shard }) => isExecuted(state, shard),
          'somebody waits for its block': (state, { shard }) => isWaiting(state, setup, shard),
        },
        bound: { [heightIsLeft]: (state, { shard }) => heightOf(state, shard) < p.heights },
        then: (draft, { shard }) => {
          const open = openAt(draft, setup, shard, heightOf(draft, shard));
          draft.chains[shard].push({
            txs: [...byHash(loadOf(p), draft.salts, open)],
            result: null,
          });
        },
        says: ({ shard }, state) => {
          const open = openAt(state, setup, shard, heightOf(state, shard));
          const txs = byHash(loadOf(p), state.salts, open);
          return `shard ${nameOf(shard)} proposes ${listText(txs)} at height ${heightOf(state, shard) + 1}`;
        },
        // A block without a transaction says that it has no effect at this height.
        concerns: ({ shard }) => txsAt[shard],
      }),
      execute: action({
        actor: 'honest',
        over: { shard: shards },
        when: acceptance<State, { shard: number }>(() => honestly, gathered),
        then: (draft, { shard }) => execute(draft, p, shard),
        says: ({ shard }, state) =>
          `shard ${nameOf(shard)} executes its block of height ${heightOf(state, shard)}`,
        concerns: ({ shard }) => txsAt[shard],
      }),
      misPropose: action({
        actor: 'adversary',
        over: { block: blocks },
        when: {
          'its newest block is executed': (state, { block: [shard] }) => isExecuted(state, shard),
          ...validityOf(p, heightOf),
        },
        bound: {
          [heightIsLeft]: (state, { block: [shard] }) => heightOf(state, shard) < p.heights,
          [attackIsLeft]: (state) => state.attacks > 0,
        },
        then: (draft, { block: [shard, txs] }) => {
          draft.attacks--;
          draft.chains[shard].push({ txs: [...txs], result: null });
        },
        says: ({ block: [shard, txs] }, state) =>
          `the adversary proposes ${listText(txs)} in shard ${nameOf(shard)} ` +
          `at height ${heightOf(state, shard) + 1}`,
        concerns: ({ block: [shard] }) => txsAt[shard],
      }),
      reorganise: action({
        actor: 'adversary',
        over: { block: blocks },
        when: {
          'there is a block to replace': (state, { block: [shard] }) => heightOf(state, shard) > 0,
          ...validityOf(p, (state, shard) => heightOf(state, shard) - 1),
        },
        bound: { [attackIsLeft]: (state) => state.attacks > 0 },
        then: (draft, { block: [shard, txs] }) => {
          draft.attacks--;
          const height = heightOf(draft, shard);
          draft.chains[shard][height - 1] = { txs: [...txs], result: null };
          if (p.execution === 'follows its partners') undo(draft, shard, height);
        },
        says: ({ block: [shard, txs] }, state) =>
          `a heavier block with ${listText(txs)} replaces that of shard ${nameOf(shard)} ` +
          `at height ${heightOf(state, shard)}`,
        concerns: ({ block: [shard] }) => txsAt[shard],
      }),
      lie: action({
        actor: 'adversary',
        over: { shard: shards, as: p.lies > 0 ? manners : [] },
        when: acceptance<State, { shard: number; as: Manner }>(({ as }) => as, gathered),
        bound: { 'the adversary has a lie left': (state) => state.lies > 0 },
        then: (draft, { shard, as }) => {
          draft.lies--;
          execute(draft, p, shard, as);
        },
        says: ({ shard, as }, state) =>
          `shard ${nameOf(shard)} executes its block of height ${heightOf(state, shard)} ` +
          `on answers ${as}`,
        concerns: ({ shard }) => txsAt[shard],
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
