/**
 * Serializability, snapshot isolation and their session and real-time variants.
 *
 * Where the order of versions is known, the verdict is that of the dependency graph: acyclic, or
 * for snapshot isolation without a cycle that lacks two rw in a row. Where it is not, the polygraph
 * decides, or its budget ends. From the strongest level to the weakest, since what holds above
 * holds below.
 */
import { type Anomaly, cycleAnomaly, lostUpdateAnomaly } from './anomaly.ts';
import { at } from './columns.ts';
import {
  addAntidependencies,
  addEdge,
  addOverwrites,
  addReadsFrom,
  addRealTime,
  addSessionOrder,
  type Edges,
  edgesExpected,
  noEdges,
  releaseEdges,
  rw,
} from './edges.ts';
import { type Graph, graphOf, isAcyclic, releaseGraph } from './graph.ts';
import type { Footprint } from './integrity.ts';
import { implies, isWeak, type Level, levels, type StrongLevel, strengths } from './levels.ts';
import type { Log } from './log.ts';
import { choicesOf, type Resolution, resolve } from './polygraph.ts';
import { type Cycle, shortestCycle } from './shortest-cycle.ts';
import { isSnapshotIsolated } from './snapshot.ts';
import { isComplete, nameOf, type VersionOrder, versionOrderOf } from './version-order.ts';
import { witnessGraph } from './witness-graph.ts';

export interface Finding {
  readonly verdict: 'holds' | 'violated' | 'unknown';
  /** How it was reached. */
  readonly by: string;
  /** Why it is violated. */
  readonly anomaly: Anomaly | null;
}

export interface Strong {
  readonly findings: ReadonlyMap<Level, Finding>;
  readonly order: VersionOrder;
  readonly isComplete: boolean;
  /** Where to look for cycles to name: the graph of the weakest violated level, and its kinds. */
  readonly shown: { readonly graph: Graph; readonly mask: number } | null;
}

/** A history with a breach is of no strong level: then only what is known is looked at. */
export function decideStrong(
  footprint: Footprint,
  asked: readonly Level[],
  isOver: () => boolean,
): Strong {
  const order = versionOrderOf(footprint, true);
  const wanted = levels.filter(
    (level): level is StrongLevel => asked.includes(level) && !isWeak(level),
  );
  const findings = new Map<StrongLevel, Finding>();
  let shown: Strong['shown'] = null;
  const task = wanted.length === 0 ? null : taskOf(footprint, order, wanted, isOver);
  for (const level of wanted.toReversed()) {
    const proof = [...findings].find(
      ([other, { verdict }]) => verdict === 'holds' && implies(other, level),
    );
    if (task === null) break;
    if (proof !== undefined) {
      findings.set(level, { verdict: 'holds', by: `implied by ${proof[0]}`, anomaly: null });
      continue;
    }
    const { finding, graph } = decide(task, level);
    findings.set(level, finding);
    if (finding.verdict === 'violated' && !(strengths[level].isSnapshot && shown !== null)) {
      if (shown !== null && shown.graph !== task.graph) releaseGraph(shown.graph);
      shown = { graph, mask: strengths[level].mask };
    } else if (graph !== task.graph) {
      releaseGraph(graph);
    }
  }
  return { findings, order, isComplete: isComplete(order), shown };
}

interface Task {
  readonly footprint: Footprint;
  readonly order: VersionOrder;
  /** All that the history itself says; versions of unknown order are only partly ordered. */
  readonly graph: Graph;
  /** The same, to add to; null where nothing is left to add. */
  readonly edges: Edges | null;
  readonly isOver: () => boolean;
}

function taskOf(
  footprint: Footprint,
  order: VersionOrder,
  wanted: readonly StrongLevel[],
  isOver: () => boolean,
): Task {
  const edges = noEdges(footprint.log.size, edgesExpected(footprint));
  addSessionOrder(edges, footprint);
  addReadsFrom(edges, footprint);
  addOverwrites(edges, footprint, order);
  addAntidependencies(edges, footprint, order);
  if (wanted.some((level) => strengths[level].needs === 'times')) addRealTime(edges, footprint);
  const graph = graphOf(edges);
  if (!isComplete(order)) return { footprint, order, graph, edges, isOver };
  releaseEdges(edges);
  return { footprint, order, graph, edges: null, isOver };
}

