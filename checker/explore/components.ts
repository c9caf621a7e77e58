/**
 * A state cut along its fixed shape: every slot is a component, every value of a component a small
 * integer, a state a vector of integers.
 *
 * Components that differ in array indices only share one store of values (a family), so that equal
 * values have equal ids along an array; symmetry compares them.
 *
 * The fingerprint of a state is the sum, word by word, of one 128-bit summand for each component
 * and its value: a change of one component adds a difference. The summands are SHA-256 of path and
 * value, so fingerprints depend on the state alone, not on the order in which values were met.
 * (M. Bellare, D. Micciancio, "A New Paradigm for Collision-Free Hashing: Incrementality at Reduced
 * Cost", EUROCRYPT 1997; here the words are added modulo 2^32 each: the aim is even spread.)
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { canonical, type Shape, strictCopy, strictRecord } from '../state.ts';
import { locked } from './crew/meeting.ts';
import { addRecord, readRecords, type ValueLog } from './crew/value-log.ts';

/** One integer a component; the narrowest array that holds the ids met so far. */
export type Vectors = Uint8Array | Uint16Array | Uint32Array;

/** 32-bit words of a fingerprint. */
export const fingerprintWords = 4;

const slot: Shape = { kind: 'slot' };

/** The values that the components of one family have had, numbered as they were met. */
export interface Family {
  /** Among the families. */
  readonly number: number;
  readonly values: unknown[];
  readonly texts: string[];
  readonly primitives: Map<unknown, number>;
  /** By `keyOf`; records whose keys stand in different orders have several. */
  readonly objects: Map<string, number>;
  readonly byText: Map<string, number>;
  readonly met: Met;
}

/** What was met in all families. */
export interface Met {
  count: number;
  readonly families: Family[];
  /** Where threads agree on the ids of values; null where there is one thread. */
  readonly log: ValueLog | null;
}

export interface Component {
  readonly path: readonly (string | number)[];
  readonly family: Family;
  /** Four words for each value met; all zero until asked for. */
  summands: Int32Array;
}

export interface Components {
  readonly shape: Shape;
  readonly list: readonly Component[];
  readonly families: readonly Family[];
  readonly met: Met;
}

export function componentsOf(shape: Shape, log: ValueLog | null = null): Components {
  const list: Component[] = [];
  const families = new Map<string, Family>();
  const met: Met = { count: 0, families: [], log };
  const visit = (at: Shape, path: readonly (string | number)[]): void => {
    if (at.kind === 'slot') {
      const name = JSON.stringify(path.map((key) => (typeof key === 'number' ? 0 : key)));
      let family = families.get(name);
      if (family === undefined) {
        family = {
          number: families.size,
          values: [],
          texts: [],
          primitives: new Map(),
          objects: new Map(),
          byText: new Map(),
          met,
        };
        families.set(name, family);
        met.families.push(family);
      }
      list.push({ path, family, summands: new Int32Array(4 * fingerprintWords) });
      return;
    }
    const keys = at.kind === 'array' ? at.of.keys() : at.keys.values();
    for (const [index, key] of [...keys].entries()) visit(at.of[index] as Shape, [...path, key]);
  };
  visit(shape, []);
  return { shape, list, families: met.families, met };
}

/** Threads that assist begin where levels are wide; see `trials.ts`. */
export function patienceWith({ met }: Components): 'hasty' | 'patient' {
  return met.log === null ? 'hasty' : 'patient';
}

/**
 * The id of a value.
 *
 * @throws ModelError if the value is not plain data; its path starts at the component.
 */
export function idOf(family: Family, value: unknown): number {
  if (typeof value === 'object' && value !== null) {
    const key = keyOf(value);
    const known = key === null ? undefined : family.objects.get(key);
    if (known !== undefined) return known;
    const text = canonical(value, slot);
    const id = family.byText.get(text) ?? meet(family, text, strictCopy(text));
    if (key !== null) family.objects.set(key, id);
    return id;
  }
  const known = Object.is(value, -0) ? undefined : family.primitives.get(value);
  return known ?? meet(family, canonical(value, slot), value);
}

function meet(family: Family, text: string, value: unknown): number {
  const { met } = family;
  const { log } = met;
  if (log === null) return addValue(family, text, value);
  return locked(log.control, () => {
    catchUp(met);
    const isObject = typeof value === 'object' && value !== null;
    const known = isObject ? family.byText.get(text) : family.primitives.get(value);
    if (known !== undefined) return known;
    addRecord(log, family.number, text);
    return addValue(family, text, value);
  });
}

