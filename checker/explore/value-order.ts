/**
 * An order of the values of a component that depends on the values alone: by a hash of their texts,
 * then by the texts. Their ids would not do: several threads race for them, and the state that
 * stands for an orbit, and with it the counterexample, has to be the same whoever explores it.
 */
import type { Component, Components, Family } from './components.ts';

export interface Ranks {
  readonly family: Family;
  /** By id, as far as anybody asked. */
  hashes: Int32Array;
  count: number;
}

/** By component; components of one family share theirs. */
export function ranksOf({ list }: Components): readonly Ranks[] {
  const known = new Map<Family, Ranks>();
  return list.map(({ family }: Component) => {
    const ranks = known.get(family) ?? { family, hashes: new Int32Array(16), count: 0 };
    known.set(family, ranks);
    return ranks;
  });
}

/** Negative if the value of the first id comes first; the ids differ. */
export function compareValues(ranks: Ranks, one: number, other: number): number {
  if (one >= ranks.count || other >= ranks.count) rankAll(ranks);
  const left = ranks.hashes[one] as number;
  const right = ranks.hashes[other] as number;
  if (left !== right) return left < right ? -1 : 1;
  const { texts } = ranks.family;
  return (texts[one] as string) < (texts[other] as string) ? -1 : 1;
}

function rankAll(ranks: Ranks): void {
  const { texts } = ranks.family;
  if (texts.length > ranks.hashes.length) {
    const grown = new Int32Array(2 * texts.length);
    grown.set(ranks.hashes);
    ranks.hashes = grown;
  }
  for (; ranks.count < texts.length; ranks.count++) {
    ranks.hashes[ranks.count] = hashOf(texts[ranks.count] as string);
  }
}

/** FNV-1a over the code units of a text (G. Fowler, L. C. Noll, K.-P. Vo). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash;
}
