/** Janus: what a state means in the vocabulary that all protocols share. */
import {
  type AssetSupply,
  type Committed,
  type Executor,
  type HistoryView,
  type MessageView,
  type Part,
  type ReplicasView,
  range,
  type TransactionView,
  type WorkView,
} from '../../checker/protocol.ts';
import {
  conflict,
  hostsOf,
  isHosted,
  listOf,
  type Parameters,
  pieceAt,
  replicasOf,
  serverName,
  serversIn,
  shardName,
  shardOf,
  shardsIn,
  shardsOf,
  transactionsIn,
} from './instance.ts';
import { amountOf, isTaking, programOf } from './pieces.ts';
import { entryAt, isCommitted, isExecuted, isFinished, isOnItsWay, type View } from './state.ts';

/**
 * The replica that speaks for its shard: one that executed most. Where those differ, it depends on
 * what they hold and not on their names, so that replicas may change places.
 */
function speakerOf(state: View, p: Parameters, shard: number): number {
  const executed = (server: number): number =>
    transactionsIn(p).filter((tx) => isExecuted(state, { tx, server })).length;
  const [first = 0, ...others] = replicasOf(p, shard);
  return others.reduce((best, one) => {
    const more = executed(one) - executed(best);
    if (more !== 0) return more > 0 ? one : best;
    return textOf(state, one) < textOf(state, best) ? one : best;
  }, first);
}
function textOf(state: View, server: number): string {
  return JSON.stringify(state.servers[server]);
}

// ── transactions ─────────────────────────────────────────────────────────────────────────────

function isSubmitted(state: View, tx: number): boolean {
  return state.coordinators[tx].phase !== 'new';
}

/**
 * Nobody but a transaction reads a shard, so what is visible of a transaction is what others have
 * seen of it: all of its pieces, or none. Where one has seen some of them and missed others, the
 * parts are as that one saw them; else they are in effect once the client has the result. A piece
 * that was executed to no effect has none.
 * What somebody sees who reads servers without a transaction is a property of its own.
 */
export function transactionsOf(state: View, p: Parameters): readonly TransactionView[] {
  return transactionsIn(p)
    .filter((tx) => isSubmitted(state, tx))
    .map((tx) => {
      const isOut = isFinished(state, p, tx);
      const inEffect = shardsOf(p, tx).filter((shard) => hasEffect(state, p, tx, shard));
      const torn = transactionsIn(p)
        .map((other) => sightOf(state, p, tx, other))
        .find(({ seen, missed }) => seen.length > 0 && missed.length > 0);
      const parts = shardsOf(p, tx).map((shard): Part => {
        const place = shardName(p, shard);
        if (torn !== undefined) {
          return { place, state: torn.seen.includes(shard) ? 'final' : 'absent' };
        }
        if (!isOut) return { place, state: 'absent' };
        return { place, state: inEffect.includes(shard) ? 'final' : 'undone' };
      });
      const decision = inEffect.length > 0 ? 'committed' : 'aborted';
      const outcome = isOut ? decision : 'open';
      return { id: tx, parts, outcome, pending: isPending(state, p, tx) };
    });
}

/** Whether a replica has executed its piece there, and not to no effect. */
function hasEffect(state: View, p: Parameters, tx: number, shard: number): boolean {
  const isRead = pieceAt(p, tx, shard)?.mode === 'R';
  return replicasOf(p, shard).some((server) => {
    const { applied, installed } = entryAt(state, { tx, server });
    return applied > 0 && (isRead || installed !== null);
  });
}

/** The shards at which another transaction has read what this one wrote, or what was before. */
function sightOf(
  state: View,
  p: Parameters,
  tx: number,
  other: number,
): { readonly seen: readonly number[]; readonly missed: readonly number[] } {
  const shared = shardsIn(p).filter(
    (shard) => tx !== other && pieceAt(p, tx, shard)?.mode === 'W' && pieceAt(p, other, shard),
  );
  const [seen, missed]: [number[], number[]] = [[], []];
  for (const shard of shared) {
    const server = speakerOf(state, p, shard);
    const { found } = entryAt(state, { tx: other, server });
    const { installed } = entryAt(state, { tx, server });
    if (found === null) continue;
    const isSeen = installed !== null && found >= installed;
    (isSeen ? seen : missed).push(shard);
  }
  return { seen, missed };
}

