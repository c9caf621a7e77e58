/**
 * Sealevel: one state, no shards. Transactions declare the accounts that they read and write, so
 * that a leader runs in parallel whatever does not conflict, and whoever replays its block can.
 *
 * Source      A. Yakovenko, "Sealevel: Parallel Processing Thousands of Smart Contracts", 2019;
 *             "What is Execution Sharding?", on account access as the alternative to shards
 * Adversary   Sends one transaction for each check of the runtime to refuse, sends a transaction
 *             again, and has a leader record a conflict within a batch.
 * Abstracted  Signatures, fees, and the fork choice between leaders. What a transaction stores is
 *             visible at once: nobody reads an account under an exclusive lock. The block reaches
 *             the replayer in order, batch by batch: there is no network that could reorder it.
 * Deviates    One leader, one block. A thread takes one transaction at a time, and a batch grows
 *             until the leader closes it; in the source a thread takes a batch. The replayer runs
 *             a transaction in one step, and those of a batch in any order.
 * Bounds      The transactions of one workload, each executed once; `attacks`.
 */
import { type ActionBuilder, protocol, type Rules, range } from '../../checker/protocol.ts';
import {
  ablations,
  accountsOf,
  isConflict,
  parameters,
  transactionsOf,
  variants,
} from './instance.ts';
import { run, store } from './leader.ts';
import * as ledger from './ledger.ts';
import { checks, execute, passes } from './runtime.ts';
import {
  type Frozen,
  hasConflict,
  initialState,
  isHolding,
  isRecorded,
  isReplayed,
  nextOf,
  openBatch,
  type State,
  wantedBy,
} from './state.ts';
import { symmetry } from './symmetry.ts';

interface Of {
  readonly tx: number;
}
const holdsItsLocks = (state: Frozen<State>, { tx }: Of): boolean =>
  state.jobs[tx].phase === 'locked';
const attackRule = 'an attack is left';

