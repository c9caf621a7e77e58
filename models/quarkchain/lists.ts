/** The way of the lists of deposits: to their reader, lost, or sent once more. */
import type { ActionBuilder } from '../../checker/protocol.ts';
import { blockAt, blockName, isAncestor, slotsOf } from '../substrate/chains.ts';
import { emittedBy } from './deposits.ts';
import type { View } from './forks.ts';
import type { ListPlace, State } from './state.ts';
import type { Network } from './traffic.ts';

interface List {
  readonly from: number;
  readonly block: number;
  readonly to: number;
}

export function listsOf(network: Network, action: ActionBuilder<State>) {
  const { p, shards, shardSize } = network;
  const blocks = slotsOf(shardSize).slice(1);
  const lists = { from: shards, block: blocks, to: shards };
  const losing = p.losses > 0 ? lists : { ...lists, block: [] };
  const placeOf = (state: View, { from, block, to }: List): ListPlace =>
    state.shards[from][block]?.lists[to] ?? null;
  const put = (draft: State, { from, block, to }: List, place: ListPlace): void => {
    const sender = draft.shards[from][block];
    if (sender === null) throw new Error(`no block stands in slot ${block}`);
    sender.lists[to] = place;
  };
  const named = ({ from, block, to }: List): string =>
    `the deposits of block ${blockName(shardSize, block)} of shard ${from} for shard ${to}`;
  const movedBy = ({ from, block }: List, state: View): readonly number[] =>
    emittedBy(network, block, blockAt(state.shards[from], block)).map(({ tx }) => tx);

  return {
    deliverList: action({
      actor: 'honest',
      over: p.delivery === 'explicit' ? lists : { ...lists, block: [] },
      when: { 'the list is on its way': (state, list) => placeOf(state, list) === 'sent' },
      then: (draft, list) => put(draft, list, 'here'),
      says: (list) => `${named(list)} arrive`,
      concerns: (list, state) => (placeOf(state, list) === 'sent' ? movedBy(list, state) : []),
    }),

    loseList: action({
      actor: 'adversary',
      over: losing,
      when: {
        // Where the list comes with its block, it is lost before a root block confirms that block.
        'the list is on its way': (state, list) =>
          p.delivery === 'explicit'
            ? placeOf(state, list) === 'sent'
            : placeOf(state, list) === 'here' && !isConfirmed(state, list),
      },
      bound: { 'the network can lose another': (state) => state.losses > 0 },
      then: (draft, list) => {
        draft.losses--;
        put(draft, list, 'lost');
      },
      says: (list) => `${named(list)} are lost`,
    }),

    sendListAgain: action({
      actor: 'honest',
      over: losing,
      when: { 'the list was lost': (state, list) => placeOf(state, list) === 'lost' },
      then: (draft, list) => put(draft, list, p.delivery === 'explicit' ? 'sent' : 'here'),
      says: (list) => `${named(list)} are asked for and sent again`,
      concerns: (list, state) => (placeOf(state, list) === 'lost' ? movedBy(list, state) : []),
    }),
  };

  function isConfirmed(state: View, { from, block }: List): boolean {
    return state.root.some(
      (root) => root !== null && isAncestor(state.shards[from], block, root.tips[from]),
    );
  }
}
