/** Whether a node that syncs a shard later computes what its miners did. */
import type { Executor, ReplicasView } from '../../checker/protocol.ts';
import { genesis } from '../substrate/chains.ts';
import { blockAt } from '../substrate/paths.ts';
import {
  arrived,
  bodyAt,
  depositsFor,
  dueAfter,
  includes,
  legOf,
  type ReadList,
  serve,
} from './deposits.ts';
import { shownChain, type View } from './forks.ts';
import { placeOf } from './ledger.ts';
import type { Deposit } from './state.ts';
import type { Network } from './traffic.ts';

/** The header states the cursor and the gas, and whoever accepts a block recomputes both. */
export function replicasOf(network: Network, state: View): ReplicasView {
  const executors = network.shards.flatMap((shard): readonly Executor[] => {
    const chain = shownChain(state, shard);
    const input = `${placeOf(shard)}, blocks ${chain.join(' ')}`;
    const tip = bodyAt(state, shard, chain.at(-1) ?? genesis);
    const mined = chain.map((slot) => bodyAt(state, shard, slot).executes);
    return [
      { name: `the miners of ${placeOf(shard)}`, input, result: textOf(mined, tip.queue) },
      {
        name: `a node that syncs ${placeOf(shard)} later`,
        input,
        result: replay(network, state, shard, chain),
      },
    ];
  });
  return { executors, writers: [] };
}

type Deposits = readonly Readonly<Deposit>[];

function replay(network: Network, state: View, shard: number, chain: readonly number[]): string {
  // What the blocks themselves say, whatever has become of their lists.
  const read: ReadList = (source, slot) =>
    depositsFor(network, slot, bodyAt(state, source, slot), shard);
  let served = network.shards.length - 1;
  let branch = { left: [] as Deposits, pointer: genesis, served: () => served };
  const executed: Deposits[] = [];
  for (const slot of chain) {
    const { root } = blockAt(state.shards[shard], slot);
    const due =
      network.p.deposits === 'at-once'
        ? arrived(network, state, shard, read).filter((one) => !includes(executed.flat(), one))
        : dueAfter(network, state, shard, branch, root, read);
    const { executes, queue } = serve(network, due);
    executed.push(executes);
    const last = executes.at(-1);
    if (last !== undefined) served = legOf(network, last).from;
    branch = { ...branch, left: queue, pointer: root };
  }
  return textOf(executed, branch.left);
}

/** `[T0.0@1] [] left T1.0@2` */
function textOf(executed: readonly Deposits[], left: Deposits): string {
  const name = ({ tx, leg, block }: Readonly<Deposit>): string => `T${tx}.${leg}@${block}`;
  const blocks = executed.map((deposits) => `[${deposits.map(name).join(' ')}]`).join(' ');
  return `${blocks} left ${left.map(name).join(' ')}`.trim();
}
