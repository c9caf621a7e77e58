/**
 * Linearizability by search.
 *
 * Source      J. Wing, C. Gong, JPDC 1993; G. Lowe, "Testing for linearizability", CCPE 2017, for
 *             remembering configurations; A. Horn, D. Kroening, FORTE 2015, for parts by key;
 *             A. Athalye's Porcupine for the linked list of events.
 * Deviates    Parts take turns, so that a short part that is violated ends the search early. A
 *             configuration is remembered from its first open operation to its last closed one. An
 *             operation that only observes is placed as soon as it may be; one without a return is
 *             placed only where it changes something, and after its earlier equals.
 *
 * All three shortcuts lose nothing: a read placed later could stand here, and operations that are
 * equal and never return can trade places.
 */
import { at, int32Column, push } from './columns.ts';
import { type ObjectHistory, partsOf } from './object-history.ts';
import type { ObjectOperation } from './object-models.ts';

export interface LinearizabilityReport {
  readonly verdict: 'holds' | 'violated' | 'unknown';
  readonly operations: number;
  readonly parts: number;
  readonly steps: number;
  readonly witness: LinearizabilityWitness | null;
}
/** The shortest prefix of one part that is not linearizable, by the return that cannot be reached. */
export interface LinearizabilityWitness {
  readonly key: string | null;
  /** Operations of that part that were placed, in an order that works, before it got stuck. */
  readonly placed: readonly ObjectOperation[];
  readonly state: string;
  readonly stuck: ObjectOperation;
  readonly says: string;
}

const stepsPerTurn = 4096;

export function checkLinearizable(
  history: ObjectHistory,
  isOver: () => boolean = () => false,
): LinearizabilityReport {
  const parts = partsOf(history);
  let running = [...parts].map(([key, operations]) => ({
    key,
    search: searchOf(history, operations),
  }));
  const report = { operations: history.operations.length, parts: parts.size, witness: null };
  let steps = 0;
  while (running.length > 0) {
    const still: typeof running = [];
    for (const part of running) {
      if (isOver()) return { ...report, verdict: 'unknown', steps };
      const answer = part.search.advance(stepsPerTurn);
      steps += part.search.steps();
      if (answer === 'no') {
        const witness = part.search.witness(part.key === '' ? null : part.key);
        return { ...report, verdict: 'violated', steps, witness };
      }
      if (answer === 'full') return { ...report, verdict: 'unknown', steps };
      if (answer === 'running') still.push(part);
    }
    running = still;
  }
  return { ...report, verdict: 'holds', steps };
}

interface PartSearch {
  readonly advance: (steps: number) => 'running' | 'yes' | 'no' | 'full';
  /** Those of the last advance. */
  readonly steps: () => number;
  readonly witness: (key: string | null) => LinearizabilityWitness;
}

/** 4 bytes each: what a part may remember. */
const memoryMax = 60_000_000;

