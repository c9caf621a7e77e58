/** What the leader and the replayer hold, and what follows from it. */
import type { DeepReadonly } from '../../checker/protocol.ts';
import { accountsOf, isConflict, locksOf, transactionsOf, type Values } from './instance.ts';
import { type Accounts, type Attempt, attemptOf } from './runtime.ts';

/** An account as the leader's bank holds it. */
export interface Row {
  owner: string;
  lamports: number;
  data: number;
  /** Who wrote it, in order: the version of the account is how many did. */
  writers: Writer[];
}
export interface Writer {
  tx: number;
  /** A program that debited the account or changed its data: not the owner, if one was not. */
  takenBy: string | null;
}
export interface Lock {
  readers: number[];
  writer: number | null;
}
/** An account in the working copy of a transaction. */
export interface Loaded {
  account: number;
  lamports: number;
  data: number;
  version: number;
  touched: boolean;
  written: boolean;
  takenBy: string | null;
}
export interface Job {
  /** `failed` and `stored` still hold their locks, `done` holds none. */
  phase: 'absent' | 'queued' | 'locked' | 'failed' | 'stored' | 'done';
  /** How many of its instructions have run. */
  next: number;
  /** What it loaded, from its first instruction until it stores or fails. */
  copy: Loaded[];
  /** What it read, once stored; every time it is executed. */
  reads: { account: number; version: number }[];
}
/** What is recorded together may be replayed in any order. */
export interface Batch {
  txs: number[];
  isClosed: boolean;
}
export interface Replay {
  tx: number;
  batch: number;
  succeeded: boolean;
}
export interface State {
  bank: Row[];
  locks: Lock[];
  jobs: Job[];
  /** The block, in the order in which it is recorded. */
  batches: Batch[];
  replayer: { bank: { lamports: number; data: number }[]; replays: Replay[]; rejected: boolean };
  attacks: number;
}
export type Frozen<T> = DeepReadonly<T>;

export function initialState(p: Values): State {
  return {
    bank: accountsOf(p).map(({ owner, lamports, data }) => {
      return { owner, lamports, data, writers: [] };
    }),
    locks: accountsOf(p).map(() => ({ readers: [], writer: null })),
    jobs: transactionsOf(p).map(({ hostile }) => {
      return { phase: hostile === null ? 'queued' : 'absent', next: 0, copy: [], reads: [] };
    }),
    batches: [],
    replayer: {
      bank: accountsOf(p).map(({ lamports, data }) => ({ lamports, data })),
      replays: [],
      rejected: false,
    },
    attacks: 0,
  };
}

// ── locks ────────────────────────────────────────────────────────────────────────────────────

function holds(lock: Frozen<Lock>, tx: number): boolean {
  return lock.writer === tx || lock.readers.includes(tx);
}

/** Whether it still holds what it locked to be executed. */
export function isHolding(state: Frozen<State>, tx: number): boolean {
  return ['locked', 'failed', 'stored'].includes(state.jobs[tx].phase);
}

/** The locks that it asks for now: all that it needs, or the first that it does not hold. */
export function wantedBy(state: Frozen<State>, p: Values, tx: number) {
  const missing = locksOf(p, tx).filter(({ account }) => !holds(state.locks[account], tx));
  return p.locking === 'all at once' ? missing : missing.slice(0, 1);
}

// ── execution at the leader ──────────────────────────────────────────────────────────────────

/** The working copy where there is one, the bank elsewhere. */
function accountsFor(state: Frozen<State>, tx: number): Accounts {
  return (account) =>
    state.jobs[tx].copy.find((one) => one.account === account) ?? state.bank[account];
}

/** The instruction that comes next. */
export function nextOf(state: Frozen<State>, p: Values, tx: number): Attempt | null {
  return attemptOf(tx, state.jobs[tx].next, p, accountsFor(state, tx));
}

// ── the block ────────────────────────────────────────────────────────────────────────────────

export function isRecorded(state: Frozen<State>, tx: number): boolean {
  return state.batches.some(({ txs }) => txs.includes(tx));
}
/** The batch that more can be added to, or null. */
export function openBatch(state: Frozen<State>): Frozen<Batch> | null {
  const last = state.batches.at(-1);
  return last === undefined || last.isClosed ? null : last;
}
export function hasConflict(p: Values, { txs }: Frozen<Batch>): boolean {
  return txs.some((one, place) => txs.slice(0, place).some((other) => isConflict(p, one, other)));
}

export function isReplayed(state: Frozen<State>, tx: number, batch: number): boolean {
  return state.replayer.replays.some((one) => one.tx === tx && one.batch === batch);
}
