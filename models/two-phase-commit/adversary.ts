/** Two-phase commit: the steps of the adversary, each paid from a budget, and recovery. */
import { type ActionBuilder, range } from '../../checker/protocol.ts';
import { hasLeft, spend } from '../substrate/faults.ts';
import { dropping, replaying } from '../substrate/network.ts';
import { arriveAtOnce, crashCoordinator, crashShard, inBlock, revert } from './effects.ts';
import { bookOf, type Parameters, participants, shardName, slotOf } from './instance.ts';
import { type State, statusOf, type View } from './state.ts';

export function adversaryActions(p: Parameters, action: ActionBuilder<State>) {
  const book = bookOf(p);
  const carried = book.names.filter((_, slot) => {
    const [tx, shard] = [Math.floor(slot / p.shards) % p.transactions, slot % p.shards];
    return participants(p, tx).includes(shard);
  });
  const drop = dropping(book, p.drops > 0 ? carried : []);
  const replay = replaying(book, p.replays > 0 ? carried : []);
  const shard = range(p.shards);
  const place = [
    ...(p.coordinatorCrashes > 0 ? ['C'] : []),
    ...(p.shardCrashes > 0 ? shard.map(shardName) : []),
  ];
  return {
    drop: action(drop),

    replay: action({
      ...replay,
      then: (draft, { message }) => {
        replay.then(draft, { message });
        if (p.delivery === 'fused') arriveIfVote(draft, p, book.slotOfName(message));
      },
    }),

    crash: action({
      actor: 'adversary',
      over: { place },
      when: { 'it is up': (state, { place }) => isUp(state, place) },
      bound: { 'crashes are left': (state, { place }) => hasLeft(state.budget, crashesOf(place)) },
      then: (draft, { place }) => {
        if (place === 'C') crashCoordinator(draft, p);
        else crashShard(draft, p, 'XYZ'.indexOf(place));
        spend(draft.budget, crashesOf(place));
      },
      says: ({ place }) => `${placeName(place)} crashes`,
    }),

    recover: action({
      actor: 'honest',
      over: { place: p.recovery ? place : [] },
      when: { 'it is down': (state, { place }) => !isUp(state, place) },
      then: (draft, { place }) => {
        if (place === 'C') draft.coordinator.up = true;
        else draft.shards['XYZ'.indexOf(place)].up = true;
      },
      says: ({ place }) => `${placeName(place)} recovers`,
      concerns: () => range(p.transactions),
    }),

    reorg: action({
      actor: 'adversary',
      over: { shard: p.reorgs > 0 ? shard : [] },
      when: { 'its head is not final': (state, { shard }) => state.shards[shard].base !== null },
      bound: { 'reorgs are left': (state) => hasLeft(state.budget, 'reorgs') },
      then: (draft, { shard }) => {
        revert(draft, p, shard);
        spend(draft.budget, 'reorgs');
      },
      says: ({ shard }) => `the blocks of ${shardName(shard)} that are not final are reverted`,
    }),

    spendInside: action({
      actor: 'adversary',
      over: { shard: p.spends > 0 ? shard : [] },
      when: {
        'the account is not locked': (state, { shard }) =>
          range(p.transactions).every((tx) => statusOf(state, tx, shard) !== 'prepared'),
        'a coin is there': (state, { shard }) => state.shards[shard].head.balance > 0,
      },
      bound: {
        'spends are left': (state) => hasLeft(state.budget, 'spends'),
        'one a shard': (state, { shard }) => state.shards[shard].head.spentAt === null,
      },
      then: (draft, { shard }) => {
        const head = inBlock(draft, shard);
        head.balance--;
        head.version++;
        head.spentAt = head.version;
        spend(draft.budget, 'spends');
      },
      says: ({ shard }) => `the owner spends the coin of ${shardName(shard)} inside the shard`,
    }),
  };
}

function isUp(state: View, place: string): boolean {
  return place === 'C' ? state.coordinator.up : state.shards['XYZ'.indexOf(place)].up;
}
function crashesOf(place: string): 'coordinatorCrashes' | 'shardCrashes' {
  return place === 'C' ? 'coordinatorCrashes' : 'shardCrashes';
}
function placeName(place: string): string {
  return place === 'C' ? 'the coordinator' : place;
}

/** Fused: a replayed vote arrives in the step that replays it. */
function arriveIfVote(draft: State, p: Parameters, slot: number): void {
  const [tx, shard] = [Math.floor(slot / p.shards) % p.transactions, slot % p.shards];
  for (const vote of ['yes', 'no'] as const) {
    if (slot === slotOf(p, vote, tx, shard)) arriveAtOnce(draft, p, { tx, shard }, vote);
  }
}
