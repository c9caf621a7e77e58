/**
 * Symmetry that has no columns to sort, against brute force, and false declarations.
 *
 * Method: people write to one another (an array indexed twice by one set), in rooms (an array
 * indexed by two sets), each knows whom it heard from last (numbers in rows of their own set), and
 * a list tells who spoke (numbers within a value). All reachable states are collected with the pure
 * reducer, all permutations are applied to each as plain data, and the orbits counted. Then each
 * part of what is declared is falsified in turn, and has to be refused.
 */
import { describe, expect, test } from 'vitest';
import { InputError, ModelError } from '../errors.ts';
import { instantiate, type Machine, reduce, type State } from '../machine.ts';
import { type AnyProperty, protocol, type Renaming, range, type ScalarSet } from '../protocol.ts';
import { exploreBreadthFirst } from './breadth-first.ts';
import { componentsOf } from './components.ts';
import { exploreMemoised } from './memoised.ts';
import { orbitCount, reachable } from './orbits-fixture.ts';
import { sorterOf } from './symmetry.ts';

interface Letters {
  /** By writer and reader. */
  sent: boolean[][];
  /** By room and person. */
  rooms: { present: boolean[] }[];
  /** By person: from whom it heard last. */
  heard: (number | null)[];
  spoke: number[];
  /** By person beside the door, which is no person. */
  keys: boolean[];
}

const rooms = 2;
const inOrder = (list: readonly number[], to: Renaming): readonly number[] => list.map(to);
const people = (size: number): ScalarSet => ({
  size,
  args: ['reader'],
  names: { writer: (name: string, to) => `P${to(Number(name.slice(1)))}` },
  rows: [
    'sent',
    'sent.*',
    'rooms.*.present',
    'heard',
    { array: 'keys', moves: (at, to) => (at === 0 ? 0 : 1 + to(at - 1)) },
  ],
  held: ['heard.*'],
  within: { spoke: inOrder },
});
const place: ScalarSet = { size: rooms, args: ['room'], rows: ['rooms'] };

type Favour = 'rule' | 'bound' | 'effect' | 'nobody';
interface Flaw {
  readonly favours?: Favour;
  readonly persons?: number;
  readonly symmetry?: Readonly<Record<string, ScalarSet>>;
}

function lettersMachine({ favours = 'nobody', persons = 3, symmetry }: Flaw = {}): Machine {
  const letters = protocol({
    name: 'letters',
    source: 'hand-made',
    section: '',
    version: 1,
    parameters: {},
    init: (): Letters => ({
      sent: range(persons).map(() => range(persons).map(() => false)),
      rooms: range(rooms).map(() => ({ present: range(persons).map(() => false) })),
      heard: range(persons).map(() => null),
      spoke: [],
      keys: range(1 + persons).map(() => false),
    }),
  })({
    ablations: {},
    symmetry: () => symmetry ?? { person: people(persons), room: place },
    actions: (_, action) => ({
      enter: action({
        actor: 'user',
        over: { reader: range(persons), room: range(rooms) },
        when: {
          'it is nowhere': (state, { reader }) =>
            state.rooms.every(({ present }) => present[reader] === false),
          'it may': (state, { reader }) =>
            favours !== 'rule' || reader !== 0 || state.spoke.length === 0,
        },
        bound: {
          'there is a place': (state, { reader }) =>
            favours !== 'bound' || reader !== 1 || state.spoke.length === 0,
        },
        then: (draft, { reader, room }) => {
          const here = draft.rooms[room];
          if (here !== undefined) here.present[reader] = true;
          draft.keys[1 + reader] = true;
        },
        says: ({ reader, room }) => `${reader} enters room ${room}`,
      }),
      write: action({
        actor: 'honest',
        over: { writer: range(persons).map((person) => `P${person}`), reader: range(persons) },
        when: {
          'somebody is left to speak': (state) => state.spoke.length < 2,
          'both are in one room': (state, { writer, reader }) =>
            state.rooms.some(
              ({ present }) =>
                present[Number(writer.slice(1))] === true && present[reader] === true,
            ),
          'it is new': (state, { writer, reader }) =>
            state.sent[Number(writer.slice(1))]?.[reader] === false,
        },
        then: (draft, { writer, reader }) => {
          const from = Number(writer.slice(1));
          const letters = draft.sent[from];
          if (letters !== undefined) letters[reader] = true;
          draft.heard[reader] = from;
          draft.spoke.push(favours === 'effect' && draft.spoke.length > 0 ? 0 : from);
        },
        says: ({ writer, reader }) => `${writer} writes to ${reader}`,
      }),
    }),
    ledger: {},
  });
  return instantiate(letters, 'baseline');
}

const on = { invariant: 'L', on: 'state' as const, means: 'as its name says' };
const properties: readonly AnyProperty[] = [
  {
    ...on,
    name: 'nobody-hears-from-the-last-speaker',
    kind: 'always',
    violation: ({ heard, spoke }: Letters) =>
      spoke.length === 2 && heard.includes(spoke[1] ?? null) ? 'somebody does' : null,
  },
  {
    ...on,
    name: 'two-write-to-one-another',
    kind: 'sometimes',
    goal: ({ sent }: Letters) =>
      sent.some((row, from) => row.some((is, to) => is && from !== to && sent[to]?.[from])),
  },
  {
    ...on,
    name: 'a-reader-has-not-written',
    kind: 'step',
    violation: (_: Letters, action: { type: string; reader: number }, { spoke }: Letters) =>
      action.type === 'write' && spoke[0] === action.reader ? 'it has' : null,
  },
  {
    ...on,
    name: 'the-rooms-can-be-full',
    kind: 'recoverable',
    goal: (state: Letters) =>
      state.rooms.every(({ present }) => present.filter(Boolean).length > 1),
  },
] as readonly AnyProperty[];

