/** The way of the lists of deposits: to their reader, lost, or sent once more. */
import type { ActionBuilder } from '../../checker/protocol.ts';
import { blockName, slotsOf } from '../substrate/chains.ts';
import { isAncestor } from '../substrate/paths.ts';
import { listAt } from './deposits.ts';
import type { View } from './forks.ts';
import type { List, State } from './state.ts';
import type { Network } from './traffic.ts';

/** Which list: what a block of a shard has for another one. */
interface Way {
  readonly from: number;
  readonly block: number;
  readonly to: number;
}

export function listsOf(network: Network, action: ActionBuilder<State>) {
  const { p, shards, shardSize } = network;
  const blocks = slotsOf(shardSize).slice(1);
  const lists = { from: shards, block: blocks, to: shards };
  const losing = p.losses > 0 ? lists : { ...lists, block: [] };
  const placeOf = (state: View, { from, block, to }: Way): List['place'] | null =>
    listAt(state, from, block, to)?.place ?? null;
  const put = (draft: State, { from, block, to }: Way, place: List['place']): void => {
    const list = draft.shards[from][block].lists?.[to];
    if (list === null || list === undefined)
      throw new Error(`block ${block} of shard ${from} has no list for ${to}`);
    list.place = place;
  };
  const named = ({ from, block, to }: Way): string =>
    `the deposits of block ${blockName(shardSize, block)} of shard ${from} for shard ${to}`;
  const movedBy = ({ from, block, to }: Way, state: View): readonly number[] =>
    listAt(state, from, block, to)?.deposits.map(({ tx }) => tx) ?? [];

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

  function isConfirmed(state: View, { from, block }: Way): boolean {
    return state.root.some(
      ({ path, tips }) => path !== null && isAncestor(state.shards[from], block, tips[from]),
    );
  }
}