/** A replica that is up is still to execute it, or a request is still to be read. */
function isPending(state: View, p: Parameters, tx: number): boolean {
  return hostsOf(p, tx).some(
    (server) =>
      state.servers[server].up &&
      (isCommitted(state, { tx, server })
        ? !isExecuted(state, { tx, server })
        : hasSomethingToRead(state, p, tx, server)),
  );
}

function hasSomethingToRead(state: View, p: Parameters, tx: number, server: number): boolean {
  const { phase, ballot } = state.coordinators[tx];
  const isNew = entryAt(state, { tx, server }).status === 'none';
  return (
    (isNew && isOnItsWay(state, p, 'ask', { tx, server, ballot: 0 })) ||
    isOnItsWay(state, p, 'commit', { tx, server, ballot }) ||
    phase !== 'lost'
  );
}

// ── supply and messages ──────────────────────────────────────────────────────────────────────

/**
 * A transfer is in flight from the execution of its debit to that of its credit; where the credit
 * comes first, what is in flight is negative. Once all of it is executed nothing is.
 */
export function supplyOf(state: View, p: Parameters): readonly AssetSupply[] {
  const shards = shardsIn(p);
  const speakers = shards.map((shard) => speakerOf(state, p, shard));
  const { stores } = programOf(p.workload);
  const holdings = shards.flatMap((shard) =>
    stores[shard].map(({ name }, store) => ({
      place: shardName(p, shard),
      owner: name,
      amount: state.servers[speakers[shard]].balances[store],
    })),
  );
  let inFlight = 0;
  for (const tx of transactionsIn(p)) {
    const executed = shardsOf(p, tx).filter((shard) =>
      isExecuted(state, { tx, server: speakers[shard] }),
    );
    if (executed.length === shardsOf(p, tx).length) continue;
    for (const shard of executed) {
      const { installed } = entryAt(state, { tx, server: speakers[shard] });
      if (installed !== null) inFlight -= amountOf(pieceAt(p, tx, shard));
    }
  }
  const spends = transactionsIn(p).flatMap((tx) =>
    shardsOf(p, tx)
      .filter((shard) => isTaking(pieceAt(p, tx, shard)))
      .map((shard) => ({
        unit: `the coin of T${tx} at ${shardName(p, shard)}`,
        times: entryAt(state, { tx, server: speakers[shard] }).applied,
      })),
  );
  const genesis = stores.flat().reduce((sum, { initial }) => sum + initial, 0);
  const none = { escrowed: 0, fees: 0, burned: 0, minted: 0 };
  return [{ asset: 'coins', genesis, holdings, inFlight, spends, ...none }];
}

/** The commits: what crosses from the coordinator to each server that has a piece. */
export function messagesOf(state: View, p: Parameters): readonly MessageView[] {
  return transactionsIn(p).flatMap((tx) => {
    const isSent = state.coordinators[tx].proposals.some((proposal) => proposal !== null);
    return serversIn(p).flatMap((server) => {
      const place = serverName(p, server);
      const times = entryAt(state, { tx, server }).applied;
      const emitted = isSent && isHosted(p, tx, server);
      const causeInPast = emitted && hasItsPast(state, p, tx, server);
      const consumed = times === 0 ? [] : [{ place, times, causeInPast }];
      if (!emitted && times === 0) return [];
      return [{ id: `the commit of T${tx} at ${place}`, emitted, consumed }];
    });
  });
}

/**
 * What a piece names as its causes is what its transaction depends on, where that does not depend
 * on it in turn: it was executed here before. A key counts its writes, so the order can be read
 * off the versions.
 */