function searchOf(history: ObjectHistory, given: readonly ObjectOperation[]): PartSearch {
  // By call; where two are equal, in the order of the file.
  const operations = given.toSorted((a, b) => a.call - b.call);
  const size = operations.length;
  const machine = machineOf(history, operations);
  const events = eventsOf(operations);
  const sameBefore = equalsWithoutReturn(operations);
  const isObserver = Uint8Array.from(operations, (operation) =>
    history.model.isObserver(operation) ? 1 : 0,
  );
  const bits = new Int32Array((size + 31) >> 5);
  const memory = configurations(bits);
  let state = machine.initial;
  let open = operations.filter(({ ret }) => ret !== null).length;
  let entry = at(events.next, 0);
  const stack: { operation: number; state: number; isFree: boolean }[] = [];
  let furthest = -1;
  let taken = 0;
  let best: { placed: number[]; state: number } = { placed: [], state };

  const has = (operation: number): boolean =>
    ((at(bits, operation >> 5) >> (operation & 31)) & 1) === 1;
  const flip = (operation: number): void => {
    bits[operation >> 5] = at(bits, operation >> 5) ^ (1 << (operation & 31));
    memory.touched(operation >> 5);
  };
  const tryPlace = (operation: number): boolean => {
    const isOptional = operations[operation]?.ret === null;
    const after = machine.step(state, operation);
    if (after < 0 || (isOptional && after === state)) return false;
    const equal = at(sameBefore, operation);
    if (isOptional && equal >= 0 && !has(equal)) return false;
    flip(operation);
    if (!memory.add(after)) {
      flip(operation);
      return false;
    }
    stack.push({ operation, state, isFree: !isOptional && at(isObserver, operation) === 1 });
    state = after;
    if (!isOptional) open--;
    events.lift(operation);
    return true;
  };
  /** Takes the last placed operation back; false when there is none. */
  const takeBack = (): boolean => {
    for (;;) {
      const last = stack.pop();
      if (last === undefined) return false;
      state = last.state;
      flip(last.operation);
      if (operations[last.operation]?.ret !== null) open++;
      events.unlift(last.operation);
      entry = at(events.next, events.callOf(last.operation));
      // What only observes can stand nowhere better.
      if (!last.isFree) return true;
    }
  };

  return {
    steps: () => taken,
    advance: (steps) => {
      for (taken = 0; taken < steps; taken++) {
        if (open === 0) return 'yes';
        const operation = events.operationOf(entry);
        if (events.isCall(entry)) {
          entry = tryPlace(operation) ? at(events.next, 0) : at(events.next, entry);
          continue;
        }
        if (entry > furthest) {
          furthest = entry;
          best = { placed: stack.map((placed) => placed.operation), state };
        }
        if (memory.size() > memoryMax) return 'full';
        if (!takeBack()) return 'no';
      }
      return 'running';
    },
    witness: (key) => {
      const operationOf = (operation: number) => operations[operation] as ObjectOperation;
      const stuck = operationOf(events.operationOf(furthest));
      const placed = best.placed.map(operationOf);
      const found = machine.stateOf(best.state);
      const says =
        `${key === null ? '' : `on ${key}: `}${described(stuck)} returned at ${stuck.ret}, yet no ` +
        `order of what was called before allows it; the furthest one places ` +
        `${placed.length === 1 ? '1 operation' : `${placed.length} operations`} and arrives at ${found}`;
      return { key, placed, state: found, stuck, says };
    },
  };
}

export function described({ process, f, arg, out, ok, ops }: ObjectOperation): string {
  if (f === 'txn') return `${f} ${JSON.stringify(ops)} of process ${process}`;
  const given = arg === undefined ? '' : ` ${JSON.stringify(arg)}`;
  const got = out === undefined ? '' : ` → ${JSON.stringify(out)}`;
  const outcome = ok === null ? '' : ok ? ' → ok' : ' → not equal';
  return `${f}${given}${got}${outcome} of process ${process}`;
}

// ── states by number ─────────────────────────────────────────────────────────────────────────

interface Machine {
  readonly initial: number;
  /** The number of the state after an operation, or -1. */
  readonly step: (state: number, operation: number) => number;
  readonly stateOf: (state: number) => string;
}

