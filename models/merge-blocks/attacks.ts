/** Blocks of the adversary: any parents, any transactions, any values that the others accept. */
import { type ActionBuilder, range } from '../../checker/protocol.ts';
import { freeSlot, slotsOf } from '../substrate/chains.ts';
import { addBlock, addMergeBlock, type Cells, canPay, cellsAfter, isNext } from './execution.ts';
import { isCross, nameOf, type Pair, sizeOf, trafficIn, type Values } from './instance.ts';
import type { State, View } from './state.ts';
import { isProven, type Manner, manners, shownBy, witnessFor } from './witness.ts';
import { listed, onTopOf } from './wording.ts';

/** The transaction that a merge block carries, and the values that come with it. */
type Content = readonly [number, Manner] | null;
interface Attack {
  readonly pair: Pair;
  readonly left: number;
  readonly right: number;
  readonly content: Content;
}

export function attacksOf(p: Values, action: ActionBuilder<State>) {
  const { shards, transactions } = trafficIn(p);
  const [attacked, pairs] = p.power === 'all shards' ? [shards, trafficIn(p).pairs] : [[1], []];
  const all = range(transactions.length);
  const locals = all.filter((tx) => !isCross(p, tx));
  const contents = all
    .filter((tx) => isCross(p, tx))
    .flatMap((tx) => manners.map((manner): Content => [tx, manner]));
  const size = sizeOf(p);
  const hasSlot = (state: View, shard: number, parent: number): boolean =>
    freeSlot(state.trees[shard], size, parent) !== null;
  return {
    fork: action({
      actor: 'adversary',
      over: { shard: attacked, parent: slotsOf(size), tx: [null, ...locals] },
      when: {
        'the parent is known': (state, { shard, parent }) => state.trees[shard][parent] !== null,
        'the sender is of this shard, and the nonce the next one': (state, { shard, parent, tx }) =>
          tx === null || isNext(p, cellsAfter(state, p, [shard], [parent]), tx),
        'the sender can pay': (state, { shard, parent, tx }) =>
          tx === null || canPay(p, cellsAfter(state, p, [shard], [parent]), tx),
      },
      bound: {
        'the adversary can afford it': (state) => state.attacks > 0,
        'a slot is free': (state, { shard, parent }) => hasSlot(state, shard, parent),
      },
      then: (draft, { shard, parent, tx }) => {
        draft.attacks--;
        addBlock(draft, p, shard, parent, tx === null ? [] : [tx]);
      },
      says: ({ shard, parent, tx }) =>
        `the adversary mines ${listed(tx === null ? [] : [tx])} ${onTopOf(p, shard, parent)}`,
    }),

    forkMerge: action({
      actor: 'adversary',
      over: {
        pair: pairs,
        left: slotsOf(size),
        right: slotsOf(size),
        content: [null, ...contents],
      },
      when: {
        'the parents are known': (state, { pair: [one, other], left, right }) =>
          state.trees[one][left] !== null && state.trees[other][right] !== null,
        'the access list stays within the two shards': (_, { pair, content }) =>
          content === null || trafficIn(p).touches[content[0]].every((at) => pair.includes(at)),
        'the nonce is the next one': (state, attack) =>
          attack.content === null || isNext(p, before(state, p, attack), attack.content[0]),
        'the sender can pay': (state, attack) =>
          attack.content === null || canPay(p, before(state, p, attack), attack.content[0]),
        'values are proven against the state roots of the parents': (state, attack) =>
          isProven(state, p, attack.pair, [attack.left, attack.right], witnessOf(state, p, attack)),
      },
      bound: {
        'the adversary can afford it': (state) => state.attacks > 0,
        'a slot is free in both': (state, { pair: [one, other], left, right }) =>
          hasSlot(state, one, left) && hasSlot(state, other, right),
      },
      then: (draft, attack) => {
        draft.attacks--;
        const { pair, left, right, content } = attack;
        const shown = shownBy(witnessOf(draft, p, attack));
        addMergeBlock(draft, p, pair, [left, right], content === null ? [] : [content[0]], shown);
      },
      says: ({ pair: [one, other], left, right, content }) =>
        'the adversary mines ' +
        (content === null
          ? 'an empty merge block '
          : `a merge block for T${content[0]}, on values that are ${describe(content[1])}, `) +
        `${onTopOf(p, one, left)} and ${onTopOf(p, other, right)}`,
    }),

    halt: action({
      actor: 'adversary',
      over: { shard: p.halts === 0 ? [] : shards },
      bound: { 'the adversary can afford it': (state) => state.halts > 0 },
      then: (draft, { shard }) => {
        draft.halts--;
        draft.halted[shard] = true;
      },
      says: ({ shard }) => `the miners of ${nameOf(shard)} stop`,
    }),
  };
}

function witnessOf(state: View, p: Values, { pair, left, right, content }: Attack) {
  if (content === null) return [];
  const [tx, manner] = content;
  return witnessFor(state, p, pair, [left, right], tx, manner);
}

function describe(manner: Manner): string {
  return manner === 'with greater values' ? 'greater than they are' : manner;
}

/** The accounts that its transaction is executed on. */
function before(state: View, p: Values, attack: Attack): Cells {
  return shownBy(witnessOf(state, p, attack));
}
