/**
 * Chain Fibers: the state is divided into fibers; blocks over sets of fibers that do not overlap
 * are collated apart and put together by a master chain.
 *
 * Source      G. Wood, "Chain Fibers Redux", wiki of Ethereum and blog of the Ethereum Foundation,
 *             5 April 2015; C. Detrio, ethresear.ch/t/2318
 * Adversary   A collator that mints, alters a leaf of its witness, or names fewer fibers than it
 *             touches; corrupt auditors (one, or all those of two fibers), who sign whatever they
 *             are shown and vote for what is false; challenges to blocks that are sound;
 *             reorganisations of master blocks inside the window, in one step.
 * Abstracted  An X-fiber block has one transaction, and the fewest fibers. A collator throws out
 *             what cannot be paid from all of its accounts; so do auditors. The sets of auditors
 *             are given, not drawn anew for each master block. A corrupt auditor does not withhold
 *             its signature (with all-of, that would stop the fiber). Fishermen see every block,
 *             and the network lets them act before it leaves the window. Of the validators drawn
 *             to vote on a challenge at most half are corrupt. Bonds are one a signer. With `fused`
 *             delivery auditors sign in the step that collates; with `explicit` each has its own.
 * Deviates    A block that falls takes the master blocks after it along. Empty master blocks only
 *             bury others. Final master blocks are kept as a list, so that the instance closes.
 * Bounds      The transactions of one workload, `attacks`, `reorganisations`, one split.
 *
 * Steps of the section: Collate is `collate` and `cheat`, IncludeMB is `include`, Challenge is
 * `challenge`, `harass` and `vote`, ReorgMB is `reorganise`.
 */
import { protocol } from '../../checker/protocol.ts';
import { collationActions } from './collation.ts';
import { ablations, parameters, variants } from './instance.ts';
import * as ledger from './ledger.ts';
import { masterActions } from './master.ts';
import { initialState } from './state.ts';
import { symmetry } from './symmetry.ts';

export const chainFibers = protocol({
  name: 'chain-fibers',
  source: 'Wood, "Chain Fibers Redux", 2015; Detrio, ethresear.ch 2318',
  section: '6',
  version: 1,
  parameters,
  init: initialState,
})({
  variants,
  ablations,
  actions: (p, action) => ({
    ...collationActions(p, action),
    ...masterActions(p, action),
  }),
  symmetry,
  ledger: {
    supply: ledger.supply,
    transactions: ledger.transactions,
    messages: ledger.messages,
    history: ledger.history,
    chains: ledger.chains,
    replicas: ledger.replicas,
    work: ledger.work,
  },
});
