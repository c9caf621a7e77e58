/** What the threads of `crew.test.ts` search, as data that can be sent to them. */
import { instantiate } from '../../machine.ts';
import { type AnyProperty, protocol, range } from '../../protocol.ts';
import { type DrawnMachine, machineOf, propertiesOf } from '../drawn-fixture.ts';
import type { MemoisedOptions } from '../search.ts';
import type { Common } from './threads-fixture.ts';
import { buildWide, type Wide } from './wide-fixture.ts';

export type Fault = 'none' | 'rule' | 'effect' | 'property';

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
  return { machine, options: { properties: [sumStaysBelow(of)], ...limits } };
}

const [counterCount, countMax] = [5, 4];
/** Where things go wrong: some levels deep, in many states at once. */
const faultySum = 9;

interface State {
  counters: number[];
  /** A slot whose values threads meet at the same time. */
  last: readonly number[];
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
          draft.last = [counter, sumOf(draft)];
        },
        says: ({ counter }) => `counter ${counter} is raised`,
      }),
    }),
    ledger: {},
  });

const sumStaysBelow = (fault: Fault): AnyProperty => ({
  name: 'sum-stays-below',
  invariant: 'sum',
  means: 'the sum of all counters stays small',
  on: 'state',
  kind: 'always',
  violation: (state: never) => {
    if (fault === 'property' && sumOf(state) === faultySum) throw new RangeError('property');
    return sumOf(state) > faultySum + 2 ? `the sum is ${sumOf(state)}` : null;
  },
});
