/** Blocks in words. */
import { blockName, heightOf } from '../substrate/chains.ts';
import type { Draft, RootDraft } from './blocks.ts';
import { legOf } from './deposits.ts';
import { confirmedBy, type View } from './forks.ts';
import type { Deposit } from './state.ts';
import type { Network } from './traffic.ts';

/** `a block (height 2, on 1, pointing to root 1) that executes T0 of block 1 of shard 0` */
export function describeShardBlock(network: Network, block: Draft): string {
  const { shardSize, rootSize } = network;
  const does = [
    ...block.withdraws.map((tx) => `withdraws for T${tx}`),
    ...block.executes.map((deposit) => processes(network, deposit)),
  ];
  const height = heightOf(shardSize, block.parent) + 1;
  const at = `height ${height}, on ${blockName(shardSize, block.parent)}`;
  const pointer = `pointing to root ${blockName(rootSize, block.root)}`;
  return `a block (${at}, ${pointer}) that ${does.length === 0 ? 'does nothing' : does.join(', ')}`;
}

function processes(network: Network, deposit: Readonly<Deposit>): string {
  const { kind, from } = legOf(network, deposit);
  const source = `block ${blockName(network.shardSize, deposit.block)} of shard ${from}`;
  const verb = { forward: 'forwards', execute: 'executes', refund: 'takes back the refund of' }[
    kind
  ];
  return `${verb} T${deposit.tx} of ${source}`;
}

/** `a block (height 2, on 1) that confirms shard 0 up to 1` */
export function describeRootBlock(
  { rootSize, shardSize, shards }: Network,
  state: View,
  { parent, tips }: RootDraft,
): string {
  const news = shards.filter((shard) => tips[shard] !== confirmedBy(state, parent, shard));
  const what = news.map((shard) => `shard ${shard} up to ${blockName(shardSize, tips[shard])}`);
  const at = `height ${heightOf(rootSize, parent) + 1}, on ${blockName(rootSize, parent)}`;
  return `a block (${at}) that confirms ${what.length === 0 ? 'nothing new' : what.join(' and ')}`;
}
