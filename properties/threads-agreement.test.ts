/**
 * Several threads against one, on every suite of the catalogue.
 *
 * Method: each suite's instance is searched by one thread and by 2, 3 or 4, by turns, in chunks of
 * so few states that they get in each other's way, up to a number of states. States, transitions,
 * depth, deadlocks, how often each action was taken, verdicts and executions are the same; those of
 * one thread are held against the simple explorer in `engine-agreement.test.ts`.
 *
 * AGREEMENT_STATES=50000 in the environment lets the instances of the catalogue be searched to
 * their ends, each by 2 and by 3 and by 4; that takes an hour.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answersOf } from '../checker/explore/answers.ts';
import { startThreads, type Threads } from '../checker/explore/crew/threads-fixture.ts';
import { exploreMemoised } from '../checker/explore/memoised.ts';
import { catalogue } from './catalogue.ts';
import { type SuiteTask, searchOf } from './engine-agreement-fixture.ts';

const asked = process.env['AGREEMENT_STATES'];
/** Distinct states. Each thread has to learn what the steps do for itself. */
const stateCountMax = Number(asked ?? 100);
const sizes = [2, 3, 4] as const;
const chunkStateCount = 4;
let threads: Threads<SuiteTask>;

beforeAll(async () => {
  const thread = new URL('./engine-agreement-fixture.ts', import.meta.url);
  threads = await startThreads<SuiteTask>(thread, 3);
}, 120_000);
afterAll(() => threads.end());

describe.each(
  catalogue.map((suite, place) => ({
    named: `${suite.protocol.name}/${suite.variant}`,
    suite,
    place,
  })),
)('$named', ({ suite, place }) => {
  const limits = { stateCountMax };
  const turn = sizes.filter((_, index) => asked !== undefined || index === place % sizes.length);
  test.each(turn)('%d threads give the answers of one', async (size) => {
    const { machine, options } = searchOf(suite);
    const common = { machine, options: { ...options, ...limits } };
    const found = await threads.search(size, chunkStateCount, { place, limits }, common);
    expect(answersOf(found)).toEqual(answersOf(exploreMemoised(machine, common.options)));
  });
});
