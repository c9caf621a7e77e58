/** What is expected of a property, and what is known of its shortest execution. */
import type { AnyProperty } from './properties.ts';

export type Verdict =
  | 'holds'
  | 'unrefuted'
  | 'violated'
  | 'witnessed'
  | 'unreachable'
  | 'inconclusive';

export interface Claim<Q = AnyProperty> {
  readonly property: Q;
  readonly expected: Verdict;
  /** Given up by the design on purpose: expected to be violated, and shown as such. */
  readonly givenUp: boolean;
  /** Length in actions of a shortest counterexample or witness, as proven by exhaustion. */
  readonly length: number | null;
  /** Length that the source lists, where it lists one. */
  readonly listed: number | null;
  /** Why the two lengths differ, or what the reader should know. */
  readonly note: string | null;
}

interface ClaimDetails {
  readonly length?: number;
  readonly listed?: number;
  readonly note?: string;
}

function claim<Q>(
  property: Q,
  expected: Verdict,
  details: ClaimDetails,
  givenUp = false,
): Claim<Q> {
  const { length = null, listed = null, note = null } = details;
  return { property, expected, givenUp, length, listed, note };
}

export function holds<Q extends AnyProperty>(property: Q, details: ClaimDetails = {}): Claim<Q> {
  return claim(property, 'holds', details);
}
export function violated<Q extends AnyProperty>(property: Q, details: ClaimDetails = {}): Claim<Q> {
  return claim(property, 'violated', details);
}
/** The design gives the guarantee up on purpose; the claim is that it can indeed be broken. */
export function givenUp<Q extends AnyProperty>(property: Q, details: ClaimDetails = {}): Claim<Q> {
  return claim(property, 'violated', details, true);
}
export function witnessed<Q extends AnyProperty>(
  property: Q,
  details: ClaimDetails = {},
): Claim<Q> {
  return claim(property, 'witnessed', details);
}
export function unreachable<Q extends AnyProperty>(
  property: Q,
  details: ClaimDetails = {},
): Claim<Q> {
  return claim(property, 'unreachable', details);
}
/** Sampled or cut by a bound: no counterexample, and no proof either. */
export function unrefuted<Q extends AnyProperty>(
  property: Q,
  details: ClaimDetails = {},
): Claim<Q> {
  return claim(property, 'unrefuted', details);
}
