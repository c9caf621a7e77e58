/** What a step of a protocol is made of: who takes it, when it may happen, what it changes. */
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
