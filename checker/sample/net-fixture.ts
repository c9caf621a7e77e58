/**
 * A family of small random machines for tests: nets of places and transitions that move coloured
 * tokens. Nothing about them is designed, so nothing about them is easy by design.
 *
 * Source      C. A. Petri's nets, with capacities, as in T. Murata, "Petri Nets: Properties,
 *             Analysis and Applications", Proc. IEEE 77(4), 1989
 */
import fc from 'fast-check';
import { instantiate, type Machine } from '../machine.ts';
import { type AnyProperty, propertyOf, protocol, range } from '../protocol.ts';

interface Net {
  readonly colours: number;
  readonly capacity: number;
  /** Tokens of each colour, by place. */
  readonly tokens: readonly (readonly number[])[];
  readonly transitions: readonly Transition[];
}
interface Transition {
  /** One token of one and the same colour is taken from and given to each place named. */
  readonly takes: readonly number[];
  readonly gives: readonly number[];
}

interface State {
  tokens: number[][];
}

function protocolOf(net: Net) {
  return protocol({
    name: 'net',
    source: 'made up by a test',
    section: '0',
    version: 1,
    parameters: {},
    init: (): State => ({ tokens: net.tokens.map((place) => [...place]) }),
  })({
    ablations: {},
    actions: (_p, action) =>
      Object.fromEntries(
        net.transitions.map(({ takes, gives }, index) => [
          `fire${index}`,
          action({
            actor: index % 2 === 0 ? 'honest' : 'adversary',
            over: { colour: range(net.colours) },
            when: {
              'its tokens are there': (state, { colour }) =>
                takes.every((place) => tokensAt(state, place, colour) > 0),
            },
            bound: {
              'there is room': (state, { colour }) =>
                gives.every((place) => tokensAt(state, place, colour) < net.capacity),
            },
            then: (draft, { colour }) => {
              for (const place of takes) add(draft, place, colour, -1);
              for (const place of gives) add(draft, place, colour, 1);
            },
            says: ({ colour }) => `transition ${index} fires with colour ${colour}`,
          }),
        ]),
      ),
    ledger: {},
  });
}

function tokensAt(
  state: { tokens: readonly (readonly number[])[] },
  place: number,
  colour: number,
) {
  return state.tokens[place]?.[colour] ?? 0;
}
function add(draft: State, place: number, colour: number, amount: number): void {
  const tokens = draft.tokens[place];
  if (tokens !== undefined) tokens[colour] = (tokens[colour] ?? 0) + amount;
}

/** A net and a property of each kind that sampling can decide, which may or may not hold. */
export interface NetCase {
  readonly net: Net;
  readonly machine: Machine;
  readonly always: AnyProperty;
  readonly step: AnyProperty;
  readonly sometimes: AnyProperty;
}

/** Places that must not be full together, and a transition that must not fire once they are. */
interface Aim {
  readonly places: readonly number[];
  readonly total: number;
  readonly transition: number;
}

function netCase(net: Net, aim: Aim): NetCase {
  const definition = protocolOf(net);
  const isMet = (state: { tokens: readonly (readonly number[])[] }): boolean =>
    aim.places.every((place) => sum(state.tokens[place] ?? []) >= aim.total);
  const head = { invariant: 'NET', on: 'state' } as const;
  return {
    net,
    machine: instantiate(definition, 'baseline'),
    always: propertyOf(definition, {
      ...head,
      kind: 'always',
      name: 'places-are-never-full-together',
      means: `places ${aim.places.join()} never hold ${aim.total} tokens each`,
      violation: (state) => (isMet(state) ? `tokens: ${JSON.stringify(state.tokens)}` : null),
    }),
    step: propertyOf(definition, {
      ...head,
      kind: 'step',
      name: 'transition-rests-while-places-are-full',
      means: `transition ${aim.transition} never fires from or into full places`,
      violation: (before, action, after) =>
        action.type === `fire${aim.transition}` && (isMet(before) || isMet(after))
          ? `${action.type} with full places`
          : null,
    }),
    sometimes: propertyOf(definition, {
      ...head,
      kind: 'sometimes',
      name: 'places-become-full-together',
      means: `places ${aim.places.join()} hold ${aim.total} tokens each`,
      goal: isMet,
    }),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

const placeCount = 4;
const somePlaces = (most: number) =>
  fc.uniqueArray(fc.nat({ max: placeCount - 1 }), { minLength: 1, maxLength: most });

export const netCases: fc.Arbitrary<NetCase> = fc
  .record({
    colours: fc.integer({ min: 1, max: 2 }),
    capacity: fc.integer({ min: 2, max: 3 }),
    initial: fc.array(fc.nat({ max: 1 }), { minLength: placeCount, maxLength: placeCount }),
    transitions: fc.array(fc.record({ takes: somePlaces(2), gives: somePlaces(2) }), {
      minLength: 3,
      maxLength: 6,
    }),
    places: somePlaces(2),
    // Rarely met at the start.
    total: fc.integer({ min: 2, max: 4 }),
    transition: fc.nat({ max: 5 }),
  })
  .map(({ colours, capacity, initial, transitions, places, total, transition }) =>
    netCase(
      {
        colours,
        capacity,
        tokens: initial.map((tokens) => range(colours).map(() => tokens)),
        transitions,
      },
      { places, total, transition: transition % transitions.length },
    ),
  );
