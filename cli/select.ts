/**
 * SELECT: `protocol`, `protocol/variant`, `protocol/variant#property`, each part with `*` for any
 * characters. Paths say where to look instead of the built-in catalogue.
 */
import { resolve } from 'node:path';
import { InputError } from '../checker/errors.ts';
import type { AnyProtocol, Suite } from '../checker/protocol.ts';
import { suggestion } from './similar.ts';
import { isPath, loadSource, type Source } from './sources.ts';

/** More variants than these are shown in a line each; fewer in a line a claim. */
export const variantsInFull = 6;

export interface Pattern {
  readonly text: string;
  readonly protocol: string;
  /** Null where SELECT leaves it out: any. */
  readonly variant: string | null;
  readonly property: string | null;
}

/** A suite with the claims that were selected, and where another thread finds it. */
export interface SelectedSuite {
  readonly source: Source;
  /** Place of the whole suite in its source. */
  readonly index: number;
  /** Places of the selected claims in the whole suite. */
  readonly places: readonly number[];
  /** The whole suite, reduced to them. */
  readonly suite: Suite;
}

export interface Selection {
  readonly sources: readonly Source[];
  readonly patterns: readonly Pattern[];
  readonly suites: readonly SelectedSuite[];
  /** Protocols of which every claim was selected. */
  readonly wholeProtocols: readonly string[];
}

/** Splits SELECT into paths and patterns, and loads the paths or the catalogue. */
export async function open(
  selects: readonly string[],
  cwd: string,
): Promise<{ sources: readonly Source[]; patterns: readonly Pattern[] }> {
  const paths = selects.filter(isPath).map((path) => resolve(cwd, path));
  const patterns = selects.filter((select) => !isPath(select)).map(parse);
  const sources: Source[] = [];
  for (const path of paths.length === 0 ? [null] : new Set(paths)) {
    sources.push(await loadSource(path));
  }
  return { sources, patterns };
}

/** @throws InputError where a pattern selects nothing, with the closest name. */
export async function select(selects: readonly string[], cwd: string): Promise<Selection> {
  const { sources, patterns } = await open(selects, cwd);
  const suites = sources.flatMap((source) =>
    source.suites.flatMap((suite, index) => {
      const places = placesIn(suite, patterns);
      const claims = places.flatMap((place) => suite.claims[place] ?? []);
      return places.length === 0 ? [] : [{ source, index, places, suite: { ...suite, claims } }];
    }),
  );
  const all = sources.flatMap((source) => source.suites);
  for (const pattern of patterns) {
    if (!all.some((suite) => placesIn(suite, [pattern]).length > 0)) throw nothing(pattern, all);
  }
  return { sources, patterns, suites, wholeProtocols: wholeProtocols(all, suites) };
}

function wholeProtocols(all: readonly Suite[], selected: readonly SelectedSuite[]): string[] {
  const claimCount = (suites: readonly Suite[], name: string): number =>
    suites
      .filter(({ protocol }) => protocol.name === name)
      .reduce((sum, { claims }) => sum + claims.length, 0);
  const chosen = selected.map(({ suite }) => suite);
  return [...new Set(chosen.map(({ protocol }) => protocol.name))].filter(
    (name) => claimCount(chosen, name) === claimCount(all, name),
  );
}

function placesIn(suite: Suite, patterns: readonly Pattern[]): readonly number[] {
  const isSelected = (property: string): boolean =>
    patterns.length === 0 ||
    patterns.some(
      (pattern) =>
        matches(pattern.protocol, suite.protocol.name) &&
        matches(pattern.variant ?? '*', suite.variant) &&
        matches(pattern.property ?? '*', property),
    );
  return [...suite.claims.keys()].filter((place) =>
    isSelected(suite.claims[place]?.property.name ?? ''),
  );
}

function parse(text: string): Pattern {
  const form = /^([^/#]+)(?:\/([^/#]+))?(?:#([^/#]+))?$/.exec(text);
  if (form === null) {
    throw new InputError(
      `SELECT expected protocol, protocol/variant, protocol/variant#property or a path, got "${text}"`,
    );
  }
  const [, protocol = '*', variant = null, property = null] = form;
  return { text, protocol, variant, property };
}

export function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}

function nothing(pattern: Pattern, all: readonly Suite[]): InputError {
  const ofProtocol = all.filter(({ protocol }) => matches(pattern.protocol, protocol.name));
  if (ofProtocol.length === 0) {
    return unknownProtocol(
      pattern,
      all.map(({ protocol }) => protocol),
    );
  }
  const variant = pattern.variant ?? '*';
  const ofVariant = ofProtocol.filter((suite) => matches(variant, suite.variant));
  if (ofVariant.length === 0) {
    return unknown(
      pattern,
      'variant',
      variant,
      ofProtocol.map((suite) => suite.variant),
    );
  }
  const properties = ofVariant.flatMap(({ claims }) => claims.map((one) => one.property.name));
  return unknown(pattern, 'claim about', pattern.property ?? '*', properties);
}

export function unknownProtocol(pattern: Pattern, protocols: readonly AnyProtocol[]): InputError {
  return unknown(
    pattern,
    'protocol',
    pattern.protocol,
    protocols.map(({ name }) => name),
  );
}

export function unknown(
  pattern: Pattern,
  what: string,
  wrong: string,
  names: readonly string[],
): InputError {
  const known = [...new Set(names)].sort();
  const list = known.map((name) => `\n  ${name}`).join('');
  return new InputError(
    `SELECT "${pattern.text}" matches no ${what} "${wrong}"${suggestion(wrong, known)}\n` +
      `known:${list}`,
  );
}
