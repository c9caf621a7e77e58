/**
 * Non-blocking atomic commitment with a failure detector, as a specification to count.
 *
 * Source      O. Babaoglu, S. Toueg, "Non-Blocking Atomic Commitment", 1993; S. Aniello,
 *             ACP_NB.tla, TLA+ examples
 * Adversary   Coordinator and participants may stop for good.
 * Abstracted  As in the module: broadcasts go out one by one, and detectors are perfect.
 * Deviates    The module begins in any assignment of votes; here a first step chooses one, so
 *             there is one state, one level and one transition more than TLC reports. Its steps
 *             range over pairs of participants where one would do; so do these, to be counted
 *             alike.
 * Bounds      `participants`.
 */
import { claims, count, holds, propertyOf, protocol, range } from '../../checker/protocol.ts';
import { at } from './at.ts';
import { bits } from './bits.ts';

type Sent = 'notsent' | 'commit' | 'abort';
interface Participant {
  vote: 'yes' | 'no';
  alive: boolean;
  decision: 'undecided' | 'commit' | 'abort';
  voteSent: boolean;
  forward: Sent[];
}
interface State {
  begun: boolean;
  participants: Participant[];
  coordinator: {
    request: boolean[];
    vote: ('waiting' | 'yes' | 'no')[];
    broadcast: Sent[];
    decision: 'undecided' | 'commit' | 'abort';
    alive: boolean;
  };
}

