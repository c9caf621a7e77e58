/** Executing a block on a witness, and undoing what rests on blocks that were replaced. */
import { loadOf, type Values } from './instance.ts';
import { honestly, type Manner } from './library.ts';
import {
  type Access,
  blockName,
  type Cell,
  cellsAt,
  type Entry,
  purseAt,
  type Result,
  type State,
  stateName,
} from './state.ts';
import { gather, type Witness } from './witness.ts';
import { isCross, keysRead, keysWritten, run } from './workload.ts';

/** The shard executes its newest block; it has all that it takes. */
export function execute(draft: State, p: Values, shard: number, as: Manner = honestly): void {
  const height = draft.chains[shard].length;
  const witness = gather(draft, p, { shard, height, as });
  if (witness === null) throw new Error('a witness that was accepted can be gathered');
  const block = draft.chains[shard][height - 1];
  const { cells, log } = replay(p, shard, witness);
  const keys = loadOf(p).keysAt[shard];
  const untouched = cellsAt(draft, p, shard, height - 1) ?? [];
  const result: Result = {
    cells: keys.map(({ name }, index) => ({ ...(cells.get(name) ?? untouched[index]) })),
    purses: loadOf(p).txsAt[shard].map(
      (tx) => purseAt(draft, p, shard, height - 1, tx) - (block.txs.includes(tx) ? 1 : 0),
    ),
    log,
    work: witness.order.length,
    rests: [...witness.blocks.keys(), ...witness.states.keys()].sort(),
  };
  block.result = result;
}

/** The joint execution, as far as the shard needs it; it keeps what is its own. */
function replay(
  p: Values,
  shard: number,
  { order, halves, cells: initial }: Witness,
): { readonly cells: ReadonlyMap<string, Cell>; readonly log: Entry[] } {
  const { programs, shardOf, touches } = loadOf(p);
  const cells = new Map(initial);
  const log: Entry[] = [];
  for (const tx of order) {
    const isStale = p.witness === 'of the height before' && isCross(loadOf(p), tx);
    const seen = isStale ? initial : cells;
    const reads = keysRead(programs[tx]).map((key) => accessTo(seen, key));
    const values = run(programs[tx], (key) => cellIn(seen, key).value);
    const writes: Access[] = [];
    for (const [index, key] of keysWritten(programs[tx]).entries()) {
      const at = shardOf.get(key) ?? -1;
      if (values === null || halves.get(tx)?.includes(at) !== true) continue;
      cells.set(key, { value: values[index], version: cellIn(cells, key).version + 1 });
      if (at === shard) writes.push(accessTo(cells, key));
    }
    const isHere = touches[tx].includes(shard) && halves.get(tx)?.includes(shard) === true;
    if (isHere) log.push({ tx, applied: values !== null, reads, writes });
  }
  return { cells, log };
}

function cellIn(cells: ReadonlyMap<string, Cell>, key: string): Cell {
  const cell = cells.get(key);
  if (cell === undefined) throw new Error(`no value of ${key} was gathered`);
  return cell;
}
function accessTo(cells: ReadonlyMap<string, Cell>, key: string): Access {
  return { key, version: cellIn(cells, key).version };
}

/**
 * What rests on a block that was replaced is undone: it will be executed again. A block whose
 * header commits to a state that was undone goes too, and so on.
 */
export function undo(draft: State, shard: number, height: number): void {
  const gone = [blockName(shard, height), stateName(shard, height)];
  for (let name = gone.pop(); name !== undefined; name = gone.pop()) {
    for (const [at, chain] of draft.chains.entries()) {
      const first = chain.findIndex(({ result }) => result?.rests.includes(name) === true);
      if (first < 0) continue;
      chain[first].result = null;
      gone.push(stateName(at, first + 1));
      for (let above = first + 1; above < chain.length; above++) {
        gone.push(blockName(at, above + 1), stateName(at, above + 1));
      }
      draft.chains[at] = chain.slice(0, first + 1);
    }
  }
}
