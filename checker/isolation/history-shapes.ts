/**
 * What the readers of histories share: shapes, places, and operations of transactions.
 *
 * What arrives is untrusted. Shapes are checked by hand, since a schema library takes longer than
 * the parser on a million operations; every refusal names the place.
 */
import { InputError } from '../errors.ts';
import type { Log, LogBuilder, LogKind, Value } from './log.ts';
import type { ObjectHistory } from './object-models.ts';

export type History =
  | { readonly kind: 'transactions'; readonly log: Log }
  | { readonly kind: 'operations'; readonly history: ObjectHistory };

/** One element of a history at a time. */
export interface ItemReader {
  readonly item: (item: Record<string, unknown>, place: () => string) => void;
  readonly end: () => History;
}

/** What an operation's shape tells. */
export function kindOf(operations: readonly unknown[]): LogKind | null {
  for (const operation of operations) {
    if (!Array.isArray(operation)) return null;
    const [name, , value] = operation;
    if (name === 'append' || Array.isArray(value)) return 'lists';
    if (name === 'w' || (value !== null && value !== undefined)) return 'registers';
  }
  return null;
}

/** One `[name, key, value]`. */
export function readOperation(
  builder: LogBuilder,
  isLists: boolean,
  operation: unknown,
  place: () => string,
): void {
  if (!Array.isArray(operation) || operation.length !== 3) {
    throw new InputError(
      `${place()}: expected ["r" or "w" or "append", key, value], got ${brief(operation)}`,
    );
  }
  const [name, rawKey, value] = operation;
  const key = typeof rawKey === 'number' ? String(rawKey) : rawKey;
  if (typeof key !== 'string') {
    throw new InputError(`${place()}: key expected a string or a number, got ${brief(rawKey)}`);
  }
  const writes = isLists ? 'append' : 'w';
  try {
    if (name === writes) {
      if (value === null || value === undefined)
        throw new InputError('writes null, which is no value');
      builder.write(key, valueAt(value, place));
    } else if (name !== 'r') {
      throw new InputError(`expected "r" or "${writes}", got ${brief(name)}`);
    } else if (!isLists) {
      builder.read(key, valueAt(value, place));
    } else if (value === null) {
      builder.readList(key, []);
    } else if (Array.isArray(value)) {
      builder.readList(
        key,
        value.map((element) => valueAt(element, place)),
      );
    } else {
      throw new InputError(`expected a list, got ${brief(value)}`);
    }
  } catch (error) {
    throw placed(error, place);
  }
}

/** The error with where it happened in front, once. */
export function placed(error: unknown, place: () => string): unknown {
  if (!(error instanceof InputError) || error.message.startsWith(place())) return error;
  return new InputError(`${place()}: ${error.message}`);
}

export function recordAt(value: unknown, place: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    // An object that is no array has string keys.
    return value as Record<string, unknown>;
  }
  throw new InputError(`${place}: expected an object, got ${brief(value)}`);
}

export function valueAt(value: unknown, place: () => string): Value {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return value;
  throw new InputError(
    `${place()}: expected a string, number, boolean or null, got ${brief(value)}`,
  );
}

export function brief(value: unknown): string {
  if (typeof value === 'object' && value !== null && !isShallow(value)) return 'nested values';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** What is nested deeply cannot even be printed: that would overflow the stack. */
function isShallow(value: object): boolean {
  return Object.values(value).every(
    (inner) =>
      typeof inner !== 'object' ||
      inner === null ||
      Object.values(inner).every((leaf) => typeof leaf !== 'object' || leaf === null),
  );
}
