/**
 * Two-phase commit with a backup transaction manager, as a specification to count.
 *
 * Source      2PCwithBTM.tla of the TLA+ examples (M. Demirbas), specifications/transaction_commit
 * Adversary   One resource manager and the transaction manager may fail.
 * Abstracted  As in the module: managers read one another's states.
 * Deviates    Where a guard is a disjunction, TLC takes one step for each way in which it is true;
 *             the argument `by` says which. "All are prepared or some committed" is in the module
 *             "for each: it is prepared or some committed".
 * Bounds      `rms` resource managers.
 */
import {
  claims,
  count,
  holds,
  propertyOf,
  protocol,
  type Renaming,
  range,
} from '../../checker/protocol.ts';

interface State {
  rm: ('working' | 'prepared' | 'committed' | 'aborted' | 'failed')[];
  rmDone: boolean[];
  tm: 'init' | 'commit' | 'abort' | 'hidden';
  tmAt: 'TS' | 'TC' | 'F1' | 'TA' | 'F2' | 'Done';
  backupAt: 'BTS' | 'BTC' | 'BTA' | 'Done';
}
interface Seen {
  readonly rm: readonly string[];
}

const isLive = (state: Seen, rm: number): boolean =>
  state.rm[rm] === 'working' || state.rm[rm] === 'prepared';

/** For each manager why it is no obstacle: it is prepared itself (-1), or that one has committed. */
const canCommit = (state: Seen, by: readonly number[]): boolean =>
  by.every((why, rm) => state.rm[why < 0 ? rm : why] === (why < 0 ? 'prepared' : 'committed'));
const canAbort = (state: Seen, by: number): boolean =>
  (state.rm[by] === 'aborted' || state.rm[by] === 'failed') && !state.rm.includes('committed');

/** Every list of reasons to commit. */
function reasons(rms: number): readonly (readonly number[])[] {
  let all: readonly (readonly number[])[] = [[]];
  for (let rm = 0; rm < rms; rm++) {
    all = all.flatMap((some) => [-1, ...range(rms)].map((why) => [...some, why]));
  }
  return all;
}