function machineOf(
  { model, initial }: ObjectHistory,
  operations: readonly ObjectOperation[],
): Machine {
  const states: string[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (state: string): number => {
    const known = numbers.get(state);
    if (known !== undefined) return known;
    numbers.set(state, states.length);
    return states.push(state) - 1;
  };
  const steps = new Map<number, number>();
  return {
    initial: numberOf(initial),
    step: (state, operation) => {
      const key = state * operations.length + operation;
      const known = steps.get(key);
      if (known !== undefined) return known;
      const after = model.step(states[state] ?? '', operations[operation] as ObjectOperation);
      const number = after === null ? -1 : numberOf(after);
      steps.set(key, number);
      return number;
    },
    stateOf: (state) => states[state] ?? '',
  };
}

/** By operation without a return: the one before that does the same, or -1. */
function equalsWithoutReturn(operations: readonly ObjectOperation[]): Int32Array {
  const last = new Map<string, number>();
  return Int32Array.from(operations, ({ f, arg, out, ok, ops, ret }, i) => {
    if (ret !== null) return -1;
    const key = JSON.stringify([f, arg, out ?? null, ok, ops]);
    const before = last.get(key) ?? -1;
    last.set(key, i);
    return before;
  });
}

// ── events ───────────────────────────────────────────────────────────────────────────────────

/** Calls and returns in order as a list, 0 its head; the last one ends it and is a return. */
interface Events {
  readonly next: Int32Array;
  readonly isCall: (event: number) => boolean;
  readonly operationOf: (event: number) => number;
  readonly callOf: (operation: number) => number;
  /** Takes an operation's events out, and puts them back, newest first. */
  readonly lift: (operation: number) => void;
  readonly unlift: (operation: number) => void;
}

function eventsOf(operations: readonly ObjectOperation[]): Events {
  const sorted = operations
    .flatMap(({ call, ret }, operation) => [
      { time: call, operation, isCall: true },
      ...(ret === null ? [] : [{ time: ret, operation, isCall: false }]),
    ])
    // What is called and what returns at the same time overlap.
    .sort((a, b) => a.time - b.time || Number(b.isCall) - Number(a.isCall));
  const end = sorted.length + 1;
  const next = Int32Array.from({ length: end + 1 }, (_, event) => event + 1);
  const previous = Int32Array.from({ length: end + 1 }, (_, event) => event - 1);
  const call = new Int32Array(operations.length);
  const ret = new Int32Array(operations.length).fill(-1);
  sorted.forEach(({ operation, isCall }, i) => {
    (isCall ? call : ret)[operation] = i + 1;
  });
  const out = (event: number): void => {
    if (event < 0) return;
    next[at(previous, event)] = at(next, event);
    previous[at(next, event)] = at(previous, event);
  };
  const back = (event: number): void => {
    if (event < 0) return;
    next[at(previous, event)] = event;
    previous[at(next, event)] = event;
  };
  return {
    next,
    isCall: (event) => sorted[event - 1]?.isCall === true,
    operationOf: (event) => sorted[event - 1]?.operation ?? -1,
    callOf: (operation) => at(call, operation),
    lift: (operation) => {
      out(at(call, operation));
      out(at(ret, operation));
    },
    unlift: (operation) => {
      back(at(ret, operation));
      back(at(call, operation));
    },
  };
}

// ── configurations seen ──────────────────────────────────────────────────────────────────────

/**
 * Sets of placed operations with a state. Operations are in the order of their calls, so a set is
 * full up to some word and empty from another: only the words between are kept.
 */
function configurations(bits: Int32Array): {
  /** Remembers the current set with a state; false if it was known. */
  readonly add: (state: number) => boolean;
  /** To be told of each word that changes. */
  readonly touched: (word: number) => void;
  readonly size: () => number;
} {
  const pool = int32Column();
  let slots = new Int32Array(1024).fill(-1);
  let count = 0;
  const hashAt = (start: number): number => {
    let hash = 0;
    for (let i = start; i < start + 3 + at(pool.data, start + 1); i++) {
      hash = Math.imul(hash ^ at(pool.data, i), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash >>> 1;
  };
  const isSame = (a: number, b: number): boolean => {
    const length = 3 + at(pool.data, a + 1);
    for (let i = 0; i < length; i++) {
      if (at(pool.data, a + i) !== at(pool.data, b + i)) return false;
    }
    return true;
  };
  const grow = (): void => {
    const old = slots;
    slots = new Int32Array(old.length * 2).fill(-1);
    for (const start of old) {
      if (start < 0) continue;
      let slot = hashAt(start) & (slots.length - 1);
      while (at(slots, slot) >= 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = start;
    }
  };
  // No word before this one has changed since all of them were full.
  let full = 0;
  return {
    touched: (word) => {
      full = Math.min(full, word);
    },
    add: (state) => {
      while (full < bits.length && at(bits, full) === -1) full++;
      let last = bits.length;
      while (last > full && at(bits, last - 1) === 0) last--;
      const start = pool.length;
      push(pool, state);
      push(pool, last - full);
      push(pool, full);
      for (let word = full; word < last; word++) push(pool, at(bits, word));
      let slot = hashAt(start) & (slots.length - 1);
      for (; at(slots, slot) >= 0; slot = (slot + 1) & (slots.length - 1)) {
        if (!isSame(at(slots, slot), start)) continue;
        pool.length = start;
        return false;
      }
      slots[slot] = start;
      if (++count * 2 > slots.length) grow();
      return true;
    },
    size: () => pool.length,
  };
}
