/**
 * The protocols as claimed, as property-based tests.
 *
 * Method: what anybody would write in a suite of her own. `executions` is an arbitrary like any
 * other; each state that the pure reducer gives along the execution is judged.
 */
import { test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { decisionAt, sightOf } from '../checker/judge.ts';
import { instantiate, reduce } from '../checker/machine.ts';
import { executions } from '../checker/sample/executions.ts';
import { catalogue } from './catalogue.ts';

const baselines = catalogue.filter(({ variant }) => variant === 'baseline');

describe.each(baselines.map((suite) => [suite.protocol.name, suite] as const))('%s', (_, suite) => {
  const machine = instantiate(suite.protocol, suite.variant, suite.set);
  const properties = suite.claims
    .filter(({ expected, property }) => expected === 'holds' && property.kind === 'always')
    .map(({ property }) => property);

  test.prop([executions(machine, { steps: 30, strategy: 'pct' })], { seed: 2318, numRuns: 25 })(
    'keeps what it claims along any execution',
    ({ actions }) => {
      let state = machine.initial;
      for (const action of actions) {
        state = reduce(machine, state, action);
        const sight = sightOf(machine, state);
        const broken = properties.flatMap((property) => decisionAt(property, sight) ?? []);
        expect(broken).toEqual([]);
      }
    },
  );
});
