/** Where each protocol leaves the two workloads, as a page: what `docs/workloads.md` must say. */
import type { Verdict } from '../checker/protocol.ts';
import type { WorkloadName } from '../models/substrate/workloads.ts';
import { workloads } from '../models/substrate/workloads.ts';
import { transactionsAreWholeAtEveryMoment, transactionsAreWholeWhenQuiet } from './atomicity.ts';
import { nothingIsSpentTwice } from './supply.ts';
import { type Carrier, carriers, comesToRestWith, outcomesOf, textOf } from './workloads.ts';

/** What exploration says of a carrier, about each of `questionsOf`, in that order. */
export type Answers = (carrier: Carrier) => readonly Verdict[];

const invariants = [
  transactionsAreWholeAtEveryMoment,
  transactionsAreWholeWhenQuiet,
  nothingIsSpentTwice,
];

export function questionsOf(carrier: Carrier) {
  const outcomes = outcomesOf(carrier.workload);
  return [...invariants, ...outcomes.map((outcome) => comesToRestWith(carrier, outcome))];
}

/** The outcomes in which T0 may come to rest, as texts. */
export function outcomesIn(carrier: Carrier, verdicts: readonly Verdict[]): readonly string[] {
  return outcomesOf(carrier.workload)
    .filter((_, index) => verdicts[invariants.length + index] === 'witnessed')
    .map(textOf);
}

export function workloadTable(answers: Answers): string {
  return [
    '# Workloads',
    '',
    'Where each protocol leaves train-and-hotel (section 19) and deposit-borrow-route (section 26).',
    'Written by `npm run docs`; every cell is computed by exploring the variant.',
    '',
    'T0 is a transaction over several places, and something else may take what it needs in one of',
    'them. *Ends with* lists the places where T0 is in effect once nothing of it is under way any',
    'more. ATOM-strong: at every moment it is in effect everywhere or nowhere. ATOM-event: at rest',
    'it is. NODS: nobody gets more than there is.',
    ...(Object.keys(workloads) as WorkloadName[]).flatMap((name) => section(name, answers)),
    '',
    'Merge blocks join two shards at a time, so that what needs three is never mined. Nor is it',
    'collated in Chain Fibers if no collator has three fibers at home (`in-pairs`); paired execution',
    'carries three shards at once only with a leader. Two-phase commit keeps one account a shard;',
    'with the others the stores of the workload are accounts.',
    '',
    'With crosslinks each shard executes its half when it places it. Where a shard is crosslinked',
    'without what a half needs, the transaction is cancelled, and the halves that stand elsewhere are',
    'undone; until then nothing that depends on them is classical. A crosslink that records taint',
    '(`conditional`) instead of refusing it leaves the same.',
    '',
    'Janus orders transactions and aborts none. In one shot a piece knows nothing of what the',
    'others read, so that what one place alone has to refuse is done at the others (`one-shot`).',
    'Where every server tells the other shards what it read in its turn, all refuse alike.',
    '',
    'Receipts go one way: where one finds nothing left, it stays unclaimed, and what was done before',
    'it stays done; where nobody has to claim (`unattended`) it may stop at any place. The saga is',
    'deposit-borrow-route over receipts that go back, too, and its halves are those that it declares.',
    '',
    'QuarkChain alone is not here. Its modelled deposits are credits, and a credit is never refused,',
    'so that it could not show what becomes of a step that fails. By its source a call may fail where',
    'it is executed: then its value stays with the sender in that shard, and the withdrawal is not',
    'undone. So the seat would be paid for and the room not had, as with receipts; to show that, a',
    'deposit would have to be a call that takes the last unit of a store of its shard.',
    '',
  ].join('\n');
}

function section(workload: WorkloadName, answers: Answers): readonly string[] {
  const heads = [
    'protocol',
    'variant',
    'section',
    'ATOM-strong',
    'ATOM-event',
    'NODS',
    'ends with',
  ];
  const rows = carriers
    .filter((carrier) => carrier.workload === workload)
    .map((carrier) => {
      const verdicts = answers(carrier);
      const { name, section } = carrier.protocol;
      const outcomes = outcomesIn(carrier, verdicts);
      return [
        name,
        carrier.variant,
        section,
        ...verdicts.slice(0, invariants.length),
        outcomes.map((outcome) => `{${outcome}}`).join(', '),
      ];
    });
  const lines = [heads, heads.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  return ['', `## ${workload}`, '', ...lines];
}
