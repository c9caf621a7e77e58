/**
 * Outcomes: what steps change, as differences of vectors and fingerprints, and the numbers that
 * stand for them and for refusals in the memo.
 */
import type { Machine } from '../machine.ts';
import {
  type Component,
  type Components,
  fingerprintWords,
  summandOf,
  type Vectors,
} from './components.ts';
import { doubled } from './decisions.ts';

/** Answers about a step; below them, `outcomeAnswer - k` stands for outcome k. */
export const refusedByRule = -1;
export const refusedByBound = -2;
/** It may happen and changes nothing. */
export const changesNothing = -3;
export const outcomeAnswer = -4;
/** The start of changes that have no place yet. */
export const noPlace = -1;

export interface Outcomes {
  readonly machine: Machine;
  readonly components: Components;
  /** By outcome: the difference of fingerprints, four words. */
  differences: Int32Array;
  /** By outcome: where its changes begin in `changes`. */
  starts: Int32Array;
  /** How many, then component and new id of each. */
  changes: Int32Array;
  changeEnd: number;
  /** The greatest id in any outcome. */
  idMax: number;
  outcomeCount: number;
}

/** Copies a vector with the changes of an answer. */
export function follow(
  { changes, starts }: Outcomes,
  from: Vectors,
  base: number,
  answer: number,
  to: Vectors,
  toBase: number,
  width: number,
): void {
  for (let index = 0; index < width; index++) to[toBase + index] = from[base + index] as number;
  if (answer === changesNothing) return;
  const start = starts[outcomeAnswer - answer] as number;
  const end = start + 2 * (changes[start] as number);
  for (let at = start + 1; at <= end; at += 2) {
    to[toBase + (changes[at] as number)] = changes[at + 1] as number;
  }
}

/** Whether an answer is good only until its step is taken directly again. */
export function isScratch({ machine }: Outcomes, answer: number): boolean {
  return answer <= outcomeAnswer && outcomeAnswer - answer < machine.steps.length;
}

/** Where a step that is taken directly may write its changes. */
export function scratchOf(outcomes: Outcomes, step: number): number {
  const { starts, components } = outcomes;
  if (starts[step] === noPlace) starts[step] = roomFor(outcomes, components.list.length);
  return starts[step] as number;
}

function roomFor(outcomes: Outcomes, changeCount: number): number {
  const start = outcomes.changeEnd;
  outcomes.changeEnd += 1 + 2 * changeCount;
  if (outcomes.changeEnd > outcomes.changes.length) {
    outcomes.changes = doubled(outcomes.changes, outcomes.changeEnd);
  }
  return start;
}

export function newOutcome(outcomes: Outcomes, found: readonly number[]): number {
  const outcome = outcomes.outcomeCount++;
  const start = roomFor(outcomes, found.length / 3);
  if (outcome >= outcomes.starts.length) {
    outcomes.starts = doubled(outcomes.starts, outcome);
    outcomes.differences = doubled(outcomes.differences, outcome * fingerprintWords);
  }
  describeOutcome(outcomes, outcome, start, found);
  return outcome;
}

/** Writes an outcome down: `found` has component, old id and new id of each change. */
export function describeOutcome(
  outcomes: Outcomes,
  outcome: number,
  start: number,
  found: readonly number[],
): void {
  const { components, changes, starts, differences } = outcomes;
  starts[outcome] = start;
  changes[start] = found.length / 3;
  const to = outcome * fingerprintWords;
  differences.fill(0, to, to + fingerprintWords);
  for (let index = 0; index < found.length; index += 3) {
    const number = found[index] as number;
    const component = components.list[number] as Component;
    const after = summandOf(component, found[index + 2] as number);
    const before = summandOf(component, found[index + 1] as number);
    const { summands } = component;
    for (let word = 0; word < fingerprintWords; word++) {
      differences[to + word] =
        (differences[to + word] as number) +
        (summands[after + word] as number) -
        (summands[before + word] as number);
    }
    changes[start + 1 + (2 * index) / 3] = number;
    changes[start + 2 + (2 * index) / 3] = found[index + 2] as number;
    outcomes.idMax = Math.max(outcomes.idMax, found[index + 2] as number);
  }
}
