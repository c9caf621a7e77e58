/**
 * The hot loops: successive states of a level are taken in batches. First every step that may be
 * enabled is asked, then the fingerprints of what they lead to are worked out and their entries
 * called for, then they are looked up in order. A look-up is a cache miss; called for together,
 * the processor waits for several at once.
 */
import type { Step } from '../machine.ts';
import { arrive, judgeStep } from './arrival.ts';
import { auditedFirstCount, auditedOneIn } from './audit.ts';
import { fingerprint, fingerprintWords, type Vectors } from './components.ts';
import { claim, claimOf, isBeyondClaim, targetOf } from './crew/claims.ts';
import type { Crew } from './crew/views.ts';
import { enter, isEntered, makeRoom, numberAt } from './fingerprint-table.ts';
import { addEdge, beginState, endState, type Graph } from './graph.ts';
import { append } from './growing.ts';
import { type Level, reserve, widen } from './levels.ts';
import { changesNothing, follow, outcomeAnswer, refusedByBound } from './outcomes.ts';
import { candidates } from './rows.ts';
import { batchStateCount, recentMask, type Search } from './search.ts';
import { answerBeyond, auditClaim, auditState, auditTaken, isRowAudited } from './spot-checks.ts';
import type { Sorter } from './symmetry.ts';
import { peek } from './tables.ts';

/** Expands some states of the level, from `index` on; at most `limit`. Returns how many. */
export function expandSome(search: Search, index: number, limit: number): number {
  const { batch, level } = search;
  const end = Math.min(index + Math.min(limit, batchStateCount), level.count);
  batch.stateCount = 0;
  batch.count = 0;
  batch.isScratch = false;
  for (let at = index; at < end && !batch.isScratch; at++) gather(search, at);
  if (search.sorter === null) aim(search, index);
  for (let state = 0; state < batch.stateCount; state++) {
    if (search.isEachStepSeen || search.sorter !== null) resolve(search, index, state);
    else if (search.crew !== null) resolveUnclaimed(search, index, state);
    else resolveNew(search, index, state);
  }
  return batch.stateCount;
}

/** Asks what is enabled in a state of the level. */
function gather(search: Search, index: number): void {
  const { transitions, level, set, batch, isEachStepSeen } = search;
  const { tables, taken, refused, rows } = transitions;
  const { vectors } = level;
  const base = index * level.width;
  let enabledCount = 0;
  let isFrontier = 0;
  let { count } = batch;
  if (isRowAudited(search, index)) auditState(search, index);
  candidates(rows, vectors, base, set);
  for (let word = 0; word < set.length; word++) {
    for (let bits = set[word] as number; bits !== 0; bits &= bits - 1) {
      const step = (word << 5) + 31 - Math.clz32(bits & -bits);
      let answer = peek(tables, step, vectors, base);
      if (answer === 0) answer = answerBeyond(search, step, index);
      if (answer >= refusedByBound) {
        refused[step] = (refused[step] as number) + 1;
        if (answer === refusedByBound && isOwed(search, step)) isFrontier = 1;
        continue;
      }
      taken[step] = (taken[step] as number) + 1;
      enabledCount++;
      // What changes nothing leads nowhere new; only those who look at each step care.
      if (answer !== changesNothing || isEachStepSeen) {
        batch.steps[count] = step;
        batch.answers[count++] = answer;
      }
    }
  }
  search.transitionCount += enabledCount;
  if (enabledCount === 0) search.deadlocks++;
  batch.count = count;
  batch.isFrontier[batch.stateCount] = isFrontier;
  batch.ends[batch.stateCount++] = count;
}

function isOwed({ machine }: Search, step: number): boolean {
  return (machine.steps[step] as Step).actor !== 'adversary';
}

/**
 * Works out the fingerprints that the steps of the batch lead to, and calls for their entries. Most
 * lead where another step has led a moment ago: these are dropped, unless every step is to be seen.
 */