function decide(task: Task, level: StrongLevel): { finding: Finding; graph: Graph } {
  const { footprint, order, graph } = task;
  const { log } = footprint;
  const { mask, isSnapshot } = strengths[level];
  const shows = isSnapshot
    ? 'no cycle of dependencies lacks two rw in a row'
    : 'the dependency graph is acyclic';
  if (!isAllowed(graph, level)) {
    const explained = witnessGraph(graph, mask, log, order);
    const anomaly = witnessOf(log, explained, level, task.isOver);
    return { finding: { verdict: 'violated', by: 'a cycle', anomaly }, graph: explained };
  }
  const lost = order.lostUpdates[0];
  if (lost !== undefined) {
    const anomaly = lostUpdateAnomaly(log, lost);
    return { finding: { verdict: 'violated', by: 'a lost update', anomaly }, graph };
  }
  if (task.edges === null) {
    return { finding: { verdict: 'holds', by: shows, anomaly: null }, graph };
  }
  if (footprint.breaches.length > 0) {
    const finding: Finding = { verdict: 'violated', by: 'a single operation', anomaly: null };
    return { finding, graph };
  }
  const doubling = isSnapshot ? 'snapshot' : 'plain';
  const choices = choicesOf(footprint, order, doubling);
  if (choices.count === 0) {
    const by = 'no order of the versions that nobody read closes a cycle';
    return { finding: { verdict: 'holds', by, anomaly: null }, graph };
  }
  const edges = restricted(task.edges, mask);
  const resolution = resolve(edges, choices, doubling, task.isOver);
  if (resolution.answer !== 'cyclic') releaseEdges(edges);
  if (resolution.answer === 'unknown') {
    const by = `the budget ended; ${resolution.choices} pairs of writers are not in order`;
    return { finding: { verdict: 'unknown', by, anomaly: null }, graph };
  }
  if (resolution.answer === 'acyclic') {
    const by = 'an order of the versions was found that closes no cycle';
    return { finding: { verdict: 'holds', by, anomaly: null }, graph };
  }
  const forced = graphOf(edges);
  releaseEdges(edges);
  const explained = witnessGraph(forced, mask, log, order);
  const anomaly = isAllowed(forced, level)
    ? exhausted(resolution)
    : eitherOrder(log, resolution, witnessOf(log, explained, level, task.isOver));
  const by = 'every order of the versions closes a cycle';
  return { finding: { verdict: 'violated', by, anomaly }, graph: explained };
}

function isAllowed(graph: Graph, level: StrongLevel): boolean {
  const { mask, isSnapshot } = strengths[level];
  return isSnapshot ? isSnapshotIsolated(graph, mask) : isAcyclic(graph, mask);
}

function restricted(edges: Edges, mask: number): Edges {
  const kept: Edges = {
    ...noEdges(edges.transactions, edges.from.length + 256),
    nodes: edges.nodes,
  };
  const { from, to, kind, before, after } = edges;
  for (let e = 0; e < from.length; e++) {
    const own = at(kind.data, e);
    if (((mask >> own) & 1) === 0) continue;
    addEdge(kept, own, at(from.data, e), at(to.data, e), at(before.data, e), at(after.data, e));
  }
  return kept;
}

// ── why ──────────────────────────────────────────────────────────────────────────────────────

/** A shortest cycle that the level forbids. */
function witnessOf(
  log: Log,
  graph: Graph,
  level: StrongLevel,
  isOver: () => boolean,
): Anomaly | null {
  const { mask, isSnapshot } = strengths[level];
  const cycle = isSnapshot
    ? shorter(
        shortestCycle(graph, mask & ~(1 << rw), 'any', isOver),
        shortestCycle(graph, mask, 'nonadjacent', isOver),
      )
    : shortestCycle(graph, mask, 'any', isOver);
  return cycle === null ? null : cycleAnomaly(log, graph, cycle);
}

function shorter(a: Cycle | null, b: Cycle | null): Cycle | null {
  if (a === null || b === null) return a ?? b;
  const proven = a.proven && b.proven;
  return { edges: a.edges.length <= b.edges.length ? a.edges : b.edges, proven };
}

function exhausted({ searched, conflicts }: Resolution): Anomaly {
  return {
    name: 'no-version-order',
    transactions: [],
    cycle: [],
    minimal: 'not proven',
    says:
      `none of the orders of ${searched} pairs of writers avoids a cycle: ` +
      `${conflicts} conflicts prove it`,
  };
}

function eitherOrder(
  log: Log,
  { impossible }: Resolution,
  anomaly: Anomaly | null,
): Anomaly | null {
  if (impossible === null || anomaly === null) return anomaly;
  const [first, second] = [impossible.first, impossible.second].map((version) =>
    nameOf(log, at(log.writer, version)),
  );
  const key = log.keys[at(log.keyOf, impossible.first)];
  const says =
    `${anomaly.says}; this takes ${first} to have written ${key} before ${second}, ` +
    'and the other order closes a cycle too';
  return { ...anomaly, says };
}
