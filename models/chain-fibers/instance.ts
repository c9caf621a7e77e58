/** Parameters, workloads, variants and ablations of the chain-fibers model. */
import {
  choice,
  count,
  type DeepReadonly,
  range,
  type Values as ValuesOf,
} from '../../checker/protocol.ts';
import { type Workload as Moves, workloads as shared } from '../substrate/workloads.ts';

export const parameters = {
  delivery: choice('fused', ['fused', 'explicit']),
  workload: choice('paying', ['paying', 'wide', 'train-and-hotel', 'deposit-borrow-route']),
  /** Home sets of the collators: pairs of fibers, or one collator more that keeps them all. */
  homes: choice('pairs', ['pairs', 'all']),
  /** Into how many fibers addresses are divided at first. */
  fibers: choice('four', ['four', 'two']),
  /** What becomes of X-fiber blocks that wait when fibers are split. */
  rehoming: true,
  /** A transaction writes inside the fibers of its X-fiber block only. */
  confined: true,
  signatures: choice('all', ['all', 'any']),
  /** Auditors that sign whatever they are shown: one, or all those of fibers 0 and 1. */
  corrupt: choice('one', ['one', 'captured']),
  /** Somebody looks at every block and challenges it in time. */
  fishermen: true,
  /** Master blocks on top of a block after which it is final. */
  window: count(1, { max: 2 }),
  /** The order in which the X-fiber blocks of one master block are applied. */
  inside: choice('as listed', ['as listed', 'reversed']),
  attacks: count(1, { max: 2 }),
  reorganisations: count(1, { max: 2 }),
} as const;

/** As the rules of an instance see them. */
export type Values = ValuesOf<typeof parameters>;

// ── workloads ────────────────────────────────────────────────────────────────────────────────

export interface Account {
  readonly name: string;
  /** The first two bits of its address. */
  readonly prefix: number;
  readonly value: number;
}
/** An account, the first two bits of its address, and what is added to it. */
export interface Move {
  key: number;
  prefix: number;
  by: number;
}
/** The first account is that of whoever has signed it, with its nonce 0. */
export interface Transaction {
  moves: Move[];
}
interface Workload {
  readonly accounts: readonly Account[];
  readonly transactions: readonly Readonly<Transaction>[];
}
/** Addresses are 00, 01, 10 and 11, for a, b, c and d. */
const accounts = (a: number, b: number, c: number, d: number): readonly Account[] =>
  [a, b, c, d].map((value, key) => ({ name: 'abcd'.charAt(key), prefix: key, value }));
const pay = (from: number, to: number, amount: number): Transaction => ({
  moves: [
    { key: from, prefix: from, by: -amount },
    { key: to, prefix: to, by: amount },
  ],
});

/** A workload of section 19 or 26: its places are the fibers 0, 1 and 2 of four. */
function workloadOf({ stores, transactions }: Moves): Workload {
  return {
    accounts: stores.map(({ name, place, initial }) => ({ name, prefix: place, value: initial })),
    transactions: transactions.map((moves) => ({
      moves: moves.map(({ store, amount }) => {
        const key = stores.findIndex(({ name }) => name === store);
        return { key, prefix: stores[key].place, by: amount };
      }),
    })),
  };
}

const workloads = {
  /** The owner of a signs two payments of the same five coins. */
  paying: {
    accounts: accounts(5, 0, 0, 1),
    transactions: [pay(0, 1, 5), pay(0, 2, 5), pay(3, 1, 1)],
  },
  /** No pair of fibers that is the home of a collator has both b and c. */
  wide: {
    accounts: accounts(0, 0, 1, 0),
    transactions: [pay(2, 1, 1)],
  },
  'train-and-hotel': workloadOf(shared['train-and-hotel']),
  'deposit-borrow-route': workloadOf(shared['deposit-borrow-route']),
} satisfies Readonly<Record<Values['workload'], Workload>>;

export const accountsOf = (p: Values): readonly Account[] => workloads[p.workload].accounts;
export const transactionsOf = (p: Values): readonly Readonly<Transaction>[] =>
  workloads[p.workload].transactions;
