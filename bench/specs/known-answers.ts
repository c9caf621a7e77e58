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
import { hanoiClaims, riverCrossingClaims, waterJugsClaims } from './puzzles.ts';
import { ringElectionClaims } from './ring-election.ts';
import { simpleAllocatorClaims } from './simple-allocator.ts';
import { transactionCommitClaims } from './transaction-commit.ts';
import { twoPhaseClaims } from './two-phase.ts';
import { twoPhaseWithBackupClaims } from './two-phase-with-backup.ts';

export interface KnownAnswer {
  readonly suite: Suite;
  readonly set: Readonly<Record<string, unknown>>;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** Where the numbers come from. */
  readonly source: string;
}

const examples = 'manifest.json of the TLA+ examples at 32a32c7';
const measured = 'measured with TLC, SPIN and Stateright, which agree';

function known(
  [suite]: readonly Suite[],
  [states, transitions, depth]: readonly [number, number, number],
  source: string,
  set: Readonly<Record<string, unknown>> = {},
  before = 0,
): KnownAnswer {
  if (suite === undefined) throw new RangeError('a specification without claims');
  return {
    suite,
    set,
    states: states + before,
    transitions: transitions + before,
    depth: depth + before,
    source,
  };
}

export const knownAnswers: readonly KnownAnswer[] = [
  known(transactionCommitClaims, [34, 94, 7], examples),
  known(twoPhaseClaims, [56, 154, 8], 'measured', { rms: 2 }),
  known(twoPhaseClaims, [288, 1146, 11], examples, { rms: 3 }),
  known(twoPhaseClaims, [1568, 8258, 14], 'measured with TLC', { rms: 4 }),
  known(twoPhaseClaims, [8832, 58146, 17], measured, { rms: 5 }),
  known(twoPhaseClaims, [50816, 402306, 20], 'measured with TLC', { rms: 6 }),
  known(twoPhaseClaims, [296448, 2744706, 23], measured, { rms: 7 }),
  known(twoPhaseWithBackupClaims, [1245, 5841, 15], examples),
  known(atomicCommitmentClaims, [4284, 23988, 19], examples, {}, 1),
  known(simpleAllocatorClaims, [400, 1633, 6], examples),
  known(paxosClaims, [3921, 23563, 17], examples),
  known(waterJugsClaims, [16, 97, 8], 'measured with TLC'),
  known(riverCrossingClaims, [64, 283, 13], 'measured with TLC'),
  known(hanoiClaims, [243, 913, 32], 'measured with TLC'),
  known(diningPhilosophersClaims, [67, 336, 29], examples),
  known(chameneosClaims, [34534, 104697, 13], examples, {}, 1),
  known(alternatingBitClaims, [240, 1392, 10], examples, {}, 1),
  known(ringElectionClaims, [137, 227, 10], examples, {}, 1),
];

/** The same, for the benchmark alone: seconds each. */
export const knownAnswersToLargeOnes: readonly KnownAnswer[] = [
  known(twoPhaseClaims, [1745408, 18507778, 26], measured, { rms: 8 }),
  known(twoPhaseClaims, [10340352, 123558402, 29], 'measured with SPIN and Stateright', { rms: 9 }),
  known(paxosCommitClaims, [1321761, 16959159, 28], examples),
];

export function machineOf({ suite, set }: KnownAnswer): Machine {
  return instantiate(suite.protocol, suite.variant, { ...suite.set, ...set });
}

export function nameOfAnswer({ suite, set }: KnownAnswer): string {
  const { name }: AnyProtocol = suite.protocol;
  return [name, ...Object.entries(set).map(([parameter, value]) => `${parameter}=${value}`)].join(
    ' ',
  );
}
