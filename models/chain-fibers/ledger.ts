/** What the master chain means in the vocabulary that all protocols share. */
import {
  type Access,
  type AssetSupply,
  type ChainView,
  type HistoryView,
  type MessageView,
  type Part,
  type ReplicasView,
  range,
  type Spend,
  type TransactionView,
  type WorkView,
} from '../../checker/protocol.ts';
import { isPayable } from './audit.ts';
import { accountsOf, fiberOf, payerOf, transactionsOf, type Values } from './instance.ts';
import {
  accountsAfter,
  accountsNow,
  type Block,
  canonicalBlocks,
  type Frozen,
  leafText,
  masterBlocks,
  type State,
} from './state.ts';

const placeOf = (state: Frozen<State>, p: Values, key: number): string =>
  `fiber ${fiberOf(accountsOf(p)[key].prefix, state.fibers)}`;

function blocksOf(state: Frozen<State>, p: Values, tx: number): readonly Frozen<Block>[] {
  return canonicalBlocks(state, p.inside).filter((block) => block.tx === tx);
}
const writesKey = (block: Frozen<Block>, wanted: number): boolean =>
  block.writes.some(({ key }) => key === wanted);

// ── supply and messages ──────────────────────────────────────────────────────────────────────

export function supply(state: Frozen<State>, p: Values): readonly AssetSupply[] {
  const accounts = accountsOf(p);
  const now = accountsNow(state, p);
  return [
    {
      asset: 'coins',
      genesis: accounts.reduce((sum, { value }) => sum + value, 0),
      holdings: accounts.map(({ name }, key) => ({
        place: placeOf(state, p, key),
        owner: name,
        amount: now[key].value,
      })),
      escrowed: 0,
      inFlight: 0,
      fees: 0,
      burned: 0,
      minted: 0,
      spends: [...nonces(state, p), ...spentLeaves(state, p)],
    },
  ];
}

function nonces(state: Frozen<State>, p: Values): readonly Spend[] {
  const payers = canonicalBlocks(state, p.inside).map(({ tx }) => payerOf(transactionsOf(p)[tx]));
  return accountsOf(p).map(({ name }, key) => ({
    unit: `nonce 0 of ${name}`,
    times: payers.filter((payer) => payer === key).length,
  }));
}

/** What an account held at one time pays for one transaction: the next one finds what is left. */
function spentLeaves(state: Frozen<State>, p: Values): readonly Spend[] {
  const units = canonicalBlocks(state, p.inside).flatMap(({ payment, before }) =>
    payment.moves
      .filter(({ by }) => by < 0)
      .map(({ key }) => `what there was in ${leafText(p, key, before[key])}`),
  );
  return [...new Set(units)].map((unit) => ({
    unit,
    times: units.filter((other) => other === unit).length,
  }));
}

/** A credit is a message to its fiber; its causes are the debits in the same X-fiber block. */
export function messages(state: Frozen<State>, p: Values): readonly MessageView[] {
  return transactionsOf(p).flatMap(({ moves }, tx) => {
    const blocks = blocksOf(state, p, tx);
    const debits = moves.filter(({ by }) => by < 0);
    const isPaid = (block: Frozen<Block>): boolean =>
      debits.every(({ key }) => writesKey(block, key));
    return moves.flatMap(({ key, by }): MessageView[] => {
      const credits = blocks.filter((block) => writesKey(block, key));
      const emitted = blocks.some(isPaid);
      if (by < 0 || (credits.length === 0 && !emitted)) return [];
      const place = placeOf(state, p, key);
      const [times, causeInPast] = [credits.length, credits.every(isPaid)];
      const consumed = times === 0 ? [] : [{ place, times, causeInPast }];
      return [{ id: `T${tx} credits ${accountsOf(p)[key].name}`, emitted, consumed }];
    });
  });
}

// ── transactions ─────────────────────────────────────────────────────────────────────────────

