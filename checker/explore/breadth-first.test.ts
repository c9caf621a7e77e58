/**
 * The simple explorer.
 *
 * Method: published counts of a known specification; random graphs, whose states, distances and
 * reachability are computed here by other means; and searches cut short, which may never say that
 * something holds.
 */
import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { consistent, twoPhase } from '../../bench/specs/two-phase.ts';
import { instantiate } from '../machine.ts';
import { exploreBreadthFirst } from './breadth-first.ts';
import { type Edge, type Graph, graphMachine } from './graph-fixture.ts';

describe('TwoPhase, states/transitions/depth as published', () => {
  test.each([
    [2, 56, 154, 8],
    [3, 288, 1_146, 11],
    [4, 1_568, 8_258, 14],
    [5, 8_832, 58_146, 17],
  ])('%i resource managers: %i/%i/%i', (rms, states, transitions, depth) => {
    const machine = instantiate(twoPhase, 'baseline', { rms });
    const found = exploreBreadthFirst(machine, { properties: [consistent] });
    expect(found).toMatchObject({ states, transitions, depth, complete: true });
    expect(found.findings[0]?.verdict).toBe('holds');
  });
});

const nodeCount = 7;
const node = fc.nat({ max: nodeCount - 1 });
const edge = fc.record({
  from: node,
  to: node,
  actor: fc.constantFrom('honest' as const, 'user' as const, 'adversary' as const),
  isBounded: fc.boolean(),
});
const graph: fc.Arbitrary<Graph> = fc.record({
  edges: fc.array(edge, { maxLength: 14 }),
  goals: fc.uniqueArray(node, { maxLength: 3 }),
});

/** Distances from a node along edges that pass a test, by relaxing every edge until nothing moves. */
function distances(edges: readonly Edge[], from: number): readonly number[] {
  const found = Array.from({ length: nodeCount }, (_, at) => (at === from ? 0 : Infinity));
  for (let round = 0; round < nodeCount; round++) {
    for (const { from: a, to: b } of edges) {
      found[b] = Math.min(found[b] ?? Infinity, (found[a] ?? Infinity) + 1);
    }
  }
  return found;
}
const isOpen = (one: Edge): boolean => one.isBounded !== true;
const isOwed = (one: Edge): boolean => one.actor !== 'adversary';

prop.prop([graph], { seed: 2318, numRuns: 400 })(
  'counts, shortest lengths and verdicts of random graphs',
  ({ edges, goals }) => {
    const fixture = graphMachine({ edges, goals });
    const { reachesGoal, avoidsGoal, stepsIntoGoal, recoversGoal } = fixture;
    const properties = [reachesGoal, avoidsGoal, stepsIntoGoal, recoversGoal];
    const found = exploreBreadthFirst(fixture.machine, { properties });

    const open = edges.filter(isOpen);
    const away = distances(open, 0);
    const reached = away.flatMap((distance, at) => (distance < Infinity ? [at] : []));
    const leaving = (at: number): number => open.filter(({ from }) => from === at).length;
    expect(found).toMatchObject({
      complete: true,
      states: reached.length,
      transitions: 1 + reached.reduce((sum, at) => sum + leaving(at), 0),
      depth: 1 + Math.max(...reached.map((at) => away[at] ?? 0)),
      deadlocks: reached.filter((at) => leaving(at) === 0).length,
    });

    const nearest = Math.min(...goals.map((at) => away[at] ?? Infinity));
    const [reaches, avoids, steps, recovers] = found.findings;
    expect(reaches?.verdict).toBe(nearest < Infinity ? 'witnessed' : 'unreachable');
    expect(avoids?.verdict).toBe(nearest < Infinity ? 'violated' : 'holds');
    expect(avoids?.execution?.length ?? Infinity).toBe(nearest);
    const bad = open.filter(({ from, to }) => goals.includes(from) && goals.includes(to));
    const nearestBad = Math.min(...bad.map(({ from }) => (away[from] ?? Infinity) + 1));
    expect(steps?.execution?.length ?? Infinity).toBe(nearestBad);

    const ahead = (at: number): readonly number[] => {
      const from = distances(open.filter(isOwed), at);
      return from.flatMap((distance, other) => (distance < Infinity ? [other] : []));
    };
    const isFrontier = (at: number): boolean =>
      edges.some((one) => one.from === at && isOwed(one) && !isOpen(one));
    const lost = reached.filter((at) => !ahead(at).some((other) => goals.includes(other)));
    const wedged = lost.filter((at) => !ahead(at).some(isFrontier));
    const expected = wedged.length > 0 ? 'violated' : lost.length > 0 ? 'unrefuted' : 'holds';
    expect(recovers?.verdict).toBe(expected);
    expect(recovers?.boundedStates).toBe(lost.length - wedged.length);
    if (wedged.length > 0) {
      expect(recovers?.execution).toHaveLength(Math.min(...wedged.map((at) => away[at] ?? 0)));
    }
  },
);

prop.prop([graph, fc.integer({ min: 1, max: 5 }), fc.boolean()], { seed: 2318, numRuns: 300 })(
  'a search cut short never claims what only a whole one can',
  ({ edges, goals }, max, byDepth) => {
    const fixture = graphMachine({ edges, goals });
    const properties = [fixture.reachesGoal, fixture.avoidsGoal, fixture.recoversGoal];
    const whole = exploreBreadthFirst(fixture.machine, { properties });
    const cut = exploreBreadthFirst(fixture.machine, {
      properties,
      ...(byDepth ? { depthMax: max } : { stateCountMax: max }),
    });
    for (const [index, finding] of cut.findings.entries()) {
      const certain = whole.findings[index]?.verdict;
      if (finding.verdict === 'unrefuted' || finding.verdict === 'inconclusive') continue;
      expect(finding.verdict).toBe(certain);
      if (finding.verdict === 'holds' || finding.verdict === 'unreachable') {
        expect(cut.complete).toBe(true);
      }
    }
  },
);

test('of equally short executions the least is chosen, and its level is completed', () => {
  const { machine, avoidsGoal } = graphMachine({
    edges: [
      { from: 0, to: 1 },
      { from: 0, to: 2 },
      { from: 2, to: 3 },
      { from: 1, to: 4 },
      { from: 2, to: 5 },
      { from: 5, to: 6 },
    ],
    goals: [3, 4],
  });
  const found = exploreBreadthFirst(machine, { properties: [avoidsGoal] });
  expect(found.findings[0]?.execution).toEqual([
    { type: 'honest', edge: 0 },
    { type: 'honest', edge: 3 },
  ]);
  expect(found).toMatchObject({ states: 6, transitions: 6, depth: 3, complete: false });
});

test('a search can be cancelled, and keeps what it found', () => {
  const machine = instantiate(twoPhase, 'baseline', { rms: 5 });
  const seen: number[] = [];
  const found = exploreBreadthFirst(machine, {
    properties: [consistent],
    onProgress: ({ states }) => seen.push(states),
    isCancelled: () => seen.length > 3,
  });
  expect(found.complete).toBe(false);
  expect(found.states).toBeGreaterThan(100);
  expect(found.findings[0]?.verdict).toBe('unrefuted');
});
