/**
 * A property that cannot fail is a defect.
 *
 * Method: for each property of the ledger, ledgers written by hand that break it, with the exact
 * sentence, beside the nearest ledgers that do not. A last test sees to it that no property is
 * without them.
 */
import { describe, expect, test } from 'vitest';
import type {
  AnyProperty,
  AspectName,
  Aspects,
  AssetSupply,
  ChainView,
  Context,
  HistoryView,
  MessageView,
  Part,
  TransactionView,
  WorkView,
} from '../checker/protocol.ts';
import * as atomicity from './atomicity.ts';
import * as chains from './chains.ts';
import * as messages from './messages.ts';
import * as progress from './progress.ts';
import * as replicas from './replicas.ts';
import * as serializability from './serializability.ts';
import * as supply from './supply.ts';
import * as witnesses from './witnesses.ts';
import * as work from './work.ts';

const moving: Context = { canProgress: () => true, isStuck: () => false };
const still: Context = { canProgress: () => false, isStuck: () => true };

/** What a property says of a view: the violation, whether the goal is reached, or null. */
function judge(property: AnyProperty, view: unknown, context: Context, after: unknown): unknown {
  // Tables mix views of every aspect; that each row fits its property is what the row shows.
  const seen = view as never;
  if (property.kind === 'always') return property.violation(seen, context);
  if (property.kind === 'step') return property.violation(seen, { type: 'any' }, after as never);
  return property.goal(seen, context);
}

interface Row {
  readonly property: AnyProperty;
  readonly when: string;
  readonly view: Aspects[AspectName];
  readonly context?: Context;
  /** For `step` properties: the view after the step. */
  readonly after?: Aspects[AspectName];
  /** The violation or goal; null or false where the property is content. */
  readonly says: string | boolean | null;
}

const coin: AssetSupply = {
  asset: 'coin',
  genesis: 7,
  holdings: [{ place: 'X', owner: 'alice', amount: 7 }],
  escrowed: 0,
  inFlight: 0,
  fees: 0,
  burned: 0,
  minted: 0,
  spends: [],
};
const held = (amount: number): AssetSupply['holdings'] => [{ place: 'X', owner: 'alice', amount }];

const supplyRows: readonly Row[] = [
  ...[
    coin,
    { ...coin, holdings: held(1), escrowed: 1, inFlight: 2, fees: 3, burned: 1, minted: 1 },
  ].map(
    (asset): Row => ({
      property: supply.supplyIsConserved,
      when: 'everything is somewhere',
      view: [asset],
      says: null,
    }),
  ),
  {
    property: supply.supplyIsConserved,
    when: 'a credit has no debit',
    view: [{ ...coin, holdings: held(12) }],
    says: 'inflation of 5 coin: 12 where there were 7',
  },
  {
    property: supply.supplyIsConserved,
    when: 'a debit has no credit, in the second asset',
    view: [coin, { ...coin, asset: 'pear', holdings: held(5) }],
    says: 'deflation of 2 pear: 5 where there were 7',
  },
  {
    property: supply.supplyIsConserved,
    when: 'value is minted by no rule and hidden in fees',
    view: [{ ...coin, fees: 1 }],
    says: 'inflation of 1 coin: 8 where there were 7',
  },
  {
    property: supply.nothingIsSpentTwice,
    when: 'everything is used once',
    view: [{ ...coin, spends: [{ unit: 'nonce 1', times: 1 }] }],
    says: null,
  },
  {
    property: supply.nothingIsSpentTwice,
    when: 'a nonce is used twice',
    view: [{ ...coin, spends: [{ unit: 'nonce 1', times: 2 }] }],
    says: 'nonce 1 is spent 2 times',
  },
  {
    property: supply.nothingIsSpentTwice,
    when: 'a balance is negative',
    view: [{ ...coin, holdings: held(-5) }],
    says: 'alice holds -5 coin on X',
  },
];

function transaction(
  states: readonly Part['state'][],
  more: Partial<TransactionView> = {},
): readonly TransactionView[] {
  const parts = states.map((state, index): Part => ({ place: 'XYZ'[index] ?? '?', state }));
  return [{ id: 0, parts, outcome: 'open', pending: false, ...more }];
}
const { transactionsAreWholeAtEveryMoment: strong, transactionsAreWholeWhenQuiet: quiet } =
  atomicity;

