/**
 * Parameters of a protocol carry their domains, so that whatever sets one (an ablation, a claim,
 * `--set`, a file) is held against them: by the compiler where it can, at run time everywhere.
 */
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
