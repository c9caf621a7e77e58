/**
 * Several threads against one.
 *
 * Method: threads search machines that fast-check draws, with chunks of one state each, so that
 * they race for every state. States, transitions, depth, verdicts and executions are those of one
 * thread, which `memoised.test.ts` holds against the simple explorer; so is what goes wrong in a
 * model.
 */
import { fc, test } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { answersOf } from '../answers.ts';
import { drawnMachine } from '../drawn-fixture.ts';
import { exploreMemoised } from '../memoised.ts';
import type { MemoisedOptions } from '../search.ts';
import { abandon, CrewError, locked } from './meeting.ts';
import { cell, chunkStateCountFor, crewMemory } from './memory.ts';
import { buildTask, type CrewTask, type Fault, landmarkCount } from './task-fixture.ts';
import { startThreads, type Threads } from './threads-fixture.ts';
import type { Wide } from './wide-fixture.ts';

const sizes = [1, 2, 3, 4] as const;
let threads: Threads<CrewTask>;

beforeAll(async () => {
  threads = await startThreads<CrewTask>(new URL('./thread-fixture.ts', import.meta.url), 3);
}, 120_000);
afterAll(() => threads.end());

const limits = fc.constantFrom<Partial<MemoisedOptions>>(
  { stateCountMax: 600 },
  { exhaust: true, stateCountMax: 600 },
  { exhaust: true, depthMax: 3 },
  { exhaust: true, stateCountMax: 40 },
  { exhaust: true, stateCountMax: 600, memo: 'never' },
);

