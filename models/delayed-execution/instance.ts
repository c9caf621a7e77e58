/** Parameters, workloads, variants and ablations of the delayed-execution model. */
import { choice, count, range, type Values as ValuesOf } from '../../checker/protocol.ts';
import { type Workload as Moves, workloads } from '../substrate/workloads.ts';

export const parameters = {
  delivery: choice('fused', ['fused', 'explicit']),
  /** What users and the adversary want. */
  workload: choice('spending', [
    'spending',
    'plenty',
    'copies',
    'apart',
    'train-and-hotel',
    'deposit-borrow-route',
  ]),
  /** The sequence that an executor runs: the shared log, its shard's own, or blobs as they come. */
  order: choice('shared', ['shared', 'per shard', 'arrival']),
  /** Executors: shard s is kept by executor s modulo their number. Each runs everything. */
  executors: count(2, { min: 1, max: 2 }),
  /** Witnesses are brought up to date with what was written since their root. */
  refresh: true,
  /** A transaction that is refused becomes a no-op, and the log goes on behind it. */
  noOps: true,
  /** A transaction runs only with the next nonce of its signer. */
  nonces: true,
  /** A transaction that touches what it has not declared is refused. */
  declarations: true,
  /** What follows a reverted blob is executed again. */
  reexecution: true,
  /** Roots against which a witness may be proven. */
  roots: choice('of this log', ['of this log', 'any']),
  /** Blobs are ordered only while execution keeps up. */
  paced: false,
  /** Whether a finality gadget runs beside the log. */
  finality: true,
  slots: count(2, { max: 20 }),
  /** Roots committed beyond the one of the initial state. */
  commits: count(1, { max: 3 }),
  reorganisations: count(1, { max: 3 }),
  attacks: count(1, { max: 20 }),
  /** The adversary alters blobs, too; otherwise it only uses old roots and copies. */
  alterations: true,
} as const;

/** As the rules of an instance see them. */
export type Values = ValuesOf<typeof parameters>;

// ── workloads ────────────────────────────────────────────────────────────────────────────────

/** One account: its leaf in the state tree has a value and a nonce. */
export interface Account {
  readonly name: string;
  readonly shard: number;
  readonly value: number;
}
/** `move` takes and gives amounts; `copy` makes the value of `to` that of `from` (to := from). */
export interface Transaction {
  readonly kind: 'move' | 'copy';
  /** The first account and the last. */
  readonly from: number;
  readonly to: number;
  readonly moves: readonly Move[];
  /** Whose nonce it uses, and which. */
  readonly signer: number;
  readonly nonce: number;
  /** Whether its signer gives it any witness. */
  readonly hostile: boolean;
}
interface Move {
  readonly key: number;
  readonly amount: number;
}
interface Workload {
  readonly accounts: readonly Account[];
  readonly transactions: readonly Transaction[];
}

const account = (name: string, shard: number, value: number): Account => ({ name, shard, value });
const pay = (from: number, to: number, nonce = 0, hostile = false): Transaction => {
  const moves = [
    { key: from, amount: -5 },
    { key: to, amount: 5 },
  ];
  return { kind: 'move', from, to, moves, signer: from, nonce, hostile };
};
const copy = (to: number, from: number): Transaction => {
  return { kind: 'copy', from, to, moves: [], signer: to, nonce: 0, hostile: false };
};

/** A workload of section 19 or 26. Nonces are of the account that is taken from first. */
function workloadOf({ stores, transactions }: Moves): Workload {
  const keyOf = (name: string): number => stores.findIndex((store) => store.name === name);
  return {
    accounts: stores.map(({ name, place, initial }) => account(name, place, initial)),
    transactions: transactions.map((list) => {
      const moves = list.map(({ store, amount }) => ({ key: keyOf(store), amount }));
      const [from, to] = [moves[0].key, moves[moves.length - 1].key];
      return { kind: 'move', from, to, moves, signer: from, nonce: 0, hostile: false };
    }),
  };
}

