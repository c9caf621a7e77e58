/** What delayed execution gives up in particular, and what must be possible in it at all. */
import { property, propertyOf } from '../checker/protocol.ts';
import { delayedExecution } from '../models/delayed-execution/delayed-execution.ts';
import type { Frozen, Result, State } from '../models/delayed-execution/state.ts';

export const outcomesAreKnownWhenOrdered = property({
  name: 'outcomes-are-known-when-ordered',
  invariant: 'latency',
  means: 'as soon as a transaction is in the log, its outcome is known',
  on: 'transactions',
  kind: 'always',
  violation: (transactions) => {
    const open = transactions.find(({ outcome }) => outcome === 'open');
    return open === undefined ? null : `T${open.id} is in the log, and its outcome is open`;
  },
});

interface Executed {
  readonly result: Frozen<Result>;
  readonly position: number;
}
function everyResult({ executors }: Frozen<State>): readonly Executed[] {
  return executors.flatMap(({ results }) =>
    results.flatMap((result, position) => (result === null ? [] : [{ result, position }])),
  );
}

export const aWitnessIsRefreshed = propertyOf(delayedExecution, {
  name: 'a-witness-is-refreshed',
  invariant: 'witness',
  means: 'a transaction takes effect on a value that was written after the root of its witness',
  on: 'state',
  kind: 'sometimes',
  goal: (state) =>
    everyResult(state).some(
      ({ result, position }) =>
        result.done &&
        state.logs.some((log) =>
          log.some(
            (entry, place) =>
              place === position &&
              entry.tx === result.tx &&
              result.reads.some(({ key, by }) => by !== entry.leaves[key]?.by),
          ),
        ),
    ),
});

export const aReplayIsANoOp = propertyOf(delayedExecution, {
  name: 'a-replay-is-a-no-op',
  invariant: 'witness',
  means: 'one copy of a blob takes effect, and the other is a no-op that pays its fee',
  on: 'state',
  kind: 'sometimes',
  goal: ({ executors }) =>
    executors.some(({ results }) =>
      results.some(
        (one) =>
          one?.done === true &&
          results.some((other) => other?.tx === one.tx && !other.done && other.fee > 0),
      ),
    ),
});

export const aTransactionIsExecutedAgain = propertyOf(delayedExecution, {
  name: 'a-blob-is-executed-after-a-reorganisation',
  invariant: 'witness',
  means: 'the log was reorganised, and a blob of it has taken effect',
  on: 'state',
  kind: 'sometimes',
  goal: (state) =>
    state.reorganisations > 0 && everyResult(state).some(({ result }) => result.done),
});

export const laterBlobsOvertake = propertyOf(delayedExecution, {
  name: 'a-blob-is-executed-before-an-earlier-one',
  invariant: 'witness',
  means: 'blobs whose access lists do not overlap run in parallel',
  on: 'state',
  kind: 'sometimes',
  goal: ({ executors }) =>
    executors.some(({ results }) =>
      results.some(
        (result, position) => result !== null && results.slice(0, position).includes(null),
      ),
    ),
});
