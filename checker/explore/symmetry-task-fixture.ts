/** What the threads of `symmetry-threads.test.ts` search, as data that can be sent to them. */
import type { Common } from './crew/threads-fixture.ts';
import { lettersMachine, lettersProperties } from './letters-fixture.ts';
import { lockMachine, lockProperties } from './lock-fixture.ts';

export interface SymmetryTask {
  readonly of: 'lock' | 'letters' | 'favoured letters';
}

export function buildTask({ of }: SymmetryTask): Common {
  if (of === 'lock') {
    const options = { properties: lockProperties, exhaust: true, symmetry: true };
    return { machine: lockMachine(), options };
  }
  const machine = lettersMachine(of === 'letters' ? {} : { favours: 'rule' });
  return { machine, options: { properties: lettersProperties, exhaust: true, symmetry: true } };
}
