/**
 * The part of a dependency graph that can hold a cycle, made ready for showing one.
 *
 * The graph that decides a level joins each version to the next only, which is enough to decide and
 * makes for long stories: a read that is fifty versions stale is fifty edges away from what it
 * missed. Here a version leads on to all later ones of its key through virtual nodes, so that one
 * edge skips them. Every edge is still true: ww and rw reach all later writers.
 */
import { at, release } from './columns.ts';
import { addEdge, noEdges, releaseEdges, rw, ww } from './edges.ts';
import { components, counts, type Graph, graphOf } from './graph.ts';
import type { Log } from './log.ts';
import type { VersionOrder } from './version-order.ts';

export function witnessGraph(graph: Graph, mask: number, log: Log, order: VersionOrder): Graph {
  const member = new Int32Array(graph.nodes);
  components(graph, mask).forEach((nodes, i) => {
    for (const node of nodes) member[node] = i + 1;
  });
  const edges = { ...noEdges(graph.transactions, graph.to.length), nodes: graph.nodes };
  // By version: the node that leads to its writer and to those of all later versions.
  const chain = new Int32Array(log.writer.length).fill(-1);
  for (let e = 0; e < graph.to.length; e++) {
    const [from, to, kind] = [at(graph.from, e), at(graph.to, e), at(graph.kind, e)];
    if (!counts(graph, mask, e) || at(member, from) === 0 || at(member, from) !== at(member, to)) {
      continue;
    }
    const [before, after] = [at(graph.before, e), at(graph.after, e)];
    const isInferred = at(graph.inferred, e) === 1;
    const isVersioned =
      (kind === ww || kind === rw) && !isInferred && Math.max(from, to) < graph.transactions;
    if (!isVersioned) {
      addEdge(edges, kind, from, to, before, after, isInferred ? 1 : 0);
      continue;
    }
    if (at(chain, after) < 0) chain[after] = edges.nodes++;
    addEdge(edges, kind, from, at(chain, after), before, after);
  }
  for (let version = 0; version < chain.length; version++) {
    const node = at(chain, version);
    if (node < 0) continue;
    addEdge(edges, ww, node, at(log.writer, version), version, version);
    const next = at(order.next, version);
    if (next >= 0 && at(chain, next) >= 0) {
      addEdge(edges, ww, node, at(chain, next), version, version);
    }
  }
  release(chain, member);
  const explained = graphOf(edges);
  releaseEdges(edges);
  return explained;
}
