/**
 * Verdicts on states and transitions, memoised by what each property read of them.
 *
 * What a property reads depends on the state too: tracking the reads once, on the initial state,
 * makes false alarms and misses true ones. So each verdict stands in a trie of its own reads. A
 * property whose reads are too wide for that is asked directly, on the window.
 */
import { decisionAt, decisionOn, isGoal, type Sight } from '../judge.ts';
import type { Machine, Step } from '../machine.ts';
import { nameOf } from '../machine.ts';
import type { AnyProperty, Context } from '../protocol.ts';
import { strictRunCount } from '../state.ts';
import type { Components, Vectors } from './components.ts';
import { ask, childBeyond, learn, type Tries, triesOf } from './decisions.ts';
import type { Facts } from './facts.ts';
import { spineOf } from './spine.ts';
import { isResting, type MemoPolicy, noteMiss, type Trials, trialsOf } from './trials.ts';
import { windowOn } from './window.ts';

export interface Verdicts {
  /** The explanation of a decided state, or null; for a progress property, whether it is a goal. */
  readonly at: (property: number, ids: Vectors, base: number) => string | null;
  /** The violation of a step property by a transition, or null. */
  readonly on: (
    property: number,
    before: Vectors,
    beforeBase: number,
    step: Step,
    after: Vectors,
    afterBase: number,
  ) => string | null;
  /** Call it before the first question about another state. */
  readonly turn: () => void;
  readonly tries: Tries;
  /** How often each property was asked, and how often its code ran. */
  readonly asked: Float64Array;
  readonly missed: Float64Array;
}

const undecided = -1;
/** Properties are few, so their trials may be long. */
const trialMissCount = 4000;
/** Words of all tries (128 MB) after which nothing more is written down. */
const trieWordsMax = 2 ** 25;

export function verdictsOf(
  machine: Machine,
  components: Components,
  properties: readonly AnyProperty[],
  facts: Facts,
  policy: MemoPolicy,
): Verdicts {
  const asked = new Float64Array(properties.length);
  const missed = new Float64Array(properties.length);
  const memo: Memo = {
    machine,
    components,
    properties,
    facts,
    tries: triesOf(properties.length * (machine.steps.length + 1)),
    texts: [],
    trials: trialsOf(properties.length, policy, trialMissCount),
    readsFacts: properties.map(() => false),
    asked,
    missed,
  };
  const states = judgeOfStates(memo);
  const transitions = judgeOfTransitions(memo);
  return {
    tries: memo.tries,
    asked,
    missed,
    at: states.at,
    on: transitions,
    turn: states.turn,
  };
}

interface Memo {
  readonly machine: Machine;
  readonly components: Components;
  readonly properties: readonly AnyProperty[];
  readonly facts: Facts;
  readonly tries: Tries;
  /** Explanations by number; answer -2 - k says the k-th. */
  readonly texts: string[];
  readonly trials: Trials;
  /** By property: whether some node of its trie names a fact. */
  readonly readsFacts: boolean[];
  readonly asked: Float64Array;
  readonly missed: Float64Array;
}

function judge(property: AnyProperty, sight: Sight): string | null {
  if (property.kind === 'always' || property.kind === 'sometimes') {
    return decisionAt(property, sight);
  }
  return isGoal(property, sight) ? property.means : null;
}

function judgeOfStates(memo: Memo): Pick<Verdicts, 'at' | 'turn'> {
  const { machine, components, properties, facts, tries } = memo;
  const size = components.list.length;
  const spine = spineOf(components);
  const reads = spine.reads as number[];
  const window = windowOn(components);
  const direct: Context = { isStuck: facts.isStuck, canProgress: facts.canProgress };
  let views: Sight['views'] = new Map();
  const noteFact = (fact: 'stuck' | number): boolean => {
    const number = facts.numberOf(fact);
    if (!reads.includes(size + number)) reads.push(size + number);
    return facts.idOf(number) === 1;
  };
  const tracked: Context = {
    isStuck: () => noteFact('stuck'),
    canProgress: (tx) => noteFact(tx),
  };
  const judgeDirectly = (property: number, ids: Vectors, base: number): string | null => {
    const subject = properties[property] as AnyProperty;
    // The spine refuses properties that write; each has to pass it before the window trusts it.
    if ((memo.asked[property] as number) <= strictRunCount) {
      spine.load(ids, base, false);
      return judge(subject, { machine, state: spine.state(), context: direct, views: new Map() });
    }
    window.show(ids, base);
    return judge(subject, { machine, state: window.state, context: direct, views });
  };
  const judgeAndLearn = (property: number, ids: Vectors, base: number): string | null => {
    const subject = properties[property] as AnyProperty;
    spine.load(ids, base, true);
    const state = spine.state();
    const text = judge(subject, { machine, state, context: tracked, views: new Map() });
    memo.trials.reads[property] = reads.length;
    if (reads.some((read) => read >= size)) memo.readsFacts[property] = true;
    const idOfRead = (read: number): number =>
      read < size ? (ids[base + read] as number) : facts.idOf(read - size);
    learn(tries, property, reads, idOfRead, answerFor(memo, text), () => nameFor(memo, subject));
    return text;
  };
  // No closure here: one that captured the arguments would allocate on every call.
  const at = (property: number, ids: Vectors, base: number): string | null => {
    memo.asked[property] = (memo.asked[property] as number) + 1;
    const known =
      memo.readsFacts[property] === true
        ? askWithFacts(memo, property, ids, base)
        : ask(tries, property, ids, base);
    if (known === undecided) return null;
    if (known !== 0) return memo.texts[-2 - known] as string;
    return isOnTrial(memo, property)
      ? judgeAndLearn(property, ids, base)
      : judgeDirectly(property, ids, base);
  };
  return {
    at,
    turn: () => {
      if (views.size > 0) views = new Map();
    },
  };
}

