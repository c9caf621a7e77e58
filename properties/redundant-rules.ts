/**
 * Rules that no claim misses, each with the argument why: it is redundant, or which claim could
 * notice it. `npm run rules` removes every rule of every model and fails on one that is neither
 * noticed by a claim nor listed here, and on a line here that is no longer true.
 *
 * The key is "protocol action: rule".
 */
export const redundantRules: Readonly<Record<string, string>> = {
  'quarkchain mineShard: the shard has a block to build on':
    'the fork choice and the rules of root blocks always leave one; QKC-A5 shows a shard without',
  'quarkchain mineShard: the block does some work':
    'an empty block changes no account; without the rule the instance runs out of slots instead',
  'quarkchain mineRoot: there is something to confirm':
    'a root block that confirms nothing new changes no shard, and only lets time pass',
  'quarkchain forkShard: G3: it extends what its root block confirms':
    'section 29.2: the fork choice (F1) never shows a block that the rule would refuse',
  'merge-blocks extend: its miners are at work':
    'an assumption about who is there, not a protection: without it nobody is ever missing',
  'merge-blocks extend: a transaction of the shard waits':
    'an honest block that does nothing makes the heads longer that are shown, and nothing worse',
  'merge-blocks merge: the miners of both are at work':
    'an assumption about who is there, not a protection: without it nobody is ever missing',
  'merge-blocks merge: a transaction across the two waits':
    'an honest block that does nothing makes the heads longer that are shown, and nothing worse',
  'paired-execution submit: it is new': 'to submit the same thing again changes nothing',
  'paired-execution propose: it is submitted':
    'whoever makes a transaction up, it is executed like any other; signatures are abstracted',
  'paired-execution propose: the block of its shard is empty':
    'a proposer may think again as long as nobody has executed the height',
  'paired-execution execute: its node has not done so yet':
    'to execute again gives the same result, for what it rests on has not changed',
  'paired-execution execute: some transaction touches its shard':
    'a node for which there is nothing writes nothing',
  'paired-execution reorganise: it has a block':
    'to replace a block that is not there changes nothing, and the adversary has paid for it',
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
  'chain-fibers collate: none of it is waiting':
    'a collator that builds the block anew only puts it in the place of the one that waits',
  'chain-fibers collate: its home set covers the fibers':
    'without it more transactions settle; what it takes away is given up in `wide`',
  'chain-fibers collate: it can be paid':
    'auditors do not sign a payment that cannot be made; on `sign` the rule is killed',
  'chain-fibers cheat: none of it is waiting':
    'a block that takes the place of another one is what a reorganisation and a new start give too',
  'chain-fibers sign: it is assigned and has not signed':
    'only the signatures of those who are assigned are counted, and each once',
  'chain-fibers discard: it is out of date or refused':
    'a block that is discarded in vain is collated again',
  'chain-fibers split: they are not split':
    'a split into as many fibers as there are changes nothing',
  'chain-fibers include: each is waiting': 'what does not wait is left out of the master block',
  'chain-fibers include: an empty block has something to bury':
    'an empty block that buries nothing changes no account',
  'chain-fibers challenge: nothing is under challenge':
    'a second challenge takes the place of the first, and the first can be made again',
  'chain-fibers harass: nothing is under challenge':
    'the adversary has one attack, and a false block to be challenged takes it',
  'delayed-execution append: it is not in the log':
    'a transaction that is ordered twice is a replay, which the adversary makes anyway',
  'delayed-execution attack: it is not in the log':
    'a transaction that is ordered twice is a replay, and runs under its nonce',
  'delayed-execution arrive: the blob is in the log':
    'who has the data of a blob before it is ordered still runs it where the log has it',
  'delayed-execution arrive: it has not arrived': 'a blob that arrives again is the same blob',
  'delayed-execution execute: it has arrived':
    'nobody can run what he does not have; when he runs it makes no difference to the result',
  'delayed-execution execute: it is not executed here':
    'to execute it again gives the same result, which is what the claims about executors say',
  'delayed-execution skip: it has arrived':
    'nobody can judge what he does not have; when he does makes no difference to the result',
  'delayed-execution skip: it is not executed here':
    'to skip it again gives the same result, which is what the claims about executors say',
  'delayed-execution commit: the root is new': 'to commit to a root again tells nobody anything',
  'delayed-execution finalise: there is a blob to finalise':
    'to promise finality to blobs that are still to come only takes more from the adversary',
  'two-phase-commit commit: the coordinator is up':
    'a crash takes the votes with it, so that no shard of it votes yes while the coordinator is down',
  'two-phase-commit commit: the coordinator is undecided':
    'the votes are forgotten with the decision, so that no shard of it votes yes any more',
  'two-phase-commit resend: the shard has not acknowledged it':
    'section 29.2: who has applied a decision ignores it when it comes again',
  'two-phase-commit resend: what was sent is overdue':
    'section 29.2: sending a decision again is harmless at any time',
  'two-phase-commit restart: all its shards have let go':
    'a restart is a new id everywhere at once, and so also lets go of what the old one held',
  'two-phase-commit wait: a conflicting lock is held':
    'who waits without need is served next, or refused as if it had just been asked',
  'two-phase-commit wait: the policy lets it wait':
    'who had to be refused at once is then refused from the queue',
  'two-phase-commit applyAbort: it is not settled here':
    'it can only turn refused into aborted: where a shard commits, no abort is on its way',
  'two-phase-commit terminate: the coordinator is down':
    'what peers tell one another is right also while the coordinator is up',
  'two-phase-commit finalise: its head is not final': 'a head that is final stays final',
  'two-phase-commit crash: it is up': 'who is down cannot lose anything more by a crash',
  'two-phase-commit recover: it is down': 'recovering changes nothing for who is up',
  'two-phase-commit reorg: its head is not final':
    'a head that is final is not reverted, and the adversary has paid for nothing',
  'same-height propose: somebody waits for its block':
    'empty blocks change nothing; the rule lets a network rest, so that nothing-deadlocks can fail',
  'same-height execute: its newest block is not executed':
    'to execute again what rests on the same blocks gives the same result',
  'same-height execute: each transaction is proven to stand in its block':
    'the honest answers come with genuine proofs; on `lie` the rule is killed',
  'same-height execute: no transaction is left out':
    'the honest answers are whole; on `lie` the rule is killed',
  'same-height execute: each value is proven under the root of the height before':
    'the honest answers come with genuine proofs; on `lie` the rule is killed',
  'same-height lie: its newest block is not executed':
    'to execute again what rests on the same blocks gives the same result, and lies are refused',
  'same-height grind: no block includes it':
    'blocks keep the order in which they list, whatever the hashes; no claim is about their ids',
  'sealevel record: it is not in the block':
    'it conflicts with itself in the open batch, which is closed only when it is done',
  'sealevel cram: it is not in the block':
    'a batch that holds a transaction twice has a conflict, and the block is rejected',
  'sealevel cram: something in the open batch conflicts with it':
    'without a conflict it is what the honest leader does, paid from the budget of the adversary',
  'sealevel close: a batch is open': 'closing a batch again changes nothing',
  'sealevel close: nothing in it holds a lock':
    'a batch that is closed sooner is a smaller one; the rule keeps the instance small',
  'sealevel store: it holds its locks':
    'who has stored or failed has thrown its copy away, and stores nothing',
  'sealevel replay: the batch is closed':
    'what joins a batch later conflicts with nothing in it, or the block is rejected',
  'sealevel reject: it is not rejected': 'a block that is rejected stays rejected',
  'disjoint-access propose: its newest block is executed':
    'with a block below that is not executed it could never execute; here heights run out first',
  'disjoint-access propose: somebody waits for its block':
    'empty blocks change nothing; the rule lets a network rest, so that nothing-deadlocks can fail',
  'disjoint-access execute: its newest block is not executed':
    'to execute again what rests on the same blocks gives the same result',
  'disjoint-access execute: each transaction is proven to stand in its block':
    'the honest answers come with genuine proofs; on `lie` the rule is killed',
  'disjoint-access execute: no transaction is left out':
    'the honest answers are whole; on `lie` the rule is killed',
  'disjoint-access execute: each value is proven under the root of the height before':
    'the honest answers come with genuine proofs; on `lie` the rule is killed',
  'disjoint-access lie: its newest block is not executed':
    'to execute again what rests on the same blocks gives the same result, and lies are refused',
  'train-and-hotel confirm: the reservation still lasts':
    'no confirmation comes late under the assumption; TH-A1 and `unbounded-delay` are without it',
  'train-and-hotel reject: its confirmation is included':
    'to reject what never came changes nothing',
  'train-and-hotel tick: a timer runs': 'time without a timer changes nothing',
  'train-and-hotel walkOut: it is still here': 'who has left cannot leave again',
  'rotating-trains crosslink: its block is not crosslinked':
    'to crosslink a block again changes nothing',
  'rotating-trains reorganise: its block is not crosslinked':
    'a crosslinked state is all that the shard keeps, so there is nothing to go back to',
  'deposit-borrow-route crash: B is up': 'who is down cannot lose anything more by a crash',
  'crosslinks idle: the epoch is not over': 'an empty block changes no cell',
  'crosslinks fork: its parent is not dropped':
    'a block on one that is dropped is dropped itself, and the adversary has paid for nothing',
  'crosslinks crosslink: it extends the last crosslink':
    'the fork choice shows only heads that extend it; on `capture` the rule is killed',
  'crosslinks crosslink: it is new': 'a crosslink of the same block again changes nothing',
  'crosslinks crosslink: it ends an epoch':
    'it says how often crosslinks may come, not what they do; a test counts the 128 blocks',
  'crosslinks capture: it is new': 'a crosslink of the same block again changes nothing',
  'crosslinks capture: it ends an epoch':
    'it says how often crosslinks may come, not what they do; a test counts the 128 blocks',
  'crosslinks confirm: it is unresolved':
    'what is classical stays so, and of what is cancelled a half is lost',
  'crosslinks cancel: it is unresolved':
    'of what is classical nothing is lost, and what is cancelled taints nothing any more',
  'janus commitFast: it collects pre-acceptances':
    'in any phase, where every replica gives the same answer nothing else can be decided',
  'janus commitFast: a majority of each shard answers':
    'implied by the rule about every replica; it is what JAN-A5 leaves of the quorum',
  'janus propose: nobody has it committed':
    'what is committed is also what the answers of a majority lead to: the same is decided again',
  'janus recover: its coordinator is down':
    'whoever takes over has a higher ballot, and a coordinator that is overtaken is heard no more',
  'janus prepare: it has promised no higher ballot':
    'a coordinator is overtaken only once it is down, so nobody collects promises in a lower ballot',
  'janus accept: it has promised no higher ballot':
    'a coordinator is overtaken only once it is down, so nobody counts acceptances in a lower ballot',
  'janus tell: it has not read yet':
    'until it has executed, what it read stays as it was: whoever tells again tells the same',
  'janus crashServer: it is up': 'who is down for good cannot crash again',
};