export const sealevel = protocol({
  name: 'sealevel',
  source: 'Yakovenko, Sealevel: Parallel Processing Thousands of Smart Contracts, 2019',
  section: '23',
  version: 1,
  parameters,
  init: initialState,
})({
  variants,
  ablations,
  actions: (p, action: ActionBuilder<State>) => {
    const txs = range(transactionsOf(p).length);
    const hostile = txs.filter((tx) => transactionsOf(p)[tx].hostile !== null);
    const attack = { [attackRule]: (state: Frozen<State>) => state.attacks < p.attacks };
    const namesOf = (accounts: readonly number[]): string =>
      accounts.map((account) => accountsOf(p)[account].name).join(', ');
    const passesChecks: Rules<State, Of> = Object.fromEntries(
      Object.entries(checks).map(([name, check]) => [
        name,
        (state: Frozen<State>, { tx }: Of) => {
          const next = nextOf(state, p, tx);
          return next === null || check(next, p);
        },
      ]),
    );
    const endsItsRun: Rules<State, Of> = {
      'it has run to its end': (state, { tx }) =>
        state.jobs[tx].phase === 'failed' ||
        (state.jobs[tx].phase === 'locked' && nextOf(state, p, tx) === null),
      'it is not in the block': (state, { tx }) => !isRecorded(state, tx),
    };
    const conflicts = (state: Frozen<State>, { tx }: Of): boolean =>
      openBatch(state)?.txs.some((other) => isConflict(p, tx, other)) ?? false;
    const record = (draft: State, tx: number): void => {
      const last = draft.batches.at(-1);
      if (last === undefined || last.isClosed) draft.batches.push({ txs: [tx], isClosed: false });
      else last.txs.push(tx);
    };
    const batches = range(txs.length - hostile.length + p.attacks);
    return {
      lock: action({
        actor: 'honest',
        over: { tx: txs },
        when: {
          'it waits for its turn': (state, { tx }) => state.jobs[tx].phase === 'queued',
          'it was not executed before': (state, { tx }) => !isRecorded(state, tx),
          'nobody writes what it declares': (state, { tx }) =>
            wantedBy(state, p, tx).every(({ account }) => state.locks[account].writer === null),
          'nobody reads what it writes': (state, { tx }) =>
            wantedBy(state, p, tx).every(
              ({ account, writable }) => !writable || state.locks[account].readers.length === 0,
            ),
        },
        then: (draft, { tx }) => {
          for (const { account, writable } of wantedBy(draft, p, tx)) {
            const lock = draft.locks[account];
            if (writable) lock.writer = tx;
            else lock.readers = [...lock.readers, tx].sort();
          }
          if (wantedBy(draft, p, tx).length === 0) draft.jobs[tx].phase = 'locked';
        },
        says: ({ tx }, state) =>
          `T${tx} locks ${namesOf(wantedBy(state, p, tx).map(({ account }) => account))}`,
      }),
      run: action({
        actor: 'honest',
        over: { tx: txs },
        when: {
          'it holds its locks': holdsItsLocks,
          'an instruction is left': (state, { tx }) => nextOf(state, p, tx) !== null,
          ...passesChecks,
        },
        then: (draft, { tx }) => run(draft, p, tx),
        says: ({ tx }, state) => `T${tx} runs instruction ${state.jobs[tx].next} on its copy`,
      }),
      fail: action({
        actor: 'honest',
        over: { tx: txs },
        when: {
          'it holds its locks': holdsItsLocks,
          'a check refuses the next instruction': (state, { tx }) => {
            const next = nextOf(state, p, tx);
            return next !== null && !passes(next, p);
          },
        },
        then: (draft, { tx }) => {
          draft.jobs[tx].phase = 'failed';
          draft.jobs[tx].copy = [];
        },
        says: ({ tx }) => `T${tx} fails, and its copy is thrown away`,
      }),
      record: action({
        actor: 'honest',
        over: { tx: txs },
        when: {
          ...endsItsRun,
          'nothing in the open batch conflicts with it': (state, args) => !conflicts(state, args),
        },
        then: (draft, { tx }) => record(draft, tx),
        says: ({ tx }, state) =>
          `the leader records T${tx} in ${openBatch(state) === null ? 'a new' : 'the open'} batch`,
      }),
      cram: action({
        actor: 'adversary',
        over: { tx: txs },
        when: {
          ...endsItsRun,
          'something in the open batch conflicts with it': conflicts,
        },
        bound: attack,
        then: (draft, { tx }) => {
          draft.attacks++;
          record(draft, tx);
        },
        says: ({ tx }) => `the leader records T${tx} in a batch that it conflicts with`,
      }),
      close: action({
        actor: 'honest',
        when: {
          'a batch is open': (state) => openBatch(state) !== null,
          'nothing in it holds a lock': (state) =>
            openBatch(state)?.txs.every((tx) => !isHolding(state, tx)) ?? true,
        },
        then: (draft) => {
          for (const batch of draft.batches) batch.isClosed = true;
        },
        says: () => 'the leader closes the batch',
        // Whatever conflicts with it waits for the next one.
        concerns: () => txs,
      }),
      store: action({
        actor: 'honest',
        over: { tx: txs },
        when: {
          'it holds its locks': holdsItsLocks,
          'it is in the block': (state, { tx }) => isRecorded(state, tx),
        },
        then: (draft, { tx }) => store(draft, tx),
        says: ({ tx }, state) => {
          const written = state.jobs[tx].copy.filter((one) => one.written);
          return `T${tx} stores ${namesOf(written.map(({ account }) => account))}`;
        },
      }),
      unlock: action({
        actor: 'honest',
        over: { tx: txs },
        when: {
          'it has stored or failed': (state, { tx }) =>
            state.jobs[tx].phase === 'stored' || state.jobs[tx].phase === 'failed',
          'it is in the block': (state, { tx }) => isRecorded(state, tx),
        },
        then: (draft, { tx }) => {
          draft.jobs[tx].phase = 'done';
          for (const lock of draft.locks) {
            if (lock.writer === tx) lock.writer = null;
            lock.readers = lock.readers.filter((reader) => reader !== tx);
          }
        },
        says: ({ tx }) => `T${tx} lets go of its locks`,
        // Whoever was refused for them tries again.
        concerns: () => txs,
      }),
      replay: action({
        actor: 'honest',
        over: { tx: txs, batch: batches },
        when: {
          'it is in that batch': (state, { tx, batch }) =>
            state.batches.length > batch && state.batches[batch].txs.includes(tx),
          'the batch is closed': (state, { batch }) => state.batches[batch].isClosed,
          'it is not replayed': (state, { tx, batch }) => !isReplayed(state, tx, batch),
          'the batches before it are replayed': (state, { batch }) =>
            state.batches
              .slice(0, batch)
              .every(({ txs }, earlier) => txs.every((tx) => isReplayed(state, tx, earlier))),
          'the batch has no conflict': (state, { batch }) => !hasConflict(p, state.batches[batch]),
        },
        then: (draft, { tx, batch }) => {
          const { bank, replays } = draft.replayer;
          const changed = execute(tx, p, (account) => bank[account]);
          for (const [account, content] of changed ?? []) bank[account] = { ...content };
          replays.push({ tx, batch, succeeded: changed !== null });
          replays.sort((one, other) => one.batch - other.batch || one.tx - other.tx);
        },
        says: ({ tx, batch }) => `the replayer executes T${tx} of batch ${batch}`,
        // Later batches wait for it.
        concerns: ({ batch }, state) => state.batches.slice(batch).flatMap(({ txs }) => txs),
      }),
      reject: action({
        actor: 'honest',
        when: {
          'it is not rejected': (state) => !state.replayer.rejected,
          'a closed batch has a conflict': (state) =>
            state.batches.some((batch) => batch.isClosed && hasConflict(p, batch)),
        },
        then: (draft) => {
          draft.replayer.rejected = true;
        },
        says: () => 'the replayer finds a conflict within a batch and rejects the block',
        concerns: () => txs,
      }),
      submit: action({
        actor: 'adversary',
        over: { tx: txs },
        when: {
          'it is not under way': (state, { tx }) =>
            state.jobs[tx].phase === 'absent' || state.jobs[tx].phase === 'done',
        },
        bound: attack,
        then: (draft, { tx }) => {
          draft.attacks++;
          draft.jobs[tx].phase = 'queued';
          draft.jobs[tx].next = 0;
        },
        says: ({ tx }, state) => {
          if (state.jobs[tx].phase === 'done') return `the adversary sends T${tx} again`;
          return `the adversary sends T${tx}, which ${transactionsOf(p)[tx].hostile}`;
        },
      }),
    };
  },
  symmetry,
  ledger: {
    supply: ledger.supply,
    transactions: ledger.transactions,
    messages: ledger.messages,
    history: ledger.history,
    replicas: ledger.replicas,
    work: ledger.work,
  },
});
