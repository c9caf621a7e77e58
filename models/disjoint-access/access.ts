/** Access lists: what a transaction says it touches, and who may stand beside whom. */
import type { Frozen, Shards } from '../same-height/shards.ts';
import { isCross, keysOf, keysWritten } from '../same-height/workload.ts';
import { loadOf, type Values } from './instance.ts';

export interface State extends Shards {
  /** The key that each transaction touches and does not declare, or null. */
  undeclared: (string | null)[];
  attacks: number;
  lies: number;
  underDeclarations: number;
}

export function init(p: Values): State {
  const { attacks, lies, underDeclarations } = p;
  return {
    chains: loadOf(p).shards.map(() => []),
    undeclared: loadOf(p).programs.map(() => null),
    attacks,
    lies,
    underDeclarations,
  };
}

/** Shards whose blocks have to include a transaction; its home is where the value goes. */
export function includersOf(p: Values, tx: number): readonly number[] {
  const { touches, programs, shardOf } = loadOf(p);
  if (p.included === 'in every shard') return touches[tx];
  return touches[tx].filter((shard) => shard === shardOf.get(programs[tx].to));
}

/** Transactions that a block of each shard may include. */
export function includableAt(p: Values): readonly (readonly number[])[] {
  const { shards, txsAt } = loadOf(p);
  return shards.map((shard) => txsAt[shard].filter((tx) => includersOf(p, tx).includes(shard)));
}

/** Whether a shard sees in the access lists that two transactions touch the same key of its own. */
function areDisjoint(
  state: Frozen<State>,
  p: Values,
  shard: number,
  one: number,
  other: number,
): boolean {
  const { programs, shardOf } = loadOf(p);
  const listed = (tx: number): readonly string[] => {
    const keys = p.disjoint === 'writes' ? keysWritten(programs[tx]) : keysOf(programs[tx]);
    return keys.filter((key) => shardOf.get(key) === shard && key !== state.undeclared[tx]);
  };
  return !listed(one).some((key) => listed(other).includes(key));
}

/** The first of the transactions, in their order, that fit into one block of the shard. */
export function fitting(
  state: Frozen<State>,
  p: Values,
  shard: number,
  txs: readonly number[],
): readonly number[] {
  const fits: number[] = [];
  for (const tx of txs) {
    const isFree = fits.every(
      (other) =>
        !isCross(loadOf(p), tx) ||
        !isCross(loadOf(p), other) ||
        areDisjoint(state, p, shard, tx, other),
    );
    if (isFree) fits.push(tx);
  }
  return fits;
}
