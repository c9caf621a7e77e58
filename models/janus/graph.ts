/**
 * Janus: the dependency graph as one server knows it, and the order in which it executes.
 *
 * An edge leads from a committed transaction to each of its dependencies; what is not committed is
 * a leaf, since its dependencies may still change. All servers agree on the edges of what is
 * committed, so they agree on strongly connected components, and order each alike.
 */
import { isHosted, type Parameters, transactionsIn } from './instance.ts';
import { type At, entryAt, isCommitted, isExecuted, type View } from './state.ts';

/** The dependencies that a server sees: without inquiries, only those that have a piece there. */
function parentsOf(state: View, p: Parameters, { tx, server }: At): readonly number[] {
  if (!isCommitted(state, { tx, server })) return [];
  const { dep } = entryAt(state, { tx, server });
  return dep.filter((other) => p.inquiries || isHosted(p, other, server));
}

/** Those from which the server's graph leads to the transaction; itself too if it is on a cycle. */
export function ancestorsOf(state: View, p: Parameters, { tx, server }: At): ReadonlySet<number> {
  const found = new Set(parentsOf(state, p, { tx, server }));
  for (const next of found) {
    for (const parent of parentsOf(state, p, { tx: next, server })) found.add(parent);
  }
  return found;
}

/** The pieces here that go before the transaction and have not been executed. */
export function blockers(state: View, p: Parameters, { tx, server }: At): readonly number[] {
  return [...ancestorsOf(state, p, { tx, server })].filter(
    (other) =>
      other !== tx &&
      isHosted(p, other, server) &&
      isCommitted(state, { tx: other, server }) &&
      !isExecuted(state, { tx: other, server }) &&
      goesBefore(state, p, other, { tx, server }),
  );
}

/** Whether an ancestor goes before the transaction: from outside of its component, always. */
function goesBefore(state: View, p: Parameters, other: number, { tx, server }: At): boolean {
  const isMutual = ancestorsOf(state, p, { tx: other, server }).has(tx);
  if (!isMutual) return true;
  const [here, there] = [entryAt(state, { tx, server }), entryAt(state, { tx: other, server })];
  const hasArrivedFirst = here.local.includes(other);
  switch (p.componentOrder) {
    case 'transaction':
      return other < tx;
    case 'arrival':
      return hasArrivedFirst || (!there.local.includes(tx) && other < tx);
    default: {
      const rank = sequenceOf(state, { tx: other, server }) - sequenceOf(state, { tx, server });
      return rank < 0 || (rank === 0 && other < tx);
    }
  }
}

/** The number that a server gives by itself: one more than the highest that it interferes with. */
function sequenceOf(state: View, { tx, server }: At): number {
  const { local } = entryAt(state, { tx, server });
  return 1 + Math.max(0, ...local.map((other) => sequenceOf(state, { tx: other, server })));
}

/** Ancestors without a piece here, of somebody who waits, whose dependencies are not known here. */
export function unknownStrangers(state: View, p: Parameters, server: number): readonly number[] {
  const waiting = transactionsIn(p).filter(
    (tx) => isHosted(p, tx, server) && entryAt(state, { tx, server }).status === 'committing',
  );
  const wanted = new Set(waiting.flatMap((tx) => [...ancestorsOf(state, p, { tx, server })]));
  return [...wanted].filter(
    (tx) => !isHosted(p, tx, server) && !isCommitted(state, { tx, server }),
  );
}
