/** What a node of a shard gathers from other shards before it executes a block of its own. */
import { loadOf, setupOf, type Values } from './instance.ts';
import { type Asked, type Library, libraryOf, type Shown } from './library.ts';
import { byHash, mergedOrder, needed } from './order.ts';
import type { Cell, Frozen } from './shards.ts';
import type { State } from './state.ts';
import { isCross } from './workload.ts';

export interface Witness {
  /** What was shown of blocks of other shards, by name of the block. */
  readonly blocks: ReadonlyMap<string, Shown>;
  /** What was shown of their states. */
  readonly states: ReadonlyMap<string, Shown>;
  /** What is to be executed, in order; transactions without effect are left out. */
  readonly order: readonly number[];
  /** Per transaction of the order: its shards whose blocks at this height include it. */
  readonly halves: ReadonlyMap<number, readonly number[]>;
  /** The values that it starts from, by key. */
  readonly cells: ReadonlyMap<string, Cell>;
}

/** Null if a block is asked for that is not there yet, or if there is nothing to make up. */
export function gather(state: Frozen<State>, p: Values, asked: Asked): Witness | null {
  const { salts } = state;
  const library = libraryOf({ state, salts, setup: setupOf(p), window: p.window }, asked);
  const own = library.list(asked.shard, asked.height);
  if (own === null) return null;
  const plan = p.effective === 'in any shard' ? alone(p, own) : planOf(library, state, p, asked);
  if (plan === null) return null;
  const touched = new Set([asked.shard, ...plan.order.flatMap((tx) => loadOf(p).touches[tx])]);
  const cells = new Map<string, Cell>();
  for (const shard of touched) {
    const shown = library.cells(shard);
    if (shown === null) return null;
    for (const [key, cell] of shown) cells.set(key, cell);
  }
  if (asked.as !== 'honestly' && !library.isAltered()) return null;
  return { ...plan, blocks: library.blocks, states: library.states, cells };
}

type Plan = Pick<Witness, 'order' | 'halves'>;

/** FAQ-A2: nobody else is asked. */
function alone(p: Values, own: readonly number[]): Plan {
  return { order: own, halves: new Map(own.map((tx) => [tx, loadOf(p).touches[tx]])) };
}

/** Every list that is read may show more transactions that stand before ours. */
function planOf(library: Library, state: Frozen<State>, p: Values, asked: Asked): Plan | null {
  for (;;) {
    const known = library.blocks.size;
    const plan = planned(library, state, p, asked);
    if (plan === null || library.blocks.size === known) return plan;
  }
}

/** What has to be executed as far as the lists read so far tell. */
function planned(
  library: Library,
  state: Frozen<State>,
  p: Values,
  { shard, height }: Asked,
): Plan | null {
  const load = loadOf(p);
  const lists = library.listsAt(height);
  const all = byHash(load, state.salts, [...new Set(lists.flat())]);
  const order = mergedOrder(lists, all, library.list(shard, height) ?? []);
  const touches = (tx: number): readonly number[] => load.touches[tx];
  const halves = new Map<number, readonly number[]>();
  for (const tx of needed(order, touches, shard)) {
    const included = touches(tx).map((at) => library.heightWith(tx, at));
    if (included.includes('unknown')) return null;
    if (included.includes('nowhere')) continue;
    halves.set(
      tx,
      touches(tx).filter((_, index) => included[index] === height),
    );
  }
  const effective = order.filter((tx) => halves.has(tx));
  return { order: needed(inPlace(p, effective), touches, shard), halves };
}

/** FAQ-A6: a node executes local transactions when it likes; this one after all others. */
function inPlace(p: Values, order: readonly number[]): readonly number[] {
  if (p.locals === 'in hash order') return order;
  const load = loadOf(p);
  return [...order.filter((tx) => isCross(load, tx)), ...order.filter((tx) => !isCross(load, tx))];
}
