/**
 * Verdicts on states, memoised by what each property read of them.
 *
 * What a property reads depends on the state too: tracking the reads once, on the initial state,
 * makes false alarms and misses true ones. So each verdict stands in a trie of its own reads: the
 * number of the view that it was given (`ledger-views.ts`), or components of the state itself, and
 * what it asked of its context. Where reads are too wide for that, properties are asked directly,
 * on the window.
 */
import { decisionAt, isGoal, type Sight } from '../judge.ts';
import type { Machine } from '../machine.ts';
import type { AnyProperty, AspectName, Context } from '../protocol.ts';
import { strictRunCount } from '../state.ts';
import { type Components, patienceWith, type Vectors } from './components.ts';
import { ask, childBeyond, doubled, learn, newTrie, type Tries, triesOf } from './decisions.ts';
import type { Facts } from './facts.ts';
import { ledgerViews, trieWordsMax, unknownView } from './ledger-views.ts';
import { spineOf } from './spine.ts';
import { type JudgeOfSteps, judgeOfSteps } from './step-verdicts.ts';
import { type MemoPolicy, trialsOf } from './trials.ts';
import { answerFor, explanationOf, isOnTrial, nameFor, type VerdictMemo } from './verdict-memo.ts';
import { windowOn } from './window.ts';

export interface Verdicts {
  /** The explanation of a decided state, or null; for a progress property, whether it is a goal. */
  readonly at: (property: number, ids: Vectors, base: number) => string | null;
  /** The violation of a step property by a transition, or null. */
  readonly on: JudgeOfSteps;
  /** Call it before the first question about another state. */
  readonly turn: () => void;
  readonly tries: Tries;
}

/** Properties are few, so their trials may be long. */
const trialMissCount = 4000;

export function verdictsOf(
  machine: Machine,
  components: Components,
  properties: readonly AnyProperty[],
  facts: Facts,
  policy: MemoPolicy,
): Verdicts {
  const names = [...new Set(properties.map(({ on }) => on))].filter((on) => on !== 'state');
  const first = properties.length * (machine.steps.length + 1);
  const tries = triesOf(first + names.length);
  const memo: VerdictMemo = {
    machine,
    components,
    properties,
    views: ledgerViews(machine, components, names, { tries, first, policy }),
    aspects: properties.map(({ on }) => names.indexOf(on as AspectName)),
    tries,
    texts: [],
    trials: trialsOf(properties.length, policy, trialMissCount, patienceWith(components)),
    asked: new Float64Array(properties.length),
  };
  return { tries, on: judgeOfSteps(memo), ...judgeOfStates(memo, facts) };
}

function judge(property: AnyProperty, sight: Sight): string | null {
  if (property.kind === 'always' || property.kind === 'sometimes') {
    return decisionAt(property, sight);
  }
  return isGoal(property, sight) ? property.means : null;
}

type Judge = (property: number, ids: Vectors, base: number) => string | null;

const notAsked = -2;

function judgeOfStates(memo: VerdictMemo, facts: Facts): Pick<Verdicts, 'at' | 'turn'> {
  const { properties, aspects, views } = memo;
  const directly = judgeDirectly(memo, facts);
  const byReads = judgeByReads(memo, facts, directly.judge);
  const byView = judgeByView(memo, facts);
  // Of the state that was turned to, by aspect.
  const numbers = new Int32Array(properties.length).fill(notAsked);
  // No closure here: one that captured the arguments would allocate on every call.
  const at: Judge = (property, ids, base) => {
    memo.asked[property] = (memo.asked[property] as number) + 1;
    const aspect = aspects[property] as number;
    if (aspect < 0) return byReads(property, ids, base);
    if (numbers[aspect] === notAsked) numbers[aspect] = views.numberOf(aspect, ids, base);
    const number = numbers[aspect] as number;
    if (number !== unknownView) return byView(property, number);
    return directly.judge(property, ids, base);
  };
  return {
    at,
    turn: () => {
      numbers.fill(notAsked);
      directly.turn();
    },
  };
}

// ── by views ─────────────────────────────────────────────────────────────────────────────────

