/**
 * Copies and keys of states for walks, made for one shape: three times as fast as `draftOf` and
 * `canonical`, because they trust the shape instead of checking it.
 *
 * Two states of the shape have equal keys exactly if their canonical texts are equal. A state that
 * breaks the contract of models may slip through here; the walk checks samples and ends instead.
 */
import { canonical, type Shape } from '../state.ts';

export interface QuickState {
  /** An open copy. What is not of the shape is copied too, so that a later check finds it. */
  readonly copy: (state: unknown) => unknown;
  readonly key: (state: unknown) => string;
  /** The same with the keys of records in canonical order, as every property sees them. */
  readonly inOrder: (state: unknown) => unknown;
}

export function quickStateOf(shape: Shape): QuickState {
  const strings = new Map<string, string>();
  return { copy: copierOf(shape), key: keyerOf(shape, strings), inOrder: sorterOf(shape) };
}

function copierOf(shape: Shape): (value: unknown) => unknown {
  if (shape.kind === 'slot') return copySlot;
  if (shape.kind === 'array') {
    const inner = shape.of.map(copierOf);
    if (inner.every((copier) => copier === copySlot)) return copyArray;
    return (value) => {
      const source = value as readonly unknown[];
      const copy: unknown[] = [];
      for (let index = 0; index < source.length; index++) {
        copy.push((inner[index] ?? copySlot)(source[index]));
      }
      return copy;
    };
  }
  const keys = shape.keys;
  const inner = shape.of.map(copierOf);
  return (value) => {
    const copy = { ...(value as Readonly<Record<string, unknown>>) };
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index] as string;
      const child = copy[key];
      if (typeof child === 'object' && child !== null) {
        copy[key] = (inner[index] as (value: unknown) => unknown)(child);
      }
    }
    return copy;
  };
}

function copyArray(value: unknown): unknown {
  const source = value as readonly unknown[];
  const copy: unknown[] = [];
  for (let index = 0; index < source.length; index++) copy.push(copySlot(source[index]));
  return copy;
}

function copySlot(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return copyArray(value);
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) copy[key] = copySlot((value as typeof copy)[key]);
  return copy;
}

/** In place where it can: what is in order, as every strict copy is, is only read. */
function sorterOf(shape: Shape): (value: unknown) => unknown {
  if (shape.kind === 'slot') return sortSlot;
  const inner = shape.of.map(sorterOf);
  if (shape.kind === 'array') {
    return (value) => sorted(value, (child, place) => (inner[Number(place)] ?? sortSlot)(child));
  }
  const sorters = new Map(shape.keys.map((key, place) => [key, inner[place] ?? sortSlot]));
  return (value) => sorted(value, (child, key) => (sorters.get(String(key)) ?? sortSlot)(child));
}

function sortSlot(value: unknown): unknown {
  return sorted(value, sortSlot);
}

function sorted(value: unknown, sort: (child: unknown, key: string | number) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const child: unknown = value[index];
      const other = sort(child, index);
      if (other !== child) value[index] = other;
    }
    return value;
  }
  const record = value as Record<string, unknown>;
  const keys = Object.keys(record);
  let isInOrder = true;
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] as string;
    if (index > 0 && key < (keys[index - 1] as string)) isInOrder = false;
    const child = record[key];
    const other = sort(child, key);
    if (other !== child) record[key] = other;
  }
  if (isInOrder) return record;
  return Object.fromEntries(keys.sort().map((key) => [key, record[key]]));
}

const slot: Shape = { kind: 'slot' };

/** Slots from left to right, each with a mark that says its type and where it ends. */
function keyerOf(shape: Shape, strings: Map<string, string>): (value: unknown) => string {
  if (shape.kind === 'slot') return (value) => keyOfSlot(value, strings);
  const inner = shape.of.map((each) => keyerOf(each, strings));
  if (shape.kind === 'array') {
    return (value) => {
      const source = value as readonly unknown[];
      let text = '';
      for (let index = 0; index < inner.length; index++) {
        text += (inner[index] as (value: unknown) => string)(source[index]);
      }
      return text;
    };
  }
  const keys = shape.keys;
  return (value) => {
    const source = value as Readonly<Record<string, unknown>>;
    let text = '';
    for (let index = 0; index < keys.length; index++) {
      const child = source[keys[index] as string];
      text += (inner[index] as (value: unknown) => string)(child);
    }
    return text;
  };
}

function keyOfSlot(value: unknown, strings: Map<string, string>): string {
  if (typeof value === 'number') return `${value},`;
  if (value === true) return 't';
  if (value === false) return 'f';
  if (value === null) return 'n';
  // A slot may hold any plain value; JSON ends where it ends.
  if (typeof value !== 'string') return canonical(value, slot);
  let number = strings.get(value);
  if (number === undefined) {
    number = `"${strings.size};`;
    strings.set(value, number);
  }
  return number;
}
