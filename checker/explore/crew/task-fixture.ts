/** What the threads of `crew.test.ts` search, as data that can be sent to them. */
import { threadId } from 'node:worker_threads';
import { instantiate } from '../../machine.ts';
import { type AnyProperty, protocol, range } from '../../protocol.ts';
import { type DrawnMachine, machineOf, propertiesOf } from '../drawn-fixture.ts';
import type { MemoisedOptions } from '../search.ts';
import type { Common } from './threads-fixture.ts';
import { buildWide, type Wide } from './wide-fixture.ts';

/**
 * `later`: the property throws too, but only once it is violated. `thread`: what a step does depends
 * on the thread. `run`: on how often it was done.
 */
export type Fault = 'none' | 'rule' | 'effect' | 'property' | 'later' | 'thread' | 'run';

export interface CrewTask {
  /** A drawn machine, one with many values, or counters with a fault. */
  readonly of: DrawnMachine | Wide | Fault;
  readonly limits: Partial<MemoisedOptions>;
}

export function buildTask({ of, limits }: CrewTask): Common {
  if (typeof of === 'object') {
    if ('kind' in of) {
      const { machine, options } = buildWide(of);
      return { machine, options: { ...options, ...limits } };
    }
    return { machine: machineOf(of), options: { properties: propertiesOf(of), ...limits } };
  }
  const machine = instantiate(counters(of), 'baseline');
  const properties = [sumStaysBelow(of), ...(of === 'none' ? landmarks : [])];
  return { machine, options: { properties, ...limits } };
}

const [counterCount, countMax] = [5, 4];
/** Where things go wrong: some levels deep, in many states at once. */
const faultySum = 9;
/** The counters of the state with this sum that is met first. */
const firstFaulty = '4,4,1,0,0';

interface State {
  counters: number[];
  /** A slot whose values threads meet at the same time. */
  last: readonly number[];
}

let runCount = 0;

/** What a model must not look at. */
function outsideOf(fault: Fault): number {
  if (fault === 'run') return runCount++;
  return fault === 'thread' ? threadId : 0;
}

const sumOf = (state: { readonly counters: readonly number[] }): number =>
  state.counters.reduce((sum, count) => sum + count, 0);

/** Counters that are raised one at a time: 5^5 states of `counters`, with what was raised last. */
const counters = (fault: Fault) =>
  protocol({
    name: 'counters',
    source: 'a test',
    section: '',
    version: 1,
    parameters: {},
    init: (): State => ({ counters: range(counterCount).map(() => 0), last: [] }),
  })({
    ablations: {},
    actions: (_, action) => ({
      raise: action({
        actor: 'honest',
        over: { counter: range(counterCount) },
        when: {
          'it can be raised': (state, { counter }) => {
            if (fault === 'rule' && sumOf(state) === faultySum) throw new RangeError('rule');
            return (state.counters[counter] ?? countMax) < countMax;
          },
        },
        then: (draft, { counter }) => {
          if (fault === 'effect' && sumOf(draft) === faultySum) draft.counters.push(0);
          draft.counters[counter] = (draft.counters[counter] ?? 0) + 1;
          draft.last = [counter, sumOf(draft), outsideOf(fault)];
        },
        says: ({ counter }) => `counter ${counter} is raised`,
      }),
    }),
    ledger: {},
  });

export const landmarkCount = 24;
/** Whose executions tell by which of many ways states were met first: threads race for that. */
const landmarks = range(landmarkCount).map((number): AnyProperty => {
  const target = 3 ** number % (countMax + 1) ** counterCount;
  return {
    name: `landmark-${number}`,
    invariant: 'landmark',
    means: 'certain counters are reached',
    on: 'state',
    kind: 'sometimes',
    goal: (state: State) =>
      state.counters.reduce((code, count) => code * (countMax + 1) + count, 0) === target,
  } as AnyProperty;
});

const sumStaysBelow = (fault: Fault): AnyProperty => ({
  name: 'sum-stays-below',
  invariant: 'sum',
  means: 'the sum of all counters stays small',
  on: 'state',
  kind: 'always',
  violation: (state: never) => {
    if (fault === 'property' && sumOf(state) === faultySum) throw new RangeError('property');
    if (fault === 'later' && sumOf(state) === faultySum) {
      if (String((state as State).counters) === firstFaulty) return 'this one';
      throw new RangeError('property');
    }
    return sumOf(state) > faultySum + 2 ? `the sum is ${sumOf(state)}` : null;
  },
});
