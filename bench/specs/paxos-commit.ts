/**
 * Paxos Commit: one instance of Paxos for each resource manager's decision to prepare or abort, as
 * a specification to count.
 *
 * Source      J. Gray, L. Lamport, "Consensus on Transaction Commit", TODS 31(1), 2006;
 *             PaxosCommit.tla
 * Adversary   None: any leader may act at any time, and a set of messages is never emptied.
 * Abstracted  As in the module: receipt of messages is not modelled.
 * Deviates    Where a guard is a disjunction, TLC takes one step for each way in which it is true;
 *             arguments say which. Ballots are 0 and 1, so a phase 1b message is sent once by each
 *             acceptor in each instance, and a phase 2a message once in each ballot.
 * Bounds      `rms` resource managers, three acceptors, ballots 0 and 1.
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
import { at } from './at.ts';

type Value = 'prepared' | 'aborted';
interface Acceptor {
  mbal: number;
  bal: number;
  val: Value | 'none';
}
interface State {
  rm: ('working' | 'prepared' | 'committed' | 'aborted')[];
  /** By instance, then acceptor. */
  acceptors: Acceptor[][];
  phase1a: boolean[];
  /** By instance, then acceptor: what it told of its last vote, if it did, as "ballot value". */
  phase1b: (string | null)[][];
  /** By instance, then ballot. */
  phase2a: (Value | null)[][];
  /** By instance, then ballot, then acceptor. */
  phase2b: (Value | null)[][][];
  commit: boolean;
  abort: boolean;
}
interface Seen {
  readonly phase2b: readonly (readonly (readonly (Value | null)[])[])[];
}

const acceptorCount = 3;
const ballots = [0, 1];
const majorities = [
  [0, 1],
  [0, 2],
  [1, 2],
] as const;
/** A ballot and a majority of it: the ways in which an instance can be decided. */
const ways = range(ballots.length * majorities.length);

function isDecided(state: Seen, instance: number, value: Value, way: number): boolean {
  const votes = at(at(state.phase2b, instance), Math.floor(way / majorities.length));
  return at(majorities, way % majorities.length).every((acceptor) => at(votes, acceptor) === value);
}

/** What a leader proposes in ballot 1, from the phase 1b messages of a majority. */
function proposal(told: readonly (string | null)[], majority: number): Value {
  const last = at(majorities, majority)
    .map((acceptor) => at(told, acceptor) ?? '')
    .find((vote) => vote.startsWith('0 '));
  return last === '0 prepared' ? 'prepared' : 'aborted';
}

function renamedMajority(majority: number, to: Renaming): number {
  const renamed = at(majorities, majority).map(to);
  return majorities.findIndex((one) => one.every((acceptor) => renamed.includes(acceptor)));
}

/** One way, or one for each instance. */
type Ways = number | readonly number[];
function renamedWays(by: Ways, to: Renaming): Ways {
  const renamed = (way: number): number => {
    const majority = way % majorities.length;
    return way - majority + renamedMajority(majority, to);
  };
  return typeof by === 'number' ? renamed(by) : by.map(renamed);
}
function renamedInstances(by: Ways, to: Renaming): Ways {
  if (typeof by === 'number') return by;
  const moved = [...by];
  for (const [instance, way] of by.entries()) moved[to(instance)] = way;
  return moved;
}

/** One choice of `ways` for each resource manager. */
function choices(rms: number): readonly (readonly number[])[] {
  let all: readonly (readonly number[])[] = [[]];
  for (let rm = 0; rm < rms; rm++) all = all.flatMap((some) => ways.map((way) => [...some, way]));
  return all;
}

