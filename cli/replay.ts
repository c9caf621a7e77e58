/** `shardcheck replay`: the story of a counterexample, verified. */
import { resolve } from 'node:path';
import { DivergenceError, InputError } from '../checker/errors.ts';
import type { AnyProperty, AnyProtocol } from '../checker/protocol.ts';
import { replayLines, replayVerdict } from '../checker/report/replay.ts';
import { colourful, plain } from '../checker/report/style.ts';
import type { Counterexample } from '../checker/trace/counterexample.ts';
import { instanceOf, replay as replayWith } from '../checker/trace/replay.ts';
import { readCounterexample } from './recordings.ts';
import { suggestion } from './similar.ts';
import { isPath, loadSource, type Source } from './sources.ts';
import type { Surroundings } from './surroundings.ts';

export interface ReplayFlags {
  readonly states?: number;
  readonly quiet?: boolean;
}

export async function replay(
  file: string,
  sourcePath: string | undefined,
  flags: ReplayFlags,
  surroundings: Surroundings,
): Promise<number> {
  const { cwd, out, err, hasColour } = surroundings;
  const paint = hasColour ? colourful : plain;
  const counterexample = readCounterexample(resolve(cwd, file), file);
  const source = await loadSource(pathOf(sourcePath, cwd));
  const protocol = protocolOf(source, counterexample, file);
  const property = propertyOf(source, protocol, counterexample, file);
  const machine = instanceOf(protocol, counterexample);
  const replayed = replayWith(
    machine,
    property,
    counterexample,
    flags.states === undefined ? {} : { stateCountMax: flags.states },
  );
  if (flags.quiet !== true) out(`${replayLines(replayed, paint).join('\n')}\n`);
  for (const warning of replayed.warnings) err(`warning: ${warning}\n`);
  const { outcome } = replayed;
  if (outcome.kind === 'diverged') throw new DivergenceError(outcome.message);
  out(`${replayVerdict(replayed, paint).join('\n')}\n`);
  return outcome.kind === 'inconclusive' ? 3 : 0;
}

function pathOf(source: string | undefined, cwd: string): string | null {
  if (source === undefined) return null;
  if (isPath(source)) return resolve(cwd, source);
  throw new InputError(`SOURCE expected a path to a TypeScript file, got "${source}"`);
}

function protocolOf(source: Source, { protocol }: Counterexample, file: string): AnyProtocol {
  const found = source.protocols.find(({ name }) => name === protocol);
  if (found !== undefined) return found;
  const known = source.protocols.map(({ name }) => name);
  throw new InputError(
    `${file} is about the protocol "${protocol}", which is not in ` +
      `${source.path ?? 'the catalogue'}${suggestion(protocol, known)}\n` +
      `Name the file that exports it:  npx shardcheck replay ${file} ./my-protocol.ts`,
  );
}

function propertyOf(
  source: Source,
  protocol: AnyProtocol,
  { property }: Counterexample,
  file: string,
): AnyProperty {
  const claims = source.suites
    .filter((suite) => suite.protocol === protocol)
    .flatMap((suite) => suite.claims);
  const found = claims.find((claim) => claim.property.name === property);
  if (found !== undefined) return found.property;
  const known = [...new Set(claims.map((claim) => claim.property.name))];
  throw new InputError(
    `${file} is about the property "${property}", which no claim about ${protocol.name} ` +
      `names${suggestion(property, known)}`,
  );
}
