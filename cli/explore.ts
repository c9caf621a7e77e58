/** `shardcheck explore`: every reachable state of one variant, counted. */
import { InputError } from '../checker/errors.ts';
import { abandon } from '../checker/explore/crew/meeting.ts';
import { chunkStateCountFor, crewMemory, rolesIn } from '../checker/explore/crew/memory.ts';
import { symmetryOf, unsortable } from '../checker/explore/exploration.ts';
import { instantiate, type Machine, nameOf } from '../checker/machine.ts';
import type { AnyProperty, AnyProtocol } from '../checker/protocol.ts';
import { type ExploreReport, exploreLines } from '../checker/report/exploration.ts';
import { exploreJson } from '../checker/report/json.ts';
import { colourful, plain } from '../checker/report/style.ts';
import { isInterrupted, newBoard } from './board.ts';
import { type SearchFlags, type Setting, settingsFor } from './flags.ts';
import { allot } from './memory.ts';
import { writeJson } from './output.ts';
import { inOrder } from './pool.ts';
import { matches, open, type Pattern, unknown, unknownProtocol } from './select.ts';
import type { Source } from './sources.ts';
import type { Surroundings } from './surroundings.ts';
import { type ExploreTask, exploreTask } from './task.ts';

export interface ExploreFlags extends SearchFlags {
  readonly set?: readonly Setting[];
  readonly states?: number;
  readonly json?: string;
}

interface Target {
  readonly source: Source;
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
  const { source, protocol, variant, bounds, properties } = targetOf(sources, patterns);
  const set = { ...bounds, ...settingsFor(protocol, flags.set ?? []) };
  // What is wrong with the parameters is said before a thread starts.
  const machine = instantiate(protocol, variant, set);
  if (flags.symmetry === true) refuseUnsortable(machine, properties);
  const board = newBoard(1);
  const { threads, memory, now } = surroundings;
  const workers = flags.workers ?? 1;
  const allotment = allot(flags.memory, memory, workers > 1 ? workers : threads, workers);
  const crew =
    allotment.threads > 1
      ? crewMemory(allotment.threads, chunkStateCountFor(machine.steps.length))
      : null;
  const task: ExploreTask = {
    source: source.path,
    protocol: protocol.name,
    variant,
    set,
    properties: properties.map(({ name }) => name),
    states: flags.states ?? null,
    crew: null,
    symmetry: flags.symmetry === true,
    deadline: now() + (flags.time ?? Number.POSITIVE_INFINITY) * 1000,
    memory: allotment.threadMemory,
    number: 0,
    board,
  };
  const work = {
    name: 'exploreTask',
    run: exploreTask,
    tasks: crew === null ? [task] : rolesIn(crew).map((member) => ({ ...task, crew: member })),
    titles: [`${protocol.name}/${variant}`],
    board,
    statesMax: task.states,
    allotment,
    onDeath: () => {
      if (crew !== null) abandon(crew);
    },
  } as const;
  let isComplete = false;
  for await (const { answer, failure, seconds } of inOrder(work, surroundings)) {
    if (failure !== null) {
      throw new ExploreError(`${work.titles[0]}: ${failure.message}`, failure.exitCode);
    }
    // The leader's comes first; the others have nothing to add.
    if (answer === null) continue;
    print(answer, seconds, flags, surroundings);
    isComplete = answer.complete;
  }
  if (isInterrupted(board)) return 130;
  return isComplete ? 0 : 3;
}

/** @throws InputError for what cannot be judged on one state of each orbit. */
function refuseUnsortable(machine: Machine, properties: readonly AnyProperty[]): void {
  const property = symmetryOf(machine).length === 0 ? null : unsortable(properties);
  if (property === null) return;
  throw new InputError(
    `--symmetry cannot be used to judge ${property.name}: a loop of orbits may be fair where no ` +
      'loop of states is.\nLeave --symmetry out, or select other properties with ' +
      `'${nameOf(machine)}#…'.`,
  );
}

/** What a thread could not do, with the exit code that it asks for. */
class ExploreError extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

function print(
  report: ExploreReport,
  seconds: number,
  flags: ExploreFlags,
  surroundings: Surroundings,
): void {
  if (flags.json !== undefined) writeJson(flags.json, exploreJson(report, seconds), surroundings);
  if (flags.json === '-') return;
  const paint = surroundings.hasColour ? colourful : plain;
  surroundings.out(`${exploreLines(report, seconds, paint).join('\n')}\n`);
}

/** One protocol and one variant: the baseline where SELECT names none. */
function targetOf(sources: readonly Source[], patterns: readonly Pattern[]): Target {
  const protocols = sources.flatMap((source) => source.protocols);
  const [pattern = { text: '*', protocol: '*', variant: null, property: null }] = patterns;
  const found = protocols.filter(({ name }) => matches(pattern.protocol, name));
  const [protocol] = found;
  const source = sources.find((one) => one.protocols.some((own) => own === protocol));
  if (protocol === undefined || source === undefined) throw unknownProtocol(pattern, protocols);
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
  return { source, protocol, variant, bounds: suite?.set ?? {}, properties: chosen };
}

function variantsOf(protocol: AnyProtocol): readonly string[] {
  const variants = Object.keys(protocol.variants);
  const ablations = Object.keys(protocol.ablations);
  const both = ablations.flatMap((name) => [name, ...variants.map((under) => `${name}@${under}`)]);
  return ['baseline', ...variants, ...both];
}
