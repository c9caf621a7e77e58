/** Two-phase commit: the state, and the questions that its rules ask of it. */
import { type DeepReadonly, range } from '../../checker/protocol.ts';
import type { Budget } from '../substrate/faults.ts';
import { isInFlight, type Network, send, silentNetwork } from '../substrate/network.ts';
import {
  accessOf,
  bookOf,
  conflict,
  type MessageType,
  type Parameters,
  participants,
  slotOf,
} from './instance.ts';

export interface State {
  coordinator: {
    up: boolean;
    transactions: Entry[];
  };
  shards: Shard[];
  net: Network;
  budget: Budget<'coordinatorCrashes' | 'shardCrashes' | 'drops' | 'replays' | 'reorgs' | 'spends'>;
}

/** What the coordinator knows of a transaction. Durable: all but the votes. */
export interface Entry {
  /** Its place in the order of arrivals; null before it is submitted. */
  arrival: number | null;
  /** What wound-wait and wait-die compare: the older, the smaller. */
  stamp: number | null;
  decision: 'none' | 'commit' | 'abort';
  votes: (null | 'yes' | 'no')[];
  /** The last abort was a wound: it will start again. */
  isWounded: boolean;
  /** How often it was wounded: each attempt is a transaction id of its own. */
  wounds: number;
  /** Those that had committed when it was submitted. */
  after: number[];
}

interface Shard {
  up: boolean;
  head: Head;
  /** The state after the last final block; null while the head is final. */
  base: Head | null;
}

/** What the blocks of a shard say, up to one of them. */
export interface Head {
  balance: number;
  /** The version that a transaction inside the shard installed when it spent a coin. */
  spentAt: number | null;
  version: number;
  records: Participation[];
}

/** A transaction at a shard. Its lock and its staged write follow from its status. Durable. */
export interface Participation {
  status: 'none' | 'waiting' | 'prepared' | 'refused' | 'committed' | 'aborted';
  /** The version that it found when it prepared, if it reads. */
  found: number | null;
  /** The version that it installed. */
  installed: number | null;
  /** How often its commit was applied. */
  applied: number;
}

export type View = DeepReadonly<State>;

export function initialState(p: Parameters): State {
  const state: State = {
    coordinator: {
      up: true,
      transactions: range(p.transactions).map(() => ({
        arrival: null,
        stamp: null,
        decision: 'none',
        votes: range(p.shards).map(() => null),
        isWounded: false,
        wounds: 0,
        after: [],
      })),
    },
    shards: range(p.shards).map(() => ({
      up: true,
      head: {
        balance: 1,
        spentAt: null,
        version: 0,
        records: range(p.transactions).map(() => unknownTransaction()),
      },
      base: null,
    })),
    net: silentNetwork(bookOf(p)),
    budget: {
      coordinatorCrashes: p.coordinatorCrashes,
      shardCrashes: p.shardCrashes,
      drops: p.drops,
      replays: p.replays,
      reorgs: p.reorgs,
      spends: p.spends,
    },
  };
  if (p.arrivals === 'together') for (const tx of range(p.transactions)) submit(state, p, tx);
  return state;
}

export function unknownTransaction(): Participation {
  return { status: 'none', found: null, installed: null, applied: 0 };
}

/** Begin(T): it gets its timestamp, and its shards are asked to prepare. */
export function submit(state: State, p: Parameters, tx: number): void {
  const { transactions } = state.coordinator;
  const entry = transactions[tx];
  const order = transactions.filter(({ arrival }) => arrival !== null).length;
  entry.arrival = order;
  entry.stamp = order;
  entry.after = range(p.transactions).filter((other) => transactions[other].decision === 'commit');
  askAll(state, p, tx, 'request');
}

export function askAll(state: State, p: Parameters, tx: number, type: MessageType): void {
  for (const shard of participants(p, tx)) send(state.net, slotOf(p, type, tx, shard));
}

// ── questions ────────────────────────────────────────────────────────────────────────────────

export function entryOf(state: View, tx: number): DeepReadonly<Entry> {
  return state.coordinator.transactions[tx];
}

export function statusOf(state: View, tx: number, shard: number): Participation['status'] {
  return state.shards[shard].head.records[tx].status;
}

export function isUndecided(state: View, tx: number): boolean {
  return entryOf(state, tx).arrival !== null && entryOf(state, tx).decision === 'none';
}

export function hasArrived(
  state: View,
  p: Parameters,
  type: MessageType,
  { tx, shard }: { readonly tx: number; readonly shard: number },
): boolean {
  return isInFlight(state.net, slotOf(p, type, tx, shard));
}

/** Nothing but waiting happened yet: the shard has promised nothing. */
export function hasPromisedNothing(state: View, tx: number, shard: number): boolean {
  const status = statusOf(state, tx, shard);
  return status === 'none' || status === 'waiting';
}

export function isOlder(state: View, one: number, other: number): boolean {
  return (entryOf(state, one).stamp ?? 0) < (entryOf(state, other).stamp ?? 0);
}

/** Those that hold a lock which a transaction wants at a shard. */
export function holders(state: View, p: Parameters, tx: number, shard: number): number[] {
  return range(p.transactions).filter(
    (other) =>
      conflict(p, tx, other, shard) &&
      statusOf(state, other, shard) === 'prepared' &&
      p.locksUntil === 'applied',
  );
}

/** Those that wait at a shard for a lock which a transaction wants or holds there. */
export function rivals(state: View, p: Parameters, tx: number, shard: number): number[] {
  return range(p.transactions).filter(
    (other) => conflict(p, tx, other, shard) && statusOf(state, other, shard) === 'waiting',
  );
}

/** Whether the deadlock policy has a transaction refused rather than kept waiting. */
export function mustNotWait(state: View, p: Parameters, tx: number, shard: number): boolean {
  switch (p.deadlock) {
    case 'waitDie':
      return holders(state, p, tx, shard).some((holder) => isOlder(state, holder, tx));
    case 'lockTimeoutBeforePrepared':
      return statusOf(state, tx, shard) === 'waiting';
    case 'lockTimeout':
      return (
        statusOf(state, tx, shard) === 'waiting' ||
        (statusOf(state, tx, shard) === 'prepared' && rivals(state, p, tx, shard).length > 0)
      );
    default:
      return false;
  }
}

export function canPay(state: View, p: Parameters, tx: number, shard: number): boolean {
  return state.shards[shard].head.balance + (accessOf(p, tx, shard)?.amount ?? 0) >= 0;
}

/** Somebody is there to promise never to vote for it. */
export function canPromise(state: View, tx: number, shard: number): boolean {
  return state.shards[shard].up && hasPromisedNothing(state, tx, shard);
}

/** What the peers of a shard can tell it: what their chains show, or what they promise now. */
export function fateAmongPeers(state: View, p: Parameters, tx: number): 'commit' | 'abort' | null {
  const peers = participants(p, tx);
  const known = peers.map((shard) => statusOf(state, tx, shard));
  if (known.includes('committed')) return 'commit';
  if (known.includes('refused') || known.includes('aborted')) return 'abort';
  return peers.some((shard) => canPromise(state, tx, shard)) ? 'abort' : null;
}

/** Votes that a block of the shard may prove now. */
export function isProvable(state: View, p: Parameters, shard: number): boolean {
  return p.proofs === 'any' || state.shards[shard].base === null;
}
