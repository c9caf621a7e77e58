/**
 * Damaged and forged files.
 *
 * Method: 1,000 mutations of recordings of every kind, of their bytes and of their parts. Each must
 * be refused with one clear line and exit code 2, or be the same file in another layout. As many
 * forgeries then get a digest that fits, so that they pass as files; replaying one may reproduce
 * or diverge, and must not fail in another way, nor believe the file.
 */
import { test as prop } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { InputError } from '../errors.ts';
import { decisionAt, decisionOn, sightOf } from '../judge.ts';
import { reduce } from '../machine.ts';
import {
  type Counterexample,
  decodeCounterexample,
  parseCounterexample,
  serializeCounterexample,
} from './counterexample.ts';
import { courier } from './courier-fixture.ts';
import { forgery, mutated } from './mutations-fixture.ts';
import { type Recording, sha256 } from './recordings-fixture.ts';
import { instanceOf, replay } from './replay.ts';

function expectOneClearLine(error: unknown): void {
  expect(error).toBeInstanceOf(InputError);
  if (!(error instanceof InputError)) return;
  expect(error.exitCode).toBe(2);
  // Where, what, and what to do; nothing that a terminal would obey.
  expect(error.message).toMatch(/^\$\S* [^\p{C}\p{Zl}\p{Zp}]+; [^\p{C};]+$/u);
  expect(error.message.length).toBeLessThan(700);
}

const tally = { refused: 0, same: 0 };

prop.prop([mutated], { seed: 2318, numRuns: 1000 })(
  'a thousand mutations: refused in one clear line, or the same file',
  ({ original, bytes }) => {
    let read: Counterexample;
    try {
      read = parseCounterexample(decodeCounterexample(bytes));
    } catch (error) {
      expectOneClearLine(error);
      tally.refused++;
      return;
    }
    expect(read).toStrictEqual(original.counterexample);
    expect(serializeCounterexample(read)).toBe(serializeCounterexample(original.counterexample));
    tally.same++;
  },
);

test('both answers were met, most were refused, and no prototype was touched', () => {
  expect(tally.refused + tally.same).toBe(1000);
  expect(tally.refused).toBeGreaterThan(700);
  expect(tally.same).toBeGreaterThan(50);
  expect(Object.keys(Object.prototype)).toEqual([]);
});

// ── forgeries ────────────────────────────────────────────────────────────────────────────────

/** Makes the digest of a text fit, if the text is JSON at all. */
function reseal(text: string): string {
  try {
    const { digest: _old, ...bare } = JSON.parse(text) as Counterexample;
    const written = serializeCounterexample(bare as Counterexample);
    return JSON.stringify({ ...bare, digest: sha256(written) });
  } catch {
    return text;
  }
}

/** Whether an execution shows what it should, without `replay`; null for progress. */
function shows({ machine, property }: Recording, { actions }: Counterexample): boolean | null {
  if (property.kind === 'recoverable') return null;
  const states = [machine.initial];
  for (const action of actions) states.push(reduce(machine, states.at(-1) ?? {}, action));
  const [before, after] = states.slice(-2).map((state) => sightOf(machine, state));
  const end = after ?? before;
  const last = actions.at(-1);
  if (end === undefined) return false;
  if (property.kind !== 'step') return decisionAt(property, end) !== null;
  if (before === undefined || after === undefined || last === undefined) return false;
  return decisionOn(property, before, last, after) !== null;
}

const forged = { refused: 0, reproduced: 0, diverged: 0, inconclusive: 0 };

prop.prop([forgery], { seed: 2318, numRuns: 1000 })(
  'a thousand forgeries: refused, diverging, or true',
  ({ original, text }) => {
    try {
      const read = parseCounterexample(reseal(text));
      const machine = instanceOf(courier, read);
      const { outcome } = replay(machine, original.property, read, { stateCountMax: 1000 });
      if (outcome.kind === 'reproduced') {
        expect(shows({ ...original, machine }, read)).not.toBe(false);
      }
      forged[outcome.kind]++;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      forged.refused++;
    }
  },
);

test('every answer was met', () => {
  const { refused, reproduced, diverged, inconclusive } = forged;
  expect(Math.min(refused, reproduced, diverged)).toBeGreaterThan(50);
  expect(inconclusive).toBe(0);
});
