/**
 * Counterexample files, version 1: what they hold, and how they are written and read.
 *
 * A file holds actions, not states: it stays small, a person can read a change of it, and a
 * changed model is noticed at the step where it behaves differently. Files come from strangers,
 * so everything is bounded and checked before it is used, no part of a file names code, and no
 * verdict is taken from it: see `replay.ts`. `digest` catches damage and proves no authorship.
 */
import { InputError } from '../errors.ts';
import type { Machine, ParameterValues } from '../machine.ts';
import { reduce } from '../machine.ts';
import type { Action, AnyProperty, Kind } from '../protocol.ts';
import { canonicalJson, digestOfState, digestOfText, modelDigestOf } from './digest.ts';
import { recordAgain, refusal } from './refusal.ts';
import { checkSchema, type FileShape, formatName, formatVersion } from './schema.ts';
import { parseStrictJson } from './strict-json.ts';

export interface Counterexample {
  readonly format: typeof formatName;
  readonly version: typeof formatVersion;
  readonly protocol: string;
  readonly variant: string;
  /** Every parameter of the instance, not only those that differ from the initial ones. */
  readonly parameters: ParameterValues;
  /** Covers name, version and parameters of the protocol it was recorded with. */
  readonly modelDigest: string;
  readonly property: string;
  readonly kind: Kind | 'eventually';
  /** One sentence for people. */
  readonly moral: string;
  /** The execution, from the initial state; for `sometimes` it is a witness. */
  readonly actions: readonly Action[];
  /** Only for `eventually`: the step (0 is the start) to which the execution returns for ever. */
  readonly loop?: number;
  /** One a step: SHA-256 of the canonical text of the state after it. */
  readonly digests: readonly string[];
  readonly found: Found;
  /** `proven`: no shorter execution exists. `local`: the shrinker found none. */
  readonly minimal: 'proven' | 'local';
  /** SHA-256 of the file's canonical text without this field. */
  readonly digest: string;
}

/** How the execution was found; null where it does not apply. */
interface Found {
  readonly by: 'sampled' | 'exhaustive';
  readonly seed: number | null;
  readonly strategy: string | null;
  readonly runs: number | null;
  /** Length in actions before shrinking. */
  readonly shrunkFrom: number | null;
}

/** Bytes of a file. */
export const sizeMax = 16 * 1024 * 1024;
/** Records and lists inside one another. */
export const nestingMax = 64;
export const actionsMax = 100_000;
/** Keys of one record: parameters, and arguments of an action. */
const keysMax = 1000;
/** Characters of one text. */
const textMax = 1000;
const limits = { nestingMax, itemsMax: actionsMax, keysMax, textMax };

/**
 * To be called with the size that the file system states, before the file is read.
 *
 * @throws InputError
 */
export function checkSize(bytes: number): void {
  if (bytes <= sizeMax) return;
  throw refusal([], `expected at most ${sizeMax} bytes, got ${bytes}`, recordAgain);
}

/** @throws InputError for more bytes than allowed, and for bytes that are not UTF-8. */
export function decodeCounterexample(bytes: Uint8Array): string {
  checkSize(bytes.length);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refusal([], 'expected UTF-8, got bytes that are not', recordAgain);
  }
}

/**
 * Reads what `serializeCounterexample` writes. Blanks, the order of keys and the way characters
 * are escaped may differ; nothing else.
 *
 * @throws InputError that says what, where (JSON path) and what to do, in one line.
 */
export function parseCounterexample(text: string): Counterexample {
  checkSize(text.length);
  const file = checkSchema(parseStrictJson(text, limits));
  checkLengths(file);
  if (file.digest !== digestOfFile(file)) {
    throw refusal(['digest'], 'does not match the file, which was changed or damaged', recordAgain);
  }
  return file;
}

function checkLengths({ kind, actions, digests, loop }: FileShape): void {
  if (digests.length !== actions.length) {
    const expected = `expected one digest a step, ${actions.length}, got ${digests.length}`;
    throw refusal(['digests'], expected, recordAgain);
  }
  if ((kind === 'eventually') !== (loop !== undefined)) {
    const complaint = `expected ${kind === 'eventually' ? 'a step' : 'nothing'} where kind is`;
    throw refusal(['loop'], `${complaint} ${kind}, got ${loop ?? 'nothing'}`, recordAgain);
  }
  if (loop !== undefined && loop > actions.length) {
    const expected = `expected a step from 0 to ${actions.length}, got ${loop}`;
    throw refusal(['loop'], expected, recordAgain);
  }
}

/** Canonical JSON: keys sorted, no floats, two-space indent, newline at the end. */
export function serializeCounterexample(counterexample: Counterexample): string {
  return canonicalJson(counterexample);
}

function digestOfFile(file: Omit<Counterexample, 'digest'> & { digest?: string }): string {
  const { digest: _itself, ...covered } = file;
  return digestOfText(canonicalJson(covered));
}

export interface RecordDetails {
  readonly moral: string;
  readonly found: Found;
  readonly minimal: 'proven' | 'local';
  /** Makes it a counterexample to "eventually". */
  readonly loop?: number;
}

/**
 * Runs an execution and writes it down. It does not judge it: `replay` does.
 *
 * @throws InputError if a step is not enabled, or a file could not hold what the model uses.
 */
export function recordCounterexample(
  machine: Machine,
  property: AnyProperty,
  execution: readonly Action[],
  details: RecordDetails,
): Counterexample {
  const { moral, found, minimal, loop } = details;
  const digests: string[] = [];
  let state = machine.initial;
  for (const action of execution) {
    state = reduce(machine, state, action);
    digests.push(digestOfState(machine, state));
  }
  const covered = {
    format: formatName,
    version: formatVersion,
    protocol: machine.protocol.name,
    variant: machine.variant,
    parameters: machine.parameters,
    modelDigest: modelDigestOf(machine),
    property: property.name,
    kind: loop === undefined ? property.kind : ('eventually' as const),
    moral,
    actions: execution,
    ...(loop === undefined ? {} : { loop }),
    digests,
    found,
    minimal,
  } as const;
  const text = canonicalJson({ ...covered, digest: digestOfFile(covered) });
  try {
    return parseCounterexample(text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // Place and advice are for the reader of a file, and there is none.
    const complaint = error.message.replace(/(?: \(line \d+, column \d+\))?; [^;]*$/, '');
    throw new InputError(`no file can hold this counterexample: ${complaint}`);
  }
}

/** `<protocol>.<variant>.<property>.json`; the names hold no dot and no slash. */
export function fileNameOf({ protocol, variant, property }: Counterexample): string {
  return `${protocol}.${variant}.${property}.json`;
}
