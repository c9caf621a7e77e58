/**
 * Train and hotel.
 *
 * Method: every variant exhaustively, with its states as golden numbers; the bound between expiry
 * and delay, found by exploring every pair of them and compared with the formula; each protection
 * told by hand on the pure reducer; and each property of this protocol broken by a state made by
 * hand.
 */
import { describe, expect, test } from 'vitest';
import { exploreBreadthFirst } from '../checker/explore/breadth-first.ts';
import { instantiate, type Machine } from '../checker/machine.ts';
import type { Action } from '../checker/protocol.ts';
import type { State } from '../models/train-and-hotel/state.ts';
import { trainAndHotel } from '../models/train-and-hotel/train-and-hotel.ts';
import { transactionsAreWholeWhenQuiet } from './atomicity.ts';
import { ofKind } from './kinds-fixture.ts';
import { refusalOfLast as refusal } from './stories-fixture.ts';
import {
  nobodyIsTurnedAwayFromAFreeUnit,
  nothingIsDoneUnasked,
  whoeverStaysCanStillSettle,
} from './train-and-hotel.ts';

describe('every reachable state', () => {
  test.each([
    ['baseline', 638, 1_798, 9],
    ['roomy', 1_207, 3_827, 11],
    ['slow', 122, 265, 9],
    ['anytime', 1_558, 4_513, 14],
    ['locks', 216, 441, 12],
    ['unit-locks', 300, 789, 11],
    ['locks-on-the-last-room', 213, 435, 12],
    ['locks-on-the-last-seat', 195, 381, 12],
    ['locks-anytime', 258, 549, 14],
    ['never-released', 54, 87, 10],
    ['any-order', 252, 545, 12],
  ])('%s has %i states, %i transitions, %i levels', (variant, states, transitions, depth) => {
    const found = exploreBreadthFirst(instantiate(trainAndHotel, variant), { properties: [] });
    expect(found).toMatchObject({ states, transitions, depth, complete: true });
  });
});

// ── quantities ───────────────────────────────────────────────────────────────────────────────

describe('how long a reservation has to last', () => {
  const pairs = [0, 1, 2, 3].flatMap((delay) =>
    [0, 1, 2, 3, 4, 5, 6].map((expiry) => [delay, expiry] as const),
  );
  test.each(pairs)('with a delay of %i and an expiry of %i', (delay, expiry) => {
    const machine = instantiate(trainAndHotel, 'baseline', { delay, expiry, users: 1 });
    const [finding] = exploreBreadthFirst(machine, {
      properties: [transactionsAreWholeWhenQuiet],
    }).findings;
    // The second request may take the delay, and then the confirmation of the first.
    expect(finding?.verdict).toBe(expiry >= 2 * delay ? 'holds' : 'violated');
  });
});

describe('what one user who walks away can block for ever, without leases', () => {
  test.each([
    ['the whole contract', 'violated'],
    ['one unit', 'holds'],
  ])('when a lock is on %s', (locked, verdict) => {
    const machine = instantiate(trainAndHotel, 'locks', { locked, leases: false });
    const [finding] = exploreBreadthFirst(machine, {
      properties: [whoeverStaysCanStillSettle],
    }).findings;
    expect(finding?.verdict).toBe(verdict);
  });
});

// ── stories ──────────────────────────────────────────────────────────────────────────────────

const at = (type: string, tx: number, place: number): Action => ({ type, tx, place });
const tick: Action = { type: 'tick' };

