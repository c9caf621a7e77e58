/**
 * Receipts: asynchronous transfers between shards, each credited on a proof that it was debited.
 *
 * Source      V. Buterin, "Cross-shard receipt and hibernation/waking anti-double-spending",
 *             ethresear.ch/t/4748; "Implementing cross-shard transactions", ethresear.ch/t/6382;
 *             Sharding FAQ of the Ethereum wiki, "How can we facilitate cross-shard communication?"
 * Adversary   Reorganises any chain above its last final block, in one step of depth 1 or 2;
 *             submits every receipt to every shard, again and again, as it is or altered (amount,
 *             leaf, destination, proof of another receipt, proof under an older root).
 * Abstracted  A block is one transaction; a finality gadget finalises blocks one by one; one
 *             account a shard, which pays and is paid by others there in `train-and-hotel` and
 *             `deposit-borrow-route`; roots of final blocks are believed (a light client of every shard);
 *             no fees: a claim pays or it does not. With `fused` delivery the newest trusted root
 *             of every shard is known everywhere at once; with `explicit` learning it is a step.
 * Deviates    A block commits to all receipts of its shard so far, in one tree, so that the newest
 *             root serves for all claims. Variants: `baseline` keeps a record of each spent receipt
 *             (the FAQ's steps); `ordered` has counters on both sides and obliges block producers;
 *             `hibernation` sends to the same shard; `expiring` forgets old records, and value that
 *             nobody claims in time is lost; `optimistic` trusts unfinal roots of coupled shards,
 *             whose blocks fall with the blocks they rely on (our reading of RCP-A4).
 * Bounds      The `transfers` of one workload, `reorganisations`, `slots` blocks a chain.
 */
import { type ActionBuilder, protocol } from '../../checker/protocol.ts';
import { acceptance, start, take } from './contract.ts';
import { ablations, parameters, type Values, variants } from './instance.ts';
import * as ledger from './ledger.ts';
import {
  destinationOf,
  honestly,
  isSameWay,
  type Leg,
  legsOf,
  manners,
  type Presented,
  rootOf,
} from './presentation.ts';
import { cut } from './reorganisation.ts';
import { replicas } from './replicas.ts';
import {
  balanceOf,
  claimsIn,
  type Frozen,
  isSame,
  knownReceipts,
  nameOf,
  receiptsUpTo,
  type State,
  shardsOf,
  transfersOf,
  trustedReceipts,
} from './state.ts';

const blockIsLeft = (p: Values, state: Frozen<State>, shard: number): boolean =>
  state.shards[shard].blocks.length < p.slots;
const blockRule = 'the chain has a block left';