const atomicityRows: readonly Row[] = [
  { property: strong, when: 'no part', view: transaction(['absent', 'undone']), says: null },
  { property: strong, when: 'every part', view: transaction(['applied', 'final']), says: null },
  {
    property: strong,
    when: 'a part is still missing',
    view: transaction(['applied', 'absent']),
    context: moving,
    says: 'T0 took effect at X and not at Y',
  },
  {
    property: quiet,
    when: 'the missing part is pending',
    view: transaction(['applied', 'absent'], { pending: true }),
    context: still,
    says: null,
  },
  {
    property: quiet,
    when: 'an honest step can still bring the missing part',
    view: transaction(['applied', 'absent']),
    context: moving,
    says: null,
  },
  {
    property: quiet,
    when: 'nothing will bring the missing part',
    view: transaction(['absent', 'applied', 'absent']),
    context: still,
    says: 'T0 took effect at Y and not at X, Z, and nothing of it is under way',
  },
  {
    property: quiet,
    when: 'the parts are decided differently, though messages are pending',
    view: transaction(['final', 'undone'], { pending: true }),
    context: moving,
    says: 'T0 took effect at X and not at Y, for good',
  },
  {
    property: quiet,
    when: 'the declared compensation has happened',
    view: transaction(['final', 'undone'], { outcome: 'compensated' }),
    context: still,
    says: null,
  },
];

const settled = transaction(['final', 'final'], { outcome: 'committed' });
const open = transaction(['absent', 'absent']);
const progressRows: readonly Row[] = [
  { property: progress.everythingCanStillSettle, when: 'all settled', view: settled, says: true },
  { property: progress.everythingCanStillSettle, when: 'one is open', view: open, says: false },
  {
    property: progress.everythingCanStillSettle,
    when: 'one is committed and a message of it is pending',
    view: transaction(['final', 'applied'], { outcome: 'committed', pending: true }),
    says: false,
  },
  { property: progress.everythingSettlesInTheEnd, when: 'all settled', view: settled, says: true },
  { property: progress.everythingSettlesInTheEnd, when: 'one is open', view: open, says: false },
  { property: progress.nothingDeadlocks, when: 'all settled', view: settled, says: null },
  {
    property: progress.nothingDeadlocks,
    when: 'one is open and somebody can move',
    view: open,
    context: moving,
    says: null,
  },
  {
    property: progress.nothingDeadlocks,
    when: 'one is open and nobody can move',
    view: open,
    context: still,
    says: 'T0 unsettled, and no honest or user step is possible',
  },
];

function message(times: readonly number[], causeInPast = true): readonly MessageView[] {
  const consumed = times.map((count, index) => ({
    place: 'XYZ'[index] ?? '?',
    times: count,
    causeInPast,
  }));
  return [{ id: 'receipt 3', emitted: true, consumed }];
}
const messageRows: readonly Row[] = [
  { property: messages.noMessageIsConsumedTwice, when: 'once', view: message([0, 1]), says: null },
  {
    property: messages.noMessageIsConsumedTwice,
    when: 'twice at one place',
    view: message([2]),
    says: 'receipt 3 is consumed 2 times, at X',
  },
  {
    property: messages.noMessageIsConsumedTwice,
    when: 'once at each of two places',
    view: message([1, 0, 1]),
    says: 'receipt 3 is consumed 2 times, at X, Z',
  },
  {
    property: messages.everyEffectHasItsCause,
    when: 'cause first',
    view: message([1]),
    says: null,
  },
  {
    property: messages.everyEffectHasItsCause,
    when: 'not consumed yet',
    view: message([0], false),
    says: null,
  },
  {
    property: messages.everyEffectHasItsCause,
    when: 'consumed without its cause',
    view: message([1], false),
    says: 'X consumed receipt 3 without its cause',
  },
];

const idle: WorkView = { blocks: [], queues: [], waits: [] };
const { workStaysWithinLimits: load, nobodyIsOvertakenWithoutLimit: fair } = work;
const workRows: readonly Row[] = [
  {
    property: load,
    when: 'at the limit',
    view: {
      ...idle,
      blocks: [{ block: 'Y2', work: 3, limit: 3 }],
      queues: [{ queue: 'at Y', length: 1, limit: 1 }],
    },
    says: null,
  },
  {
    property: load,
    when: 'a block is overloaded',
    view: { ...idle, blocks: [{ block: 'Y2', work: 4, limit: 3 }] },
    says: 'Y2 does 4, promised 3',
  },
  {
    property: load,
    when: 'a queue is too long',
    view: { ...idle, queues: [{ queue: 'at Y', length: 2, limit: 1 }] },
    says: 'at Y holds 2, promised 1',
  },
  {
    property: fair,
    when: 'as often as promised',
    view: { ...idle, waits: [{ item: 'deposit 0', overtaken: 2, limit: 2 }] },
    says: null,
  },
  {
    property: fair,
    when: 'once too often',
    view: { ...idle, waits: [{ item: 'deposit 0', overtaken: 3, limit: 2 }] },
    says: 'deposit 0 was overtaken 3 times, promised 2',
  },
];