/** `ask`, where nodes may also name facts. */
function askWithFacts(memo: Memo, trie: number, ids: Vectors, base: number): number {
  const { pool } = memo.tries;
  const size = memo.components.list.length;
  let at = pool[1 + trie] as number;
  while (at > 0) {
    const read = pool[at] as number;
    const id = read < size ? (ids[base + read] as number) : memo.facts.idOf(read - size);
    at =
      id < (pool[at + 1] as number)
        ? (pool[at + 2 + id] as number)
        : childBeyond(memo.tries, at, id);
  }
  return at;
}

/** Transitions are read as pairs: components of the state before, then of the state after. */
function judgeOfTransitions(memo: Memo): Verdicts['on'] {
  const { machine, components, properties, tries } = memo;
  const size = components.list.length;
  const reads: number[] = [];
  const spines = [spineOf(components, reads), spineOf(components, reads, size)] as const;
  const windows = [windowOn(components), windowOn(components)] as const;
  const pair = new Uint32Array(2 * size);
  // A step property is given no context.
  const context: Context = { isStuck: () => false, canProgress: () => false };
  const sight = (state: object): Sight => ({ machine, state, context, views: new Map() });
  // Several steps leave one state, and several properties look at one step.
  const sights: [Sight, Sight] = [sight(windows[0].state), sight(windows[1].state)];
  return (property, before, beforeBase, step, after, afterBase) => {
    const subject = properties[property] as AnyProperty;
    memo.asked[property] = (memo.asked[property] as number) + 1;
    for (let index = 0; index < size; index++) {
      pair[index] = before[beforeBase + index] as number;
      pair[size + index] = after[afterBase + index] as number;
    }
    const trie = properties.length + property * machine.steps.length + step.index;
    const known = ask(tries, trie, pair, 0);
    if (known !== 0) return known === undecided ? null : (memo.texts[-2 - known] as string);
    if (!isOnTrial(memo, property)) {
      if (windows[0].show(before, beforeBase)) sights[0] = sight(windows[0].state);
      if (windows[1].show(after, afterBase)) sights[1] = sight(windows[1].state);
      return decisionOn(subject, sights[0], step.action, sights[1]);
    }
    spines[0].load(before, beforeBase, true);
    spines[1].load(after, afterBase, true);
    const [from, to] = [sight(spines[0].state()), sight(spines[1].state())];
    const text = decisionOn(subject, from, step.action, to);
    memo.trials.reads[property] = reads.length;
    const idOfRead = (read: number): number => pair[read] as number;
    learn(tries, trie, reads, idOfRead, answerFor(memo, text), () => nameFor(memo, subject));
    return text;
  };
}

function answerFor({ texts }: Memo, text: string | null): number {
  if (text === null) return undecided;
  const known = texts.indexOf(text);
  return -2 - (known < 0 ? texts.push(text) - 1 : known);
}

/** Whether a verdict that is not known is to be written down. */
function isOnTrial({ missed, asked, tries, trials }: Memo, property: number): boolean {
  missed[property] = (missed[property] as number) + 1;
  if (isResting(trials, property, asked[property] as number)) return false;
  noteMiss(trials, property, asked[property] as number, tries.end > trieWordsMax);
  return true;
}

function nameFor({ machine }: Memo, property: AnyProperty): string {
  return `${nameOf(machine)}, property ${property.name}`;
}
