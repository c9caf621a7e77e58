/**
 * The verdicts of the three weak levels: their axioms' edges, session order and wr are acyclic,
 * together with the order of versions where the history shows it. Complete.
 */
import { type Anomaly, cycleAnomaly, staleInitialAnomaly } from './anomaly.ts';
import { addReadAtomic, addReadCommitted, type StaleInitial } from './axioms.ts';
import { addCausal } from './causal.ts';
import { at } from './columns.ts';
import {
  addOverwrites,
  addReadsFrom,
  addSessionOrder,
  co,
  type Edges,
  edgesExpected,
  noEdges,
  releaseEdges,
} from './edges.ts';
import { type Graph, graphOf, isAcyclic, releaseGraph } from './graph.ts';
import type { Footprint } from './integrity.ts';
import type { WeakLevel } from './levels.ts';
import { shortestCycle } from './shortest-cycle.ts';
import type { Finding } from './strong-levels.ts';
import { versionOrderOf } from './version-order.ts';
import { witnessGraph } from './witness-graph.ts';

const everyKind = -1;

/** What a cycle is called in which the axiom of the level plays a part. */
const names: Readonly<Record<WeakLevel, string>> = {
  'read-committed': 'non-monotonic-read',
  'read-atomic': 'fractured-read',
  causal: 'causality-violation',
};

export function decideWeak(footprint: Footprint, level: WeakLevel, isOver: () => boolean): Finding {
  const edges = noEdges(footprint.log.size, edgesExpected(footprint));
  const finding = decideWith(edges, footprint, level, isOver);
  releaseEdges(edges);
  return finding;
}

function decideWith(
  edges: Edges,
  footprint: Footprint,
  level: WeakLevel,
  isOver: () => boolean,
): Finding {
  const { log } = footprint;
  addSessionOrder(edges, footprint);
  addReadsFrom(edges, footprint);
  const past = graphOf(edges);
  // A cyclic past is a cycle already, and has no clocks.
  const stale = isAcyclic(past, everyKind) ? saturate(edges, footprint, level, past) : [];
  releaseGraph(past);
  if (stale === null) {
    const by = 'the clocks of so many sessions do not fit in memory';
    return { verdict: 'unknown', by, anomaly: null };
  }
  const initial = stale[0];
  if (initial !== undefined) {
    const anomaly = staleInitialAnomaly(log, names[level], initial);
    return { verdict: 'violated', by: 'a read of an initial version', anomaly };
  }
  const order = versionOrderOf(footprint, false);
  addOverwrites(edges, footprint, order);
  const graph = graphOf(edges);
  if (isAcyclic(graph, everyKind)) {
    releaseGraph(graph);
    const by = 'session order, reads and what the axiom asks for are acyclic';
    return { verdict: 'holds', by, anomaly: null };
  }
  const explained = witnessGraph(graph, everyKind, log, order);
  releaseGraph(graph);
  const cycle = shortestCycle(explained, everyKind, 'any', isOver);
  if (cycle === null) return { verdict: 'violated', by: 'a cycle', anomaly: null };
  const isOfLevel = cycle.edges.some((edge) => at(explained.kind, edge) === co);
  const anomaly: Anomaly = cycleAnomaly(
    log,
    explained,
    cycle,
    isOfLevel ? names[level] : undefined,
  );
  return { verdict: 'violated', by: 'a cycle', anomaly };
}

function saturate(
  edges: Edges,
  footprint: Footprint,
  level: WeakLevel,
  past: Graph,
): StaleInitial[] | null {
  if (level === 'read-committed') return addReadCommitted(edges, footprint);
  if (level === 'read-atomic') return addReadAtomic(edges, footprint);
  return addCausal(edges, footprint, past);
}