export const receipts = protocol({
  name: 'receipts',
  source: 'Buterin, ethresear.ch 4748 and 6382; Sharding FAQ, asynchronous cross-shard transfers',
  section: '12',
  version: 1,
  parameters,
  init: (p): State => ({
    shards: shardsOf(p).map(() => ({
      blocks: [],
      final: 0,
      known: shardsOf(p).map(() => []),
      expired: shardsOf(p).map(() => 0),
      forgotten: shardsOf(p).map(() => 0),
      kept: [],
    })),
    reorganisations: 0,
    reads: shardsOf(p).map(() => null),
  }),
})({
  variants,
  ablations,
  actions: (p, action: ActionBuilder<State>) => {
    const txs = transfersOf(p).map((_, tx) => tx);
    const shards = shardsOf(p);
    const firstOf = (tx: number) => transfersOf(p)[tx][0];
    // Those that leave their shard; in one workload all of them have the same legs.
    const sent = txs.filter((tx) => transfersOf(p)[tx].length > 1);
    const legs: readonly Leg[] = legsOf(p, sent[0]);
    return {
      send: action({
        actor: 'user',
        over: { tx: txs },
        when: {
          'it is not on the chain': (state, { tx }) =>
            !state.shards[firstOf(tx).shard].blocks.some((block) => ledger.isFirstOf(block, tx)),
          'the sender can pay': (state, { tx }) => {
            const { shard, pays, sends } = firstOf(tx);
            return balanceOf(state, p, shard) >= pays + sends;
          },
        },
        bound: { [blockRule]: (state, { tx }) => blockIsLeft(p, state, firstOf(tx).shard) },
        then: (draft, { tx }) => start(draft, p, tx),
        says: ({ tx }) => {
          const [{ shard, pays, sends }, next] = transfersOf(p)[tx];
          const debit = `shard ${nameOf(shard)} debits ${pays + sends} for T${tx}`;
          return next === undefined ? debit : `${debit}, with a receipt for ${nameOf(next.shard)}`;
        },
      }),
      finalise: action({
        actor: 'honest',
        over: { shard: shards },
        when: {
          'there is a block to finalise': (state, { shard }) =>
            state.shards[shard].final < state.shards[shard].blocks.length,
          'what the block claims is final': (state, { shard }) => {
            const { blocks, final } = state.shards[shard];
            if (p.roots !== 'coupled') return true;
            return claimsIn(blocks.slice(final, final + 1)).every(({ leaf }) => {
              const source = state.shards[leaf.src];
              return receiptsUpTo(source, source.final).some((receipt) => isSame(receipt, leaf));
            });
          },
        },
        then: (draft, { shard }) => {
          draft.shards[shard].final++;
        },
        says: ({ shard }, state) =>
          `block ${state.shards[shard].final} of shard ${nameOf(shard)} is final`,
        concerns: ({ shard }, state) => {
          // Blocks behind it wait for it.
          const { blocks, final } = state.shards[shard];
          return blocks
            .slice(final)
            .flatMap(
              ({ claimed, emitted, local }) => claimed?.leaf.tx ?? emitted?.tx ?? local ?? [],
            );
        },
      }),
      learn: action({
        actor: 'honest',
        over: { at: p.delivery === 'explicit' ? shards : [], of: shards },
        when: {
          'its newest root is not known': (state, { at, of }) =>
            rootOf(knownReceipts(state, p, at, of)) !== rootOf(trustedReceipts(state, p, of)),
        },
        then: (draft, { at, of }) => {
          draft.shards[at].known[of] = trustedReceipts(draft, p, of).map((leaf) => ({ ...leaf }));
        },
        says: ({ at, of }) => `shard ${nameOf(at)} learns the newest root of ${nameOf(of)}`,
        concerns: ({ at, of }, state) =>
          trustedReceipts(state, p, of)
            .filter(({ dst }) => dst === at)
            .map(({ tx }) => tx),
      }),
      claim: action({
        actor: p.claimer === 'nobody' ? 'adversary' : 'honest',
        over: { tx: sent, leg: legs },
        when: {
          'somebody sees to it': (_state, { tx }) =>
            p.claimer === 'forced' || !p.unpayable || tx !== 0,
          ...acceptance<{ tx: number; leg: Leg }>(p, ({ tx, leg }) => ({
            tx,
            leg,
            at: destinationOf(p, tx, leg),
            as: honestly,
          })),
        },
        bound: {
          [blockRule]: (state, { tx, leg }) => blockIsLeft(p, state, destinationOf(p, tx, leg)),
        },
        then: (draft, { tx, leg }) =>
          take(draft, p, { tx, leg, at: destinationOf(p, tx, leg), as: honestly }),
        says: ({ tx, leg }) =>
          `shard ${nameOf(destinationOf(p, tx, leg))} takes the ${leg} of T${tx} on its proof`,
        // The head of a line moves those behind it too.
        concerns: ({ tx, leg }) =>
          p.order === 'any' ? [tx] : sent.filter((other) => isSameWay(p, tx, other, leg)),
      }),
      submit: action({
        actor: 'adversary',
        over: { tx: sent, leg: legs, at: shards, as: manners },
        when: acceptance<Presented>(p, (presented) => presented),
        bound: { [blockRule]: (state, { at }) => blockIsLeft(p, state, at) },
        then: (draft, presented) => take(draft, p, presented),
        says: ({ tx, leg, at, as }) =>
          `the adversary has shard ${nameOf(at)} take the ${leg} of T${tx}, presented ${as}`,
      }),
      prune: action({
        actor: 'honest',
        over: { at: p.pruning ? shards : [], of: shards },
        when: {
          'its chain is final': (state, { at }) =>
            state.shards[at].final === state.shards[at].blocks.length,
          'receipts are known that have not expired': (state, { at, of }) =>
            state.shards[at].expired[of] < knownReceipts(state, p, at, of).length,
        },
        then: (draft, { at, of }) => {
          const shard = draft.shards[at];
          shard.expired[of] = knownReceipts(draft, p, at, of).length;
          shard.forgotten[of] = shard.blocks.length;
        },
        says: ({ at, of }) => `shard ${nameOf(at)} forgets its spent records of ${nameOf(of)}`,
      }),
      reorganise: action({
        actor: 'adversary',
        over: { shard: shards, depth: [1, 2] },
        when: {
          'none of them is final': (state, { shard, depth }) =>
            state.shards[shard].final <= state.shards[shard].blocks.length - depth,
        },
        bound: {
          'a reorganisation is left': (state) => state.reorganisations < p.reorganisations,
        },
        then: (draft, { shard, depth }) => {
          draft.reorganisations++;
          cut(draft, p, shard, Math.max(0, draft.shards[shard].blocks.length - depth));
        },
        says: ({ shard, depth }) =>
          `a longer branch replaces the last ${depth} of the blocks of shard ${nameOf(shard)}`,
      }),
      audit: action({
        actor: 'user',
        over: { shard: p.auditor ? shards : [] },
        when: { 'it has not been read': (state, { shard }) => state.reads[shard] === null },
        then: (draft, { shard }) => {
          const { blocks, final } = draft.shards[shard];
          const height = p.audits === 'head' ? blocks.length : final;
          draft.reads[shard] = ledger.versionAt(draft, shard, height);
        },
        says: ({ shard }) =>
          `the auditor reads the balance of shard ${nameOf(shard)} in ${p.audits === 'head' ? 'its head' : 'final blocks'}`,
      }),
    };
  },
  ledger: {
    supply: ledger.supply,
    transactions: ledger.transactions,
    messages: ledger.messages,
    history: ledger.history,
    chains: ledger.chains,
    replicas,
  },
});
