/**
 * The second half of a round: what several threads have proposed becomes states with the numbers
 * that one thread would have given them. See `rounds.ts`.
 */
import { close, judgeState } from '../arrival.ts';
import { fingerprintWords } from '../components.ts';
import { numberAt } from '../fingerprint-table.ts';
import { firstEdge } from '../graph.ts';
import { append, type Unsigned } from '../growing.ts';
import { reserve, widen } from '../levels.ts';
import type { Search } from '../search.ts';
import { claimOf, isNumber, numberIn } from './claims.ts';
import { findFailure } from './failures.ts';
import { cell } from './memory.ts';
import { type Crew, grow } from './views.ts';

// ── count ────────────────────────────────────────────────────────────────────────────────────

/** Entries called for at once; see `expansion.ts`. */
const callCount = 32;

export function countProposals(search: Search, crew: Crew): void {
  const { proposals, views } = crew;
  const { chunks, parents, places, kept } = proposals;
  const { graph, table } = search;
  let [proposal, state] = [0, 0];
  for (const chunk of chunks) {
    const before = kept.length;
    while (proposal < chunk.proposed) {
      const end = Math.min(proposal + callCount, chunk.proposed);
      crew.called = call(table.words, places.values, proposal, end);
      for (; proposal < end; proposal++) {
        const held = table.words[((places.values[proposal] as number) << 2) + 3];
        if (held === claimOf(parents.values[proposal] as number)) append(kept, proposal);
      }
    }
    chunk.kept = kept.length;
    views.counts[2 * chunk.number] = kept.length - before;
    views.counts[2 * chunk.number + 1] = 0;
    if (graph === null) continue;
    const edge = firstEdge(graph, state);
    state += chunk.end - chunk.start;
    views.counts[2 * chunk.number + 1] = firstEdge(graph, state) - edge;
  }
}

function call(words: Int32Array, places: Unsigned, from: number, to: number): number {
  let called = 0;
  for (let at = from; at < to; at++) {
    called ^= words[((places[at] as number) << 2) + 3] as number;
  }
  return called;
}

/** The leader says where each chunk's states and edges begin, and makes room for them. */
export function layOut(search: Search, crew: Crew): void {
  const { control, views, memory, levels } = crew;
  const [from, to] = [control[cell.from] as number, control[cell.to] as number];
  // Those who found no chunk any more have counted on.
  const chunkCount = Math.min(
    control[cell.nextChunk] as number,
    Math.ceil((to - from) / memory.chunkStateCount),
  );
  let [states, edges] = [0, control[cell.edgeCount] as number];
  for (let at = 0; at < 2 * chunkCount; at += 2) {
    const [stateCount, edgeCount] = [views.counts[at] as number, views.counts[at + 1] as number];
    views.counts[at] = states;
    views.counts[at + 1] = edges;
    states += stateCount;
    edges += edgeCount;
  }
  control[cell.to] = Math.min(to, from + chunkCount * memory.chunkStateCount);
  control[cell.added] = states;
  const { next } = search;
  reserve(next, states);
  widen(next, control[cell.idMax] as number);
  control[cell.bytes + levels.indexOf(next)] = next.vectors.BYTES_PER_ELEMENT;
  const stateCount = search.stateCount + states;
  grow(crew, 'parents', stateCount);
  grow(crew, 'reachedBy', stateCount);
  grow(crew, 'marks', stateCount * search.goals.length);
  if (search.graph !== null) {
    grow(crew, 'starts', stateCount);
    grow(crew, 'isFrontier', stateCount);
    grow(crew, 'to', edges);
    grow(crew, 'by', edges);
  }
  control[cell.edgeEnd] = edges;
}

// ── settle ───────────────────────────────────────────────────────────────────────────────────

export function settle(search: Search, crew: Crew): void {
  const { control, proposals, views } = crew;
  const { next, goals } = search;
  const [firstIndex, firstId] = [next.count, control[cell.stateCount] as number];
  let from = 0;
  for (const chunk of proposals.chunks) {
    const place = views.counts[2 * chunk.number] as number;
    const count = chunk.kept - from;
    for (let at = 0; at < count; ) {
      at += write(
        search,
        crew,
        from + at,
        chunk.kept,
        firstId + place + at,
        firstIndex + place + at,
      );
    }
    for (let at = 0; at < count; at++) {
      const id = firstId + place + at;
      judgeState(search, id, firstIndex + place + at);
      for (const [number, { isMet }] of goals.entries()) {
        views.marks[id * goals.length + number] = isMet;
      }
    }
    from = chunk.kept;
  }
  publish(search, crew);
}

