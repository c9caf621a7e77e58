/**
 * The fast explorer against the simple one, on every suite of the catalogue.
 *
 * Method: each suite's instance is searched by both, up to a number of states that the simple one
 * reaches in a moment: without a cut where the instance is small enough, and with the same cut
 * where it is not. States, transitions, depth, deadlocks, how often each action was taken, verdicts
 * and executions are equal; and the same with every step taken directly, up to a lower cut. What
 * symmetry may change and what not is a test of its own: `symmetry.test.ts`.
 */
import { describe, expect, test } from 'vitest';
import { answersOf } from '../checker/explore/answers.ts';
import { exploreBreadthFirst } from '../checker/explore/breadth-first.ts';
import { exploreMemoised } from '../checker/explore/memoised.ts';
import { instantiate } from '../checker/machine.ts';
import { catalogue } from './catalogue.ts';

/** Distinct states; the simple explorer does some thousand a second. */
const stateCountMax = 300;
const stateCountDirectMax = 60;

describe.each(
  catalogue.map((suite) => ({
    named: `${suite.protocol.name}/${suite.variant}`,
    suite,
  })),
)('$named', ({ suite }) => {
  const machine = instantiate(suite.protocol, suite.variant, suite.set);
  const properties = suite.claims.map((claim) => claim.property);
  const options = { properties, stateCountMax, exhaust: true };

  test('both explorers give the same answers', () => {
    const answers = answersOf(exploreBreadthFirst(machine, options));
    expect(answersOf(exploreMemoised(machine, options)), 'memo').toEqual(answers);
    // Every rule of every step runs in every state here, so the cut comes sooner.
    const brief = { ...options, stateCountMax: stateCountDirectMax };
    const direct = exploreMemoised(machine, { ...brief, memo: 'never' });
    expect(answersOf(direct), 'direct').toEqual(answersOf(exploreMemoised(machine, brief)));
  });
});
