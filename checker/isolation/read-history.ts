/**
 * Histories as files hold them: our own format, or Jepsen's operations of list-append and
 * rw-register, one value a line or in one document. docs/isolation.md describes them.
 */
import { InputError } from '../errors.ts';
import { brief, type History, type ItemReader, recordAt } from './history-shapes.ts';
import { jepsenReader } from './jepsen.ts';
import { type JsonStream, jsonStream } from './json-stream.ts';
import { objectHistoryReader } from './object-history.ts';
import { ownReader } from './own-format.ts';

export interface HistoryReader {
  /** Any piece of the text. */
  readonly push: (text: string) => void;
  readonly end: () => History;
}

export function historyReader(): HistoryReader {
  let reader: ItemReader | null = null;
  const stream: JsonStream = jsonStream(['transactions', 'operations'], {
    around: (value) => {
      reader = readerFor(recordAt(value, 'header'));
    },
    value: (value, place) => {
      const item = recordAt(value, place());
      if (reader !== null) {
        reader.item(item, place);
      } else if ('format' in item) {
        reader = readerFor(item);
      } else {
        reader = 'type' in item ? jepsenReader() : ownReader({});
        reader.item(item, place);
      }
    },
  });
  return {
    push: stream.push,
    end: () => {
      stream.end();
      if (reader === null) throw new InputError('the history is empty');
      return reader.end();
    },
  };
}

function readerFor(header: Record<string, unknown>): ItemReader {
  const { format, version } = header;
  if (format !== undefined && format !== 'shardcheck/history') {
    throw new InputError(`header: format expected "shardcheck/history", got ${brief(format)}`);
  }
  if (version !== undefined && version !== 1) {
    throw new InputError(`header: version expected 1, got ${brief(version)}`);
  }
  const known = [
    'format',
    'version',
    'kind',
    'initial',
    'versionOrder',
    'transactions',
    'operations',
    'model',
  ];
  const stray = Object.keys(header).find((name) => !known.includes(name));
  if (stray !== undefined && format !== undefined) {
    throw new InputError(`header: unknown field ${brief(stray)}`);
  }
  return header['kind'] === 'operations' || header['model'] !== undefined
    ? objectHistoryReader(header)
    : ownReader(header);
}
