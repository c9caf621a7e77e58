/**
 * A history of transactions as columns, and its builder: the one form on which all levels are
 * decided. Keys, values and versions are numbered in the order in which they first come.
 *
 * A version is a key with a value. Values are unique per key, so a read names its writer; what
 * breaks that is refused here, because every answer built on it would be a guess:
 *   - a value is written to a key at most once, by whatever transaction, and never is the initial one
 *   - names of transactions are unique; a transaction does not end before it begins
 *   - the transactions of one session stand in their order, and do not overlap where times are known
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
  /** The operation that wrote it. */
  readonly writeOperation: Int32Array;
  readonly valueOf: (version: number) => Value;
  /** The initial version of each key. */
  readonly initial: Int32Array;
  /** Lists: the longest one read of each key. Registers: the order that the history declares. */
  readonly orders: ReadonlyMap<number, Int32Array>;
  /** Reads of lists that are no prefix of the longest: transaction, and version of the last element. */
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

/** `initial` is what a key holds before anybody writes it; null unless told. */
export function logBuilder(
  kind: LogKind,
  initialOf: (key: string) => Value = () => (kind === 'versions' ? 0 : null),
): LogBuilder {
  const names: (string | number)[] = [];
  const known = new Set<string | number>();
  const status = byteColumn();
  const session = int32Column();
  const sessions = new Map<string | number, number>();
  const lastEnd = new Map<number, { end: number; name: string | number }>();
  const start = float64Column();
  const end = float64Column();
  const firstOperation = int32Column();
  const isWrite = byteColumn();
  const version = int32Column();
  const keys: string[] = [];
  const keyNumbers = new Map<string, number>();
  const versions = pairTable();
  const values = valueCodes();
  const writer = int32Column();
  const writeOperation = int32Column();
  const initial = int32Column();
  /** By key: the version met last. */
  const latest = int32Column();
  const longest = new Map<number, Column>();
  const incompatible: { transaction: number; version: number }[] = [];

  const versionOf = (key: number, value: Value): number => {
    const code = values.codeOf(value);
    // Most reads are of the version that was met last: half the time of a look-up in a large table.
    const recent = key < latest.length ? at(latest.data, key) : -1;
    if (recent >= 0 && at(versions.second.data, recent) === code) return recent;
    const number = numberOfPair(versions, key, code);
    if (key < latest.length) latest.data[key] = number;
    if (number === writer.length) {
      push(writer, noWriter);
      push(writeOperation, -1);
    }
    return number;
  };
  const keyNumberOf = (name: string): number => {
    const number = keyNumbers.get(name);
    if (number !== undefined) return number;
    keyNumbers.set(name, keys.length);
    push(initial, versionOf(keys.length, initialOf(name)));
    push(latest, at(initial.data, keys.length));
    writer.data[writer.length - 1] = initialWriter;
    return keys.push(name) - 1;
  };
  /** What a transaction says it read counts only once it is known to have committed. */
  const isTrusted = (): boolean => at(status.data, status.length - 1) === ok;
  const operate = (writes: boolean, number: number): void => {
    push(isWrite, writes ? 1 : 0);
    push(version, number);
  };
  const keepTimes = (head: TransactionHead, number: number): void => {
    if (head.start !== null && head.end !== null && head.start > head.end) {
      throw new InputError(`ends at ${head.end}, before it begins at ${head.start}`);
    }
    const before = lastEnd.get(number);
    if (number >= 0 && before !== undefined && head.start !== null && head.start < before.end) {
      throw new InputError(
        `begins at ${head.start}, before ${shownName(before.name)} of the same session ended at ${before.end}`,
      );
    }
    if (number >= 0 && head.end !== null) lastEnd.set(number, { end: head.end, name: head.name });
  };

  return {
    begin: (head) => {
      if (known.has(head.name)) throw new InputError('has the name of an earlier transaction');
      known.add(head.name);
      names.push(head.name);
      push(status, head.status === 'ok' ? ok : head.status === 'fail' ? failed : info);
      const number = head.session === null ? -1 : numberIn(sessions, head.session);
      keepTimes(head, number);
      push(session, number);
      push(start, head.start ?? Number.NaN);
      push(end, head.status === 'info' ? Number.NaN : (head.end ?? Number.NaN));
      push(firstOperation, version.length);
    },
    write: (name, value) => {
      const number = versionOf(keyNumberOf(name), value);
      const other = at(writer.data, number);
      if (other !== noWriter) {
        const by =
          other === initialWriter
            ? 'that is its initial value'
            : `${shownName(names[other] ?? '')} wrote it too`;
        throw new InputError(
          `writes ${name}=${JSON.stringify(value)}, but ${by}: each value of a key is written once`,
        );
      }
      writer.data[number] = names.length - 1;
      writeOperation.data[number] = version.length;
      operate(true, number);
    },
    read: (name, value) => {
      if (isTrusted()) operate(false, versionOf(keyNumberOf(name), value));
    },
    readList: (name, list) => {
      if (!isTrusted()) return;
      const key = keyNumberOf(name);
      const order = longest.get(key) ?? int32Column(8);
      longest.set(key, order);
      let last = at(initial.data, key);
      let agrees = true;
      for (const [position, value] of list.entries()) {
        last = versionOf(key, value);
        if (!agrees) continue;
        if (position < order.length) agrees = at(order.data, position) === last;
        else push(order, last);
      }
      operate(false, last);
      if (agrees) return;
      incompatible.push({ transaction: names.length - 1, version: last });
      if (list.length <= order.length) return;
      order.length = 0;
      for (const value of list) push(order, versionOf(key, value));
    },
    declareOrder: (name, list) => {
      const key = keyNumberOf(name);
      const order = int32Column();
      for (const value of list) push(order, versionOf(key, value));
      longest.set(key, order);
    },
    finish: () => {
      push(firstOperation, version.length);
      // What only building needs would stay as long as the log.
      known.clear();
      versions.slots = new Int32Array(0);
      return {
        kind,
        size: names.length,
        names,
        status: trimmed(status),
        session: trimmed(session),
        sessions: sessions.size,
        start: trimmed(start),
        end: trimmed(end),
        firstOperation: trimmed(firstOperation),
        isWrite: trimmed(isWrite),
        version: trimmed(version),
        keys,
        keyOf: trimmed(versions.first),
        writer: trimmed(writer),
        writeOperation: trimmed(writeOperation),
        valueOf: (number) => values.valueOf(at(versions.second.data, number)),
        initial: trimmed(initial),
        orders: new Map([...longest].map(([key, order]) => [key, trimmed(order)])),
        incompatible,
      };
    },
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
