/**
 * The power of sampling.
 *
 * Method: sampling alone, with the budget of the `pr` profile and the committed seed, must find
 * every ablation of an `always` or `step` property. No search, no recorded file.
 */
import { describe, expect, test } from 'vitest';
import { profiles } from '../checker/check/profiles.ts';
import { sampleEach } from '../checker/check/sampled.ts';
import { instantiate } from '../checker/machine.ts';
import { catalogue } from './catalogue.ts';

const suites = catalogue
  .map((suite) => ({
    suite,
    named: `${suite.protocol.name}/${suite.variant}`,
    properties: suite.claims
      .filter(({ expected }) => expected === 'violated')
      .map(({ property }) => property)
      .filter(({ kind }) => kind === 'always' || kind === 'step'),
  }))
  .filter(({ properties }) => properties.length > 0);

describe('sampling alone finds what is broken', () => {
  test.each(suites.map((row) => [row.named, row] as const))(
    '%s',
    (_name, { suite, properties }) => {
      const machine = instantiate(suite.protocol, suite.variant, suite.set);
      const { findings } = sampleEach(machine, properties, profiles.pr, () => false);
      const missed = properties.filter((one) => findings.get(one)?.verdict !== 'violated');
      expect(missed.map(({ name }) => name)).toEqual([]);
    },
  );
});
