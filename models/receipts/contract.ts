/** The contract of a shard: which claims it takes, and what it does with them. */
import type { Rules } from '../../checker/protocol.ts';
import type { Values } from './instance.ts';
import { isProven, type Leg, type Presented, present, stopOf } from './presentation.ts';
import {
  balanceOf,
  type Frozen,
  isMarked,
  nextInLine,
  type Receipt,
  receiptsOf,
  type State,
  transfersOf,
} from './state.ts';

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
    'the account here has what it pays and sends on': (state, args) => {
      const { tx, leg, at } = read(args);
      const { pays, sends } = transfersOf(p)[tx][stopOf(leg)];
      const value = present(state, p, read(args))?.value ?? 0;
      return leg === 'callback' || pays + sends <= balanceOf(state, p, at) + value;
    },
    'the proof leads from the leaf to that root': (state, args) => {
      const claim = present(state, p, read(args));
      return claim !== null && isProven(state, p, read(args).at, claim);
    },
  };
}

/** Credits what the claim asks for, and sends on what is to go on, or answers with a callback. */
export function take(draft: State, p: Values, presented: Presented): void {
  const claim = present(draft, p, presented);
  if (claim === null) throw new Error('a claim that was accepted can be made');
  const { leaf, index, value } = claim;
  draft.shards[presented.at].blocks.push({
    claimed: { leaf: { ...leaf }, index, value },
    emitted: answerTo(draft, p, presented, leaf),
    local: null,
  });
}

function answerTo(
  state: Frozen<State>,
  p: Values,
  { tx, leg, at }: Presented,
  leaf: Frozen<Receipt>,
): Receipt | null {
  const [stop, next] = leg === 'callback' ? [] : transfersOf(p)[tx].slice(stopOf(leg));
  const send = (kind: Leg, dst: number, value: number): Receipt => {
    return { kind, tx, src: at, dst, value, seq: seqAt(state, at, dst) };
  };
  if (next !== undefined) return send('onward', next.shard, stop.sends);
  return p.callback && leg === 'transfer' ? send('callback', leaf.src, 0) : null;
}

/** The number of the next receipt from one shard to another. */
function seqAt(state: Frozen<State>, src: number, dst: number): number {
  return receiptsOf(state, src).filter((receipt) => receipt.dst === dst).length;
}

/** The first stop of a transaction: it pays, and emits the receipt for the next one. */
export function start(draft: State, p: Values, tx: number): void {
  const [{ shard: src, sends }, next] = transfersOf(p)[tx];
  const isLocal = next === undefined;
  const dst = isLocal ? src : next.shard;
  const seq = seqAt(draft, src, dst);
  draft.shards[src].blocks.push({
    claimed: null,
    emitted: isLocal ? null : { kind: 'transfer', tx, src, dst, value: sends, seq },
    local: isLocal ? tx : null,
  });
}
