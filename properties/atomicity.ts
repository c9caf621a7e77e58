/** All or nothing: at every moment, and once a transaction has come to rest. */
import { property, type TransactionView } from '../checker/protocol.ts';

export const transactionsAreWholeAtEveryMoment = property({
  name: 'transactions-are-whole-at-every-moment',
  invariant: 'ATOM-strong',
  means: 'in every state the effects of a transaction are all visible or none is',
  on: 'transactions',
  kind: 'always',
  violation: (transactions) => {
    const partial = transactions.find(isPartial);
    return partial === undefined ? null : describe(partial);
  },
});

/**
 * A transaction is quiet when nothing of it is pending and no honest step of it passes its rules;
 * a step that only a bound of the instance stops still counts as one. Beside the quiet states it
 * looks at decisions for good: one part final and another undone can never be mended, except by
 * the compensation that the protocol declares.
 */
export const transactionsAreWholeWhenQuiet = property({
  name: 'transactions-are-whole-when-quiet',
  invariant: 'ATOM-event',
  means: 'once nothing of a transaction is under way, all of its effects stand or none does',
  on: 'transactions',
  kind: 'always',
  violation: (transactions, { canProgress }) => {
    for (const transaction of transactions) {
      if (!isPartial(transaction) || transaction.outcome === 'compensated') continue;
      if (isSplitForGood(transaction)) return `${describe(transaction)}, for good`;
      if (transaction.pending || canProgress(transaction.id)) continue;
      return `${describe(transaction)}, and nothing of it is under way`;
    }
    return null;
  },
});

function isPartial({ parts }: TransactionView): boolean {
  const visible = parts.filter(isVisible).length;
  return visible > 0 && visible < parts.length;
}

function isSplitForGood({ parts }: TransactionView): boolean {
  return (
    parts.some((part) => part.state === 'final') && parts.some((part) => part.state === 'undone')
  );
}

function isVisible(part: TransactionView['parts'][number]): boolean {
  return part.state === 'applied' || part.state === 'final';
}

function describe({ id, parts }: TransactionView): string {
  const places = (visible: boolean): string =>
    parts
      .filter((part) => isVisible(part) === visible)
      .map((part) => part.place)
      .join(', ');
  return `T${id} took effect at ${places(true)} and not at ${places(false)}`;
}