/** Learns what other threads have met. Call it before a state that they have found. */
export function catchUp({ log, families }: Met): void {
  if (log === null) return;
  readRecords(log, (number, text) => {
    addValue(families[number] as Family, text, strictCopy(text));
  });
}

/** Gives a value that its family has not met the next id. */
function addValue(family: Family, text: string, value: unknown): number {
  const id = family.values.length;
  family.met.count++;
  family.values.push(value);
  family.texts.push(text);
  if (typeof value === 'object' && value !== null) family.byText.set(text, id);
  else family.primitives.set(value, id);
  return id;
}

/**
 * A text that tells plain values apart, three times as fast as the canonical one: keys stand as
 * they come, strings carry their length instead of being escaped. Null for whatever the canonical
 * text has to look at, and perhaps refuse.
 */
function keyOf(value: unknown): string | null {
  switch (typeof value) {
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? `${value},` : null;
    case 'string':
      return `${value.length}"${value}`;
    case 'boolean':
      return value ? 't' : 'f';
    case 'object':
      return value === null ? 'n' : keyOfObject(value);
    default:
      return null;
  }
}

function keyOfObject(value: object): string | null {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (Array.isArray(value)) {
    let key = `${value.length}[`;
    for (let index = 0; index < value.length; index++) {
      const below = Object.hasOwn(value, index) ? keyOf(value[index]) : null;
      if (below === null) return null;
      key += below;
    }
    return key;
  }
  if (prototype !== Object.prototype && prototype !== strictRecord) return null;
  let key = '{';
  for (const name of Object.keys(value)) {
    const below = keyOf((value as Record<string, unknown>)[name]);
    if (below === null) return null;
    key += `${name.length}"${name}${below}`;
  }
  return `${key}}`;
}

/** Where the summand of a value begins in `component.summands`. */
export function summandOf(component: Component, id: number): number {
  const at = id * fingerprintWords;
  if (at >= component.summands.length) {
    const grown = new Int32Array(Math.max(at + fingerprintWords, 2 * component.summands.length));
    grown.set(component.summands);
    component.summands = grown;
  }
  const { summands, path, family } = component;
  if (summands[at] === 0) {
    const digest = sha256(new TextEncoder().encode(`${JSON.stringify(path)}=${family.texts[id]}`));
    const view = new DataView(digest.buffer, digest.byteOffset);
    for (let word = 0; word < fingerprintWords; word++) {
      summands[at + word] = view.getInt32(4 * word);
    }
    // Zero says "not known yet"; one summand in 2^32 pays for it.
    if (summands[at] === 0) summands[at] = 1;
  }
  return at;
}

/** The ids of a state. @throws ModelError if it does not fit the shape. */
export function encode({ shape, list }: Components, state: unknown): number[] {
  canonical(state, shape);
  return list.map(({ path, family }) => idOf(family, valueAt(state, path)));
}

export function valueAt(state: unknown, path: readonly (string | number)[]): unknown {
  let value = state;
  // The callers know that the state has the shape from which the path comes.
  for (const key of path) value = (value as Record<string | number, unknown>)[key];
  return value;
}

/** The canonical text of a state. */
export function textOf({ shape, list }: Components, ids: Vectors, base: number): string {
  let next = 0;
  const write = (at: Shape): string => {
    if (at.kind === 'slot') {
      const component = list[next] as Component;
      return component.family.texts[ids[base + next++] as number] as string;
    }
    if (at.kind === 'array') return `[${at.of.map(write).join(',')}]`;
    const fields = at.keys.map(
      (key, index) => `${JSON.stringify(key)}:${write(at.of[index] as Shape)}`,
    );
    return `{${fields.join(',')}}`;
  };
  return write(shape);
}

/** The fingerprint of a state from nothing, into `words` at `to`. */
export function fingerprint(
  { list }: Components,
  ids: Vectors,
  base: number,
  words: Int32Array,
  to: number,
): void {
  words.fill(0, to, to + fingerprintWords);
  for (const [index, component] of list.entries()) {
    const at = summandOf(component, ids[base + index] as number);
    for (let word = 0; word < fingerprintWords; word++) {
      words[to + word] = (words[to + word] as number) + (component.summands[at + word] as number);
    }
  }
}
