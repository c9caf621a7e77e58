/**
 * States as plain data: their fixed shape, their canonical text, and strict copies for the code of
 * a model to run on.
 *
 * Two states are the same exactly if their canonical texts are equal, so whatever JSON would blur
 * (undefined, NaN, -0, dates, maps, class instances, cycles, holes) is refused with its path: two
 * states taken for one would hide all that follows from the second.
 */
import { ModelError } from './errors.ts';

export type Plain = string | number | boolean | null | readonly Plain[] | PlainRecord;
interface PlainRecord {
  readonly [key: string]: Plain;
}

/** Records keep their keys and arrays their length; everything else is a slot. */
export type Shape =
  | { readonly kind: 'record'; readonly keys: readonly string[]; readonly of: readonly Shape[] }
  | { readonly kind: 'array'; readonly of: readonly Shape[] }
  | { readonly kind: 'slot' };

const slot: Shape = { kind: 'slot' };

/** The shape that an initial state fixes. Throws `ModelError` if the state is not plain data. */
export function shapeOf(state: unknown): Shape {
  canonical(state, slot);
  return shapeOfPlain(state as Plain);
}

function shapeOfPlain(value: Plain): Shape {
  if (Array.isArray(value)) {
    return value.length === 0 ? slot : { kind: 'array', of: value.map(shapeOfPlain) };
  }
  if (typeof value !== 'object' || value === null) return slot;
  const record = value as PlainRecord;
  const keys = Object.keys(record).sort();
  if (keys.length === 0) return slot;
  return { kind: 'record', keys, of: keys.map((key) => shapeOfPlain(record[key] as Plain)) };
}

/**
 * Canonical JSON of a state: keys sorted, no blanks.
 *
 * @throws ModelError naming the path of what is not plain or does not fit the shape.
 */
export function canonical(state: unknown, shape: Shape): string {
  return write(state, shape, { keys: [], above: [] });
}

/** Where the writer is: the keys from the root, and the free objects around it. */
interface Place {
  readonly keys: (string | number)[];
  readonly above: object[];
}

function write(value: unknown, shape: Shape, place: Place): string {
  if (shape.kind === 'slot') return writeFree(value, place);
  if (shape.kind === 'array') {
    if (!Array.isArray(value)) throw misfit(place, `an array of ${shape.of.length}`, value);
    if (value.length !== shape.of.length) {
      throw misfit(place, `an array of ${shape.of.length}`, value);
    }
    return writeArray(value, shape.of, place);
  }
  if (!isRecord(value)) {
    throw misfit(place, `a record with the keys ${shape.keys.join(', ')}`, value);
  }
  const keys = Object.keys(value);
  if (keys.length !== shape.keys.length) throw wrongKeys(keys, shape.keys, place);
  let text = '{';
  for (const [index, key] of shape.keys.entries()) {
    if (!Object.hasOwn(value, key)) throw wrongKeys(keys, shape.keys, place);
    text += `${index === 0 ? '' : ','}${JSON.stringify(key)}:`;
    place.keys.push(key);
    text += write(value[key], shape.of[index] as Shape, place);
    place.keys.pop();
  }
  return `${text}}`;
}

function writeFree(value: unknown, place: Place): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      return writeNumber(value, place);
    case 'object':
      break;
    default:
      throw notPlain(place, value);
  }
  if (value === null) return 'null';
  if (place.above.includes(value)) throw refuse(place, 'is a cycle', 'a state is a tree');
  place.above.push(value);
  const text = Array.isArray(value)
    ? writeArray(value, null, place)
    : writeFreeRecord(value, place);
  place.above.pop();
  return text;
}

function writeNumber(value: number, place: Place): string {
  if (!Number.isFinite(value)) throw notPlain(place, value);
  if (Object.is(value, -0)) throw refuse(place, 'is -0', 'JSON would turn it into 0');
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw refuse(place, `is ${value}`, 'whole numbers beyond 2^53 are not exact');
  }
  return String(value);
}

function writeArray(
  value: readonly unknown[],
  shapes: readonly Shape[] | null,
  place: Place,
): string {
  if (Object.keys(value).length !== value.length) {
    throw refuse(place, 'is an array with holes or extra keys', 'use null for what is absent');
  }
  let text = '[';
  for (let index = 0; index < value.length; index++) {
    const shape = shapes === null ? slot : (shapes[index] as Shape);
    place.keys.push(index);
    text += (index === 0 ? '' : ',') + write(value[index], shape, place);
    place.keys.pop();
  }
  return `${text}]`;
}

