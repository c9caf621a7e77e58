/**
 * What a protocol and a property are made of, and the builders. This file imports only the types
 * of the ledger: everything else in the project rests on it.
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

export type * from './ledger.ts';

// ── parameters ───────────────────────────────────────────────────────────────────────────────

export interface Count<Min extends number = number, Max extends number = number> {
  readonly kind: 'count';
  readonly initial: number;
  readonly min: Min;
  readonly max: Max;
}
export interface Choice<Option extends string = string> {
  readonly kind: 'choice';
  readonly initial: Option;
  readonly options: readonly Option[];
}
/** A boolean is its own domain: the value given is the initial one. */
export type ParameterDomain = Count | Choice | boolean;
export type ParameterDomains = Readonly<Record<string, ParameterDomain>>;

/** A whole number from `min` (0 unless told) to `max`, both included. */
export function count<const Max extends number, const Min extends number = 0>(
  initial: number,
  domain: { readonly min?: Min; readonly max: Max },
): Count<Min, Max> {
  return { kind: 'count', initial, min: domain.min ?? (0 as Min), max: domain.max };
}

export function choice<const Option extends string>(
  initial: NoInfer<Option>,
  options: readonly Option[],
): Choice<Option> {
  return { kind: 'choice', initial, options };
}

/** What the rules of an instance see. */
export type Values<P extends ParameterDomains> = {
  readonly [K in keyof P]: P[K] extends Choice<infer Option>
    ? Option
    : P[K] extends Count
      ? number
      : boolean;
};

/** What an ablation, a claim or `--set` may give: values inside their domains. */
export type Settings<P extends ParameterDomains> = {
  readonly [K in keyof P]?: P[K] extends Choice<infer Option>
    ? Option
    : P[K] extends Count<infer Min, infer Max>
      ? Between<Min, Max>
      : boolean;
};

/** `number` where the bounds are not known to the compiler or too wide to spell out. */
type Between<Min extends number, Max extends number> =
  number extends UpTo<Max> ? number : Exclude<UpTo<Max>, Exclude<UpTo<Min>, Min>>;
type UpTo<Max extends number, Seen extends number[] = []> = Seen['length'] extends Max
  ? Seen[number] | Max
  : Seen['length'] extends 64
    ? number
    : UpTo<Max, [...Seen, Seen['length']]>;

// ── actions ──────────────────────────────────────────────────────────────────────────────────

/** Recoverable and eventual progress is asked of honest and user steps; the adversary owes none. */
export type Actor = 'honest' | 'user' | 'adversary';

/** Plain data; it is printed, compared and written to files. */
export type Argument = string | number | boolean | null | readonly Argument[];
export type Domains = Readonly<Record<string, readonly Argument[]>>;
export type ArgumentsOf<O extends Domains> = { readonly [K in keyof O]: O[K][number] };

/** The numbers from 0 to `size` - 1. */
export function range(size: number): readonly number[] {
  return Array.from({ length: size }, (_, index) => index);
}

export type DeepReadonly<T> = T extends string | number | boolean | null | undefined
  ? T
  : { readonly [K in keyof T]: DeepReadonly<T[K]> };

export type Rule<S, Args> = (state: DeepReadonly<S>, args: Args) => boolean;
/** Named rules, asked in order; the name is a sentence that is true when the action may happen. */
export type Rules<S, Args> = Readonly<Record<string, Rule<S, Args>>>;

export interface ActionSpec<S, O extends Domains> {
  readonly actor: Actor;
  /** Arguments and the values they range over; without it the action has no argument. */
  readonly over?: O;
  /** Rules of the protocol. */
  readonly when?: Rules<S, ArgumentsOf<O>>;
  /** Limits of the bounded instance: free slots, budgets. Never a rule of the protocol. */
  readonly bound?: Rules<S, ArgumentsOf<O>>;
  /** An immer recipe. It tests no rule again and returns nothing. */
  readonly then: (draft: S, args: ArgumentsOf<O>) => void;
  /** One line of the story, in the words of the protocol; `state` is the state before the step. */
  readonly says: (args: ArgumentsOf<O>, state: DeepReadonly<S>) => string;
  /**
   * The transactions whose progress this step is (quiescence asks whether any is left). Without
   * it: the one that its argument `tx` names, or none.
   */
  readonly concerns?: (args: ArgumentsOf<O>, state: DeepReadonly<S>) => readonly number[];
}

