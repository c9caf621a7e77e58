/**
 * What a protocol is made of, its builder, and what is claimed of one. Models, properties and users
 * import this file alone: it exports the vocabulary of the ledger and the parts in `protocol/`, and
 * imports nothing else. Everything in the project rests on it.
 *
 * Contracts that the types cannot say:
 *   plain   A state is plain data (records, arrays, strings, finite numbers, booleans, null).
 *   fixed   Records keep their keys and arrays their length. What is null, a string, a number, a
 *           boolean, `[]` or `{}` in the initial state is a slot and may hold any plain value;
 *           absence is null.
 *   pure    Rules, effects, ledger and wording depend on their arguments alone, and only `then`
 *           changes anything, and only its draft. They may not use clocks, randomness, locale or
 *           the transcendental `Math` functions.
 *   total   A step that its rules and bounds allow does not throw, in any reachable state.
 *   finite  `over` is the same list, in the same order, for the same parameters.
 */
import type { AspectName, Aspects } from './ledger.ts';
import type {
  ActionBuilder,
  ActionDefinition,
  ActionSpec,
  AnyAction,
  ArgumentsOf,
  DeepReadonly,
  Domains,
} from './protocol/actions.ts';
import type { Claim } from './protocol/claims.ts';
import type { ParameterDomains, Settings, Values } from './protocol/parameters.ts';
import type { LedgerProperty, PropertyOf, StateProperty } from './protocol/properties.ts';
import type { Symmetry } from './protocol/symmetry.ts';

export type * from './ledger.ts';
export * from './protocol/actions.ts';
export * from './protocol/claims.ts';
export * from './protocol/parameters.ts';
export * from './protocol/properties.ts';
export type * from './protocol/symmetry.ts';

// ── a protocol ───────────────────────────────────────────────────────────────────────────────

export interface Ablation<P extends ParameterDomains> {
  /** Its identifier in the literature or catalogue it comes from. */
  readonly id: string;
  /** The protection that goes, as a phrase: "the decision survives a crash". */
  readonly removes: string;
  readonly set?: Settings<P>;
  /** Rules to drop, as "action: rule". The names are checked when the protocol is built. */
  readonly without?: readonly string[];
}

export interface ProtocolHead<P extends ParameterDomains, S> {
  readonly name: string;
  /** Bibliographic reference. */
  readonly source: string;
  /** Section of the catalogue or of the source. */
  readonly section: string;
  readonly version: number;
  readonly parameters: P;
  readonly init: (p: Values<P>) => S;
}

type AnyActions = Readonly<Record<string, AnyAction>>;

type LedgerOf<S, P extends ParameterDomains, L extends AspectName> = {
  readonly [A in L]: (state: DeepReadonly<S>, p: Values<P>) => Aspects[A];
};

export interface ProtocolBody<
  P extends ParameterDomains,
  S,
  A extends AnyActions,
  L extends AspectName,
  V extends string,
  W extends string,
> {
  /** Other settings of the protocol as claimed: `{ explicit: { delivery: 'explicit' } }`. */
  readonly variants?: { readonly [K in V]: Settings<P> };
  /** One named change each: a rule removed or a parameter set. */
  readonly ablations: { readonly [K in W]: Ablation<P> };
  readonly actions: (p: Values<P>, action: ActionBuilder<S>) => A;
  readonly ledger: LedgerOf<S, P, L>;
  /** Scalars that are interchangeable, by name. */
  readonly symmetry?: (p: Values<P>) => Symmetry;
}

/** `baseline`, a variant, an ablation, or an ablation under a variant: `no-locks@explicit`. */
export type VariantName<V extends string, W extends string> = 'baseline' | V | W | `${W}@${V}`;

export interface Protocol<
  S,
  P extends ParameterDomains,
  A extends AnyActions,
  L extends AspectName,
  V extends string,
> extends ProtocolHead<P, S> {
  readonly variants: Readonly<Record<string, Settings<P>>>;
  readonly ablations: Readonly<Record<string, Ablation<P>>>;
  readonly actions: (p: Values<P>) => A;
  readonly ledger: LedgerOf<S, P, L>;
  readonly symmetry: ((p: Values<P>) => Symmetry) | null;
  /** Type only: the names `instantiate` and claims accept. */
  readonly variantName?: V;
}

