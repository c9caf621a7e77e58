/** Parameters, workloads, variants and ablations of the Sealevel model. */
import { choice, count, type Values as ValuesOf } from '../../checker/protocol.ts';
import { type Move, type Workload as Moves, workloads } from '../substrate/workloads.ts';

export const parameters = {
  workload: choice('readers', [
    'readers',
    'copies',
    'crossing',
    'hostile',
    'hot',
    'pointer',
    'train-and-hotel',
    'deposit-borrow-route',
  ]),
  /** How a transaction comes by its locks. */
  locking: choice('all at once', ['all at once', 'one by one']),
  /** Accounts that are only read are locked too, shared. */
  readLocks: true,
  /** An instruction that touches what its transaction has not declared fails. */
  declarations: true,
  /** An instruction that takes more or fewer lamports than it gives fails. */
  balanceCheck: true,
  /** How often the adversary sends a transaction, or puts a conflict into a batch. */
  attacks: count(1, { max: 2 }),
} as const;

/** As the rules of an instance see them. */
export type Values = ValuesOf<typeof parameters>;

// ── workloads ────────────────────────────────────────────────────────────────────────────────

export interface Account {
  readonly name: string;
  /** The only program that may debit it or change its data. */
  readonly owner: string;
  readonly lamports: number;
  readonly data: number;
}
/**
 * `pay` takes `debit` from one account and gives `credit` to the other; `copy` gives `to` the data
 * of `from`; `follow` adds one to the data of the account that the data of `pointer` names.
 */
export type Instruction = { readonly program: string } & (
  | {
      readonly kind: 'pay';
      readonly from: number;
      readonly to: number;
      readonly debit: number;
      readonly credit: number;
    }
  | { readonly kind: 'copy'; readonly from: number; readonly to: number }
  | { readonly kind: 'follow'; readonly pointer: number }
);
export interface Declared {
  readonly account: number;
  readonly writable: boolean;
}
export interface Transaction {
  /** In the order in which its sender lists them. */
  readonly declared: readonly Declared[];
  readonly instructions: readonly Instruction[];
  /** What it is up to, if the adversary sends it. */
  readonly hostile: string | null;
}
interface Workload {
  readonly accounts: readonly Account[];
  readonly transactions: readonly Transaction[];
}

const wallet = (name: string, lamports: number): Account => {
  return { name, owner: 'system', lamports, data: 0 };
};
const cell = (name: string, data: number): Account => ({ name, owner: 'app', lamports: 0, data });

const writes = (...accounts: number[]): Declared[] =>
  accounts.map((account) => ({ account, writable: true }));
const reads = (...accounts: number[]): Declared[] =>
  accounts.map((account) => ({ account, writable: false }));

const pay = (from: number, to: number, debit: number, credit = debit): Instruction => {
  return { program: 'system', kind: 'pay', from, to, debit, credit };
};
const copy = (to: number, from: number, program = 'app'): Instruction => {
  return { program, kind: 'copy', from, to };
};
const send = (
  declared: readonly Declared[],
  instructions: readonly Instruction[],
  hostile: string | null = null,
): Transaction => ({ declared, instructions, hostile });

/** A workload of section 19 or 26: an account a store, and an instruction a unit that moves. */
function workloadOf({ stores, transactions }: Moves): Workload {
  const accountOf = (move: Move): number => stores.findIndex(({ name }) => name === move.store);
  return {
    accounts: stores.map(({ name, initial }) => wallet(name, initial)),
    transactions: transactions.map((moves) => {
      const taken = moves.filter(({ amount }) => amount < 0).map(accountOf);
      const given = moves.filter(({ amount }) => amount > 0).map(accountOf);
      return send(
        writes(...taken, ...given),
        taken.map((from, index) => pay(from, given[index], 1)),
      );
    }),
  };
}