function aim(search: Search, index: number): void {
  const { transitions, level, table, batch, audit } = search;
  const { differences } = transitions;
  const { steps, answers, fingerprints, ends, recent } = batch;
  const { words, mask } = table;
  const isDropping = !search.isEachStepSeen && audit.transitions >= auditedFirstCount;
  let called = 0;
  let at = 0;
  let kept = 0;
  for (let state = 0; state < batch.stateCount; state++) {
    const from = (index + state) << 2;
    const first = level.fingerprints[from] as number;
    const second = level.fingerprints[from + 1] as number;
    const third = level.fingerprints[from + 2] as number;
    const fourth = level.fingerprints[from + 3] as number;
    const end = ends[state] as number;
    for (; at < end; at++) {
      const answer = answers[at] as number;
      steps[kept] = steps[at] as number;
      answers[kept] = answer;
      const to = kept++ << 2;
      if (answer === changesNothing) continue;
      const difference = (outcomeAnswer - answer) << 2;
      const one = (first + (differences[difference] as number)) | 0;
      const two = (second + (differences[difference + 1] as number)) | 0;
      const three = (third + (differences[difference + 2] as number)) | 0;
      const four = (fourth + (differences[difference + 3] as number)) | 0;
      const seat = (two & recentMask) << 2;
      if (
        recent[seat] === one &&
        recent[seat + 1] === two &&
        recent[seat + 2] === three &&
        recent[seat + 3] === four
      ) {
        if (isDropping && !isSampled(three, fourth)) {
          kept--;
          continue;
        }
      } else {
        recent[seat] = one;
        recent[seat + 1] = two;
        recent[seat + 2] = three;
        recent[seat + 3] = four;
        called ^= words[(two & mask) << 2] as number;
      }
      fingerprints[to] = one;
      fingerprints[to + 1] = two;
      fingerprints[to + 2] = three;
      fingerprints[to + 3] = four;
    }
    ends[state] = kept;
  }
  batch.count = kept;
  batch.called = called;
}

/** Whether a transition is done again, by the third word of where it leads and the last of where from. */
function isSampled(third: number, parent: number): boolean {
  return ((third ^ parent) & (auditedOneIn - 1)) === 0;
}

/** Follows the steps of one state of the batch. */
function resolve(search: Search, index: number, state: number): void {
  const { graph, batch } = search;
  if (graph !== null) beginState(graph);
  const end = batch.ends[state] as number;
  for (let at = state === 0 ? 0 : (batch.ends[state - 1] as number); at < end; at++) {
    followStep(search, index + state, at);
  }
  if (graph !== null) endState(graph, batch.isFrontier[state] === 1);
  search.expanded++;
}

/** The same where only what was not met before matters: all that is done for most transitions. */
function resolveNew(search: Search, index: number, state: number): void {
  const { batch, table, level, audit } = search;
  const { fingerprints, ends } = batch;
  let { words, mask } = table;
  const parent = level.fingerprints[((index + state) << 2) + 3] as number;
  const isEarly = audit.transitions < auditedFirstCount;
  const end = ends[state] as number;
  for (let at = state === 0 ? 0 : (ends[state - 1] as number); at < end; at++) {
    const from = at << 2;
    const first = fingerprints[from] as number;
    const second = fingerprints[from + 1] as number;
    const third = fingerprints[from + 2] as number;
    const fourth = fingerprints[from + 3] as number;
    const isAudited = isEarly || isSampled(third, parent);
    if (!isAudited && isEntered(words, mask, first, second, third, fourth)) continue;
    followStep(search, index + state, at);
    words = table.words;
    mask = table.mask;
  }
  search.expanded++;
}

/** The same where other threads expand other states of the level. */
function resolveUnclaimed(search: Search, index: number, state: number): void {
  const { batch, table, level, audit } = search;
  const { fingerprints, ends } = batch;
  const { words, mask } = table;
  const mine = claimOf(search.expanded);
  const parent = level.fingerprints[((index + state) << 2) + 3] as number;
  const isEarly = audit.transitions < auditedFirstCount;
  const end = ends[state] as number;
  for (let at = state === 0 ? 0 : (ends[state - 1] as number); at < end; at++) {
    const from = at << 2;
    const first = fingerprints[from] as number;
    const second = fingerprints[from + 1] as number;
    const third = fingerprints[from + 2] as number;
    const isAudited = isEarly || isSampled(third, parent);
    if (isAudited || !isBeyondClaim(words, mask, first, second, third, mine)) {
      followStep(search, index + state, at);
    }
  }
  search.expanded++;
}

