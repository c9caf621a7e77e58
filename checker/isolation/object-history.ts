/**
 * Histories of operations on objects, for linearizability: their reader, and their parts by key.
 */
import { InputError } from '../errors.ts';
import { brief, type ItemReader, recordAt } from './history-shapes.ts';
import {
  type ObjectHistory,
  type ObjectModel,
  type ObjectOperation,
  objectModels,
} from './object-models.ts';

export function objectHistoryReader(header: Record<string, unknown>): ItemReader {
  const given = header['model'] ?? 'cas-register';
  const described = typeof given === 'string' ? { type: given } : recordAt(given, 'header: model');
  const { type, initial } = { initial: undefined, ...described } as Record<string, unknown>;
  const model = typeof type === 'string' ? objectModels[type] : undefined;
  if (model === undefined) {
    const known = Object.keys(objectModels).join(', ');
    throw new InputError(`header: model expected one of ${known}, got ${brief(type)}`);
  }
  const operations: ObjectOperation[] = [];
  return {
    item: (item, place) => operations.push(operationAt(item, model, place)),
    end: () => ({
      kind: 'operations',
      history: { model, modelName: String(type), initial: model.initial(initial), operations },
    }),
  };
}

function operationAt(
  item: Record<string, unknown>,
  model: ObjectModel,
  place: () => string,
): ObjectOperation {
  const { process, f, key, arg, out, ok, call, ret, unknown, ops } = item;
  const refuse = (what: string, got: unknown): never => {
    throw new InputError(`${place()}: ${what}, got ${brief(got)}`);
  };
  if (typeof f !== 'string' || !model.operations.includes(f)) {
    return refuse(`f expected one of ${model.operations.join(', ')}`, f);
  }
  if (typeof process !== 'number' && typeof process !== 'string') {
    return refuse('process expected a number or a string', process);
  }
  if (typeof call !== 'number') return refuse('call expected a number', call);
  if (ret !== null && ret !== undefined && typeof ret !== 'number') {
    return refuse('ret expected a number or null', ret);
  }
  if (typeof ret === 'number' && ret < call) return refuse(`ret expected ${call} or later`, ret);
  if (key !== undefined && typeof key !== 'string' && typeof key !== 'number') {
    return refuse('key expected a string or a number', key);
  }
  if (f === 'cas') {
    if (!Array.isArray(arg) || arg.length !== 2 || !arg.every(isPlain)) {
      return refuse('arg expected [expected, replacement]', arg);
    }
  } else if (!isPlain(arg)) return refuse('arg expected a plain value', arg);
  if (!isPlain(out)) return refuse('out expected a plain value', out);
  return {
    process,
    f,
    key: key === undefined ? null : String(key),
    arg,
    out: unknown === true ? undefined : out,
    ok: typeof ok === 'boolean' ? ok : null,
    call,
    ret: ret ?? null,
    ops: f === 'txn' ? registerOperations(ops, refuse) : [],
  };
}

function isPlain(value: unknown): boolean {
  return value === null || typeof value !== 'object';
}

function registerOperations(
  ops: unknown,
  refuse: (what: string, got: unknown) => never,
): readonly (readonly [string, string, unknown])[] {
  if (!Array.isArray(ops)) return refuse('ops expected a list of operations', ops);
  return ops.map((operation) => {
    const [f, key, value] = Array.isArray(operation) ? operation : [];
    if ((f !== 'r' && f !== 'w') || (typeof key !== 'string' && typeof key !== 'number')) {
      return refuse('an operation expected ["r" or "w", key, value]', operation);
    }
    if (!isPlain(value)) return refuse('an operation expected a plain value', value);
    return [f, String(key), value];
  });
}

/** The parts of a history that are linearizable apart exactly when the whole is. */
export function partsOf({ model, operations }: ObjectHistory): Map<string, ObjectOperation[]> {
  const parts = new Map<string, ObjectOperation[]>();
  for (const operation of operations) {
    const key = model.isKeyed ? (operation.key ?? '') : '';
    const part = parts.get(key);
    if (part === undefined) parts.set(key, [operation]);
    else part.push(operation);
  }
  return parts;
}