describe('several threads answer what one answers', () => {
  test.prop([drawnMachine, limits], { numRuns: 60, seed: 91 })(
    'on drawn machines',
    async (of, limit) => {
      const task: CrewTask = { of, limits: limit };
      const common = buildTask(task);
      const answers = answersOf(exploreMemoised(common.machine, common.options));
      for (const size of sizes) {
        const found = await threads.search(size, 1, task, common);
        expect(answersOf(found), `${size} threads`).toEqual(answers);
      }
    },
  );

  test.each([1, 7, 64])('on counters, chunks of %d', async (chunkStateCount) => {
    const task: CrewTask = { of: 'none', limits: { exhaust: true } };
    const common = buildTask(task);
    const answers = answersOf(exploreMemoised(common.machine, common.options));
    const landmarks = Array.from({ length: landmarkCount }, () => ({ verdict: 'witnessed' }));
    expect(answers).toMatchObject({
      complete: true,
      findings: [{ verdict: 'violated' }, ...landmarks],
    });
    for (const size of sizes) {
      const found = await threads.search(size, chunkStateCount, task, common);
      expect(answersOf(found), `${size} threads`).toEqual(answers);
      expect(found.engine.missRate).toBeGreaterThan(0);
    }
  });

  test.each<[Wide, readonly number[]]>([
    [{ kind: 'clock', ticks: 301 }, sizes],
    [{ kind: 'digits', base: 7, places: 3 }, sizes],
    [{ kind: 'digits', base: 41, places: 3 }, [2]],
  ])('on values that need wider vectors: %o', async (of, sizesOfCrews) => {
    const task: CrewTask = { of, limits: { exhaust: true } };
    const common = buildTask(task);
    const answers = answersOf(exploreMemoised(common.machine, common.options));
    expect(answers).toMatchObject({ complete: true, findings: [{ verdict: 'violated' }] });
    for (const size of sizesOfCrews) {
      const found = await threads.search(size, 8, task, common);
      expect(answersOf(found), `${size} threads`).toEqual(answers);
    }
  });

  test.each<Fault>(['rule', 'effect', 'property'])('a throwing %s is told once', async (of) => {
    const task: CrewTask = { of, limits: { exhaust: true } };
    const common = buildTask(task);
    const message = messageOf(() => exploreMemoised(common.machine, common.options));
    expect(message).not.toBe('');
    for (const size of sizes) {
      const failure: unknown = await threads.search(size, 1, task, common).catch(identity);
      const told = failure instanceof AggregateError ? failure.errors : [];
      expect(told.filter((each) => each !== abandoned)).toEqual([message]);
      expect(told).toHaveLength(size);
    }
  });

  test('what a property throws once it is decided is told by nobody', async () => {
    const task: CrewTask = { of: 'later', limits: { exhaust: true } };
    const common = buildTask(task);
    const answers = answersOf(exploreMemoised(common.machine, common.options));
    expect(answers).toMatchObject({ findings: [{ verdict: 'violated', explanation: 'this one' }] });
    for (const size of sizes) {
      for (const chunkStateCount of [1, 7]) {
        const found = await threads.search(size, chunkStateCount, task, common);
        expect(answersOf(found), `${size} threads`).toEqual(answers);
      }
    }
  });

  test.each<[Fault, RegExp]>([
    [
      'thread',
      /^DivergenceError: .*raise .* is not deterministic: it does one thing in one thread/,
    ],
    ['run', /^DivergenceError: .*raise .* is not deterministic/],
  ])('a model that depends on the %s is told', async (of, message) => {
    const task: CrewTask = { of, limits: { exhaust: true } };
    const common = buildTask(task);
    for (const size of [2, 3, 4]) {
      const failure: unknown = await threads.search(size, 1, task, common).catch(identity);
      const told: string[] = failure instanceof AggregateError ? failure.errors : [];
      expect(told).toHaveLength(size);
      const [only = '', ...more] = told.filter((each) => each !== abandoned);
      expect(only).toMatch(message);
      expect(more).toEqual([]);
    }
  });

  test.each<[string, (size: number) => Partial<MemoisedOptions>]>([
    ['its memory is used up', (size) => ({ memoryMax: (1 + size) * 2 ** 17 })],
    ['it is cancelled', () => ({ isCancelled: afterAsks(5) })],
  ])('a search that ends because %s claims nothing of the rest', async (_, limit) => {
    const task: CrewTask = { of: 'none', limits: { exhaust: true } };
    const { machine, options } = buildTask(task);
    for (const size of sizes) {
      // Only who leads looks at either.
      const common = { machine, options: { ...options, ...limit(size) } };
      const { complete, states, findings } = await threads.search(size, 1, task, common);
      expect(complete, `${size} threads`).toBe(false);
      expect(findings[0]?.verdict, `${size} threads`).toBe('unrefuted');
      expect(states).toBeGreaterThan(1);
    }
  });

  test('nobody waits for a thread that is gone', () => {
    const { machine, options } = buildTask({ of: 'none', limits: {} });
    const memory = crewMemory(2, 1);
    abandon(memory);
    const search = () => exploreMemoised(machine, { ...options, crew: { memory, role: 0 } });
    expect(search).toThrow(CrewError);
  });

  test('chunks are small where steps are many', () => {
    expect([0, 1, 256, 257, 5000, 10 ** 6].map(chunkStateCountFor)).toEqual([64, 64, 64, 63, 3, 1]);
  });

  test('nobody waits for a lock whose holder is gone', () => {
    const memory = crewMemory(2);
    const control = new Int32Array(memory.control);
    expect(locked(control, () => control[cell.lock])).toBe(1);
    const failing = () => locked(control, () => expect.unreachable('thrown'));
    expect(failing).toThrow('thrown');
    expect(control[cell.lock]).toBe(0);
    control[cell.lock] = 1;
    abandon(memory);
    expect(() => locked(control, () => null)).toThrow(CrewError);
  });
});

function afterAsks(count: number): () => boolean {
  let asked = 0;
  return () => ++asked > count;
}

const identity = <Value>(value: Value): Value => value;
const abandoned = String(new CrewError());

function messageOf(run: () => unknown): string {
  try {
    run();
    return '';
  } catch (error) {
    return String(error);
  }
}
