/**
 * Symmetry against brute force.
 *
 * Method: small protocols with interchangeable numbers, in aligned arrays and in slots that hold
 * them; all reachable states are collected one by one with the pure reducer, all permutations are
 * applied to each as plain data, and the orbits counted. States are those orbits, verdicts and
 * shortest lengths those of the search without symmetry, and every execution replays. What is not
 * symmetric, or cannot be sorted, is refused.
 */
import { describe, expect, test } from 'vitest';
import { consistent, twoPhase } from '../../bench/specs/two-phase.ts';
import { InputError, ModelError } from '../errors.ts';
import { instantiate, type Machine } from '../machine.ts';
import type { AnyProperty, ScalarSet } from '../protocol.ts';
import { canonical } from '../state.ts';
import { exploreBreadthFirst } from './breadth-first.ts';
import { componentsOf, encode, idOf, textOf } from './components.ts';
import {
  clientCount,
  declared,
  type Flaw,
  type Lock,
  lockMachine,
  on,
  lockProperties as properties,
  tokenCount,
} from './lock-fixture.ts';
import { exploreMemoised } from './memoised.ts';
import { expectSameFindings, permutations, reachable } from './orbits-fixture.ts';
import { sorterOf } from './symmetry.ts';

/** Orbits of TwoPhase under all permutations: measured elsewhere, by TLC where it could. */
const twoPhaseOrbits = [
  [2, 34, 94, 8],
  [3, 80, 318, 11],
  [4, 166, 869, 14],
  [5, 314, 2048, 17],
  [6, 553, 4328, 20],
  [7, 920, 8410, 23],
  [8, 1461, 15287, 26],
] as const;

test.each(twoPhaseOrbits)('two-phase rms=%d: %d/%d/%d', (rms, states, transitions, depth) => {
  const machine = instantiate(twoPhase, 'baseline', { rms });
  const options = { properties: [consistent], symmetry: true };
  const explored = exploreMemoised(machine, options);
  expect(explored).toMatchObject({ states, transitions, depth, complete: true });
  expect(explored.findings).toMatchObject([{ verdict: 'holds' }]);
});

test('which state stands for an orbit does not depend on the order in which values were met', () => {
  const machine = instantiate(twoPhase, 'baseline', { rms: 3 });
  const state = {
    rm: ['committed', 'working', 'prepared'],
    tm: 'committed',
    tmPrepared: [true, false, true],
    sent: { prepared: [true, false, true], commit: true, abort: false },
  };
  const sortedAfter = (statuses: readonly string[]): string => {
    const components = componentsOf(machine.shape);
    const [first] = components.list.filter(({ path }) => path[0] === 'rm');
    for (const status of statuses) if (first !== undefined) idOf(first.family, status);
    const ids = Uint32Array.from(encode(components, state));
    sorterOf(machine, components)?.sort(ids, 0);
    return textOf(components, ids, 0);
  };
  const statuses = ['working', 'prepared', 'committed', 'aborted'];
  expect(sortedAfter(statuses)).toBe(sortedAfter([...statuses].reverse()));
  expect(sortedAfter(statuses)).toBe(sortedAfter(['committed', 'working']));
});

// ── a lock with clients and tokens, by brute force ───────────────────────────────────────────

function permuted(state: Lock, clients: readonly number[], tokens: readonly number[]): Lock {
  const along = <T>(list: readonly T[], order: readonly number[]): T[] =>
    order.flatMap((number) => list.slice(number, number + 1));
  const renamed = (client: number | null): number | null =>
    client === null ? null : clients.indexOf(client);
  return {
    clients: along(state.clients, clients),
    seen: state.seen.map((row) => along(row, clients)),
    holder: renamed(state.holder),
    last: renamed(state.last),
    tokens: along(state.tokens, tokens),
  };
}

function orbitCount(machine: Machine): number {
  const groups = permutations(clientCount).flatMap((clients) =>
    permutations(tokenCount).map((tokens) => ({ clients, tokens })),
  );
  const leasts = (reachable(machine, 100_000) ?? []).map((state) => {
    const texts = groups.map(({ clients, tokens }) =>
      canonical(permuted(state as Lock, clients, tokens), machine.shape),
    );
    return texts.sort()[0];
  });
  return new Set(leasts).size;
}

describe('a lock with clients and tokens', () => {
  const machine = lockMachine();
  const whole = exploreBreadthFirst(machine, { properties, exhaust: true });
  const reduced = exploreMemoised(machine, { properties, exhaust: true, symmetry: true });

  test('has as many states as there are orbits', () => {
    expect(reduced.states).toBe(orbitCount(machine));
    expect(reduced.states).toBeLessThan(whole.states / 5);
    expect(reduced.depth).toBe(whole.depth);
  });

  test('gets the same verdicts, with executions of the same length that are real', () => {
    expectSameFindings(machine, whole.findings, reduced.findings);
    expect(whole.findings.map(({ verdict }) => verdict)).toEqual([
      'violated',
      'holds',
      'witnessed',
      'violated',
      'violated',
    ]);
  });
});

describe('refusals', () => {
  const refused = (flaw: Flaw, asked: readonly AnyProperty[] = []): unknown => {
    try {
      return exploreMemoised(lockMachine(flaw), { properties: asked, symmetry: true });
    } catch (error) {
      return error;
    }
  };
  const client = declared['client'] as ScalarSet;

  test('a protocol that tells the numbers apart', () => {
    const error = refused({ favours: true });
    expect(error).toBeInstanceOf(ModelError);
    expect(String(error)).toContain('lock/baseline: its symmetry is not true');
  });

  test('a slot that holds a number and is not named', () => {
    const error = refused({ symmetry: { client: { ...client, held: ['holder'] } } });
    expect(error).toBeInstanceOf(ModelError);
  });

  test('a property that tells the numbers apart', () => {
    const partial = {
      ...on,
      name: 'client-0-waits',
      means: 'client 0 has no turn',
      kind: 'always',
      violation: ({ clients }: Lock) => (clients[0]?.turns === 1 ? 'it had one' : null),
    } as AnyProperty;
    const error = refused({}, [partial]);
    expect(error).toBeInstanceOf(ModelError);
    expect(String(error)).toContain('its symmetry is not true for client-0-waits');
  });

  const cases: Readonly<Record<string, readonly [Readonly<Record<string, ScalarSet>>, string]>> = {
    'a component of two sets': [
      { client, token: { size: 3, args: [], rows: ['clients'] } },
      'lock/baseline: symmetry of client: clients.0.turns is named by token in another way',
    ],
    'an array of another length': [
      { client: { ...client, rows: ['clients', 'seen'] } },
      'lock/baseline: symmetry of client: seen expected an array of 3 in the state',
    ],
    'a slot that is not there': [
      { client: { ...client, held: ['keeper'] } },
      'lock/baseline: symmetry of client: there is no slot keeper',
    ],
    'an argument outside the set': [
      { client: { size: 1, args: ['token'], rows: ['seen'] } },
      'lock/baseline: symmetry of client: release has token=1, expected a number below 1 or null',
    ],
  };
  test.each(Object.entries(cases))('%s', (_, [symmetry, message]) => {
    expect(refused({ symmetry })).toEqual(new InputError(message));
  });

  test('"in the end" with symmetry', () => {
    const end = { ...(properties[4] as AnyProperty), kind: 'eventually' } as AnyProperty;
    expect(String(refused({}, [end]))).toContain('cannot be judged with symmetry');
  });
});
