/** Janus: the replicas of a shard may change places, but for those that the instance singles out. */
import type { Renaming, Symmetry } from '../../checker/protocol.ts';
import {
  bookOf,
  type Parameters,
  replicasOf,
  serversIn,
  shardName,
  shardsIn,
  transactionsIn,
} from './instance.ts';

/** Requests `inTurn` come to replicas in their order; only the first of all servers crashes. */
export function symmetry(p: Parameters): Symmetry {
  if (p.others === 'inTurn') return {};
  const moves = slotMoves(p);
  const sets = shardsIn(p).flatMap((shard) => {
    const isFirstApart = p.others === 'passBy' || (p.replicaCrashes > 0 && shard === 0);
    const alike = replicasOf(p, shard).slice(
      isFirstApart ? 1 : 0,
      p.slowReplica ? p.replicas - 1 : p.replicas,
    );
    if (alike.length < 2) return [];
    const set = {
      size: alike.length,
      from: alike[0],
      args: ['server', 'source'],
      rows: [
        'servers',
        'coordinators.*.answers',
        'coordinators.*.replies',
        { array: 'net', moves },
      ],
      held: ['coordinators.*.cutOffTo'],
    };
    return [[`replica of ${shardName(p, shard)}`, set] as const];
  });
  return Object.fromEntries(sets);
}

/** Requests name the server that they go to, readings the one that they come from too. */
function slotMoves(p: Parameters): (slot: number, to: Renaming) => number {
  const count = serversIn(p).length;
  const readings = p.readings === 'exchanged' ? transactionsIn(p).length * count * count : 0;
  const requestCount = bookOf(p).names.length - readings;
  return (slot, to) => {
    const server = slot % count;
    const moved = slot - server + to(server);
    if (slot < requestCount) return moved;
    const source = Math.floor((slot - requestCount) / count) % count;
    return moved + (to(source) - source) * count;
  };
}
