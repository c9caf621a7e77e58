/** Two-phase commit: what a state means in the vocabulary that all protocols share. */
import {
  type Access,
  type AssetSupply,
  type Committed,
  type HistoryView,
  type MessageView,
  type Part,
  range,
  type TransactionView,
  type Wait,
  type WorkView,
} from '../../checker/protocol.ts';
import {
  accessOf,
  conflict,
  type MessageType,
  type Parameters,
  participants,
  shardName,
} from './instance.ts';
import { entryOf, hasArrived, hasPromisedNothing, statusOf, type View } from './state.ts';

export function transactionsOf(state: View, p: Parameters): readonly TransactionView[] {
  return range(p.transactions)
    .filter((tx) => entryOf(state, tx).arrival !== null)
    .map((tx) => {
      const parts = participants(p, tx).map((shard) => partOf(state, tx, shard));
      const outcome = outcomeOf(state, tx, parts);
      return { id: tx, parts, outcome, pending: isPending(state, p, tx) };
    });
}

/** What the coordinator decided, or what all shards did for good without it. */
function outcomeOf(state: View, tx: number, parts: readonly Part[]): TransactionView['outcome'] {
  const { decision, isWounded } = entryOf(state, tx);
  if (isWounded) return 'open';
  if (decision !== 'none') return decision === 'commit' ? 'committed' : 'aborted';
  if (parts.every((part) => part.state === 'final')) return 'committed';
  return parts.every((part) => part.state === 'undone') ? 'aborted' : 'open';
}

/** What a block shows that is not final can still be undone, and done after all. */
function partOf(state: View, tx: number, shard: number): Part {
  const status = statusOf(state, tx, shard);
  const { base } = state.shards[shard];
  const isFinal = base === null || base.records[tx].status === status;
  const place = shardName(shard);
  if (status === 'committed') return { place, state: isFinal ? 'final' : 'applied' };
  const isRefused = status === 'refused' || status === 'aborted';
  return { place, state: isRefused && isFinal ? 'undone' : 'absent' };
}

/** A message of it is on its way to somebody for whom it still means something. */
function isPending(state: View, p: Parameters, tx: number): boolean {
  const { decision } = entryOf(state, tx);
  const isOnItsWay = (type: MessageType, shard: number): boolean =>
    hasArrived(state, p, type, { tx, shard });
  const places = participants(p, tx);
  const free = places.filter((shard) => hasPromisedNothing(state, tx, shard));
  const promised = places.filter((shard) => statusOf(state, tx, shard) === 'prepared');
  switch (decision) {
    case 'commit':
      return promised.some((shard) => isOnItsWay('commit', shard));
    case 'abort':
      return [...free, ...promised].some((shard) => isOnItsWay('abort', shard));
    default:
      return (
        free.some((shard) => isOnItsWay('request', shard)) ||
        (free.length + promised.length > 0 &&
          places.some((shard) => isOnItsWay('yes', shard) || isOnItsWay('no', shard)))
      );
  }
}

/**
 * A debit leaves the balance when it is staged, not when it is applied; from then until its credit
 * is in effect the coin is in escrow (staged: it may come back) or in flight (applied, and the
 * credit may still be). Where the credit can never come, it is nowhere.
 */