function hasItsPast(state: View, p: Parameters, tx: number, server: number): boolean {
  const causes = pastOf(state, p, tx);
  const own = entryAt(state, { tx, server });
  return [...causes].every((cause) => {
    if (!conflict(p, tx, cause, shardOf(p, server)) || pastOf(state, p, cause).has(tx)) return true;
    const { applied, found, installed } = entryAt(state, { tx: cause, server });
    if (applied === 0 || found === null) return false;
    if (installed !== null) return (own.found ?? 0) >= installed;
    // Where both wrote nothing, nobody can tell their order.
    return own.installed === null || own.installed > found;
  });
}

/** All that a transaction was committed to come after, by what any server knows. */
function pastOf(state: View, p: Parameters, tx: number): ReadonlySet<number> {
  const parents = (one: number): readonly number[] =>
    hostsOf(p, one).flatMap((server) =>
      isCommitted(state, { tx: one, server }) ? entryAt(state, { tx: one, server }).dep : [],
    );
  const past = new Set(parents(tx));
  for (const one of past) for (const parent of parents(one)) past.add(parent);
  return past;
}

// ── history, replicas, work ──────────────────────────────────────────────────────────────────

/** Whoever is executed somewhere, each access from the moment that it happened. */
export function historyOf(state: View, p: Parameters): HistoryView {
  const transactions = transactionsIn(p).flatMap((tx): Committed[] => {
    const accesses = shardsOf(p, tx).map((shard) => ({
      key: shardName(p, shard),
      ...entryAt(state, { tx, server: speakerOf(state, p, shard) }),
    }));
    const reads = accesses.flatMap(({ key, found }) =>
      found === null ? [] : [{ key, version: found }],
    );
    const writes = accesses.flatMap(({ key, installed }) =>
      installed === null ? [] : [{ key, version: installed }],
    );
    const { after } = state.coordinators[tx];
    return reads.length === 0 ? [] : [{ id: tx, reads, writes, after }];
  });
  return { transactions };
}

/**
 * Replicas of a shard that executed the same pieces hold the same key and have read the same, and
 * servers that have a transaction committed name the same dependencies of it.
 */
export function replicasOfAll(state: View, p: Parameters): ReplicasView {
  const executors = serversIn(p).flatMap((server): Executor[] => {
    const name = serverName(p, server);
    const pieces = transactionsIn(p).filter((tx) => isExecuted(state, { tx, server }));
    const found = pieces.map((tx) => {
      const { found, installed } = entryAt(state, { tx, server });
      return `T${tx} read ${found}, wrote ${installed}`;
    });
    const { version, balances } = state.servers[server];
    const result = [...found, `version ${version}`, `balances ${balances}`].join(', ');
    const ofShard = `${listOf(pieces)} at ${shardName(p, shardOf(p, server))}`;
    const graph = transactionsIn(p)
      .filter((tx) => isCommitted(state, { tx, server }))
      .map((tx) => ({
        name: `T${tx} at ${name}`,
        input: `T${tx} is committed`,
        result: `dependencies: ${listOf(entryAt(state, { tx, server }).dep)}`,
      }));
    return [{ name, input: ofShard, result }, ...graph];
  });
  return { executors, writers: [] };
}

/**
 * The graph that a server carries for a piece: all of its ancestors. Those that share a key with
 * the transaction are what any protocol has to order it against.
 */
export function workOf(state: View, p: Parameters): WorkView {
  const queues = transactionsIn(p).flatMap((tx) => {
    const rivals = transactionsIn(p).filter((other) =>
      range(shardsIn(p).length).some((shard) => conflict(p, tx, other, shard)),
    );
    const isAnywhere = hostsOf(p, tx).some((server) => isCommitted(state, { tx, server }));
    if (!isAnywhere) return [];
    const length = [...pastOf(state, p, tx)].filter((other) => other !== tx).length;
    return [{ queue: `the graph of T${tx}`, length, limit: rivals.length }];
  });
  return { blocks: [], queues, waits: [] };
}
