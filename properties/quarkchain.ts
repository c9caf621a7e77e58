/**
 * What the Boson consensus says about reorganisations, and what must be possible at all.
 *
 * Propositions are those of the Boson paper: an unconfirmed shard block is reverted by a longer
 * fork of its shard alone (1); a confirmed one only together with the root blocks that confirm it
 * (2). The first is shown by breaking its negation.
 */
import { type ChainView, property, propertyOf } from '../checker/protocol.ts';
import { quarkchain } from '../models/quarkchain/quarkchain.ts';
import { isAncestor } from '../models/substrate/paths.ts';

type Chains = readonly ChainView[];

const blocksOf = (chains: Chains, name: string): readonly string[] =>
  chains.find(({ chain }) => chain === name)?.canonical ?? [];
const shardsOf = (chains: Chains): readonly ChainView[] =>
  chains.filter(({ chain }) => chain !== 'root' && !chain.includes(' by '));
const confirmedIn = (chains: Chains, shard: string): readonly string[] =>
  blocksOf(chains, `${shard} by root block ${blocksOf(chains, 'root').at(-1)}`);

/** Its negation is proposition 1. */
export const shardChainsStayWithTheRootChain = property({
  name: 'shard-chains-stay-while-the-root-chain-does',
  invariant: 'Prop-1',
  means: 'no block leaves the chain of a shard as long as the root chain does not change',
  on: 'chains',
  kind: 'step',
  violation: (before, _action, after) => {
    if (`${blocksOf(before, 'root')}` !== `${blocksOf(after, 'root')}`) return null;
    for (const { chain, canonical } of shardsOf(before)) {
      const gone = canonical.find((block) => !blocksOf(after, chain).includes(block));
      if (gone !== undefined) return `block ${gone} left ${chain}, and the root chain is as it was`;
    }
    return null;
  },
});

export const confirmedBlocksLeaveWithTheirRootBlocks = property({
  name: 'confirmed-blocks-leave-only-with-their-root-blocks',
  invariant: 'Prop-2',
  means: 'a shard block that a root block confirms is shown as long as that root block is',
  on: 'chains',
  kind: 'step',
  violation: (before, _action, after) => {
    for (const root of blocksOf(before, 'root')) {
      if (!blocksOf(after, 'root').includes(root)) continue;
      for (const { chain, canonical } of shardsOf(before)) {
        const gone = blocksOf(before, `${chain} by root block ${root}`).find(
          (block) => canonical.includes(block) && !blocksOf(after, chain).includes(block),
        );
        if (gone !== undefined)
          return `block ${gone} left ${chain}; root block ${root} confirms it`;
      }
    }
    return null;
  },
});

/** Given up: confirmation is not finality. */
export const confirmedBlocksStay = property({
  name: 'confirmed-blocks-stay',
  invariant: 'FIN',
  means: 'a shard block that the root chain confirms never leaves the chain of its shard',
  on: 'chains',
  kind: 'step',
  violation: (before, _action, after) => {
    for (const { chain } of shardsOf(before)) {
      const gone = confirmedIn(before, chain).find(
        (block) => !blocksOf(after, chain).includes(block),
      );
      if (gone !== undefined) return `confirmed block ${gone} left ${chain}`;
    }
    return null;
  },
});

/** Given up: a root fork takes back what it no longer confirms, credits with withdraws. */
export const creditsStay = property({
  name: 'credits-are-never-taken-back',
  invariant: 'FIN',
  means: 'a message that has taken effect stays in effect',
  on: 'messages',
  kind: 'step',
  violation: (before, _action, after) => {
    for (const { id, consumed } of before) {
      if (consumed.length === 0) continue;
      const left = after.find((message) => message.id === id)?.consumed ?? [];
      if (left.length === 0) return `${id} was consumed and is no longer`;
    }
    return null;
  },
});

export const aDepositIsProcessedOnTwoBranches = propertyOf(quarkchain, {
  name: 'a-deposit-is-processed-on-two-branches',
  invariant: 'witness',
  means: 'two blocks of a shard process the same deposit, each on its own branch',
  on: 'state',
  kind: 'sometimes',
  goal: ({ shards }) =>
    shards.some((tree) => {
      const keys = tree.flatMap(({ body }) =>
        (body?.executes ?? []).map(({ tx, leg, block }) => `${tx} ${leg} ${block}`),
      );
      return new Set(keys).size < keys.length;
    }),
});

/** Said of root chains that differ in length, so that it does not depend on how ties are broken. */
export const aConfirmedWithdrawIsReverted = propertyOf(quarkchain, {
  name: 'a-confirmed-withdraw-is-reverted',
  invariant: 'witness',
  means: 'the longest root chain confirms a rival of a withdraw that a shorter one confirmed',
  on: 'state',
  kind: 'sometimes',
  goal: ({ root, shards }) => {
    const longest = root.findLast(({ path }) => path !== null);
    if (longest === undefined) return false;
    return root.some((block) =>
      block.tips.some((tip, shard) => {
        const [tree, rival] = [shards[shard] ?? [], longest.tips[shard] ?? 0];
        const isRival = !isAncestor(tree, tip, rival) && !isAncestor(tree, rival, tip);
        return isRival && (tree[tip]?.body?.withdraws.length ?? 0) > 0 && isLower(block, longest);
      }),
    );
  },
});

type Placed = { readonly path: readonly number[] | null };
function isLower(one: Placed, other: Placed): boolean {
  return one.path !== null && other.path !== null && one.path.length < other.path.length;
}

export const aListIsLost = propertyOf(quarkchain, {
  name: 'a-list-is-lost',
  invariant: 'witness',
  means: 'the network has lost a list of deposits',
  on: 'state',
  kind: 'sometimes',
  goal: ({ shards }) =>
    shards.flat().some(({ lists }) => lists?.some((list) => list?.place === 'lost')),
});
