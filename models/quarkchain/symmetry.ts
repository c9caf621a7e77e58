/** QuarkChain: two shards that send each other the same may change places. */
import type { DeepReadonly, Renaming, Symmetry } from '../../checker/protocol.ts';
import { along } from '../substrate/renaming.ts';
import type { Parameters } from './parameters.ts';
import type { Body, Deposit, Header, List } from './state.ts';

/** T0 leaves shard 0 and T1 shard 1. Other transactions have ways or senders that tell them apart. */
export function symmetry(p: Parameters): Symmetry {
  const isOneSided = p.attacked === 'source' || p.attacked === 'target';
  if (p.traffic !== 'opposite' || p.shards !== 2 || isOneSided) return {};
  const deposits = (list: DeepReadonly<Deposit[]>, to: Renaming) =>
    list.map(({ tx, leg, block }) => ({ tx: to(tx), leg, block }));
  return {
    side: {
      size: 2,
      args: ['shard', 'from', 'to'],
      names: {
        confirms: (confirmed: readonly [number, number] | null, to) =>
          confirmed === null ? null : [to(confirmed[0]), confirmed[1]],
      },
      rows: ['shards', 'root.*.tips', 'root.*.news', 'heads.shards', 'filled.shards'],
      within: {
        'root.*.news.*': (news: DeepReadonly<Header[]> | null, to) =>
          news?.map((header) => ({ ...header, shard: to(header.shard) })) ?? null,
        'shards.*.*.body': (body: DeepReadonly<Body> | null, to) =>
          body === null
            ? null
            : {
                withdraws: body.withdraws.map(to),
                executes: deposits(body.executes, to),
                queue: deposits(body.queue, to),
              },
        'shards.*.*.lists': (lists: DeepReadonly<(List | null)[]> | null, to) =>
          lists === null
            ? null
            : along(lists, to).map((list) =>
                list === null ? null : { ...list, deposits: deposits(list.deposits, to) },
              ),
      },
    },
  };
}