export const twoPhaseWithBackup = protocol({
  name: 'two-phase-with-backup',
  source: 'M. Demirbas, 2PCwithBTM.tla, TLA+ examples',
  section: '10',
  version: 1,
  parameters: { rms: count(3, { min: 1, max: 6 }) },
  init: (p): State => ({
    rm: range(p.rms).map(() => 'working'),
    rmDone: range(p.rms).map(() => false),
    tm: 'init',
    tmAt: 'TS',
    backupAt: 'BTS',
  }),
})({
  ablations: {},
  actions: (p, action) => {
    const rms = range(p.rms);
    return {
      prepare: action({
        actor: 'honest',
        over: { rm: rms },
        when: { 'it is working': (state, { rm }) => state.rm[rm] === 'working' },
        then: (draft, { rm }) => {
          draft.rm[rm] = 'prepared';
        },
        says: ({ rm }) => `RM${rm} prepares`,
      }),
      commit: action({
        actor: 'honest',
        over: { rm: rms },
        when: {
          'it is live': isLiveRule,
          'the manager says so': (state) => state.tm === 'commit',
        },
        then: (draft, { rm }) => {
          draft.rm[rm] = 'committed';
        },
        says: ({ rm }) => `RM${rm} commits`,
      }),
      abort: action({
        actor: 'honest',
        over: { rm: rms, by: ['itself', 'manager'] },
        when: {
          'it is live': isLiveRule,
          'it may': (state, { rm, by }) =>
            by === 'itself' ? state.rm[rm] === 'working' : state.tm === 'abort',
        },
        then: (draft, { rm }) => {
          draft.rm[rm] = 'aborted';
        },
        says: ({ rm }) => `RM${rm} aborts`,
      }),
      fail: action({
        actor: 'adversary',
        over: { rm: rms },
        when: { 'it is live': isLiveRule },
        then: (draft, { rm }) => {
          if (!draft.rm.includes('failed')) draft.rm[rm] = 'failed';
        },
        says: ({ rm }) => `RM${rm} fails, unless one has`,
      }),
      finish: action({
        actor: 'honest',
        over: { rm: rms },
        when: {
          'it is running': (state, { rm }) => state.rmDone[rm] === false,
          'it is not live': (state, { rm }) => !isLive(state, rm),
        },
        then: (draft, { rm }) => {
          draft.rmDone[rm] = true;
        },
        says: ({ rm }) => `RM${rm} is done`,
      }),
      manageCommit: action({
        actor: 'honest',
        over: { by: reasons(p.rms) },
        when: {
          'the manager is at its start': (state) => state.tmAt === 'TS',
          'it can': (state, { by }) => canCommit(state, by),
        },
        then: (draft) => {
          draft.tmAt = 'TC';
        },
        says: () => 'the manager goes to TC',
      }),
      manageAbort: action({
        actor: 'honest',
        over: { by: rms },
        when: {
          'the manager is at its start': (state) => state.tmAt === 'TS',
          'it can': (state, { by }) => canAbort(state, by),
        },
        then: (draft) => {
          draft.tmAt = 'TA';
        },
        says: () => 'the manager goes to TA',
      }),
      decide: action({
        actor: 'honest',
        when: { 'the manager is about to': ({ tmAt }) => tmAt === 'TC' || tmAt === 'TA' },
        then: (draft) => {
          draft.tm = draft.tmAt === 'TC' ? 'commit' : 'abort';
          draft.tmAt = draft.tmAt === 'TC' ? 'F1' : 'F2';
        },
        says: () => 'the manager decides',
      }),
      hide: action({
        actor: 'adversary',
        when: { 'the manager has decided': ({ tmAt }) => tmAt === 'F1' || tmAt === 'F2' },
        then: (draft) => {
          draft.tm = 'hidden';
          draft.tmAt = 'Done';
        },
        says: () => 'the manager fails',
      }),
      takeOverCommit: action({
        actor: 'honest',
        over: { by: reasons(p.rms) },
        when: {
          'the backup is at its start': (state) => state.backupAt === 'BTS',
          'the manager is hidden': (state) => state.tm === 'hidden',
          'it can': (state, { by }) => canCommit(state, by),
        },
        then: (draft) => {
          draft.backupAt = 'BTC';
        },
        says: () => 'the backup goes to BTC',
      }),
      takeOverAbort: action({
        actor: 'honest',
        over: { by: rms },
        when: {
          'the backup is at its start': (state) => state.backupAt === 'BTS',
          'the manager is hidden': (state) => state.tm === 'hidden',
          'it can': (state, { by }) => canAbort(state, by),
        },
        then: (draft) => {
          draft.backupAt = 'BTA';
        },
        says: () => 'the backup goes to BTA',
      }),
      decideAgain: action({
        actor: 'honest',
        when: { 'the backup is about to': ({ backupAt: b }) => b === 'BTC' || b === 'BTA' },
        then: (draft) => {
          draft.tm = draft.backupAt === 'BTC' ? 'commit' : 'abort';
          draft.backupAt = 'Done';
        },
        says: () => 'the backup decides',
      }),
      rest: action({
        actor: 'honest',
        when: {
          'all are done': (state) =>
            state.rmDone.every((done) => done) &&
            state.tmAt === 'Done' &&
            state.backupAt === 'Done',
        },
        then: () => {},
        says: () => 'all are done',
      }),
    };
  },
  symmetry: (p) => ({
    rm: { size: p.rms, args: ['rm'], names: { by: renamedReasons }, rows: ['rm', 'rmDone'] },
  }),
  ledger: {},
});

/** One manager, or a reason for each; what else stands there names nobody. */
function renamedReasons(
  by: string | number | readonly number[],
  to: Renaming,
): string | number | readonly number[] {
  if (typeof by === 'string') return by;
  if (typeof by === 'number') return to(by);
  const renamed = [...by];
  for (const [rm, why] of by.entries()) renamed[to(rm)] = to(why);
  return renamed;
}

/** A finished manager is not live. */
function isLiveRule(state: Seen, { rm }: { readonly rm: number }): boolean {
  return isLive(state, rm);
}

const consistent = propertyOf(twoPhaseWithBackup, {
  name: 'no-manager-commits-while-another-aborts',
  invariant: 'Consistency',
  means: 'no two resource managers have arrived at conflicting decisions',
  on: 'state',
  kind: 'always',
  violation: (state) =>
    state.rm.includes('committed') && state.rm.includes('aborted')
      ? 'one committed, one aborted'
      : null,
});

export const twoPhaseWithBackupClaims = claims(twoPhaseWithBackup, {
  baseline: { claims: [holds(consistent)] },
});
