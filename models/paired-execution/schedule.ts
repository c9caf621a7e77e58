/** Who may execute with whom at which block number. */
import { range } from '../../checker/protocol.ts';

/**
 * every pair once  shards i and j with i + j = N (mod k), for odd k; for even k the same among all
 *                  but the last, which takes the one that is left
 * literal formula  positions (i N) mod k, and then 1 with 2, 3 with 4, and so on
 * leader           shard N mod k leads, and may reach every shard
 */
export type Schedule = 'every pair once' | 'literal formula' | 'leader';

/** The other shard of the pair, or null. Which number leads to which pairs repeats itself. */
export function partnerOf(
  schedule: Schedule,
  count: number,
  number: number,
  shard: number,
): number | null {
  switch (schedule) {
    case 'every pair once':
      return count % 2 === 1 ? roundRobin(count, number, shard) : withTheLast(count, number, shard);
    case 'literal formula':
      return literal(count, number, shard);
    case 'leader':
      return null;
  }
}

function roundRobin(count: number, number: number, shard: number): number | null {
  const other = modulo(number - shard, count);
  return other === shard ? null : other;
}

function withTheLast(count: number, number: number, shard: number): number | null {
  const [odd, last] = [count - 1, count - 1];
  if (shard !== last) return roundRobin(odd, number, shard) ?? last;
  return range(odd).find((other) => roundRobin(odd, number, other) === null) ?? null;
}

function literal(count: number, number: number, shard: number): number | null {
  const position = modulo(shard * number, count);
  // At multiples of k every shard is at position 0, which is no shuffle: nobody is paired.
  if (position === 0) return null;
  const wanted = position % 2 === 1 ? position + 1 : position - 1;
  return range(count).find((other) => modulo(other * number, count) === wanted) ?? null;
}

/** The number of blocks after which a schedule starts again. */
export function cycleOf(schedule: Schedule, count: number): number {
  return schedule === 'every pair once' && count % 2 === 0 ? count - 1 : count;
}

/** The shards whose state a transaction of this shard may touch at this number. */
export function reachOf(
  schedule: Schedule,
  count: number,
  number: number,
  shard: number,
): readonly number[] {
  if (schedule === 'leader') return leads(count, number, shard) ? range(count) : [shard];
  const partner = partnerOf(schedule, count, number, shard);
  return partner === null ? [shard] : [shard, partner];
}

/** The shards whose blocks a node of this shard executes at this number, in their order. */
export function executedBy(
  schedule: Schedule,
  count: number,
  number: number,
  shard: number,
): readonly number[] {
  if (schedule === 'leader') {
    return leads(count, number, shard) ? [shard] : [modulo(number, count), shard];
  }
  return [...reachOf(schedule, count, number, shard)].sort((one, other) => one - other);
}

function leads(count: number, number: number, shard: number): boolean {
  return modulo(number, count) === shard;
}

/** How many blocks from this one on, itself counted, until one in which both are paired. */
export function waitFor(
  schedule: Schedule,
  count: number,
  number: number,
  pair: readonly [number, number],
): number {
  for (const wait of range(cycleOf(schedule, count))) {
    if (partnerOf(schedule, count, number + wait, pair[0]) === pair[1]) return wait + 1;
  }
  return Number.POSITIVE_INFINITY;
}

function modulo(value: number, count: number): number {
  return ((value % count) + count) % count;
}
