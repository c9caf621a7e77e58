/** SHA-256 of canonical texts. It tells states and files apart; it vouches for no author. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Machine, State } from '../machine.ts';
import { canonical } from '../state.ts';

/** 64 lower-case hexadecimal digits. */
export function digestOfText(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** @throws ModelError for a state that is not plain or has lost its shape. */
export function digestOfState(machine: Machine, state: State): string {
  return digestOfText(canonical(state, machine.shape));
}

/** Covers the name, the version and the parameters of the model: a change is seen at once. */
export function modelDigestOf({ protocol, parameters }: Machine): string {
  const { name, version } = protocol;
  return digestOfText(canonicalJson({ parameters, protocol: name, version }));
}

/** Keys sorted, two blanks a level, a line break at the end: what `jq -S .` prints. */
export function canonicalJson(value: unknown): string {
  return `${JSON.stringify(sorted(value), null, 2)}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([key, child]) => [key, sorted(child)]));
}
