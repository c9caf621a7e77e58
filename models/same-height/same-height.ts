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
import { execute, undo } from './execution.ts';
import { ablations, loadOf, parameters, type Values, variants } from './instance.ts';
import * as ledger from './ledger.ts';
import { type Asked, honestly, type Manner, manners } from './library.ts';
import { byHash, groundSalt } from './order.ts';
import { isProven, isWhole } from './proofs.ts';
import { replicas } from './replicas.ts';
import { type Frozen, init, isDone, openAt, purseAt, type State } from './state.ts';
import { gather } from './witness.ts';
import { nameOf } from './workload.ts';

/** A block that somebody could propose: its shard and its list. */
type Draft = readonly [shard: number, txs: readonly number[]];

const heightOf = (state: Frozen<State>, shard: number): number => state.chains[shard].length;
const isExecuted = (state: Frozen<State>, shard: number): boolean => {
  const chain = state.chains[shard];
  return chain.length === 0 || chain[chain.length - 1].result !== null;
};
const isWaiting = (state: Frozen<State>, p: Values, shard: number): boolean =>
  openAt(state, p, shard, heightOf(state, shard)).length > 0 ||
  state.chains.some((chain) => chain.length > heightOf(state, shard));

/** What every node asks of a block on top of a height, whoever proposes it. */
function validity<Args extends { readonly block: Draft }>(
  p: Values,
  heightBelow: (state: Frozen<State>, shard: number) => number,
): Rules<State, Args> {
  return {
    'its transactions stand in the order of their hashes': (state, { block: [, txs] }) => {
      const ordered = byHash(loadOf(p), state.salts, txs);
      return ordered.every((tx, index) => tx === txs[index]);
    },
    'none of them has taken effect here': (state, { block: [shard, txs] }) => {
      const height = heightBelow(state, shard);
      return txs.every((tx) => !isDone(state, shard, height, tx));
    },
    'every sender can pay the fee here': (state, { block: [shard, txs] }) => {
      const height = heightBelow(state, shard);
      return txs.every((tx) => purseAt(state, p, shard, height, tx) > 0);
    },
  };
}

/** What a node asks of the answers of other shards before it executes its newest block. */
function acceptance<Args extends { readonly shard: number }>(
  p: Values,
  as: (args: Args) => Manner,
): Rules<State, Args> {
  const asked = (state: Frozen<State>, args: Args): Asked => ({
    shard: args.shard,
    height: heightOf(state, args.shard),
    as: as(args),
  });
  const witness = (state: Frozen<State>, args: Args) => gather(state, p, asked(state, args));
  return {
    'its newest block is not executed': (state, { shard }) => !isExecuted(state, shard),
    'every block that it rests on is known': (state, args) => witness(state, args) !== null,
    'each transaction is proven to stand in its block': (state, args) => {
      const blocks = witness(state, args)?.blocks ?? new Map();
      return [...blocks.values()].every(({ root, page }) => isProven(root, page));
    },
    'no transaction is left out': (state, args) => {
      const blocks = witness(state, args)?.blocks ?? new Map();
      return [...blocks.values()].every(({ root, page }) => isWhole(root, page));
    },
    'each value is proven under the root of the height before': (state, args) => {
      const states = witness(state, args)?.states ?? new Map();
      return [...states.values()].every(({ root, page }) => isProven(root, page));
    },
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
    const blocks: readonly Draft[] = shards.flatMap((shard) =>
      listsOver(txsAt[shard]).map((txs): Draft => [shard, txs]),
    );
    const attackIsLeft = 'the adversary has an attack left';
    const heightIsLeft = 'there is a height left';
    return {
      propose: action({
        actor: 'honest',
        over: { shard: shards },
        when: {
          'its newest block is executed': (state, { shard }) => isExecuted(state, shard),
          'somebody waits for its block': (state, { shard }) => isWaiting(state, p, shard),
        },
        bound: { [heightIsLeft]: (state, { shard }) => heightOf(state, shard) < p.heights },
        then: (draft, { shard }) => {
          const open = openAt(draft, p, shard, heightOf(draft, shard));
          draft.chains[shard].push({
            txs: [...byHash(loadOf(p), draft.salts, open)],
            result: null,
          });
        },
        says: ({ shard }, state) => {
          const open = openAt(state, p, shard, heightOf(state, shard));
          const txs = byHash(loadOf(p), state.salts, open);
          return `shard ${nameOf(shard)} proposes ${listText(txs)} at height ${heightOf(state, shard) + 1}`;
        },
        // A block without a transaction says that it has no effect at this height.
        concerns: ({ shard }) => txsAt[shard],
      }),
      execute: action({
        actor: 'honest',
        over: { shard: shards },
        when: acceptance<{ shard: number }>(p, () => honestly),
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
          ...validity(p, heightOf),
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
          ...validity(p, (state, shard) => heightOf(state, shard) - 1),
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
        over: { shard: shards, as: manners },
        when: acceptance<{ shard: number; as: Manner }>(p, ({ as }) => as),
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
    supply: ledger.supply,
    transactions: ledger.transactions,
    messages: ledger.messages,
    history: ledger.history,
    work: ledger.work,
    replicas,
  },
});

/** Every list without repetition, the shorter ones first. */
function listsOver(txs: readonly number[]): readonly (readonly number[])[] {
  let longest: readonly (readonly number[])[] = [[]];
  const all: (readonly number[])[] = [];
  for (; longest.length > 0; ) {
    all.push(...longest);
    longest = longest.flatMap((list) =>
      txs.filter((tx) => !list.includes(tx)).map((tx) => [...list, tx]),
    );
  }
  return all;
}

function listText(txs: readonly number[]): string {
  return txs.length === 0 ? 'an empty block' : txs.map((tx) => `T${tx}`).join(', ');
}
