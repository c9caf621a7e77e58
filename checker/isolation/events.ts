/** Calls and returns of operations as a list from which operations are lifted, as in Porcupine. */
import { at } from './columns.ts';
import type { ObjectOperation } from './object-models.ts';

/** Calls and returns in order as a list, 0 its head; the last one ends it and is a return. */
export interface Events {
  readonly next: Int32Array;
  readonly isCall: (event: number) => boolean;
  readonly operationOf: (event: number) => number;
  readonly callOf: (operation: number) => number;
  /** Takes an operation's events out, and puts them back, newest first. */
  readonly lift: (operation: number) => void;
  readonly unlift: (operation: number) => void;
}

export function eventsOf(operations: readonly ObjectOperation[]): Events {
  const sorted = operations
    .flatMap(({ call, ret }, operation) => [
      { time: call, operation, isCall: true },
      ...(ret === null ? [] : [{ time: ret, operation, isCall: false }]),
    ])
    // What is called and what returns at the same time overlap.
    .sort((a, b) => a.time - b.time || Number(b.isCall) - Number(a.isCall));
  const end = sorted.length + 1;
  const next = Int32Array.from({ length: end + 1 }, (_, event) => event + 1);
  const previous = Int32Array.from({ length: end + 1 }, (_, event) => event - 1);
  const call = new Int32Array(operations.length);
  const ret = new Int32Array(operations.length).fill(-1);
  sorted.forEach(({ operation, isCall }, i) => {
    (isCall ? call : ret)[operation] = i + 1;
  });
  const out = (event: number): void => {
    if (event < 0) return;
    next[at(previous, event)] = at(next, event);
    previous[at(next, event)] = at(previous, event);
  };
  const back = (event: number): void => {
    if (event < 0) return;
    next[at(previous, event)] = event;
    previous[at(next, event)] = event;
  };
  return {
    next,
    isCall: (event) => sorted[event - 1]?.isCall === true,
    operationOf: (event) => sorted[event - 1]?.operation ?? -1,
    callOf: (operation) => at(call, operation),
    lift: (operation) => {
      out(at(call, operation));
      out(at(ret, operation));
    },
    unlift: (operation) => {
      back(at(ret, operation));
      back(at(call, operation));
    },
  };
}