describe('reservations, told by hand', () => {
  const one = (variant: string): Machine => instantiate(trainAndHotel, variant, { users: 1 });
  const half = [
    at('reserve', 0, 0),
    tick,
    at('reserve', 0, 1),
    at('confirm', 0, 1),
    tick,
    at('confirm', 0, 0),
  ];

  test('the confirmation comes in the last moment, or too late', () => {
    expect(refusal(one('baseline'), half)).toBeNull();
    expect(refusal(one('early-expiry'), half)).toBe('the reservation still lasts');
    expect(refusal(one('early-expiry'), [...half.slice(0, -1), at('reject', 0, 0)])).toBeNull();
  });

  test('time does not pass over a message that is due', () => {
    expect(refusal(one('baseline'), [tick, tick])).toBe('nothing is overdue');
    expect(refusal(one('unbounded-delay'), [tick, tick])).toBeNull();
  });

  test('the last seat goes to one of two', () => {
    const two = instantiate(trainAndHotel, 'baseline');
    const taken = [at('reserve', 0, 0), at('reserve', 1, 0)];
    expect(refusal(two, taken)).toBe('a unit is free');
    expect(refusal(two, [at('reserve', 0, 0), at('refuse', 1, 0)])).toBeNull();
    expect(refusal(two, [at('refuse', 1, 0)])).toBe('no unit is free');
  });
});

describe('locks, told by hand', () => {
  const locks = instantiate(trainAndHotel, 'locks');
  const lock = [at('lock', 0, 0), at('lock', 0, 1)];

  test('the train decides, and the hotel follows', () => {
    expect(refusal(locks, [...lock, at('book', 0, 1)])).toBe(
      'the other contract shows that it may',
    );
    expect(refusal(locks, [...lock, at('book', 0, 0), at('book', 0, 1)])).toBeNull();
    const over = [...lock, tick, at('release', 0, 0)];
    expect(refusal(locks, [...over, at('book', 0, 1)])).toBe(
      'the other contract shows that it may',
    );
    expect(refusal(locks, [...over, at('release', 0, 1)])).toBeNull();
  });

  test('a lock keeps out others from the contract, or only from the unit', () => {
    const second = [at('lock', 0, 0), at('lock', 1, 0)];
    expect(refusal(locks, second)).toBe('nobody else holds the lock');
    expect(refusal(instantiate(trainAndHotel, 'unit-locks'), second)).toBeNull();
  });

  test('the train comes first, and its lease runs', () => {
    expect(refusal(locks, [at('lock', 0, 1)])).toBe('it holds the train first');
    expect(refusal(instantiate(trainAndHotel, 'any-order'), [at('lock', 0, 1)])).toBeNull();
    const early = [at('lock', 0, 0), at('release', 0, 0)];
    expect(refusal(locks, early)).toBe('its lease is over, or the train let go');
    expect(refusal(instantiate(trainAndHotel, 'never-released'), [at('lock', 0, 0), tick])).toBe(
      'a timer runs',
    );
  });
});

// ── properties broken by hand ────────────────────────────────────────────────────────────────

describe('properties of train and hotel can fail', () => {
  const initial = instantiate(trainAndHotel, 'baseline').initial as State;
  const changed = (change: (state: State) => void): State => {
    const state = structuredClone(initial);
    change(state);
    return state;
  };
  const setStatus = (status: 'held' | 'refused') =>
    changed(({ users }) => {
      for (const user of users) for (const record of user.records) record.status = status;
    });

  test('nobody-is-turned-away-from-a-free-unit', () => {
    const property = ofKind('step', nobodyIsTurnedAwayFromAFreeUnit);
    const refused = setStatus('refused');
    expect(property.violation(initial, { type: 'refuse' }, refused)).toBe(
      'user 0 is turned away from the train, wrongly',
    );
    const full = { ...initial, units: [0, 0] };
    expect(property.violation(full, { type: 'refuse' }, refused)).toBeNull();
  });

  test('nothing-is-done-unasked', () => {
    const property = ofKind('step', nothingIsDoneUnasked);
    const held = setStatus('held');
    expect(property.violation(initial, at('lock', 0, 0), held)).toBeNull();
    const unasked = structuredClone(held);
    for (const user of unasked.users) user.asked = false;
    expect(property.violation(initial, at('lock', 0, 0), unasked)).toBe(
      'user 0 has asked for nothing',
    );
    const left = changed(({ users }) => {
      for (const user of users) user.isHere = false;
    });
    expect(property.violation(left, at('lock', 1, 0), held)).toBe('user 1 has left, and locks');
  });
});
