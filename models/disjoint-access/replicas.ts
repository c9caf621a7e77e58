/** A node that joins now and folds the canonical blocks of all shards, height by height. */
import { type ReplicasView, range } from '../../checker/protocol.ts';
import { replicasOf } from '../same-height/ledger.ts';
import { blockAt, type Frozen, sharedHeight } from '../same-height/shards.ts';
import { isCross, keysOf, keysWritten, run } from '../same-height/workload.ts';
import type { State } from './access.ts';
import { loadOf, setupOf, type Values } from './instance.ts';

export function replicas(state: Frozen<State>, p: Values): ReplicasView {
  return replicasOf(state, setupOf(p), jointState(state, p, sharedHeight(state)));
}

/**
 * Section 8 as it is written: what every shard that it touches includes, on the joint state of the
 * height before; then local transactions, shard by shard, in the order of their blocks.
 */
function jointState(state: Frozen<State>, p: Values, height: number): ReadonlyMap<string, number> {
  const load = loadOf(p);
  let values = new Map(load.keys.map(({ name, initial }) => [name, initial]));
  for (const below of range(height)) {
    const lists = load.shards.map((at) => blockAt(state, at, below + 1)?.txs ?? []);
    const before = values;
    values = new Map(before);
    const perform = (tx: number, seen: ReadonlyMap<string, number>): void => {
      const program = load.programs[tx];
      if (keysOf(program).some((key) => key === state.undeclared[tx])) return;
      const written = run(program, (key) => seen.get(key) ?? 0);
      for (const [index, key] of keysWritten(program).entries()) {
        if (written !== null) values.set(key, written[index]);
      }
    };
    const included = (tx: number): boolean =>
      load.touches[tx].every((at) => lists[at].includes(tx));
    for (const tx of new Set(lists.flat())) {
      if (isCross(load, tx) && included(tx)) perform(tx, before);
    }
    for (const tx of lists.flat()) if (!isCross(load, tx)) perform(tx, values);
  }
  return values;
}
