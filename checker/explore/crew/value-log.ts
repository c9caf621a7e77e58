/**
 * The log in which threads agree on the ids of values. Whoever meets a value that it does not know
 * takes the crew's lock, reads what the others have added since, and adds the value if it is still new;
 * a value's id is its place among the records of its family.
 *
 * Which id a value gets depends on who was first. Nothing that a search answers does: fingerprints
 * and sorted forms are made of values, not of ids.
 *
 * A record is the number of the family, the length of the text in bytes, and the text (UTF-8),
 * padded to whole words.
 */
import { refreshed, sharedMemory } from '../growing.ts';

export interface ValueLog {
  /** Of the crew, for its lock. */
  readonly control: Int32Array;
  /** Word 0: where the records end. */
  words: Int32Array;
  /** Where this thread reads on. */
  read: number;
}

const head = 2;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Memory for a log that has no records yet. */
export function valueLogMemory(): SharedArrayBuffer {
  const memory = sharedMemory(4096);
  new Int32Array(memory)[0] = 1;
  return memory;
}

export function valueLog(control: SharedArrayBuffer, memory: SharedArrayBuffer): ValueLog {
  return { control: new Int32Array(control), words: new Int32Array(memory), read: 1 };
}

export function readRecords(log: ValueLog, take: (family: number, text: string) => void): void {
  // In this order: whoever adds makes room first.
  const end = Atomics.load(log.words, 0);
  log.words = refreshed(log.words);
  const { words } = log;
  while (log.read < end) {
    const [family, bytes] = [words[log.read] as number, words[log.read + 1] as number];
    // What is decoded must not be shared.
    const text = new Uint8Array(words.buffer, 4 * (log.read + head), bytes).slice();
    take(family, decoder.decode(text));
    log.read += head + Math.ceil(bytes / 4);
  }
}

/** Adds a record. Only under the lock, and after all records were read. */
export function addRecord(log: ValueLog, family: number, text: string): void {
  const bytes = encoder.encode(text);
  const end = log.read + head + Math.ceil(bytes.length / 4);
  if (end > log.words.length) {
    (log.words.buffer as SharedArrayBuffer).grow(4 * Math.ceil(1.5 * end));
    log.words = refreshed(log.words);
  }
  const { words, read } = log;
  words[read] = family;
  words[read + 1] = bytes.length;
  new Uint8Array(words.buffer, 4 * (read + head)).set(bytes);
  log.read = end;
  Atomics.store(words, 0, end);
}
