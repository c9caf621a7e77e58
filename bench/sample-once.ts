/**
 * One sampling of TwoPhase in a process of its own, for `bench/explore.ts`: draws executions,
 * judges the invariant in every state, and prints how long that took as JSON.
 *
 *   node bench/sample-once.ts STRATEGY RMS RUNS STEPS
 */
import { instantiate } from '../checker/machine.ts';
import { sample } from '../checker/sample/sampling.ts';
import { type StrategyName, strategyNames } from '../checker/sample/strategies.ts';
import type { Walks } from './peers.ts';
import { consistent, twoPhase } from './specs/two-phase.ts';

const [name = '', rms = '3', runs = '1000', steps = '50'] = process.argv.slice(2);
const strategy = strategyNames.find((each): each is StrategyName => each === name);
if (strategy === undefined) throw new RangeError(`STRATEGY expected one of ${strategyNames}`);
const machine = instantiate(twoPhase, 'baseline', { rms: Number(rms) });
const options = { properties: [consistent], seed: 1, strategy };
const start = performance.now();
const [finding] = sample(machine, { ...options, runs: Number(runs), steps: Number(steps) });
const seconds = (performance.now() - start) / 1000;
if (finding?.verdict !== 'unrefuted') throw new Error(`found ${finding?.verdict}`);
// TwoPhase never stops: each execution has all its steps.
const walks: Walks = { steps: Number(runs) * Number(steps), seconds };
process.stdout.write(`${JSON.stringify(walks)}\n`);
