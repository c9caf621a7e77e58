/** What the state of the Sealevel model means in the vocabulary that all protocols share. */
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
import { accountsOf, isConflict, transactionsOf, type Values } from './instance.ts';
import { type Frozen, isHolding, isRecorded, isReplayed, type State } from './state.ts';

// ── supply ───────────────────────────────────────────────────────────────────────────────────

/** Twice: what the leader holds, and what the replayer does. */
export function supply(state: Frozen<State>, p: Values): readonly AssetSupply[] {
  const bankOf = (place: string, bank: readonly { lamports: number }[]): AssetSupply => ({
    asset: `lamports at the ${place}`,
    genesis: accountsOf(p).reduce((sum, { lamports }) => sum + lamports, 0),
    holdings: bank.map(({ lamports }, account) => ({
      place,
      owner: accountsOf(p)[account].name,
      amount: lamports,
    })),
    escrowed: 0,
    inFlight: 0,
    fees: 0,
    burned: 0,
    minted: 0,
    spends: range(transactionsOf(p).length).map((tx) => ({
      unit: `the signature of T${tx} at the ${place}`,
      times: place === 'leader' ? timesStored(state, tx) : timesReplayed(state, tx),
    })),
  });
  return [bankOf('leader', state.bank), bankOf('replayer', state.replayer.bank)];
}

function timesStored(state: Frozen<State>, tx: number): number {
  const times = state.bank.map(
    ({ writers }) => writers.filter((writer) => writer.tx === tx).length,
  );
  return Math.max(...times);
}
function timesReplayed(state: Frozen<State>, tx: number): number {
  return state.replayer.replays.filter((replay) => replay.tx === tx && replay.succeeded).length;
}

// ── transactions and messages ────────────────────────────────────────────────────────────────

export function transactions(state: Frozen<State>, p: Values): readonly TransactionView[] {
  const { rejected } = state.replayer;
  return state.jobs.flatMap(({ phase }, id) => {
    if (phase === 'absent') return [];
    const outcome = outcomeOf(state, id);
    const isUnreplayed = isRecorded(state, id) && !isReplayedEverywhere(state, id);
    const pending = !rejected && (isHolding(state, id) || isUnreplayed);
    return [{ id, parts: partsOf(state, p, id, outcome), outcome, pending }];
  });
}

function outcomeOf(state: Frozen<State>, tx: number): TransactionView['outcome'] {
  if (state.replayer.rejected) return 'aborted';
  const { phase } = state.jobs[tx];
  if (timesStored(state, tx) > 0) return isReplayedEverywhere(state, tx) ? 'committed' : 'open';
  const isOver = phase === 'queued' || phase === 'done';
  return phase === 'failed' || (isOver && isRecorded(state, tx)) ? 'aborted' : 'open';
}

function isReplayedEverywhere(state: Frozen<State>, tx: number): boolean {
  return state.batches.every(({ txs }, batch) => !txs.includes(tx) || isReplayed(state, tx, batch));
}

/** Its effects at the leader: on what it declares writable, and whatever else it wrote. */
function partsOf(
  state: Frozen<State>,
  p: Values,
  tx: number,
  outcome: TransactionView['outcome'],
): readonly Part[] {
  return accountsOf(p).flatMap(({ name }, account): Part[] => {
    const isWritten = state.bank[account].writers.some((writer) => writer.tx === tx);
    const isDeclared = transactionsOf(p)[tx].declared.some(
      (one) => one.account === account && one.writable,
    );
    if (!isWritten && !isDeclared) return [];
    if (outcome === 'aborted' && (state.replayer.rejected || !isWritten)) {
      return [{ place: name, state: 'undone' }];
    }
    if (!isWritten) return [{ place: name, state: 'absent' }];
    return [{ place: name, state: outcome === 'committed' ? 'final' : 'applied' }];
  });
}

/**
 * The block is what the leader tells the replayer. The cause of a replay is the record of the
 * transaction, with everything before it that it may depend on.
 */
export function messages(state: Frozen<State>, p: Values): readonly MessageView[] {
  return range(transactionsOf(p).length)
    .filter((tx) => isRecorded(state, tx))
    .map((tx) => {
      const replays = state.replayer.replays.filter((replay) => replay.tx === tx);
      const causeInPast = replays.every(({ batch }) =>
        state.batches
          .slice(0, batch)
          .every(({ txs }, earlier) =>
            txs.every((other) => !isConflict(p, tx, other) || isReplayed(state, other, earlier)),
          ),
      );
      const consumed = { place: 'the replayer', times: replays.length, causeInPast };
      return { id: `T${tx}`, emitted: true, consumed: replays.length === 0 ? [] : [consumed] };
    });
}

// ── history ──────────────────────────────────────────────────────────────────────────────────

/** What the leader's bank went through. */
export function history(state: Frozen<State>, p: Values): HistoryView {
  const nameOf = (account: number): string => accountsOf(p)[account].name;
  const committed: Committed[] = [];
  for (const [id, job] of state.jobs.entries()) {
    const writes = state.bank.flatMap(({ writers }, account) =>
      writers.flatMap(({ tx }, place) =>
        tx === id ? [{ key: nameOf(account), version: place + 1 }] : [],
      ),
    );
    if (writes.length === 0) continue;
    const reads = job.reads.map(({ account, version }) => ({ key: nameOf(account), version }));
    committed.push({ id, reads, writes, after: [] });
  }
  return { transactions: committed };
}

// ── replicas and work ────────────────────────────────────────────────────────────────────────

/** The leader once it has stored all that it recorded, the replayer once it has replayed that. */
export function replicas(state: Frozen<State>): ReplicasView {
  const input = JSON.stringify(state.batches.map(({ txs }) => txs));
  const recorded = state.batches.flatMap(({ txs }) => txs);
  const outcomes = (hasSucceeded: (tx: number) => boolean): string =>
    [...new Set(recorded)]
      .sort()
      .map((tx) => `T${tx} ${hasSucceeded(tx) ? 'ok' : 'failed'}`)
      .join(', ');
  const contents = (bank: readonly { lamports: number; data: number }[]): string =>
    bank.map(({ lamports, data }) => `${lamports}/${data}`).join(' ');
  const executors: Executor[] = [];
  if (recorded.length === 0) return { executors, writers: [] };
  if (recorded.every((tx) => state.jobs[tx].phase !== 'locked')) {
    const done = outcomes((tx) => timesStored(state, tx) > 0);
    executors.push({ name: 'the leader', input, result: `${contents(state.bank)}, ${done}` });
  }
  const { bank, rejected } = state.replayer;
  if (!rejected && recorded.every((tx) => isReplayedEverywhere(state, tx))) {
    const done = outcomes((tx) => timesReplayed(state, tx) > 0);
    executors.push({ name: 'the replayer', input, result: `${contents(bank)}, ${done}` });
  }
  return { executors, writers: [] };
}

/** Executing a transaction takes no more accounts than it declares. */
export function work(state: Frozen<State>, p: Values): WorkView {
  const blocks = state.jobs.map(({ copy, reads }, tx) => ({
    block: `the execution of T${tx}`,
    work: Math.max(copy.length, reads.length),
    limit: transactionsOf(p)[tx].declared.length,
  }));
  return { blocks, queues: [], waits: [] };
}
