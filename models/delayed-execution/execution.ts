/** How an executor judges a blob: its witness, brought up to date, and what it is worth. */
import { isMerkleProof, merkleProof, merkleRoot } from '../substrate/merkle.ts';
import {
  accountsOf,
  logOf,
  type Transaction,
  touches,
  transactionsOf,
  type Values,
  writesOf,
} from './instance.ts';
import {
  type Entry,
  type Frozen,
  type Leaf,
  lastWrite,
  leafAfter,
  leafText,
  type Result,
  resultsUpTo,
  rootsOf,
  type State,
  sequenceOf,
} from './state.ts';

/** An executor and a position of its log. */
export interface Turn {
  readonly executor: number;
  readonly position: number;
}
export const entryAt = (state: Frozen<State>, p: Values, turn: Turn): Frozen<Entry> | null =>
  state.logs[logOf(p, turn.executor)].at(turn.position) ?? null;

/** Where the position stands in the sequence that the executor runs, or -1. */
function placeOf(state: Frozen<State>, p: Values, { executor, position }: Turn): number {
  return sequenceOf(state, p, executor).indexOf(position);
}

// ── scheduling ───────────────────────────────────────────────────────────────────────────────

/**
 * Blobs run in parallel unless their access lists overlap; and the executor must have come to the
 * root that the witness is proven against.
 */
export function isItsTurn(state: Frozen<State>, p: Values, turn: Turn): boolean {
  const entry = entryAt(state, p, turn);
  if (entry === null) return false;
  const log = state.logs[logOf(p, turn.executor)];
  const { results } = state.executors[turn.executor];
  const place = placeOf(state, p, turn);
  if (place < 0) return false;
  return sequenceOf(state, p, turn.executor)
    .slice(0, place)
    .every(
      (position, earlier) =>
        results[position] !== null ||
        (earlier >= entry.at && !log[position].access.some((key) => entry.access.includes(key))),
    );
}

// ── checks ───────────────────────────────────────────────────────────────────────────────────

/** Every declared leaf is proven to be under the root that the executor itself has come to. */
export function isProven(state: Frozen<State>, p: Values, turn: Turn): boolean {
  const entry = entryAt(state, p, turn);
  if (entry === null) return false;
  const prover = entry.leaves.map((leaf, key) => leafText(p, key, leaf));
  return knownRoots(state, p, turn, entry).some((root) =>
    entry.access.every((key) => isMerkleProof(root, prover[key], merkleProof(prover, key))),
  );
}

function knownRoots(
  state: Frozen<State>,
  p: Values,
  turn: Turn,
  { at }: Frozen<Entry>,
): readonly string[] {
  const texts = (leaves: readonly Frozen<Leaf>[]): readonly string[] =>
    leaves.map((leaf, key) => leafText(p, key, leaf));
  const roots: string[] = [];
  if (at <= placeOf(state, p, turn)) {
    const results = resultsUpTo(state, p, turn.executor, at);
    roots.push(merkleRoot(texts(accountsOf(p).map((_, key) => leafAfter(p, results, key)))));
  }
  if (p.roots === 'any')
    roots.push(...rootsOf(state, p).map(({ leaves }) => merkleRoot(texts(leaves))));
  return roots;
}

export function isDeclared(state: Frozen<State>, p: Values, turn: Turn): boolean {
  const entry = entryAt(state, p, turn);
  if (entry === null) return false;
  return touches(transactionsOf(p)[entry.tx]).every((key) => entry.access.includes(key));
}

export function isNonceNext(state: Frozen<State>, p: Values, turn: Turn): boolean {
  const entry = entryAt(state, p, turn);
  if (entry === null) return false;
  const { signer, nonce } = transactionsOf(p)[entry.tx];
  return valueFor(state, p, turn, entry, signer).nonce === nonce;
}

export function canPay(state: Frozen<State>, p: Values, turn: Turn): boolean {
  const entry = entryAt(state, p, turn);
  if (entry === null) return false;
  return transactionsOf(p)[entry.tx].moves.every(
    ({ key, amount }) => valueFor(state, p, turn, entry, key).value + amount >= 0,
  );
}

/** The checks in their order; the outcome of a blob is the same at everybody who makes them. */
export function isValid(state: Frozen<State>, p: Values, turn: Turn): boolean {
  if (!isProven(state, p, turn)) return false;
  if (p.declarations && !isDeclared(state, p, turn)) return false;
  if (p.nonces && !isNonceNext(state, p, turn)) return false;
  return canPay(state, p, turn);
}

// ── values ───────────────────────────────────────────────────────────────────────────────────

/**
 * What a transaction sees of an account: the newest write since the root of its witness, else the
 * witness. What it has not declared has no witness: there the executor looks into its own state.
 */
function valueFor(
  state: Frozen<State>,
  p: Values,
  turn: Turn,
  entry: Frozen<Entry>,
  key: number,
): Leaf {
  const earlier = resultsUpTo(state, p, turn.executor, placeOf(state, p, turn));
  if (!entry.access.includes(key)) return leafAfter(p, earlier, key);
  const witness = { ...entry.leaves[key] };
  return p.refresh ? (lastWrite(earlier.slice(entry.at), key) ?? witness) : witness;
}

/** What the executor makes of a valid transaction. */
export function resultOf(state: Frozen<State>, p: Values, turn: Turn): Result {
  const entry = entryAt(state, p, turn);
  if (entry === null) throw new Error('a blob that is executed is in the log');
  const transaction = transactionsOf(p)[entry.tx];
  const see = (key: number): Leaf => valueFor(state, p, turn, entry, key);
  return {
    tx: entry.tx,
    done: true,
    fee: 1,
    reads: touches(transaction).map((key) => ({ key, by: see(key).by })),
    writes: writesOf(transaction).map((key) => ({ key, ...written(transaction, key, see) })),
  };
}

function written(
  transaction: Transaction,
  key: number,
  see: (key: number) => Leaf,
): { value: number; nonce: number } {
  const { kind, from, moves, signer } = transaction;
  const { value, nonce } = see(key);
  const change = moves.find((move) => move.key === key)?.amount ?? 0;
  const after = kind === 'copy' ? see(from).value : value + change;
  return { value: after, nonce: key === signer ? nonce + 1 : nonce };
}

/** A no-op changes nothing but the fee. What it read, it read: that is why it is one. */
export function noOpOf(state: Frozen<State>, p: Values, turn: Turn): Result {
  const entry = entryAt(state, p, turn);
  if (entry === null) throw new Error('a blob that is skipped is in the log');
  const isKnown = isProven(state, p, turn) && isDeclared(state, p, turn);
  const keys = isKnown ? touches(transactionsOf(p)[entry.tx]) : [];
  const reads = keys.map((key) => ({ key, by: valueFor(state, p, turn, entry, key).by }));
  return { tx: entry.tx, done: false, fee: 1, reads, writes: [] };
}
