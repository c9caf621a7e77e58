/**
 * Snapshot isolation on a known dependency graph.
 *
 * Source      A. Cerone, A. Gotsman, "Analysing snapshot isolation", PODC 2016: a history is
 *             allowed when (so | wr | ww) ; rw? is acyclic, that is, when every cycle of the graph
 *             has two rw edges in a row.
 *
 * Each transaction is two nodes: `v`, from which anything but rw may follow, and `v'`, reached by
 * anything but rw, from which an rw may follow. So no walk has two rw in a row.
 */
import { at, release } from './columns.ts';
import { rw } from './edges.ts';
import { counts, type Graph } from './graph.ts';

/** By Kahn on the doubled graph, which is never built. */
export function isSnapshotIsolated(graph: Graph, mask: number): boolean {
  const { nodes, transactions, first, to } = graph;
  const waiting = new Int32Array(nodes * 2);
  const wait = (state: number, by: number): number => {
    const left = at(waiting, state) + by;
    waiting[state] = left;
    return left;
  };
  for (let e = 0; e < to.length; e++) {
    if (!counts(graph, mask, e)) continue;
    wait(at(to, e) * 2, 1);
    if (at(graph.kind, e) !== rw) wait(at(to, e) * 2 + 1, 1);
  }
  const queue = new Int32Array(nodes * 2);
  let length = 0;
  for (let state = 0; state < nodes * 2; state++) {
    if (at(waiting, state) === 0) queue[length++] = state;
  }
  for (let head = 0; head < length; head++) {
    const state = at(queue, head);
    const v = state >> 1;
    // A hub stands between the readers of a version and its overwriters, in the middle of an rw.
    const leavesByRw = v >= transactions ? (state & 1) === 0 : (state & 1) === 1;
    const leavesByOther = (state & 1) === 0;
    for (let e = at(first, v); e < at(first, v + 1); e++) {
      if (!counts(graph, mask, e)) continue;
      const isRw = at(graph.kind, e) === rw;
      if (isRw ? !leavesByRw : !leavesByOther) continue;
      const target = at(to, e) * 2;
      if (wait(target, -1) === 0) queue[length++] = target;
      if (!isRw && wait(target + 1, -1) === 0) queue[length++] = target + 1;
    }
  }
  release(waiting, queue);
  return length === nodes * 2;
}
