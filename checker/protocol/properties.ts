/** What may be claimed of a protocol: five kinds of property, each on one view of its states. */
import type { AspectName, Aspects } from '../ledger.ts';
import type { Action, DeepReadonly } from './actions.ts';

/** What a property may ask about a state beside the view it reads. */
export interface Context {
  /** Some honest step that concerns the transaction passes its rules (bounds aside). */
  readonly canProgress: (tx: number) => boolean;
  /** No honest or user step at all passes its rules (bounds aside). */
  readonly isStuck: () => boolean;
}

interface PropertyHead<On extends AspectName | 'state'> {
  /** A sentence in kebab-case that is true when the claim holds: `supply-is-conserved`. */
  readonly name: string;
  /** The invariant it is an instance of: `SUPPLY`. */
  readonly invariant: string;
  /** What it says, for people. */
  readonly means: string;
  /** The aspect that it reads; `state` for a claim about one protocol's own state. */
  readonly on: On;
}

/** No reachable state breaks it. `violation` says what is broken, or null. */
export interface Always<On extends AspectName | 'state', View> extends PropertyHead<On> {
  readonly kind: 'always';
  readonly violation: (view: View, context: Context) => string | null;
}
/** No transition breaks it. */
export interface Step<On extends AspectName | 'state', View> extends PropertyHead<On> {
  readonly kind: 'step';
  readonly violation: (before: View, action: Action, after: View) => string | null;
}
/** Some state reaches it: the witness that a claim is not vacuous. */
export interface Sometimes<On extends AspectName | 'state', View> extends PropertyHead<On> {
  readonly kind: 'sometimes';
  readonly goal: (view: View, context: Context) => boolean;
}
/** From every reachable state honest and user steps can still reach it. */
export interface Recoverable<On extends AspectName | 'state', View> extends PropertyHead<On> {
  readonly kind: 'recoverable';
  readonly goal: (view: View, context: Context) => boolean;
}

/** Every execution that is fair to honest steps reaches it in the end. */
export interface Eventually<On extends AspectName | 'state', View> extends PropertyHead<On> {
  readonly kind: 'eventually';
  readonly goal: (view: View, context: Context) => boolean;
}

export type PropertyOf<On extends AspectName | 'state', View> =
  | Always<On, View>
  | Step<On, View>
  | Sometimes<On, View>
  | Recoverable<On, View>
  | Eventually<On, View>;

/** A property of the ledger: it can be claimed for every protocol that supplies the aspect. */
export type LedgerProperty<On extends AspectName = AspectName> = {
  [A in On]: PropertyOf<A, Aspects[A]>;
}[On];
/** A property of one protocol's own state. */
export type StateProperty<S> = PropertyOf<'state', DeepReadonly<S>>;
/** A property of any view: what the checker handles. */
export type AnyProperty = PropertyOf<AspectName | 'state', never>;
export type Kind = AnyProperty['kind'];

/** A property written against one aspect of the ledger. */
export function property<const On extends AspectName>(
  definition: PropertyOf<On, Aspects[On]>,
): PropertyOf<On, Aspects[On]> {
  return definition;
}
