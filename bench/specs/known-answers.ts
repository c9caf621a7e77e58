/**
 * Specifications whose numbers of states, transitions and levels are published or were measured
 * with other model checkers, and what they should be here. `before` counts a first step that
 * chooses among initial states where the specification has several.
 */
import { instantiate, type Machine } from '../../checker/machine.ts';
import type { AnyProtocol, Suite } from '../../checker/protocol.ts';
import { alternatingBitClaims } from './alternating-bit.ts';
import { atomicCommitmentClaims } from './atomic-commitment.ts';
import { chameneosClaims } from './chameneos.ts';
import { diningPhilosophersClaims } from './dining-philosophers.ts';
import { paxosClaims } from './paxos.ts';
import { paxosCommitClaims } from './paxos-commit.ts';
import { paxosRegisterClaims } from './paxos-register.ts';
import { hanoiClaims, riverCrossingClaims, waterJugsClaims } from './puzzles.ts';
import { ringElectionClaims } from './ring-election.ts';
import { simpleAllocatorClaims } from './simple-allocator.ts';
import { singleCopyRegisterClaims } from './single-copy-register.ts';
import { transactionCommitClaims } from './transaction-commit.ts';
import { twoPhaseClaims } from './two-phase.ts';
import { twoPhaseWithBackupClaims } from './two-phase-with-backup.ts';

/** What is published of a state space; null where only the states are. */
export interface Counts {
  readonly states: number;
  readonly transitions: number | null;
  readonly depth: number | null;
}

export interface KnownAnswer extends Counts {
  readonly suite: Suite;
  readonly set: Readonly<Record<string, unknown>>;
  /** Count one state of each orbit. */
  readonly symmetry: boolean;
  /** Where the numbers come from. */
  readonly source: string;
}

interface Details {
  readonly set?: Readonly<Record<string, unknown>>;
  readonly before?: number;
  readonly symmetry?: boolean;
}

type Published = readonly [states: number, transitions?: number, depth?: number];

const examples = 'manifest.json of the TLA+ examples at 32a32c7';
const measured = 'measured with TLC, SPIN and Stateright, which agree';
const orbits = 'measured by sorting what is said of each manager; with TLC too for 3, 5 and 7';

function known(
  [suite]: readonly Suite[],
  [states, transitions, depth]: Published,
  source: string,
  { set = {}, before = 0, symmetry = false }: Details = {},
): KnownAnswer {
  if (suite === undefined) throw new RangeError('a specification without claims');
  return {
    suite,
    set,
    symmetry,
    states: states + before,
    transitions: transitions === undefined ? null : transitions + before,
    depth: depth === undefined ? null : depth + before,
    source,
  };
}

const twoPhase = (rms: number, counts: Published, source: string): KnownAnswer =>
  known(twoPhaseClaims, counts, source, { set: { rms } });
const twoPhaseOrbits = (rms: number, counts: Published): KnownAnswer =>
  known(twoPhaseClaims, counts, orbits, { set: { rms }, symmetry: true });

export const knownAnswers: readonly KnownAnswer[] = [
  known(transactionCommitClaims, [34, 94, 7], examples),
  twoPhase(2, [56, 154, 8], 'measured'),
  twoPhase(3, [288, 1146, 11], examples),
  twoPhase(4, [1568, 8258, 14], 'measured with TLC'),
  twoPhase(5, [8832, 58146, 17], measured),
  twoPhase(6, [50816, 402306, 20], 'measured with TLC'),
  twoPhase(7, [296448, 2744706, 23], measured),
  twoPhaseOrbits(2, [34, 94, 8]),
  twoPhaseOrbits(3, [80, 318, 11]),
  twoPhaseOrbits(4, [166, 869, 14]),
  twoPhaseOrbits(5, [314, 2048, 17]),
  twoPhaseOrbits(6, [553, 4328, 20]),
  twoPhaseOrbits(7, [920, 8410, 23]),
  twoPhaseOrbits(8, [1461, 15287, 26]),
  twoPhaseOrbits(9, [2232, 26316, 29]),
  twoPhaseOrbits(10, [3300, 43298, 32]),
  known(twoPhaseWithBackupClaims, [1245, 5841, 15], examples),
  known(atomicCommitmentClaims, [4284, 23988, 19], examples, { before: 1 }),
  known(simpleAllocatorClaims, [400, 1633, 6], examples),
  known(paxosClaims, [3921, 23563, 17], examples),
  known(waterJugsClaims, [16, 97, 8], 'measured with TLC'),
  known(riverCrossingClaims, [64, 283, 13], 'measured with TLC'),
  known(hanoiClaims, [243, 913, 32], 'measured with TLC'),
  known(diningPhilosophersClaims, [67, 336, 29], examples),
  known(chameneosClaims, [34534, 104697, 13], examples, { before: 1 }),
  known(alternatingBitClaims, [240, 1392, 10], examples, { before: 1 }),
  known(ringElectionClaims, [137, 227, 10], examples, { before: 1 }),
  known(singleCopyRegisterClaims, [93], 'Stateright, examples/single-copy-register.rs'),
  known(paxosRegisterClaims, [16668], 'Stateright, examples/paxos.rs'),
];

/** The same, for the benchmark alone: seconds each. */
export const knownAnswersToLargeOnes: readonly KnownAnswer[] = [
  twoPhase(8, [1745408, 18507778, 26], measured),
  twoPhase(9, [10340352, 123558402, 29], 'measured with SPIN and Stateright'),
  known(paxosCommitClaims, [1321761, 16959159, 28], examples),
  known(paxosRegisterClaims, [1194428, 2420477, 28], 'measured with Stateright', {
    set: { clients: 3 },
  }),
];

export function machineOf({ suite, set }: KnownAnswer): Machine {
  return instantiate(suite.protocol, suite.variant, { ...suite.set, ...set });
}

export function nameOfAnswer({ suite, set, symmetry }: KnownAnswer): string {
  const { name }: AnyProtocol = suite.protocol;
  const settings = Object.entries(set).map(([parameter, value]) => `${parameter}=${value}`);
  return [name, ...settings, ...(symmetry ? ['orbits'] : [])].join(' ');
}

/** What is published of it and differs: `states 5, not 4`; nothing if all is as published. */
export function differences(
  expected: Counts,
  got: { readonly states: number; readonly transitions: number; readonly depth: number },
): readonly string[] {
  const names = ['states', 'transitions', 'depth'] as const;
  return names
    .filter((name) => expected[name] !== null && expected[name] !== got[name])
    .map((name) => `${name} ${got[name]}, not ${expected[name]}`);
}
