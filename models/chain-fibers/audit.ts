/** What an X-fiber block has to be: what its collator makes of it, and what auditors check. */
import { isMerkleProof, merkleProof } from '../substrate/merkle.ts';
import {
  auditorsOf,
  fiberOf,
  fibersOf,
  keysIn,
  type Move,
  payerOf,
  type Transaction,
  transactionsOf,
  type Values,
} from './instance.ts';
import {
  accountsNow,
  type Block,
  type Frozen,
  fiberRoot,
  fiberTexts,
  type Leaf,
  type Leaves,
  type State,
} from './state.ts';

/** What a collator makes of a transaction. The first is what it should. */
export const manners = [
  'as it is',
  'without the debit',
  'with a leaf altered',
  'with fewer fibers',
] as const;
export type Manner = (typeof manners)[number];

export function collated(
  state: Frozen<State>,
  p: Values,
  tx: number,
  collator: number,
  as: Manner,
): Block {
  const transaction = transactionsOf(p)[tx];
  const before = accountsNow(state, p);
  if (as === 'with a leaf altered') {
    for (const { key, by } of transaction.moves) if (by < 0) before[key].value -= by;
    before[payerOf(transaction)].nonce = 0;
  }
  const writes = outcome(tx, transaction, before);
  const fibers = fibersOf(transaction, state.fibers);
  const block = {
    tx,
    payment: { moves: transaction.moves.map((move) => ({ ...move })) },
    collator,
    fibers: as === 'with fewer fibers' ? fibers.slice(0, 1) : fibers,
    among: state.fibers,
    before,
    writes: as === 'without the debit' ? writes.slice(1) : writes,
    signers: [],
  };
  return { ...block, signers: signersAtOnce(state, p, block) };
}

/** The debits and the credits. */
function outcome(tx: number, payment: Frozen<Transaction>, before: Leaves): Block['writes'] {
  return payment.moves.map(({ key, by }) => {
    const { value, nonce } = before[key];
    const isPayer = key === payerOf(payment);
    return { key, leaf: { value: value + by, nonce: isPayer ? nonce + 1 : nonce, by: tx } };
  });
}

/** Whether the transaction may run on these accounts: all of it, or nothing of it is executed. */
export function isPayable(payment: Frozen<Transaction>, before: Leaves): boolean {
  return (
    before[payerOf(payment)].nonce === 0 &&
    payment.moves.every(({ key, by }) => before[key].value + by >= 0)
  );
}

// ── checks of the auditors ───────────────────────────────────────────────────────────────────

/** Every input in its fibers is proven under the newest root of its fiber. */
function isProven(state: Frozen<State>, p: Values, block: Frozen<Block>): boolean {
  const now = accountsNow(state, p);
  return block.fibers.every((fiber) => {
    const [root, texts] = [
      fiberRoot(state, p, fiber, now),
      fiberTexts(state, p, fiber, block.before),
    ];
    return inputsOf(block)
      .filter(({ prefix }) => fiberOf(prefix, state.fibers) === fiber)
      .every(({ key }) => {
        const place = keysIn(p, fiber, state.fibers).indexOf(key);
        return isMerkleProof(root, texts[place], merkleProof(texts, place));
      });
  });
}

/** What it writes is what its transaction makes of what it says was there. */
export function isCorrect({ tx, payment, before, writes }: Frozen<Block>): boolean {
  const expected = outcome(tx, payment, before);
  const isSame = (one: Frozen<Leaf>, other: Leaf): boolean =>
    one.value === other.value && one.nonce === other.nonce && one.by === other.by;
  return (
    isPayable(payment, before) &&
    writes.length === expected.length &&
    expected.every(({ key, leaf }, at) => writes[at].key === key && isSame(writes[at].leaf, leaf))
  );
}

/** It touches nothing outside its fibers. */
export function isConfined(block: Frozen<Block>): boolean {
  return inputsOf(block).every(({ prefix }) => block.fibers.includes(fiberOf(prefix, block.among)));
}

/** What a challenge is about: anybody can tell it from the block alone. */
export function isSound(p: Values, block: Frozen<Block>): boolean {
  return isCorrect(block) && (!p.confined || isConfined(block));
}

export function isAcceptable(state: Frozen<State>, p: Values, block: Frozen<Block>): boolean {
  return isSound(p, block) && isProven(state, p, block);
}

function inputsOf({ payment }: Frozen<Block>): Frozen<Move[]> {
  return payment.moves;
}

// ── signatures ───────────────────────────────────────────────────────────────────────────────

export function assignedTo({ fibers }: Frozen<Block>): readonly number[] {
  return fibers.flatMap(auditorsOf);
}

/** With fused delivery honest auditors sign at once; those that are corrupt always do. */
export function signersAtOnce(state: Frozen<State>, p: Values, block: Frozen<Block>): number[] {
  const isGood = p.delivery === 'fused' && isAcceptable(state, p, block);
  return assignedTo(block).filter((auditor) => isGood || state.corrupt.includes(auditor));
}

export function isSigned(p: Values, block: Frozen<Block>): boolean {
  const assigned = assignedTo(block);
  return p.signatures === 'all'
    ? assigned.every((auditor) => block.signers.includes(auditor))
    : assigned.some((auditor) => block.signers.includes(auditor));
}

/** Whether it starts from the roots that its fibers have now. */
export function isUpToDate(state: Frozen<State>, p: Values, block: Frozen<Block>): boolean {
  const now = accountsNow(state, p);
  return block.fibers.every(
    (fiber) => fiberRoot(state, p, fiber, block.before) === fiberRoot(state, p, fiber, now),
  );
}
