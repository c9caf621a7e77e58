/**
 * Verdicts on transitions. A property of an aspect stands by the numbers of the views before and
 * after, and by the step only if it looks at the action; one of the state itself by its reads of
 * both states. A step property is given no context.
 */
import { decisionOn, type Sight } from '../judge.ts';
import type { Step } from '../machine.ts';
import type { Action, AnyProperty, Context } from '../protocol.ts';
import type { Vectors } from './components.ts';
import { ask, learn } from './decisions.ts';
import { unknownView } from './ledger-views.ts';
import { spineOf } from './spine.ts';
import { answerFor, explanationOf, isOnTrial, nameFor, type VerdictMemo } from './verdict-memo.ts';
import { windowOn } from './window.ts';

export type JudgeOfSteps = (
  property: number,
  before: Vectors,
  beforeBase: number,
  step: Step,
  after: Vectors,
  afterBase: number,
) => string | null;

const context: Context = { isStuck: () => false, canProgress: () => false };

export function judgeOfSteps(memo: VerdictMemo): JudgeOfSteps {
  const directly = judgeDirectly(memo);
  const byReads = judgeByReads(memo, directly);
  const byViews = judgeByViews(memo);
  const { aspects, views } = memo;
  return (property, before, beforeBase, step, after, afterBase) => {
    memo.asked[property] = (memo.asked[property] as number) + 1;
    const aspect = aspects[property] as number;
    if (aspect < 0) return byReads(property, before, beforeBase, step, after, afterBase);
    const from = views.numberOf(aspect, before, beforeBase);
    const to = from === unknownView ? unknownView : views.numberOf(aspect, after, afterBase);
    if (to !== unknownView) return byViews(property, from, to, step);
    return directly(property, before, beforeBase, step, after, afterBase);
  };
}

// ── by views ─────────────────────────────────────────────────────────────────────────────────

/** Views of an aspect are fewer than this. */
const viewCountMax = 2 ** 26;
/** Pairs of views of a property after which nothing more is written down. */
const pairCountMax = 2 ** 22;
/** In place of an answer: it depends on the action. */
const byAction = 1;

function judgeByViews(memo: VerdictMemo) {
  const { machine, properties, aspects, views } = memo;
  const pairs = properties.map(() => new Map<number, number>());
  const triples = properties.map(() => new Map<string, number>());
  return (property: number, from: number, to: number, step: Step): string | null => {
    const known = pairs[property] as Map<number, number>;
    const knownByAction = triples[property] as Map<string, number>;
    const pair = from * viewCountMax + to;
    let answer = known.get(pair);
    if (answer === byAction) answer = knownByAction.get(`${pair} ${step.index}`);
    if (answer !== undefined) return explanationOf(memo, answer);
    const subject = properties[property] as AnyProperty;
    const sight = (number: number): Sight => {
      const view = views.viewAt(aspects[property] as number, number);
      return { machine, state: {}, context, views: new Map([[subject.on, view]]) };
    };
    const { action, isRead } = watched(step.action);
    const text = decisionOn(subject, sight(from), action, sight(to));
    if (known.size + knownByAction.size >= pairCountMax) return text;
    known.set(pair, isRead() ? byAction : answerFor(memo, text));
    if (isRead()) knownByAction.set(`${pair} ${step.index}`, answerFor(memo, text));
    return text;
  };
}

/** An action that notes whether anything is asked of it. */
function watched(action: Action): { readonly action: Action; readonly isRead: () => boolean } {
  let isRead = false;
  const noting = <Asked extends unknown[], Answer>(answer: (...asked: Asked) => Answer) => {
    return (...asked: Asked): Answer => {
      isRead = true;
      return answer(...asked);
    };
  };
  const traps: ProxyHandler<Action> = {
    get: noting(Reflect.get),
    has: noting(Reflect.has),
    ownKeys: noting(Reflect.ownKeys),
    getOwnPropertyDescriptor: noting(Reflect.getOwnPropertyDescriptor),
  };
  return { action: new Proxy(action, traps), isRead: () => isRead };
}

// ── by reads, and directly ───────────────────────────────────────────────────────────────────

/** Transitions are read as pairs: components of the state before, then of the state after. */
function judgeByReads(memo: VerdictMemo, directly: JudgeOfSteps): JudgeOfSteps {
  const { machine, components, properties, tries } = memo;
  const size = components.list.length;
  const reads: number[] = [];
  const spines = [spineOf(components, reads), spineOf(components, reads, size)] as const;
  const pair = new Uint32Array(2 * size);
  return (property, before, beforeBase, step, after, afterBase) => {
    for (let index = 0; index < size; index++) {
      pair[index] = before[beforeBase + index] as number;
      pair[size + index] = after[afterBase + index] as number;
    }
    const trie = properties.length + property * machine.steps.length + step.index;
    const known = ask(tries, trie, pair, 0);
    if (known !== 0) return explanationOf(memo, known);
    if (!isOnTrial(memo, property)) {
      return directly(property, before, beforeBase, step, after, afterBase);
    }
    spines[0].load(before, beforeBase, true);
    spines[1].load(after, afterBase, true);
    const subject = properties[property] as AnyProperty;
    const [from, to] = spines.map(
      (spine): Sight => ({ machine, state: spine.state(), context, views: new Map() }),
    ) as [Sight, Sight];
    const text = decisionOn(subject, from, step.action, to);
    const idOfRead = (read: number): number => pair[read] as number;
    learn(tries, trie, reads, idOfRead, answerFor(memo, text), () => nameFor(memo, subject));
    return text;
  };
}

function judgeDirectly({ machine, components, properties }: VerdictMemo): JudgeOfSteps {
  const windows = [windowOn(components), windowOn(components)] as const;
  const sight = (state: object): Sight => ({ machine, state, context, views: new Map() });
  // Several steps leave one state, and several properties look at one step.
  const sights: [Sight, Sight] = [sight(windows[0].state), sight(windows[1].state)];
  return (property, before, beforeBase, step, after, afterBase) => {
    if (windows[0].show(before, beforeBase)) sights[0] = sight(windows[0].state);
    if (windows[1].show(after, afterBase)) sights[1] = sight(windows[1].state);
    return decisionOn(properties[property] as AnyProperty, sights[0], step.action, sights[1]);
  };
}
