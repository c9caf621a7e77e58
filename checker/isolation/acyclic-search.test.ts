/**
 * Method: random graphs with up to ten choices; the answer is compared with that of trying all of
 * them, and a choice that is called acyclic is checked to be.
 */
import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { type Constraints, searchAcyclic } from './acyclic-search.ts';

interface Constraint {
  readonly first: readonly number[];
  readonly second: readonly number[];
}

const nodes = 7;
const arc = fc
  .tuple(fc.nat(nodes - 1), fc.nat(nodes - 1))
  .filter(([from, to]) => from !== to)
  .map(([from, to]) => [from, to]);
const arcs = (max: number) => fc.array(arc, { maxLength: max }).map((list) => list.flat());
const constraint: fc.Arbitrary<Constraint> = fc.record({ first: arcs(3), second: arcs(3) });

function isAcyclic(all: readonly number[]): boolean {
  const left = new Set(Array.from({ length: nodes }, (_, v) => v));
  for (;;) {
    const free = [...left].find((v) =>
      all.every((to, i) => i % 2 === 0 || to !== v || !left.has(all[i - 1] ?? 0)),
    );
    if (free === undefined) return left.size === 0;
    left.delete(free);
  }
}

function constraintsOf(
  list: readonly Constraint[],
  prefersFirst: (constraint: number) => boolean,
): Constraints {
  const arcsOf = (literal: number): readonly number[] => {
    const constraint = list[literal >> 1];
    return ((literal & 1) === 0 ? constraint?.first : constraint?.second) ?? [];
  };
  return { count: list.length, arcsOf, prefersFirst };
}

function chosen(constraints: readonly Constraint[], isFirst: readonly boolean[]): number[] {
  return constraints.flatMap(({ first, second }, i) =>
    Array.from(isFirst[i] === true ? first : second),
  );
}

const answers = { acyclic: 0, cyclic: 0, unknown: 0 };
test.prop([arcs(5), fc.array(constraint, { maxLength: 10 }), fc.array(fc.boolean())], {
  numRuns: 4000,
  seed: 4,
})('a choice without a cycle is found exactly when there is one', (fixed, constraints, first) => {
  const wanted = constraintsOf(constraints, (constraint) => first[constraint] === true);
  const answer = searchAcyclic(nodes, fixed, wanted, () => false);
  answers[answer.kind]++;
  const all = Array.from({ length: 2 ** constraints.length }, (_, bits) =>
    constraints.map((_c, i) => ((bits >> i) & 1) === 1),
  );
  const exists = all.some((isFirst) => isAcyclic([...fixed, ...chosen(constraints, isFirst)]));
  expect(answer.kind).toBe(exists ? 'acyclic' : 'cyclic');
  if (answer.kind === 'acyclic') {
    const isFirst = constraints.map((_, i) => answer.isFirst(i));
    expect(isAcyclic([...fixed, ...chosen(constraints, isFirst)])).toBe(true);
  }
});

it('both answers occurred', () => {
  expect(Math.min(answers.acyclic, answers.cyclic)).toBeGreaterThan(500);
});

it('ends with its budget', () => {
  const constraints = constraintsOf([{ first: [0, 1], second: [1, 0] }], () => true);
  expect(searchAcyclic(2, [], constraints, () => true)).toEqual({ kind: 'unknown' });
});
