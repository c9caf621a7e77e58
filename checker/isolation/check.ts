/**
 * Isolation of a recorded history: a verdict for each level, and the anomalies that are in it.
 *
 * `holds` is a proof, for every level and every kind of history: where the order of versions is
 * known, by the dependency graph; where it is not, by the axioms of the weak levels, which are
 * complete, and for the strong ones by a search. The search may end with its budget: then the
 * verdict is `unknown`, never a guess.
 */
import { InputError } from '../errors.ts';
import {
  type Anomaly,
  aliasOf,
  breachAnomaly,
  cycleAnomaly,
  lostUpdateAnomaly,
} from './anomaly.ts';
import { rt, rw, so, wr, ww } from './edges.ts';
import type { Graph } from './graph.ts';
import { type Footprint, footprintOf } from './integrity.ts';
import { isWeak, type Level, levels, strengths } from './levels.ts';
import type { Log } from './log.ts';
import { disjointCycles, type Shape } from './shortest-cycle.ts';
import { decideStrong, type Finding, type Strong } from './strong-levels.ts';
import { refuseIncompleteOrders } from './version-order.ts';
import { decideWeak } from './weak-levels.ts';

export interface LevelVerdict extends Finding {
  readonly level: Level;
}
export interface IsolationReport {
  readonly transactions: number;
  readonly operations: number;
  readonly keys: number;
  readonly sessions: number;
  /** Of versions, as far as strong levels need it. */
  readonly order: 'known' | 'partly known';
  readonly verdicts: readonly LevelVerdict[];
  readonly anomalies: readonly Anomaly[];
}
export interface CheckOptions {
  /** All that the history has sessions and times for, unless told. */
  readonly levels?: readonly Level[];
  /** Whether the budget is spent. */
  readonly isOver?: () => boolean;
  /** Anomalies of one shape to tell; 100 unless told. */
  readonly anomaliesMax?: number;
}

export function checkIsolation(log: Log, options: CheckOptions = {}): IsolationReport {
  const isOver = options.isOver ?? (() => false);
  const asked = options.levels ?? levels.filter((level) => lacks(log, level) === null);
  for (const level of asked) {
    const lack = lacks(log, level);
    if (lack !== null) throw new InputError(`${level} needs ${lack}, and the history has none`);
  }
  const footprint = footprintOf(log);
  refuseIncompleteOrders(footprint);
  // The weak ones first: what they need is gone before the strong ones begin.
  const weak = new Map(
    asked.filter(isWeak).map((level) => [level as Level, decideWeak(footprint, level, isOver)]),
  );
  const strong = decideStrong(footprint, asked, isOver);
  const verdicts = asked.map((level): LevelVerdict => {
    const breach = footprint.breaches.find(
      ({ unrepeatable }) => level !== 'read-committed' || !unrepeatable,
    );
    if (breach !== undefined) {
      const anomaly = breachAnomaly(log, breach);
      return { level, verdict: 'violated', by: 'a single operation', anomaly };
    }
    const finding = weak.get(level) ?? strong.findings.get(level);
    return { level, ...(finding ?? { verdict: 'unknown', by: 'not asked', anomaly: null }) };
  });
  return {
    transactions: log.size,
    operations: log.version.length,
    keys: log.keys.length,
    sessions: log.sessions,
    order: strong.isComplete ? 'known' : 'partly known',
    verdicts,
    anomalies: anomaliesOf(footprint, strong, verdicts, options.anomaliesMax ?? 100, isOver),
  };
}

function lacks(log: Log, level: Level): string | null {
  const needs = isWeak(level) ? 'nothing' : strengths[level].needs;
  if (needs === 'sessions' && log.sessions === 0) return 'sessions';
  if (needs !== 'times') return null;
  const isKnown = (time: number): boolean => !Number.isNaN(time);
  return log.start.some(isKnown) || log.end.some(isKnown) ? null : 'times of start and end';
}

function anomaliesOf(
  footprint: Footprint,
  strong: Strong,
  verdicts: readonly LevelVerdict[],
  countMax: number,
  isOver: () => boolean,
): Anomaly[] {
  const { log } = footprint;
  const cycles =
    strong.shown === null
      ? []
      : namedCycles(log, strong.shown.graph, strong.shown.mask, countMax, isOver);
  const all = [
    ...footprint.breaches.map((breach) => breachAnomaly(log, breach)),
    ...strong.order.lostUpdates.slice(0, countMax).map((lost) => lostUpdateAnomaly(log, lost)),
    ...cycles,
    ...verdicts.flatMap(({ anomaly }) => (anomaly === null ? [] : [anomaly])),
  ];
  const seen = new Set<string>();
  return all.filter((anomaly) => {
    // A cycle found twice may begin elsewhere.
    const key = `${anomaly.name} ${anomaly.transactions.toSorted().join(' ')}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** Cycles that share no edge, from the gravest phenomenon to the mildest. */
function namedCycles(
  log: Log,
  graph: Graph,
  mask: number,
  countMax: number,
  isOver: () => boolean,
): Anomaly[] {
  const writes = 1 << ww;
  const reads = writes | (1 << wr);
  const all = reads | (1 << rw);
  /** Searches of one family take cycles from each other, so that the mildest name only the rest. */
  const families: readonly (readonly (readonly [kinds: number, shape: Shape])[])[] = [
    [[writes, 'any']],
    [[reads, 'through-wr']],
    [
      [all, 'single'],
      [all, 'nonadjacent'],
      [all, 'through-rw'],
    ],
  ];
  const found: Anomaly[] = [];
  // Without session order and real time first: what needs them is named after them.
  for (const extra of [0, 1 << so, (1 << so) | (1 << rt)]) {
    if ((mask & extra) !== extra) continue;
    const taken: number[] = [];
    for (const family of families) {
      const own: number[] = [];
      for (const [kinds, shape] of family) {
        for (const cycle of disjointCycles(graph, kinds | extra, shape, countMax, isOver)) {
          const anomaly = cycleAnomaly(log, graph, cycle);
          const alias = aliasOf(anomaly);
          found.push(anomaly, ...(alias === null ? [] : [{ ...anomaly, name: alias }]));
          own.push(...cycle.edges);
        }
      }
      for (const edge of own) graph.gone[edge] = 0;
      taken.push(...own);
    }
    for (const edge of taken) graph.gone[edge] = 1;
  }
  return found;
}
