/**
 * A history of transactions as columns, and its builder: the one form on which all levels are
 * decided. Keys, values and versions are numbered in the order in which they first come.
 *
 * A version is a key with a value. Values are unique per key, so a read names its writer; what
 * breaks that is refused here, because every answer built on it would be a guess:
 *   - a value is written to a key at most once, by whatever transaction, and is not the initial one
 *   - names of transactions are unique; a transaction does not end before it begins
 *   - the transactions of one session stand in their order, and do not overlap in known times
 */
import { InputError } from '../errors.ts';
import {
  at,
  byteColumn,
  type Column,
  float64Column,
  int32Column,
  numberOfPair,
  pairTable,
  push,
  trimmed,
} from './columns.ts';

/**
 * versions: values are numbers in version order, 0 the initial one. registers: values are opaque.
 * lists: a write appends its value, and a read returns the whole list.
 */
export type LogKind = 'versions' | 'registers' | 'lists';
export type Value = string | number | boolean | null;
export type Status = 'ok' | 'fail' | 'info';

export const ok = 0;
export const failed = 1;
/** Indeterminate: it may have taken effect, or may yet. */
export const info = 2;
/** The writer of an initial version. */
export const initialWriter = -2;
/** The writer of a version that nobody wrote. */
export const noWriter = -1;

export interface Log {
  readonly kind: LogKind;
  /** Number of transactions. */
  readonly size: number;
  readonly names: readonly (string | number)[];
  readonly status: Uint8Array;
  /** -1 for none. */
  readonly session: Int32Array;
  readonly sessions: number;
  /** NaN where unknown. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Operations of transaction t are `firstOperation[t]` up to `firstOperation[t + 1]`. */
  readonly firstOperation: Int32Array;
  readonly isWrite: Uint8Array;
  readonly version: Int32Array;
  readonly keys: readonly string[];
  /** By version. */
  readonly keyOf: Int32Array;
  readonly writer: Int32Array;
  readonly valueOf: (version: number) => Value;
  /** The initial version of each key. */
  readonly initial: Int32Array;
  /** Lists: the longest one read of each key. Registers: the order that the history declares. */
  readonly orders: ReadonlyMap<number, Int32Array>;
  /** Reads of lists that are no prefix of the longest, and the version of their last element. */
  readonly incompatible: readonly { readonly transaction: number; readonly version: number }[];
}

export interface TransactionHead {
  readonly name: string | number;
  readonly status: Status;
  readonly session: string | number | null;
  readonly start: number | null;
  readonly end: number | null;
}

export interface LogBuilder {
  readonly begin: (head: TransactionHead) => void;
  readonly write: (key: string, value: Value) => void;
  readonly read: (key: string, value: Value) => void;
  readonly readList: (key: string, values: readonly Value[]) => void;
  /** The whole order of a key, after the initial value; for registers. */
  readonly declareOrder: (key: string, values: readonly Value[]) => void;
  readonly finish: () => Log;
}

/** `initialOf` is what a key holds before anybody writes it; null unless told, 0 for versions. */
export function logBuilder(
  kind: LogKind,
  initialOf: (key: string) => Value = () => (kind === 'versions' ? 0 : null),
): LogBuilder {
  const draft = newDraft(initialOf);
  return {
    begin: (head) => begin(draft, head),
    write: (key, value) => write(draft, key, value),
    read: (key, value) => {
      if (isTrusted(draft)) operate(draft, false, versionOf(draft, keyNumberOf(draft, key), value));
    },
    readList: (key, values) => {
      if (isTrusted(draft)) readList(draft, key, values);
    },
    declareOrder: (key, values) => {
      const number = keyNumberOf(draft, key);
      const order = int32Column(8);
      for (const value of values) push(order, versionOf(draft, number, value));
      draft.orders.set(number, order);
    },
    finish: () => finish(draft, kind),
  };
}

type Draft = ReturnType<typeof newDraft>;

function newDraft(initialOf: (key: string) => Value) {
  return {
    initialOf,
    names: [] as (string | number)[],
    known: new Set<string | number>(),
    status: byteColumn(),
    session: int32Column(),
    sessions: new Map<string | number, number>(),
    /** By session: its last transaction, and when that ended. */
    last: new Map<number, { readonly end: number; readonly name: string | number }>(),
    start: float64Column(),
    end: float64Column(),
    firstOperation: int32Column(),
    isWrite: byteColumn(),
    version: int32Column(),
    keys: [] as string[],
    keyNumbers: new Map<string, number>(),
    versions: pairTable(),
    values: valueCodes(),
    writer: int32Column(),
    initial: int32Column(),
    /** By key: the version met last. */
    latest: int32Column(),
    orders: new Map<number, Column>(),
    incompatible: [] as { transaction: number; version: number }[],
  };
}

/** The number of a key's value. */
function versionOf(draft: Draft, key: number, value: Value): number {
  const { latest, versions, writer } = draft;
  const code = draft.values.codeOf(value);
  // Most reads are of the version that was met last: half the time of a look-up in a large table.
  const recent = key < latest.length ? at(latest.data, key) : -1;
  if (recent >= 0 && at(versions.second.data, recent) === code) return recent;
  const number = numberOfPair(versions, key, code);
  if (key < latest.length) latest.data[key] = number;
  if (number === writer.length) push(writer, noWriter);
  return number;
}

