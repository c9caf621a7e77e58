/** What users want of the shards: keys, and small programs over them. */
import { range } from '../../checker/protocol.ts';
import { type Move, type Workload as Moves, workloads as shared } from '../substrate/workloads.ts';

/** One entry of the state of one shard. */
export interface Key {
  readonly name: string;
  readonly shard: number;
  readonly initial: number;
  /** Coins add up; a register holds whatever was written. */
  readonly kind: 'coins' | 'register';
}
/** Who takes more than there is, is refused; a copy never is. */
export type Program =
  | {
      readonly kind: 'transfer';
      readonly from: string;
      readonly to: string;
      readonly amount: number;
    }
  | { readonly kind: 'copy'; readonly from: string; readonly to: string }
  | {
      readonly kind: 'moves';
      readonly moves: readonly Move[];
      /** The first and the last key of them. */
      readonly from: string;
      readonly to: string;
    };

/** With what follows from it, by shard and by transaction. */
export interface Workload {
  readonly keys: readonly Key[];
  readonly programs: readonly Program[];
  readonly shards: readonly number[];
  /** Keys of each shard, and transactions that touch it. */
  readonly keysAt: readonly (readonly Key[])[];
  readonly txsAt: readonly (readonly number[])[];
  /** Shards that each transaction touches. */
  readonly touches: readonly (readonly number[])[];
  readonly shardOf: ReadonlyMap<string, number>;
}

/** What an instance starts from. */
export interface Setup {
  readonly load: Workload;
  /** Fees that the sender of a transaction can pay in each of its shards. */
  readonly purse: number;
}

export function workload(keys: readonly Key[], programs: readonly Program[]): Workload {
  const shardOf = new Map(keys.map(({ name, shard }) => [name, shard]));
  const shards = range(Math.max(...keys.map(({ shard }) => shard)) + 1);
  const touches = programs.map((program) => {
    const touched = new Set(keysOf(program).map((key) => shardOf.get(key)));
    return shards.filter((shard) => touched.has(shard));
  });
  return {
    keys,
    programs,
    shards,
    keysAt: shards.map((at) => keys.filter(({ shard }) => shard === at)),
    txsAt: shards.map((at) => touches.flatMap((touched, tx) => (touched.includes(at) ? [tx] : []))),
    touches,
    shardOf,
  };
}

export const coins = (name: string, shard: number, initial: number): Key => ({
  name,
  shard,
  initial,
  kind: 'coins',
});
const register = (name: string, shard: number, initial: number): Key => ({
  name,
  shard,
  initial,
  kind: 'register',
});
export const transfer = (from: string, to: string, amount: number): Program => ({
  kind: 'transfer',
  from,
  to,
  amount,
});
const copy = (from: string, to: string): Program => ({ kind: 'copy', from, to });

const isTaken = ({ amount }: Move): boolean => amount < 0;

/** A workload of section 19 or 26. */
function workloadOf({ stores, transactions }: Moves): Workload {
  return workload(
    stores.map(({ name, place, initial }) => coins(name, place, initial)),
    transactions.map((moves) => ({
      kind: 'moves',
      moves,
      from: moves[0].store,
      to: moves[moves.length - 1].store,
    })),
  );
}

export function nameOf(shard: number): string {
  return 'XYZWV'.charAt(shard);
}

export function isCross({ touches }: Workload, tx: number): boolean {
  return touches[tx].length > 1;
}

// ── programs ─────────────────────────────────────────────────────────────────────────────────

export function keysRead(program: Program): readonly string[] {
  return program.kind === 'copy' ? [program.from] : keysOf(program);
}
/** Keys that it takes from. */
export function keysSpent(program: Program): readonly string[] {
  if (program.kind === 'moves') return program.moves.filter(isTaken).map(({ store }) => store);
  return program.kind === 'transfer' ? [program.from] : [];
}
export function keysWritten(program: Program): readonly string[] {
  return program.kind === 'copy' ? [program.to] : keysOf(program);
}
export function keysOf(program: Program): readonly string[] {
  if (program.kind === 'moves') return program.moves.map(({ store }) => store);
  return [program.from, program.to];
}

/** What the program writes, in the order of `keysWritten`, or null if it is refused. */
export function run(program: Program, read: (key: string) => number): readonly number[] | null {
  if (program.kind === 'moves') {
    const values = program.moves.map(({ store, amount }) => read(store) + amount);
    return values.some((value) => value < 0) ? null : values;
  }
  const held = read(program.from);
  if (program.kind === 'copy') return [held];
  if (held < program.amount) return null;
  return [held - program.amount, read(program.to) + program.amount];
}

export function textOf(program: Program): string {
  if (program.kind === 'moves') {
    const taken = program.moves.map(({ store, amount }) => `${amount} to ${store}`);
    return taken.join(', ');
  }
  if (program.kind === 'copy') return `${program.to} := ${program.from}`;
  return `${program.amount} from ${program.from} to ${program.to}`;
}

/** As many transactions as there are other shards: each moves a coin of its own to the last one. */
function star(spokes: number): Workload {
  const outer = range(spokes);
  return workload(
    [
      ...outer.map((at) => coins(`a${at}`, at, 1)),
      ...outer.map((at) => coins(`b${at}`, spokes, 0)),
    ],
    outer.map((at) => transfer(`a${at}`, `b${at}`, 1)),
  );
}

/**
 * In `rivals` two transfers across shards and a local one want the same coins, and there is enough
 * for the first two; in `pair` there is enough for both; in `copies` each of two registers is to
 * become what the other was; in `star` three shards send to a fourth.
 */
export const workloads = {
  rivals: workload(
    [coins('x', 0, 0), coins('y', 1, 5), coins('v', 1, 0), coins('z', 2, 0)],
    [transfer('y', 'x', 3), transfer('y', 'z', 2), transfer('y', 'v', 2)],
  ),
  pair: workload(
    [coins('x', 0, 0), coins('y', 1, 2), coins('v', 1, 0)],
    [transfer('y', 'x', 1), transfer('y', 'v', 1)],
  ),
  copies: workload([register('x', 0, 1), register('y', 1, 2)], [copy('y', 'x'), copy('x', 'y')]),
  star: star(3),
  'train-and-hotel': workloadOf(shared['train-and-hotel']),
  'deposit-borrow-route': workloadOf(shared['deposit-borrow-route']),
} as const;
