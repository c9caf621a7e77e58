/** Janus: the steps of the adversary, each paid from a budget. Delay is not taking a step. */
import type { ActionBuilder } from '../../checker/protocol.ts';
import { hasLeft, spend } from '../substrate/faults.ts';
import { crashCoordinator } from './effects.ts';
import { hostsOf, type Parameters, serverName, serversIn, transactionsIn } from './instance.ts';
import { hasMajorities, isCommitted, type State, type View } from './state.ts';

export function adversaryActions(p: Parameters, action: ActionBuilder<State>) {
  const tx = p.coordinatorCrashes > 0 ? transactionsIn(p).slice(0, 1) : [];
  return {
    crashCoordinator: action({
      actor: 'adversary',
      over: { tx },
      bound: {
        'crashes are left': (state) => hasLeft(state.budget, 'coordinatorCrashes'),
        'it is up, and not all have heard': (state, { tx }) => isAtWork(state, p, tx),
        'its moment has come': (state, { tx }) =>
          p.moments === 'anytime' || hasToldSome(state, p, tx),
      },
      then: (draft, { tx }) => {
        crashCoordinator(draft, p, tx);
        spend(draft.budget, 'coordinatorCrashes');
      },
      says: ({ tx }) => `the coordinator of T${tx} crashes`,
    }),

    // Where commits arrive in the step that sends them, a crash amid the sending is decided before.
    cutOff: action({
      actor: 'adversary',
      over: { tx: p.delivery === 'fused' ? tx : [], server: hostsOf(p, 0) },
      bound: {
        'crashes are left': (state) => hasLeft(state.budget, 'coordinatorCrashes'),
        'it is not cut off already': (state, { tx }) => state.coordinators[tx].cutOffTo === null,
        'a commit may be next': (state, { tx }) => mayCommitNext(state, p, tx),
      },
      then: (draft, { tx, server }) => {
        draft.coordinators[tx].cutOffTo = server;
        spend(draft.budget, 'coordinatorCrashes');
      },
      says: ({ tx, server }) =>
        `the coordinator of T${tx} is going to crash as it commits: ` +
        `only ${serverName(p, server)} will hear`,
    }),

    crashServer: action({
      actor: 'adversary',
      over: { server: p.replicaCrashes > 0 ? serversIn(p).slice(0, 1) : [] },
      when: { 'it is up': (state, { server }) => state.servers[server].up },
      bound: { 'crashes are left': (state) => hasLeft(state.budget, 'replicaCrashes') },
      then: (draft, { server }) => {
        draft.servers[server].up = false;
        spend(draft.budget, 'replicaCrashes');
      },
      says: ({ server }) => `${serverName(p, server)} crashes for good`,
    }),
  };
}

/** It is up, and not everybody that is up has heard of its decision. */
function isAtWork(state: View, p: Parameters, tx: number): boolean {
  const { up, phase } = state.coordinators[tx];
  if (!up || phase === 'new') return false;
  return hostsOf(p, tx).some(
    (server) => state.servers[server].up && !isCommitted(state, { tx, server }),
  );
}

function mayCommitNext(state: View, p: Parameters, tx: number): boolean {
  const { phase } = state.coordinators[tx];
  return phase === 'accepting' || (phase === 'preAccepting' && hasMajorities(state, p, tx));
}

function hasToldSome(state: View, p: Parameters, tx: number): boolean {
  return hostsOf(p, tx).some((server) => isCommitted(state, { tx, server }));
}
