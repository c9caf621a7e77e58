/**
 * What properties may ask of a state beside their view (`Context`), answered from the memo of
 * transitions, and offered to the memo of verdicts as components of their own: "is stuck" would
 * otherwise count as a read of every component that any rule reads.
 */
import { nameOf, type Step, show } from '../machine.ts';
import type { Vectors } from './components.ts';
import { ask, learn, triesOf } from './decisions.ts';
import { spineOf } from './spine.ts';
import { passesRulesAt, type Transitions } from './transitions.ts';

export interface Facts {
  /** Turns to a state; answers are kept until the next turn. */
  readonly turnTo: (ids: Vectors, base: number) => void;
  readonly isStuck: () => boolean;
  readonly canProgress: (tx: number) => boolean;
  /** The number of a fact among the facts. */
  readonly numberOf: (fact: 'stuck' | number) => number;
  /** A fact by its number: 1 if it is true. */
  readonly idOf: (number: number) => number;
}

export function factsOf(transitions: Transitions): Facts {
  const { steps } = transitions.machine;
  const concerns = concernsMemo(transitions);
  const names: ('stuck' | number)[] = ['stuck'];
  const known: number[] = [-1];
  let ids: Vectors = new Uint8Array(0);
  let base = 0;
  let isAsked = false;
  const passes = (step: Step): boolean => passesRulesAt(transitions, step, ids, base);
  const honest = steps.filter((step) => step.actor === 'honest');
  const owed = steps.filter((step) => step.actor !== 'adversary');
  const find = (fact: 'stuck' | number): boolean =>
    fact === 'stuck'
      ? !owed.some(passes)
      : honest.some((step) => concerns(step, ids, base).includes(fact) && passes(step));
  const numberOf = (fact: 'stuck' | number): number => {
    const number = names.indexOf(fact);
    if (number >= 0) return number;
    known.push(-1);
    return names.push(fact) - 1;
  };
  const idOf = (number: number): number => {
    isAsked = true;
    if (known[number] === -1) known[number] = find(names[number] as 'stuck' | number) ? 1 : 0;
    return known[number] as number;
  };
  return {
    turnTo: (nextIds, nextBase) => {
      ids = nextIds;
      base = nextBase;
      if (isAsked) known.fill(-1);
      isAsked = false;
    },
    isStuck: () => idOf(0) === 1,
    canProgress: (tx) => idOf(numberOf(tx)) === 1,
    numberOf,
    idOf,
  };
}

/** Which transactions a step concerns, memoised by what the model's answer reads. */
function concernsMemo(
  transitions: Transitions,
): (step: Step, ids: Vectors, base: number) => readonly number[] {
  const { machine, components } = transitions;
  const tries = triesOf(machine.steps.length);
  const spine = spineOf(components);
  const answers: (readonly number[])[] = [];
  return (step, ids, base) => {
    const known = ask(tries, step.index, ids, base);
    if (known !== 0) return answers[-1 - known] as readonly number[];
    spine.load(ids, base, true);
    const answer = [...step.concerns(spine.state())];
    const same = answers.findIndex((other) => other.join() === answer.join());
    const number = same < 0 ? answers.push(answer) - 1 : same;
    const idOfRead = (component: number): number => ids[base + component] as number;
    const who = (): string => `${nameOf(machine)}, what ${show(step.action)} concerns`;
    learn(tries, step.index, spine.reads, idOfRead, -1 - number, who);
    return answer;
  };
}
