/** States and steps that a search has come to, judged by what is still undecided. */
import type { Step } from '../machine.ts';
import type { AnyProperty } from '../protocol.ts';
import { auditedOneIn, auditVerdict } from './audit.ts';
import type { Vectors } from './components.ts';
import { putOff } from './crew/failures.ts';
import { append } from './growing.ts';
import { follow } from './outcomes.ts';
import type { Goals, Search } from './search.ts';
import { checkVerdict } from './symmetry-check.ts';

/** Numbers and judges the state that was just added to the next level. */
export function arrive(search: Search, parent: number, by: number): void {
  const { next, goals } = search;
  const id = search.stateCount++;
  append(search.parents, parent);
  append(search.reachedBy, by);
  judgeState(search, id, next.count++);
  for (let at = 0; at < goals.length; at++) {
    const { marks, isMet } = goals[at] as Goals;
    append(marks, isMet);
  }
}

/** Judges a state of the next level by what is still undecided. */
export function judgeState(search: Search, id: number, index: number): void {
  const { next, open, verdicts, goals } = search;
  if (open.length === 0 && goals.length === 0) return;
  const base = index * next.width;
  search.facts.turnTo(next.vectors, base);
  verdicts.turn();
  const mixed = next.fingerprints[index << 2] as number;
  const isAudited = id < 64 || (mixed & (auditedOneIn - 1)) === 0;
  for (let at = 0; at < open.length; at++) {
    const number = open[at] as number;
    try {
      if (verdictAt(search, number, base, isAudited) !== null) decide(search, number, id, null);
    } catch (error) {
      putOff(search, number, id, null, error);
      close(search, number);
    }
  }
  for (let at = 0; at < goals.length; at++) {
    const goal = goals[at] as Goals;
    try {
      goal.isMet = verdictAt(search, goal.number, base, isAudited) === null ? 0 : 1;
    } catch (error) {
      putOff(search, goal.number, id, null, error);
    }
  }
}

function verdictAt(
  search: Search,
  number: number,
  base: number,
  isAudited: boolean,
): string | null {
  const { verdicts, next, audit, sorter, transitions, facts } = search;
  const verdict = verdicts.at(number, next.vectors, base);
  if (!isAudited) return verdict;
  const property = search.properties[number] as AnyProperty;
  auditVerdict(audit, property, next.vectors, base, verdict);
  if (sorter === null) return verdict;
  const turnTo = (ids: Vectors, at: number): void => {
    facts.turnTo(ids, at);
    verdicts.turn();
  };
  checkVerdict(transitions, sorter, property, next.vectors, base, (ids) => {
    turnTo(ids, 0);
    return verdicts.at(number, ids, 0);
  });
  turnTo(next.vectors, base);
  return verdict;
}

function decide(search: Search, number: number, at: number, by: Step | null): void {
  search.decisions.set(number, { at, by });
  close(search, number);
}

/** Asks no more about a property. */
export function close(search: Search, number: number): void {
  search.open = search.open.filter((other) => other !== number);
  search.openSteps = search.openSteps.filter((other) => other !== number);
}

export function judgeStep(search: Search, index: number, number: number, answer: number): void {
  const { level, transitions, machine, after, verdicts } = search;
  const base = index * level.width;
  follow(transitions, level.vectors, base, answer, after, 0, level.width);
  const step = machine.steps[number] as Step;
  for (const property of search.openSteps) {
    try {
      const explanation = verdicts.on(property, level.vectors, base, step, after, 0);
      if (explanation !== null) decide(search, property, search.expanded, step);
    } catch (error) {
      putOff(search, property, search.expanded, step, error);
      close(search, property);
    }
  }
}