/** The account of whoever has signed it. */
export const payerOf = ({ moves }: DeepReadonly<Transaction>): number => moves[0].key;

/** Where an address lives: its first log2 N bits. */
export const fiberOf = (prefix: number, fibers: number): number =>
  fibers === 2 ? prefix >> 1 : prefix;
export function fibersOf({ moves }: Readonly<Transaction>, fibers: number): number[] {
  return [...new Set(moves.map(({ prefix }) => fiberOf(prefix, fibers)))].sort();
}
export function keysIn(p: Values, fiber: number, fibers: number): readonly number[] {
  return range(accountsOf(p).length).filter(
    (key) => fiberOf(accountsOf(p)[key].prefix, fibers) === fiber,
  );
}

/** Home sets as prefixes of addresses, so that they mean the same before and after a split. */
const pairs: readonly (readonly number[])[] = [
  [0, 1],
  [0, 2],
  [1, 3],
];
export function homesOf(p: Values): readonly (readonly number[])[] {
  return p.homes === 'all' ? [...pairs, [0, 1, 2, 3]] : pairs;
}
/** Whether a collator keeps all of a fiber. */
export function isHome(p: Values, collator: number, fiber: number, fibers: number): boolean {
  return range(4)
    .filter((prefix) => fiberOf(prefix, fibers) === fiber)
    .every((prefix) => homesOf(p)[collator].includes(prefix));
}

const auditorsPerFiber = 2;
/** The auditors assigned to a fiber. */
export function auditorsOf(fiber: number): readonly number[] {
  return range(auditorsPerFiber).map((index) => auditorsPerFiber * fiber + index);
}
export function corruptAuditors(p: Values): number[] {
  return p.corrupt === 'one' ? [0] : [...auditorsOf(0), ...auditorsOf(1)];
}

// ── variants and ablations ───────────────────────────────────────────────────────────────────

export const variants = {
  explicit: { delivery: 'explicit', attacks: 0 },
  // Auditors of two whole fibers are corrupt, and only the challenge is left.
  captured: { corrupt: 'captured', window: 2 },
  'captured-explicit': { corrupt: 'captured', delivery: 'explicit', reorganisations: 0 },
  unwatched: { corrupt: 'captured', fishermen: false },
  wide: { workload: 'wide' },
  'wide-homes': { workload: 'wide', homes: 'all' },
  splitting: { fibers: 'two' },
  'splitting-explicit': { fibers: 'two', delivery: 'explicit', reorganisations: 0 },
  'train-and-hotel': { workload: 'train-and-hotel' },
  'deposit-borrow-route': { workload: 'deposit-borrow-route', homes: 'all' },
  'deposit-borrow-route-in-pairs': { workload: 'deposit-borrow-route' },
} as const;

export const ablations = {
  'overlapping-fibers': {
    id: 'FIB-A1',
    removes: 'X-fiber blocks of one master block have no fiber in common',
    without: ['include: no fiber is in two of them'],
  },
  'no-pre-root': {
    id: 'FIB-A2',
    removes: 'an X-fiber block starts from the newest roots of its fibers',
    without: ['include: each starts from the newest roots'],
  },
  'unconfined-writes': {
    id: 'FIB-A3',
    removes: 'a transaction touches nothing outside the fibers of its X-fiber block',
    set: { confined: false },
  },
  'any-signature': {
    id: 'FIB-A4',
    removes: 'all auditors of all fibers of an X-fiber block have signed it',
    set: { signatures: 'any' },
  },
  'no-window': {
    id: 'FIB-A5',
    removes: 'a block can be challenged before it is final (as in variant captured)',
    set: { corrupt: 'captured', window: 0 },
  },
  'no-re-homing': {
    id: 'FIB-A6',
    removes: 'X-fiber blocks that wait are re-homed when fibers are split (as in splitting)',
    set: { fibers: 'two', rehoming: false },
  },
  'reversed-inside': {
    id: '29.2 (Fibers)',
    removes: 'X-fiber blocks are applied in the order in which their master block lists them',
    set: { inside: 'reversed' },
  },
} as const;
