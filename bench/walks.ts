/**
 * How fast executions are drawn and judged: actions a second of CPU time on two-phase commit, with
 * its invariant judged in every state.
 *
 *     node bench/walks.ts [--actions 1000000]
 *
 * The first column starts with an empty graph of states; the second goes on with what the first
 * has left, which is how long samplings end.
 */
import { parseArgs } from 'node:util';
import { instantiate } from '../checker/machine.ts';
import { sample } from '../checker/sample/sampling.ts';
import { strategyNames } from '../checker/sample/strategies.ts';
import { consistent, twoPhase } from './specs/two-phase.ts';

const steps = 50;

function main(): void {
  const { values } = parseArgs({ options: { actions: { type: 'string', default: '1000000' } } });
  const runs = Math.ceil(Number(values.actions) / steps);
  const out = (text: string): boolean => process.stdout.write(text);
  out('| managers | strategy | first, actions/s | then, actions/s |\n| --: | --- | --: | --: |\n');
  for (const rms of [3, 5, 7, 8]) {
    for (const strategy of strategyNames) {
      const machine = instantiate(twoPhase, 'baseline', { rms });
      const rates = [1, 2].map((seed) => {
        const start = process.cpuUsage();
        sample(machine, { properties: [consistent], seed, runs, steps, strategy });
        const { user, system } = process.cpuUsage(start);
        return `${((runs * steps) / (user + system)).toFixed(2)} M`;
      });
      out(`| ${rms} | ${strategy} | ${rates.join(' | ')} |\n`);
    }
  }
}

main();
