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
import { at } from './columns.ts';
import { configurations } from './configurations.ts';
import { eventsOf } from './events.ts';
import { partsOf } from './object-history.ts';
import type { ObjectHistory, ObjectOperation } from './object-models.ts';

export interface LinearizabilityReport {
  readonly verdict: 'holds' | 'violated' | 'unknown';
  readonly operations: number;
  readonly parts: number;
  readonly steps: number;
  readonly witness: LinearizabilityWitness | null;
}
/** The shortest prefix of one part that is not linearizable, by the return that it ends with. */
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
      const where = key === null ? '' : `on ${key}: `;
      const count = placed.length === 1 ? '1 operation' : `${placed.length} operations`;
      const says =
        `${where}${described(stuck)} returned at ${stuck.ret}, yet no order of what was called ` +
        `before allows it; the furthest one places ${count} and arrives at ${found}`;
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
