/**
 * Executions as fast-check arbitraries: used the way a user does, and asked for what fast-check
 * expects of any arbitrary. A lock that two clients take is the running example; without the rule
 * that it is free, both hold it after four actions.
 */
import { fc, test as fuzz } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { InputError } from '../errors.ts';
import { enabledSteps, instantiate, type Machine, reduce, type State } from '../machine.ts';
import { type Action, protocol, range } from '../protocol.ts';
import { type Execution, executionOf, executions, trailBehind } from './executions.ts';
import { netCases } from './net-fixture.ts';
import { smaller } from './shrinking.ts';
import { graphOf, newGraph } from './state-graph.ts';
import { strategyNames } from './strategies.ts';
import { stepsOf, trailOfAll } from './trail.ts';

interface Lock {
  clients: ('idle' | 'waiting' | 'holding')[];
  ticks: number;
}

const lock = protocol({
  name: 'lock',
  source: 'made up by a test',
  section: '0',
  version: 1,
  parameters: {},
  init: (): Lock => ({ clients: ['idle', 'idle', 'idle'], ticks: 0 }),
})({
  ablations: {
    'shared-lock': { id: 'L-A1', removes: 'a lock is exclusive', without: ['take: it is free'] },
  },
  actions: (_p, action) => ({
    ask: action({
      actor: 'user',
      over: { client: range(3) },
      when: { 'it is idle': (state, { client }) => state.clients[client] === 'idle' },
      then: (draft, { client }) => {
        draft.clients[client] = 'waiting';
      },
      says: ({ client }) => `client ${client} asks for the lock`,
    }),
    take: action({
      actor: 'honest',
      over: { client: range(3) },
      when: {
        'it waits': (state, { client }) => state.clients[client] === 'waiting',
        'it is free': (state) => !state.clients.includes('holding'),
      },
      then: (draft, { client }) => {
        draft.clients[client] = 'holding';
      },
      says: ({ client }) => `client ${client} takes the lock`,
    }),
    release: action({
      actor: 'honest',
      over: { client: range(3) },
      when: { 'it holds': (state, { client }) => state.clients[client] === 'holding' },
      then: (draft, { client }) => {
        draft.clients[client] = 'idle';
      },
      says: ({ client }) => `client ${client} lets go`,
    }),
    tick: action({
      actor: 'adversary',
      bound: { 'the clock goes on': (state) => state.ticks < 5 },
      then: (draft) => {
        draft.ticks += 1;
      },
      says: () => 'time passes',
    }),
  }),
  ledger: {},
});

const sound = instantiate(lock, 'baseline');
const broken = instantiate(lock, 'shared-lock');

/** The states of an execution, by the reducer. */
function statesOf({ machine, actions }: Execution): readonly State[] {
  const states = [machine.initial];
  for (const action of actions) states.push(reduce(machine, states.at(-1) as State, action));
  return states;
}
const holders = (state: State): number =>
  (state as Lock).clients.filter((client) => client === 'holding').length;
const isExclusive = (execution: Execution): boolean =>
  statesOf(execution).every((state) => holders(state) <= 1);

describe('with @fast-check/vitest', () => {
  fuzz.prop([executions(sound, { steps: 30, strategy: 'uniform' })], { seed: 1, numRuns: 50 })(
    'a lock has one holder',
    (execution) => {
      for (const state of statesOf(execution)) expect(holders(state)).toBeLessThanOrEqual(1);
    },
  );

  fuzz.prop([executions(sound, { steps: 30, strategy: 'pct' }), fc.nat({ max: 2 })], {
    seed: 1,
    numRuns: 50,
  })('combines with other arbitraries', ({ actions }, client) => {
    const own = actions.filter((action) => action['client'] === client);
    const orders = own.map((action) => action.type).join(' ');
    expect(orders).toMatch(/^(ask take release ?)*(ask( take)?)?$/);
  });
});

