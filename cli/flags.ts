/** Values of flags: name, expected, got. */
import type { Budget, ProfileName } from '../checker/check/profiles.ts';
import { InputError } from '../checker/errors.ts';
import type { AnyProtocol } from '../checker/protocol.ts';
import { suggestion } from './similar.ts';

export function whole(name: string, min: 0 | 1): (got: string) => number {
  const expected = min === 1 ? 'a positive whole number' : 'a whole number from 0';
  return (got) => {
    const value = Number(got.replaceAll('_', ''));
    if (/^\d[\d_]*$/.test(got) && Number.isSafeInteger(value) && value >= min) return value;
    throw new InputError(`${name} expected ${expected}, got "${got}"`);
  };
}

const workersMax = 64;

/** How many threads: more than the machine has cores are allowed, and seldom of use. */
export function workers(got: string): number {
  const value = Number(got);
  if (/^\d+$/.test(got) && value >= 1 && value <= workersMax) return value;
  throw new InputError(`--workers expected a whole number from 1 to ${workersMax}, got "${got}"`);
}

/** Seeds are those of fast-check: 32 bits with a sign. */
export function seed(got: string): number {
  const value = Number(got);
  if (/^-?\d+$/.test(got) && value >= -(2 ** 31) && value < 2 ** 31) return value;
  throw new InputError(`--seed expected a whole number of 32 bits, got "${got}"`);
}

/** Seconds of `90`, `60s`, `5m`, `2h`. */
export function time(got: string): number {
  const form = /^(\d+(?:\.\d+)?)(s|m|h)?$/.exec(got);
  const value = Number(form?.[1]) * { s: 1, m: 60, h: 3600 }[(form?.[2] ?? 's') as 's' | 'm' | 'h'];
  if (value > 0) return value;
  throw new InputError(`--time expected a duration such as 60s, 5m or 2h, got "${got}"`);
}

export function profile(got: string): ProfileName {
  if (got === 'quick' || got === 'pr' || got === 'nightly') return got;
  throw new InputError(`--profile expected quick, pr or nightly, got "${got}"`);
}

export type Setting = readonly [name: string, value: string];

export function setting(got: string, before: readonly Setting[] = []): readonly Setting[] {
  const place = got.indexOf('=');
  if (place > 0 && place < got.length - 1) {
    return [...before, [got.slice(0, place), got.slice(place + 1)]];
  }
  throw new InputError(`--set expected name=value, got "${got}"`);
}

/** What `--set` says to one protocol. @throws InputError for a parameter that it does not have. */
export function settingsFor(
  protocol: AnyProtocol,
  settings: readonly Setting[],
): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const [name, text] of settings) {
    const domain = Object.hasOwn(protocol.parameters, name) ? protocol.parameters[name] : undefined;
    if (domain === undefined) {
      const known = Object.keys(protocol.parameters);
      throw new InputError(
        `--set expected a parameter of ${protocol.name} (${known.join(', ')}), ` +
          `got "${name}"${suggestion(name, known)}`,
      );
    }
    values[name] = typeof domain === 'object' && domain.kind === 'choice' ? text : literal(text);
  }
  return values;
}

function literal(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+$/.test(text) ? Number(text) : text;
}

/** What `check` and `explore` say alike of how to search. */
export interface SearchFlags {
  /** Seconds. */
  readonly time?: number;
  readonly workers?: number;
  /** Bytes. */
  readonly memory?: number;
  readonly symmetry?: boolean;
}

export interface BudgetFlags {
  readonly profile: ProfileName;
  readonly seed?: number;
  readonly runs?: number;
  readonly steps?: number;
  readonly states?: number;
}

export function budgetOf(
  flags: BudgetFlags,
  profiles: Readonly<Record<ProfileName, Budget>>,
): Budget {
  const base = profiles[flags.profile];
  return {
    seed: flags.seed ?? base.seed,
    runs: flags.runs ?? base.runs,
    steps: flags.steps ?? base.steps,
    states: flags.states ?? base.states,
  };
}
