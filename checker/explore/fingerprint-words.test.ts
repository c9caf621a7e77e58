/**
 * Whether every word of a fingerprint is looked at wherever fingerprints are compared.
 *
 * Method: the digest is replaced by one in which a single word tells values apart, and the others
 * are the same for all. A search that compares that word everywhere still answers what the simple
 * explorer answers; one that leaves it out somewhere takes states for one another.
 */
import { describe, expect, test, vi } from 'vitest';
import { answersOf } from './answers.ts';
import { exploreBreadthFirst } from './breadth-first.ts';
import { crewMemory } from './crew/memory.ts';
import { buildWide } from './crew/wide-fixture.ts';
import { exploreMemoised } from './memoised.ts';

const telling = vi.hoisted(() => ({ word: 0 }));

vi.mock('@noble/hashes/sha2.js', async (original) => {
  const real = await original<typeof import('@noble/hashes/sha2.js')>();
  const sha256 = (message: Uint8Array): Uint8Array => {
    const digest = real.sha256(message);
    const from = 4 * telling.word;
    return digest.map((byte, at) => (at >= from && at < from + 4 ? byte : 1));
  };
  return { ...real, sha256 };
});

const { machine, options } = buildWide({ kind: 'clock', ticks: 5 });
const limits = { ...options, exhaust: true };
const answers = answersOf(exploreBreadthFirst(machine, limits));

describe('a word of a fingerprint tells states apart by itself', () => {
  test.each([0, 1, 2, 3])('word %d, for one thread', (word) => {
    telling.word = word;
    expect(answersOf(exploreMemoised(machine, limits))).toEqual(answers);
  });

  // There the fourth word of an entry holds something else.
  test.each([0, 1, 2])('word %d, for a crew', (word) => {
    telling.word = word;
    const crew = { memory: crewMemory(1, 1), role: 0 };
    expect(answersOf(exploreMemoised(machine, { ...limits, crew }))).toEqual(answers);
  });
});