describe('with fast-check alone', () => {
  const shortest: readonly Action[] = [
    { type: 'ask', client: 0 },
    { type: 'ask', client: 1 },
    { type: 'take', client: 0 },
    { type: 'take', client: 1 },
  ];
  const walks = executions(broken, { steps: 30, strategy: 'uniform' });
  const exclusive = fc.property(walks, isExclusive);

  test.each(strategyNames)('%s finds the shared lock and shrinks it to the least', (strategy) => {
    for (const seed of range(20)) {
      const property = fc.property(executions(broken, { steps: 30, strategy }), isExclusive);
      const details = fc.check(property, { seed, numRuns: 100 });
      expect(details.counterexample?.[0].actions).toEqual(shortest);
    }
  });

  test('replays a failure from its seed and path', () => {
    const { seed, counterexamplePath, counterexample, numShrinks } = fc.check(exclusive, {
      seed: 3,
    });
    expect(numShrinks).toBeGreaterThan(0);
    const path = counterexamplePath ?? '';
    const again = fc.check(exclusive, { seed, path, endOnFailure: true });
    expect(again.counterexample?.[0].actions).toEqual(counterexample?.[0].actions);
    expect(again.numShrinks).toBe(0);
  });

  test('reports a failure in the words of the protocol', () => {
    expect(() => fc.assert(exclusive, { seed: 3 })).toThrow(
      [
        'Counterexample: [lock/shared-lock, 4 actions',
        '   1  ask client=0  (client 0 asks for the lock)',
        '   2  ask client=1  (client 1 asks for the lock)',
        '   3  take client=0  (client 0 takes the lock)',
        '   4  take client=1  (client 1 takes the lock)]',
      ].join('\n'),
    );
  });

  test('shrinks an example that somebody wrote down', () => {
    const long = executionOf(broken, [
      { type: 'tick' },
      { type: 'ask', client: 2 },
      { type: 'take', client: 2 },
      { type: 'ask', client: 0 },
      { type: 'tick' },
      { type: 'take', client: 0 },
      { type: 'release', client: 2 },
    ]);
    const details = fc.check<[Execution]>(exclusive, { seed: 1, numRuns: 1, examples: [[long]] });
    expect(details.counterexamplePath).toMatch(/^0:/);
    expect(details.counterexample?.[0].actions).toEqual(shortest);
  });

  test('draws the same executions for the same seed, and others for another', () => {
    const draw = (machine: Machine, seed: number): readonly (readonly Action[])[] =>
      fc
        .sample(executions(machine, { steps: 30, strategy: 'swarm' }), { seed, numRuns: 20 })
        .map(({ actions }) => actions);
    // Another machine remembers nothing of the first.
    expect(draw(instantiate(lock, 'baseline'), 8)).toEqual(draw(sound, 8));
    expect(draw(sound, 9)).not.toEqual(draw(sound, 8));
  });

  test('refuses to make an execution of actions that are not enabled', () => {
    const impossible: readonly Action[] = [{ type: 'take', client: 0 }];
    expect(() => executionOf(sound, impossible)).toThrow(
      new InputError('lock/baseline: take client=0 is not enabled in its turn'),
    );
    expect(() => executionOf(sound, [{ type: 'take', client: 7 }])).toThrow(InputError);
  });

  test('shrinks without context what this machine could have done, and nothing else', () => {
    const ask: readonly Action[] = [{ type: 'ask', client: 0 }];
    expect(walks.canShrinkWithoutContext(executionOf(broken, ask))).toBe(true);
    expect(walks.canShrinkWithoutContext(executionOf(sound, ask))).toBe(false);
    const short = executions(broken, { steps: 0, strategy: 'uniform' });
    expect(short.canShrinkWithoutContext(executionOf(broken, ask))).toBe(false);
    for (const other of [null, 7, [], { machine: broken, actions: ask }]) {
      expect(walks.canShrinkWithoutContext(other)).toBe(false);
    }
  });
});

describe('laws of the walk', () => {
  const walked = fc.tuple(netCases, fc.constantFrom(...strategyNames), fc.nat());

  fuzz.prop([walked], { seed: 4, numRuns: 100 })(
    'every action is enabled, and a walk ends early only where nothing is',
    ([{ machine }, strategy, seed]) => {
      const steps = 25;
      const [execution] = fc.sample(executions(machine, { steps, strategy }), { seed, numRuns: 1 });
      const states = statesOf(execution as Execution);
      const isEnd = enabledSteps(machine, states.at(-1) as State).length === 0;
      expect(states.length === steps + 1 || isEnd).toBe(true);
    },
  );

  fuzz.prop([walked], { seed: 4, numRuns: 100 })(
    'a candidate of shrinking is smaller, is an execution, and comes once',
    ([{ machine }, strategy, seed]) => {
      const options = { steps: 12, strategy };
      const [execution] = fc.sample(executions(machine, options), { seed, numRuns: 1 });
      const trail = trailBehind(execution as Execution);
      const order = (actions: readonly { readonly index: number }[]): readonly number[] =>
        actions.map(({ index }) => index);
      const own = order(stepsOf(trail));
      const seen = new Set<string>();
      for (const candidate of smaller(graphOf(machine), trail, Number.POSITIVE_INFINITY)) {
        const steps = stepsOf(candidate.trail);
        expect(isBefore(order(steps), own)).toBe(true);
        expect(seen.has(order(steps).join())).toBe(false);
        seen.add(order(steps).join());
        statesOf(
          executionOf(
            machine,
            steps.map(({ action }) => action),
          ),
        );
      }
    },
  );

  fuzz.prop([walked], { seed: 4, numRuns: 100 })(
    'states come out the same whether or not the graph has room to keep them',
    ([{ machine }, strategy, seed]) => {
      const options = { steps: 25, strategy };
      const [execution] = fc.sample(executions(machine, options), { seed, numRuns: 1 });
      const { actions } = execution as Execution;
      const states = statesOf(execution as Execution);
      for (const room of [0, 100, 1_000_000]) {
        const trail = trailOfAll(newGraph(machine, room), actions);
        expect(typeof trail === 'string' ? trail : trail.nodes.map(({ state }) => state)).toEqual(
          states,
        );
      }
    },
  );
});

/** Shorter or, with the same length, earlier in the order of the steps. */
function isBefore(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return a.length < b.length;
  const first = a.findIndex((index, place) => index !== b[place]);
  return first >= 0 && (a[first] as number) < (b[first] as number);
}
