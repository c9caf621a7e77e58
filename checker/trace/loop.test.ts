/**
 * Loops that refute "eventually".
 *
 * Method: random walks on random graphs, with the loop put anywhere. In a graph a step is enabled
 * at one node alone, so an honest step stands enabled all the way around a loop only if the loop
 * never leaves that node: fairness has another definition here than in the code.
 */
import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { type Edge, type Graph, graphMachine } from '../explore/graph-fixture.ts';
import { enabledSteps, reduce, type State } from '../machine.ts';
import type { Action } from '../protocol.ts';
import { objectionToLoop } from './loop.ts';

const node = fc.nat({ max: 3 });
const edge: fc.Arbitrary<Edge> = fc.record({
  from: node,
  to: node,
  actor: fc.constantFrom('honest', 'user', 'adversary'),
  isBounded: fc.integer({ min: 0, max: 4 }).map((dice) => dice === 0),
});
const graph: fc.Arbitrary<Graph> = fc.record({
  edges: fc.array(edge, { minLength: 1, maxLength: 8 }),
  goals: fc.uniqueArray(node, { maxLength: 1 }),
});

interface Walk {
  readonly states: readonly { readonly at: number }[];
  readonly actions: readonly Action[];
}
function walk({ machine }: ReturnType<typeof graphMachine>, choices: readonly number[]): Walk {
  const states: State[] = [machine.initial];
  const actions: Action[] = [];
  for (const choice of choices) {
    const state = states.at(-1) ?? machine.initial;
    const enabled = enabledSteps(machine, state);
    const step = enabled[choice % Math.max(enabled.length, 1)];
    if (step === undefined) break;
    actions.push(step.action);
    states.push(reduce(machine, state, step.action));
  }
  // The states of a graph are of this shape.
  return { states: states as { at: number }[], actions };
}

const tally: Record<string, number> = {};

prop.prop([graph, fc.array(fc.nat(), { maxLength: 6 }), fc.nat()], { seed: 2318, numRuns: 3000 })(
  'a loop is accepted exactly if it closes, meets no goal, and is fair and unbounded',
  ({ edges, goals }, choices, anywhere) => {
    const fixture = graphMachine({ edges, goals });
    const { states, actions } = walk(fixture, choices);
    const loop = anywhere % states.length;
    const objection = objectionToLoop(fixture.machine, fixture.recoversGoal, {
      states,
      actions,
      loop,
    });

    const path = states.map(({ at }) => at);
    const round = new Set(path.slice(loop));
    const closes = path.at(-1) === path[loop];
    const meetsGoal = path.some((at) => goals.includes(at));
    const isBounded = edges.some(
      ({ from, actor, isBounded: stopped }) => round.has(from) && actor !== 'adversary' && stopped,
    );
    const taken = actions.slice(loop).map((action) => edges[Number(action['edge'])]);
    const isUnfair =
      round.size === 1 &&
      edges.some((one) => round.has(one.from) && one.actor === 'honest' && !taken.includes(one));
    const expected = !closes
      ? /^does not return to step \d+$/
      : meetsGoal
        ? /^comes after can-still-reach-a-goal was reached, at step \d+,$/
        : isBounded
          ? /^is stopped by a bound alone, at step \d+,$/
          : isUnfair
            ? /^closes a loop that is not fair$/
            : null;
    tally[String(expected)] = (tally[String(expected)] ?? 0) + 1;
    if (expected === null) expect(objection).toBeNull();
    else expect(objection?.what).toMatch(expected);
  },
);

test('every answer was met often', () => {
  const counts = Object.values(tally);
  expect(counts).toHaveLength(5);
  expect(Math.min(...counts)).toBeGreaterThan(50);
});

describe('by hand', () => {
  const judge = (edges: readonly Edge[], actions: readonly number[], loop: number) => {
    const fixture = graphMachine({ edges, goals: [9] });
    const { machine, recoversGoal } = fixture;
    const states: State[] = [machine.initial];
    const taken = actions.map(
      (index): Action => ({
        type: edges[index]?.actor ?? 'honest',
        edge: index,
      }),
    );
    for (const action of taken) {
      states.push(reduce(machine, states.at(-1) ?? machine.initial, action));
    }
    return objectionToLoop(machine, recoversGoal, { states, actions: taken, loop });
  };
  test('an honest step that comes and goes may be passed by: fairness is weak', () => {
    const edges = [
      { from: 0, to: 1 },
      { from: 1, to: 0 },
      { from: 1, to: 9 },
    ];
    expect(judge(edges, [0, 1], 0)).toBeNull();
  });
  test('an honest step that stands enabled may not, and is named', () => {
    const edges = [
      { from: 0, to: 0, actor: 'adversary' },
      { from: 0, to: 9 },
    ] as const;
    expect(judge(edges, [0], 0)).toEqual({
      what: 'closes a loop that is not fair',
      rows: [['starved', ['honest edge=1']]],
    });
  });
  test('staying for ever is fair where nothing honest can be done', () => {
    const edges = [{ from: 0, to: 9, actor: 'user' }] as const;
    expect(judge(edges, [], 0)).toBeNull();
  });
});
