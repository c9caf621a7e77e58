/**
 * One search in a process of its own, for `bench/explore.ts`: prints what it counted as JSON.
 *
 *   node bench/explore-once.ts --search fast|simple|naive [--workers N] [--memo auto|never]
 *     [--symmetry] [--set JSON] [--states N] FILE PROTOCOL VARIANT
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { produce } from 'immer';
import { exploreBreadthFirst } from '../checker/explore/breadth-first.ts';
import { abandon } from '../checker/explore/crew/meeting.ts';
import { type CrewMemory, crewMemory } from '../checker/explore/crew/memory.ts';
import { assistMemoised, exploreMemoised } from '../checker/explore/memoised.ts';
import { enabledSteps, instantiate, type Machine, type State } from '../checker/machine.ts';
import type { Suite } from '../checker/protocol.ts';

/** What a search counted, and what its process took. */
export interface Sight {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** Most memory that the process had, and what it had before the search, the model loaded. */
  readonly megabytes: number;
  readonly megabytesBefore: number;
  /** What the fast engine says of itself; null for the others. */
  readonly missRate: number | null;
  readonly storeBytes: number | null;
}
type Found = Pick<Sight, 'states' | 'transitions' | 'depth'> & {
  readonly engine?: { readonly missRate: number; readonly storeBytes: number };
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    search: { type: 'string', default: 'fast' },
    workers: { type: 'string', default: '1' },
    memo: { type: 'string', default: 'auto' },
    symmetry: { type: 'boolean', default: false },
    set: { type: 'string', default: '{}' },
    states: { type: 'string', default: 'Infinity' },
  },
});
const stateCountMax = Number(values.states);

/** What most people write first: immer, JSON as the key, a Set. */
function exploreNaively(machine: Machine): Found {
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

async function suiteOf([file = '', name = '', variant = '']: readonly string[]): Promise<Suite> {
  const source: Record<string, unknown> = await import(pathToFileURL(resolve(file)).href);
  const exported = Object.values(source);
  const suites = exported.flatMap((value) => (Array.isArray(value) ? (value as Suite[]) : []));
  const suite = suites.find((each) => each.protocol.name === name && each.variant === variant);
  if (suite === undefined) throw new RangeError(`${file} has no claims about ${name}/${variant}`);
  return suite;
}

interface Assistance {
  readonly memory: CrewMemory;
  readonly role: number;
}

/** Starts the other threads; they load the model while this one does. */
function crewOf(size: number): Assistance | null {
  if (size === 1) return null;
  const memory = crewMemory(size);
  for (let role = 1; role < size; role++) {
    const assistance: Assistance = { memory, role };
    new Worker(new URL(import.meta.url), {
      argv: process.argv.slice(2),
      workerData: assistance,
    });
  }
  return { memory, role: 0 };
}

const megabytesPeak = (): number => Math.round(process.resourceUsage().maxRSS / 1024);
let megabytesBefore = 0;

async function search(): Promise<Found | null> {
  const crew: Assistance | null = isMainThread ? crewOf(Number(values.workers)) : workerData;
  const suite = await suiteOf(positionals);
  const set = { ...suite.set, ...JSON.parse(values.set) };
  const machine = instantiate(suite.protocol, suite.variant, set);
  megabytesBefore = megabytesPeak();
  const properties = suite.claims.map((claim) => claim.property);
  const common = { properties, stateCountMax, exhaust: true };
  if (values.search === 'naive') return exploreNaively(machine);
  if (values.search === 'simple') return exploreBreadthFirst(machine, common);
  const memo = values.memo === 'never' ? 'never' : 'auto';
  const options = { ...common, memo, symmetry: values.symmetry } as const;
  if (crew === null) return exploreMemoised(machine, options);
  if (isMainThread) return exploreMemoised(machine, { ...options, crew });
  try {
    assistMemoised(machine, { ...options, crew });
    return null;
  } catch (error) {
    // The others would wait for ever.
    abandon(crew.memory);
    throw error;
  }
}

const found = await search();
if (found !== null) {
  const sight: Sight = {
    states: found.states,
    transitions: found.transitions,
    depth: found.depth,
    megabytes: megabytesPeak(),
    megabytesBefore,
    missRate: found.engine?.missRate ?? null,
    storeBytes: found.engine?.storeBytes ?? null,
  };
  process.stdout.write(`${JSON.stringify(sight)}\n`);
}