function keyNumberOf(draft: Draft, name: string): number {
  const number = draft.keyNumbers.get(name);
  if (number !== undefined) return number;
  const key = draft.keys.length;
  const initial = versionOf(draft, key, draft.initialOf(name));
  draft.keyNumbers.set(name, key);
  draft.keys.push(name);
  push(draft.initial, initial);
  push(draft.latest, initial);
  draft.writer.data[initial] = initialWriter;
  return key;
}

function begin(draft: Draft, head: TransactionHead): void {
  const { name, status, start, end } = head;
  if (draft.known.has(name)) throw new InputError('has the name of an earlier transaction');
  const session = head.session === null ? -1 : numberIn(draft.sessions, head.session);
  refuseTimes(draft, head, session);
  draft.known.add(name);
  draft.names.push(name);
  push(draft.status, status === 'ok' ? ok : status === 'fail' ? failed : info);
  push(draft.session, session);
  push(draft.start, start ?? Number.NaN);
  push(draft.end, status === 'info' ? Number.NaN : (end ?? Number.NaN));
  push(draft.firstOperation, draft.version.length);
}

function refuseTimes(draft: Draft, { name, start, end }: TransactionHead, session: number): void {
  if (start !== null && end !== null && start > end) {
    throw new InputError(`ends at ${end}, before it begins at ${start}`);
  }
  if (session < 0) return;
  const last = draft.last.get(session);
  if (last !== undefined && start !== null && start < last.end) {
    throw new InputError(
      `begins at ${start}, before ${shownName(last.name)} of the same session ended at ${last.end}`,
    );
  }
  if (end !== null) draft.last.set(session, { end, name });
}

/** What a transaction says it read counts only once it is known to have committed. */
function isTrusted({ status }: Draft): boolean {
  return at(status.data, status.length - 1) === ok;
}

function operate(draft: Draft, writes: boolean, version: number): void {
  push(draft.isWrite, writes ? 1 : 0);
  push(draft.version, version);
}

function write(draft: Draft, key: string, value: Value): void {
  const { names, writer } = draft;
  const number = versionOf(draft, keyNumberOf(draft, key), value);
  const other = at(writer.data, number);
  if (other !== noWriter) {
    const by =
      other === initialWriter
        ? 'that is its initial value'
        : `${shownName(names[other] ?? '')} wrote it too`;
    throw new InputError(
      `writes ${key}=${JSON.stringify(value)}, but ${by}: each value of a key is written once`,
    );
  }
  writer.data[number] = names.length - 1;
  operate(draft, true, number);
}

function readList(draft: Draft, name: string, values: readonly Value[]): void {
  const key = keyNumberOf(draft, name);
  const order = draft.orders.get(key) ?? int32Column(8);
  draft.orders.set(key, order);
  let last = at(draft.initial.data, key);
  let agrees = true;
  for (const [position, value] of values.entries()) {
    last = versionOf(draft, key, value);
    if (!agrees) continue;
    if (position < order.length) agrees = at(order.data, position) === last;
    else push(order, last);
  }
  operate(draft, false, last);
  if (agrees) return;
  draft.incompatible.push({ transaction: draft.names.length - 1, version: last });
  if (values.length <= order.length) return;
  order.length = 0;
  for (const value of values) push(order, versionOf(draft, key, value));
}

function finish(draft: Draft, kind: LogKind): Log {
  const { names, keys, sessions, versions, values, incompatible } = draft;
  push(draft.firstOperation, draft.version.length);
  // What only building needs would stay as long as the log.
  draft.known.clear();
  draft.keyNumbers.clear();
  versions.slots = new Int32Array(0);
  return {
    kind,
    size: names.length,
    names,
    status: trimmed(draft.status),
    session: trimmed(draft.session),
    sessions: sessions.size,
    start: trimmed(draft.start),
    end: trimmed(draft.end),
    firstOperation: trimmed(draft.firstOperation),
    isWrite: trimmed(draft.isWrite),
    version: trimmed(draft.version),
    keys,
    keyOf: trimmed(versions.first),
    writer: trimmed(draft.writer),
    valueOf: (number) => values.valueOf(at(versions.second.data, number)),
    initial: trimmed(draft.initial),
    orders: new Map([...draft.orders].map(([key, order]) => [key, trimmed(order)])),
    incompatible,
  };
}

/** As everything printed says it: `T7`, or a name as it is. */
export function shownName(name: string | number): string {
  return typeof name === 'number' ? `T${name}` : name;
}

function numberIn<T>(numbers: Map<T, number>, item: T): number {
  const number = numbers.get(item);
  if (number !== undefined) return number;
  numbers.set(item, numbers.size);
  return numbers.size - 1;
}

/** Small whole numbers are their own code, doubled; everything else is numbered, with a low bit. */
function valueCodes(): { codeOf: (value: Value) => number; valueOf: (code: number) => Value } {
  const others: Value[] = [];
  const numbers = new Map<Value, number>();
  return {
    codeOf: (value) => {
      if (typeof value === 'number' && (value | 0) === value && Math.abs(value) < 1 << 29) {
        return value * 2;
      }
      let number = numbers.get(value);
      if (number === undefined) {
        number = others.push(value) - 1;
        numbers.set(value, number);
      }
      return number * 2 + 1;
    },
    valueOf: (code) => ((code & 1) === 0 ? code / 2 : (others[(code - 1) / 2] ?? null)),
  };
}
