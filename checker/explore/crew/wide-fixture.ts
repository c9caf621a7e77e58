/** Machines whose slots have many values, for `crew.test.ts`. */
import { instantiate } from '../../machine.ts';
import { type AnyProperty, protocol, range } from '../../protocol.ts';
import type { Common } from './threads-fixture.ts';

/**
 * A clock ticks until it stands still, one state a level; then bits are set in any order. Or
 * (`digits`) a number is written down digit by digit, so that whole levels have values of their own.
 */
export type Wide =
  | { readonly kind: 'clock'; readonly ticks: number }
  | { readonly kind: 'digits'; readonly base: number; readonly places: number };

interface State {
  value: number;
  /** Ticks or digits that are still to come. */
  left: number;
  bits: number[];
}

/** Few after many values: each multiplies the states by two. */
const bitCount = { clock: 10, digits: 1 } as const;

export function buildWide(wide: Wide): Common {
  const properties: AnyProperty[] = [
    {
      name: 'bits-come-last',
      invariant: 'bits',
      means: 'a bit is set when the value is whole, and never all of them',
      on: 'state',
      kind: 'always',
      violation: ({ bits, value }: State) =>
        bits.every((bit) => bit === 1) && value % 7 === 0 ? `all are set at ${value}` : null,
    } as AnyProperty,
  ];
  return { machine: instantiate(wideProtocol(wide), 'baseline'), options: { properties } };
}

const wideProtocol = (wide: Wide) =>
  protocol({
    name: 'wide',
    source: 'a test',
    section: '',
    version: 1,
    parameters: {},
    init: (): State => ({
      value: 0,
      left: wide.kind === 'clock' ? wide.ticks : wide.places,
      bits: range(bitCount[wide.kind]).map(() => 0),
    }),
  })({
    ablations: {},
    actions: (_, action) => ({
      extend: action({
        actor: 'honest',
        over: { digit: range(wide.kind === 'clock' ? 1 : wide.base) },
        when: { 'something is to come': (state) => state.left > 0 },
        then: (draft, { digit }) => {
          draft.value = wide.kind === 'clock' ? draft.value + 1 : draft.value * wide.base + digit;
          draft.left--;
        },
        says: () => 'the value is extended',
      }),
      set: action({
        actor: 'honest',
        over: { bit: range(bitCount[wide.kind]) },
        when: {
          'nothing is to come': (state) => state.left === 0,
          'it is not set': (state, { bit }) => state.bits[bit] === 0,
        },
        then: (draft, { bit }) => {
          draft.bits[bit] = 1;
        },
        says: ({ bit }) => `bit ${bit} is set`,
      }),
    }),
    ledger: {},
  });