/** An action of any argument types: what the checker walks over. */
export interface AnyAction {
  readonly actor: Actor;
  readonly over: Domains;
  readonly when: Rules<never, never>;
  readonly bound: Rules<never, never>;
  readonly then: (draft: never, args: never) => void;
  readonly says: (args: never, state: never) => string;
  readonly concerns: ((args: never, state: never) => readonly number[]) | null;
}

/** The same, remembering its argument types for `ActionOf`. */
export interface ActionDefinition<S, O extends Domains> extends AnyAction {
  readonly types?: { readonly state: S; readonly over: O };
}

export type ActionBuilder<S> = <const O extends Domains = Record<never, never>>(
  spec: ActionSpec<S, O>,
) => ActionDefinition<S, O>;

/** One step as plain data: its type and its arguments. */
export interface Action {
  readonly type: string;
  readonly [argument: string]: Argument;
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

// ── protocols ────────────────────────────────────────────────────────────────────────────────

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

type LedgerOf<S, P extends ParameterDomains, L extends AspectName> = {
  readonly [A in L]: (state: DeepReadonly<S>, p: Values<P>) => Aspects[A];
};

export interface ProtocolBody<
  P extends ParameterDomains,
  S,
  A extends Readonly<Record<string, AnyAction>>,
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

/**
 * Sets of interchangeable numbers: permuting one in a state and in its actions changes nothing but
 * names. Paths are keys joined by dots; `*` stands for every index of an array.
 */
export type Symmetry = Readonly<Record<string, ScalarSet>>;
export interface ScalarSet {
  readonly size: number;
  /** The first of the numbers, 0 unless told; those before and after it keep their names. */
  readonly from?: number;
  /** Arguments of actions that range over the set. */
  readonly args: readonly string[];
  /** Other arguments that name its numbers, by name. */
  readonly names?: Readonly<Record<string, Rename>>;
  /** Arrays whose index is one of its numbers: `['shards', 'coordinator.votes']`. */
  readonly rows: readonly (string | Row)[];
  /** Slots that hold one of its numbers or null: `['coordinator.lockedBy']`. */
  readonly held?: readonly string[];
  /** Slots that hold its numbers in whatever else is in them, by path. */
  readonly within?: Readonly<Record<string, Rename>>;
}
/** An array whose indices the numbers of a set are only a part of. */
export interface Row {
  readonly array: string;
  /** Where the element at an index goes. */
  readonly moves: (index: number, to: Renaming) => number;
}
/** The new name of a number; one that is not of the set keeps its own. */
export type Renaming = (number: number) => number;
/** The same value after a renaming. It is typed where it is written. */
export type Rename = (value: never, to: Renaming) => unknown;

/** `baseline`, a variant, an ablation, or an ablation under a variant: `no-locks@explicit`. */
export type VariantName<V extends string, W extends string> = 'baseline' | V | W | `${W}@${V}`;

export interface Protocol<
  S,
  P extends ParameterDomains,
  A extends Readonly<Record<string, AnyAction>>,
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
  readonly actions: (p: never) => Readonly<Record<string, AnyAction>>;
  readonly ledger: Readonly<Partial<Record<AspectName, (state: never, p: never) => unknown>>>;
  readonly symmetry: ((p: never) => Symmetry) | null;
}
export interface AnyAblation {
  readonly id: string;
  readonly removes: string;
  readonly set?: Readonly<Record<string, unknown>>;
  readonly without?: readonly string[];
}

/**
 * Two calls: the first fixes the state and the parameters, the second is checked against them, so
 * that a mistake in an action never blurs the type of the state.
 */
export function protocol<const P extends ParameterDomains, S>(
  head: ProtocolHead<P, S>,
): <
  A extends Readonly<Record<string, AnyAction>>,
  L extends AspectName,
  W extends string = never,
  V extends string = never,
>(
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

// ── properties ───────────────────────────────────────────────────────────────────────────────

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

/** A property about the states of one protocol. */
export function propertyOf<
  S,
  P extends ParameterDomains,
  A extends Readonly<Record<string, AnyAction>>,
  L extends AspectName,
  V extends string,
>(
  _protocol: Protocol<S, P, A, L, V>,
  definition: PropertyOf<'state', DeepReadonly<S>>,
): PropertyOf<'state', DeepReadonly<S>> {
  return definition;
}

// ── claims ───────────────────────────────────────────────────────────────────────────────────

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
  A extends Readonly<Record<string, AnyAction>>,
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
