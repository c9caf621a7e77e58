/**
 * Outcomes: what steps change, as differences of vectors and fingerprints, and the numbers that
 * stand for them and for refusals in the memo.
 */
import { type Component, fingerprintWords, summandOf, type Vectors } from './components.ts';
import { doubled } from './decisions.ts';
import type { Transitions } from './transitions.ts';

/** Answers about a step; below them, `outcomeAnswer - k` stands for outcome k. */
export const refusedByRule = -1;
export const refusedByBound = -2;
/** It may happen and changes nothing. */
export const changesNothing = -3;
export const outcomeAnswer = -4;
/** The start of changes that have no place yet. */
export const noPlace = -1;

/** Copies a vector with the changes of an answer. */
export function follow(
  { changes, starts }: Transitions,
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
export function isScratch({ machine }: Transitions, answer: number): boolean {
  return answer <= outcomeAnswer && outcomeAnswer - answer < machine.steps.length;
}

/** Where a step that is taken directly may write its changes. */
export function scratchOf(transitions: Transitions, step: number): number {
  const { starts, components } = transitions;
  if (starts[step] === noPlace) starts[step] = roomFor(transitions, components.list.length);
  return starts[step] as number;
}

function roomFor(transitions: Transitions, changeCount: number): number {
  const start = transitions.changeEnd;
  transitions.changeEnd += 1 + 2 * changeCount;
  if (transitions.changeEnd > transitions.changes.length) {
    transitions.changes = doubled(transitions.changes, transitions.changeEnd);
  }
  return start;
}

export function newOutcome(transitions: Transitions, found: readonly number[]): number {
  const outcome = transitions.outcomeCount++;
  const start = roomFor(transitions, found.length / 3);
  if (outcome >= transitions.starts.length) {
    transitions.starts = doubled(transitions.starts, outcome);
    transitions.differences = doubled(transitions.differences, outcome * fingerprintWords);
  }
  describeOutcome(transitions, outcome, start, found);
  return outcome;
}

/** Writes an outcome down: `found` has component, old id and new id of each change. */
export function describeOutcome(
  transitions: Transitions,
  outcome: number,
  start: number,
  found: readonly number[],
): void {
  const { components, changes, starts, differences } = transitions;
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
    transitions.idMax = Math.max(transitions.idMax, found[index + 2] as number);
  }
}
