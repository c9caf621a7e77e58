/**
 * Histories that are serializable by construction, for benchmarks and for seeding anomalies: the
 * transactions run one after the other against a store, and their times overlap as if `clients`
 * had run them at once. The generator knows the truth; the checker only sees the lines.
 */

export interface HistorySize {
  readonly transactions: number;
  /** Operations a transaction. */
  readonly operations: number;
  readonly keys: number;
  readonly clients: number;
  /** Share of writes of which the transaction has not read the key before; from 0 to 1. */
  readonly blind: number;
  readonly seed: number;
}

/** The lines of a history of registers in our own format, its header first. */
export function* registerHistory(size: HistorySize): Generator<string> {
  yield '{"format":"shardcheck/history","version":1,"kind":"registers"}';
  const random = randomFrom(size.seed);
  const store = new Int32Array(size.keys);
  const written = new Int32Array(size.keys);
  // Commit points are the even times; a transaction spans some of them.
  const lastEnd = new Float64Array(size.clients);
  for (let t = 0; t < size.transactions; t++) {
    const client = t % size.clients;
    const point = (t + 1) * 2 + size.clients;
    const start = Math.max((lastEnd[client] ?? 0) + 1, point - random(size.clients));
    const end = point + random(size.clients);
    lastEnd[client] = end;
    const ops: string[] = [];
    while (ops.length < size.operations) {
      const key = random(size.keys);
      const read = (): string => `["r","k${key}",${store[key] === 0 ? 'null' : store[key]}]`;
      if (random(2) === 0) {
        ops.push(read());
        continue;
      }
      const isBlind = random(1000) < size.blind * 1000;
      if (!isBlind) ops.push(read());
      const value = (written[key] ?? 0) + 1;
      written[key] = value;
      store[key] = value;
      ops.push(`["w","k${key}",${value}]`);
    }
    yield `{"id":${t},"session":${client},"start":${start},"end":${end},"ops":[${ops.join(',')}]}`;
  }
}

/** Whole numbers below a limit, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): (limit: number) => number {
  let state = seed | 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * limit);
  };
}
