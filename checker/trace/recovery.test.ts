/**
 * The proof of a `recoverable` counterexample.
 *
 * Method: on random graphs, from every node, the answer is held against distances computed here by
 * relaxation, and against the verdict of the explorer, which goes backwards over the whole graph.
 */
import { fc, test as prop } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { exploreBreadthFirst } from '../explore/breadth-first.ts';
import { type Edge, type Graph, graphMachine } from '../explore/graph-fixture.ts';
import { isGoal, sightOf } from '../judge.ts';
import { isFrontier, reduce, type State } from '../machine.ts';
import { recoveryFrom } from './recovery.ts';

const nodeCount = 6;
const nodes = Array.from({ length: nodeCount }, (_, node) => node);
const node = fc.nat({ max: nodeCount - 1 });
const edge: fc.Arbitrary<Edge> = fc.record({
  from: node,
  to: node,
  actor: fc.constantFrom('honest', 'user', 'adversary'),
  isBounded: fc.boolean(),
});
const graph: fc.Arbitrary<Graph> = fc.record({
  edges: fc.array(edge, { maxLength: 10 }),
  goals: fc.uniqueArray(node, { maxLength: 2 }),
});

function distances(edges: readonly Edge[], from: number): readonly number[] {
  const found = nodes.map((at) => (at === from ? 0 : Number.POSITIVE_INFINITY));
  for (const _round of nodes) {
    for (const { from: a, to: b } of edges) {
      found[b] = Math.min(found[b] ?? 0, (found[a] ?? 0) + 1);
    }
  }
  return found;
}
const isOwed = ({ actor }: Edge): boolean => actor !== 'adversary';
const isOpen = ({ isBounded }: Edge): boolean => isBounded !== true;

prop.prop([graph], { seed: 2318, numRuns: 500 })(
  'what can be reached from every node, and how fast',
  ({ edges, goals }) => {
    const { machine, recoversGoal } = graphMachine({ edges, goals });
    const ends = edges.filter((one) => isOwed(one) && !isOpen(one)).map(({ from }) => from);
    const reaches = nodes.map((from) => {
      const away = distances(edges.filter(isOwed).filter(isOpen), from);
      const nearest = (targets: readonly number[]): number =>
        Math.min(...targets.map((at) => away[at] ?? 0));
      const found = recoveryFrom(machine, recoversGoal, { at: from }, nodeCount);
      const [goal, frontier] = [nearest(goals), nearest(ends)];
      const kind = goal < Infinity ? 'goal' : frontier < Infinity ? 'frontier' : 'none';
      expect(found.reaches).toBe(kind);
      expect(found.path).toHaveLength({ goal, frontier, none: 0 }[kind]);
      const start: State = { at: from };
      const end = found.path.reduce((state, action) => reduce(machine, state, action), start);
      if (kind === 'goal') expect(isGoal(recoversGoal, sightOf(machine, end))).toBe(true);
      if (kind === 'frontier') expect(isFrontier(machine, end)).toBe(true);
      if (kind === 'none') expect(found.states).toBe(away.filter(Number.isFinite).length);
      return kind;
    });

    const away = distances(edges.filter(isOpen), 0);
    const all = reaches.filter((_kind, at) => (away[at] ?? 0) < Infinity);
    const expected = all.includes('none')
      ? 'violated'
      : all.includes('frontier')
        ? 'unrefuted'
        : 'holds';
    const [finding] = exploreBreadthFirst(machine, { properties: [recoversGoal] }).findings;
    expect(finding?.verdict).toBe(expected);
    const stem = (finding?.execution ?? []).reduce(
      (state, action) => reduce(machine, state, action),
      machine.initial,
    );
    if (expected === 'violated') {
      expect(recoveryFrom(machine, recoversGoal, stem, nodeCount).reaches).toBe('none');
    }
  },
);

test('a budget that is too small never says that there is nothing', () => {
  const edges = [
    { from: 0, to: 1 },
    { from: 1, to: 2 },
  ];
  const { machine, recoversGoal } = graphMachine({ edges, goals: [] });
  const within = (stateCountMax: number): string =>
    recoveryFrom(machine, recoversGoal, machine.initial, stateCountMax).reaches;
  expect([1, 2, 3, 4].map(within)).toEqual(['unknown', 'unknown', 'none', 'none']);
});

test('the adversary is not asked for help', () => {
  const edges = [{ from: 0, to: 1, actor: 'adversary' }] as const;
  const { machine, recoversGoal } = graphMachine({ edges, goals: [1] });
  expect(recoveryFrom(machine, recoversGoal, machine.initial, 9)).toEqual({
    reaches: 'none',
    path: [],
    states: 1,
  });
});
