/**
 * Jepsen's histories of transactions: operations `invoke`, `ok`, `fail` and `info`, of processes,
 * whose values are lists of `[":append" | ":r" | ":w", key, value]`.
 *
 * Source      the history format of Jepsen and Elle (github.com/jepsen-io/elle, README)
 *
 * Real time is the order of the operations in the file; the `time` field is a clock, and not
 * needed. Sessions are processes. A process whose operation has no outcome ends indeterminate, as
 * does `info`. What a transaction wrote is taken from its invocation unless it is `ok`.
 */
import { InputError } from '../errors.ts';
import { brief, type ItemReader, kindOf, placed, readOperation } from './history-shapes.ts';
import { type LogBuilder, type LogKind, logBuilder, type Status } from './log.ts';

interface Invocation {
  readonly operations: readonly unknown[];
  readonly start: number;
  readonly place: () => string;
}
interface Completed extends Omit<Invocation, 'start'> {
  /** Null where the file has no invocations. */
  readonly start: number | null;
  readonly process: number;
  readonly status: Status;
  readonly end: number | null;
  readonly name: number;
}

export function jepsenReader(): ItemReader {
  const invoked = new Map<number, Invocation>();
  const waiting: Completed[] = [];
  let builder: LogBuilder | null = null;
  let kind: LogKind | null = null;
  let [position, completions] = [0, 0];
  const settle = (found: LogKind): LogBuilder => {
    const settled = logBuilder(found);
    for (const completed of waiting) build(settled, found === 'lists', completed);
    waiting.length = 0;
    return settled;
  };
  const complete = (completed: Completed): void => {
    completions++;
    if (builder === null) {
      kind = kindOf(completed.operations.map(plainName));
      if (kind === null) {
        waiting.push(completed);
        return;
      }
      builder = settle(kind);
    }
    build(builder, kind === 'lists', completed);
  };
  return {
    item: (item, place) => {
      const end = position++;
      const { type, process, value } = item;
      // Faults that the test injected are operations of no process.
      if (typeof process !== 'number') return;
      const status = statusOf(type, place);
      const operations = value === null || value === undefined ? [] : value;
      if (!Array.isArray(operations)) {
        throw new InputError(
          `${place()}: value expected a list of operations, got ${brief(value)}`,
        );
      }
      const invocation = invoked.get(process);
      if (status === 'invoke') {
        if (invocation !== undefined) {
          throw new InputError(
            `${place()}: process ${process} has not completed what it invoked before`,
          );
        }
        invoked.set(process, { operations, start: end, place });
        return;
      }
      invoked.delete(process);
      const isOk = status === 'ok';
      complete({
        operations: isOk ? operations : (invocation?.operations ?? operations),
        start: invocation?.start ?? null,
        end: status === 'info' ? null : end,
        process,
        status,
        name: completions,
        place,
      });
    },
    end: () => {
      for (const [process, invocation] of invoked) {
        complete({ ...invocation, process, status: 'info', end: null, name: completions });
      }
      return { kind: 'transactions', log: (builder ?? settle('registers')).finish() };
    },
  };
}

function statusOf(type: unknown, place: () => string): Status | 'invoke' {
  const name = typeof type === 'string' ? type.replace(/^:/, '') : type;
  if (name === 'invoke' || name === 'ok' || name === 'fail' || name === 'info') return name;
  throw new InputError(`${place()}: type expected invoke, ok, fail or info, got ${brief(type)}`);
}

function plainName(operation: unknown): unknown {
  if (!Array.isArray(operation) || typeof operation[0] !== 'string') return operation;
  return [operation[0].replace(/^:/, ''), ...operation.slice(1)];
}

function build(builder: LogBuilder, isLists: boolean, completed: Completed): void {
  const { operations, start, end, process, status, name, place } = completed;
  try {
    builder.begin({ name, status, session: process, start, end });
  } catch (error) {
    throw placed(error, () => `${place()}, T${name}`);
  }
  operations.forEach((operation, o) => {
    readOperation(
      builder,
      isLists,
      plainName(operation),
      () => `${place()}, T${name}, operation ${o}`,
    );
  });
}
