/** Where a search has the oracle inside look: what is done again of the memo's answers. */
import type { Step } from '../machine.ts';
import { auditStep } from './audit.ts';
import { ask } from './decisions.ts';
import { follow, isScratch, outcomeAnswer, refusedByRule } from './outcomes.ts';
import { candidates } from './rows.ts';
import type { Search } from './search.ts';
import { checkSteps } from './symmetry-check.ts';
import { fill } from './tables.ts';
import { answerAnew } from './transitions.ts';

/** Misses that are done again; later ones are sampled like every transition. */
const auditedMissCount = 2000;
/** Asks at the start whose left-out steps are asked again. */
const auditedRowStepCount = 2000;
/** After that, the rows of one state in this many; a power of two. */
const auditedRowsOneIn = 2 ** 16;

/** The answer where the table of the step does not know it: from its trie, or anew. */
export function answerBeyond(search: Search, step: number, index: number): number {
  const { transitions, level } = search;
  const { tries, tables } = transitions;
  const base = index * level.width;
  const answer = ask(tries, step, level.vectors, base);
  if (answer === 0) return answerAudited(search, step, index);
  fill(tables, step, level.vectors, base, answer);
  return answer;
}

/** The answer where the memo does not know one, done again the first so many times. */
function answerAudited(search: Search, step: number, index: number): number {
  const { transitions, level } = search;
  const answer = answerAnew(transitions, step, level.vectors, index * level.width);
  if (isScratch(transitions, answer)) search.batch.isScratch = true;
  if (search.missesAudited++ >= auditedMissCount) return answer;
  if (answer > outcomeAnswer) auditClaim(search, step, index, answer, null);
  else auditTaken(search, step, index, answer, null);
  return answer;
}

export function auditTaken(
  search: Search,
  step: number,
  index: number,
  answer: number,
  words: Int32Array | null,
): void {
  const { transitions, level, after } = search;
  follow(transitions, level.vectors, index * level.width, answer, after, 0, level.width);
  auditClaim(search, step, index, answer, words);
}

export function auditClaim(
  { machine, audit, level, after }: Search,
  step: number,
  index: number,
  answer: number,
  words: Int32Array | null,
): void {
  auditStep(audit, {
    step: machine.steps[step] as Step,
    before: level.vectors,
    beforeBase: index * level.width,
    answer,
    after: answer > outcomeAnswer ? null : after,
    afterBase: 0,
    words,
  });
}

export function isRowAudited({ expanded, machine, level }: Search, index: number): boolean {
  if ((expanded + index) * machine.steps.length < auditedRowStepCount) return true;
  return ((level.fingerprints[index << 2] as number) & (auditedRowsOneIn - 1)) === 0;
}

/** Steps that the rows leave out are refused by a rule, and the symmetry is true. */
export function auditState(search: Search, index: number): void {
  const { level, set, machine, sorter, transitions } = search;
  const base = index * level.width;
  if (sorter !== null) checkSteps(transitions, sorter, level.vectors, base);
  candidates(transitions.rows, level.vectors, base, set);
  for (let step = 0; step < machine.steps.length; step++) {
    const isAsked = ((set[step >> 5] as number) >>> (step & 31)) & 1;
    if (isAsked === 0) auditClaim(search, step, index, refusedByRule, null);
  }
}
