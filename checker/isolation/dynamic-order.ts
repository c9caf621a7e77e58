/**
 * A topological order kept while arcs are added, and taken back in the reverse order.
 *
 * Source      D. Pearce, P. Kelly, "A dynamic topological sort algorithm for directed acyclic
 *             graphs", JEA 2006. An order stays valid when arcs go, so taking back is free.
 */
import { at, type Column, int32Column, push, release } from './columns.ts';

export interface DynamicOrder {
  /** Adds an arc; or, when that closes a cycle, adds nothing and returns the cycle's labels. */
  readonly add: (from: number, to: number, label: number) => number[] | null;
  /** Number of arcs. */
  readonly length: () => number;
  /** Takes arcs back until so many are left. */
  readonly shrink: (length: number) => void;
  /** Ends the use of it: see `release`. */
  readonly end: () => void;
}

/** `place` is any order of the nodes; arcs that go against it cost time. It becomes the order. */
export function dynamicOrder(place: Int32Array, arcsExpected = 256): DynamicOrder {
  const nodes = place.length;
  // Lists of arcs by node; the newest arc heads both lists that it is in.
  const outgoing = new Int32Array(nodes).fill(-1);
  const incoming = new Int32Array(nodes).fill(-1);
  const column = (): Column => int32Column(arcsExpected);
  const [source, target, label, nextOut, nextIn] = [
    column(),
    column(),
    column(),
    column(),
    column(),
  ] as const;
  const mark = new Int32Array(nodes);
  const arrival = new Int32Array(nodes);
  let turn = 0;

  /** Nodes from `to` forward up to the place of `from`; false when that is reached. */
  const forward = (from: number, to: number, found: number[]): boolean => {
    const limit = at(place, from);
    mark[to] = ++turn;
    found.push(to);
    for (let i = 0; i < found.length; i++) {
      for (let a = at(outgoing, found[i] ?? to); a >= 0; a = at(nextOut.data, a)) {
        const w = at(target.data, a);
        if (at(mark, w) === turn || at(place, w) > limit) continue;
        mark[w] = turn;
        arrival[w] = a;
        if (w === from) return false;
        found.push(w);
      }
    }
    return true;
  };
  const backward = (from: number, to: number, found: number[]): void => {
    const limit = at(place, to);
    mark[from] = ++turn;
    found.push(from);
    for (let i = 0; i < found.length; i++) {
      for (let a = at(incoming, found[i] ?? from); a >= 0; a = at(nextIn.data, a)) {
        const w = at(source.data, a);
        if (at(mark, w) === turn || at(place, w) < limit) continue;
        mark[w] = turn;
        found.push(w);
      }
    }
  };
  /** What precedes `from` takes the first of the places of both, what follows `to` the rest. */
  const reorder = (before: number[], after: number[]): void => {
    const byPlace = (a: number, b: number): number => at(place, a) - at(place, b);
    const nodesInOrder = [...before.sort(byPlace), ...after.sort(byPlace)];
    const places = nodesInOrder.map((v) => at(place, v)).sort((a, b) => a - b);
    nodesInOrder.forEach((v, i) => {
      place[v] = places[i] ?? 0;
    });
  };

  return {
    add: (from, to, name) => {
      if (from === to) return [name];
      if (at(place, from) > at(place, to)) {
        const after: number[] = [];
        if (!forward(from, to, after)) {
          const labels = [name];
          for (let v = from; v !== to; v = at(source.data, at(arrival, v))) {
            labels.push(at(label.data, at(arrival, v)));
          }
          return labels;
        }
        const before: number[] = [];
        backward(from, to, before);
        reorder(before, after);
      }
      push(nextOut, at(outgoing, from));
      push(nextIn, at(incoming, to));
      outgoing[from] = source.length;
      incoming[to] = source.length;
      push(source, from);
      push(target, to);
      push(label, name);
      return null;
    },
    length: () => source.length,
    end: () => {
      release(source.data, target.data, label.data, nextOut.data, nextIn.data);
      release(place, outgoing, incoming, mark, arrival);
    },
    shrink: (length) => {
      while (source.length > length) {
        const arc = --source.length;
        outgoing[at(source.data, arc)] = at(nextOut.data, arc);
        incoming[at(target.data, arc)] = at(nextIn.data, arc);
        target.length = arc;
        label.length = arc;
        nextOut.length = arc;
        nextIn.length = arc;
      }
    },
  };
}
