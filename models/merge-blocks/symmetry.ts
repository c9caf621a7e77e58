/** Merge blocks: two payees, each on a shard of its own, that may change places. */
import type { DeepReadonly, Renaming, Symmetry } from '../../checker/protocol.ts';
import { trafficIn, type Values } from './instance.ts';
import type { Access, Block } from './state.ts';

/**
 * In `rivals` T0 pays the account on shard 1 and T1 the one on shard 2. Pair by pair, the shard of
 * the payer follows the first pair, which tells them apart.
 */
export function symmetry(p: Values): Symmetry {
  if (p.traffic !== 'rivals' || p.forkChoice === 'pair by pair' || p.power !== 'all shards') {
    return {};
  }
  const { accountsAt } = trafficIn(p);
  const keyOf = (name: string, to: Renaming): string => {
    const shard = accountsAt.findIndex((here) => here.some((one) => one.name === name));
    return accountsAt[to(shard)][0].name;
  };
  const access = ({ key, version }: Access, to: Renaming): Access => ({
    key: keyOf(key, to),
    version,
  });
  return {
    payee: {
      size: 2,
      from: 1,
      args: ['shard'],
      names: {
        pair: ([one, other]: readonly [number, number], to) => [one, to(other)],
        tx: (one: number | null, to) => (one === null ? null : tx(one, to)),
        content: (content: readonly [number, string] | null, to) =>
          content === null ? null : [tx(content[0], to), content[1]],
      },
      rows: ['trees', 'heads', 'final', 'halted'],
      within: {
        'trees.*.*': (block: DeepReadonly<Block> | null, to) =>
          block === null
            ? null
            : {
                ...block,
                partner:
                  block.partner === null
                    ? null
                    : { shard: to(block.partner.shard), slot: block.partner.slot },
                txs: block.txs.map((one) => tx(one, to)),
                log: block.log.map(({ tx: by, reads, writes }) => ({
                  tx: tx(by, to),
                  reads: reads.map((one) => access(one, to)),
                  writes: writes.map((one) => access(one, to)),
                })),
              },
      },
    },
  };
}

/** The transaction that pays the other. */
function tx(one: number, to: Renaming): number {
  return to(one + 1) - 1;
}
