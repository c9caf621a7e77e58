/**
 * Published state spaces.
 *
 * Method: specifications that others have counted are ported and counted here; states, transitions
 * and levels have to be equal. The simple explorer counts the smaller ones too, so that a mistake
 * that both share with a port is the only one left to hide.
 */
import { describe, expect, test } from 'vitest';
import { exploreBreadthFirst } from '../../checker/explore/breadth-first.ts';
import { exploreMemoised } from '../../checker/explore/memoised.ts';
import { type KnownAnswer, knownAnswers, machineOf, nameOfAnswer } from './known-answers.ts';

const stateCountSimple = 5000;

const cases = (answers: readonly KnownAnswer[]) =>
  answers.map((known) => {
    const { states, transitions, depth } = known;
    return {
      named: `${nameOfAnswer(known)}: ${states}/${transitions}/${depth}`,
      known,
      expected: { states, transitions, depth, complete: true },
    };
  });

describe('the fast explorer counts', () => {
  test.each(cases(knownAnswers))('$named', ({ known, expected }) => {
    const properties = known.suite.claims.map((claim) => claim.property);
    const verdicts = known.suite.claims.map((claim) => claim.expected);
    const explored = exploreMemoised(machineOf(known), { properties, exhaust: true });
    expect(explored).toMatchObject(expected);
    expect(explored.findings.map((finding) => finding.verdict)).toEqual(verdicts);
  });
});

describe('the simple explorer counts', () => {
  const small = knownAnswers.filter(({ states }) => states <= stateCountSimple);
  test.each(cases(small))('$named', ({ known, expected }) => {
    const explored = exploreBreadthFirst(machineOf(known), { properties: [], exhaust: true });
    expect(explored).toMatchObject(expected);
  });
});