export function supplyOf(state: View, p: Parameters): readonly AssetSupply[] {
  let [escrowed, inFlight] = [0, 0];
  const holdings = state.shards.flatMap(({ head }, shard) => [
    { place: shardName(shard), owner: 'account', amount: head.balance },
    {
      place: shardName(shard),
      owner: 'spent inside the shard',
      amount: head.spentAt === null ? 0 : 1,
    },
  ]);
  const spends = range(p.shards).map((shard) => ({
    unit: `the coin of ${shardName(shard)}`,
    times: state.shards[shard].head.spentAt === null ? 0 : 1,
  }));
  for (const tx of range(p.transactions)) {
    const places = participants(p, tx);
    const isInEffect = places.some((shard) => statusOf(state, tx, shard) === 'committed');
    const target = places.find((shard) => (accessOf(p, tx, shard)?.amount ?? 0) > 0);
    for (const source of places) {
      const amount = -(accessOf(p, tx, source)?.amount ?? 0);
      if (amount <= 0 || target === undefined) continue;
      const [here, there] = [statusOf(state, tx, source), statusOf(state, tx, target)];
      if (isInEffect) spends[source].times += amount;
      if (here === 'prepared') holdings[2 * source].amount -= amount;
      if (there === 'committed') continue;
      if (here === 'prepared') escrowed += amount;
      if (here === 'committed' && there !== 'refused' && there !== 'aborted') inFlight += amount;
    }
  }
  const genesis = p.shards;
  return [
    {
      asset: 'coins',
      genesis,
      holdings,
      escrowed,
      inFlight,
      fees: 0,
      burned: 0,
      minted: 0,
      spends,
    },
  ];
}

/** The commit decisions: what crosses shards and takes effect there. */
export function messagesOf(state: View, p: Parameters): readonly MessageView[] {
  return range(p.transactions).flatMap((tx) =>
    participants(p, tx).flatMap((shard) => {
      const emitted = entryOf(state, tx).decision === 'commit';
      const times = state.shards[shard].head.records[tx].applied;
      if (!emitted && times === 0) return [];
      const place = shardName(shard);
      const consumed = [{ place, times, causeInPast: emitted }];
      return [{ id: `the commit of T${tx} at ${place}`, emitted, consumed }];
    }),
  );
}

/**
 * Whoever is in effect somewhere, each write from the moment that it is in effect; and whoever
 * spent a coin inside a shard.
 */
export function historyOf(state: View, p: Parameters): HistoryView {
  const transactions = range(p.transactions)
    .filter((tx) => participants(p, tx).some((shard) => statusOf(state, tx, shard) === 'committed'))
    .map((tx) => committed(state, p, tx));
  for (const [shard, { head }] of state.shards.entries()) {
    if (head.spentAt === null) continue;
    const key = shardName(shard);
    const [reads, writes] = [
      [{ key, version: head.spentAt - 1 }],
      [{ key, version: head.spentAt }],
    ];
    transactions.push({ id: p.transactions + shard, reads, writes, after: [] });
  }
  return { transactions };
}

function committed(state: View, p: Parameters, tx: number): Committed {
  const places = participants(p, tx);
  const accesses = (version: 'found' | 'installed'): Access[] =>
    places.flatMap((shard) => {
      const record = state.shards[shard].head.records[tx];
      const one = record[version];
      return one === null ? [] : [{ key: shardName(shard), version: one }];
    });
  const { after } = entryOf(state, tx);
  return { id: tx, reads: accesses('found'), writes: accesses('installed'), after };
}

/**
 * Wound-wait promises that only those who came before a transaction can send it back to the start:
 * each attempt of theirs at most once for every lock that both want. The attempts of those before
 * are bounded the same way, up to the first to come, which nobody wounds.
 */
export function workOf(state: View, p: Parameters): WorkView {
  const inOrder = range(p.transactions)
    .filter((tx) => entryOf(state, tx).arrival !== null)
    .sort(
      (one, other) => (entryOf(state, one).arrival ?? 0) - (entryOf(state, other).arrival ?? 0),
    );
  const waits: Wait[] = [];
  for (const [place, tx] of inOrder.entries()) {
    const limit = inOrder.slice(0, place).reduce((sum, before, index) => {
      const shared = range(p.shards).filter((shard) => conflict(p, tx, before, shard)).length;
      return sum + shared * (1 + waits[index].limit);
    }, 0);
    waits.push({ item: `T${tx}`, overtaken: entryOf(state, tx).wounds, limit });
  }
  return { blocks: [], queues: [], waits };
}
