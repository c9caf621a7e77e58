/**
 * One search in a process of its own, for `bench/explore.ts`: prints what it counted as JSON.
 *
 *   node bench/explore-once.ts ENGINE FILE PROTOCOL VARIANT SETTINGS STATES
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { produce } from 'immer';
import { exploreBreadthFirst } from '../checker/explore/breadth-first.ts';
import { exploreMemoised } from '../checker/explore/memoised.ts';
import { enabledSteps, instantiate, type Machine, type State } from '../checker/machine.ts';
import type { Suite } from '../checker/protocol.ts';
import { knownEngines, type Sight } from './explore-cases.ts';

const [engine = '', file = '', name = '', variant = '', settings = '{}', states = ''] =
  process.argv.slice(2);

/** What most people write first: immer, JSON as the key, a Set. */
function exploreNaively(machine: Machine, stateCountMax: number): Sight {
  const key = (state: State): string => JSON.stringify(state);
  const met = new Set([key(machine.initial)]);
  let level: State[] = [machine.initial];
  let [transitions, depth] = [1, 0];
  while (level.length > 0 && met.size < stateCountMax) {
    depth++;
    const next: State[] = [];
    for (const state of level) {
      if (met.size >= stateCountMax) break;
      for (const step of enabledSteps(machine, state)) {
        const after = produce(state, (draft: State) => step.effect(draft));
        transitions++;
        const text = key(after);
        if (met.has(text)) continue;
        met.add(text);
        next.push(after);
      }
    }
    level = next;
  }
  return { states: met.size, transitions, depth };
}

const source: Record<string, unknown> = await import(pathToFileURL(resolve(file)).href);
const exported = Object.values(source);
const suites = exported.flatMap((value) => (Array.isArray(value) ? (value as Suite[]) : []));
const suite = suites.find((each) => each.protocol.name === name && each.variant === variant);
if (suite === undefined) throw new RangeError(`${file} exports no claims about ${name}/${variant}`);
const properties = suite.claims.map((claim) => claim.property);
const machine = instantiate(suite.protocol, variant, JSON.parse(settings));
const stateCountMax = states === '' ? Number.POSITIVE_INFINITY : Number(states);
const options = { properties, stateCountMax, exhaust: true };

function run(): Sight {
  switch (engine) {
    case knownEngines.fast:
      return exploreMemoised(machine, options);
    case knownEngines.direct:
      return exploreMemoised(machine, { ...options, memo: 'never' });
    case knownEngines.symmetric:
      return exploreMemoised(machine, { ...options, symmetry: true });
    case knownEngines.simple:
      return exploreBreadthFirst(machine, options);
    case knownEngines.naive:
      return exploreNaively(machine, stateCountMax);
    default:
      throw new RangeError(`engine expected one of ${Object.values(knownEngines)}, got ${engine}`);
  }
}

const { states: found, transitions, depth, engine: report } = run();
const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(
  `${JSON.stringify({ states: found, transitions, depth, megabytes, missRate: report?.missRate })}\n`,
);
