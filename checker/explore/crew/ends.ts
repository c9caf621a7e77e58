/**
 * How a crew begins and ends a search: the leader lays the initial state into the shared memory, and
 * in the end takes everything out of it.
 */
import { judgeState } from '../arrival.ts';
import { fingerprintWords } from '../components.ts';
import { enter, entryWords } from '../fingerprint-table.ts';
import { reserve, widen } from '../levels.ts';
import type { Search } from '../search.ts';
import { throwFailure } from './failures.ts';
import { abandon, meet } from './meeting.ts';
import { cell, command } from './memory.ts';
import { assistRounds } from './rounds.ts';
import { decidedAt, mergeDecisions, publish } from './settling.ts';
import { addTally, tally, tallyWords } from './tallies.ts';
import { type Crew, grow, makeViewLonger, refresh } from './views.ts';

const tableSizeMin = 2 ** 12;

/** Lays the first state of a search, which stands alone in `next`, into the shared memory. */
export function lead(search: Search, crew: Crew): void {
  const { control, memory, views, levels, size } = crew;
  const { next: own, machine, goals, properties } = search;
  const tableSize = tableSizeFor(memory.chunkStateCount * size * machine.steps.length);
  makeViewLonger(crew, 'words', tableSize * entryWords);
  makeViewLonger(crew, 'decisions', decidedAt(crew, search) + properties.length);
  makeViewLonger(crew, 'tallies', size * tallyWords(search));
  for (const name of ['parents', 'reachedBy'] as const) grow(crew, name, 1);
  grow(crew, 'marks', goals.length);
  refresh(crew);
  const [next, level] = levels;
  reserve(next);
  widen(next, 2 ** (8 * own.vectors.BYTES_PER_ELEMENT) - 1);
  control[cell.bytes] = next.vectors.BYTES_PER_ELEMENT;
  next.vectors.set(own.vectors.subarray(0, own.width));
  next.fingerprints.set(own.fingerprints.subarray(0, fingerprintWords));
  next.count = 1;
  Object.assign(search, { next, level, stateCount: 1 });
  Object.assign(search.table, { words: views.words, mask: tableSize - 1, count: 0 });
  const [first = 0, second = 0, third = 0, fourth = 0] = next.fingerprints;
  enter(search.table, first, second, third, fourth);
  control[cell.entries] = 1;
  control[cell.idMax] = search.transitions.idMax;
  judgeState(search, 0, 0);
  for (const [number, { isMet }] of goals.entries()) views.marks[number] = isMet;
  publish(search, crew);
  mergeDecisions(search, crew);
  throwFailure(search, crew);
}

/** A power of two: what all threads have under way fits into an eighth. */
function tableSizeFor(underWay: number): number {
  return Math.max(tableSizeMin, 2 ** Math.ceil(Math.log2(8 * underWay)));
}

/** Assists a leader until its search is over. @throws CrewError if another thread has failed. */
export function assist(search: Search, crew: Crew): void {
  try {
    assistRounds(search, crew);
    tally(search, crew);
    meet(crew.control, crew, () => {});
  } catch (error) {
    abandon(crew.memory);
    throw error;
  }
}

/** Ends the search of a crew: what the others counted and wrote is the leader's now. */
export function finish(search: Search, crew: Crew): void {
  const { control, views } = crew;
  control[cell.command] = command.end;
  meet(control, crew, () => {});
  meet(control, crew, () => {});
  refresh(crew);
  for (let role = 1; role < crew.size; role++) addTally(search, crew, role);
  const { stateCount, expanded, goals, graph } = search;
  Object.assign(search.parents, { values: views.parents, length: stateCount });
  Object.assign(search.reachedBy, { values: views.reachedBy, length: stateCount });
  for (const [number, { marks }] of goals.entries()) {
    const own = new Uint8Array(stateCount);
    for (let id = 0; id < stateCount; id++) {
      own[id] = views.marks[id * goals.length + number] as number;
    }
    Object.assign(marks, { values: own, length: stateCount });
  }
  if (graph === null) return;
  const edgeCount = control[cell.edgeCount] as number;
  Object.assign(graph.starts, { values: views.starts, length: expanded });
  Object.assign(graph.isFrontier, { values: views.isFrontier, length: expanded });
  Object.assign(graph.to, { values: views.to, length: edgeCount });
  Object.assign(graph.by, { values: views.by, length: edgeCount });
}
