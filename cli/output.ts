/** Files and standard output. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InputError } from '../checker/errors.ts';
import type { Surroundings } from './surroundings.ts';

/** To a file, or to standard output for `-`. */
export function writeJson(target: string, value: unknown, surroundings: Surroundings): void {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (target === '-') surroundings.out(text);
  else writeWhole(resolve(surroundings.cwd, target), text, '--json');
}

/** All of a file or nothing of it: readers never see a part, and a full disk leaves the old one. */
export function writeWhole(path: string, text: string, flag: string): void {
  const draft = `${path}.${process.pid}.part`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(draft, text);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    const message = error instanceof Error ? error.message : String(error);
    throw new InputError(`${flag} expected a place that can be written, got "${path}": ${message}`);
  }
}
