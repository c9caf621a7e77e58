/**
 * A node that keeps the whole state and runs the log in order: the result of a log as a function
 * of the log. It shares no code with the stateless executors, compares leaves where they check
 * proofs, and needs no refresh.
 */
import { type Transaction, touches, transactionsOf, type Values } from './instance.ts';
import { type Entry, type Frozen, genesis, type Leaf, rootsOf, type State } from './state.ts';

/** The accounts after each prefix of a log, the empty one first. */
export function replay(state: Frozen<State>, p: Values, log: number): readonly (readonly Leaf[])[] {
  const states: (readonly Leaf[])[] = [genesis(p)];
  for (const entry of state.logs[log]) {
    const now = states[states.length - 1];
    const transaction = transactionsOf(p)[entry.tx];
    const isKnown = isWitnessTrue(state, p, entry, states);
    const isRefused = !isKnown || isRefusedFor(p, entry, transaction, now);
    if (isRefused && !p.noOps) break;
    states.push(isRefused ? now : after(entry, transaction, now));
  }
  return states;
}

function isWitnessTrue(
  state: Frozen<State>,
  p: Values,
  { access, at, leaves }: Frozen<Entry>,
  states: readonly (readonly Leaf[])[],
): boolean {
  const roots = p.roots === 'any' ? rootsOf(state, p).map((root) => root.leaves) : [];
  return [...states.slice(at, at + 1), ...roots].some((root) =>
    access.every(
      (key) =>
        root[key].value === leaves[key].value &&
        root[key].nonce === leaves[key].nonce &&
        root[key].by === leaves[key].by,
    ),
  );
}

function isRefusedFor(
  p: Values,
  { access }: Frozen<Entry>,
  transaction: Transaction,
  now: readonly Leaf[],
): boolean {
  const { moves, signer, nonce } = transaction;
  if (p.declarations && touches(transaction).some((key) => !access.includes(key))) return true;
  const cannotPay = moves.some(({ key, amount }) => now[key].value + amount < 0);
  return (p.nonces && now[signer].nonce !== nonce) || cannotPay;
}

function after(
  { tx }: Frozen<Entry>,
  { kind, from, to, moves, signer }: Transaction,
  now: readonly Leaf[],
): readonly Leaf[] {
  const next = now.map((leaf) => ({ ...leaf }));
  if (kind === 'copy') next[to] = { ...next[to], value: now[from].value, by: tx };
  for (const { key, amount } of moves) {
    next[key] = { ...next[key], value: now[key].value + amount, by: tx };
  }
  next[signer].nonce++;
  return next;
}
