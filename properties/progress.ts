/** Progress: everything can still settle, and nothing is stuck before it has. */
import { property, type TransactionView } from '../checker/protocol.ts';

export const everythingCanStillSettle = property({
  name: 'everything-can-still-settle',
  invariant: 'SETTLE',
  means: 'every submitted transaction is settled',
  on: 'transactions',
  kind: 'recoverable',
  goal: (transactions) => transactions.every(isSettled),
});

export const everythingSettlesInTheEnd = property({
  name: 'everything-settles-in-the-end',
  invariant: 'SETTLE',
  means: 'every submitted transaction is settled',
  on: 'transactions',
  kind: 'eventually',
  goal: (transactions) => transactions.every(isSettled),
});

export const nothingDeadlocks = property({
  name: 'nothing-deadlocks',
  invariant: 'DLF',
  means: 'while a transaction is unsettled, some honest or user step is possible',
  on: 'transactions',
  kind: 'always',
  violation: (transactions, { isStuck }) => {
    const open = transactions.filter((transaction) => !isSettled(transaction));
    if (open.length === 0 || !isStuck()) return null;
    const names = open.map(({ id }) => `T${id}`).join(', ');
    return `${names} unsettled, and no honest or user step is possible`;
  },
});

function isSettled({ outcome, pending }: TransactionView): boolean {
  return outcome !== 'open' && !pending;
}
