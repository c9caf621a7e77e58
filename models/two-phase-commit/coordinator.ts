/** Two-phase commit: the steps of the users and of the coordinator. */
import { type ActionBuilder, range } from '../../checker/protocol.ts';
import {
  consume,
  copiesInFlight,
  isInFlight,
  send,
  wasConsumed,
  wasSent,
} from '../substrate/network.ts';
import { castVote, decide, restart } from './effects.ts';
import { type Parameters, participants, shardName, slotOf } from './instance.ts';
import {
  entryOf,
  hasArrived,
  hasPromisedNothing,
  isOlder,
  isUndecided,
  rivals,
  type State,
  statusOf,
  submit,
  type View,
} from './state.ts';

const isUp = (state: View): boolean => state.coordinator.up;
const isNowUndecided = (state: View, { tx }: { tx: number }): boolean => isUndecided(state, tx);

export function coordinatorActions(p: Parameters, action: ActionBuilder<State>) {
  const tx = range(p.transactions);
  const shard = range(p.shards);
  const woundable = p.deadlock === 'woundWait' && p.transactions > 1 ? tx : [];
  return {
    begin: action({
      actor: 'user',
      over: { tx: p.arrivals === 'anytime' ? tx : [] },
      when: { 'it is new': (state, { tx }) => entryOf(state, tx).arrival === null },
      then: (draft, { tx }) => submit(draft, p, tx),
      says: ({ tx }) => `T${tx} is submitted`,
    }),

    vote: action({
      actor: 'honest',
      over: { tx, shard: p.delivery === 'explicit' ? shard : [], vote: ['yes', 'no'] as const },
      when: {
        'the coordinator is up': isUp,
        'the vote is on its way': (state, { vote, ...at }) => hasArrived(state, p, vote, at),
        'the coordinator is undecided': isNowUndecided,
      },
      then: (draft, { vote, ...at }) => {
        consume(draft.net, slotOf(p, vote, at.tx, at.shard));
        castVote(draft, p, at, vote);
      },
      says: ({ tx, shard, vote }) =>
        `the coordinator notes that ${shardName(shard)} votes ${vote} on T${tx}`,
    }),

    commit: action({
      actor: 'honest',
      over: { tx },
      when: {
        'the coordinator is up': isUp,
        'the coordinator is undecided': isNowUndecided,
        'every shard of it votes yes': (state, { tx }) =>
          participants(p, tx).every((shard) => entryOf(state, tx).votes[shard] === 'yes'),
      },
      then: (draft, { tx }) => decide(draft, p, tx, 'commit'),
      says: ({ tx }) => `the coordinator decides to commit T${tx}`,
    }),

    abort: action({
      actor: 'honest',
      over: { tx },
      when: {
        'the coordinator is up': isUp,
        'the coordinator is undecided': isNowUndecided,
        'a shard refuses, or a vote is overdue': (state, { tx }) =>
          entryOf(state, tx).votes.includes('no') || p.timeouts || hasCrashed(state, p),
      },
      then: (draft, { tx }) => decide(draft, p, tx, 'abort'),
      says: ({ tx }) => `the coordinator decides to abort T${tx}`,
    }),

    resend: action({
      actor: 'honest',
      over: { tx: p.resends ? tx : [], shard },
      when: {
        'the coordinator is up': isUp,
        'it told the shard before': (state, { tx, shard }) =>
          entryOf(state, tx).decision !== 'none' &&
          wasSent(state.net, decisionSlot(state, p, tx, shard)),
        'the shard has not acknowledged it': (state, { tx, shard }) =>
          (statusOf(state, tx, shard) === 'prepared' || hasPromisedNothing(state, tx, shard)) &&
          !wasConsumed(state.net, decisionSlot(state, p, tx, shard)),
        'what was sent is overdue': (state, { tx, shard }) =>
          !isInFlight(state.net, decisionSlot(state, p, tx, shard)),
      },
      bound: {
        'at most two copies': (state, { tx, shard }) =>
          copiesInFlight(state.net, decisionSlot(state, p, tx, shard)) < 2,
      },
      then: (draft, { tx, shard }) => send(draft.net, decisionSlot(draft, p, tx, shard)),
      says: ({ tx, shard }) =>
        `the coordinator tells ${shardName(shard)} again what it decided on T${tx}`,
    }),

    wound: action({
      actor: 'honest',
      over: { tx: woundable, shard },
      when: {
        'the coordinator is up': isUp,
        'it holds the lock': (state, { tx, shard }) => statusOf(state, tx, shard) === 'prepared',
        'an older one waits for that lock': (state, { tx, shard }) =>
          rivals(state, p, tx, shard).some(
            (other) => isOlder(state, other, tx) && isUndecided(state, other),
          ),
        'it is not aborted already': (state, { tx }) => entryOf(state, tx).decision !== 'abort',
        'it is not past its commit decision': (state, { tx }) =>
          entryOf(state, tx).decision !== 'commit',
      },
      bound: { 'wounds are left': (state, { tx }) => entryOf(state, tx).wounds < p.wounds },
      then: (draft, { tx }) => {
        decide(draft, p, tx, 'abort');
        const entry = draft.coordinator.transactions[tx];
        entry.isWounded = true;
        entry.wounds++;
      },
      says: ({ tx, shard }) => `an older transaction at ${shardName(shard)} wounds T${tx}`,
      concerns: ({ tx, shard }, state) => [tx, ...rivals(state, p, tx, shard)],
    }),

    restart: action({
      actor: 'honest',
      over: { tx: woundable },
      when: {
        'the coordinator is up': isUp,
        'it was wounded': (state, { tx }) => entryOf(state, tx).isWounded,
        'all its shards have let go': (state, { tx }) =>
          participants(p, tx).every((shard) =>
            ['aborted', 'refused'].includes(statusOf(state, tx, shard)),
          ),
      },
      then: (draft, { tx }) => restart(draft, p, tx),
      says: ({ tx }) => `T${tx} starts again under a new id`,
    }),
  };
}

/** The slot of what was decided; of an abort as long as nothing is. */
function decisionSlot(state: View, p: Parameters, tx: number, shard: number): number {
  const { decision } = entryOf(state, tx);
  return slotOf(p, decision === 'commit' ? 'commit' : 'abort', tx, shard);
}

/** It lost the votes: those it waits for may never come. */
function hasCrashed(state: View, p: Parameters): boolean {
  return state.budget.coordinatorCrashes < p.coordinatorCrashes;
}
