/**
 * The window: one plain strict object in the shape of a state, moved from state to state by
 * assigning only the slots that differ. Rules and properties run on it at full speed where their
 * reads need not be noted; they have shown on the spine that they write nothing.
 */
import { type Shape, strictArray, strictRecord } from '../state.ts';
import type { Components, Vectors } from './components.ts';

export interface Window {
  readonly state: object;
  /** Moves the window; false if it shows that state already. */
  readonly show: (ids: Vectors, base: number) => boolean;
}

export function windowOn(components: Components): Window {
  // One box around the state, so that a state that is a single slot is no special case.
  const box: { state: object } = { state: {} };
  const holders: object[] = [];
  const keys: (string | number)[] = [];
  const build = (shape: Shape, holder: object, key: string | number): void => {
    if (shape.kind === 'slot') {
      holders.push(holder);
      keys.push(key);
      put(holder, key, null);
      return;
    }
    const node: object = shape.kind === 'array' ? [] : {};
    for (const [index, below] of shape.of.entries()) {
      build(below, node, shape.kind === 'array' ? index : (shape.keys[index] as string));
    }
    put(
      holder,
      key,
      Object.setPrototypeOf(node, shape.kind === 'array' ? strictArray : strictRecord),
    );
  };
  build(components.shape, box, 'state');
  const shown = new Int32Array(components.list.length).fill(-1);
  return {
    get state() {
      return box.state;
    },
    show: (ids, base) => {
      let hasMoved = false;
      for (let index = 0; index < shown.length; index++) {
        const id = ids[base + index] as number;
        if (shown[index] === id) continue;
        shown[index] = id;
        hasMoved = true;
        const { family } = components.list[index] as Components['list'][number];
        put(holders[index] as object, keys[index] as string | number, family.values[id]);
      }
      return hasMoved;
    },
  };
}

function put(holder: object, key: string | number, value: unknown): void {
  (holder as Record<string | number, unknown>)[key] = value;
}
