/**
 * Symmetry with several threads against one.
 *
 * Method: threads search with chunks of one state each, so that they race for every state and for
 * the ids of values. Orbits, transitions, depth, verdicts and the executions that are shown are
 * those of one thread: the state that stands for an orbit depends on values, not on their ids.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answersOf } from './answers.ts';
import { startThreads, type Threads } from './crew/threads-fixture.ts';
import { exploreMemoised } from './memoised.ts';
import { buildTask, type SymmetryTask } from './symmetry-task-fixture.ts';

let threads: Threads<SymmetryTask>;
beforeAll(async () => {
  threads = await startThreads(new URL('./symmetry-thread-fixture.ts', import.meta.url), 3);
}, 120_000);
afterAll(() => threads.end());

test.each<SymmetryTask>([{ of: 'lock' }, { of: 'letters' }])('$of', async (task) => {
  const { machine, options } = buildTask(task);
  const alone = exploreMemoised(machine, options);
  const answers = answersOf(alone);
  expect(alone.findings.some(({ execution }) => execution !== null)).toBe(true);
  for (const size of [1, 2, 3, 4]) {
    const found = await threads.search(size, 1, task, buildTask(task));
    expect(answersOf(found), `${size} threads`).toEqual(answers);
  }
});

test('an untrue symmetry is refused by all threads', async () => {
  const task: SymmetryTask = { of: 'favoured letters' };
  const failure: unknown = await threads
    .search(3, 1, task, buildTask(task))
    .catch((error: unknown) => error);
  const told: readonly unknown[] = failure instanceof AggregateError ? failure.errors : [];
  expect(told).toHaveLength(3);
  for (const each of told) expect(String(each)).toContain('its symmetry is not true');
});
