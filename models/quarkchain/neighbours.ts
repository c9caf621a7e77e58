/**
 * Which shards may send to each other directly, and the way between those that may not.
 *
 * The rule is that of the code (pyquarkchain, quarkchain/cluster/neighbor.py): up to 32 shards all
 * are neighbours; beyond, two shards of one chain are if their numbers differ by a power of two,
 * and so are two shards of one number if their chains do. Routing over several hops is promised
 * by the article and absent from the code, which refuses what is not for a neighbour.
 */

/** A shard by its place in the network. */
export interface ShardPlace {
  readonly chain: number;
  readonly shard: number;
}

const shardsThatAreAllNeighbours = 32;

export function areNeighbours(shardCount: number, one: ShardPlace, other: ShardPlace): boolean {
  if (shardCount <= shardsThatAreAllNeighbours) return true;
  if (one.chain === other.chain) return isPowerOfTwo(Math.abs(one.shard - other.shard));
  return one.shard === other.shard && isPowerOfTwo(Math.abs(one.chain - other.chain));
}

function isPowerOfTwo(distance: number): boolean {
  return distance > 0 && (distance & (distance - 1)) === 0;
}

/**
 * What the instances of the model use: `code` as above, with every shard on one chain, and `line`
 * (only numbers that differ by one), which stands in two hops for a network of larger diameter.
 */
export type Neighbourhood = 'code' | 'line';

export function neighboursOf(
  neighbourhood: Neighbourhood,
  shardCount: number,
  shard: number,
): readonly number[] {
  return Array.from({ length: shardCount }, (_, other) => other).filter((other) => {
    if (other === shard) return false;
    if (neighbourhood === 'line') return Math.abs(other - shard) === 1;
    return areNeighbours(shardCount, { chain: 0, shard }, { chain: 0, shard: other });
  });
}

/** A shortest way from shard to shard, both included; the least one by shard numbers. */
export function routeOf(
  neighbourhood: Neighbourhood,
  shardCount: number,
  from: number,
  to: number,
): readonly number[] {
  const distances = distancesTo(neighbourhood, shardCount, to);
  const route = [from];
  for (let at = from; at !== to; ) {
    const left = distances[at] as number;
    // A neighbour one hop nearer exists by the definition of the distance.
    at = neighboursOf(neighbourhood, shardCount, at).find(
      (next) => distances[next] === left - 1,
    ) as number;
    route.push(at);
  }
  return route;
}

/** The greatest number of hops that a message may need. */
export function diameterOf(neighbourhood: Neighbourhood, shardCount: number): number {
  let greatest = 0;
  for (let shard = 0; shard < shardCount; shard++) {
    greatest = Math.max(greatest, ...distancesTo(neighbourhood, shardCount, shard));
  }
  return greatest;
}

/** Hops from every shard to one, breadth-first. */
function distancesTo(neighbourhood: Neighbourhood, shardCount: number, to: number): number[] {
  const distances = Array.from({ length: shardCount }, () => Number.POSITIVE_INFINITY);
  distances[to] = 0;
  const queue = [to];
  for (const at of queue) {
    for (const next of neighboursOf(neighbourhood, shardCount, at)) {
      if (distances[next] !== Number.POSITIVE_INFINITY) continue;
      distances[next] = (distances[at] as number) + 1;
      queue.push(next);
    }
  }
  return distances;
}
