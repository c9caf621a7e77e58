/**
 * Disjoint access lists: at each height the cross-shard transactions of a shard touch different
 * keys, so that all of them can be executed at once, on the roots of the height before.
 *
 * Source      V. Buterin in "Synchronous cross-shard transactions with consolidated concurrency
 *             control and consensus", ethresear.ch 2318: the amplification attack on section 3,
 *             and access lists as the answer to it
 * Adversary   Proposes `attacks` blocks: any valid block, or puts one in the place of the newest
 *             block of a shard. Answers `lies` requests for proofs: values of an older height or
 *             made up, lists with transactions left out or added. Leaves a key out of the access
 *             lists of `underDeclarations` transactions.
 * Abstracted  Every node knows every transaction and the headers of all shards, not their bodies
 *             or states. Fees are one unit; each sender has a purse of her own in each shard. The
 *             header of a block commits to its list and to the state before it. A program that
 *             refuses (not enough coins, or a key outside its list) is done: it had its turn.
 * Deviates    A reorganisation replaces the newest block of one shard in one step (depth 1). An
 *             honest proposer includes what is open, lower numbers first, and leaves out what
 *             overlaps. As in section 3 a transaction takes effect at a height at which all of its
 *             shards include it, and pays wherever it is included. Nothing is final.
 * Bounds      `heights` blocks a shard, the budgets above, the `transactions` of one workload.
 */
import { type ActionBuilder, protocol, type Rules } from '../../checker/protocol.ts';
import { blockActions } from '../same-height/actions.ts';
import { draftsOver, heightOf, type Proposed, validity } from '../same-height/blocks.ts';
import * as ledger from '../same-height/ledger.ts';
import { type Frozen, openAt } from '../same-height/shards.ts';
import { keysOf } from '../same-height/workload.ts';
import { fitting, includableAt, init, type State } from './access.ts';
import { execute, gather } from './execution.ts';
import { ablations, loadOf, parameters, setupOf, type Values, variants } from './instance.ts';
import { replicas } from './replicas.ts';

/** What every node asks of a block on top of a height, whoever proposes it. */
function validityOf(
  p: Values,
  heightBelow: Parameters<typeof validity>[1],
): Rules<State, Proposed> {
  return {
    'the access lists of its cross-shard transactions are disjoint': (
      state,
      { block: [shard, txs] },
    ) => fitting(state, p, shard, txs).length === txs.length,
    ...validity<State>(setupOf(p), heightBelow),
  };
}

/** What an honest proposer of a shard includes. */
function proposal(state: Frozen<State>, p: Values, shard: number): readonly number[] {
  const open = openAt(state, setupOf(p), shard, heightOf(state, shard));
  const includable = includableAt(p)[shard];
  return fitting(
    state,
    p,
    shard,
    open.filter((tx) => includable.includes(tx)),
  );
}

export const disjointAccess = protocol({
  name: 'disjoint-access',
  source: 'V. Buterin, reply in ethresear.ch 2318',
  section: '8',
  version: 1,
  parameters,
  init,
})({
  variants,
  ablations,
  actions: (p, action: ActionBuilder<State>) => {
    const { programs } = loadOf(p);
    return {
      ...blockActions(action, {
        setup: setupOf(p),
        heights: p.heights,
        lies: p.lies,
        drafts: draftsOver(includableAt(p)),
        execution: p.execution,
        validity: (heightBelow) => validityOf(p, heightBelow),
        proposal: (state, shard) => proposal(state, p, shard),
        gather: (state, asked) => gather(state, p, asked),
        execute: (draft, shard, as) => execute(draft, p, shard, as),
      }),
      underDeclare: action({
        actor: 'adversary',
        over: {
          access: programs.flatMap((one, tx) => keysOf(one).map((key) => [tx, key] as const)),
        },
        when: {
          'no block includes it': (state, { access: [tx] }) =>
            !state.chains.some((chain) => chain.some(({ txs }) => txs.includes(tx))),
        },
        bound: { 'a list is left to shorten': (state) => state.underDeclarations > 0 },
        then: (draft, { access: [tx, key] }) => {
          draft.underDeclarations--;
          draft.undeclared[tx] = key;
        },
        says: ({ access: [tx, key] }) => `T${tx} leaves ${key} out of its access list`,
        concerns: ({ access: [tx] }) => [tx],
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
