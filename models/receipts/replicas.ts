/**
 * Two nodes of each shard that should agree: one that lived through every reorganisation, and one
 * that joins now and replays the canonical chain from its first block.
 */
import type { ReplicasView } from '../../checker/protocol.ts';
import type { Values } from './instance.ts';
import { describe } from './ledger.ts';
import {
  balanceOf,
  balancesOf,
  changeBy,
  type Frozen,
  isMarked,
  leafText,
  markOf,
  nameOf,
  nextInLine,
  type Receipt,
  receiptsOf,
  type State,
  shardsOf,
} from './state.ts';

/** What a node answers when it is asked for the balance, and which receipts it takes for spent. */
interface Answer {
  readonly balance: number;
  readonly spent: readonly Frozen<Receipt>[];
}

export function replicas(state: Frozen<State>, p: Values): ReplicasView {
  const executors = shardsOf(p).flatMap((at) => {
    const { blocks, expired } = state.shards[at];
    const input = [nameOf(at), expired.join(), ...blocks.map(describe)].join('; ');
    return [
      { name: `a node of ${nameOf(at)} that was there`, input, result: text(lived(state, p, at)) },
      { name: `a node of ${nameOf(at)} that joins now`, input, result: text(joined(state, p, at)) },
    ];
  });
  return { executors, writers: [] };
}

function text({ balance, spent }: Answer): string {
  return [`balance ${balance}`, ...spent.map(leafText)].join('; ');
}

/** Receipts for a shard that can be asked about: pruned records answer nothing any more. */
function askedAt(state: Frozen<State>, p: Values, at: number): readonly Frozen<Receipt>[] {
  return shardsOf(p).flatMap((src) =>
    receiptsOf(state, src)
      .slice(state.shards[at].expired[src])
      .filter(({ dst }) => dst === at),
  );
}

/** By the records that the contract goes by. */
function lived(state: Frozen<State>, p: Values, at: number): Answer {
  const isSpent = (receipt: Frozen<Receipt>): boolean =>
    p.order === 'in order'
      ? receipt.seq < nextInLine(state, at, receipt.src)
      : isMarked(state, p, at, receipt);
  return { balance: balanceOf(state, p, at), spent: askedAt(state, p, at).filter(isSpent) };
}

/** By what the blocks say, one after the other. */
function joined(state: Frozen<State>, p: Values, at: number): Answer {
  let balance = balancesOf(p)[at];
  const marks = new Set<string>();
  for (const block of state.shards[at].blocks) {
    if (block.claimed !== null) marks.add(markOf(p, block.claimed.leaf));
    balance += changeBy(p, block);
  }
  const spent = askedAt(state, p, at).filter((receipt) => marks.has(markOf(p, receipt)));
  return { balance, spent };
}
