/** Parameters, variants, ablations and transactions of paired execution. */
import { choice, count, range, type Values as ValuesOf } from '../../checker/protocol.ts';
import { type Workload, workloads } from '../substrate/workloads.ts';

export const parameters = {
  shards: count(5, { min: 3, max: 8 }),
  schedule: choice('every pair once', ['every pair once', 'literal formula', 'leader']),
  traffic: choice('pairs', ['pairs', 'triple', 'train-and-hotel', 'deposit-borrow-route']),
  /** Heights whose blocks can be replaced: the newest one, or the one before it too. */
  open: count(1, { min: 1, max: 2 }),
  /** What nodes do again once a block is replaced. */
  reexecution: choice('all that rests on it', ['all that rests on it', 'the block', 'nothing']),
  /** Blocks that the adversary can replace. */
  attacks: count(1, { max: 2 }),
  /** Nodes whose clock it can put forward by one block. */
  skews: count(0, { max: 1 }),
  /** The number that a node computes the pairs of a block from. */
  numbering: choice('of the block', ['of the block', 'of the clock']),
  /** In which order a follower executes the leader's block and its own. */
  order: choice('leader first', ['leader first', 'locals first']),
} as const;

/** As the rules of an instance see them. */
export type Values = ValuesOf<typeof parameters>;

export const variants = {
  'rotating-leader': { schedule: 'leader' },
  'three-shards-at-once': { traffic: 'triple' },
  'three-shards-at-once-led': { traffic: 'triple', schedule: 'leader' },
  'skewed-clocks': { skews: 1, attacks: 0 },
  'two-heights': { open: 2, shards: 3, attacks: 2 },
  'two-heights-led': { open: 2, shards: 3, attacks: 2, schedule: 'leader' },
  'train-and-hotel': { traffic: 'train-and-hotel', shards: 3 },
  'deposit-borrow-route': { traffic: 'deposit-borrow-route', shards: 3, schedule: 'leader' },
} as const;

export const ablations = {
  'unpaired-execution': {
    id: 'PAIR-A1',
    removes: 'a block holds only transactions for its own shard and its partner at this height',
    without: ['propose: its shard reaches all that it touches at this height'],
  },
  'clock-of-the-node': {
    id: 'PAIR-A2',
    removes: 'all nodes compute the pairs of a block from the number of the block',
    set: { numbering: 'of the clock' },
  },
  'literal-formula': {
    id: 'PAIR-A3',
    removes: 'every two shards are paired once in a cycle',
    set: { schedule: 'literal formula' },
  },
  'locals-first': {
    id: 'PAIR-L',
    removes: 'followers execute the block of the leader before their own',
    set: { order: 'locals first' },
  },
  'no-re-execution': {
    id: 'not listed',
    removes: 'whoever executed a block that is replaced does so again',
    set: { reexecution: 'nothing' },
  },
  'shallow-re-execution': {
    id: 'not listed',
    removes: 'what was executed on top of a block that is replaced is executed again',
    set: { reexecution: 'the block' },
  },
} as const;

// ── traffic ──────────────────────────────────────────────────────────────────────────────────

export interface Account {
  readonly name: string;
  readonly shard: number;
  readonly initial: number;
}
/** What it takes from the first account, or from each of several, goes to the others. */
export interface Transaction {
  readonly from: string;
  /** What it takes from others; the first account pays the rest. */
  readonly beside: Readonly<Record<string, number>>;
  readonly to: Readonly<Record<string, number>>;
}
export interface Traffic {
  readonly accounts: readonly Account[];
  readonly transactions: readonly Transaction[];
  readonly shardOf: ReadonlyMap<string, number>;
  /** Shards that each transaction touches, the one of its sender first. */
  readonly touches: readonly (readonly number[])[];
}

function trafficOf(accounts: readonly Account[], transactions: readonly Transaction[]): Traffic {
  const shardOf = new Map(accounts.map(({ name, shard }) => [name, shard]));
  const touches = transactions.map((tx) => [
    ...new Set(accountsOf(tx).map((name) => shardOf.get(name) ?? 0)),
  ]);
  return { accounts, transactions, shardOf, touches };
}

/** By account, the one that pays first: what it loses or gets. */
export function changesIn({
  from,
  beside,
  to,
}: Transaction): readonly (readonly [string, number])[] {
  const others = Object.entries(beside).map(([name, amount]) => [name, -amount] as const);
  const given = Object.entries(to);
  const rest = [...others, ...given].reduce((sum, [, change]) => sum + change, 0);
  return [[from, -rest], ...others, ...given];
}
export function accountsOf(tx: Transaction): readonly string[] {
  return changesIn(tx).map(([name]) => name);
}

const pay = (from: string, to: Transaction['to']): Transaction => ({ from, beside: {}, to });

/** A workload of section 19 or 26. */
function trafficFrom({ stores, transactions }: Workload): Traffic {
  return trafficOf(
    stores.map(({ name, place, initial }) => ({ name, shard: place, initial })),
    transactions.map((moves) => {
      const amounts = moves.map(({ store, amount }) => [store, Math.abs(amount)] as const);
      const taken = amounts.filter((_, index) => moves[index].amount < 0);
      const given = amounts.filter((_, index) => moves[index].amount > 0);
      const [[from], ...beside] = taken;
      return { from, beside: Object.fromEntries(beside), to: Object.fromEntries(given) };
    }),
  );
}

const accounts = [
  { name: 'y', shard: 0, initial: 3 },
  { name: 'u', shard: 0, initial: 0 },
  { name: 'x', shard: 1, initial: 2 },
  { name: 'v', shard: 1, initial: 0 },
  { name: 'z', shard: 2, initial: 0 },
];

/**
 * pairs   shard 0 pays shard 1, and signs another payment that it can then not afford; at shard 1
 *         a local payment, and one to shard 2
 * triple  a payment out of shard 0 to both others, and a local one at shard 1
 */
const traffics: Readonly<Record<Values['traffic'], Traffic>> = {
  pairs: trafficOf(accounts, [
    pay('y', { x: 3 }),
    pay('x', { v: 1 }),
    pay('x', { z: 1 }),
    pay('y', { u: 1 }),
  ]),
  triple: trafficOf(accounts, [pay('y', { x: 1, z: 2 }), pay('x', { v: 1 })]),
  'train-and-hotel': trafficFrom(workloads['train-and-hotel']),
  'deposit-borrow-route': trafficFrom(workloads['deposit-borrow-route']),
};

export const trafficIn = (p: Values): Traffic => traffics[p.traffic];
export const nameOf = (shard: number): string => `shard ${shard}`;
export const transactionsIn = (p: Values): readonly number[] =>
  range(trafficIn(p).transactions.length);

export function textOf(p: Values, tx: number): string {
  const { from, beside, to } = trafficIn(p).transactions[tx];
  const payers = [from, ...Object.keys(beside)].join(' and ');
  const gifts = Object.entries(to).map(([name, amount]) => `${amount} to ${name}`);
  return `T${tx} (${payers} gives ${gifts.join(' and ')})`;
}