const loads: Readonly<Record<Values['workload'], Workload>> = {
  /** x := y and y := x. */
  copies: {
    accounts: [cell('x', 1), cell('y', 2)],
    transactions: [
      send([...writes(0), ...reads(1)], [copy(0, 1)]),
      send([...writes(1), ...reads(0)], [copy(1, 0)]),
    ],
  },
  /** a pays b and b pays a, each naming its own account first. */
  crossing: {
    accounts: [wallet('a', 1), wallet('b', 0)],
    transactions: [send(writes(0, 1), [pay(0, 1, 1)]), send(writes(1, 0), [pay(1, 0, 1)])],
  },
  /** Two readers of y, and a writer; one reader also pays, with an instruction of its own. */
  readers: {
    accounts: [cell('x', 1), cell('y', 2), cell('z', 3), wallet('a', 1), wallet('b', 0)],
    transactions: [
      send([...writes(0), ...reads(1)], [copy(0, 1)]),
      send([...writes(2, 3, 4), ...reads(1)], [pay(3, 4, 1), copy(2, 1)]),
      send([...writes(1), ...reads(0)], [copy(1, 0)]),
    ],
  },
  /** One honest payment, and every transaction that some check is there for. */
  hostile: {
    accounts: [
      wallet('a', 2),
      wallet('b', 0),
      wallet('m', 1),
      { name: 'vault', owner: 'app', lamports: 2, data: 7 },
    ],
    transactions: [
      send(writes(0, 1), [pay(0, 1, 2)]),
      send(writes(2, 1), [pay(2, 1, 0, 1)], 'gives more than it takes'),
      send(writes(2, 1), [pay(2, 1, 1, 0)], 'takes more than it gives'),
      send(writes(3, 2), [pay(3, 2, 1)], 'debits an account of another program'),
      send([...writes(3), ...reads(2)], [copy(3, 2, 'evil')], 'changes data of another program'),
      send(writes(2), [pay(0, 2, 1)], 'hides that it debits a'),
      send([...writes(0), ...reads(2)], [pay(0, 2, 1)], 'credits what it declares as read'),
      send(writes(2, 1), [pay(2, 1, 2)], 'pays more than it has'),
      send(writes(2, 1, 0), [pay(2, 1, 1), pay(2, 0, 1)], 'fails in its second instruction'),
    ],
  },
  /** Everybody pays into one account. */
  hot: {
    accounts: [wallet('a', 1), wallet('b', 1), wallet('c', 1), wallet('pool', 0)],
    transactions: [0, 1, 2].map((from) => send(writes(from, 3), [pay(from, 3, 1)])),
  },
  /** T0 moves the pointer; T1 writes where it points, having declared where it pointed before. */
  pointer: {
    accounts: [cell('pointer', 1), cell('one', 0), cell('two', 0), cell('next', 2)],
    transactions: [
      send([...writes(0), ...reads(3)], [copy(0, 3)]),
      send([...writes(1), ...reads(0)], [{ program: 'app', kind: 'follow', pointer: 0 }]),
    ],
  },
  'train-and-hotel': workloadOf(workloads['train-and-hotel']),
  'deposit-borrow-route': workloadOf(workloads['deposit-borrow-route']),
};

export function accountsOf(p: Values): readonly Account[] {
  return loads[p.workload].accounts;
}
export function transactionsOf(p: Values): readonly Transaction[] {
  return loads[p.workload].transactions;
}

/** The locks that it needs: exclusive where it writes, shared where it only reads. */
export function locksOf(p: Values, tx: number): readonly Declared[] {
  return transactionsOf(p)[tx].declared.filter(({ writable }) => writable || p.readLocks);
}

/** Whether the two may not hold their locks at once. */
export function isConflict(p: Values, one: number, other: number): boolean {
  return locksOf(p, one).some((mine) =>
    locksOf(p, other).some(
      (yours) => mine.account === yours.account && (mine.writable || yours.writable),
    ),
  );
}

// ── variants and ablations ───────────────────────────────────────────────────────────────────

export const variants = {
  copies: { workload: 'copies' },
  crossing: { workload: 'crossing' },
  hostile: { workload: 'hostile' },
  hot: { workload: 'hot', attacks: 0 },
  pointer: { workload: 'pointer', attacks: 0 },
  'train-and-hotel': { workload: 'train-and-hotel', attacks: 0 },
  'deposit-borrow-route': { workload: 'deposit-borrow-route', attacks: 0 },
} as const;

export const ablations = {
  'no-read-locks': {
    id: 'SL-A1',
    removes: 'what a transaction only reads is locked too',
    set: { readLocks: false },
  },
  'undeclared-access': {
    id: 'SL-A2',
    removes: 'an access outside the list fails (as in variant hostile)',
    set: { workload: 'hostile', declarations: false },
  },
  'incremental-locks': {
    id: 'SL-A3',
    removes: 'locks are taken all at once or not at all (as in variant crossing)',
    set: { workload: 'crossing', locking: 'one by one' },
  },
  'no-balance-check': {
    id: 'SL-A4',
    removes: 'an instruction gives what it takes (as in variant hostile)',
    set: { workload: 'hostile', balanceCheck: false },
  },
  'conflicting-batch': {
    id: 'SL-A5',
    removes: 'a batch that contains a conflict is rejected',
    without: ['replay: the batch has no conflict'],
  },
} as const;
