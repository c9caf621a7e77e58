/**
 * "It can always still …": AG EF goal, by backward reachability over the explored graph.
 *
 * Edges are the steps of honest and user actors: the adversary owes nobody progress, so a goal
 * that only its help can reach is out of reach. This is stricter than AG EF over all steps.
 * Frontier states (an honest or user step is stopped by a bound of the instance alone) and states
 * that were never expanded count as ends of the search, not as dead ends of the protocol.
 */

/** Edges in the order of discovery: `to[i]` can be reached from `from[i]` by one step. */
export interface Edges {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

export interface Wedged {
  /** The first state, in order of discovery, that reaches neither the goal nor an end. */
  readonly first: number | null;
  /** States that reach an end of the search and not the goal. */
  readonly bounded: number;
}

export function wedgedStates(
  stateCount: number,
  edges: Edges,
  isGoal: (id: number) => boolean,
  isEnd: (id: number) => boolean,
): Wedged {
  const before = predecessors(stateCount, edges);
  const reachesGoal = backwards(stateCount, before, isGoal);
  const reachesEnd = backwards(stateCount, before, isEnd);
  let first: number | null = null;
  let bounded = 0;
  for (let id = 0; id < stateCount; id++) {
    if (reachesGoal[id] === 1) continue;
    if (reachesEnd[id] === 1) bounded++;
    else first ??= id;
  }
  return { first, bounded };
}

/** Compressed adjacency: the predecessors of `id` are `list[start[id]] … list[start[id + 1] - 1]`. */
interface Predecessors {
  readonly start: Uint32Array;
  readonly list: Uint32Array;
}

function predecessors(stateCount: number, { from, to }: Edges): Predecessors {
  const start = new Uint32Array(stateCount + 1);
  for (const id of to) start[id + 1] = (start[id + 1] ?? 0) + 1;
  for (let id = 0; id < stateCount; id++) start[id + 1] = (start[id + 1] ?? 0) + (start[id] ?? 0);
  const next = start.slice();
  const list = new Uint32Array(to.length);
  for (const [edge, id] of to.entries()) {
    const place = next[id] ?? 0;
    list[place] = from[edge] ?? 0;
    next[id] = place + 1;
  }
  return { start, list };
}

function backwards(
  stateCount: number,
  { start, list }: Predecessors,
  isTarget: (id: number) => boolean,
): Uint8Array {
  const reaches = new Uint8Array(stateCount);
  const stack: number[] = [];
  for (let id = 0; id < stateCount; id++) {
    if (!isTarget(id)) continue;
    reaches[id] = 1;
    stack.push(id);
  }
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    for (let place = start[id] ?? 0; place < (start[id + 1] ?? 0); place++) {
      const previous = list[place] ?? 0;
      if (reaches[previous] === 1) continue;
      reaches[previous] = 1;
      stack.push(previous);
    }
  }
  return reaches;
}
