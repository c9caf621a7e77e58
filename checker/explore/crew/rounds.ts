/**
 * Threads expand the levels of a search side by side, in rounds of some states each. Whatever they
 * do in whatever order, the states get the numbers that one thread would have given them:
 *
 * 1. *Expand.* Threads take on chunks of the round's states and look up where their steps lead.
 *    What is new they claim for the parent (`claims.ts`) and keep as a proposal.
 * 2. *Count.* A proposal whose claim was bettered falls; each chunk says how many are left. The
 *    leader adds up where each chunk's states begin: the order of parents is the order of chunks.
 * 3. *Settle.* Threads write what is left into the next level, number and judge it.
 * 4. *Connect.* Where the graph is kept: its edges now know the numbers that they lead to.
 *
 * Of what several threads have decided about one property, the least counts. What a model does must
 * not depend on the thread: see `cross-check.ts`.
 */
import { close } from '../arrival.ts';
import { catchUp } from '../components.ts';
import { expandSome } from '../expansion.ts';
import { enlarge, enlargement, entryWords, isNearlyFull } from '../fingerprint-table.ts';
import { clear } from '../graph.ts';
import type { Search } from '../search.ts';
import { refit } from '../tables.ts';
import { checkOthers } from './cross-check.ts';
import { fail, findFailure, throwFailure } from './failures.ts';
import { meet, raise } from './meeting.ts';
import { cell, command } from './memory.ts';
import { conclude, connect, countProposals, decidedAt, layOut, settle } from './settling.ts';
import { type Crew, makeViewLonger, refresh } from './views.ts';

/** Chunks of a round: enough that meeting costs little, few enough that progress shows. */
const roundChunkCount = 1024;

/**
 * Leads a round over states of the level, from `from` on and before `to`. Returns where it ended.
 *
 * @param isCancelled Asked between chunks; true ends the round.
 * @throws CrewError if another thread has failed.
 */
export function leadRound(
  search: Search,
  crew: Crew,
  from: number,
  to: number,
  isCancelled: () => boolean,
): number {
  const { control, memory, levels } = crew;
  const { table } = search;
  // Not at the end of a round: whether there is memory for it is asked in between.
  if (isNearlyFull(table, control[cell.entries] as number)) enlarge(table, enlargement(table));
  const count = Math.min(to - from, roundChunkCount * memory.chunkStateCount);
  control[cell.command] = command.expand;
  control[cell.turn] = levels.indexOf(search.level);
  control[cell.levelStart] = search.levels.at(-1) as number;
  control[cell.from] = from;
  control[cell.to] = from + count;
  control[cell.nextCount] = search.next.count;
  control[cell.stateCount] = search.stateCount;
  control[cell.nextChunk] = 0;
  control[cell.isStopped] = 0;
  makeViewLonger(crew, 'counts', 2 * Math.ceil(count / memory.chunkStateCount));
  // What is one chunk is not worth calling the others for.
  const isAlone = count <= memory.chunkStateCount;
  if (!isAlone) meet(control, crew, () => {});
  return takePart(search, crew, isAlone, isCancelled);
}

/** Takes part in rounds until the leader says that it is over. @throws CrewError */
export function assistRounds(search: Search, crew: Crew): void {
  for (;;) {
    meet(crew.control, crew, () => {});
    if (crew.control[cell.command] === command.end) return;
    takePart(search, crew, false, () => false);
  }
}

function takePart(
  search: Search,
  crew: Crew,
  isAlone: boolean,
  isCancelled: () => boolean,
): number {
  const { control } = crew;
  const join = (alone: () => void): void => {
    const checked = (): void => {
      findFailure(crew);
      if (control[cell.failed] === -1) alone();
    };
    if (isAlone) checked();
    else meet(control, crew, checked);
    throwFailure(search, crew);
  };
  turnTo(search, crew);
  try {
    expandChunks(search, crew, isCancelled);
  } catch (error) {
    fail(crew, search.expanded, error);
  }
  join(() => {});
  countProposals(search, crew);
  join(() => layOut(search, crew));
  see(search, crew);
  settle(search, crew);
  join(() => {});
  connect(search, crew);
  checkOthers(search, crew);
  join(() => conclude(search, crew));
  return control[cell.to] as number;
}

// ── expand ───────────────────────────────────────────────────────────────────────────────────

/** Begins a round: sees what the last one has brought, and what is still undecided. */
function turnTo(search: Search, crew: Crew): void {
  const { control, proposals, views, levels } = crew;
  const turn = control[cell.turn] as 0 | 1;
  search.level = levels[turn];
  search.next = levels[turn === 0 ? 1 : 0];
  see(search, crew);
  const { transitions, components } = search;
  catchUp(components.met);
  refit(transitions.tables, components);
  // States of the level have ids that others have met, and are copied into the own proposals.
  transitions.idMax = Math.max(transitions.idMax, control[cell.idMax] as number);
  for (const number of [...search.open, ...search.openSteps]) {
    if (views.decisions[decidedAt(crew, search) + number] !== 0) close(search, number);
  }
  const { states, parents, steps, places, kept } = proposals;
  for (const list of [parents, steps, places, kept]) list.length = 0;
  states.count = 0;
  proposals.chunks = [];
  if (search.graph !== null) clear(search.graph);
}

/** The arrays of the search over the shared memory as it is now. */
function see({ table, level, next }: Search, crew: Crew): void {
  refresh(crew);
  const { words } = crew.views;
  table.words = words;
  table.mask = words.length / entryWords - 1;
  level.count = crew.control[cell.to] as number;
  next.count = crew.control[cell.nextCount] as number;
}

function expandChunks(search: Search, crew: Crew, isCancelled: () => boolean): void {
  const { control, memory, proposals } = crew;
  const { chunkStateCount } = memory;
  const [from, to] = [control[cell.from] as number, control[cell.to] as number];
  const levelStart = control[cell.levelStart] as number;
  // Chunks that are under way still find room; see `tableSizeFor`.
  const entriesMax = ((search.table.mask + 1) / 4) * 3;
  while (Atomics.load(control, cell.isStopped) === 0) {
    const number = Atomics.add(control, cell.nextChunk, 1);
    const start = from + number * chunkStateCount;
    if (start >= to) break;
    const end = Math.min(start + chunkStateCount, to);
    const entries = search.table.count;
    search.expanded = levelStart + start;
    for (let index = start; index < end; ) {
      index += expandSome(search, index, end - index);
    }
    proposals.chunks.push({ number, start, end, proposed: proposals.states.count, kept: 0 });
    const added = search.table.count - entries;
    const isFull = Atomics.add(control, cell.entries, added) + added > entriesMax;
    if (isFull || isCancelled()) Atomics.store(control, cell.isStopped, 1);
  }
  raise(control, cell.idMax, search.transitions.idMax);
}
