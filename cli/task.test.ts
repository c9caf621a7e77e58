/** What is left to others when a thread does not begin. */
import { expect, test } from 'vitest';
import { cell, crewMemory } from '../checker/explore/crew/memory.ts';
import { interrupt, newBoard } from './board.ts';
import { exploreTask } from './task.ts';

test('nobody waits for a thread that was interrupted before it began', async () => {
  const memory = crewMemory(2);
  const board = newBoard(1);
  interrupt(board);
  const result = await exploreTask({
    source: null,
    protocol: 'any',
    variant: 'baseline',
    set: {},
    properties: [],
    states: null,
    crew: { memory, role: 1 },
    symmetry: false,
    deadline: Number.POSITIVE_INFINITY,
    memory: 2 ** 27,
    number: 0,
    board,
  });
  expect(result).toEqual({ answer: null, failure: null, seconds: 0 });
  expect(new Int32Array(memory.control)[cell.isAbandoned]).toBe(1);
});
