/** Janus: the steps of users, coordinators, and whoever recovers a transaction. */
import type { ActionBuilder } from '../../checker/protocol.ts';
import { acceptedBefore, decide, propose, takeOver, unionOfAnswers } from './effects.ts';
import {
  hostsOf,
  listOf,
  type Parameters,
  serverName,
  serversIn,
  shardsIn,
  transactionsIn,
} from './instance.ts';
import {
  agreeInEachShard,
  allAnswers,
  type Coordinator,
  hasMajorities,
  isFastPathOpen,
  type State,
  submit,
  type View,
} from './state.ts';

export function coordinatorActions(p: Parameters, action: ActionBuilder<State>) {
  const tx = transactionsIn(p);
  const over = { tx };
  const isIn =
    (...phases: readonly Coordinator['phase'][]) =>
    (state: View, { tx }: { readonly tx: number }): boolean =>
      phases.includes(state.coordinators[tx].phase);
  const isInTurn = (state: View, { tx }: { readonly tx: number }): boolean =>
    p.others === 'race' ||
    tx === 0 ||
    (p.others === 'inTurn' && state.coordinators[0].phase === 'decided');
  return {
    submit: action({
      actor: 'user',
      over: { tx: p.arrivals === 'anytime' ? tx : [] },
      when: { 'it is new': isIn('new') },
      then: (draft, { tx }) => submit(draft, p, tx),
      says: ({ tx }) => `T${tx} is submitted, and its coordinator asks its shards to pre-accept`,
    }),

    take: action({
      actor: 'honest',
      over: { tx: p.delivery === 'explicit' ? tx : [], server: serversIn(p) },
      when: {
        'an answer is on its way': (state, { tx, server }) =>
          state.coordinators[tx].replies[server] !== null,
      },
      bound: { 'it is its turn': isInTurn },
      then: (draft, { tx, server }) => {
        const coordinator = draft.coordinators[tx];
        coordinator.answers[server] = coordinator.replies[server];
        coordinator.replies[server] = null;
      },
      says: ({ tx, server }) => `the coordinator of T${tx} hears from ${serverName(p, server)}`,
    }),

    commitFast: action({
      actor: 'honest',
      over,
      when: {
        'it collects pre-acceptances': isIn('preAccepting'),
        'a majority of each shard answers': (state, { tx }) => hasMajorities(state, p, tx),
        'every replica of each shard answers': (state, { tx }) =>
          hostsOf(p, tx).every((server) => state.coordinators[tx].answers[server] !== null),
        'the answers of each shard are the same': (state, { tx }) => agreeInEachShard(state, p, tx),
      },
      bound: { 'it is its turn': isInTurn },
      then: (draft, { tx }) => decide(draft, p, tx, unionOfAnswers(draft, p, tx)),
      says: ({ tx }, state) => `T${tx} commits on the fast path, after ${heardOf(state, p, tx)}`,
    }),

    propose: action({
      actor: 'honest',
      over,
      when: {
        'it collects answers': isIn('preAccepting', 'preparing'),
        'a majority of each shard answers': (state, { tx }) => hasMajorities(state, p, tx),
        'the fast path is closed': (state, { tx }) => !p.patience || !isFastPathOpen(state, p, tx),
        'nobody has it committed': (state, { tx }) =>
          allAnswers(state, p, tx).every(({ status }) => status !== 'committing'),
      },
      bound: { 'it is its turn': isInTurn },
      then: (draft, { tx }) =>
        propose(draft, p, tx, acceptedBefore(draft, p, tx) ?? unionOfAnswers(draft, p, tx)),
      says: ({ tx }, state) =>
        `T${tx} is proposed on the slow path, after ${heardOf(state, p, tx)}`,
    }),

    commitSlow: action({
      actor: 'honest',
      over,
      when: {
        'it collects acceptances': isIn('accepting'),
        'a majority of each shard accepts': (state, { tx }) => hasMajorities(state, p, tx),
      },
      then: (draft, { tx }) => {
        const { proposals, ballot } = draft.coordinators[tx];
        decide(draft, p, tx, proposals[ballot] ?? []);
      },
      says: ({ tx }) => `T${tx} commits on the slow path`,
    }),

    recover: action({
      actor: 'honest',
      over: { tx: p.recoveries > 0 ? tx : [] },
      when: { 'its coordinator is down': (state, { tx }) => !state.coordinators[tx].up },
      bound: {
        'recoveries are left': (state, { tx }) => state.coordinators[tx].ballot < p.recoveries,
      },
      then: (draft, { tx }) => takeOver(draft, p, tx),
      says: ({ tx }) => `somebody takes T${tx} over in a higher ballot`,
    }),

    adopt: action({
      actor: 'honest',
      over: { tx: p.recoveries > 0 ? tx : [] },
      when: {
        'somebody has it committed': (state, { tx }) =>
          allAnswers(state, p, tx).some(({ status }) => status === 'committing'),
      },
      then: (draft, { tx }) => {
        const known = allAnswers(draft, p, tx).find(({ status }) => status === 'committing');
        decide(
          draft,
          p,
          tx,
          shardsIn(p).map(() => [...(known?.dep ?? [])]),
        );
      },
      says: ({ tx }) => `T${tx} turns out to be committed, and everybody is told again`,
    }),
  };
}

/** The dependencies that its coordinator heard of. */
function heardOf(state: View, p: Parameters, tx: number): string {
  const heard = allAnswers(state, p, tx).flatMap(({ dep }) => dep);
  return listOf([...new Set(heard)].sort());
}