/** By the number of a view, and of what is asked of the context beside it. */
function judgeByView(memo: VerdictMemo, facts: Facts) {
  const { machine, properties, aspects, views, tries } = memo;
  // By property and view: an answer (below 0), or the trie of the facts that it depends on.
  const answers: Int32Array[] = properties.map(() => new Int32Array(64));
  const { context, reads } = notedFacts(facts, [], 0);
  return (property: number, number: number): string | null => {
    let known = answers[property] as Int32Array;
    if (number >= known.length) {
      known = doubled(known, number + 1);
      answers[property] = known;
    }
    const trie = known[number] as number;
    const answer = trie > 0 ? askFacts(tries, trie, facts) : trie;
    if (answer !== 0) return explanationOf(memo, answer);
    const subject = properties[property] as AnyProperty;
    const view = views.viewAt(aspects[property] as number, number);
    const shown = new Map([[subject.on, view]]);
    reads.length = 0;
    const text = judge(subject, { machine, state: {}, context, views: shown });
    const found = answerFor(memo, text);
    if (trie === 0 && reads.length === 0) known[number] = found;
    else if (tries.end <= trieWordsMax) {
      if (trie === 0) known[number] = newTrie(tries);
      const who = (): string => nameFor(memo, subject);
      learn(tries, known[number] as number, reads, facts.idOf, found, who);
    }
    return text;
  };
}

/** A context that notes which facts are asked of it, by their numbers from `offset` on. */
function notedFacts(facts: Facts, reads: number[], offset: number) {
  const note = (fact: 'stuck' | number): boolean => {
    const number = facts.numberOf(fact);
    if (!reads.includes(offset + number)) reads.push(offset + number);
    return facts.idOf(number) === 1;
  };
  const context: Context = { isStuck: () => note('stuck'), canProgress: (tx) => note(tx) };
  return { context, reads };
}

/** `ask`, where nodes name facts. */
function askFacts({ pool }: Tries, trie: number, facts: Facts): number {
  let at = pool[1 + trie] as number;
  while (at > 0) {
    const id = facts.idOf(pool[at] as number);
    at = id < (pool[at + 1] as number) ? (pool[at + 2 + id] as number) : 0;
  }
  return at;
}

// ── by reads, and directly ───────────────────────────────────────────────────────────────────

/** By the components that a property of the state itself reads, and the facts that it asks for. */
function judgeByReads(memo: VerdictMemo, facts: Facts, directly: Judge): Judge {
  const { machine, components, properties, tries } = memo;
  const size = components.list.length;
  const spine = spineOf(components);
  const reads = spine.reads as number[];
  const { context } = notedFacts(facts, reads, size);
  // Whether some node of its trie names a fact.
  const readsFacts = properties.map(() => false);
  return (property, ids, base) => {
    const known =
      readsFacts[property] === true
        ? askWithFacts(memo, facts, property, ids, base)
        : ask(tries, property, ids, base);
    if (known !== 0) return explanationOf(memo, known);
    return isOnTrial(memo, property)
      ? judgeAndLearn(property, ids, base)
      : directly(property, ids, base);
  };

  function judgeAndLearn(property: number, ids: Vectors, base: number): string | null {
    const subject = properties[property] as AnyProperty;
    spine.load(ids, base, true);
    const text = judge(subject, { machine, state: spine.state(), context, views: new Map() });
    if (reads.some((read) => read >= size)) readsFacts[property] = true;
    const idOfRead = (read: number): number =>
      read < size ? (ids[base + read] as number) : facts.idOf(read - size);
    learn(tries, property, reads, idOfRead, answerFor(memo, text), () => nameFor(memo, subject));
    return text;
  }
}

/** `ask`, where nodes may also name facts. */
function askWithFacts(
  { tries, components }: VerdictMemo,
  facts: Facts,
  trie: number,
  ids: Vectors,
  base: number,
): number {
  const { pool } = tries;
  const size = components.list.length;
  let at = pool[1 + trie] as number;
  while (at > 0) {
    const read = pool[at] as number;
    const id = read < size ? (ids[base + read] as number) : facts.idOf(read - size);
    at = id < (pool[at + 1] as number) ? (pool[at + 2 + id] as number) : childBeyond(tries, at, id);
  }
  return at;
}

function judgeDirectly(memo: VerdictMemo, facts: Facts): { judge: Judge; turn: () => void } {
  const { machine, components, properties } = memo;
  const spine = spineOf(components);
  const window = windowOn(components);
  const context: Context = { isStuck: facts.isStuck, canProgress: facts.canProgress };
  let views: Sight['views'] = new Map();
  return {
    judge: (property, ids, base) => {
      const subject = properties[property] as AnyProperty;
      // The spine refuses properties that write; each has to pass it before the window trusts it.
      if ((memo.asked[property] as number) <= strictRunCount) {
        spine.load(ids, base, false);
        return judge(subject, { machine, state: spine.state(), context, views: new Map() });
      }
      window.show(ids, base);
      return judge(subject, { machine, state: window.state, context, views });
    },
    turn: () => {
      if (views.size > 0) views = new Map();
    },
  };
}
