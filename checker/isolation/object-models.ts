/**
 * Sequential objects: what each operation does to a state, or that it cannot have happened there.
 *
 * States are strings, so that equal ones are the same. An operation without an outcome is one that
 * may have had any. `arg`, `out` and values are JSON.
 */
export interface ObjectOperation {
  readonly process: string | number;
  readonly f: string;
  readonly key: string | null;
  readonly arg: unknown;
  /** What it returned; undefined where unknown. */
  readonly out: unknown;
  /** Of a compare-and-set: whether it found what it expected; null where unknown. */
  readonly ok: boolean | null;
  readonly call: number;
  /** Null where it may have taken effect at any later time, or never. */
  readonly ret: number | null;
  /** Of a transaction on several registers. */
  readonly ops: readonly (readonly [string, string, unknown])[];
}

export interface ObjectModel {
  /** Names of operations, to refuse others. */
  readonly operations: readonly string[];
  readonly initial: (given: unknown) => string;
  /** The state after it, or null where it cannot happen. */
  readonly step: (state: string, operation: ObjectOperation) => string | null;
  /** Whether it leaves every state as it is. */
  readonly isObserver: (operation: ObjectOperation) => boolean;
  /** Whether histories fall apart by key. */
  readonly isKeyed: boolean;
}

/** A history of operations on objects of one model. */
export interface ObjectHistory {
  readonly model: ObjectModel;
  readonly modelName: string;
  readonly initial: string;
  readonly operations: readonly ObjectOperation[];
}

const json = (value: unknown): string => JSON.stringify(value ?? null);

const register: ObjectModel = {
  operations: ['read', 'write', 'cas'],
  initial: json,
  isKeyed: true,
  isObserver: ({ f, ok }) => f === 'read' || (f === 'cas' && ok === false),
  step: (state, { f, arg, out, ok }) => {
    if (f === 'write') return json(arg);
    if (f === 'read') return out === undefined || json(out) === state ? state : null;
    const [expected, replacement] = Array.isArray(arg) ? arg : [];
    if (json(expected) !== state) return ok === true ? null : state;
    return ok === false ? null : json(replacement);
  },
};

/** A map of strings, one register a key, that can be appended to. */
const kv: ObjectModel = {
  operations: ['get', 'put', 'append'],
  initial: (given) => (typeof given === 'string' ? given : ''),
  isKeyed: true,
  isObserver: ({ f }) => f === 'get',
  step: (state, { f, arg, out }) => {
    if (f === 'put') return String(arg);
    if (f === 'append') return state + String(arg);
    return out === undefined || out === state ? state : null;
  },
};

const mutex: ObjectModel = {
  operations: ['acquire', 'release'],
  initial: () => 'free',
  isKeyed: true,
  isObserver: () => false,
  step: (state, { f }) => {
    if (f === 'acquire') return state === 'free' ? 'held' : null;
    return state === 'held' ? 'free' : null;
  },
};

/** Registers that transactions read and write together: here it is strict serializability. */
const multiRegister: ObjectModel = {
  operations: ['txn'],
  initial: (given) => json(Object.entries(Object(given)).sort(([a], [b]) => (a < b ? -1 : 1))),
  isKeyed: false,
  isObserver: ({ ops }) => ops.every(([f]) => f === 'r'),
  step: (state, { ops }) => {
    // The state is what this model wrote.
    const values = new Map(JSON.parse(state) as [string, unknown][]);
    for (const [f, key, value] of ops) {
      if (f === 'w') values.set(key, value);
      else if (value !== undefined && json(values.get(key)) !== json(value)) return null;
    }
    return json([...values].sort(([a], [b]) => (a < b ? -1 : 1)));
  },
};

export const objectModels: Readonly<Record<string, ObjectModel>> = {
  register,
  'cas-register': register,
  kv,
  'kv-append': kv,
  mutex,
  'multi-register': multiRegister,
};
