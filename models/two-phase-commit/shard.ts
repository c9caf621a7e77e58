/** Two-phase commit: the steps of the shards. */
import { type ActionBuilder, range } from '../../checker/protocol.ts';
import { consume, wasSent } from '../substrate/network.ts';
import {
  inBlock,
  letGo,
  makeEffective,
  promise,
  sendProvableVotes,
  takeRequest,
} from './effects.ts';
import { type Parameters, participants, shardName, slotOf } from './instance.ts';
import {
  canPay,
  canPromise,
  fateAmongPeers,
  hasArrived,
  hasPromisedNothing,
  holders,
  isOlder,
  mustNotWait,
  rivals,
  type State,
  statusOf,
  type View,
} from './state.ts';

interface At {
  readonly tx: number;
  readonly shard: number;
}
const isUp = (state: View, { shard }: { readonly shard: number }): boolean =>
  state.shards[shard].up;

export function shardActions(p: Parameters, action: ActionBuilder<State>) {
  const over = { tx: range(p.transactions), shard: range(p.shards) };
  const isAsked = (state: View, at: At): boolean => hasArrived(state, p, 'request', at);
  return {
    prepare: action({
      actor: 'honest',
      over,
      when: {
        'the shard is up': isUp,
        'it was asked': (state, at) =>
          isAsked(state, at) || statusOf(state, at.tx, at.shard) === 'waiting',
        'it has not voted': (state, { tx, shard }) =>
          !['prepared', 'refused', 'committed'].includes(statusOf(state, tx, shard)),
        'its id is not dead here': (state, { tx, shard }) =>
          statusOf(state, tx, shard) !== 'aborted',
        'no conflicting lock is held': (state, { tx, shard }) =>
          holders(state, p, tx, shard).length === 0,
        'no older one waits for the lock': (state, { tx, shard }) =>
          !rivals(state, p, tx, shard).some((other) => isOlder(state, other, tx)),
        'the account can pay': (state, { tx, shard }) => canPay(state, p, tx, shard),
      },
      then: (draft, at) => {
        takeRequest(draft, p, at);
        promise(draft, p, at);
        sendProvableVotes(draft, p, at.shard);
      },
      says: ({ tx, shard }) => `${shardName(shard)} locks for T${tx} and votes yes`,
    }),

    wait: action({
      actor: 'honest',
      over: { ...over, tx: p.transactions > 1 ? over.tx : [] },
      when: {
        'the shard is up': isUp,
        'it was asked': isAsked,
        'it is new here': (state, { tx, shard }) => statusOf(state, tx, shard) === 'none',
        'a conflicting lock is held': (state, { tx, shard }) =>
          holders(state, p, tx, shard).length > 0,
        'the policy lets it wait': (state, { tx, shard }) => !mustNotWait(state, p, tx, shard),
      },
      then: (draft, at) => {
        takeRequest(draft, p, at);
        inBlock(draft, at.shard).records[at.tx].status = 'waiting';
      },
      says: ({ tx, shard }) => `T${tx} waits for the lock of ${shardName(shard)}`,
    }),

    refuse: action({
      actor: 'honest',
      over,
      when: {
        'the shard is up': isUp,
        'it was asked': (state, { tx, shard }) =>
          wasSent(state.net, slotOf(p, 'request', tx, shard)),
        'it is not settled here': (state, { tx, shard }) =>
          !['refused', 'committed', 'aborted'].includes(statusOf(state, tx, shard)),
        'it has not voted yes': (state, { tx, shard }) =>
          statusOf(state, tx, shard) !== 'prepared' || p.deadlock === 'lockTimeout',
        'it has a reason': (state, { tx, shard }) =>
          mustNotWait(state, p, tx, shard) ||
          (hasPromisedNothing(state, tx, shard) && !canPay(state, p, tx, shard)) ||
          p.timeouts,
      },
      then: (draft, at) => {
        takeRequest(draft, p, at);
        letGo(draft, at, 'refused');
        sendProvableVotes(draft, p, at.shard);
      },
      says: ({ tx, shard }, state) =>
        statusOf(state, tx, shard) === 'prepared'
          ? `${shardName(shard)} lets go of T${tx} though it has voted yes`
          : `${shardName(shard)} refuses T${tx} and votes no`,
    }),

    applyCommit: action({
      actor: 'honest',
      over,
      when: {
        'the shard is up': isUp,
        'the decision is on its way': (state, at) => hasArrived(state, p, 'commit', at),
        'it is prepared': (state, { tx, shard }) => statusOf(state, tx, shard) === 'prepared',
      },
      then: (draft, at) => {
        consume(draft.net, slotOf(p, 'commit', at.tx, at.shard));
        makeEffective(draft, p, at);
      },
      says: ({ tx, shard }) => `${shardName(shard)} commits T${tx}`,
    }),

    applyAbort: action({
      actor: 'honest',
      over,
      when: {
        'the shard is up': isUp,
        'the decision is on its way': (state, at) => hasArrived(state, p, 'abort', at),
        'it is not settled here': (state, { tx, shard }) =>
          !['refused', 'committed', 'aborted'].includes(statusOf(state, tx, shard)),
      },
      then: (draft, at) => {
        consume(draft.net, slotOf(p, 'abort', at.tx, at.shard));
        letGo(draft, at, 'aborted');
      },
      says: ({ tx, shard }) => `${shardName(shard)} aborts T${tx}`,
    }),

    terminate: action({
      actor: 'honest',
      over: { ...over, tx: p.orphans === 'wait' ? [] : over.tx },
      when: {
        'the shard is up': isUp,
        'it is prepared': (state, { tx, shard }) => statusOf(state, tx, shard) === 'prepared',
        'the coordinator is down': (state) => !state.coordinator.up,
        'somebody knows what becomes of it': (state, { tx }) => fateOf(state, p, tx) !== null,
      },
      then: (draft, at) => {
        if (fateOf(draft, p, at.tx) === 'commit') {
          makeEffective(draft, p, at);
          return;
        }
        letGo(draft, at, 'aborted');
        // Who is asked and has not voted promises not to, lest the answer become wrong.
        if (p.orphans === 'askPeers') promiseNever(draft, p, at.tx);
      },
      says: ({ tx, shard }, state) =>
        `${shardName(shard)} gives up on the coordinator and ${fateOf(state, p, tx)}s T${tx}`,
    }),

    finalise: action({
      actor: 'honest',
      over: { shard: p.reorgs > 0 ? over.shard : [] },
      when: { 'its head is not final': (state, { shard }) => state.shards[shard].base !== null },
      then: (draft, { shard }) => {
        draft.shards[shard].base = null;
        sendProvableVotes(draft, p, shard);
      },
      says: ({ shard }) => `the head of ${shardName(shard)} becomes final`,
      concerns: () => over.tx,
    }),
  };
}

/** What a shard that voted yes takes for the outcome when it can ask nobody, or only its peers. */
function fateOf(state: View, p: Parameters, tx: number): 'commit' | 'abort' | null {
  if (p.orphans === 'wait') return null;
  return p.orphans === 'askPeers' ? fateAmongPeers(state, p, tx) : p.orphans;
}

function promiseNever(draft: State, p: Parameters, tx: number): void {
  for (const shard of participants(p, tx)) {
    if (canPromise(draft, tx, shard)) letGo(draft, { tx, shard }, 'aborted');
  }
}