export const atomicCommitment = protocol({
  name: 'atomic-commitment',
  source: 'Babaoglu and Toueg, Non-Blocking Atomic Commitment, 1993 (ACP_NB.tla)',
  section: '10',
  version: 1,
  parameters: { participants: count(2, { min: 1, max: 3 }) },
  init: (p): State => {
    const all = range(p.participants);
    return {
      begun: false,
      participants: all.map(() => ({
        vote: 'no',
        alive: true,
        decision: 'undecided',
        voteSent: false,
        forward: all.map(() => 'notsent'),
      })),
      coordinator: {
        request: all.map(() => false),
        vote: all.map(() => 'waiting'),
        broadcast: all.map(() => 'notsent'),
        decision: 'undecided',
        alive: true,
      },
    };
  },
})({
  ablations: {},
  actions: (p, action) => {
    const all = range(p.participants);
    const one = { i: all };
    const pair = { i: all, j: all };
    type Read = {
      readonly begun: boolean;
      readonly participants: readonly {
        readonly alive: boolean;
        readonly decision: string;
        readonly voteSent: boolean;
        readonly vote: string;
        readonly forward: readonly string[];
      }[];
      readonly coordinator: {
        readonly alive: boolean;
        readonly decision: string;
        readonly request: readonly boolean[];
        readonly vote: readonly string[];
        readonly broadcast: readonly string[];
      };
    };
    const alive = (state: Read, { i }: { readonly i: number }): boolean =>
      state.begun && at(state.participants, i).alive;
    const undecided = (state: Read, { i }: { readonly i: number }): boolean =>
      at(state.participants, i).decision === 'undecided';
    const leads = (state: Read): boolean => state.begun && state.coordinator.alive;
    const collects = (state: Read, { i }: { readonly i: number }): boolean =>
      state.coordinator.decision === 'undecided' &&
      state.coordinator.request.every((asked) => asked) &&
      at(state.coordinator.vote, i) === 'waiting';
    return {
      begin: action({
        actor: 'user',
        over: { votes: range(2 ** p.participants) },
        when: { 'nothing has happened': (state) => !state.begun },
        then: (draft, { votes }) => {
          draft.begun = true;
          for (const i of all) at(draft.participants, i).vote = (votes >> i) & 1 ? 'yes' : 'no';
        },
        says: ({ votes }) => `the votes will be ${votes}`,
      }),
      stop: action({
        actor: 'adversary',
        over: pair,
        when: { 'it is alive': alive },
        then: (draft, { i }) => {
          at(draft.participants, i).alive = false;
        },
        says: ({ i }) => `participant ${i} stops`,
      }),
      sendVote: action({
        actor: 'honest',
        over: pair,
        when: { 'it is alive': alive, 'it was asked': (s, { i }) => at(s.coordinator.request, i) },
        then: (draft, { i }) => {
          at(draft.participants, i).voteSent = true;
        },
        says: ({ i }) => `participant ${i} votes`,
      }),
      abortOnVote: action({
        actor: 'honest',
        over: pair,
        when: {
          'it is alive': alive,
          'it is undecided': undecided,
          'it voted no': (state, { i }) =>
            at(state.participants, i).voteSent && at(state.participants, i).vote === 'no',
        },
        then: (draft, { i }) => {
          at(draft.participants, i).decision = 'abort';
        },
        says: ({ i }) => `participant ${i} aborts: it voted no`,
      }),
      abortUnasked: action({
        actor: 'honest',
        over: pair,
        when: {
          'it is alive': alive,
          'it is undecided': undecided,
          'the coordinator stopped before it asked': (state, { i }) =>
            !state.coordinator.alive && !at(state.coordinator.request, i),
        },
        then: (draft, { i }) => {
          at(draft.participants, i).decision = 'abort';
        },
        says: ({ i }) => `participant ${i} aborts: it was never asked`,
      }),
      forward: action({
        actor: 'honest',
        over: pair,
        when: {
          'it is alive': alive,
          'to another': (_, { i, j }) => i !== j,
          'it knows and has not told': (state, { i, j }) => {
            const { forward } = at(state.participants, i);
            return at(forward, i) !== 'notsent' && at(forward, j) === 'notsent';
          },
        },
        then: (draft, { i, j }) => {
          const { forward } = at(draft.participants, i);
          forward[j] = at(forward, i);
        },
        says: ({ i, j }) => `participant ${i} tells ${j}`,
      }),
      learn: action({
        actor: 'honest',
        over: pair,
        when: {
          'it is alive': alive,
          'from another': (_, { i, j }) => i !== j,
          'it does not know and was told': (state, { i, j }) =>
            at(at(state.participants, i).forward, i) === 'notsent' &&
            at(at(state.participants, j).forward, i) !== 'notsent',
        },
        then: (draft, { i, j }) => {
          at(draft.participants, i).forward[i] = at(at(draft.participants, j).forward, i);
        },
        says: ({ i, j }) => `participant ${i} learns from ${j}`,
      }),
      abortOnTimeout: action({
        actor: 'honest',
        over: pair,
        when: {
          'it is alive': alive,
          'it is undecided': undecided,
          'the coordinator stopped': (state) => !state.coordinator.alive,
          'nobody alive was told by it': (state) =>
            all.every(
              (j) =>
                !at(state.participants, j).alive ||
                at(state.coordinator.broadcast, j) === 'notsent',
            ),
          'nobody alive was told by the dead': (state) =>
            state.participants.every(
              (dead) =>
                dead.alive ||
                all.every(
                  (k) => !at(state.participants, k).alive || at(dead.forward, k) === 'notsent',
                ),
            ),
        },
        then: (draft, { i }) => {
          at(draft.participants, i).decision = 'abort';
        },
        says: ({ i }) => `participant ${i} aborts: nobody can know`,
      }),
      preDecide: action({
        actor: 'honest',
        over: pair,
        when: {
          'it is alive': alive,
          'it does not know': (s, { i }) => at(at(s.participants, i).forward, i) === 'notsent',
          'it was told': (s, { i }) => at(s.coordinator.broadcast, i) !== 'notsent',
        },
        then: (draft, { i }) => {
          at(draft.participants, i).forward[i] = at(draft.coordinator.broadcast, i);
        },
        says: ({ i }) => `participant ${i} hears the decision`,
      }),
      decide: action({
        actor: 'honest',
        over: pair,
        when: {
          'it is alive': alive,
          'it has told all': (s, { i }) => !at(s.participants, i).forward.includes('notsent'),
        },
        then: (draft, { i }) => {
          const here = at(draft.participants, i);
          here.decision = at(here.forward, i) === 'commit' ? 'commit' : 'abort';
        },
        says: ({ i }) => `participant ${i} decides`,
      }),
      request: action({
        actor: 'honest',
        over: one,
        when: { 'it is alive': leads, 'not asked': (s, { i }) => !at(s.coordinator.request, i) },
        then: (draft, { i }) => {
          draft.coordinator.request[i] = true;
        },
        says: ({ i }) => `the coordinator asks ${i}`,
      }),
      getVote: action({
        actor: 'honest',
        over: one,
        when: {
          'it is alive': leads,
          'it waits for this vote': collects,
          'the vote was sent': (state, { i }) => at(state.participants, i).voteSent,
        },
        then: (draft, { i }) => {
          draft.coordinator.vote[i] = at(draft.participants, i).vote;
        },
        says: ({ i }) => `the coordinator has the vote of ${i}`,
      }),
      detectFault: action({
        actor: 'honest',
        over: one,
        when: {
          'it is alive': leads,
          'it waits for this vote': collects,
          'no vote will come': (state, { i }) =>
            !at(state.participants, i).alive && !at(state.participants, i).voteSent,
        },
        then: (draft) => {
          draft.coordinator.decision = 'abort';
        },
        says: ({ i }) => `the coordinator sees that ${i} stopped`,
      }),
      decideToCommit: action({
        actor: 'honest',
        when: {
          'it is alive': leads,
          'it is undecided': (state) => state.coordinator.decision === 'undecided',
          'all said yes': (state) => state.coordinator.vote.every((vote) => vote === 'yes'),
        },
        then: (draft) => {
          draft.coordinator.decision = 'commit';
        },
        says: () => 'the coordinator commits',
      }),
      decideToAbort: action({
        actor: 'honest',
        over: one,
        when: {
          'it is alive': leads,
          'it is undecided': (state) => state.coordinator.decision === 'undecided',
          'it has all votes': (state) => !state.coordinator.vote.includes('waiting'),
          'this one is no': (state, { i }) => at(state.coordinator.vote, i) === 'no',
        },
        then: (draft) => {
          draft.coordinator.decision = 'abort';
        },
        says: ({ i }) => `the coordinator aborts because of ${i}`,
      }),
      broadcast: action({
        actor: 'honest',
        over: one,
        when: {
          'it is alive': leads,
          'it has decided': (state) => state.coordinator.decision !== 'undecided',
          'not told': (state, { i }) => at(state.coordinator.broadcast, i) === 'notsent',
        },
        then: (draft, { i }) => {
          const { decision } = draft.coordinator;
          draft.coordinator.broadcast[i] = decision === 'commit' ? 'commit' : 'abort';
        },
        says: ({ i }) => `the coordinator tells ${i}`,
      }),
      stopCoordinator: action({
        actor: 'adversary',
        when: { 'it is alive': leads },
        then: (draft) => {
          draft.coordinator.alive = false;
        },
        says: () => 'the coordinator stops',
      }),
    };
  },
  symmetry: (p) => ({
    participant: {
      size: p.participants,
      args: ['i', 'j'],
      names: { votes: bits },
      rows: [
        'participants',
        'participants.*.forward',
        'coordinator.request',
        'coordinator.vote',
        'coordinator.broadcast',
      ],
    },
  }),
  ledger: {},
});

const agreed = propertyOf(atomicCommitment, {
  name: 'no-participant-commits-while-another-aborts',
  invariant: 'AC1',
  means: 'no two participants decide differently',
  on: 'state',
  kind: 'always',
  violation: ({ participants }) => {
    const decisions = participants.map(({ decision }) => decision);
    return decisions.includes('commit') && decisions.includes('abort') ? decisions.join() : null;
  },
});

export const atomicCommitmentClaims = claims(atomicCommitment, {
  baseline: { claims: [holds(agreed)] },
});
