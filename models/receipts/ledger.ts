/** What the state of the receipts model means in the vocabulary that all protocols share. */
import type {
  Access,
  AssetSupply,
  ChainView,
  Committed,
  HistoryView,
  MessageView,
  Part,
  TransactionView,
} from '../../checker/protocol.ts';
import type { Values } from './instance.ts';
import { destinationOf, type Leg, legsOf, sourceOf } from './presentation.ts';
import {
  type Block,
  balanceOf,
  balancesOf,
  claimsOf,
  type Frozen,
  isLost,
  isSame,
  knownReceipts,
  leafText,
  nameOf,
  paidBy,
  type Receipt,
  receiptsOf,
  type State,
  shardsOf,
  timesClaimed,
  transfersOf,
} from './state.ts';

// ── supply and messages ──────────────────────────────────────────────────────────────────────

/** Value is in flight while a canonical source emits it and no canonical chain has claimed it. */
export function supply(state: Frozen<State>, p: Values): readonly AssetSupply[] {
  const unclaimed = emitted(state, p).filter((receipt) => timesClaimed(state, receipt) === 0);
  const valueIn = (receipts: readonly Frozen<Receipt>[]): number =>
    receipts.reduce((sum, { value }) => sum + value, 0);
  return [
    {
      asset: 'coins',
      genesis: balancesOf(p).reduce((sum, balance) => sum + balance, 0),
      holdings: shardsOf(p).flatMap((shard) => [
        {
          place: nameOf(shard),
          owner: `account ${nameOf(shard)}`,
          amount: balanceOf(state, p, shard),
        },
        {
          place: nameOf(shard),
          owner: `others in ${nameOf(shard)}`,
          amount: state.shards[shard].blocks.reduce((sum, block) => sum + paidBy(p, block), 0),
        },
      ]),
      escrowed: 0,
      inFlight: valueIn(unclaimed.filter((receipt) => !isLost(state, receipt))),
      fees: 0,
      burned: valueIn(unclaimed.filter((receipt) => isLost(state, receipt))),
      minted: 0,
      spends: [
        ...everyReceipt(state, p).map((receipt) => ({
          unit: leafText(receipt),
          times: timesClaimed(state, receipt),
        })),
        ...transfersOf(p).map(([{ shard }], tx) => ({
          unit: `nonce of T${tx}`,
          times: state.shards[shard].blocks.filter((block) => isFirstOf(block, tx)).length,
        })),
      ],
    },
  ];
}

export function messages(state: Frozen<State>, p: Values): readonly MessageView[] {
  return everyReceipt(state, p).map((receipt) => {
    const isEmitted = receiptsOf(state, receipt.src).some((other) => isSame(other, receipt));
    return {
      id: leafText(receipt),
      emitted: isEmitted,
      consumed: shardsOf(p)
        .map((shard) => ({
          place: nameOf(shard),
          times: claimsOf(state, shard).filter(({ leaf }) => isSame(leaf, receipt)).length,
          causeInPast: isEmitted,
        }))
        .filter(({ times }) => times > 0),
    };
  });
}

function emitted(state: Frozen<State>, p: Values): readonly Frozen<Receipt>[] {
  return shardsOf(p).flatMap((shard) => receiptsOf(state, shard));
}

/** Receipts that a canonical chain has emitted or claimed. */
function everyReceipt(state: Frozen<State>, p: Values): readonly Frozen<Receipt>[] {
  const claimed = shardsOf(p).flatMap((shard) => claimsOf(state, shard).map(({ leaf }) => leaf));
  const all = [...emitted(state, p), ...claimed];
  return all.filter((receipt, index) => all.findIndex((one) => isSame(one, receipt)) === index);
}

// ── transactions ─────────────────────────────────────────────────────────────────────────────

/** Transfers of which anything is in effect, or was and is lost. */
export function transactions(state: Frozen<State>, p: Values): readonly TransactionView[] {
  const views: TransactionView[] = [];
  for (let id = 0; id < transfersOf(p).length; id++) {
    const parts = partsOf(state, p, id);
    if (parts.every((part) => part.state === 'absent')) continue;
    const isDone = parts.every((part) => part.state === 'final');
    const isUndone = parts.some((part) => part.state === 'undone');
    const outcome = isDone ? 'committed' : isUndone ? 'aborted' : 'open';
    views.push({ id, parts, outcome, pending: isPending(state, p, id) });
  }
  return views;
}

function partsOf(state: Frozen<State>, p: Values, tx: number): readonly Part[] {
  const [first, ...others] = transfersOf(p)[tx];
  const parts = [partOf(state, first.shard, 'debit', (block) => isFirstOf(block, tx))];
  for (const [index, { shard }] of others.entries()) {
    const leg = index === 0 ? 'transfer' : 'onward';
    parts.push(creditOf(state, p, tx, leg, shard, index === 0 ? 'credit' : leg));
  }
  if (p.callback) parts.push(creditOf(state, p, tx, 'callback', first.shard, 'callback'));
  return parts;
}

