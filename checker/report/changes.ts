/** What a step changed in the state, from immer's patches. */
import type { Patch } from 'immer';
import type { State } from '../machine.ts';

export interface Change {
  /** `shards[0].status[1]` */
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Leaf by leaf and in the order of the state's own keys; patches that replace a whole record show
 * only what differs inside.
 */
export function changesOf(before: State, patches: readonly Patch[]): readonly Change[] {
  const keys = Object.keys(before);
  const rank = ({ path: [first = ''] }: Patch): number => keys.indexOf(String(first));
  return [...patches]
    .sort((a, b) => rank(a) - rank(b))
    .flatMap(({ path, value, op }) => {
      const from = valueAt(before, path);
      const to: unknown = op === 'remove' ? undefined : value;
      return differences(pathText(path), from, to);
    });
}

function differences(path: string, from: unknown, to: unknown): readonly Change[] {
  if (isTree(from) && isTree(to) && Array.isArray(from) === Array.isArray(to)) {
    const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])];
    const isList = Array.isArray(from);
    return keys.flatMap((key) =>
      differences(path + keyText(isList ? Number(key) : key, path === ''), from[key], to[key]),
    );
  }
  const [old, now] = [valueText(from), valueText(to)];
  return old === now ? [] : [{ path, from: old, to: now }];
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function valueAt(state: unknown, path: readonly (string | number)[]): unknown {
  let value = state;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[key];
  }
  return value;
}

function pathText(path: readonly (string | number)[]): string {
  return path.map((key, index) => keyText(key, index === 0)).join('');
}

function keyText(key: string | number, isFirst: boolean): string {
  if (typeof key === 'number') return `[${key}]`;
  return isFirst ? key : `.${key}`;
}

/** As in JSON, but names without quotes where nothing is lost, and with blanks to break at. */
function valueText(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string' && /^[A-Za-z][\w -]*$/.test(value)) return value;
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, child]) => `${key}: ${valueText(child)}`);
  return `{${fields.join(', ')}}`;
}
