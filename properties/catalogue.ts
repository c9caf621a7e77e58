/**
 * The catalogue of claims: every suite of every protocol, in the order in which they are shown.
 * The command line, the suites and the table in the docs are all read from it.
 */
import type { Suite } from '../checker/protocol.ts';
import { chainFibersClaims } from './claims/chain-fibers.ts';
import { crosslinksClaims } from './claims/crosslinks.ts';
import { delayedExecutionClaims } from './claims/delayed-execution.ts';
import { depositBorrowRouteClaims } from './claims/deposit-borrow-route.ts';
import { disjointAccessClaims } from './claims/disjoint-access.ts';
import { janusClaims } from './claims/janus.ts';
import { mergeBlocksClaims } from './claims/merge-blocks.ts';
import { pairedExecutionClaims } from './claims/paired-execution.ts';
import { quarkchainClaims } from './claims/quarkchain.ts';
import { receiptsClaims } from './claims/receipts.ts';
import { rotatingTrainsClaims } from './claims/rotating-trains.ts';
import { sameHeightClaims } from './claims/same-height.ts';
import { sealevelClaims } from './claims/sealevel.ts';
import { trainAndHotelClaims } from './claims/train-and-hotel.ts';
import { twoPhaseCommitClaims } from './claims/two-phase-commit.ts';
import { workloadClaims } from './claims/workloads.ts';

export const catalogue: readonly Suite[] = [
  ...quarkchainClaims,
  ...sameHeightClaims,
  ...mergeBlocksClaims,
  ...pairedExecutionClaims,
  ...chainFibersClaims,
  ...delayedExecutionClaims,
  ...disjointAccessClaims,
  ...crosslinksClaims,
  ...twoPhaseCommitClaims,
  ...receiptsClaims,
  ...janusClaims,
  ...trainAndHotelClaims,
  ...rotatingTrainsClaims,
  ...sealevelClaims,
  ...depositBorrowRouteClaims,
  ...workloadClaims,
];
