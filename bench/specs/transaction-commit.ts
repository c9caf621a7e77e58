/**
 * Transaction commit, the problem that two-phase commit solves, as a specification to count.
 *
 * Source      J. Gray, L. Lamport, "Consensus on Transaction Commit", TODS 31(1), 2006; TCommit.tla
 * Adversary   None.
 * Abstracted  As in the module: a resource manager sees the states of all.
 * Deviates    Nothing: states, transitions and depth are those that TLC reports.
 * Bounds      `rms` resource managers.
 */
import { claims, count, holds, propertyOf, protocol, range } from '../../checker/protocol.ts';

interface State {
  rm: ('working' | 'prepared' | 'committed' | 'aborted')[];
}

export const transactionCommit = protocol({
  name: 'transaction-commit',
  source: 'Gray and Lamport, Consensus on Transaction Commit, TODS 2006 (TCommit.tla)',
  section: '10',
  version: 1,
  parameters: { rms: count(3, { min: 1, max: 10 }) },
  init: (p): State => ({ rm: range(p.rms).map(() => 'working') }),
})({
  ablations: {},
  actions: (p, action) => ({
    prepare: action({
      actor: 'honest',
      over: { rm: range(p.rms) },
      when: { 'it is working': (state, { rm }) => state.rm[rm] === 'working' },
      then: (draft, { rm }) => {
        draft.rm[rm] = 'prepared';
      },
      says: ({ rm }) => `RM${rm} prepares`,
    }),
    commit: action({
      actor: 'honest',
      over: { rm: range(p.rms) },
      when: {
        'it is prepared': (state, { rm }) => state.rm[rm] === 'prepared',
        'all are prepared or committed': (state) =>
          state.rm.every((each) => each === 'prepared' || each === 'committed'),
      },
      then: (draft, { rm }) => {
        draft.rm[rm] = 'committed';
      },
      says: ({ rm }) => `RM${rm} commits`,
    }),
    abort: action({
      actor: 'honest',
      over: { rm: range(p.rms) },
      when: {
        'it is working or prepared': (state, { rm }) =>
          state.rm[rm] === 'working' || state.rm[rm] === 'prepared',
        'none has committed': (state) => !state.rm.includes('committed'),
      },
      then: (draft, { rm }) => {
        draft.rm[rm] = 'aborted';
      },
      says: ({ rm }) => `RM${rm} aborts`,
    }),
  }),
  symmetry: (p) => ({ rm: { size: p.rms, args: ['rm'], rows: ['rm'] } }),
  ledger: {},
});

const consistent = propertyOf(transactionCommit, {
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

export const transactionCommitClaims = claims(transactionCommit, {
  baseline: { claims: [holds(consistent)] },
});
