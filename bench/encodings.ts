/**
 * Encodings of executions compared: how many runs until a known bug is found, how close shrinking
 * comes to the proven shortest execution, and how many executions it costs.
 *
 *   walk       the arbitrary of checker/sample, with each of its strategies
 *   index      an array of numbers, each a choice among the enabled steps
 *   commands   fast-check's `fc.commands` with preconditions
 *
 *     node bench/encodings.ts [--seeds 3] [--runs 2000] [--steps 60] [PROTOCOL…]
 *
 * The bugs are the claims of the catalogue that an ablation violates, of the kinds `always` and
 * `step`, and those of the fixture beside this file. All encodings run on the same remembered
 * states and are judged by the same function, so that only the encoding differs.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { exploreBreadthFirst } from '../checker/explore/breadth-first.ts';
import { decisionAt, decisionOn, sightOf } from '../checker/judge.ts';
import { instantiate, type Machine, nameOf, type Step } from '../checker/machine.ts';
import type { AnyProperty, Suite } from '../checker/protocol.ts';
import { executions, trailBehind } from '../checker/sample/executions.ts';
import { enabledAt, graphOf, type StateNode } from '../checker/sample/state-graph.ts';
import { strategyNames } from '../checker/sample/strategies.ts';
import { extend, lastOf, stepAt, type Trail, trailFrom } from '../checker/sample/trail.ts';
import { catalogue } from '../properties/catalogue.ts';
import { transfersClaims } from './fixtures/transfers.ts';

interface Options {
  readonly seeds: number;
  readonly runs: number;
  readonly steps: number;
}

interface Bug {
  readonly machine: Machine;
  readonly property: AnyProperty;
  /** Proven length of a shortest execution; null where the search was cut. */
  readonly shortest: number | null;
}

/** States after which the search for the shortest length of a bug gives up. */
const stateCountMax = 200_000;

function bugsOf(suites: readonly Suite[]): readonly Bug[] {
  return suites.flatMap(({ protocol, variant, set, claims }) => {
    const [name = ''] = variant.split('@');
    const wanted = claims.filter(
      ({ property: { kind }, expected }) =>
        expected === 'violated' && (kind === 'always' || kind === 'step'),
    );
    if (protocol.ablations[name] === undefined || wanted.length === 0) return [];
    const machine = instantiate(protocol, variant, set);
    return wanted.map(({ property, length }) => ({
      machine,
      property,
      shortest: length ?? shortestLength(machine, property),
    }));
  });
}

function shortestLength(machine: Machine, property: AnyProperty): number | null {
  const { findings } = exploreBreadthFirst(machine, { properties: [property], stateCountMax });
  return findings[0]?.execution?.length ?? null;
}

// ── encodings ────────────────────────────────────────────────────────────────────────────────

/** Draws until a run is too long; tells `judge` the trail of every run. */
type Encoding = (
  machine: Machine,
  options: Options,
  judge: (trail: Trail) => boolean,
) => fc.IProperty<unknown>;

const walks = strategyNames.map((strategy): readonly [string, Encoding] => [
  `walk, ${strategy}`,
  (machine, { steps }, judge) =>
    fc.property(executions(machine, { steps, strategy }), (execution) =>
      judge(trailBehind(execution)),
    ),
]);

const choiceMax = 2 ** 16 - 1;

const index: Encoding = (machine, { steps }, judge) => {
  const graph = graphOf(machine);
  // `size: max`, else fast-check keeps arrays far below their maximal length.
  const choices = fc.array(fc.nat({ max: choiceMax }), { maxLength: steps, size: 'max' });
  return fc.property(choices, (numbers) => {
    const trail = trailFrom(graph);
    for (const number of numbers) {
      const { length } = enabledAt(graph, lastOf(trail));
      if (length === 0) break;
      extend(graph, trail, number % length);
    }
    return judge(trail);
  });
};

const commands: Encoding = (machine, { steps }, judge) => {
  const graph = graphOf(machine);
  const placeOf = (trail: Trail, step: Step): number =>
    enabledAt(graph, lastOf(trail)).indexOf(step);
  const types = [...new Set(machine.steps.map(({ action }) => action.type))];
  const ofType = types.map((type) =>
    fc.constantFrom(...machine.steps.filter(({ action }) => action.type === type)).map((step) => ({
      check: (trail: Readonly<Trail>) => placeOf(trail, step) >= 0,
      run: (trail: Trail) => {
        extend(graph, trail, placeOf(trail, step));
      },
    })),
  );
  return fc.property(fc.commands(ofType, { maxCommands: steps, size: 'max' }), (list) => {
    const trail = trailFrom(graph);
    fc.modelRun(() => ({ model: trail, real: null }), list);
    return judge(trail);
  });
};

const encodings: readonly (readonly [string, Encoding])[] = [
  ...walks,
  ['index', index],
  ['commands', commands],
];

// ── measuring ────────────────────────────────────────────────────────────────────────────────

interface Trial {
  /** Runs until it was found; null if it was not. */
  readonly runs: number | null;
  /** Length of the shrunk execution. */
  readonly length: number;
  /** Executions that shrinking asked for. */
  readonly shrinkRuns: number;
}

