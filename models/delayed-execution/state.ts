/** What the log and its executors hold, and everything that follows from it. */
import { type DeepReadonly, range } from '../../checker/protocol.ts';
import { accountsOf, logOf, logsOf, type Values } from './instance.ts';

/** What the state tree says of an account. */
export interface Leaf {
  value: number;
  nonce: number;
  /** The transaction that wrote it last: a version that readers can name. */
  by: number | null;
}
/** A blob of one transaction. The log orders it and looks no further. */
export interface Entry {
  tx: number;
  /** Accounts that it declares. */
  access: number[];
  /** How many blobs the root of its witness has behind it. */
  at: number;
  /** The leaves that its prover had; only their proofs meet a check. */
  leaves: Leaf[];
}
/** What an executor made of a blob. */
export interface Result {
  tx: number;
  /** False for a no-op. */
  done: boolean;
  fee: number;
  reads: { key: number; by: number | null }[];
  writes: { key: number; value: number; nonce: number }[];
}
export interface Executor {
  /** Positions of the log whose blobs have arrived, in order of arrival. Empty when fused. */
  arrived: number[];
  /** By position in its log; null where it has not executed. */
  results: (Result | null)[];
}
/** A committed root: of which prefix of the log or logs, and what is below it. */
export interface Root {
  prefixes: string[][];
  leaves: Leaf[];
}
export interface State {
  /** One for all shards; one a shard without the shared order. */
  logs: Entry[][];
  /** Per log: how many of its blobs are final. */
  finals: number[];
  executors: Executor[];
  /** Roots committed, in that order; those of abandoned logs too, since provers keep them. */
  roots: Root[];
  reorganisations: number;
  attacks: number;
}
export type Frozen<T> = DeepReadonly<T>;

export function genesis(p: Values): Leaf[] {
  return accountsOf(p).map(({ value }) => ({ value, nonce: 0, by: null }));
}

export function initialState(p: Values): State {
  return {
    logs: logsOf(p).map(() => []),
    finals: logsOf(p).map(() => 0),
    executors: range(p.executors).map(() => ({
      arrived: [],
      results: range(p.slots).map(() => null),
    })),
    roots: [],
    reorganisations: 0,
    attacks: 0,
  };
}

// ── the log ──────────────────────────────────────────────────────────────────────────────────

export function leafText(p: Values, key: number, { value, nonce, by }: Frozen<Leaf>): string {
  return `${accountsOf(p)[key].name}=${value} nonce ${nonce} by ${by === null ? '-' : `T${by}`}`;
}

/** Equal texts are equal blobs: this stands for the hash that the log orders. */
function entryText(p: Values, { tx, access, at, leaves }: Frozen<Entry>): string {
  const witness = access.map((key) => leafText(p, key, leaves[key])).join(', ');
  return `T${tx} (${witness} at ${at})`;
}
export function logTexts(state: Frozen<State>, p: Values, log: number): readonly string[] {
  return state.logs[log].map((entry) => entryText(p, entry));
}

/** With the root of the initial state, which everybody knows. */
export function rootsOf(state: Frozen<State>, p: Values): readonly Frozen<Root>[] {
  return [{ prefixes: logsOf(p).map(() => []), leaves: genesis(p) }, ...state.roots];
}

/** Whether a root was committed on the logs as they are now. */
export function isOfThisLog(state: Frozen<State>, p: Values, { prefixes }: Frozen<Root>): boolean {
  return prefixes.every((prefix, log) => {
    const texts = logTexts(state, p, log);
    return prefix.every((text, position) => texts[position] === text);
  });
}

export function isOrdered(state: Frozen<State>, tx: number, log: number): boolean {
  return state.logs[log].some((entry) => entry.tx === tx);
}

/** Positions of its log that an executor runs, in the order in which it runs them. */
export function sequenceOf(state: Frozen<State>, p: Values, executor: number): readonly number[] {
  if (p.order === 'arrival') return state.executors[executor].arrived;
  return range(state.logs[logOf(p, executor)].length);
}

// ── execution so far ─────────────────────────────────────────────────────────────────────────

/** How many blobs at the start of its log an executor has executed without a gap. */
export function executedPrefix(state: Frozen<State>, p: Values, executor: number): number {
  const { results } = state.executors[executor];
  const { length } = state.logs[logOf(p, executor)];
  for (let position = 0; position < length; position++) {
    if (results[position] === null) return position;
  }
  return length;
}

/** The newest of the given results that wrote an account, or what there was at first. */
export function lastWrite(results: readonly (Frozen<Result> | null)[], key: number): Leaf | null {
  for (let index = results.length - 1; index >= 0; index--) {
    const result = results[index];
    const write = result?.writes.find((one) => one.key === key);
    if (write === undefined || result === null) continue;
    return { value: write.value, nonce: write.nonce, by: result.tx };
  }
  return null;
}
export function leafAfter(
  p: Values,
  results: readonly (Frozen<Result> | null)[],
  key: number,
): Leaf {
  return lastWrite(results, key) ?? genesis(p)[key];
}

/** What an executor has made of the first blobs that it runs. */
export function resultsUpTo(
  state: Frozen<State>,
  p: Values,
  executor: number,
  count: number,
): readonly (Frozen<Result> | null)[] {
  const { results } = state.executors[executor];
  return sequenceOf(state, p, executor)
    .slice(0, count)
    .map((position) => results[position]);
}
