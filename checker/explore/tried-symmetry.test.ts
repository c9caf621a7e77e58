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
import type { AnyProperty, ScalarSet } from '../protocol.ts';
import { exploreBreadthFirst } from './breadth-first.ts';
import { componentsOf } from './components.ts';
import {
  type Flaw,
  type Letters,
  lettersMachine,
  on,
  people,
  place,
  lettersProperties as properties,
} from './letters-fixture.ts';
import { exploreMemoised } from './memoised.ts';
import { expectSameFindings, orbitCount, reachable } from './orbits-fixture.ts';
import { sorterOf } from './symmetry.ts';

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
    expectSameFindings(machine, whole.findings, reduced.findings);
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

  test('what is refused is said with the place and both states', () => {
    const pair = people(2);
    const symmetry = { person: { ...pair, rows: pair.rows.slice(1) } };
    expect(refused({ persons: 2, symmetry })).toEqual(
      new ModelError(
        'letters/baseline: its symmetry is not true: write writer="P0" reader=0 and write ' +
          'writer="P1" reader=1 differ by more than names: sent.0.1 becomes false in the ' +
          'swapped state, expected true.\n' +
          '  state      {"heard":[null,null],"keys":[false,true,false],"rooms":[{"present":' +
          '[false,false]},{"present":[true,false]}],"sent":[[false,false],[false,false]],' +
          '"spoke":[]}\n' +
          '  swapped    {"heard":[null,null],"keys":[false,false,true],"rooms":[{"present":' +
          '[false,false]},{"present":[false,true]}],"sent":[[false,false],[false,false]],' +
          '"spoke":[]}\n' +
          'Declare less symmetry, or make the protocol treat these numbers alike.',
      ),
    );
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