function attempt(bug: Bug, encoding: Encoding, seed: number, options: Options): Trial {
  const verdicts = new Map<string, boolean>();
  let [asked, askedBefore, length] = [0, 0, 0];
  const judge = (trail: Trail): boolean => {
    asked++;
    const end = endOfBug(bug, trail, verdicts);
    if (end === null) return true;
    if (askedBefore === 0) askedBefore = asked;
    length = trail.places.length;
    return false;
  };
  const property = encoding(bug.machine, options, judge);
  const { failed } = fc.check(property, { seed, numRuns: options.runs });
  return { runs: failed ? askedBefore : null, length, shrinkRuns: asked - askedBefore };
}

/** Where along the trail the property is violated first, or null. */
function endOfBug(
  { machine, property }: Bug,
  trail: Trail,
  verdicts: Map<string, boolean>,
): number | null {
  const isBroken = (key: string, judge: () => string | null): boolean => {
    const known = verdicts.get(key) ?? judge() !== null;
    verdicts.set(key, known);
    return known;
  };
  const sight = (node: StateNode) => sightOf(machine, node.state);
  for (const [place, node] of trail.nodes.entries()) {
    if (property.kind !== 'step') {
      if (isBroken(node.key, () => decisionAt(property, sight(node)))) return place;
    } else if (place > 0) {
      const before = trail.nodes[place - 1] as StateNode;
      const step = stepAt(trail, place - 1);
      const judge = () => decisionOn(property, sight(before), step.action, sight(node));
      if (isBroken(`${before.key} ${step.index}`, judge)) return place;
    }
  }
  return null;
}

interface Score {
  readonly name: string;
  readonly trials: readonly Trial[];
}

function median(numbers: readonly number[]): number | null {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] ?? null;
}

function foundIn(trials: readonly Trial[]): readonly (Trial & { readonly runs: number })[] {
  return trials.flatMap((trial) => (trial.runs === null ? [] : [{ ...trial, runs: trial.runs }]));
}

/** `9 · 6 · 41`: medians of runs, length and executions of shrinking; or how few found it. */
function cellOf({ trials }: Score): string {
  const found = foundIn(trials);
  if (found.length === 0) return '–';
  const medians = [
    median(found.map(({ runs }) => runs)),
    median(found.map(({ length }) => length)),
    median(found.map(({ shrinkRuns }) => shrinkRuns)),
  ];
  const missed = found.length < trials.length ? ` (${found.length}/${trials.length})` : '';
  return medians.join(' · ') + missed;
}

function row(cells: readonly (string | number | null)[]): string {
  return `| ${cells.map((cell) => cell ?? '?').join(' | ')} |\n`;
}

function summary(results: readonly { bug: Bug; scores: readonly Score[] }[]): string {
  let text = row(['encoding', 'found', 'median runs', 'at the shortest', 'shrink executions']);
  text += row(['---', '--:', '--:', '--:', '--:']);
  for (const [place, [name]] of encodings.entries()) {
    const trials = results.flatMap(({ bug, scores }) =>
      (scores[place]?.trials ?? []).map((trial) => ({ ...trial, shortest: bug.shortest })),
    );
    const found = trials.filter(({ runs }) => runs !== null);
    const proven = found.filter(({ shortest }) => shortest !== null);
    const least = proven.filter(({ shortest, length }) => shortest === length);
    text += row([
      name,
      `${found.length}/${trials.length}`,
      // What was not found took more runs than there were.
      median(trials.map(({ runs }) => runs ?? Number.POSITIVE_INFINITY)),
      `${least.length}/${proven.length}`,
      median(found.map(({ shrinkRuns }) => shrinkRuns)),
    ]);
  }
  return text;
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seeds: { type: 'string', default: '3' },
      runs: { type: 'string', default: '2000' },
      steps: { type: 'string', default: '60' },
    },
  });
  const options = {
    seeds: Number(values.seeds),
    runs: Number(values.runs),
    steps: Number(values.steps),
  };
  const suites = [...transfersClaims, ...catalogue].filter(
    ({ protocol }) => positionals.length === 0 || positionals.includes(protocol.name),
  );
  const started = performance.now();
  const out = (text: string): boolean => process.stdout.write(text);
  out(row(['bug', 'shortest', ...encodings.map(([name]) => name)]));
  out(row(['---', '--:', ...encodings.map(() => '--:')]));
  const results = bugsOf(suites).map((bug) => {
    const scores = encodings.map(([name, encoding]) => ({
      name,
      trials: Array.from({ length: options.seeds }, (_, seed) =>
        attempt(bug, encoding, seed + 1, options),
      ),
    }));
    out(row([`${nameOf(bug.machine)} ${bug.property.name}`, bug.shortest, ...scores.map(cellOf)]));
    return { bug, scores };
  });
  const seconds = Math.round((performance.now() - started) / 1000);
  out(`\n${summary(results)}`);
  out(`\n${results.length} bugs, ${options.seeds} seeds, up to ${options.runs} runs of up to `);
  out(`${options.steps} steps; ${seconds} s.\n`);
}

main();
