/** Claims as they are presented to a shard: the honest one, and what an adversary makes of it. */
import { isMerkleProof, type MerkleProof, merkleProof, merkleRoot } from '../substrate/merkle.ts';
import type { Values } from './instance.ts';
import {
  type Frozen,
  knownReceipts,
  leafText,
  type Receipt,
  type State,
  transfersOf,
} from './state.ts';

/** What a claim carries. The shard believes none of it. */
export interface Presentation {
  readonly leaf: Frozen<Receipt>;
  /** The amount that the claim asks for. */
  readonly value: number;
  /** Where the leaf is said to stand: `proof().index`. */
  readonly index: number;
  /** Built when it is asked for: most claims are refused before. */
  readonly proof: () => MerkleProof;
}

export const honestly = 'honestly';
/** What the adversary makes of a receipt. The first is a replay, or a claim for somebody else. */
export const manners = [
  honestly,
  'asking for more',
  'with more in the leaf',
  'with another destination in the leaf',
  'with the proof of another receipt',
  'with a proof under an older root',
] as const;
type Manner = (typeof manners)[number];

export type Leg = Receipt['kind'];
/** At which stop of its transaction the receipt of a leg is claimed. */
export function stopOf(leg: Leg): number {
  return { callback: 0, transfer: 1, onward: 2 }[leg];
}

export interface Presented {
  readonly tx: number;
  readonly leg: Leg;
  readonly at: number;
  readonly as: Manner;
}

/**
 * Builds the claim from the receipts that `at` knows of the source, or null if the receipt is not
 * among them, or if there is nothing to make up (no other receipt, no older root that has it).
 */
export function present(
  state: Frozen<State>,
  p: Values,
  { tx, leg, at, as }: Presented,
): Presentation | null {
  const known = knownReceipts(state, p, at, sourceOf(p, tx, leg));
  const index = placeOf(known, tx, leg);
  if (index < 0) return null;
  const leaf = known[index];
  const more = leaf.value + 1;
  const honest = { leaf, value: leaf.value, index, proof: () => prove(known, index) };
  switch (as) {
    case 'honestly':
      return honest;
    case 'asking for more':
      return { ...honest, value: more };
    case 'with more in the leaf':
      return { ...honest, leaf: { ...leaf, value: more }, value: more };
    case 'with another destination in the leaf':
      return leaf.dst === at ? null : { ...honest, leaf: { ...leaf, dst: at } };
    case 'with the proof of another receipt': {
      if (known.length === 1) return null;
      const other = (index + 1) % known.length;
      return { ...honest, index: other, proof: () => prove(known, other) };
    }
    case 'with a proof under an older root':
      if (index === known.length - 1) return null;
      return { ...honest, proof: () => prove(known.slice(0, -1), index) };
  }
}

function placeOf(receipts: readonly Frozen<Receipt>[], tx: number, leg: Leg): number {
  for (const [place, receipt] of receipts.entries()) {
    if (receipt.tx === tx && receipt.kind === leg) return place;
  }
  return -1;
}

function prove(receipts: readonly Frozen<Receipt>[], index: number): MerkleProof {
  return merkleProof(receipts.map(leafText), index);
}

/** The root that a block commits to when these are the receipts of its shard so far. */
export function rootOf(receipts: readonly Frozen<Receipt>[]): string {
  return merkleRoot(receipts.map(leafText));
}

/** Whether the proof leads from the leaf to the newest root of its source that `at` knows. */
export function isProven(
  state: Frozen<State>,
  p: Values,
  at: number,
  { leaf, proof }: Presentation,
): boolean {
  const root = rootOf(knownReceipts(state, p, at, leaf.src));
  return isMerkleProof(root, leafText(leaf), proof());
}

/** The receipts that a transaction has emitted when it is done. */
export function legsOf(p: Values, tx: number): readonly Leg[] {
  const all: readonly Leg[] = ['transfer', 'onward'];
  const legs = all.slice(0, transfersOf(p)[tx].length - 1);
  return p.callback ? [...legs, 'callback'] : legs;
}
/** The shard that emits the receipt of a leg. */
export function sourceOf(p: Values, tx: number, leg: Leg): number {
  return transfersOf(p)[tx][leg === 'transfer' ? 0 : 1].shard;
}
/** The shard that it is for. */
export function destinationOf(p: Values, tx: number, leg: Leg): number {
  return transfersOf(p)[tx][stopOf(leg)].shard;
}

/** Whether the receipts of two transfers stand in one line. */
export function isSameWay(p: Values, one: number, other: number, leg: Leg): boolean {
  return (
    sourceOf(p, one, leg) === sourceOf(p, other, leg) &&
    destinationOf(p, one, leg) === destinationOf(p, other, leg)
  );
}
