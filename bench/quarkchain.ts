/**
 * The fast explorer against the simple one on QuarkChain, all claims of the baseline judged: CPU
 * time of the searches alone, one after the other in one process.
 *
 *   node bench/quarkchain.ts [--set JSON] [--states N]
 */
import { parseArgs } from 'node:util';
import { exploreBreadthFirst } from '../checker/explore/breadth-first.ts';
import type { Exploration, SearchOptions } from '../checker/explore/exploration.ts';
import { exploreMemoised } from '../checker/explore/memoised.ts';
import { instantiate } from '../checker/machine.ts';
import { quarkchainClaims } from '../properties/claims/quarkchain.ts';

const { values } = parseArgs({
  options: { set: { type: 'string', default: '{}' }, states: { type: 'string' } },
});
const suite = quarkchainClaims.find(({ variant }) => variant === 'baseline');
if (suite === undefined) throw new RangeError('nothing is claimed of the baseline');
const machine = instantiate(suite.protocol, suite.variant, {
  ...suite.set,
  ...JSON.parse(values.set),
});
const options: SearchOptions = {
  properties: suite.claims.map(({ property }) => property),
  stateCountMax: Number(values.states ?? Number.POSITIVE_INFINITY),
  exhaust: true,
};

/** States a second of CPU time. */
function measure(name: string, search: () => Exploration): number {
  const before = process.cpuUsage();
  const { states, transitions, depth, complete } = search();
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  const counts = `${states}/${transitions}/${depth}${complete ? '' : ', cut'}`;
  const rate = Math.round(states / seconds);
  console.log(`${name.padEnd(8)}${counts}, ${seconds.toFixed(2)} s, ${rate} states/s`);
  return states / seconds;
}

let missRate = 0;
const fast = measure('fast', () => {
  const found = exploreMemoised(machine, options);
  missRate = found.engine.missRate;
  return found;
});
console.log(`        ${missRate.toFixed(2)} runs of the model a transition`);
const simple = measure('simple', () => exploreBreadthFirst(machine, options));
console.log(`ratio   ${(fast / simple).toFixed(1)}`);
