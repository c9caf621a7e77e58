/** What must be possible at all: the partners that show a claim is not vacuous. */
import { property } from '../checker/protocol.ts';

export const aTransactionCommits = property({
  name: 'a-transaction-commits',
  invariant: 'witness',
  means: 'some transaction commits',
  on: 'transactions',
  kind: 'sometimes',
  goal: (transactions) => transactions.some(({ outcome }) => outcome === 'committed'),
});

export const everyTransactionCommits = property({
  name: 'every-transaction-commits',
  invariant: 'witness',
  means: 'all transactions have committed and nothing of them is pending',
  on: 'transactions',
  kind: 'sometimes',
  goal: (transactions) =>
    transactions.length > 0 &&
    transactions.every(({ outcome, pending }) => outcome === 'committed' && !pending),
});

export const aTransactionAborts = property({
  name: 'a-transaction-aborts',
  invariant: 'witness',
  means: 'some transaction aborts',
  on: 'transactions',
  kind: 'sometimes',
  goal: (transactions) => transactions.some(({ outcome }) => outcome === 'aborted'),
});

export const valueIsInFlight = property({
  name: 'value-is-in-flight',
  invariant: 'witness',
  means: 'value has left one place and not yet reached the other',
  on: 'supply',
  kind: 'sometimes',
  goal: (assets) => assets.some(({ inFlight }) => inFlight > 0),
});

export const aMessageIsConsumed = property({
  name: 'a-message-is-consumed',
  invariant: 'witness',
  means: 'some cross-shard message takes effect',
  on: 'messages',
  kind: 'sometimes',
  goal: (messages) => messages.some(({ consumed }) => consumed.some(({ times }) => times > 0)),
});

export const twoTransactionsConflict = property({
  name: 'two-transactions-conflict',
  invariant: 'witness',
  means: 'two committed transactions touch the same key, and one of them writes it',
  on: 'history',
  kind: 'sometimes',
  goal: ({ transactions }) =>
    transactions.some((one) =>
      one.writes.some(({ key }) =>
        transactions.some(
          (other) =>
            other.id !== one.id &&
            [...other.reads, ...other.writes].some((access) => access.key === key),
        ),
      ),
    ),
});

export const aBlockIsFinal = property({
  name: 'a-block-is-final',
  invariant: 'witness',
  means: 'some chain has a final block',
  on: 'chains',
  kind: 'sometimes',
  goal: (chains) => chains.some(({ final }) => final.length > 0),
});

export const workIsDone = property({
  name: 'work-is-done',
  invariant: 'witness',
  means: 'some block does work',
  on: 'work',
  kind: 'sometimes',
  goal: ({ blocks }) => blocks.some(({ work }) => work > 0),
});

export const somebodyIsOvertaken = property({
  name: 'somebody-is-overtaken',
  invariant: 'witness',
  means: 'an item that waits is overtaken',
  on: 'work',
  kind: 'sometimes',
  goal: ({ waits }) => waits.some(({ overtaken }) => overtaken > 0),
});

export const executorsShareAnInput = property({
  name: 'executors-share-an-input',
  invariant: 'witness',
  means: 'two executors have computed on the same canonical input',
  on: 'replicas',
  kind: 'sometimes',
  goal: ({ executors }) =>
    executors.some((one, index) =>
      executors.slice(index + 1).some(({ input }) => input === one.input),
    ),
});
