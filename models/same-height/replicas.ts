/** A node that joins now and folds the canonical blocks of all shards, height by height. */
import { type ReplicasView, range } from '../../checker/protocol.ts';
import { loadOf, setupOf, type Values } from './instance.ts';
import { replicasOf } from './ledger.ts';
import { byHash, mergedOrder } from './order.ts';
import { blockAt, type Frozen, sharedHeight } from './shards.ts';
import type { State } from './state.ts';
import { isCross, keysWritten, run } from './workload.ts';

export function replicas(state: Frozen<State>, p: Values): ReplicasView {
  return replicasOf(state, setupOf(p), jointState(state, p, sharedHeight(state)));
}

/**
 * Section 3 as it is written: `eff(h)` and local transactions, in hash order, over the joint state
 * of the height before. What is in no list, or done, or refused, changes nothing.
 */
function jointState(state: Frozen<State>, p: Values, height: number): ReadonlyMap<string, number> {
  const load = loadOf(p);
  const values = new Map(load.keys.map(({ name, initial }) => [name, initial]));
  for (const below of range(height)) {
    const lists = load.shards.map((at) => blockAt(state, at, below + 1)?.txs ?? []);
    const effective = [...new Set(lists.flat())].filter((tx) =>
      load.touches[tx].every((at) => lists[at].includes(tx)),
    );
    const order = mergedOrder(
      lists.map((list) => list.filter((tx) => effective.includes(tx))),
      byHash(load, state.salts, effective),
      [],
    );
    for (const tx of inPlace(p, order)) {
      const program = load.programs[tx];
      const written = run(program, (key) => values.get(key) ?? 0);
      if (written === null) continue;
      for (const [index, key] of keysWritten(program).entries()) values.set(key, written[index]);
    }
  }
  return values;
}

/** FAQ-A6: this node executes local transactions first. */
function inPlace(p: Values, order: readonly number[]): readonly number[] {
  if (p.locals === 'in hash order') return order;
  const load = loadOf(p);
  return [...order.filter((tx) => !isCross(load, tx)), ...order.filter((tx) => isCross(load, tx))];
}