describe.each([2, 3])('letters among %d', (persons) => {
  const machine = lettersMachine({ persons });
  const whole = exploreBreadthFirst(machine, { properties, exhaust: true });
  const reduced = exploreMemoised(machine, { properties, exhaust: true, symmetry: true });

  test('has as many states as there are orbits', () => {
    const states = reachable(machine, 100_000) ?? [];
    expect(states.length).toBe(whole.states);
    expect(reduced.states).toBe(orbitCount(machine, states));
    expect(reduced.states).toBeLessThan(whole.states / (persons === 2 ? 3 : 8));
    expect(reduced.depth).toBe(whole.depth);
    expect(reduced.deadlocks).toBeGreaterThan(0);
  });

  test('gets the same verdicts, with executions of the same length that are real', () => {
    for (const [index, { verdict, execution, property, explanation }] of whole.findings.entries()) {
      const finding = reduced.findings[index];
      expect(finding).toMatchObject({ property, verdict });
      expect(finding?.execution?.length).toBe(execution?.length);
      expect(finding?.explanation === null).toBe(explanation === null);
      const run = (): State =>
        (finding?.execution ?? []).reduce<State>((s, a) => reduce(machine, s, a), machine.initial);
      expect(run).not.toThrow();
    }
  });
});

describe('refusals', () => {
  const refused = (flaw: Flaw): unknown => {
    try {
      return exploreMemoised(lettersMachine(flaw), { properties: [], symmetry: true });
    } catch (error) {
      return error;
    }
  };
  const person = people(3);
  const falsified = (change: Partial<ScalarSet>, room = place): Flaw => ({
    symmetry: { person: { ...person, ...change }, room },
  });
  const rows = person.rows.filter((row) => row !== 'heard');

  const untrue: Readonly<Record<string, readonly [Flaw, string]>> = {
    'a rule that favours one': [{ favours: 'rule' }, 'enter reader='],
    'a bound that favours one': [{ favours: 'bound' }, 'enter reader='],
    'an effect that favours one': [{ favours: 'effect' }, 'write writer='],
    'a row left out': [falsified({ rows: person.rows.slice(1) }), 'differ by more than names'],
    'numbers that are left as they are': [
      falsified({ within: { spoke: (list: number[]) => list } }),
      'differ by more than names',
    ],
    'numbers in slots left out': [falsified({ held: [], rows }), 'differ by more than names'],
    'names that are left as they are': [
      falsified({ names: { writer: (name: string) => name } }),
      'differ by more than names',
    ],
    'a renaming that is not undone by the way back': [
      falsified({ within: { spoke: (list: number[], to) => [...list, 0].map(to) } }),
      'swapping twice changes spoke',
    ],
    'a renaming that is more than that': [
      falsified({
        within: {
          spoke: (list: number[], to) =>
            [...list.map(to)].sort((a, b) => (to(0) === 0 ? a - b : b - a)),
        },
      }),
      'its symmetry is not true',
    ],
  };
  test.each(Object.entries(untrue))('%s', (_, [flaw, reason]) => {
    const error = refused(flaw);
    expect(error).toBeInstanceOf(ModelError);
    expect(String(error)).toContain('letters/baseline: its symmetry is not true');
    expect(String(error)).toContain(reason);
  });

  test('a property of steps that tells the numbers apart', () => {
    const partial = {
      ...on,
      name: 'nobody-writes-to-2',
      kind: 'step',
      violation: (_before: Letters, action: { type: string; reader: number }) =>
        action.type === 'write' && action.reader === 2 ? 'somebody does' : null,
    } as unknown as AnyProperty;
    const machine = lettersMachine();
    const ask = () => sorterOf(machine, componentsOf(machine.shape), [partial]);
    expect(ask).toThrow(ModelError);
    expect(ask).toThrow('its symmetry is not true for nobody-writes-to-2');
  });

  const unsortable: Readonly<Record<string, readonly [Flaw, string]>> = {
    'an array that moves onto itself': [
      falsified({ rows: [...rows.slice(0, -1), { array: 'keys', moves: () => 1 }] }),
      'letters/baseline: symmetry of person: the state does not say the same of each number: ' +
        'keys.1 has no counterpart at keys.1',
    ],
    'an array that is named twice': [
      falsified({ rows: ['sent', { array: 'sent', moves: (at, to) => to(at) }] }),
      'letters/baseline: symmetry of person: sent.0.0 is named by it twice',
    ],
    'a slot that is named twice': [
      falsified({ within: { 'heard.*': (value: number | null) => value } }),
      'letters/baseline: symmetry of person: heard.0 is named by it twice',
    ],
    'a slot of two sets': [
      falsified({}, { ...place, held: ['heard.*'] }),
      'letters/baseline: symmetry of room: heard.0 holds numbers of person too',
    ],
    'an argument that becomes none': [
      falsified({ names: { writer: () => 'P9' } }),
      'letters/baseline: symmetry of person: write writer="P0" reader=0 has no counterpart ' +
        'write writer="P9" reader=0',
    ],
    'too many permutations': [
      { persons: 7 },
      'letters/baseline: symmetry of person: such states have no columns to sort, and 5040 ' +
        'permutations are too many to try (at most 720). Declare less.',
    ],
  };
  test.each(Object.entries(unsortable))('%s', (_, [flaw, message]) => {
    expect(refused(flaw)).toEqual(new InputError(message));
  });
});
