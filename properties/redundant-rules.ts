/**
 * Rules that no claim misses, each with the argument why: it is redundant, or which claim could
 * notice it. `npm run rules` removes every rule of every model and fails on one that is neither
 * noticed by a claim nor listed here, and on a line here that is no longer true.
 *
 * The key is "protocol action: rule".
 */
export const redundantRules: Readonly<Record<string, string>> = {
  'receipts claim: the receipt is under a root that is known here':
    'a receipt that is not known here has no proof, so the rule about the proof refuses it too',
  'receipts submit: the receipt is under a root that is known here':
    'a receipt that is not known here has no proof, so the rule about the proof refuses it too',
  'receipts claim: the leaf names this shard':
    'the honest claimer presents a receipt where it belongs; on `submit` the rule is killed',
  'receipts claim: the amount is the one in the leaf':
    'the honest claimer presents the amount as it is; on `submit` the rule is killed',
  'receipts claim: the proof leads from the leaf to that root':
    'the honest claimer presents a genuine proof; on `submit` the rule is killed',
  'receipts learn: its newest root is not known': 'learning a root that is known changes nothing',
  'receipts claim: somebody sees to it':
    'without it more transfers settle; what it takes away is given up in `unpaid` and RCP-A7',
  'receipts prune: receipts are known that have not expired':
    'a deadline with nothing new to expire only forgets records of what has expired already',
  'receipts audit: it has not been read':
    'who reads again replaces what was read, and the claims are about one audit',
};
