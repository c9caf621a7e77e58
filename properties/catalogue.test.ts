/**
 * Every claim of the catalogue.
 *
 * Method: exhaustion alone gives each verdict and each shortest length (recorded files and samples
 * are judged apart from it, in `counterexamples.test.ts` and `power.test.ts`); a verdict that is
 * wrong on purpose must be noticed.
 */
import { describe, expect, test } from 'vitest';
import { explore } from '../checker/explore/explore.ts';
import { instantiate } from '../checker/machine.ts';
import type { Suite } from '../checker/protocol.ts';
import { catalogue } from './catalogue.ts';

/** What exhaustion finds of a suite, in the form in which the claims say it. */
function found({ protocol, variant, set, claims }: Suite): readonly unknown[] {
  const machine = instantiate(protocol, variant, set);
  const { findings } = explore(machine, { properties: claims.map((claim) => claim.property) });
  return findings.map(({ property, verdict, execution }) => ({
    property: property.name,
    verdict,
    length: execution?.length ?? null,
  }));
}

/** A claim without a length leaves it open, for verdicts that come with one. */
function claimed({ claims }: Suite, findings: readonly unknown[]): readonly unknown[] {
  return claims.map(({ property, expected, length }, index) => ({
    property: property.name,
    verdict: expected,
    length: length ?? (findings[index] as { length: number | null }).length,
  }));
}

describe('exhaustion finds what is claimed', () => {
  test.each(catalogue.map((suite) => [`${suite.protocol.name}/${suite.variant}`, suite] as const))(
    '%s',
    (_name, suite) => {
      const findings = found(suite);
      expect(findings).toEqual(claimed(suite, findings));
    },
  );
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
