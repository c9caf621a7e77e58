/**
 * JSON from strangers: a subset of RFC 8259 in which a text means one thing to every reader.
 *
 * Refused beside what is no JSON: keys given twice (readers disagree on which one counts), names
 * that every JavaScript object inherits (`__proto__` and kin), numbers that are not whole or not
 * exact, characters that do not show, and whatever is deeper or longer than the limits. Nothing
 * is built below the deepest level allowed, so the recursion is bounded before it starts.
 */
import { firstUnprintable, type JsonPath, quote, recordAgain, refusal } from './refusal.ts';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export interface Limits {
  /** Records and lists inside one another. */
  readonly nestingMax: number;
  /** Items of one list. */
  readonly itemsMax: number;
  /** Keys of one record. */
  readonly keysMax: number;
  /** Characters of one text, keys included. */
  readonly textMax: number;
}

interface Cursor {
  readonly text: string;
  readonly limits: Limits;
  readonly path: (string | number)[];
  at: number;
  depth: number;
}

/** @throws InputError with the JSON path, line and column of the first thing it refuses. */
export function parseStrictJson(text: string, limits: Limits): Json {
  const cursor: Cursor = { text, limits, path: [], at: 0, depth: 0 };
  if (text.startsWith('\ufeff')) {
    throw refusal([], 'starts with a byte order mark', 'save the file as UTF-8 without it');
  }
  const value = readValue(cursor);
  skipBlanks(cursor);
  if (cursor.at < text.length) throw unexpected(cursor, 'the end of the file');
  return value;
}

function readValue(cursor: Cursor): Json {
  skipBlanks(cursor);
  const { text, at } = cursor;
  const first = text[at] ?? '';
  if (first === '{') return nested(cursor, readRecord);
  if (first === '[') return nested(cursor, readList);
  if (first === '"') return readText(cursor);
  if (first === '-' || isDigit(first)) return readNumber(cursor);
  for (const [word, value] of literals) {
    if (!text.startsWith(word, at)) continue;
    cursor.at += word.length;
    return value;
  }
  throw unexpected(cursor, 'a value');
}
const literals = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const;

function nested(cursor: Cursor, read: (cursor: Cursor) => Json): Json {
  const { nestingMax } = cursor.limits;
  if (cursor.depth === nestingMax) {
    throw refuse(cursor, `is nested more than ${nestingMax} deep`);
  }
  cursor.depth++;
  cursor.at++;
  const value = read(cursor);
  cursor.depth--;
  return value;
}

function readRecord(cursor: Cursor): Json {
  const record: { [key: string]: Json } = {};
  let size = 0;
  if (takes(cursor, '}')) return record;
  do {
    skipBlanks(cursor);
    if (cursor.text[cursor.at] !== '"') throw unexpected(cursor, 'a key in double quotes');
    const { at } = cursor;
    const key = readText(cursor);
    cursor.path.push(key);
    checkKey(cursor, at, record, key);
    size++;
    if (size > cursor.limits.keysMax) {
      cursor.path.pop();
      throw refuse(cursor, `has more than ${cursor.limits.keysMax} keys`);
    }
    if (!takes(cursor, ':')) throw unexpected(cursor, 'a colon');
    record[key] = readValue(cursor);
    cursor.path.pop();
  } while (takes(cursor, ','));
  if (!takes(cursor, '}')) throw unexpected(cursor, 'a comma or a closing brace');
  return record;
}

/** Refuses a key, written at `at`, before anything is stored under it. */
function checkKey(
  cursor: Cursor,
  at: number,
  record: Readonly<Record<string, Json>>,
  key: string,
): void {
  if (key === 'prototype' || key in Object.prototype) {
    throw refuse(
      { ...cursor, at },
      'is a name that every object inherits, and no key of a counterexample',
    );
  }
  if (Object.hasOwn(record, key)) throw refuse({ ...cursor, at }, 'is given twice');
}

function readList(cursor: Cursor): Json {
  const list: Json[] = [];
  if (takes(cursor, ']')) return list;
  do {
    if (list.length === cursor.limits.itemsMax) {
      throw refuse(cursor, `has more than ${cursor.limits.itemsMax} items`);
    }
    cursor.path.push(list.length);
    list.push(readValue(cursor));
    cursor.path.pop();
  } while (takes(cursor, ','));
  if (!takes(cursor, ']')) throw unexpected(cursor, 'a comma or a closing bracket');
  return list;
}

function readText(cursor: Cursor): string {
  const { text, at } = cursor;
  let end = at + 1;
  for (;;) {
    const code = text.charCodeAt(end);
    if (Number.isNaN(code)) throw refuse(cursor, 'has text without a closing quote');
    if (code === quoteCode) break;
    end += code === backslashCode ? 2 : 1;
  }
  if (end - at - 1 > cursor.limits.textMax) {
    throw refuse(cursor, `has text of more than ${cursor.limits.textMax} characters`);
  }
  const value = decodeText(text.slice(at, end + 1));
  if (value === null) throw refuse(cursor, 'has text with a line break or a bad escape in it');
  const hidden = firstUnprintable(value);
  if (hidden !== null)
    throw refuse(cursor, `has text with a character that does not show, ${hidden},`);
  cursor.at = end + 1;
  return value;
}
const quoteCode = 0x22;
const backslashCode = 0x5c;

/** A text in double quotes; null if it breaks the rules of JSON for what stands between them. */
function decodeText(quoted: string): string | null {
  try {
    const value: unknown = JSON.parse(quoted);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

function readNumber(cursor: Cursor): number {
  const { text, at } = cursor;
  let end = at;
  while (end < text.length && numeric.has(text[end] as string)) end++;
  const written = text.slice(at, end);
  const value = Number(written);
  const isWhole = /^-?(?:0|[1-9]\d{0,15})$/.test(written) && Number.isSafeInteger(value);
  if (!isWhole || Object.is(value, -0)) {
    const got = written.length > 40 ? `${written.slice(0, 40)}…` : written;
    throw refuse(cursor, `expected a whole number below 2^53, got ${got}`);
  }
  cursor.at = end;
  return value;
}
const numeric = new Set('0123456789+-.eE');

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

function skipBlanks(cursor: Cursor): void {
  while (blanks.has(cursor.text[cursor.at] ?? '')) cursor.at++;
}
const blanks = new Set([' ', '\n', '\r', '\t']);

/** Whether the next sign is this one; it is taken if so. */
function takes(cursor: Cursor, sign: string): boolean {
  skipBlanks(cursor);
  if (cursor.text[cursor.at] !== sign) return false;
  cursor.at++;
  return true;
}

function unexpected(cursor: Cursor, expected: string): Error {
  const character = String.fromCodePoint(cursor.text.codePointAt(cursor.at) ?? 0);
  const got = cursor.at < cursor.text.length ? quote(character) : 'the end of the file';
  return refuse(cursor, `expected ${expected}, got ${got}`);
}

function refuse({ text, at, path }: Cursor, complaint: string): Error {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  const column = at - before.lastIndexOf('\n');
  const where: JsonPath = path;
  return refusal(where, `${complaint} (line ${line}, column ${column})`, recordAgain);
}
