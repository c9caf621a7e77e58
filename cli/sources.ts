/** Where protocols and claims come from: the built-in catalogue, or files of the reader's own. */
import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InputError } from '../checker/errors.ts';
import type { AnyProtocol, Suite } from '../checker/protocol.ts';
import { packageRoot } from './package-root.ts';

export interface Source {
  /** Path of the file; null for the built-in catalogue. */
  readonly path: string | null;
  readonly protocols: readonly AnyProtocol[];
  readonly suites: readonly Suite[];
  /** Where its recorded counterexamples lie. */
  readonly recordings: string;
}

/** What another thread needs to load the same source. */
export type SourcePath = string | null;

export async function loadSource(path: SourcePath): Promise<Source> {
  return path === null ? loadCatalogue() : loadFile(path);
}

async function loadCatalogue(): Promise<Source> {
  const { catalogue } = await import('../properties/catalogue.ts');
  const protocols = [...new Set(catalogue.map(({ protocol }) => protocol))];
  return {
    path: null,
    protocols,
    suites: catalogue,
    recordings: resolve(packageRoot, 'counterexamples'),
  };
}

async function loadFile(path: string): Promise<Source> {
  const shown = relative(process.cwd(), path) || path;
  if (!existsSync(path)) throw new InputError(`SELECT names a file that does not exist: ${shown}`);
  const exported = await importFile(path, shown);
  const values = Object.values(exported);
  const suites = values.flatMap((value) =>
    Array.isArray(value) && value.length > 0 && value.every(isSuite) ? value : [],
  );
  const protocols = new Set([
    ...values.filter(isProtocol),
    ...suites.map(({ protocol }) => protocol),
  ]);
  if (protocols.size === 0) {
    const names = Object.keys(exported);
    const got = names.length === 0 ? 'no exports' : `the exports ${names.join(', ')}`;
    throw new InputError(
      `${shown} expected an exported protocol(…) or claims(…), got ${got}\n` +
        'Export what `protocol` and `claims` return.',
    );
  }
  const recordings = resolve(dirname(path), 'counterexamples');
  return { path, protocols: [...protocols], suites, recordings };
}

async function importFile(path: string, shown: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const isTooOld = (error as { code?: unknown } | null)?.code === 'ERR_UNKNOWN_FILE_EXTENSION';
    const hint = isTooOld ? `\nTypeScript needs Node 24, and this is ${process.version}.` : '';
    throw new InputError(`${shown} cannot be loaded: ${message}${hint}`, { cause: error });
  }
}

/** A path rather than a pattern: it has a folder's dot or a script's ending. */
export function isPath(select: string): boolean {
  return /^\.{0,2}\//.test(select) || /\.[cm]?[jt]s$/.test(select);
}

function isProtocol(value: unknown): value is AnyProtocol {
  return (
    isRecord(value) &&
    typeof value['name'] === 'string' &&
    typeof value['init'] === 'function' &&
    typeof value['actions'] === 'function' &&
    isRecord(value['parameters']) &&
    isRecord(value['ablations']) &&
    isRecord(value['ledger'])
  );
}

function isSuite(value: unknown): value is Suite {
  return (
    isRecord(value) &&
    typeof value['variant'] === 'string' &&
    Array.isArray(value['claims']) &&
    isProtocol(value['protocol'])
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
