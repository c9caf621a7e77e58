/** A property whose kind a test knows, so that what it decides by can be asked directly. */
import type { Kind } from '../checker/protocol.ts';

export function ofKind<K extends Kind, Q extends { readonly kind: Kind; readonly name: string }>(
  kind: K,
  property: Q,
): Extract<Q, { kind: K }> {
  if (property.kind !== kind) throw new Error(`${property.name} is of the kind ${property.kind}`);
  return property as Extract<Q, { kind: K }>; // Its kind was just looked at.
}