const { equalInputGivesEqualResult: agree, keysHaveOneWriter: alone } = replicas;
const executor = (name: string, input: string, result: string) => ({ name, input, result });
const replicaRows: readonly Row[] = [
  {
    property: agree,
    when: 'inputs differ',
    view: { executors: [executor('a', 'T1', '1'), executor('b', 'T1 T2', '2')], writers: [] },
    says: null,
  },
  {
    property: agree,
    when: 'results differ',
    view: { executors: [executor('a', 'T1', '1'), executor('b', 'T1', '2')], writers: [] },
    says: 'after the same input, a has 1 and b 2',
  },
  {
    property: alone,
    when: 'one writer writes twice',
    view: { executors: [], writers: [{ key: 'x', epoch: 'epoch 1', writers: ['S1', 'S1'] }] },
    says: null,
  },
  {
    property: alone,
    when: 'two writers',
    view: { executors: [], writers: [{ key: 'x', epoch: 'epoch 1', writers: ['S1', 'S2'] }] },
    says: 'x is written by S1 and S2 in epoch 1',
  },
];

const chain = (canonical: readonly string[], final: readonly string[]): readonly ChainView[] => [
  { chain: 'X', canonical, final },
];
const chainRows: readonly Row[] = [
  {
    property: chains.finalBlocksStay,
    when: 'a block that was not final leaves',
    view: chain(['a', 'b'], ['a']),
    after: chain(['a', 'c'], ['a']),
    says: null,
  },
  {
    property: chains.finalBlocksStay,
    when: 'a final block leaves',
    view: chain(['a', 'b'], ['a', 'b']),
    after: chain(['a', 'c'], ['a']),
    says: 'final block b left the canonical chain of X',
  },
];

const access = (key: string, version: number) => ({ key, version });
/** Two transfers that read both accounts, and each writes the one that the other only read. */
const writeSkew: HistoryView = {
  transactions: [
    { id: 1, reads: [access('x', 0), access('y', 0)], writes: [access('x', 1)], after: [] },
    { id: 2, reads: [access('x', 0), access('y', 0)], writes: [access('y', 1)], after: [] },
  ],
};
const serial: HistoryView = {
  transactions: [
    { id: 1, reads: [access('x', 0), access('y', 0)], writes: [access('x', 1)], after: [] },
    { id: 2, reads: [access('x', 1), access('y', 0)], writes: [access('y', 1)], after: [] },
  ],
};
/** Serializable as 2, 1; in real time 1 had finished before 2 began. */
const stale: HistoryView = {
  transactions: [
    { id: 1, reads: [], writes: [access('x', 1)], after: [] },
    { id: 2, reads: [access('x', 0)], writes: [], after: [1] },
  ],
};
const fractured: HistoryView = {
  transactions: [
    { id: 1, reads: [], writes: [access('x', 1), access('y', 1)], after: [] },
    { id: 2, reads: [access('x', 1), access('y', 0)], writes: [], after: [] },
  ],
};
const acrossShards: HistoryView = {
  transactions: [
    { id: 1, reads: [], writes: [access('coins on A', 1), access('coins on B', 1)], after: [] },
    { id: 2, reads: [access('coins on A', 1), access('coins on B', 0)], writes: [], after: [] },
  ],
};
const lostOnOneShard: HistoryView = {
  transactions: [1, 2].map((id) => ({
    id,
    reads: [access('coins on A', 0)],
    writes: [access('coins on A', id)],
    after: [],
  })),
};
const {
  historyIsSerializable: serializable,
  historyIsStrictlySerializable: strict,
  eachShardIsSerializable: perShard,
  readsAreAtomic: atomicReads,
} = serializability;
const historyRows: readonly Row[] = [
  { property: serializable, when: 'one after the other', view: serial, says: null },
  { property: serializable, when: 'a stale read only', view: stale, says: null },
  { property: strict, when: 'one after the other', view: serial, says: null },
  { property: atomicReads, when: 'write skew', view: writeSkew, says: null },
  { property: perShard, when: 'the anomaly runs through two', view: acrossShards, says: null },
];
const historyBreakers = [
  { property: serializable, when: 'write skew', view: writeSkew },
  { property: strict, when: 'a stale read', view: stale },
  { property: perShard, when: 'an update is lost on one', view: lostOnOneShard },
  { property: atomicReads, when: 'a fractured read', view: fractured },
];

