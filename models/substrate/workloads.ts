/**
 * The two workloads that every protocol which is able to should carry, as data: train-and-hotel
 * (section 19) and deposit-borrow-route (section 26).
 *
 * Each has one transaction over several places, T0, and one that stays in one of them, T1, and that
 * may take there the last unit that T0 needs; then T0 has to fail everywhere, though it could go
 * on elsewhere. A model instantiates its own transactions from the moves.
 */

/** Units of one kind, in one place. */
interface Store {
  readonly name: string;
  readonly place: number;
  readonly initial: number;
}
/** A transaction fails if it takes from a store more than there is. */
export interface Move {
  readonly store: string;
  readonly amount: number;
}
export interface Workload {
  readonly places: readonly string[];
  readonly stores: readonly Store[];
  /** By transaction: what it takes, each beside what becomes of it. */
  readonly transactions: readonly (readonly Move[])[];
}

const store = (name: string, place: number, initial: number): Store => ({ name, place, initial });
const unit = (from: string, to: string): readonly Move[] => [
  { store: from, amount: -1 },
  { store: to, amount: 1 },
];

/** One seat and one room; T0 wants both, T1 has come by car and wants the room. */
const trainAndHotel: Workload = {
  places: ['train', 'hotel'],
  stores: [
    store('seats', 0, 1),
    store('passengers', 0, 0),
    store('rooms', 1, 1),
    store('guests', 1, 0),
  ],
  transactions: [
    [...unit('seats', 'passengers'), ...unit('rooms', 'guests')],
    unit('rooms', 'guests'),
  ],
};

/** T0 locks collateral on A, and has the coin of the lender on B sent to the app on C; T1 wants it. */
const depositBorrowRoute: Workload = {
  places: ['A', 'B', 'C'],
  stores: [
    store('collateral', 0, 1),
    store('locked', 0, 0),
    store('pool', 1, 1),
    store('others', 1, 0),
    store('app', 2, 0),
  ],
  transactions: [[...unit('collateral', 'locked'), ...unit('pool', 'app')], unit('pool', 'others')],
};

export const workloads = {
  'train-and-hotel': trainAndHotel,
  'deposit-borrow-route': depositBorrowRoute,
} as const;
export type WorkloadName = keyof typeof workloads;

/** For models with one account a place: what a transaction takes there, or else gives, or null. */
export function changeAt(load: Workload, tx: number, place: number): number | null {
  const here = load.transactions[tx].filter(
    (move) => load.stores.find(({ name }) => name === move.store)?.place === place,
  );
  if (here.length === 0) return null;
  return Math.min(...here.map(({ amount }) => amount));
}