/** Looks up where a step leads, and discovers what was not met before. */
function followStep(search: Search, index: number, at: number): void {
  const { level, graph, batch, audit } = search;
  const step = batch.steps[at] as number;
  const answer = batch.answers[at] as number;
  if (answer === changesNothing) {
    if (graph !== null) addSelfLoop(search, graph, step);
  } else if (search.sorter === null) {
    const from = at << 2;
    const mixed = batch.fingerprints[from + 2] as number;
    const parent = level.fingerprints[(index << 2) + 3] as number;
    if (isSampled(mixed, parent) || audit.transitions < auditedFirstCount) {
      const words = batch.fingerprints.slice(from, from + fingerprintWords);
      auditTaken(search, step, index, answer, words);
    }
    const base = index * level.width;
    reach(search, batch.fingerprints, from, level.vectors, base, answer, step);
  } else {
    followSorted(search, search.sorter, index, answer, step);
  }
  if (search.openSteps.length > 0) judgeStep(search, index, step, answer);
}

/** The same where one state of each orbit is explored: the fingerprint is that of the sorted one. */
function followSorted(
  search: Search,
  sorter: Sorter,
  index: number,
  answer: number,
  step: number,
): void {
  const { level, transitions, after, components, batch, audit } = search;
  follow(transitions, level.vectors, index * level.width, answer, after, 0, level.width);
  if (audit.transitions < auditedFirstCount) auditClaim(search, step, index, answer, null);
  sorter.sort(after, 0);
  fingerprint(components, after, 0, batch.fingerprints, 0);
  reach(search, batch.fingerprints, 0, after, 0, changesNothing, step);
}

function addSelfLoop({ crew, expanded }: Search, graph: Graph, step: number): void {
  addEdge(graph, crew === null ? expanded : targetOf(expanded), step);
}

/** Enters the state that a step leads to: what `answer` makes of a vector. */
function reach(
  search: Search,
  words: Int32Array,
  at: number,
  from: Vectors,
  base: number,
  answer: number,
  step: number,
): void {
  if (search.crew !== null) {
    propose(search, search.crew, words, at, from, base, answer, step);
    return;
  }
  const { table, graph } = search;
  const place = enter(
    table,
    words[at] as number,
    words[at + 1] as number,
    words[at + 2] as number,
    words[at + 3] as number,
  );
  if (graph !== null) addEdge(graph, place < 0 ? search.stateCount : numberAt(table, place), step);
  if (place >= 0) return;
  write(search, search.next, words, at, from, base, answer);
  makeRoom(table);
  arrive(search, search.expanded, step);
}

/** Claims the state that a step leads to, and proposes it if nobody has a better claim. */
function propose(
  search: Search,
  { proposals }: Crew,
  words: Int32Array,
  at: number,
  from: Vectors,
  base: number,
  answer: number,
  step: number,
): void {
  const { table, graph, expanded } = search;
  const place = claim(
    table,
    words[at] as number,
    words[at + 1] as number,
    words[at + 2] as number,
    claimOf(expanded),
  );
  if (graph !== null) addEdge(graph, place < 0 ? ~place : place, step);
  if (place < 0) return;
  write(search, proposals.states, words, at, from, base, answer);
  proposals.states.count++;
  append(proposals.parents, expanded);
  append(proposals.steps, step);
  append(proposals.places, place);
}

/** Writes the state after a step behind the last one of a level. */
function write(
  { transitions }: Search,
  level: Level,
  words: Int32Array,
  at: number,
  from: Vectors,
  base: number,
  answer: number,
): void {
  reserve(level);
  if (transitions.idMax >= 2 ** (8 * level.vectors.BYTES_PER_ELEMENT)) {
    widen(level, transitions.idMax);
  }
  const { vectors, fingerprints, width, count } = level;
  follow(transitions, from, base, answer, vectors, count * width, width);
  const to = count << 2;
  for (let word = 0; word < fingerprintWords; word++) {
    fingerprints[to + word] = words[at + word] as number;
  }
}
