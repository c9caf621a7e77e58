/**
 * Executing a block: first its cross-shard transactions, all on the values of the height before,
 * then its local ones, in the order of the block, on the result.
 */
import {
  type Asked,
  honestly,
  libraryOf,
  type Manner,
  type Shown,
} from '../same-height/library.ts';
import {
  type Access,
  accessTo,
  type Cell,
  cellIn,
  type Entry,
  type Frozen,
  settle,
} from '../same-height/shards.ts';
import { isCross, keysOf, keysRead, keysWritten, run } from '../same-height/workload.ts';
import { includersOf, type State } from './access.ts';
import { loadOf, setupOf, type Values } from './instance.ts';

/** What a node gathers from other shards before it executes a block of its own. */
export interface Witness {
  readonly blocks: ReadonlyMap<string, Shown>;
  readonly states: ReadonlyMap<string, Shown>;
  /** Cross-shard transactions that take effect on the shard at this height. */
  readonly cross: readonly number[];
  readonly locals: readonly number[];
  /** Values of the height before, by key. */
  readonly cells: ReadonlyMap<string, Cell>;
}

/** Null if a block is asked for that is not there yet, or if there is nothing to make up. */
export function gather(state: Frozen<State>, p: Values, asked: Asked): Witness | null {
  const load = loadOf(p);
  const salts = load.programs.map(() => 0);
  const library = libraryOf({ state, salts, setup: setupOf(p), window: 0 }, asked);
  const own = library.list(asked.shard, asked.height);
  if (own === null) return null;
  // With inclusion in every shard, what concerns a shard is in its own block.
  const candidates =
    p.included === 'in every shard'
      ? own
      : load.txsAt[asked.shard].filter((tx) => isCross(load, tx));
  const cross: number[] = [];
  for (const tx of candidates) {
    if (!isCross(load, tx)) continue;
    const heights = includersOf(p, tx).map((at) => library.heightWith(tx, at));
    if (heights.includes('unknown')) return null;
    if (!heights.includes('nowhere')) cross.push(tx);
  }
  const cells = new Map<string, Cell>();
  for (const shard of new Set([asked.shard, ...cross.flatMap((tx) => load.touches[tx])])) {
    const shown = library.cells(shard);
    if (shown === null) return null;
    for (const [key, cell] of shown) cells.set(key, cell);
  }
  if (asked.as !== honestly && !library.isAltered()) return null;
  const locals = own.filter((tx) => !isCross(load, tx));
  return { blocks: library.blocks, states: library.states, cross, locals, cells };
}

/** The shard executes its newest block; it has all that it takes. */
export function execute(draft: State, p: Values, shard: number, as: Manner = honestly): void {
  const height = draft.chains[shard].length;
  const witness = gather(draft, p, { shard, height, as });
  if (witness === null) throw new Error('a witness that was accepted can be gathered');
  const { cross, locals, cells: before } = witness;
  const cells = new Map(before);
  const log: Entry[] = [];
  const perform = (txs: readonly number[], seen: ReadonlyMap<string, Cell>): void => {
    for (const tx of txs) log.push(performOne(draft, p, shard, tx, seen, cells));
  };
  if (p.phases === 'locals first') perform(locals, cells);
  perform(cross, before);
  if (p.phases === 'cross first') perform(locals, cells);
  settle(draft, setupOf(p), shard, {
    cells,
    log,
    work: log.length,
    rests: [...witness.blocks.keys(), ...witness.states.keys()],
  });
}

/** Reads what is `seen`, and writes to `cells`; the shard keeps what is its own. */
function performOne(
  state: Frozen<State>,
  p: Values,
  shard: number,
  tx: number,
  seen: ReadonlyMap<string, Cell>,
  cells: Map<string, Cell>,
): Entry {
  const { programs, shardOf } = loadOf(p);
  const program = programs[tx];
  const isOutside = keysOf(program).some((key) => key === state.undeclared[tx]);
  if (isOutside && p.undeclared === 'fails') return { tx, applied: false, reads: [], writes: [] };
  const reads = keysRead(program).map((key) => accessTo(seen, key));
  const values = run(program, (key) => cellIn(seen, key).value);
  const writes: Access[] = [];
  for (const [index, key] of keysWritten(program).entries()) {
    if (values === null || shardOf.get(key) !== shard) continue;
    cells.set(key, { value: values[index], version: cellIn(cells, key).version + 1 });
    writes.push(accessTo(cells, key));
  }
  return { tx, applied: values !== null, reads, writes };
}
