/**
 * Our own format of transactions: `{ id, session, status, start, end, ops }`, after a header that
 * says of which kind they are. docs/isolation.md describes it.
 */
import { InputError } from '../errors.ts';
import {
  brief,
  type ItemReader,
  kindOf,
  placed,
  readOperation,
  recordAt,
  valueAt,
} from './history-shapes.ts';
import {
  type LogBuilder,
  type LogKind,
  logBuilder,
  type Status,
  shownName,
  type Value,
} from './log.ts';

const kinds: readonly string[] = ['versions', 'registers', 'lists'];

export function ownReader(header: Record<string, unknown>): ItemReader {
  const { kind } = header;
  if (kind !== undefined && !kinds.includes(String(kind))) {
    throw new InputError(
      `header: kind expected ${kinds.join(', ')} or operations, got ${brief(kind)}`,
    );
  }
  // Included: see above.
  let builder = kind === undefined ? null : builderFor(kind as LogKind, header);
  let isLists = kind === 'lists';
  // Until an operation tells lists from registers.
  const waiting: { item: Record<string, unknown>; place: () => string }[] = [];
  const settle = (found: LogKind): LogBuilder => {
    isLists = found === 'lists';
    const settled = builderFor(found, header);
    for (const { item, place } of waiting) readTransaction(settled, isLists, item, place);
    waiting.length = 0;
    return settled;
  };
  return {
    item: (item, place) => {
      if (builder === null) {
        const found = kindOf(operationsAt(item, place));
        if (found === null) {
          waiting.push({ item, place });
          return;
        }
        builder = settle(found);
      }
      readTransaction(builder, isLists, item, place);
    },
    end: () => ({ kind: 'transactions', log: (builder ?? settle('registers')).finish() }),
  };
}

function builderFor(kind: LogKind, header: Record<string, unknown>): LogBuilder {
  const { initial, versionOrder } = header;
  if (initial !== undefined && kind !== 'registers') {
    throw new InputError(`header: initial is for registers; ${kind} begin as the format says`);
  }
  const builder = logBuilder(kind, initialValues(kind, initial));
  if (versionOrder === undefined) return builder;
  if (kind !== 'registers') throw new InputError('header: versionOrder is for registers');
  for (const [key, values] of Object.entries(recordAt(versionOrder, 'header: versionOrder'))) {
    if (!Array.isArray(values))
      throw new InputError(`header: versionOrder of ${key} expected a list`);
    builder.declareOrder(
      key,
      values.map((value) => valueAt(value, () => 'header: versionOrder')),
    );
  }
  return builder;
}

function initialValues(kind: LogKind, initial: unknown): (key: string) => Value {
  if (kind === 'versions') return () => 0;
  if (initial === undefined || initial === null) return () => null;
  if (typeof initial !== 'object') {
    const value = valueAt(initial, () => 'header: initial');
    return () => value;
  }
  const values = new Map(
    Object.entries(initial).map(([key, value]) => [
      key,
      valueAt(value, () => `header: initial of ${key}`),
    ]),
  );
  return (key) => values.get(key) ?? null;
}

function readTransaction(
  builder: LogBuilder,
  isLists: boolean,
  item: Record<string, unknown>,
  place: () => string,
): void {
  const operations = operationsAt(item, place);
  const name = item['id'];
  if (typeof name !== 'number' && typeof name !== 'string') {
    throw new InputError(`${place()}: id expected a number or a string, got ${brief(name)}`);
  }
  at(place, name, () => {
    builder.begin({
      name,
      status: statusOf(item['status']),
      session: sessionOf(item['session']),
      start: timeOf('start', item['start']),
      end: timeOf('end', item['end']),
    });
  });
  for (let o = 0; o < operations.length; o++) {
    readOperation(
      builder,
      isLists,
      operations[o],
      () => `${place()}, ${shownName(name)}, operation ${o}`,
    );
  }
}

function at(place: () => string, name: string | number, act: () => void): void {
  try {
    act();
  } catch (error) {
    throw placed(error, () => `${place()}, ${shownName(name)}`);
  }
}

function operationsAt(item: Record<string, unknown>, place: () => string): readonly unknown[] {
  const operations = item['ops'];
  if (Array.isArray(operations)) return operations;
  throw new InputError(`${place()}: ops expected a list of operations, got ${brief(operations)}`);
}

function statusOf(status: unknown): Status {
  if (status === undefined || status === 'ok') return 'ok';
  if (status === 'fail' || status === 'info') return status;
  throw new InputError(`status expected "ok", "fail" or "info", got ${brief(status)}`);
}

function sessionOf(session: unknown): string | number | null {
  if (session === undefined || session === null) return null;
  if (typeof session === 'string' || typeof session === 'number') return session;
  throw new InputError(`session expected a string or a number, got ${brief(session)}`);
}

function timeOf(name: string, time: unknown): number | null {
  if (time === undefined || time === null) return null;
  if (typeof time === 'number') return time;
  throw new InputError(`${name} expected a number, got ${brief(time)}`);
}