/** The actions of a protocol as a union of plain data. */
export type ActionOf<Pr> =
  Pr extends Protocol<infer _S, infer _P, infer A, infer _L, infer _V>
    ? {
        [T in keyof A & string]: A[T] extends ActionDefinition<infer _T, infer O>
          ? { readonly type: T } & ArgumentsOf<O>
          : never;
      }[keyof A & string]
    : never;
export type StateOf<Pr> =
  Pr extends Protocol<infer S, infer _P, infer _A, infer _L, infer _V> ? S : never;

/** A protocol of any state: what the checker, the catalogue and the command line handle. */
export interface AnyProtocol {
  readonly name: string;
  readonly source: string;
  readonly section: string;
  readonly version: number;
  readonly parameters: ParameterDomains;
  readonly variants: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly ablations: Readonly<Record<string, AnyAblation>>;
  readonly init: (p: never) => unknown;
  readonly actions: (p: never) => AnyActions;
  readonly ledger: Readonly<Partial<Record<AspectName, (state: never, p: never) => unknown>>>;
  readonly symmetry: ((p: never) => Symmetry) | null;
}
export interface AnyAblation {
  readonly id: string;
  readonly removes: string;
  readonly set?: Readonly<Record<string, unknown>>;
  readonly without?: readonly string[];
}

// ── the builder ──────────────────────────────────────────────────────────────────────────────

/**
 * Two calls: the first fixes the state and the parameters, the second is checked against them, so
 * that a mistake in an action never blurs the type of the state.
 */
export function protocol<const P extends ParameterDomains, S>(
  head: ProtocolHead<P, S>,
): <A extends AnyActions, L extends AspectName, W extends string = never, V extends string = never>(
  body: ProtocolBody<P, S, A, L, V, W>,
) => Protocol<S, P, A, L, VariantName<V, W>> {
  return (body) => ({
    ...head,
    variants: body.variants ?? {},
    ablations: body.ablations,
    actions: (p) => body.actions(p, defineAction),
    ledger: body.ledger,
    symmetry: body.symmetry ?? null,
  });
}

function defineAction<S, const O extends Domains>(spec: ActionSpec<S, O>): ActionDefinition<S, O> {
  return {
    actor: spec.actor,
    over: spec.over ?? {},
    when: spec.when ?? {},
    bound: spec.bound ?? {},
    then: spec.then,
    says: spec.says,
    concerns: spec.concerns ?? null,
  };
}

// ── what is claimed of it ─────────────────────────────────────────────────────────────────────

/** A property about the states of one protocol. */
export function propertyOf<
  S,
  P extends ParameterDomains,
  A extends AnyActions,
  L extends AspectName,
  V extends string,
>(
  _protocol: Protocol<S, P, A, L, V>,
  definition: PropertyOf<'state', DeepReadonly<S>>,
): PropertyOf<'state', DeepReadonly<S>> {
  return definition;
}

/** The claims about one variant, judged on one instance. */
export interface Suite {
  readonly protocol: AnyProtocol;
  readonly variant: string;
  /** Bounds of the instance, on top of what the variant sets. */
  readonly set: Readonly<Record<string, unknown>>;
  readonly claims: readonly Claim[];
}

interface SuiteSpec<S, P extends ParameterDomains, L extends AspectName> {
  readonly set?: Settings<P>;
  readonly claims: readonly Claim<LedgerProperty<L> | StateProperty<S>>[];
}

/** The claims about a protocol, by variant. */
export function claims<
  S,
  P extends ParameterDomains,
  A extends AnyActions,
  L extends AspectName,
  V extends string,
>(
  protocol: Protocol<S, P, A, L, V>,
  suites: { readonly [K in V]?: SuiteSpec<S, P, L> },
): readonly Suite[] {
  return Object.entries<SuiteSpec<S, P, L> | undefined>(suites).flatMap(([variant, suite]) =>
    suite === undefined ? [] : [{ protocol, variant, set: suite.set ?? {}, claims: suite.claims }],
  );
}
