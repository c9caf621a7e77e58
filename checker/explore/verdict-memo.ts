/** What the judges of states and of steps share: properties, their tries, and how they do. */
import { type Machine, nameOf } from '../machine.ts';
import type { AnyProperty } from '../protocol.ts';
import type { Components } from './components.ts';
import type { Tries } from './decisions.ts';
import { type LedgerViews, trieWordsMax } from './ledger-views.ts';
import { isResting, noteMiss, type Trials } from './trials.ts';

export interface VerdictMemo {
  readonly machine: Machine;
  readonly components: Components;
  readonly properties: readonly AnyProperty[];
  readonly views: LedgerViews;
  /** By property: the number of its aspect; -1 if it is on the state itself. */
  readonly aspects: readonly number[];
  /** By property: of states; then by property and step; then by aspect. */
  readonly tries: Tries;
  /** Explanations by number; answer -2 - k says the k-th. */
  readonly texts: string[];
  readonly trials: Trials;
  /** How often each property was asked. */
  readonly asked: Float64Array;
}

const undecided = -1;

/** The answer that stands for an explanation, or for none. */
export function answerFor({ texts }: VerdictMemo, text: string | null): number {
  if (text === null) return undecided;
  const known = texts.indexOf(text);
  return -2 - (known < 0 ? texts.push(text) - 1 : known);
}

export function explanationOf({ texts }: VerdictMemo, answer: number): string | null {
  return answer === undecided ? null : (texts[-2 - answer] as string);
}

/** Whether a verdict that is not known is to be written down, by its reads. */
export function isOnTrial(memo: VerdictMemo, property: number): boolean {
  const { asked, tries, trials } = memo;
  if (isResting(trials, property, asked[property] as number)) return false;
  noteMiss(trials, property, asked[property] as number, tries.end > trieWordsMax);
  return true;
}

export function nameFor({ machine }: VerdictMemo, property: AnyProperty): string {
  return `${nameOf(machine)}, property ${property.name}`;
}
