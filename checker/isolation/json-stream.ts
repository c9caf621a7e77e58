/**
 * JSON values out of a text that comes in pieces, without ever holding all of it: one value a line,
 * the elements of one array, or an object with one long array, of which everything before the array
 * is handed over first.
 */
import { InputError } from '../errors.ts';

export interface JsonStream {
  readonly push: (text: string) => void;
  readonly end: () => void;
}
export interface JsonSink {
  /** A value, and where it stands: "line 3", "element 3". */
  readonly value: (value: unknown, place: () => string) => void;
  /** The rest of the object around the long array; before its elements come. */
  readonly around: (value: unknown) => void;
}

/** One value may not be longer than this. */
const valueLengthMax = 64 * 1024 * 1024;

/** `arrays` are the names under which the long array may stand. */
export function jsonStream(arrays: readonly string[], sink: JsonSink): JsonStream {
  let rest = '';
  let line = 1;
  let count = 0;
  let inside: 'start' | 'values' | 'array' | 'tail' = 'start';
  let around = '';

  const give = (text: string, place: () => string): void => {
    sink.value(parse(text, place), place);
  };
  const element = (text: string): void => {
    const number = count++;
    if (text.trim() === '') {
      if (number === 0) return;
      throw new InputError(`element ${number}: expected a value, got nothing`);
    }
    give(text, () => `element ${number}`);
  };
  const takeLines = (): void => {
    let from = 0;
    for (let to = rest.indexOf('\n'); to >= 0; to = rest.indexOf('\n', from)) {
      const number = line++;
      const text = rest.slice(from, to);
      // Mostly a record; anything else may be an empty line.
      if (text.charCodeAt(0) === 123 || text.trim() !== '') give(text, () => `line ${number}`);
      from = to + 1;
    }
    rest = rest.slice(from);
  };
  /** The elements of the long array that are complete. */
  const takeElements = (scan: Scan): void => {
    let from = 0;
    for (;;) {
      const to = nextAtTop(rest, scan);
      if (to < 0) break;
      element(rest.slice(from, to));
      from = to + 1;
      if (rest[to] === ']') {
        inside = 'tail';
        break;
      }
    }
    rest = rest.slice(from);
    scan.at -= from;
  };
  const scan: Scan = { at: 0, depth: 0, inString: false };
  const begin = (): void => {
    const text = rest.trimStart();
    if (text === '') return;
    if (text.startsWith('[')) {
      rest = text.slice(1);
      inside = 'array';
      return;
    }
    if (!text.startsWith('{'))
      throw new InputError(`line 1: expected JSON, got ${text.slice(0, 20)}`);
    const start = arrayStart(text, arrays);
    if (start >= 0) {
      around = text.slice(0, start);
      sink.around(parse(`${around}]}`, () => 'before the array'));
      rest = text.slice(start);
      inside = 'array';
      return;
    }
    const newline = text.indexOf('\n');
    if (newline >= 0 && isComplete(text.slice(0, newline))) inside = 'values';
  };

  return {
    push: (text) => {
      rest += text;
      if (inside === 'start') begin();
      if (inside === 'values') takeLines();
      if (inside === 'array') takeElements(scan);
      if (rest.length > valueLengthMax) {
        throw new InputError(`a value is longer than ${valueLengthMax} characters`);
      }
    },
    end: () => {
      if (inside === 'values') {
        rest += '\n';
        takeLines();
      } else if (inside === 'start' && rest.trim() !== '') {
        give(rest, () => 'line 1');
      } else if (inside === 'array') {
        throw new InputError('the file ends inside the array of transactions');
      } else if (inside === 'tail' && around !== '') {
        const tail = parse(`{"": 0${rest}`, () => 'after the array');
        const late = Object.keys(tail ?? {}).find((name) => name !== '');
        if (late !== undefined) throw new InputError(`"${late}" must stand before the array`);
      } else if (inside === 'tail' && rest.trim() !== '') {
        throw new InputError(`after the array: expected nothing, got ${rest.trim().slice(0, 20)}`);
      }
    },
  };
}

function parse(text: string, place: () => string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new InputError(`${place()}: not JSON: ${why}`);
  }
}

function isComplete(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

interface Scan {
  at: number;
  depth: number;
  inString: boolean;
}

/** The next comma or closing bracket outside all nested values, or -1. */
function nextAtTop(text: string, scan: Scan): number {
  while (scan.at < text.length) {
    const code = text.charCodeAt(scan.at);
    if (scan.inString) {
      if (code === 92) {
        // A backslash at the very end: wait for what it escapes.
        if (scan.at + 1 >= text.length) return -1;
        scan.at++;
      } else if (code === 34) scan.inString = false;
    } else if (code === 34) scan.inString = true;
    else if (code === 91 || code === 123) scan.depth++;
    else if (code === 44 && scan.depth === 0) return scan.at++;
    else if (code === 93 || code === 125) {
      if (scan.depth === 0) return scan.at++;
      scan.depth--;
    }
    scan.at++;
  }
  return -1;
}

/** Where the elements of the long array begin in the text of an object, or -1. */
function arrayStart(text: string, arrays: readonly string[]): number {
  for (let bracket = text.indexOf('['); bracket >= 0; bracket = text.indexOf('[', bracket + 1)) {
    const before = text.slice(Math.max(0, bracket - 100), bracket);
    const name = /"([a-zA-Z]+)"\s*:\s*$/.exec(before)?.[1] ?? '';
    if (arrays.includes(name) && depthAt(text, bracket) === 1) return bracket + 1;
  }
  return -1;
}

function depthAt(text: string, end: number): number {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < end; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 92) i++;
      else if (code === 34) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 91 || code === 123) depth++;
    else if (code === 93 || code === 125) depth--;
  }
  return inString ? -1 : depth;
}