function writeFreeRecord(value: object, place: Place): string {
  if (!isRecord(value)) throw notPlain(place, value);
  const fields: string[] = [];
  for (const key of Object.keys(value).sort()) {
    place.keys.push(key);
    if (key === '__proto__') {
      throw refuse(place, 'is a key that JavaScript takes for the prototype', 'choose another');
    }
    fields.push(`${JSON.stringify(key)}:${writeFree(value[key], place)}`);
    place.keys.pop();
  }
  return `{${fields.join(',')}}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  const plain = prototype === Object.prototype || prototype === strictRecord || prototype === null;
  return plain && Object.getOwnPropertySymbols(value).length === 0;
}

function refuse(place: Place, what: string, why: string): ModelError {
  const path = place.keys.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
  return new ModelError(`state${path} ${what}; ${why}`);
}
function notPlain(place: Place, value: unknown): ModelError {
  return refuse(place, `is ${nameOf(value)}`, 'a state is plain data, and absence is null');
}
function misfit(place: Place, expected: string, value: unknown): ModelError {
  return refuse(place, `was ${expected} and is now ${nameOf(value)}`, 'the shape is fixed');
}
function wrongKeys(keys: readonly string[], expected: readonly string[], place: Place): ModelError {
  const added = keys.find((key) => !expected.includes(key));
  if (added !== undefined) {
    place.keys.push(added);
    return refuse(place, 'is a new key', 'the shape is fixed: put it into `init`');
  }
  place.keys.push(expected.find((key) => !keys.includes(key)) ?? '');
  return refuse(place, 'was removed', 'the shape is fixed: use null for absence');
}
function nameOf(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) {
    const maker = (value as { constructor?: { name?: string } }).constructor;
    return `an object of class ${maker?.name ?? 'unknown'}`;
  }
  return typeof value === 'function' ? 'a function' : String(value);
}

// ── strict copies ────────────────────────────────────────────────────────────────────────────

/** Thrown when model code reads an index or a key that the object does not have. */
export class OutsideShape extends Error {
  readonly object: object;
  readonly key: string;
  constructor(object: object, key: string) {
    super(`there is no ${key} here`);
    this.object = object;
    this.key = key;
  }
}

/**
 * Prototypes behind which a missing key throws instead of reading as undefined: own properties
 * are found before the prototype is asked, so the code of a model pays nothing for it.
 */
function strictPrototype<T extends object>(target: T): T {
  return new Proxy(target, {
    get(object, key, receiver: object): unknown {
      // Serialisers ask every object for toJSON.
      if (typeof key === 'symbol' || key in object || key === 'toJSON') {
        return Reflect.get(object, key, receiver);
      }
      throw new OutsideShape(receiver, key);
    },
  });
}
export const strictArray: object = strictPrototype(Array.prototype);
export const strictRecord: object = strictPrototype(Object.prototype);

/** Parses a canonical text into a strict copy, frozen, for rules and properties to read. */
export function strictCopy(text: string): unknown {
  const value: unknown = JSON.parse(text);
  harden(value, true);
  return value;
}

function harden(value: unknown, freeze: boolean): void {
  if (typeof value !== 'object' || value === null) return;
  for (const child of Object.values(value)) harden(child, freeze);
  Object.setPrototypeOf(value, Array.isArray(value) ? strictArray : strictRecord);
  if (freeze) Object.freeze(value);
}

/**
 * An open copy for a recipe to change. A strict one costs fifteen times a loose one, so searches
 * let each step run on strict drafts until it has shown itself; see `strictRunCount`.
 */
export function draftOf(state: unknown, isStrict: boolean): unknown {
  const draft = copyOf(state);
  if (isStrict) harden(draft, false);
  return draft;
}

/** How often each step runs on strict drafts before a search trusts it with loose ones. */
export const strictRunCount = 64;

function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    // Not `map`: on a strict array it would ask the prototype for the class of its result.
    const copy: unknown[] = [];
    for (let index = 0; index < value.length; index++) copy.push(copyOf(value[index]));
    return copy;
  }
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) copy[key] = copyOf((value as Record<string, unknown>)[key]);
  return copy;
}

/** Where in the state an object is, as a path, or null. */
export function pathTo(state: unknown, object: object, path = ''): string | null {
  if (state === object) return path;
  if (typeof state !== 'object' || state === null) return null;
  for (const [key, value] of Object.entries(state)) {
    const found = pathTo(
      value,
      object,
      Array.isArray(state) ? `${path}[${key}]` : `${path}.${key}`,
    );
    if (found !== null) return found;
  }
  return null;
}