const loads = {
  /** The owner of y signs two payments of the same five coins; the owner of x waits for one. */
  spending: {
    accounts: [account('x', 0, 0), account('y', 1, 5), account('z', 0, 0)],
    transactions: [pay(1, 0), pay(1, 2, 0, true), pay(0, 1)],
  },
  /** Enough for both payments of y, and for one of them twice. */
  plenty: {
    accounts: [account('x', 0, 0), account('y', 1, 10)],
    transactions: [pay(1, 0), pay(1, 0, 1)],
  },
  /** x := y and y := x. */
  copies: {
    accounts: [account('x', 0, 1), account('y', 1, 2)],
    transactions: [copy(0, 1), copy(1, 0)],
  },
  /** Two payments between shards that have no account in common. */
  apart: {
    accounts: [account('a', 0, 5), account('b', 1, 0), account('c', 0, 0), account('d', 1, 5)],
    transactions: [pay(0, 1), pay(3, 2)],
  },
  'train-and-hotel': workloadOf(workloads['train-and-hotel']),
  'deposit-borrow-route': workloadOf(workloads['deposit-borrow-route']),
} satisfies Readonly<Record<Values['workload'], Workload>>;

export const accountsOf = (p: Values): readonly Account[] => loads[p.workload].accounts;
export const transactionsOf = (p: Values): readonly Transaction[] => loads[p.workload].transactions;

export const shardName = (shard: number): string => 'XYZ'.charAt(shard);
export const keeperOf = (p: Values, shard: number): number => shard % p.executors;

export const logsOf = (p: Values): readonly number[] => range(p.order === 'per shard' ? 2 : 1);
/** The log that an executor follows. */
export const logOf = (p: Values, executor: number): number =>
  p.order === 'per shard' ? executor : 0;

export const touches = ({ kind, from, to, moves }: Transaction): readonly number[] =>
  kind === 'copy' ? [from, to] : moves.map(({ key }) => key);
export const writesOf = (transaction: Transaction): readonly number[] =>
  transaction.kind === 'copy' ? [transaction.to] : touches(transaction);

// ── variants and ablations ───────────────────────────────────────────────────────────────────

export const variants = {
  explicit: { delivery: 'explicit', reorganisations: 0 },
  'explicit-reorganised': { delivery: 'explicit', attacks: 0 },
  // Every payment in one log.
  long: { slots: 3, alterations: false, reorganisations: 0 },
  plenty: { workload: 'plenty' },
  copies: { workload: 'copies' },
  apart: { workload: 'apart' },
  // No shared order, and nothing that would need one.
  'apart-unshared': { workload: 'apart', order: 'per shard', commits: 0, reorganisations: 0 },
  paced: { paced: true },
  'train-and-hotel': { workload: 'train-and-hotel' },
  'deposit-borrow-route': { workload: 'deposit-borrow-route' },
} as const;

export const ablations = {
  'no-refresh': {
    id: 'DEL-A1',
    removes: 'a witness is brought up to date with what was written since its root',
    set: { refresh: false },
  },
  'invalid-halts': {
    id: 'DEL-A2',
    removes: 'an invalid transaction is a no-op that pays its fee, and the log goes on',
    set: { noOps: false },
  },
  'arrival-order': {
    id: 'DEL-A3',
    removes: 'blobs are executed in the order of the log',
    set: { order: 'arrival', delivery: 'explicit' },
  },
  'undeclared-access': {
    id: 'DEL-A4',
    removes: 'a transaction that touches what it has not declared is refused',
    set: { declarations: false },
  },
  'no-re-execution': {
    id: 'DEL-A5',
    removes: 'what follows a reverted blob is executed again',
    set: { reexecution: false },
  },
  'no-nonce': {
    id: 'DEL-A6',
    removes: 'a transaction runs only with the next nonce of its signer',
    set: { nonces: false, workload: 'plenty' },
  },
  'abandoned-roots': {
    id: 'DEL-A7',
    removes: 'a witness counts only under a root of a prefix of this log',
    set: { roots: 'any' },
  },
  'per-shard-orders': {
    id: 'THEOREM-1',
    removes: 'one order over the blobs of all shards (section 28.2, theorem 1)',
    set: { order: 'per shard' },
  },
} as const;
