/** What the log and its executors mean in the vocabulary that all protocols share. */
import {
  type AssetSupply,
  type ChainView,
  type MessageView,
  type Part,
  type ReplicasView,
  range,
  type TransactionView,
  type WorkView,
} from '../../checker/protocol.ts';
import { replay } from './full-node.ts';
import {
  accountsOf,
  keeperOf,
  logOf,
  logsOf,
  shardName,
  type Transaction,
  transactionsOf,
  type Values,
  writesOf,
} from './instance.ts';
import { jointResults, keptResults, positionsOf, type Results } from './joint.ts';
import {
  type Frozen,
  genesis,
  isOrdered,
  type Leaf,
  leafAfter,
  leafText,
  logTexts,
  type State,
} from './state.ts';

// ── supply and messages ──────────────────────────────────────────────────────────────────────

export function supply(state: Frozen<State>, p: Values): readonly AssetSupply[] {
  const accounts = accountsOf(p);
  return [
    {
      asset: 'coins',
      genesis: accounts.reduce((sum, { value }) => sum + value, 0),
      holdings: accounts.map(({ name, shard }, key) => ({
        place: shardName(shard),
        owner: name,
        amount: leafAfter(p, keptResults(state, p, key), key).value,
      })),
      escrowed: 0,
      inFlight: 0,
      fees: 0,
      burned: 0,
      minted: 0,
      spends: [...new Set(transactionsOf(p).map(nonceOf(p)))].map((unit) => ({
        unit,
        times: transactionsOf(p).reduce((times, transaction, tx) => {
          if (nonceOf(p)(transaction) !== unit) return times;
          return times + doneIn(keptResults(state, p, transaction.signer), tx).length;
        }, 0),
      })),
    },
    feeSupply(state, p),
  ];
}

function nonceOf(p: Values): (transaction: Transaction) => string {
  return ({ signer, nonce }) => `nonce ${nonce} of ${accountsOf(p)[signer].name}`;
}

/** A deposit of one unit a slot: set aside as blobs are ordered, and earned as they are executed. */
function feeSupply(state: Frozen<State>, p: Values): AssetSupply {
  const ordered = state.logs.reduce((sum, log) => sum + log.length, 0);
  const paid = logsOf(p).flatMap((log) => {
    const { results } = state.executors[log];
    return state.logs[log].map((_, position) =>
      isExecutedByAll(state, p, log, position) ? (results[position]?.fee ?? 0) : null,
    );
  });
  return {
    asset: 'units of fee',
    genesis: p.slots * state.logs.length,
    holdings: [
      { place: 'consensus', owner: 'deposits', amount: p.slots * state.logs.length - ordered },
    ],
    escrowed: paid.filter((fee) => fee === null).length,
    inFlight: 0,
    fees: paid.reduce<number>((sum, fee) => sum + (fee ?? 0), 0),
    burned: 0,
    minted: 0,
    spends: [],
  };
}

function isExecutedByAll(state: Frozen<State>, p: Values, log: number, position: number): boolean {
  return state.executors.every(
    ({ results }, executor) => logOf(p, executor) !== log || results[position] !== null,
  );
}

/** A transaction is a message to each shard that it writes; its cause is its blob in the log. */
export function messages(state: Frozen<State>, p: Values): readonly MessageView[] {
  const views: MessageView[] = [];
  for (const tx of range(transactionsOf(p).length)) {
    for (const shard of shardsWritten(p, tx)) {
      const keeper = keeperOf(p, shard);
      const times = doneIn(jointResults(state, p, keeper), tx).length;
      const emitted = isOrdered(state, tx, logOf(p, keeper));
      const place = shardName(shard);
      const consumed = times === 0 ? [] : [{ place, times, causeInPast: emitted }];
      if (emitted || times > 0) views.push({ id: `T${tx} to ${place}`, emitted, consumed });
    }
  }
  return views;
}

function doneIn(results: Results, tx: number): Results {
  return results.filter((result) => result.done && result.tx === tx);
}
function shardsWritten(p: Values, tx: number): readonly number[] {
  const shards = writesOf(transactionsOf(p)[tx]).map((key) => accountsOf(p)[key].shard);
  return [...new Set(shards)].sort();
}

// ── transactions ─────────────────────────────────────────────────────────────────────────────