/**
 * Writes proposals that lie side by side into the next level: of those kept from `from` on and
 * before `to`. Returns how many.
 */
function write(
  { next, table, graph }: Search,
  { proposals, views }: Crew,
  from: number,
  to: number,
  id: number,
  index: number,
): number {
  const { states, parents, steps, places, kept } = proposals;
  const first = kept.values[from] as number;
  let last = first + 1;
  for (let at = from + 1; at < to && kept.values[at] === last; at++) last++;
  const { width } = next;
  next.vectors.set(states.vectors.subarray(first * width, last * width), index * width);
  const words = states.fingerprints.subarray(first * fingerprintWords, last * fingerprintWords);
  next.fingerprints.set(words, index * fingerprintWords);
  views.parents.set(parents.values.subarray(first, last), id);
  views.reachedBy.set(steps.values.subarray(first, last), id);
  if (graph === null) return last - first;
  // Edges will ask. Nobody else needs to know: no later claim can be better than one of this round.
  for (let at = first; at < last; at++) {
    table.words[((places.values[at] as number) << 2) + 3] = id + at - first + 1;
  }
  return last - first;
}

// ── what is decided ──────────────────────────────────────────────────────────────────────────

/** A row a thread of three words a property, then one word a property: whether it is decided. */
function rowOf({ properties }: Search, role: number): number {
  return decisionWords * properties.length * role;
}
/** The state plus one, or 0; the step, or -1; 1 if the property threw. */
const decisionWords = 3;

export function decidedAt({ size }: Crew, search: Search): number {
  return rowOf(search, size);
}

/** Tells the leader what this thread has decided in the round. */
export function publish(search: Search, { role, views }: Crew): void {
  const row = rowOf(search, role);
  for (const [number, { at, by, failure }] of search.decisions) {
    const words = [at + 1, by === null ? -1 : by.index, failure === undefined ? 0 : 1];
    views.decisions.set(words, row + decisionWords * number);
  }
}

/**
 * Of what was decided about a property in the round, what is of the least state; one thread alone
 * looks at a state. Then finds out whether some thread has failed.
 */
export function mergeDecisions(search: Search, crew: Crew): void {
  const { control, views, size } = crew;
  const { decisions } = views;
  for (const number of search.properties.keys()) {
    const flag = decidedAt(crew, search) + number;
    if (decisions[flag] !== 0) continue;
    let [least, step, failed] = [0, -1, -1];
    for (let role = 0; role < size; role++) {
      const row = rowOf(search, role) + decisionWords * number;
      const [at, by] = [decisions[row] as number, decisions[row + 1] as number];
      if (at !== 0 && (least === 0 || at < least)) {
        [least, step, failed] = [at, by, decisions[row + 2] === 0 ? -1 : role];
      }
    }
    if (least === 0) continue;
    if (failed >= 0) {
      const failure = control[cell.failures + failed] as number;
      if (failure === 0 || least < failure) control[cell.failures + failed] = least;
      continue;
    }
    decisions[flag] = 1;
    search.decisions.set(number, { at: least - 1, by: search.machine.steps[step] ?? null });
    close(search, number);
  }
  findFailure(crew);
}

// ── connect, conclude ────────────────────────────────────────────────────────────────────────

/** Writes the edges of the thread's states, now that what they lead to has numbers. */
export function connect({ graph, table }: Search, { control, proposals, views }: Crew): void {
  if (graph === null) return;
  const levelStart = control[cell.levelStart] as number;
  let [edge, state] = [0, 0];
  for (const { number, start, end } of proposals.chunks) {
    let to = views.counts[2 * number + 1] as number;
    for (let index = start; index < end; index++, state++) {
      views.starts[levelStart + index] = to;
      views.isFrontier[levelStart + index] = graph.isFrontier.values[state] as number;
      for (const last = firstEdge(graph, state + 1); edge < last; edge++, to++) {
        const target = graph.to.values[edge] as number;
        views.to[to] = isNumber(target) ? numberIn(target) : numberAt(table, target);
        views.by[to] = graph.by.values[edge] as number;
      }
    }
  }
}

/** The leader takes the round's states over. */
export function conclude(search: Search, crew: Crew): void {
  const { control } = crew;
  const added = control[cell.added] as number;
  search.stateCount += added;
  search.next.count += added;
  search.expanded = (control[cell.levelStart] as number) + (control[cell.to] as number);
  control[cell.edgeCount] = control[cell.edgeEnd] as number;
  mergeDecisions(search, crew);
}
