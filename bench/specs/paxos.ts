/**
 * Paxos, the single-decree synod, as a specification to count.
 *
 * Source      L. Lamport, "The Part-Time Parliament", TOCS 16(2), 1998; Paxos.tla of "How to Win a
 *             Turing Award" in the TLA+ examples, model MCPaxosTiny
 * Adversary   None: any leader may act at any time, and a set of messages is never emptied.
 * Abstracted  As in the module: receipt of messages is not modelled.
 * Deviates    Where a guard is a disjunction, TLC takes one step for each way in which it is true:
 *             the arguments `quorum` and `witness` of phase 2a say which.
 * Bounds      Three acceptors, two values, ballots from 0 to `ballotMax`.
 */
import { claims, count, holds, propertyOf, protocol, range } from '../../checker/protocol.ts';
import { at } from './at.ts';

interface Acceptor {
  bal: number;
  votedBal: number;
  votedVal: number;
}
interface State {
  acceptors: Acceptor[];
  phase1a: boolean[];
  /** By acceptor, then ballot: ballot and value of its last vote. */
  phase1b: (readonly [number, number] | null)[][];
  /** By ballot: the value. */
  phase2a: (number | null)[];
  /** By acceptor, then ballot: the value. */
  phase2b: (number | null)[][];
}
interface Told {
  readonly phase1b: readonly (readonly (readonly [number, number] | null)[])[];
}

const none = -1;
const acceptors = range(3);
const values = range(2);
const quorums = [
  [0, 1],
  [0, 2],
  [1, 2],
] as const;

const isIn = (quorum: readonly number[], acceptor: number): boolean => quorum.includes(acceptor);

/** Whether a quorum's answers in a ballot allow a value, by one of them or (null) by none. */
function isShownSafe(
  state: Told,
  {
    bal,
    val,
    quorum,
    witness,
  }: { bal: number; val: number; quorum: number; witness: number | null },
): boolean {
  const told = at(quorums, quorum).map((acceptor) => at(at(state.phase1b, acceptor), bal));
  const voted = told.filter((answer) => answer !== null && answer[0] >= 0);
  if (witness === null) return voted.length === 0;
  const place = (at(quorums, quorum) as readonly number[]).indexOf(witness);
  const shown = place < 0 ? null : at(told, place);
  return (
    shown !== null &&
    shown[0] >= 0 &&
    shown[1] === val &&
    voted.every((answer) => answer !== null && shown[0] >= answer[0])
  );
}

export const paxos = protocol({
  name: 'paxos',
  source: 'L. Lamport, Paxos.tla, How to Win a Turing Award, TLA+ examples',
  section: '10',
  version: 1,
  parameters: { ballotMax: count(1, { max: 3 }) },
  init: (p): State => {
    const ballots = range(p.ballotMax + 1);
    return {
      acceptors: acceptors.map(() => ({ bal: none, votedBal: none, votedVal: none })),
      phase1a: ballots.map(() => false),
      phase1b: acceptors.map(() => ballots.map(() => null)),
      phase2a: ballots.map(() => null),
      phase2b: acceptors.map(() => ballots.map(() => null)),
    };
  },
})({
  ablations: {},
  actions: (p, action) => {
    const ballots = range(p.ballotMax + 1);
    return {
      phase1a: action({
        actor: 'honest',
        over: { bal: ballots },
        then: (draft, { bal }) => {
          draft.phase1a[bal] = true;
        },
        says: ({ bal }) => `a leader begins ballot ${bal}`,
      }),
      phase2a: action({
        actor: 'honest',
        over: {
          bal: ballots,
          val: values,
          quorum: range(quorums.length),
          witness: [null, ...acceptors],
        },
        when: {
          'nothing was proposed': (state, { bal }) => at(state.phase2a, bal) === null,
          'a quorum answered': (state, { bal, quorum }) =>
            at(quorums, quorum).every((acceptor) => at(at(state.phase1b, acceptor), bal) !== null),
          'the value is safe': isShownSafe,
        },
        then: (draft, { bal, val }) => {
          draft.phase2a[bal] = val;
        },
        says: ({ bal, val }) => `a leader proposes ${val} in ballot ${bal}`,
      }),
      phase1b: action({
        actor: 'honest',
        over: { acceptor: acceptors, bal: ballots },
        when: {
          'the ballot began': (state, { bal }) => at(state.phase1a, bal),
          'it is in an earlier one': (state, { acceptor, bal }) =>
            bal > at(state.acceptors, acceptor).bal,
        },
        then: (draft, { acceptor, bal }) => {
          const here = at(draft.acceptors, acceptor);
          here.bal = bal;
          at(draft.phase1b, acceptor)[bal] = [here.votedBal, here.votedVal];
        },
        says: ({ acceptor, bal }) => `acceptor ${acceptor} joins ballot ${bal}`,
      }),
      phase2b: action({
        actor: 'honest',
        over: { acceptor: acceptors, bal: ballots },
        when: {
          'a value was proposed': (state, { bal }) => at(state.phase2a, bal) !== null,
          'it is in no later ballot': (state, { acceptor, bal }) =>
            bal >= at(state.acceptors, acceptor).bal,
        },
        then: (draft, { acceptor, bal }) => {
          const val = at(draft.phase2a, bal) ?? none;
          draft.acceptors[acceptor] = { bal, votedBal: bal, votedVal: val };
          at(draft.phase2b, acceptor)[bal] = val;
        },
        says: ({ acceptor, bal }) => `acceptor ${acceptor} votes in ballot ${bal}`,
      }),
    };
  },
  symmetry: () => ({
    acceptor: {
      size: acceptors.length,
      args: ['acceptor', 'witness'],
      names: {
        quorum: (quorum: number, to) =>
          quorums.findIndex((one) => at(quorums, quorum).every((each) => isIn(one, to(each)))),
      },
      rows: ['acceptors', 'phase1b', 'phase2b'],
    },
    // Who has not voted has no value: that number is none of these.
    value: {
      size: values.length,
      args: ['val'],
      rows: [],
      held: ['acceptors.*.votedVal', 'phase2a.*', 'phase2b.*.*'],
      within: {
        'phase1b.*.*': (vote: readonly [number, number] | null, to) =>
          vote === null ? null : [vote[0], to(vote[1])],
      },
    },
  }),
  ledger: {},
});

const agreed = propertyOf(paxos, {
  name: 'one-value-is-chosen-at-most',
  invariant: 'Consensus',
  means: 'no two quorums have voted for different values',
  on: 'state',
  kind: 'always',
  violation: (state) => {
    const chosen = new Set(
      quorums.flatMap((quorum) =>
        state.phase2a.flatMap((_, bal) => {
          const [one, two] = quorum.map((acceptor) => at(at(state.phase2b, acceptor), bal));
          return one === two && one !== null && one !== undefined ? [one] : [];
        }),
      ),
    );
    return chosen.size > 1 ? `chosen were ${[...chosen].join(' and ')}` : null;
  },
});

export const paxosClaims = claims(paxos, { baseline: { claims: [holds(agreed)] } });
