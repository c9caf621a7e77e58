/** The contract of a shard: which claims it takes, and what it does with them. */
import type { Rules } from '../../checker/protocol.ts';
import type { Values } from './instance.ts';
import { isProven, type Presented, present } from './presentation.ts';
import { type Frozen, isMarked, nextInLine, receiptsOf, type State } from './state.ts';

/** What the contract of a shard asks of every claim, whoever submits it. */
export function acceptance<Args>(p: Values, read: (args: Args) => Presented): Rules<State, Args> {
  return {
    'the receipt is under a root that is known here': (state, args) =>
      present(state, p, read(args)) !== null,
    'the receipt has not expired': (state, args) => {
      const claim = present(state, p, read(args));
      const { expired } = state.shards[read(args).at];
      return claim !== null && claim.index >= expired[claim.leaf.src];
    },
    'the receipt is not spent': (state, args) => {
      const claim = present(state, p, read(args));
      const { at } = read(args);
      if (claim === null) return false;
      if (p.order === 'in order') return claim.leaf.seq >= nextInLine(state, at, claim.leaf.src);
      return !isMarked(state, p, at, claim.leaf);
    },
    'the receipt is next in line': (state, args) => {
      const claim = present(state, p, read(args));
      if (p.order === 'any') return true;
      return claim !== null && claim.leaf.seq <= nextInLine(state, read(args).at, claim.leaf.src);
    },
    'the leaf names this shard': (state, args) =>
      present(state, p, read(args))?.leaf.dst === read(args).at,
    'the amount is the one in the leaf': (state, args) => {
      const claim = present(state, p, read(args));
      return claim !== null && claim.value === claim.leaf.value;
    },
    'the proof leads from the leaf to that root': (state, args) => {
      const claim = present(state, p, read(args));
      return claim !== null && isProven(state, p, read(args).at, claim);
    },
  };
}

/** Credits what the claim asks for, and answers with a callback if the protocol has them. */
export function take(draft: State, p: Values, presented: Presented): void {
  const claim = present(draft, p, presented);
  if (claim === null) throw new Error('a claim that was accepted can be made');
  const { leaf, index, value } = claim;
  const { tx, at } = presented;
  const isAnswered = p.callback && leaf.kind === 'transfer';
  draft.shards[at].blocks.push({
    claimed: { leaf: { ...leaf }, index, value },
    emitted: isAnswered
      ? { kind: 'callback', tx, src: at, dst: leaf.src, value: 0, seq: seqAt(draft, at, leaf.src) }
      : null,
  });
}

/** The number of the next receipt from one shard to another. */
export function seqAt(state: Frozen<State>, src: number, dst: number): number {
  return receiptsOf(state, src).filter((receipt) => receipt.dst === dst).length;
}