export const paxosCommit = protocol({
  name: 'paxos-commit',
  source: 'Gray and Lamport, Consensus on Transaction Commit, TODS 2006 (PaxosCommit.tla)',
  section: '10',
  version: 1,
  parameters: { rms: count(2, { min: 1, max: 3 }) },
  init: (p): State => {
    const rms = range(p.rms);
    const acceptors = range(acceptorCount);
    return {
      rm: rms.map(() => 'working'),
      acceptors: rms.map(() => acceptors.map(() => ({ mbal: 0, bal: -1, val: 'none' }))),
      phase1a: rms.map(() => false),
      phase1b: rms.map(() => acceptors.map(() => null)),
      phase2a: rms.map(() => ballots.map(() => null)),
      phase2b: rms.map(() => ballots.map(() => acceptors.map(() => null))),
      commit: false,
      abort: false,
    };
  },
})({
  ablations: {},
  actions: (p, action) => {
    const rms = range(p.rms);
    const acceptors = range(acceptorCount);
    const working = (state: { readonly rm: readonly string[] }, { rm }: { rm: number }): boolean =>
      state.rm[rm] === 'working';
    return {
      prepare: action({
        actor: 'honest',
        over: { rm: rms },
        when: { 'it is working': working },
        then: (draft, { rm }) => {
          draft.rm[rm] = 'prepared';
          at(draft.phase2a, rm)[0] = 'prepared';
        },
        says: ({ rm }) => `RM${rm} prepares`,
      }),
      chooseAbort: action({
        actor: 'honest',
        over: { rm: rms },
        when: { 'it is working': working },
        then: (draft, { rm }) => {
          draft.rm[rm] = 'aborted';
          at(draft.phase2a, rm)[0] = 'aborted';
        },
        says: ({ rm }) => `RM${rm} chooses to abort`,
      }),
      receiveCommit: action({
        actor: 'honest',
        over: { rm: rms },
        when: { 'commit was sent': (state) => state.commit },
        then: (draft, { rm }) => {
          draft.rm[rm] = 'committed';
        },
        says: ({ rm }) => `RM${rm} is told to commit`,
      }),
      receiveAbort: action({
        actor: 'honest',
        over: { rm: rms },
        when: { 'abort was sent': (state) => state.abort },
        then: (draft, { rm }) => {
          draft.rm[rm] = 'aborted';
        },
        says: ({ rm }) => `RM${rm} is told to abort`,
      }),
      phase1a: action({
        actor: 'honest',
        over: { rm: rms },
        then: (draft, { rm }) => {
          draft.phase1a[rm] = true;
        },
        says: ({ rm }) => `a leader begins ballot 1 for RM${rm}`,
      }),
      phase2a: action({
        actor: 'honest',
        over: { rm: rms, majority: range(majorities.length) },
        when: {
          'nothing was proposed': (state, { rm }) => at(state.phase2a, rm)[1] === null,
          'a majority answered': (state, { rm, majority }) =>
            at(majorities, majority).every((acceptor) => at(state.phase1b, rm)[acceptor] !== null),
        },
        then: (draft, { rm, majority }) => {
          at(draft.phase2a, rm)[1] = proposal(at(draft.phase1b, rm), majority);
        },
        says: ({ rm }) => `a leader proposes in ballot 1 for RM${rm}`,
      }),
      commit: action({
        actor: 'honest',
        over: { by: choices(p.rms) },
        when: {
          'every instance decided to prepare': (state, { by }) =>
            rms.every((rm) => isDecided(state, rm, 'prepared', at(by, rm))),
        },
        then: (draft) => {
          draft.commit = true;
        },
        says: () => 'a leader announces commit',
      }),
      abort: action({
        actor: 'honest',
        over: { rm: rms, by: ways },
        when: {
          'an instance decided to abort': (state, { rm, by }) =>
            isDecided(state, rm, 'aborted', by),
        },
        then: (draft) => {
          draft.abort = true;
        },
        says: () => 'a leader announces abort',
      }),
      phase1b: action({
        actor: 'honest',
        over: { rm: rms, acceptor: acceptors },
        when: {
          'ballot 1 began': (state, { rm }) => state.phase1a[rm] === true,
          'it is in ballot 0': (state, { rm, acceptor }) =>
            at(at(state.acceptors, rm), acceptor).mbal < 1,
        },
        then: (draft, { rm, acceptor }) => {
          const here = at(at(draft.acceptors, rm), acceptor);
          here.mbal = 1;
          at(draft.phase1b, rm)[acceptor] = `${here.bal} ${here.val}`;
        },
        says: ({ rm, acceptor }) => `acceptor ${acceptor} joins ballot 1 for RM${rm}`,
      }),
      phase2b: action({
        actor: 'honest',
        over: { rm: rms, acceptor: acceptors, bal: ballots },
        when: {
          'a value was proposed': (state, { rm, bal }) => at(at(state.phase2a, rm), bal) !== null,
          'it is in no later ballot': (state, { rm, acceptor, bal }) =>
            at(at(state.acceptors, rm), acceptor).mbal <= bal,
        },
        then: (draft, { rm, acceptor, bal }) => {
          const value = at(at(draft.phase2a, rm), bal);
          at(draft.acceptors, rm)[acceptor] = { mbal: bal, bal, val: value ?? 'none' };
          at(at(draft.phase2b, rm), bal)[acceptor] = value;
        },
        says: ({ rm, acceptor, bal }) => `acceptor ${acceptor} votes in ballot ${bal} for RM${rm}`,
      }),
    };
  },
  symmetry: (p) => ({
    rm: {
      size: p.rms,
      args: ['rm'],
      names: { by: renamedInstances },
      rows: ['rm', 'acceptors', 'phase1a', 'phase1b', 'phase2a', 'phase2b'],
    },
    acceptor: {
      size: acceptorCount,
      args: ['acceptor'],
      names: { majority: renamedMajority, by: renamedWays },
      rows: ['acceptors.*', 'phase1b.*', 'phase2b.*.*'],
    },
  }),
  ledger: {},
});

const consistent = propertyOf(paxosCommit, {
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

export const paxosCommitClaims = claims(paxosCommit, { baseline: { claims: [holds(consistent)] } });
