/** How a file is refused: what, where and what to do, in one line that is safe to print. */
import { InputError } from '../errors.ts';

/** From the root of the file. */
export type JsonPath = readonly (string | number)[];

export const recordAgain = 'restore the file, or record it again with check --save';

export function refusal(path: JsonPath, complaint: string, advice: string): InputError {
  return new InputError(`${showPath(path)} ${complaint}; ${advice}`);
}

/** Keys of a path that are shown; what lies deeper is left to the reader. */
const shownMax = 10;

/** `$.actions[3].type` */
function showPath(path: JsonPath): string {
  const parts = path.slice(0, shownMax).map((key) => {
    if (typeof key === 'number') return `[${key}]`;
    return /^[A-Za-z_]\w{0,39}$/.test(key) ? `.${key}` : `[${quote(key)}]`;
  });
  return `$${parts.join('')}${path.length > shownMax ? '…' : ''}`;
}

/** A value of a file that nobody vouches for, short and in characters that only show themselves. */
export function quote(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a record';
  if (typeof value !== 'string') return String(value);
  const short = value.length > 40 ? `${value.slice(0, 40)}…` : value;
  return JSON.stringify(short).replace(unprintable, escaped);
}

/**
 * Control characters, line separators, halves of characters, and marks that reorder the text
 * around them: a terminal would obey them instead of showing them.
 */
const unprintable =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

export function firstUnprintable(text: string): string | null {
  const [found] = text.match(unprintable) ?? [];
  return found === undefined ? null : escaped(found);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
