/**
 * What a height of paired execution comes to.
 *
 * Method: random executions; each height that is closed is held against one fold over all of its
 * blocks, which knows nothing of pairs, plans or who executes what.
 */
import { fc, test as propertyTest } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { enabledSteps, instantiate, reduce } from '../checker/machine.ts';
import type { StateOf } from '../checker/protocol.ts';
import { pairedExecution } from '../models/paired-execution/paired-execution.ts';

type State = StateOf<typeof pairedExecution>;

describe('a height that is closed', () => {
  const random = fc.array(fc.nat(), { minLength: 40, maxLength: 40, size: 'max' });
  const variants = ['baseline', 'rotating-leader', 'skewed-clocks'] as const;
  /** Account and change, by transaction; the first one is charged. */
  const payments = [
    [
      ['y', -3],
      ['x', 3],
    ],
    [
      ['x', -1],
      ['v', 1],
    ],
    [
      ['x', -1],
      ['z', 1],
    ],
    [
      ['y', -1],
      ['u', 1],
    ],
  ] as const;
  const names = ['y', 'u', 'x', 'v', 'z'];

  propertyTest.prop([random, fc.constantFrom(...variants)], { seed: 2318, numRuns: 100 })(
    'is the fold of its blocks over the accounts of all shards, leader or lower shard first',
    (drawn, variant) => {
      const machine = instantiate(pairedExecution, variant);
      let state = machine.initial;
      for (const choice of drawn) {
        const steps = enabledSteps(machine, state);
        const step = steps[choice % steps.length];
        if (step === undefined) break;
        const before = state as unknown as State; // A state of this machine is one of the protocol.
        state = reduce(machine, state, step.action);
        if (step.action.type !== 'advance') continue;
        const after = state as unknown as State;
        const first = variant === 'rotating-leader' ? before.number : 0;
        const blocks = before.heights[0]?.blocks ?? [];
        const order = [...blocks.slice(first), ...blocks.slice(0, first)];
        const folded = new Map(names.map((name, at) => [name, before.accounts[at]?.value ?? 0]));
        for (const tx of order.flatMap((block) => block ?? [])) fold(folded, tx);
        expect(after.accounts.map(({ value }) => value)).toEqual([...folded.values()]);
      }
    },
  );

  function fold(accounts: Map<string, number>, tx: number): void {
    const changes = payments[tx] ?? [];
    if (changes.some(([name, change]) => (accounts.get(name) ?? 0) + change < 0)) return;
    for (const [name, change] of changes) accounts.set(name, (accounts.get(name) ?? 0) + change);
  }
});
