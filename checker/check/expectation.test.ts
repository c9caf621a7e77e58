/**
 * What counts as expected.
 *
 * Method: a table of claims against evidence, each with the standing and the whole sentence.
 */
import { expect, test } from 'vitest';
import { type Claim, holds, property, unrefuted, violated, witnessed } from '../protocol.ts';
import { assess } from './expectation.ts';
import type { Cut } from './judgement.ts';
import { evidenceOf, type Found, judgement } from './judgement-fixture.ts';

const conserved = property({
  name: 'value-is-conserved',
  invariant: 'SUPPLY',
  means: 'value is conserved',
  on: 'supply',
  kind: 'always',
  violation: () => null,
});
const reached = property({
  name: 'value-moves',
  invariant: 'witness',
  means: 'value moves',
  on: 'supply',
  kind: 'sometimes',
  goal: () => true,
});

function assessed(
  claim: Claim,
  { cut = null, ...found }: Found & { readonly cut?: Cut },
  areLengthsComparable = true,
): object {
  const evidence = evidenceOf(found);
  const judged = { ...judgement, complete: cut === null, cut, evidence: [evidence] };
  return assess(claim, evidence, judged, areLengthsComparable);
}

const good = { standing: 'expected', why: null };

test('the expected verdict', () => {
  expect(assessed(holds(conserved), { verdict: 'holds' })).toEqual(good);
  expect(assessed(violated(conserved), { verdict: 'violated', length: 7 })).toEqual(good);
  expect(assessed(unrefuted(conserved), { verdict: 'unrefuted', bounded: 3 })).toEqual(good);
});

test('another verdict', () => {
  expect(assessed(holds(conserved), { verdict: 'violated', length: 2 })).toEqual({
    standing: 'unexpected',
    why: 'expected holds, got violated',
  });
  expect(assessed(violated(conserved), { verdict: 'holds' })).toEqual({
    standing: 'unexpected',
    why: 'expected violated, got holds',
  });
  expect(assessed(witnessed(reached), { verdict: 'unreachable' })).toEqual({
    standing: 'unexpected',
    why: 'expected witnessed, got unreachable',
  });
});

test('a violation counts however the search ended', () => {
  expect(assessed(holds(conserved), { verdict: 'violated', length: 2, cut: 'states' })).toEqual({
    standing: 'unexpected',
    why: 'expected holds, got violated',
  });
});

test('a stronger verdict than claimed is to be claimed', () => {
  expect(assessed(unrefuted(conserved), { verdict: 'holds' })).toEqual({
    standing: 'unexpected',
    why: 'expected unrefuted, got holds: that is stronger, so the claim can say so',
  });
});

test('a budget that ended first leaves it open', () => {
  const cut = 'states';
  expect(assessed(holds(conserved), { verdict: 'unrefuted', cut })).toEqual({
    standing: 'inconclusive',
    why:
      'expected holds, got unrefuted: the search was cut at 1,234 states; ' +
      'give more with --states',
  });
  expect(assessed(holds(conserved), { verdict: 'unrefuted', cut: 'time' })).toEqual({
    standing: 'inconclusive',
    why: 'expected holds, got unrefuted: the time was up after 1,234 states; give more with --time',
  });
  expect(assessed(holds(conserved), { verdict: 'unrefuted', cut: 'memory' })).toEqual({
    standing: 'inconclusive',
    why:
      'expected holds, got unrefuted: the memory was used up after 1,234 states; ' +
      'give more with --memory',
  });
  expect(assessed(witnessed(reached), { verdict: 'inconclusive', cut })).toEqual({
    standing: 'inconclusive',
    why:
      'expected witnessed, got inconclusive: the search was cut at 1,234 states; ' +
      'give more with --states',
  });
});

test('a complete search that bounds held back is not a matter of budgets', () => {
  expect(assessed(holds(conserved), { verdict: 'unrefuted', bounded: 1 })).toEqual({
    standing: 'unexpected',
    why:
      'expected holds, got unrefuted: only bounds of the instance keep 1 state from the goal; ' +
      'widen them',
  });
});

test('a proven length must be the claimed one', () => {
  const claim = violated(conserved, { length: 4 });
  expect(assessed(claim, { verdict: 'violated', length: 4 })).toEqual(good);
  expect(assessed(claim, { verdict: 'violated', length: 3 })).toEqual({
    standing: 'unexpected',
    why: 'the claim says that a shortest counterexample takes 4 steps; it is proven to take 3',
  });
  expect(assessed(claim, { verdict: 'violated', length: 5 })).toEqual({
    standing: 'unexpected',
    why: 'the claim says that a shortest counterexample takes 4 steps; it is proven to take 5',
  });
  expect(assessed(witnessed(reached, { length: 1 }), { verdict: 'witnessed', length: 2 })).toEqual({
    standing: 'unexpected',
    why: 'the claim says that a shortest witness takes 1 step; it is proven to take 2',
  });
});

test('a length that is not proven refutes only a claim of a longer one', () => {
  const claim = violated(conserved, { length: 4 });
  const minimal = 'local';
  expect(assessed(claim, { verdict: 'violated', length: 9, minimal })).toEqual(good);
  expect(assessed(claim, { verdict: 'violated', length: 3, minimal })).toEqual({
    standing: 'unexpected',
    why: 'the claim says that a shortest counterexample takes 4 steps; it needs no more than 3',
  });
});

test('lengths are compared on the claimed instance alone', () => {
  const claim = violated(conserved, { length: 4 });
  expect(assessed(claim, { verdict: 'violated', length: 3 }, false)).toEqual(good);
});
