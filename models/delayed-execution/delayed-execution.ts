/**
 * Delayed execution: consensus orders blobs over overlapping sets of shards, and executors run
 * them later, in that order, on witnesses that the blobs carry.
 *
 * Source      C. Detrio, "Synchronous cross-shard transactions with consolidated concurrency
 *             control and consensus", ethresear.ch/t/2318, with the replies of J. Drake and
 *             V. Buterin; S. Mu et al., "Consolidating Concurrency Control and Consensus for
 *             Commits under Conflicts", OSDI 2016
 * Adversary   Signs two payments of the same coins; orders its own transactions with a witness
 *             from any root ever committed, with a leaf altered, or with a shorter access list;
 *             orders a copy of any blob; reverts blobs of the log that are not final, in one step.
 * Abstracted  Consensus is the log itself, and data is available. A blob is one transaction. The
 *             fee is paid from a deposit at the consensus layer when a blob is executed, since for
 *             a witness that fails nobody knows what an account holds. A prover is handed the
 *             leaves of the root that it uses. A log prefix is named by the text of its blobs,
 *             which stands for a hash. With `fused` delivery a blob has arrived once it is
 *             ordered; with `explicit` it arrives at each executor in a step of its own.
 * Deviates    Every executor runs every blob (merged execution) in any order in which access
 *             lists do not overlap, and keeps what its own shards have of it; the joint view takes
 *             each account from the keeper of its shard, at the blobs that all have executed. Full
 *             nodes, which keep the whole state and replay the log, are executors to agree with. A
 *             no-op leaves the nonce. A reorganisation drops blobs, and executors drop what they
 *             made of them; what replaces them is ordered afterwards.
 * Bounds      `slots` blobs a log, `commits` roots, `attacks`, `reorganisations` of depth 1 or 2.
 *
 * Steps of the section: Append is `append`, `attack` and `replay`; Execute is `execute` and `skip`
 * (the no-op); UnderDeclare is `attack` with a shorter list.
 */
import { protocol } from '../../checker/protocol.ts';
import { executorActions } from './executors.ts';
import { history } from './history.ts';
import { ablations, parameters, variants } from './instance.ts';
import * as ledger from './ledger.ts';
import { logActions } from './log.ts';
import { orderingActions } from './ordering.ts';
import { initialState } from './state.ts';

export const delayedExecution = protocol({
  name: 'delayed-execution',
  source: 'Detrio, ethresear.ch 2318, with the replies of Drake and Buterin; Mu et al., OSDI 2016',
  section: '7',
  version: 1,
  parameters,
  init: initialState,
})({
  variants,
  ablations,
  actions: (p, action) => ({
    ...orderingActions(p, action),
    ...executorActions(p, action),
    ...logActions(p, action),
  }),
  /** Executors that agree may change places; each keeps other accounts, but the same of them. */
  symmetry: (p) =>
    p.executors === 2 && p.order === 'shared' && p.reexecution && p.declarations
      ? { executor: { size: 2, args: ['executor'], rows: ['executors'] } }
      : {},
  ledger: {
    supply: ledger.supply,
    transactions: ledger.transactions,
    messages: ledger.messages,
    history,
    chains: ledger.chains,
    replicas: ledger.replicas,
    work: ledger.work,
  },
});