/** All of them: users have submitted them from the start. */
export function transactions(state: Frozen<State>, p: Values): readonly TransactionView[] {
  const final = state.final.flat();
  const leaves = accountsAfter(p, final);
  return transactionsOf(p).map((transaction, tx) => {
    const isFinal = final.some((block) => block.tx === tx);
    // What is missing is missing for good: nobody gives anything to an account that others take from.
    const isVoid = !isFinal && !isPayable(transaction, leaves);
    const standing = (key: number): Part['state'] => {
      if (!blocksOf(state, p, tx).some((block) => writesKey(block, key))) {
        return isVoid ? 'undone' : 'absent';
      }
      return isFinal ? 'final' : 'applied';
    };
    return {
      id: tx,
      parts: transaction.moves.map(({ key }) => ({
        place: placeOf(state, p, key),
        state: standing(key),
      })),
      outcome: isFinal ? 'committed' : isVoid ? 'aborted' : 'open',
      pending: state.waiting[tx] !== null,
    };
  });
}

// ── history, chains ──────────────────────────────────────────────────────────────────────────

/** A transaction that two blocks carry is two transactions here. */
export function history(state: Frozen<State>, p: Values): HistoryView {
  const blocks = canonicalBlocks(state, p.inside);
  const access = (key: number, version: number): Access => ({
    key: accountsOf(p)[key].name,
    version,
  });
  /** How many blocks up to this one write the account. */
  const versionAt = (key: number, place: number): number =>
    blocks.slice(0, place + 1).filter((block) => writesKey(block, key)).length;
  const versionBy = (key: number, by: number | null): number => {
    if (by === null) return 0;
    const place = blocks.findIndex(({ tx }) => tx === by);
    return place < 0 ? neverInstalled : versionAt(key, place);
  };
  return {
    transactions: blocks.map(({ tx, payment, before, writes }, place) => {
      const copies = blocks.slice(0, place).filter((block) => block.tx === tx).length;
      return {
        id: tx + copies * transactionsOf(p).length,
        reads: payment.moves.map(({ key }) => access(key, versionBy(key, before[key].by))),
        writes: writes.map(({ key }) => access(key, versionAt(key, place))),
        after: [],
      };
    }),
  };
}
/** What was read has been reverted. */
const neverInstalled = 1_000;

export function chains(state: Frozen<State>): readonly ChainView[] {
  const names = masterBlocks(state).map(nameOf);
  return [
    {
      chain: 'master chain',
      canonical: names.filter((name) => name !== ''),
      final: names.slice(0, state.final.length),
    },
  ];
}
/** Empty blocks have no name: they say nothing. */
function nameOf(blocks: readonly Frozen<Block>[]): string {
  return blocks
    .map(({ tx, fibers, writes }) => {
      const written = writes.map(({ key, leaf }) => `${key}=${leaf.value}`);
      return `T${tx} in ${fibers.join('+')}: ${written.join(', ')}`;
    })
    .join('; ');
}

// ── replicas, work ───────────────────────────────────────────────────────────────────────────

/** Two nodes that apply the X-fiber blocks of a master block in opposite orders. */
export function replicas(state: Frozen<State>, p: Values): ReplicasView {
  const input = masterBlocks(state).map(nameOf).join(' | ');
  const orders = ['as listed', 'reversed'] as const;
  return {
    executors: orders.map((order) => ({
      name: `a node that applies them ${order}`,
      input,
      result: accountsAfter(p, canonicalBlocks(state, order))
        .map((leaf, key) => leafText(p, key, leaf))
        .join(', '),
    })),
    writers: masterBlocks(state).flatMap((blocks, height) =>
      range(accountsOf(p).length).map((key) => ({
        key: accountsOf(p)[key].name,
        epoch: `master block ${height}`,
        writers: blocks.filter((block) => writesKey(block, key)).map(({ tx }) => `T${tx}`),
      })),
    ),
  };
}

/** Auditors of a fiber look at one X-fiber block a master block. */
export function work(state: Frozen<State>): WorkView {
  return {
    blocks: masterBlocks(state).flatMap((blocks, height) =>
      range(state.fibers).map((fiber) => ({
        block: `fiber ${fiber} in master block ${height}`,
        work: blocks.filter(({ fibers }) => fibers.includes(fiber)).length,
        limit: 1,
      })),
    ),
    queues: [],
    waits: [],
  };
}
