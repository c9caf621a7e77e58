/**
 * Nodes that should agree: those of each shard, which lived through everything and executed on
 * proofs, and one that joins now and folds the canonical blocks of all shards, height by height.
 */
import { type ReplicasView, range } from '../../checker/protocol.ts';
import { loadOf, type Values } from './instance.ts';
import { byHash, mergedOrder } from './order.ts';
import { blockAt, cellsAt, type Frozen, type State, sharedHeight } from './state.ts';
import { isCross, keysWritten, nameOf, run } from './workload.ts';

export function replicas(state: Frozen<State>, p: Values): ReplicasView {
  const { shards, keysAt } = loadOf(p);
  const height = sharedHeight(state);
  const joint = jointState(state, p, height);
  const blocks = range(height)
    .map((below) =>
      shards.map((at) => blockAt(state, at, below + 1)?.txs.join(' ') ?? '').join(' | '),
    )
    .join(' ; ');
  const executors = shards.flatMap((shard) => {
    const cells = cellsAt(state, p, shard, height) ?? [];
    const keys = keysAt[shard].map(({ name }) => name);
    const input = `${nameOf(shard)} after ${blocks}`;
    const text = (value: (index: number) => number | undefined): string =>
      keys.map((key, index) => `${key}=${value(index)}`).join(' ');
    return [
      {
        name: `a node of ${nameOf(shard)}`,
        input,
        result: text((index) => cells[index].value),
      },
      {
        name: 'a node of all shards that joins now',
        input,
        result: text((index) => joint.get(keys[index])),
      },
    ];
  });
  return { executors, writers: [] };
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
