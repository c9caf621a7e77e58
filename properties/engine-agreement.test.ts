/**
 * The fast explorer against the simple one, on every suite of the catalogue.
 *
 * Method: each suite's instance is searched by the simple explorer, up to a number of states that
 * it reaches in a moment: without a cut where the instance is small enough, and with the same cut
 * where it is not. States, transitions, depth, deadlocks, how often each action was taken, verdicts
 * and executions are the same of the fast one: with its memo; with every step taken directly; and
 * with 2, 3 and 4 threads, in chunks of so few states that they get in each other's way. What
 * symmetry may change and what not is a test of its own: `symmetry.test.ts`.
 *
 * AGREEMENT_STATES=50000 in the environment lets the instances of the catalogue be searched to
 * their ends; that takes an hour.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answersOf } from '../checker/explore/answers.ts';
import { exploreBreadthFirst } from '../checker/explore/breadth-first.ts';
import { startThreads, type Threads } from '../checker/explore/crew/threads-fixture.ts';
import { exploreMemoised } from '../checker/explore/memoised.ts';
import { catalogue } from './catalogue.ts';
import { type SuiteTask, searchOf } from './engine-agreement-fixture.ts';

const asked = process.env['AGREEMENT_STATES'];
/** Distinct states; the simple explorer does some thousand a second. */
const stateCountMax = Number(asked ?? 300);
/** Every rule of every step runs in every state, so the cut comes sooner. */
const stateCountDirectMax = Number(asked ?? 60);
/** Each thread has to learn what the steps do for itself. */
const stateCountThreadsMax = Number(asked ?? 100);

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
  const { machine, options } = searchOf(suite);
  const fast = (limits: SuiteTask['limits']): unknown =>
    answersOf(exploreMemoised(machine, { ...options, ...limits }));

  test('both explorers give the same answers', () => {
    const answers = answersOf(exploreBreadthFirst(machine, { ...options, stateCountMax }));
    expect(fast({ stateCountMax }), 'memo').toEqual(answers);
    const brief = { stateCountMax: stateCountDirectMax };
    expect(fast({ ...brief, memo: 'never' }), 'direct').toEqual(fast(brief));
  });

  test.each([2, 3, 4])('%d threads give the answers of one', async (size) => {
    const limits = { stateCountMax: stateCountThreadsMax };
    const common = { machine, options: { ...options, ...limits } };
    const found = await threads.search(size, chunkStateCount, { place, limits }, common);
    expect(answersOf(found)).toEqual(fast(limits));
  });
});
