/** The report on a history as lines of text and as JSON, version 1. */
import type { Paint } from '../report/style.ts';
import { aligned, counted, grouped, wrap } from '../report/style.ts';
import type { Anomaly } from './anomaly.ts';
import type { IsolationReport } from './check.ts';
import { described, type LinearizabilityReport } from './linearizable.ts';

/** What a report is about and comes to, whatever kind of history it was. */
export interface HistoryReport {
  readonly about: string;
  readonly verdicts: readonly HistoryVerdict[];
  readonly anomalies: readonly Anomaly[];
}
export interface HistoryVerdict {
  readonly level: string;
  readonly verdict: 'holds' | 'violated' | 'unknown';
  readonly by: string;
  readonly anomaly: Anomaly | null;
}

export function isolationReport(report: IsolationReport): HistoryReport {
  const { transactions, operations, keys, sessions, order, verdicts, anomalies } = report;
  const parts = [
    counted(transactions, 'transaction'),
    counted(operations, 'operation'),
    counted(keys, 'key'),
    ...(sessions === 0 ? [] : [counted(sessions, 'session')]),
    `the order of versions is ${order}`,
  ];
  return { about: parts.join(', '), verdicts, anomalies };
}

export function linearizabilityReport(report: LinearizabilityReport): HistoryReport {
  const { verdict, operations, parts, steps, witness } = report;
  const anomaly: Anomaly | null =
    witness === null
      ? null
      : {
          name: 'not-linearizable',
          transactions: [...witness.placed, witness.stuck].map(described),
          cycle: [],
          minimal: 'proven',
          says: witness.says,
        };
  return {
    about: `${counted(operations, 'operation')} on ${counted(parts, 'object')}`,
    verdicts: [
      { level: 'linearizable', verdict, by: `${counted(steps, 'step')} of search`, anomaly },
    ],
    anomalies: anomaly === null ? [] : [anomaly],
  };
}

const colours = { holds: 'green', violated: 'red', unknown: 'yellow' } as const;
/** Anomalies that are told without being asked for. */
const toldMax = 5;

export function historyLines(report: HistoryReport, explains: boolean, paint: Paint): string[] {
  const rows = aligned(
    report.verdicts.map(({ level, verdict, by }) => ['', verdict, level, by]),
  ).map((row, i) => {
    const verdict = report.verdicts[i]?.verdict ?? 'unknown';
    return row.replace(verdict, paint(colours[verdict], verdict));
  });
  const told = explains ? report.anomalies : report.anomalies.slice(0, toldMax);
  const left = report.anomalies.length - told.length;
  return [
    report.about,
    ...rows,
    ...told.flatMap((anomaly) => ['', ...anomalyLines(anomaly, explains, paint)]),
    ...(left === 0
      ? []
      : [
          '',
          `${left === 1 ? '1 anomaly is' : `${grouped(left)} anomalies are`} not told: see --explain`,
        ]),
  ];
}

function anomalyLines(anomaly: Anomaly, explains: boolean, paint: Paint): string[] {
  const { name, transactions, cycle, minimal, says } = anomaly;
  const shortest =
    cycle.length === 0 ? '' : minimal === 'proven' ? '  shortest, proven' : '  not proven shortest';
  const who =
    transactions.length === 0 || transactions.length > 8 ? '' : `  ${transactions.join(', ')}`;
  const head = `${paint('bold', name)}${who}${paint('dim', shortest)}`;
  if (!explains || cycle.length === 0) return [head, ...wrap(says, 96).map((line) => `  ${line}`)];
  return [
    head,
    ...aligned(
      cycle.map((edge) => ['', edge.kind, edge.from, '→', edge.to, edge.says]),
      1,
    ),
    '  and so each of them would have to come before itself',
  ];
}

/** `--json`: every value that a program may want, in a fixed shape. */
export function historyJson(report: HistoryReport, exitCode: number): unknown {
  return {
    version: 1,
    about: report.about,
    verdicts: report.verdicts.map(({ level, verdict, by, anomaly }) => ({
      level,
      verdict,
      by,
      ...(anomaly === null ? {} : { anomaly }),
    })),
    anomalies: report.anomalies,
    exitCode,
  };
}
