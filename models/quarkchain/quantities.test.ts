/**
 * The numbers that the sources state about QuarkChain.
 *
 * Method: each is derived from the functions and parameters that the model itself runs on, and
 * compared with the number of the article or of the code's own tests; where a formula stands in
 * the article, it is compared with a count.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { serve } from './deposits.ts';
import { areNeighbours, diameterOf, neighboursOf, routeOf } from './neighbours.ts';
import {
  blockInterval,
  crossShardCapacity,
  crossShardShare,
  depositsPerBlock,
  gas,
  hashPowerToRevert,
  headersPerRootBlock,
  type Parameters,
  parameters,
} from './parameters.ts';
import { networkOf } from './traffic.ts';

const initially = Object.fromEntries(
  Object.entries(parameters).map(([name, domain]) => [
    name,
    typeof domain === 'boolean' ? domain : domain.initial,
  ]),
) as Parameters; // The initial value of every domain, under its name.

describe('neighbours', () => {
  test('of shard 0 among 64 are 1, 2, 4, 8, 16 and 32', () => {
    expect(neighboursOf('code', 64, 0)).toEqual([1, 2, 4, 8, 16, 32]);
  });

  test('are all shards up to 32', () => {
    for (const shard of [0, 7, 31]) expect(neighboursOf('code', 32, shard)).toHaveLength(31);
  });

  test('beyond 32, across chains, have the same number and chains a power of two apart', () => {
    const here = { chain: 1, shard: 3 };
    expect(areNeighbours(64, here, { chain: 5, shard: 3 })).toBe(true);
    expect(areNeighbours(64, here, { chain: 4, shard: 3 })).toBe(false);
    expect(areNeighbours(64, here, { chain: 5, shard: 4 })).toBe(false);
  });

  test.each([
    [32, 1],
    [33, 4],
    [64, 4],
    [128, 5],
    [256, 5],
  ])('among %i shards are at most %i hops apart', (shards, hops) => {
    expect(diameterOf('code', shards)).toBe(hops);
  });

  test('are at most twelve of 64: a block goes to so many shards, and not to all', () => {
    const counts = Array.from({ length: 64 }, (_, shard) => neighboursOf('code', 64, shard).length);
    const broadcasts = counts.reduce((sum, count) => sum + count, 0);
    expect(Math.max(...counts)).toBeLessThanOrEqual(2 * Math.log2(64));
    expect(broadcasts).toBeLessThanOrEqual(64 * Math.max(...counts));
    expect(broadcasts).toBeLessThan(64 * 63);
  });

  test.prop([fc.integer({ min: 33, max: 80 }), fc.nat(), fc.nat()], { seed: 2318 })(
    'are what every hop of a route goes to, and no route is longer than the diameter',
    (shards, one, other) => {
      const [from, to] = [one % shards, other % shards];
      const route = routeOf('code', shards, from, to);
      expect([route.at(0), route.at(-1)]).toEqual([from, to]);
      expect(route.length - 1).toBeLessThanOrEqual(diameterOf('code', shards));
      for (const [hop, shard] of route.entries()) {
        const next = route[hop + 1];
        if (next !== undefined) expect(neighboursOf('code', shards, shard)).toContain(next);
      }
    },
  );
});

describe('capacity', () => {
  test('is 667 deposits a block, by the formula and by the model', () => {
    expect(depositsPerBlock(gas.xshardLimit, gas.deposit)).toBe(667);
    const network = networkOf({ ...initially, traffic: 'opposite' });
    const due = Array.from({ length: 1_000 }, (_, block) => ({ tx: 0, leg: 0, block }));
    const { executes, queue, gas: used } = serve(network, due);
    expect([executes.length, queue.length]).toEqual([667, 333]);
    expect(used).toBe(667 * 9);
    expect(executes).toEqual(due.slice(0, 667));
  });

  test('is half of the gas of a block', () => {
    expect(gas.xshardLimit * 2).toBe(gas.blockLimit);
  });

  test.prop([fc.integer({ min: 1, max: 10_000 })], { seed: 2318 })(
    'grows with the number of shards',
    (shards) => {
      const one = {
        limit: gas.xshardLimit,
        perDeposit: gas.deposit,
        interval: blockInterval.shard,
      };
      const all = crossShardCapacity(Array.from({ length: shards }, () => one));
      expect(all).toBeCloseTo(shards * crossShardCapacity([one]), 4);
      expect(crossShardCapacity([one])).toBeCloseTo(66.67, 2);
    },
  );

  test('of the eight shards of the launch is 533 a second', () => {
    const shard = {
      limit: gas.xshardLimit,
      perDeposit: gas.deposit,
      interval: blockInterval.shard,
    };
    expect(Math.floor(crossShardCapacity(Array.from({ length: 8 }, () => shard)))).toBe(533);
  });

  test('of a root block is nine headers a shard', () => {
    expect(headersPerRootBlock).toBe(9);
  });
});

describe('the share of cross-shard transactions', () => {
  test('is 50% with two shards and 90% with ten', () => {
    expect(crossShardShare(2)).toBe(0.5);
    expect(crossShardShare(10)).toBe(0.9);
  });

  test.prop([fc.integer({ min: 1, max: 60 })], { seed: 2318 })(
    'is what a count of all pairs gives',
    (shards) => {
      let crossing = 0;
      for (let from = 0; from < shards; from++) {
        for (let to = 0; to < shards; to++) if (from !== to) crossing++;
      }
      expect(crossShardShare(shards)).toBeCloseTo(crossing / shards ** 2, 12);
    },
  );
});

test('without the root chain a shard falls to a 2N-th of the hash power, with it to half', () => {
  expect(hashPowerToRevert(8, 'longest')).toBe(0.0625);
  expect(hashPowerToRevert(8, 'root-first')).toBe(0.5);
});

describe('coins', () => {
  const settings = {
    traffic: fc.constantFrom(...parameters.traffic.options),
    refund: fc.constantFrom(...parameters.refund.options),
    neighbourhood: fc.constantFrom(...parameters.neighbourhood.options),
    shards: fc.integer({ min: 2, max: 4 }),
  };

  test.prop([fc.record(settings)], { seed: 2318 })(
    'are neither made nor lost by a withdraw or a leg',
    (chosen) => {
      for (const { debit, sourceFee, legs } of networkOf({ ...initially, ...chosen })
        .transactions) {
        expect(legs[0]?.carries).toBe(debit - sourceFee);
        for (const [index, { carries, fee, credits }] of legs.entries()) {
          const credited = credits.reduce((sum, { amount }) => sum + amount, 0);
          expect(fee + credited + (legs[index + 1]?.carries ?? 0)).toBe(carries);
        }
      }
    },
  );

  test('pay the source for its work and the target for its own', () => {
    const [transfer] = networkOf({ ...initially, traffic: 'opposite' }).transactions;
    expect(transfer?.gas).toBe(21 + 9);
    expect([transfer?.sourceFee, transfer?.legs[0]?.fee]).toEqual([21, 9]);
  });
});
