/**
 * The order in which Janus executes.
 *
 * Method: what waits for what is held against a second account of it.
 *   graphs     Every dependency graph on three transactions, executed in every order that the
 *              rules allow, against reachability computed apart.
 *   waiting    The mutation that must end in a strict cycle, where plain serializability holds.
 *   equivalent Depending on what does not interfere is not found (section 29.2).
 */
import { describe, expect, test } from 'vitest';
import { explore } from '../checker/explore/explore.ts';
import { enabledSteps, instantiate, reduce } from '../checker/machine.ts';
import { range, type StateOf } from '../checker/protocol.ts';
import { janus } from '../models/janus/janus.ts';
import { janusClaims } from './claims/janus.ts';
import { historyIsSerializable, historyIsStrictlySerializable } from './serializability.ts';

type State = StateOf<typeof janus>;

describe('graphs', () => {
  const pairs = [
    [0, 1],
    [0, 2],
    [1, 0],
    [1, 2],
    [2, 0],
    [2, 1],
  ] as const;
  const machine = instantiate(janus, 'readers');

  test('all 64 dependency graphs on three transactions are executed as they should be', () => {
    let cyclic = 0;
    for (const bits of range(2 ** pairs.length)) {
      const edges = pairs.filter((_, index) => Math.floor(bits / 2 ** index) % 2 === 1);
      const isAfter = reachability(edges);
      if (range(3).some((tx) => isAfter[tx]?.[tx] === true)) cyclic++;
      const orders = ordersOf(committedWith(edges));
      expect(orders.size, 'somebody can always go on').toBeGreaterThan(0);
      for (const order of orders) {
        const at = range(3).map((tx) => order.indexOf(String(tx)));
        expect(at.toSorted(), 'everybody is executed').toEqual([0, 1, 2]);
        for (const [one, other] of pairs) {
          const [forth, back] = [isAfter[one]?.[other], isAfter[other]?.[one]];
          const mustFollow = forth === true && (back !== true || other < one);
          if (mustFollow)
            expect(at[one], `${order}: T${one}, T${other}`).toBeGreaterThan(at[other] ?? 9);
        }
      }
    }
    expect(cyclic, 'graphs with a cycle').toBe(64 - 25);
  });

  /** A state in which the server of P has all three committed, with these dependencies. */
  function committedWith(edges: readonly (readonly [number, number])[]): State {
    const state = structuredClone(machine.initial) as State;
    for (const [tx, record] of (state.servers[0]?.records ?? []).entries()) {
      record.status = 'committing';
      record.dep = edges.filter(([from]) => from === tx).map(([, to]) => to);
    }
    return state;
  }

  /** The orders in which the server of P can execute them. */
  function ordersOf(start: State): ReadonlySet<string> {
    const orders = new Set<string>();
    const walk = (state: object, order: string): void => {
      const steps = enabledSteps(machine, state).filter(
        ({ action }) => action.type === 'execute' && action['server'] === 0,
      );
      if (steps.length === 0) orders.add(order);
      for (const { action } of steps) walk(reduce(machine, state, action), order + action['tx']);
    };
    walk(start, '');
    return orders;
  }

  /** Warshall's algorithm. */
  function reachability(edges: readonly (readonly [number, number])[]): boolean[][] {
    const reaches = range(3).map((from) =>
      range(3).map((to) => edges.some(([a, b]) => a === from && b === to)),
    );
    for (const via of range(3)) {
      for (const row of reaches) {
        if (row[via] !== true) continue;
        for (const to of range(3)) row[to] = row[to] === true || reaches[via]?.[to] === true;
      }
    }
    return reaches;
  }
});

describe('waiting', () => {
  const set = { workload: 'chain', arrivals: 'anytime', delivery: 'explicit' };
  const properties = [historyIsSerializable, historyIsStrictlySerializable];

  test('who does not wait for an ancestor closes a cycle with real time, and with it alone', () => {
    const machine = instantiate(janus, 'no-waiting', set);
    const { findings, complete } = explore(machine, { properties, exhaust: true });
    expect(complete).toBe(true);
    expect(findings.map(({ verdict }) => verdict)).toEqual(['holds', 'violated']);
    expect(findings[1]?.execution).toHaveLength(22);
    expect(findings[1]?.explanation).toBe(
      'T0 had finished before T2 was submitted, T2 wrote Q@1 before T1 wrote Q@2, ' +
        'yet T1 wrote P@1 before T0 wrote P@2: a contradiction',
    );
  });
});

describe('equivalent', () => {
  // Only readers of the same key do not interfere.
  const suite = janusClaims.find(({ variant }) => variant === 'readers');
  const interference = 'everything';
  test.each(['together', 'anytime'])(
    'depending on what does not interfere is not found (%s)',
    (arrivals) => {
      const machine = instantiate(janus, 'readers', { arrivals, interference });
      const held = (suite?.claims ?? []).filter(({ expected }) => expected === 'holds');
      const properties = held.map(({ property }) => property);
      const { complete, findings, states } = explore(machine, { properties });
      expect(complete).toBe(true);
      expect(properties.length).toBeGreaterThan(10);
      expect(findings.filter(({ verdict }) => verdict !== 'holds')).toEqual([]);
      const as = explore(instantiate(janus, 'readers', { arrivals }), { properties: [] });
      expect(states, 'there are such dependencies').toBeGreaterThan(as.states);
    },
  );
});