function creditOf(
  state: Frozen<State>,
  p: Values,
  tx: number,
  leg: Leg,
  at: number,
  what: string,
): Part {
  const part = partOf(state, at, what, ({ claimed }) => isLegOf(claimed?.leaf ?? null, tx, leg));
  const receipt = receiptOf(state, p, tx, leg);
  return receipt !== null && isLost(state, receipt) ? { ...part, state: 'undone' } : part;
}

function partOf(
  state: Frozen<State>,
  at: number,
  what: string,
  isIn: (block: Frozen<Block>) => boolean,
): Part {
  const { blocks, final } = state.shards[at];
  const height = blocks.findIndex(isIn);
  const standing = height < 0 ? 'absent' : height < final ? 'final' : 'applied';
  return { place: `${nameOf(at)} (${what})`, state: standing };
}

/** Whether it is the block in which a transaction begins. */
export function isFirstOf({ emitted: out, local }: Frozen<Block>, tx: number): boolean {
  return local === tx || isLegOf(out, tx, 'transfer');
}
function isLegOf(receipt: Frozen<Receipt> | null, tx: number, leg: Leg): boolean {
  return receipt !== null && receipt.tx === tx && receipt.kind === leg;
}

function receiptOf(state: Frozen<State>, p: Values, tx: number, leg: Leg): Frozen<Receipt> | null {
  const source = sourceOf(p, tx, leg);
  return receiptsOf(state, source).find((receipt) => isLegOf(receipt, tx, leg)) ?? null;
}

/** A receipt of it is emitted, and its root has not yet arrived where it is to be claimed. */
function isPending(state: Frozen<State>, p: Values, tx: number): boolean {
  return legsOf(p, tx).some((leg) => {
    const receipt = receiptOf(state, p, tx, leg);
    if (receipt === null || timesClaimed(state, receipt) > 0) return false;
    const [at, of] = [destinationOf(p, tx, leg), sourceOf(p, tx, leg)];
    return !knownReceipts(state, p, at, of).some((known) => isSame(known, receipt));
  });
}

// ── history and chains ───────────────────────────────────────────────────────────────────────

/**
 * A transfer is committed once its debit is final: nothing but its credit can follow. It reads and
 * writes the balance of each end, as far as final blocks show; the auditor reads one a shard.
 */
export function history(state: Frozen<State>, p: Values): HistoryView {
  const committed: Committed[] = [];
  for (const [id, [{ shard: src }]] of transfersOf(p).entries()) {
    if (writesOf(state, src, id).length === 0) continue;
    const writes = shardsOf(p).flatMap((shard) => writesOf(state, shard, id));
    const reads = writes.map(({ key, version }) => ({ key, version: version - 1 }));
    committed.push({ id, reads, writes, after: [] });
  }
  const reads = state.reads.flatMap((version, shard) =>
    version === null ? [] : [{ key: keyOf(shard), version }],
  );
  if (reads.length === state.reads.length) {
    committed.push({ id: transfersOf(p).length, reads, writes: [], after: [] });
  }
  return { transactions: committed };
}

const keyOf = (shard: number): string => `balance on ${nameOf(shard)}`;

/** Versions of the shard's balance that a transfer installed in final blocks. */
function writesOf(state: Frozen<State>, shard: number, tx: number): readonly Access[] {
  const { blocks, final } = state.shards[shard];
  return blocks
    .slice(0, final)
    .flatMap((block, height) =>
      writer(block) === tx
        ? [{ key: keyOf(shard), version: versionAt(state, shard, height + 1) }]
        : [],
    );
}

/** Version of the balance after the first `height` blocks: how many of them wrote it. */
export function versionAt(state: Frozen<State>, shard: number, height: number): number {
  return state.shards[shard].blocks.slice(0, height).filter((block) => writer(block) !== null)
    .length;
}

/** The transfer whose debit or credit a block is; a callback moves nothing. */
function writer({ claimed, emitted: out, local }: Frozen<Block>): number | null {
  if (claimed !== null) return claimed.leaf.kind === 'callback' ? null : claimed.leaf.tx;
  return out === null ? local : out.tx;
}

export function chains(state: Frozen<State>): readonly ChainView[] {
  return state.shards.map(({ blocks, final }, shard) => {
    const canonical = blocks.map((block, height) => `${height}: ${describe(block)}`);
    return { chain: nameOf(shard), canonical, final: canonical.slice(0, final) };
  });
}

export function describe({ claimed, emitted: out, local }: Frozen<Block>): string {
  if (claimed !== null) return `claims ${claimed.value} by ${leafText(claimed.leaf)}`;
  return out === null ? `performs T${local}` : `sends ${leafText(out)}`;
}
