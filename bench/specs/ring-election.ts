/**
 * Leader election on a ring, as a specification to count.
 *
 * Source      E. Chang, R. Roberts, "An Improved Algorithm for Decentralized Extrema-Finding",
 *             CACM 22(5), 1979; S. Merz, MCChangRoberts.tla, TLA+ examples
 * Adversary   None.
 * Abstracted  As in the module: channels are sets.
 * Deviates    The module begins with any set of initiators; here a first step chooses it, so there
 *             is one state, one level and one transition more than TLC reports.
 * Bounds      `nodes`, numbered along the ring.
 */
import { claims, count, holds, propertyOf, protocol, range } from '../../checker/protocol.ts';
import { at } from './at.ts';

interface State {
  begun: boolean;
  /** By node: sets of ids as bits. */
  messages: number[];
  hasStarted: boolean[];
  initiates: boolean[];
  state: ('candidate' | 'lost' | 'won')[];
}

export const ringElection = protocol({
  name: 'ring-election',
  source: 'Chang and Roberts, Decentralized Extrema-Finding, CACM 1979 (MCChangRoberts.tla)',
  section: '10',
  version: 1,
  parameters: { nodes: count(3, { min: 1, max: 6 }) },
  init: (p): State => ({
    begun: false,
    messages: range(p.nodes).map(() => 0),
    hasStarted: range(p.nodes).map(() => false),
    initiates: range(p.nodes).map(() => false),
    state: range(p.nodes).map(() => 'lost'),
  }),
})({
  ablations: {},
  actions: (p, action) => {
    const nodes = range(p.nodes);
    const next = (node: number): number => (node + 1) % p.nodes;
    return {
      begin: action({
        actor: 'user',
        over: { initiators: range(2 ** p.nodes) },
        when: { 'nothing has happened': (state) => !state.begun },
        then: (draft, { initiators }) => {
          draft.begun = true;
          for (const node of nodes) {
            const initiates = ((initiators >> node) & 1) === 1;
            draft.initiates[node] = initiates;
            draft.state[node] = initiates ? 'candidate' : 'lost';
          }
        },
        says: ({ initiators }) => `the initiators are ${initiators}`,
      }),
      start: action({
        actor: 'honest',
        over: { node: nodes },
        when: {
          'the initiators are chosen': (state) => state.begun,
          'it has not': (state, { node }) => state.hasStarted[node] === false,
        },
        then: (draft, { node }) => {
          draft.hasStarted[node] = true;
          if (draft.initiates[node] !== true) return;
          draft.messages[next(node)] = at(draft.messages, next(node)) | (1 << node);
        },
        says: ({ node }) => `node ${node} starts`,
      }),
      receive: action({
        actor: 'honest',
        over: { node: nodes, id: nodes },
        when: {
          'it has started': (state, { node }) => at(state.hasStarted, node),
          'the message is there': (state, { node, id }) =>
            ((at(state.messages, node) >> id) & 1) === 1,
        },
        then: (draft, { node, id }) => {
          draft.messages[node] = at(draft.messages, node) & ~(1 << id);
          if (draft.state[node] === 'lost' || id < node) {
            draft.state[node] = 'lost';
            draft.messages[next(node)] = at(draft.messages, next(node)) | (1 << id);
          } else if (id === node) {
            draft.state[node] = 'won';
          }
        },
        says: ({ node, id }) => `node ${node} receives ${id}`,
      }),
    };
  },
  ledger: {},
});

const correct = propertyOf(ringElection, {
  name: 'the-least-initiator-wins-alone',
  invariant: 'Correctness',
  means: 'a winner is an initiator, all others have lost, and no initiator is smaller',
  on: 'state',
  kind: 'always',
  violation: ({ state, initiates }) => {
    const winner = state.indexOf('won');
    if (winner < 0) return null;
    const isRight = state.every(
      (each, node) => node === winner || (each === 'lost' && !(initiates[node] && node < winner)),
    );
    return isRight && initiates[winner] === true ? null : `node ${winner} won wrongly`;
  },
});

export const ringElectionClaims = claims(ringElection, { baseline: { claims: [holds(correct)] } });
