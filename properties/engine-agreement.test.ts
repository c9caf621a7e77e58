/**
 * The fast explorer against the simple one, on every suite of the catalogue.
 *
 * Method: each suite's instance is searched by the simple explorer, up to a number of states that
 * it reaches in a moment: without a cut where the instance is small enough, and with the same cut
 * where it is not. States, transitions, depth, deadlocks, how often each action was taken, verdicts
 * and executions are the same of the fast one, with its memo and with every step taken directly.
 * What several threads answer, and what symmetry may change, are tests of their own:
 * `threads-agreement.test.ts`, `symmetry.test.ts`.
 *
 * AGREEMENT_STATES=50000 in the environment lets the instances of the catalogue be searched to
 * their ends; that takes an hour.
 */
import { describe, expect, test } from 'vitest';
import { answersOf } from '../checker/explore/answers.ts';
import { exploreBreadthFirst } from '../checker/explore/breadth-first.ts';
import { exploreMemoised } from '../checker/explore/memoised.ts';
import { catalogue } from './catalogue.ts';
import { searchOf } from './engine-agreement-fixture.ts';

const asked = process.env['AGREEMENT_STATES'];
/** Distinct states; the simple explorer does some thousand a second. */
const stateCountMax = Number(asked ?? 300);
/** Every rule of every step runs in every state, so the cut comes sooner. */
const stateCountDirectMax = Number(asked ?? 60);

describe.each(
  catalogue.map((suite) => ({ named: `${suite.protocol.name}/${suite.variant}`, suite })),
)('$named', ({ suite }) => {
  test('both explorers give the same answers', () => {
    const { machine, options } = searchOf(suite);
    const whole = { ...options, stateCountMax };
    const answers = answersOf(exploreBreadthFirst(machine, whole));
    expect(answersOf(exploreMemoised(machine, whole)), 'memo').toEqual(answers);
    const brief = { ...options, stateCountMax: stateCountDirectMax };
    const direct = exploreMemoised(machine, { ...brief, memo: 'never' });
    expect(answersOf(direct), 'direct').toEqual(answersOf(exploreMemoised(machine, brief)));
  });
});
