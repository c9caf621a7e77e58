/**
 * The tracking spine: one object, in the fixed shape of a state, through which rules, recipes and
 * properties run while every component they read or write is noted.
 *
 * Its nodes are built once, of plain accessor properties (a Proxy on each access would cost ten
 * times as much), behind the strict prototypes of `state.ts`, and cannot grow. Slots that hold
 * records or lists hand out the frozen value to a reader and a copy of their own to a recipe.
 *
 * A recipe may move whole records (`draft.a = draft.b`): a node's child is a reference that can be
 * replaced, as in a plain clone, and `changes` reads what then lies at each path.
 */
import { canonical, draftOf, type Shape, strictArray, strictRecord } from '../state.ts';
import { type Components, idOf, type Vectors, valueAt } from './components.ts';

export interface Spine {
  /** The state that was loaded. */
  readonly ids: Uint32Array;
  /** Components read since `load`, in the order of their first reads. */
  readonly reads: readonly number[];
  /** Sets the spine to a state; from here on reads are noted if `isTracked`. */
  readonly load: (ids: Vectors, base: number, isTracked: boolean) => void;
  /** The state as model code sees it. */
  readonly state: () => object;
  /** From here on writes are allowed. */
  readonly open: (isStrict: boolean) => void;
  /**
   * Ends the run of a recipe: triples of component, old id and new id. Every component written
   * also counts as read, so that the outcome is a fixed difference.
   *
   * @throws ModelError if the result does not fit the shape.
   */
  readonly changes: () => number[];
}

/** What an accessor needs to know about the run. */
interface Run {
  /** Number of the run: stamps of earlier ones are stale. */
  current: number;
  isTracked: boolean;
  isOpen: boolean;
  isStrict: boolean;
  readonly ids: Uint32Array;
  readonly readStamps: Int32Array;
  readonly reads: number[];
  readonly offset: number;
  /** What a recipe has put into a component or copied from it. */
  readonly held: unknown[];
  readonly heldStamps: Int32Array;
  readonly touched: number[];
  readonly replaced: Branch[];
}

/** A record or an array inside another one; components `from` to `to` lie under it. */
interface Branch {
  readonly node: object;
  readonly from: number;
  readonly to: number;
  replacement: unknown;
  stamp: number;
}

/**
 * @param reads Where reads are noted: two spines may share one list.
 * @param offset Added to the numbers of this spine's components there.
 */
export function spineOf(components: Components, reads: number[] = [], offset = 0): Spine {
  const size = components.list.length;
  const run: Run = {
    current: 0,
    isTracked: false,
    isOpen: false,
    isStrict: true,
    ids: new Uint32Array(size),
    readStamps: new Int32Array(size),
    reads,
    offset,
    held: new Array(size).fill(null),
    heldStamps: new Int32Array(size),
    touched: [],
    replaced: [],
  };
  const root = grow(components, run, components.shape, 0);
  const state = root.node === null ? () => read(components, run, 0) as object : () => root.node;
  return {
    ids: run.ids,
    reads,
    state: state as () => object,
    load: (ids, base, isTracked) => {
      run.current++;
      run.isTracked = isTracked;
      run.isOpen = false;
      reads.length = 0;
      run.touched.length = 0;
      run.replaced.length = 0;
      for (let index = 0; index < size; index++) run.ids[index] = ids[base + index] as number;
    },
    open: (isStrict) => {
      run.isOpen = true;
      run.isStrict = isStrict;
    },
    changes: () => changes(components, run, state() as object),
  };
}

// ── building ─────────────────────────────────────────────────────────────────────────────────

/** The node of a shape, null for a slot, and the number of the next component. */
function grow(
  components: Components,
  run: Run,
  shape: Shape,
  first: number,
): { node: object | null; next: number } {
  if (shape.kind === 'slot') return { node: null, next: first + 1 };
  const isArray = shape.kind === 'array';
  const node: object = isArray ? new Array(shape.of.length) : {};
  const keys = isArray ? shape.of.map((_, index) => String(index)) : shape.keys;
  let next = first;
  for (const [index, key] of keys.entries()) {
    const from = next;
    const below = grow(components, run, shape.of[index] as Shape, from);
    next = below.next;
    const accessors =
      below.node === null
        ? slotAccessors(components, run, from, key)
        : branchAccessors(
            run,
            { node: below.node, from, to: next, replacement: null, stamp: 0 },
            key,
          );
    Object.defineProperty(node, key, { ...accessors, enumerable: true, configurable: false });
  }
  Object.setPrototypeOf(node, isArray ? strictArray : strictRecord);
  return { node: Object.preventExtensions(node), next };
}

function slotAccessors(
  components: Components,
  run: Run,
  component: number,
  key: string,
): PropertyDescriptor {
  return {
    get: () => read(components, run, component),
    set: (value: unknown) => {
      refuseClosed(run, key);
      hold(run, component, value);
    },
  };
}

function branchAccessors(run: Run, branch: Branch, key: string): PropertyDescriptor {
  return {
    get: () => (branch.stamp === run.current ? branch.replacement : branch.node),
    set: (value: unknown) => {
      refuseClosed(run, key);
      branch.replacement = value;
      if (branch.stamp !== run.current) run.replaced.push(branch);
      branch.stamp = run.current;
    },
  };
}

function read(components: Components, run: Run, component: number): unknown {
  if (run.heldStamps[component] === run.current) return run.held[component];
  if (run.isTracked) noteRead(run, component);
  const { family } = components.list[component] as Components['list'][number];
  const value = family.values[run.ids[component] as number];
  if (!run.isOpen || typeof value !== 'object' || value === null) return value;
  const copy = draftOf(value, run.isStrict);
  hold(run, component, copy);
  return copy;
}

function hold(run: Run, component: number, value: unknown): void {
  run.held[component] = value;
  if (run.heldStamps[component] !== run.current) run.touched.push(component);
  run.heldStamps[component] = run.current;
}

function noteRead(run: Run, component: number): void {
  if (run.readStamps[component] === run.current) return;
  run.readStamps[component] = run.current;
  run.reads.push(component + run.offset);
}

function refuseClosed(run: Run, key: string): void {
  // In the words of the engine, which `inModel` knows how to explain.
  if (!run.isOpen) throw new TypeError(`Cannot assign to read only property '${key}' of object`);
}

// ── what a recipe did ────────────────────────────────────────────────────────────────────────

function changes(components: Components, run: Run, root: object): number[] {
  run.isOpen = false;
  const written = new Set(run.touched);
  if (run.replaced.length > 0) {
    const { isTracked } = run;
    run.isTracked = false;
    canonical(root, components.shape);
    run.isTracked = isTracked;
    for (const { from, to } of run.replaced) {
      for (let component = from; component < to; component++) written.add(component);
    }
  }
  const found: number[] = [];
  for (const component of written) {
    const { path } = components.list[component] as Components['list'][number];
    const value = run.replaced.length > 0 ? valueAt(root, path) : run.held[component];
    const [before, after] = [
      run.ids[component] as number,
      newId(components, root, component, value),
    ];
    if (run.isTracked) noteRead(run, component);
    if (before !== after) found.push(component, before, after);
  }
  return found;
}

function newId(components: Components, root: object, component: number, value: unknown): number {
  const { family } = components.list[component] as Components['list'][number];
  try {
    return idOf(family, value);
  } catch (error) {
    // The same refusal, with its path from the root of the state.
    canonical(root, components.shape);
    throw error;
  }
}
