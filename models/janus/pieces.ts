/**
 * Janus: the transactions of the instances, piece by piece.
 *
 * A piece that takes more than there is refuses: that is the only reason for which a transaction
 * of Janus is ever without effect, and it is a function of what its pieces read (section 29.3).
 */
import { choice } from '../../checker/protocol.ts';
import { type Workload, workloads } from '../substrate/workloads.ts';

/** What a piece does at its shard, which is one key; a write also reads what it replaces. */
export interface Piece {
  readonly mode: 'R' | 'W';
  /** By store of the shard: what it takes from it, or gives. */
  readonly changes: readonly number[];
}
interface Store {
  readonly name: string;
  readonly initial: number;
}
export interface Program {
  readonly shards: readonly string[];
  /** By shard. */
  readonly stores: readonly (readonly Store[])[];
  /** By transaction, its piece at each shard. */
  readonly pieces: readonly (readonly (Piece | null)[])[];
}

const debit: Piece = { mode: 'W', changes: [-1] };
const credit: Piece = { mode: 'W', changes: [1] };
const read: Piece = { mode: 'R', changes: [0] };
const write: Piece = { mode: 'W', changes: [0] };

/** One account with one coin at each shard. */
function plain(pieces: Program['pieces']): Program {
  const shards = ['P', 'Q', 'R'].slice(0, pieces[0].length);
  return { shards, stores: shards.map(() => [{ name: 'account', initial: 1 }]), pieces };
}

/** A workload of section 19 or 26: what is at one place is one key, and each visit a piece. */
function carried({ places, stores, transactions }: Workload): Program {
  const storesAt = (place: number) => stores.filter((store) => store.place === place);
  const pieceOf = (moves: Workload['transactions'][number], place: number): Piece | null => {
    const changes = storesAt(place).map(({ name }) =>
      moves.reduce((sum, { store, amount }) => (store === name ? sum + amount : sum), 0),
    );
    return changes.some((change) => change !== 0) ? { mode: 'W', changes } : null;
  };
  return {
    shards: places,
    stores: places.map((_, place) =>
      storesAt(place).map(({ name, initial }) => ({ name, initial })),
    ),
    pieces: transactions.map((moves) => places.map((_, place) => pieceOf(moves, place))),
  };
}

const trainAndHotel = workloads['train-and-hotel'];
const [journey] = trainAndHotel.transactions;

const programs = {
  // A coin from P to Q, and one from Q to P.
  transfers: plain([
    [debit, credit],
    [credit, debit],
  ]),
  // A coin from P to Q, and nobody else.
  alone: plain([[debit, credit]]),
  // Each reads what the other writes.
  skew: plain([
    [read, write],
    [write, read],
  ]),
  // The one in the middle meets one at P and another at Q, which share nothing.
  chain: plain([
    [write, null],
    [write, write],
    [null, write],
  ]),
  // Each pair meets at one shard, and no shard sees all three.
  triangle: plain([
    [write, write, null],
    [null, write, write],
    [write, null, write],
  ]),
  // A transfer and two readers of both keys, which do not interfere with each other.
  readers: plain([
    [debit, credit],
    [read, read],
    [read, read],
  ]),
  // Two writers of one key: what matters happens between its replicas.
  replicated: plain([[write], [write]]),
  'train-and-hotel': carried(trainAndHotel),
  'deposit-borrow-route': carried(workloads['deposit-borrow-route']),
  // Both want the one seat and the one room.
  'two-travellers': carried({ ...trainAndHotel, transactions: [journey, journey] }),
} satisfies Readonly<Record<string, Program>>;

export type ProgramName = keyof typeof programs;
export const program = choice('transfers', [
  'transfers',
  'alone',
  'skew',
  'chain',
  'triangle',
  'readers',
  'replicated',
  'train-and-hotel',
  'deposit-borrow-route',
  'two-travellers',
]);
export const programOf = (name: ProgramName): Program => programs[name];

/** Whether a piece may find that there is not enough. */
export const isTaking = (piece: Piece | null): boolean =>
  piece?.changes.some((change) => change < 0) ?? false;

export const amountOf = (piece: Piece | null): number =>
  piece?.changes.reduce((sum, change) => sum + change, 0) ?? 0;
