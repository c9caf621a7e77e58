/** `shardcheck explore`: every reachable state of one variant, counted. */
import { type EngineExploration, explore as exploreWith } from '../checker/explore/explore.ts';
import { instantiate, nameOf } from '../checker/machine.ts';
import type { AnyProperty, AnyProtocol } from '../checker/protocol.ts';
import { exploreLines } from '../checker/report/exploration.ts';
import { exploreJson } from '../checker/report/json.ts';
import { colourful, plain } from '../checker/report/style.ts';
import { type Setting, settingsFor } from './flags.ts';
import { writeJson } from './output.ts';
import { progressLine } from './progress.ts';
import { matches, open, type Pattern, unknown, unknownProtocol } from './select.ts';
import type { Source } from './sources.ts';
import type { Surroundings } from './surroundings.ts';

export interface ExploreFlags {
  readonly set?: readonly Setting[];
  readonly states?: number;
  readonly time?: number;
  readonly json?: string;
}

interface Target {
  readonly protocol: AnyProtocol;
  readonly variant: string;
  /** Bounds that its claims are judged with. */
  readonly bounds: Readonly<Record<string, unknown>>;
  readonly properties: readonly AnyProperty[];
}

export async function explore(
  selects: readonly string[],
  flags: ExploreFlags,
  surroundings: Surroundings,
): Promise<number> {
  const { sources, patterns } = await open(selects, surroundings.cwd);
  const target = targetOf(sources, patterns);
  const set = settingsFor(target.protocol, flags.set ?? []);
  const machine = instantiate(target.protocol, target.variant, { ...target.bounds, ...set });
  const progress = progressLine(surroundings);
  const start = surroundings.now();
  const end = start + (flags.time ?? Number.POSITIVE_INFINITY) * 1000;
  const explored = exploreWith(machine, {
    properties: target.properties,
    exhaust: true,
    isCancelled: () => surroundings.now() >= end,
    onProgress: (seen) => progress.show(nameOf(machine), seen),
    ...(flags.states === undefined ? {} : { stateCountMax: flags.states }),
  });
  progress.clear();
  print(explored, (surroundings.now() - start) / 1000, flags, surroundings);
  return explored.complete ? 0 : 3;
}

function print(
  explored: EngineExploration,
  seconds: number,
  flags: ExploreFlags,
  surroundings: Surroundings,
): void {
  if (flags.json !== undefined) writeJson(flags.json, exploreJson(explored, seconds), surroundings);
  if (flags.json === '-') return;
  const paint = surroundings.hasColour ? colourful : plain;
  surroundings.out(`${exploreLines(explored, seconds, paint).join('\n')}\n`);
}

/** One protocol and one variant: the baseline where SELECT names none. */
function targetOf(sources: readonly Source[], patterns: readonly Pattern[]): Target {
  const protocols = sources.flatMap((source) => source.protocols);
  const [pattern = { text: '*', protocol: '*', variant: null, property: null }] = patterns;
  const found = protocols.filter(({ name }) => matches(pattern.protocol, name));
  const [protocol] = found;
  if (protocol === undefined) throw unknownProtocol(pattern, protocols);
  if (found.length > 1 || patterns.length > 1) {
    const names = found.map(({ name }) => name);
    throw unknown(pattern, 'single protocol', pattern.protocol, names);
  }
  const suites = sources
    .flatMap((source) => source.suites)
    .filter((suite) => suite.protocol === protocol);
  const variants = [...new Set([...variantsOf(protocol), ...suites.map(({ variant }) => variant)])];
  const wanted = pattern.variant ?? 'baseline';
  const [variant, ...more] = variants.filter((name) => matches(wanted, name));
  if (variant === undefined || more.length > 0) {
    throw unknown(pattern, 'single variant', wanted, variants);
  }
  const suite = suites.find((one) => one.variant === variant);
  const claims = suite?.claims ?? suites.flatMap((one) => one.claims);
  const properties = [...new Set(claims.map(({ property }) => property))];
  const chosen = properties.filter(({ name }) => matches(pattern.property ?? '*', name));
  if (chosen.length === 0 && pattern.property !== null) {
    const names = properties.map(({ name }) => name);
    throw unknown(pattern, 'claim about', pattern.property, names);
  }
  return { protocol, variant, bounds: suite?.set ?? {}, properties: chosen };
}

function variantsOf(protocol: AnyProtocol): readonly string[] {
  const variants = Object.keys(protocol.variants);
  const ablations = Object.keys(protocol.ablations);
  const both = ablations.flatMap((name) => [name, ...variants.map((under) => `${name}@${under}`)]);
  return ['baseline', ...variants, ...both];
}
