/**
 * Rotating trains.
 *
 * Method: every variant exhaustively, with its states as golden numbers; the rotations until a
 * train meets a hotel, counted on the model for every pair of shards; and the protection told by
 * hand on the pure reducer.
 */
import { describe, expect, test } from 'vitest';
import { exploreBreadthFirst } from '../checker/explore/breadth-first.ts';
import { instantiate, reduce } from '../checker/machine.ts';
import { type Action, range } from '../checker/protocol.ts';
import { rotatingTrains } from '../models/rotating-trains/rotating-trains.ts';
import { type State, whereabouts } from '../models/rotating-trains/state.ts';
import { ofKind } from './kinds-fixture.ts';
import { onlyACrosslinkMakesFinal } from './rotating-trains.ts';
import { play, refusalOfLast as refusal } from './stories-fixture.ts';

describe('every reachable state', () => {
  test.each([
    ['baseline', 50, 72, 11],
    ['two-trains', 48, 69, 12],
    ['roomy', 72, 109, 13],
    ['last-seat', 30, 40, 9],
    ['rotates-early', 1_005, 2_174, 15],
  ])('%s has %i states, %i transitions, %i levels', (variant, states, transitions, depth) => {
    const found = exploreBreadthFirst(instantiate(rotatingTrains, variant), { properties: [] });
    expect(found).toMatchObject({ states, transitions, depth, complete: true });
  });
});

const rotate: Action = { type: 'rotate' };

describe('every train comes to every hotel', () => {
  test.each([2, 3, 4, 5, 6, 7])('of %i shards, within one round', (shards) => {
    const machine = instantiate(rotatingTrains, 'two-trains', { shards, trains: shards });
    const met = new Map<string, number>();
    let state = machine.initial;
    for (const rotations of range(2 * shards)) {
      for (const train of range(shards)) {
        const places = whereabouts(state as State, train);
        expect(places).toHaveLength(1);
        const meeting = `train ${train} on shard ${places[0]}`;
        if (!met.has(meeting)) met.set(meeting, rotations);
      }
      state = reduce(machine, state, rotate);
    }
    const waits = [...met.values()];
    expect(waits).toHaveLength(shards * shards);
    expect(Math.max(...waits)).toBe(shards - 1);
    expect(waits.reduce((sum, wait) => sum + wait, 0) / waits.length).toBe((shards - 1) / 2);
  });
});

describe('told by hand', () => {
  const baseline = instantiate(rotatingTrains, 'baseline');
  const book = (tx: number): Action => ({ type: 'book', tx });
  const crosslink = (shard: number): Action => ({ type: 'crosslink', shard });

  test('a seat and a room are booked where the train meets the hotel', () => {
    expect(refusal(baseline, [book(0)])).toBe('the train is at the shard of the hotel');
    expect(refusal(baseline, [rotate, book(0)])).toBeNull();
    expect(refusal(baseline, [rotate, book(1)])).toBe('the train is at the shard of the hotel');
  });

  test('nothing moves until all shards are crosslinked', () => {
    const booked = [rotate, book(0)];
    expect(refusal(baseline, [...booked, rotate])).toBe('all shards are crosslinked');
    expect(refusal(baseline, [...booked, crosslink(1), rotate])).toBeNull();
    expect(refusal(instantiate(rotatingTrains, 'rotates-early'), [...booked, rotate])).toBeNull();
  });

  test('a train that moved on early is in two places after a reorganisation', () => {
    const machine = instantiate(rotatingTrains, 'rotates-early');
    const state = play(machine, [rotate, book(0), rotate, { type: 'reorganise', shard: 1 }]);
    expect(whereabouts(state as State, 0)).toEqual([1, 2]);
  });

  test('the room of the last hotel goes to one of two', () => {
    const first = [rotate, rotate, book(1), crosslink(2)];
    expect(refusal(baseline, [...first, book(2)])).toBe('a room is free');
    expect(refusal(baseline, [...first.slice(0, -1), book(2)])).toBe(
      'the shard has no block in this slot',
    );
    const lastSeat = instantiate(rotatingTrains, 'last-seat');
    expect(refusal(lastSeat, [...first, book(2)])).toBe('a seat is free');
  });
});

test('only-a-crosslink-makes-final can fail', () => {
  const machine = instantiate(rotatingTrains, 'baseline');
  const before = reduce(machine, machine.initial, rotate) as State;
  const booked = reduce(machine, before, { type: 'book', tx: 0 }) as State;
  const shards = booked.shards.map(({ head }) => ({ head, base: null }));
  const judge = ofKind('step', onlyACrosslinkMakesFinal).violation;
  expect(judge(before, { type: 'book', tx: 0 }, booked)).toBeNull();
  expect(judge(booked, { type: 'crosslink', shard: 1 }, { ...booked, shards })).toBeNull();
  expect(judge(booked, { type: 'crosslink', shard: 2 }, { ...booked, shards })).toBe(
    'crosslink changes what is final on shard 1',
  );
});
