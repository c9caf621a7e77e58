/** Two-phase commit: parameters, what the transactions touch, and the messages of an instance. */
import { choice, count, range, type Values } from '../../checker/protocol.ts';
import { type AddressBook, addressBook } from '../substrate/network.ts';
import { changeAt, workloads as standard, type WorkloadName } from '../substrate/workloads.ts';

export const parameters = {
  shards: count(2, { min: 2, max: 3 }),
  transactions: count(2, { min: 1, max: 3 }),
  /** What the transactions read and write; see `workloads`. */
  workload: choice('opposite', [
    'opposite',
    'rivals',
    'audit',
    'crossed',
    'chain',
    'train-and-hotel',
    'deposit-borrow-route',
  ]),
  /** `together`: all are submitted in the initial state. `anytime`: each when its user likes. */
  arrivals: choice('together', ['together', 'anytime']),
  /** `fused`: a vote arrives in the step that casts it. `explicit`: taking it is a step. */
  delivery: choice('fused', ['fused', 'explicit']),
  /** `lockTimeout` also takes the lock from a holder that has voted yes. */
  deadlock: choice('woundWait', [
    'none',
    'lockTimeoutBeforePrepared',
    'lockTimeout',
    'waitDie',
    'woundWait',
  ]),
  /** Coordinator and shards may abort at any time while they have promised nothing. */
  timeouts: true,
  /** What a shard that voted yes does while the coordinator is down. */
  orphans: choice('wait', ['wait', 'askPeers', 'commit', 'abort']),
  /** Whether who is down comes back. */
  recovery: true,
  durableDecision: true,
  durablePrepare: true,
  /** `counted`: so many yes votes are enough, whoever cast them. */
  ballots: choice('keyed', ['keyed', 'counted']),
  locksUntil: choice('applied', ['applied', 'voted']),
  readLocks: true,
  /** Which blocks of a shard may prove a vote. */
  proofs: choice('final', ['final', 'any']),
  /** A wounded transaction restarts with the timestamp it had, or with a new one. */
  stampOnRestart: choice('same', ['same', 'fresh']),
  /** The coordinator sends a decision again to a shard that has not acknowledged it. */
  resends: true,
  /** How often a transaction may be wounded before the instance ends; a bound, no rule. */
  wounds: count(4, { max: 6 }),
  coordinatorCrashes: count(1, { max: 2 }),
  shardCrashes: count(0, { max: 2 }),
  drops: count(0, { max: 2 }),
  replays: count(0, { max: 2 }),
  reorgs: count(0, { max: 2 }),
  /** Transactions inside one shard by which the owner of its account spends a coin. */
  spends: count(0, { max: 2 }),
};
export type Parameters = Values<typeof parameters>;

// ── workloads ────────────────────────────────────────────────────────────────────────────────

/** What a transaction does to the account of a shard; a write of 0 changes no balance. */
export interface Access {
  readonly mode: 'R' | 'W';
  readonly amount: number;
}
const debit: Access = { mode: 'W', amount: -1 };
const credit: Access = { mode: 'W', amount: 1 };
const read: Access = { mode: 'R', amount: 0 };
const write: Access = { mode: 'W', amount: 0 };

/** By transaction, what it does at X and at Y. Each account starts with one coin. */
const workloads: Readonly<Record<string, readonly (readonly (Access | null)[])[]>> = {
  // A coin from X to Y, and one from Y to X.
  opposite: [
    [debit, credit],
    [credit, debit],
    [debit, credit],
  ],
  // Both want the only coin of X.
  rivals: [
    [debit, credit],
    [debit, credit],
    [debit, credit],
  ],
  // A transfer, and a reader of both accounts.
  audit: [
    [debit, credit],
    [read, read],
    [read, read],
  ],
  // Each reads what the other writes: write skew, unless reads lock.
  crossed: [
    [read, write],
    [write, read],
    [read, write],
  ],
  // The one in the middle meets an older one at X and a younger one at Y.
  chain: [
    [write, null],
    [write, write],
    [null, write],
  ],
};

/** Of a workload of section 19 or 26: the unit that it needs at each place. */
function accessIn(name: WorkloadName, tx: number, shard: number): Access | null {
  const load = standard[name];
  if (tx >= load.transactions.length) return null;
  const amount = changeAt(load, tx, shard);
  return amount === null ? null : { mode: 'W', amount };
}

/** What a transaction does at a shard, or null; a third shard is written by whoever comes. */
export function accessOf(p: Parameters, tx: number, shard: number): Access | null {
  if (p.workload === 'train-and-hotel' || p.workload === 'deposit-borrow-route') {
    return accessIn(p.workload, tx, shard);
  }
  if (shard > 1) return write;
  return workloads[p.workload]?.[tx]?.[shard] ?? null;
}

const participantLists = new Map<string, readonly number[]>();
/** The shards that a transaction touches. Remembered: rules ask it in every state. */
export function participants(p: Parameters, tx: number): readonly number[] {
  const key = `${p.workload} ${tx} ${p.shards}`;
  const known = participantLists.get(key);
  if (known !== undefined) return known;
  const list = range(p.shards).filter((shard) => accessOf(p, tx, shard) !== null);
  participantLists.set(key, list);
  return list;
}

/** Whether two transactions may not hold the lock of a shard together. */
export function conflict(p: Parameters, one: number, other: number, shard: number): boolean {
  const [a, b] = [accessOf(p, one, shard), accessOf(p, other, shard)];
  if (a === null || b === null || one === other) return false;
  if (a.mode === 'W' && b.mode === 'W') return true;
  return p.readLocks && (a.mode === 'W' || b.mode === 'W');
}

export function shardName(shard: number): string {
  return 'XYZ'.charAt(shard);
}

// ── messages ─────────────────────────────────────────────────────────────────────────────────

export const messageTypes = ['request', 'yes', 'no', 'commit', 'abort'] as const;
export type MessageType = (typeof messageTypes)[number];

type Dimensions = Pick<Parameters, 'transactions' | 'shards'>;

/** The slot of a message between the coordinator and a shard, in the order of `bookOf`. */
export function slotOf(p: Dimensions, type: MessageType, tx: number, shard: number): number {
  return (messageTypes.indexOf(type) * p.transactions + tx) * p.shards + shard;
}

export function bookOf(p: Parameters): AddressBook {
  return addressBook(
    messageTypes.flatMap((type) =>
      range(p.transactions).flatMap((tx) =>
        range(p.shards).map((shard) => {
          const [place, isVote] = [shardName(shard), type === 'yes' || type === 'no'];
          const [source, destination] = isVote ? [place, 'C'] : ['C', place];
          return { type, source, destination, tx };
        }),
      ),
    ),
  );
}
