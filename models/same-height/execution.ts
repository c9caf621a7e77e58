/** Executing a block on what was gathered for it. */
import { setupOf, type Values } from './instance.ts';
import { honestly, type Manner } from './library.ts';
import { type Access, accessTo, type Cell, cellIn, type Entry, settle } from './shards.ts';
import type { State } from './state.ts';
import { gather, type Witness } from './witness.ts';
import { isCross, keysRead, keysWritten, run } from './workload.ts';

/** The shard executes its newest block; it has all that it takes. */
export function execute(draft: State, p: Values, shard: number, as: Manner = honestly): void {
  const height = draft.chains[shard].length;
  const witness = gather(draft, p, { shard, height, as });
  if (witness === null) throw new Error('a witness that was accepted can be gathered');
  settle(draft, setupOf(p), shard, {
    ...replay(p, shard, witness),
    work: witness.order.length,
    rests: [...witness.blocks.keys(), ...witness.states.keys()],
  });
}

/** The joint execution, as far as the shard needs it; it keeps what is its own. */
function replay(
  p: Values,
  shard: number,
  { order, halves, cells: initial }: Witness,
): { readonly cells: ReadonlyMap<string, Cell>; readonly log: Entry[] } {
  const { programs, shardOf, touches } = setupOf(p).load;
  const cells = new Map(initial);
  const log: Entry[] = [];
  for (const tx of order) {
    const isStale = p.witness === 'of the height before' && isCross(setupOf(p).load, tx);
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
