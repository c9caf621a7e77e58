/**
 * Views of the ledger, numbered: what an aspect derives from a state, by the components that it
 * reads. Several properties judge one view, and few views are different, so verdicts stand by their
 * numbers; a derivation is run once for all that read alike.
 *
 * Views are kept as frozen copies. An aspect that gives anything but plain data is not kept at all.
 */
import { type Sight, viewOf } from '../judge.ts';
import { type Machine, nameOf } from '../machine.ts';
import type { AspectName, Context } from '../protocol.ts';
import { strictRecord } from '../state.ts';
import { type Components, patienceWith, type Vectors } from './components.ts';
import { ask, learn, type Tries } from './decisions.ts';
import { spineOf } from './spine.ts';
import { isResting, type MemoPolicy, noteMiss, trialsOf } from './trials.ts';

export interface LedgerViews {
  /** The number of the view of an aspect in a state; `unknownView` while its memo rests. */
  readonly numberOf: (aspect: number, ids: Vectors, base: number) => number;
  readonly viewAt: (aspect: number, number: number) => unknown;
}

export const unknownView = -1;

/** Words of all tries of views and verdicts (128 MB) after which nothing more is written down. */
export const trieWordsMax = 2 ** 25;
/** Aspects are few, so their trials may be long. */
const trialMissCount = 4000;

export interface ViewOptions {
  readonly tries: Tries;
  /** The trie of the first aspect; those of the others follow. */
  readonly first: number;
  readonly policy: MemoPolicy;
}

/** @param aspects Those that may be asked for, by number. */
export function ledgerViews(
  machine: Machine,
  components: Components,
  aspects: readonly AspectName[],
  { tries, first, policy }: ViewOptions,
): LedgerViews {
  const spine = spineOf(components);
  const trials = trialsOf(aspects.length, policy, trialMissCount, patienceWith(components));
  const asked = new Float64Array(aspects.length);
  const views: unknown[][] = aspects.map(() => []);
  const numbers = aspects.map(() => new Map<string, number>());
  // What a state means does not depend on what may happen next.
  const context: Context = { isStuck: () => false, canProgress: () => false };

  const deriveAndLearn = (aspect: number, ids: Vectors, base: number): number => {
    const on = aspects[aspect] as AspectName;
    spine.load(ids, base, true);
    const sight: Sight = { machine, state: spine.state(), context, views: new Map() };
    const view = viewOf(sight, on);
    const number = numberFor(aspect, view);
    if (number === unknownView) return unknownView;
    const idOfRead = (component: number): number => ids[base + component] as number;
    const who = (): string => `${nameOf(machine)}, ${on} of the ledger`;
    learn(tries, first + aspect, spine.reads, idOfRead, -1 - number, who);
    return number;
  };
  const numberFor = (aspect: number, view: unknown): number => {
    const text = textOf(view);
    if (text === null) {
      trials.restUntil[aspect] = Number.POSITIVE_INFINITY;
      return unknownView;
    }
    const known = numbers[aspect] as Map<string, number>;
    const number = known.get(text) ?? known.size;
    if (number === known.size) {
      known.set(text, number);
      (views[aspect] as unknown[]).push(frozenCopy(view));
    }
    return number;
  };
  return {
    numberOf: (aspect, ids, base) => {
      asked[aspect] = (asked[aspect] as number) + 1;
      const known = ask(tries, first + aspect, ids, base);
      if (known !== 0) return -1 - known;
      if (isResting(trials, aspect, asked[aspect] as number)) return unknownView;
      noteMiss(trials, aspect, asked[aspect] as number, tries.end > trieWordsMax);
      return deriveAndLearn(aspect, ids, base);
    },
    viewAt: (aspect, number) => (views[aspect] as unknown[])[number],
  };
}

/** A text that tells plain values apart, or null if there is something else among them. */
function textOf(value: unknown): string | null {
  switch (typeof value) {
    case 'number':
      return Object.is(value, -0) ? '-0,' : `${value},`;
    case 'string':
      return `${value.length}"${value}`;
    case 'boolean':
      return value ? 't' : 'f';
    case 'undefined':
      return 'u';
    case 'object':
      return value === null ? 'n' : textOfObject(value);
    default:
      return null;
  }
}

function textOfObject(value: object): string | null {
  const keys = Object.keys(value);
  const isList = Array.isArray(value);
  if (isList ? keys.length !== value.length : !isPlainRecord(value)) return null;
  let text = isList ? '[' : '{';
  for (const key of keys) {
    const part = textOf((value as Record<string, unknown>)[key]);
    if (part === null) return null;
    text += isList ? part : `${key.length}"${key}${part}`;
  }
  return `${text}${isList ? ']' : '}'}`;
}

function isPlainRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === strictRecord;
}

/** Of plain data: a view may hold parts of the object that moves from state to state. */
function frozenCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const parts = Object.entries(value).map(([key, part]) => [key, frozenCopy(part)] as const);
  return Object.freeze(
    Array.isArray(value) ? parts.map(([, part]) => part) : Object.fromEntries(parts),
  );
}
