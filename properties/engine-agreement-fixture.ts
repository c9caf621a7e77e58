/** A thread for `threads-agreement.test.ts`: it assists searches of suites of the catalogue. */
import { type Common, serve } from '../checker/explore/crew/threads-fixture.ts';
import type { MemoisedOptions } from '../checker/explore/search.ts';
import { instantiate } from '../checker/machine.ts';
import type { Suite } from '../checker/protocol.ts';
import { catalogue } from './catalogue.ts';

export interface SuiteTask {
  /** Place of the suite in the catalogue. */
  readonly place: number;
  readonly limits: Partial<MemoisedOptions>;
}

export function searchOf({ protocol, variant, set, claims }: Suite): Common {
  const properties = claims.map((claim) => claim.property);
  return { machine: instantiate(protocol, variant, set), options: { properties, exhaust: true } };
}

serve<SuiteTask>(({ place, limits }) => {
  const suite = catalogue[place];
  if (suite === undefined) throw new RangeError(`the catalogue has no suite ${place}`);
  const { machine, options } = searchOf(suite);
  return { machine, options: { ...options, ...limits } };
});
