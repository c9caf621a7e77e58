/** Two-phase commit: the steps of the adversary, each paid from a budget. */
import { type ActionBuilder, range } from '../../checker/protocol.ts';
import { hasLeft, spend } from '../substrate/faults.ts';
import { dropping, replaying } from '../substrate/network.ts';
import { arriveAtOnce, crashCoordinator, inBlock, revert } from './effects.ts';
import { bookOf, type Parameters, participants, shardName, slotOf } from './instance.ts';
import { type State, statusOf } from './state.ts';

export function adversaryActions(p: Parameters, action: ActionBuilder<State>) {
  const book = bookOf(p);
  const carried = book.names.filter((_, slot) => {
    const [tx, shard] = [Math.floor(slot / p.shards) % p.transactions, slot % p.shards];
    return participants(p, tx).includes(shard);
  });
  const drop = dropping(book, p.drops > 0 ? carried : []);
  const replay = replaying(book, p.replays > 0 ? carried : []);
  const shard = range(p.shards);
  return {
    drop: action(drop),

    replay: action({
      ...replay,
      then: (draft, { message }) => {
        replay.then(draft, { message });
        if (p.delivery === 'fused') arriveIfVote(draft, p, book.slotOfName(message));
      },
    }),

    crashCoordinator: action({
      actor: 'adversary',
      when: { 'the coordinator is up': (state) => state.coordinator.up },
      bound: { 'crashes are left': (state) => hasLeft(state.budget, 'coordinatorCrashes') },
      then: (draft) => {
        crashCoordinator(draft, p);
        spend(draft.budget, 'coordinatorCrashes');
      },
      says: () => 'the coordinator crashes',
    }),

    crashShard: action({
      actor: 'adversary',
      over: { shard: p.shardCrashes > 0 ? shard : [] },
      when: { 'the shard is up': (state, { shard }) => state.shards[shard].up },
      bound: { 'crashes are left': (state) => hasLeft(state.budget, 'shardCrashes') },
      then: (draft, { shard }) => {
        draft.shards[shard].up = false;
        spend(draft.budget, 'shardCrashes');
        if (p.durablePrepare) return;
        for (const record of draft.shards[shard].head.records) {
          if (record.status !== 'prepared') continue;
          record.status = 'none';
          record.found = null;
        }
      },
      says: ({ shard }) => `${shardName(shard)} crashes`,
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
        'the shard is up': (state, { shard }) => state.shards[shard].up,
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

/** Fused: a replayed vote arrives in the step that replays it. */
function arriveIfVote(draft: State, p: Parameters, slot: number): void {
  const [tx, shard] = [Math.floor(slot / p.shards) % p.transactions, slot % p.shards];
  for (const vote of ['yes', 'no'] as const) {
    if (slot === slotOf(p, vote, tx, shard)) arriveAtOnce(draft, p, { tx, shard }, vote);
  }
}