const witnessRows: readonly Row[] = [
  ...[true, false].map(
    (is): Row => ({
      property: witnesses.aTransactionCommits,
      when: is ? 'one did' : 'none did',
      view: is ? settled : open,
      says: is,
    }),
  ),
  ...[true, false].map(
    (is): Row => ({
      property: witnesses.everyTransactionCommits,
      when: is ? 'all did' : 'one did not',
      view: is ? settled : [...settled, ...open],
      says: is,
    }),
  ),
  { property: witnesses.everyTransactionCommits, when: 'there is none', view: [], says: false },
  ...[true, false].map(
    (is): Row => ({
      property: witnesses.aTransactionAborts,
      when: is ? 'one did' : 'none did',
      view: is ? transaction(['undone'], { outcome: 'aborted' }) : settled,
      says: is,
    }),
  ),
  ...[true, false].map(
    (is): Row => ({
      property: witnesses.valueIsInFlight,
      when: is ? 'it is' : 'it is not',
      view: [{ ...coin, inFlight: is ? 1 : 0 }],
      says: is,
    }),
  ),
  ...[true, false].map(
    (is): Row => ({
      property: witnesses.aMessageIsConsumed,
      when: is ? 'one is' : 'none is',
      view: message([is ? 1 : 0]),
      says: is,
    }),
  ),
  ...[true, false].map(
    (is): Row => ({
      property: witnesses.twoTransactionsConflict,
      when: is ? 'they do' : 'one is alone',
      view: is ? serial : { transactions: serial.transactions.slice(0, 1) },
      says: is,
    }),
  ),
  ...[true, false].map(
    (is): Row => ({
      property: witnesses.aBlockIsFinal,
      when: is ? 'one is' : 'none is',
      view: chain(['a'], is ? ['a'] : []),
      says: is,
    }),
  ),
  ...[true, false].map(
    (is): Row => ({
      property: witnesses.workIsDone,
      when: is ? 'it is' : 'it is not',
      view: { ...idle, blocks: [{ block: 'Y2', work: is ? 1 : 0, limit: 3 }] },
      says: is,
    }),
  ),
  ...[true, false].map(
    (is): Row => ({
      property: witnesses.somebodyIsOvertaken,
      when: is ? 'one is' : 'none is',
      view: { ...idle, waits: [{ item: 'deposit 0', overtaken: is ? 1 : 0, limit: 3 }] },
      says: is,
    }),
  ),
  ...[true, false].map(
    (is): Row => ({
      property: witnesses.executorsShareAnInput,
      when: is ? 'they do' : 'they do not',
      view: {
        executors: [executor('a', '1', '1'), executor('b', is ? '1' : '2', '1')],
        writers: [],
      },
      says: is,
    }),
  ),
];

const rows = [
  ...supplyRows,
  ...atomicityRows,
  ...progressRows,
  ...messageRows,
  ...workRows,
  ...replicaRows,
  ...chainRows,
  ...historyRows,
  ...witnessRows,
];

describe('each property says exactly this of a ledger made by hand', () => {
  for (const { property, when, view, context, after, says } of rows) {
    test(`${property.name}, ${when}: ${String(says)}`, () => {
      expect(judge(property, view, context ?? moving, after)).toBe(says);
    });
  }
  for (const { property, when, view } of historyBreakers) {
    test(`${property.name}, ${when}: the sentence names both transactions`, () => {
      expect(judge(property, view, moving, null)).toMatch(/T1.*T2|T2.*T1/);
    });
  }
});

test('no property is without a ledger that breaks it and one that does not', () => {
  const modules = [
    atomicity,
    chains,
    messages,
    progress,
    replicas,
    serializability,
    supply,
    witnesses,
    work,
  ];
  const all = modules.flatMap((module) => Object.values<AnyProperty>(module));
  expect(all.length).toBeGreaterThan(20);
  const covered = (property: AnyProperty, isBroken: boolean): boolean =>
    rows.some((row) => {
      const breaks = typeof row.says === 'string' || row.says === false;
      return row.property === property && breaks === isBroken;
    }) ||
    (isBroken && historyBreakers.some((row) => row.property === property));
  expect(all.filter((one) => !covered(one, true)).map(({ name }) => name)).toEqual([]);
  expect(all.filter((one) => !covered(one, false)).map(({ name }) => name)).toEqual([]);
});
