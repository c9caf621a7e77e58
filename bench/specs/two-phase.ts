/**
 * The two-phase commit of transaction managers and resource managers, as a specification to count.
 *
 * Source      J. Gray, L. Lamport, "Consensus on Transaction Commit", TODS 31(1), 2006; the TLA+
 *             modules TCommit and TwoPhase that come with it
 * Adversary   None: messages are never lost, and a set of messages is never emptied.
 * Abstracted  As in the module: the message set is the set of what was ever sent.
 * Deviates    Nothing: states, transitions and depth are those that TLC reports.
 * Bounds      `rms` resource managers.
 */
import { claims, count, holds, propertyOf, protocol, range } from '../../checker/protocol.ts';

interface State {
  rm: ('working' | 'prepared' | 'committed' | 'aborted')[];
  tm: 'init' | 'committed' | 'aborted';
  /** Whether the transaction manager has processed the Prepared message of each. */
  tmPrepared: boolean[];
  sent: { prepared: boolean[]; commit: boolean; abort: boolean };
}

export const twoPhase = protocol({
  name: 'two-phase',
  source: 'Gray and Lamport, Consensus on Transaction Commit, TODS 2006 (TwoPhase.tla)',
  section: '10',
  version: 1,
  parameters: { rms: count(3, { min: 1, max: 12 }) },
  init: (p): State => ({
    rm: range(p.rms).map(() => 'working'),
    tm: 'init',
    tmPrepared: range(p.rms).map(() => false),
    sent: { prepared: range(p.rms).map(() => false), commit: false, abort: false },
  }),
})({
  ablations: {},
  actions: (p, action) => ({
    receivePrepared: action({
      actor: 'honest',
      over: { rm: range(p.rms) },
      when: {
        'the manager is undecided': (state) => state.tm === 'init',
        'it said so': (state, { rm }) => state.sent.prepared[rm] === true,
      },
      then: (draft, { rm }) => {
        draft.tmPrepared[rm] = true;
      },
      says: ({ rm }) => `the manager notes that RM${rm} is prepared`,
    }),
    commit: action({
      actor: 'honest',
      when: {
        'the manager is undecided': (state) => state.tm === 'init',
        'all are prepared': (state) => state.tmPrepared.every((prepared) => prepared),
      },
      then: (draft) => {
        draft.tm = 'committed';
        draft.sent.commit = true;
      },
      says: () => 'the manager commits',
    }),
    abort: action({
      actor: 'honest',
      when: { 'the manager is undecided': (state) => state.tm === 'init' },
      then: (draft) => {
        draft.tm = 'aborted';
        draft.sent.abort = true;
      },
      says: () => 'the manager aborts',
    }),
    prepare: action({
      actor: 'honest',
      over: { rm: range(p.rms) },
      when: { 'it is working': (state, { rm }) => state.rm[rm] === 'working' },
      then: (draft, { rm }) => {
        draft.rm[rm] = 'prepared';
        draft.sent.prepared[rm] = true;
      },
      says: ({ rm }) => `RM${rm} prepares`,
    }),
    chooseAbort: action({
      actor: 'honest',
      over: { rm: range(p.rms) },
      when: { 'it is working': (state, { rm }) => state.rm[rm] === 'working' },
      then: (draft, { rm }) => {
        draft.rm[rm] = 'aborted';
      },
      says: ({ rm }) => `RM${rm} chooses to abort`,
    }),
    receiveCommit: action({
      actor: 'honest',
      over: { rm: range(p.rms) },
      when: { 'commit was sent': (state) => state.sent.commit },
      then: (draft, { rm }) => {
        draft.rm[rm] = 'committed';
      },
      says: ({ rm }) => `RM${rm} is told to commit`,
    }),
    receiveAbort: action({
      actor: 'honest',
      over: { rm: range(p.rms) },
      when: { 'abort was sent': (state) => state.sent.abort },
      then: (draft, { rm }) => {
        draft.rm[rm] = 'aborted';
      },
      says: ({ rm }) => `RM${rm} is told to abort`,
    }),
  }),
  symmetry: (p) => ({
    rm: { size: p.rms, args: ['rm'], rows: ['rm', 'tmPrepared', 'sent.prepared'] },
  }),
  ledger: {
    transactions: (state) => [
      {
        id: 0,
        outcome: state.tm === 'init' ? 'open' : state.tm,
        pending: state.rm.some((rm) => rm === 'working' || rm === 'prepared'),
        parts: state.rm.map((rm, index) => ({
          place: `RM${index}`,
          state: rm === 'committed' ? 'final' : rm === 'aborted' ? 'undone' : 'absent',
        })),
      },
    ],
  },
});

export const consistent = propertyOf(twoPhase, {
  name: 'no-manager-commits-while-another-aborts',
  invariant: 'TCConsistent',
  means: 'no two resource managers have arrived at conflicting decisions',
  on: 'state',
  kind: 'always',
  violation: (state) =>
    state.rm.includes('committed') && state.rm.includes('aborted')
      ? 'one committed, one aborted'
      : null,
});

export const twoPhaseClaims = claims(twoPhase, { baseline: { claims: [holds(consistent)] } });