/** Those that are in the log, and those whose effects somebody still has. */
export function transactions(state: Frozen<State>, p: Values): readonly TransactionView[] {
  const views: TransactionView[] = [];
  for (const tx of range(transactionsOf(p).length)) {
    const keepers = shardsWritten(p, tx).map((shard) => keeperOf(p, shard));
    const results = keepers.map((keeper) =>
      jointResults(state, p, keeper).filter((result) => result.tx === tx),
    );
    const isInLog = logsOf(p).some((log) => isOrdered(state, tx, log));
    if (!isInLog && results.every((ofKeeper) => ofKeeper.length === 0)) continue;
    const isPending = isInLog && !isExecuted(state, p, tx);
    const isDone = results.every((ofKeeper) => ofKeeper.some(({ done }) => done));
    views.push({
      id: tx,
      parts: shardsWritten(p, tx).map((shard, index) => ({
        place: shardName(shard),
        state: standing(state, p, tx, keepers[index], results[index]),
      })),
      outcome: isPending ? 'open' : isDone ? 'committed' : 'aborted',
      pending: isPending,
    });
  }
  return views;
}

/** Whether every log has it, and everybody has executed every blob of it. */
function isExecuted(state: Frozen<State>, p: Values, tx: number): boolean {
  return state.logs.every((entries, log) =>
    entries.every((entry, position) => entry.tx !== tx || isExecutedByAll(state, p, log, position)),
  );
}

function standing(
  state: Frozen<State>,
  p: Values,
  tx: number,
  keeper: number,
  results: Results,
): Part['state'] {
  const log = logOf(p, keeper);
  const blob = state.logs[log].findIndex((entry) => entry.tx === tx);
  const isFinal = blob >= 0 && blob < state.finals[log];
  if (results.some(({ done }) => done)) return isFinal ? 'final' : 'applied';
  return results.length > 0 && isFinal ? 'undone' : 'absent';
}

// ── chains ──────────────────────────────────────────────────────────────────────────

export function chains(state: Frozen<State>, p: Values): readonly ChainView[] {
  return state.logs.map((_, log) => {
    const canonical = logTexts(state, p, log).map((text, position) => `${position}: ${text}`);
    return {
      chain: state.logs.length === 1 ? 'log' : `log of ${shardName(log)}`,
      canonical,
      final: canonical.slice(0, state.finals[log]),
    };
  });
}

// ── replicas, work ───────────────────────────────────────────────────────────────────────────

/** What an executor has executed, and the leaves that it came to; beside full nodes that replay. */
export function replicas(state: Frozen<State>, p: Values): ReplicasView {
  return {
    executors: [
      ...state.executors.map(({ results }, executor) => {
        const texts = logTexts(state, p, logOf(p, executor));
        const ran = positionsOf(state, p, executor).map((position) => results[position]);
        const leaves = genesis(p).map((_, key) => leafAfter(p, ran, key));
        return {
          name: `executor ${executor}`,
          input: inputOf(texts, (position) => results[position] !== null),
          result: treeText(p, leaves),
        };
      }),
      ...logsOf(p).flatMap((log) =>
        replay(state, p, log).map((leaves, count) => ({
          name: 'a full node',
          input: inputOf(logTexts(state, p, log), (position) => position < count),
          result: treeText(p, leaves),
        })),
      ),
    ],
    writers: [],
  };
}

function inputOf(texts: readonly string[], isExecuted: (position: number) => boolean): string {
  return texts
    .flatMap((text, position) => (isExecuted(position) ? [`${position}: ${text}`] : []))
    .join('; ');
}
function treeText(p: Values, leaves: readonly Leaf[]): string {
  return leaves.map((leaf, key) => leafText(p, key, leaf)).join(', ');
}

// ── work ─────────────────────────────────────────────────────────────────────────────────────

/** Blobs that wait to be executed. Consensus makes no promise, but a pace that execution sets. */
const pace = 1;

export function work(state: Frozen<State>, p: Values): WorkView {
  return {
    blocks: [],
    queues: state.executors.map(({ results }, executor) => {
      const log = state.logs[logOf(p, executor)];
      return {
        queue: `the backlog of executor ${executor}`,
        length: log.filter((_, position) => results[position] === null).length,
        limit: pace,
      };
    }),
    waits: [],
  };
}
