/**
 * Every claim of the catalogue.
 *
 * Method: exhaustion alone gives each verdict and each shortest length (recorded files and samples
 * are judged apart from it, in `counterexamples.test.ts` and `power.test.ts`); a verdict that is
 * wrong on purpose must be noticed.
 */
import { describe, expect, test } from 'vitest';
import type { Finding } from '../checker/explore/exploration.ts';
import { explore } from '../checker/explore/explore.ts';
import { instantiate } from '../checker/machine.ts';
import type { Suite, Verdict } from '../checker/protocol.ts';
import { catalogue } from './catalogue.ts';

/** What exhaustion finds otherwise than it is claimed; a claim without a length leaves it open. */
function wrongClaims({ protocol, variant, set, claims }: Suite): readonly string[] {
  const machine = instantiate(protocol, variant, set);
  const { findings } = explore(machine, { properties: claims.map((claim) => claim.property) });
  return claims.flatMap(({ property, expected, length }, index) => {
    const { verdict, execution, explanation } = findings[index] as Finding;
    const found = verdictText(verdict, execution?.length ?? null);
    const claimed = verdictText(expected, length ?? execution?.length ?? null);
    const why = explanation === null ? '' : `: ${explanation}`;
    return found === claimed
      ? []
      : [`${property.name} is claimed ${claimed}, found ${found}${why}`];
  });
}

function verdictText(verdict: Verdict, length: number | null): string {
  return length === null ? verdict : `${verdict} in ${length}`;
}

describe('exhaustion finds what is claimed', () => {
  test.each(catalogue.map((suite) => [`${suite.protocol.name}/${suite.variant}`, suite] as const))(
    '%s',
    (_name, suite) => {
      expect(wrongClaims(suite)).toEqual([]);
    },
  );
});

test('a claim that is wrong is told with what was found', () => {
  const suite = catalogue.find(({ variant }) => variant === 'unfinal-roots@train-and-hotel');
  if (suite === undefined) throw new Error('the catalogue has no such suite');
  const [turned, ...rest] = suite.claims.filter(({ expected }) => expected === 'violated');
  if (turned === undefined) throw new Error('nothing is claimed violated');
  const claims = [{ ...turned, expected: 'holds', length: null } as const, ...rest];
  const [told, ...more] = wrongClaims({ ...suite, claims });
  expect(told).toContain(`${turned.property.name} is claimed holds`);
  expect(told).toContain(`found violated in ${turned.length}: `);
  expect(more).toEqual([]);
});

test('a counterexample has a proven length in the catalogue', () => {
  const open = catalogue.flatMap(({ protocol, variant, claims }) =>
    claims
      .filter(({ expected, length }) => expected === 'violated' && length === null)
      .map(({ property }) => `${protocol.name}/${variant}#${property.name}`),
  );
  expect(open).toEqual([]);
});

test('a true minimum that is longer than the listing has its reason written down', () => {
  const silent = catalogue.flatMap(({ protocol, variant, claims }) =>
    claims
      .filter(({ length, listed, note }) => (length ?? 0) > (listed ?? Infinity) && note === null)
      .map(({ property }) => `${protocol.name}/${variant}#${property.name}`),
  );
  expect(silent).toEqual([]);
});

test('an ablation breaks something in both deliveries, or says that it is an equivalent one', () => {
  const protocols = [...new Set(catalogue.map((suite) => suite.protocol))];
  const missing = protocols.flatMap((protocol) =>
    Object.keys(protocol.ablations).flatMap((name) => {
      const deliveries = 'explicit' in protocol.variants ? [name, `${name}@explicit`] : [name];
      return deliveries
        .filter((variant) => {
          const suite = catalogue.find(
            (one) => one.protocol === protocol && one.variant === variant,
          );
          return !suite?.claims.some(
            ({ expected, note }) => expected === 'violated' || /equivalent/.test(note ?? ''),
          );
        })
        .map((variant) => `${protocol.name}/${variant}`);
    }),
  );
  expect(missing).toEqual([]);
});
