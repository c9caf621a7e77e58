/** `shardcheck history`: isolation verdicts for a recorded history. */
import { closeSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { InputError } from '../checker/errors.ts';
import { checkIsolation } from '../checker/isolation/check.ts';
import type { History } from '../checker/isolation/history-shapes.ts';
import { type Level, levels } from '../checker/isolation/levels.ts';
import { checkLinearizable } from '../checker/isolation/linearizable.ts';
import { historyReader } from '../checker/isolation/read-history.ts';
import {
  type HistoryReport,
  historyJson,
  historyLines,
  isolationReport,
  linearizabilityReport,
} from '../checker/isolation/report.ts';
import { colourful, plain } from '../checker/report/style.ts';
import { writeJson } from './output.ts';
import { suggestion } from './similar.ts';
import type { Surroundings } from './surroundings.ts';

export interface HistoryFlags {
  /** What is required; without it, all levels are judged, and serializable is required. */
  readonly level?: readonly string[];
  /** Seconds. */
  readonly time?: number;
  readonly json?: string;
  readonly explain?: boolean;
}

const secondsMax = 60;
const pieceLength = 1 << 20;

export function history(file: string, flags: HistoryFlags, surroundings: Surroundings): number {
  const { cwd, out, now, hasColour } = surroundings;
  const deadline = now() + (flags.time ?? secondsMax) * 1000;
  const required = flags.level?.map(levelOf) ?? [];
  const report = judge(readHistory(resolve(cwd, file), file), required, () => now() > deadline);
  const exitCode = exitCodeOf(report, required);
  if (flags.json !== '-') {
    const paint = hasColour ? colourful : plain;
    out(`${historyLines(report, flags.explain === true, paint).join('\n')}\n`);
  }
  if (flags.json !== undefined) writeJson(flags.json, historyJson(report, exitCode), surroundings);
  return exitCode;
}

type Asked = Level | 'linearizable';

function levelOf(name: string): Asked {
  const known: readonly Asked[] = [...levels, 'linearizable'];
  const found = known.find((level) => level === name);
  if (found !== undefined) return found;
  throw new InputError(
    `--level expected one of ${known.join(', ')}, got "${name}"${suggestion(name, known)}`,
  );
}

function judge(history: History, required: readonly Asked[], isOver: () => boolean): HistoryReport {
  if (history.kind === 'operations') {
    const other = required.find((level) => level !== 'linearizable');
    if (other === undefined)
      return linearizabilityReport(checkLinearizable(history.history, isOver));
    throw new InputError(`--level ${other} is for histories of transactions, not of operations`);
  }
  const asked = required.filter((level) => level !== 'linearizable');
  if (asked.length < required.length) {
    throw new InputError(
      '--level linearizable is for histories of operations, not of transactions',
    );
  }
  const levelsAsked = asked.length === 0 ? {} : { levels: asked };
  return isolationReport(checkIsolation(history.log, { ...levelsAsked, isOver }));
}

function exitCodeOf({ verdicts }: HistoryReport, required: readonly Asked[]): number {
  const wanted = verdicts.filter(
    ({ level }) => required.length > 0 || level === 'linearizable' || level === 'serializable',
  );
  if (wanted.some(({ verdict }) => verdict === 'violated')) return 1;
  return wanted.some(({ verdict }) => verdict === 'unknown') ? 3 : 0;
}

/** In pieces: a million operations are never in memory as text. */
function readHistory(path: string, file: string): History {
  const reader = historyReader();
  const decoder = new StringDecoder('utf8');
  const piece = Buffer.allocUnsafe(pieceLength);
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new InputError(`FILE expected a history that can be read, got "${file}": ${why}`);
  }
  try {
    for (;;) {
      const length = readSync(descriptor, piece, 0, pieceLength, null);
      if (length === 0) break;
      reader.push(decoder.write(piece.subarray(0, length)));
    }
    reader.push(decoder.end());
    return reader.end();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${file}, ${error.message}`);
  } finally {
    closeSync(descriptor);
  }
}
