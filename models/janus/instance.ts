/** Janus: parameters, what the transactions touch, who serves what, and the requests that travel. */
import { choice, count, range, type Values } from '../../checker/protocol.ts';
import { type AddressBook, addressBook } from '../substrate/network.ts';
import { isTaking, type Piece, program, programOf } from './pieces.ts';

export const parameters = {
  /** What the transactions read and write. */
  workload: program,
  /**
   * What a piece knows of what the others of its transaction read. `kept`: nothing, as in one shot
   * nothing goes from one server to another. `exchanged`: all that may make one of them refuse.
   */
  readings: choice('kept', ['kept', 'exchanged']),
  /** A piece that would take more than there is refuses. */
  refusals: true,
  /** Servers a shard. */
  replicas: count(1, { min: 1, max: 3 }),
  /** `together`: all are submitted in the initial state. `anytime`: each when its user likes. */
  arrivals: choice('together', ['together', 'anytime']),
  /** `fused`: answers and commits arrive in the step that sends them. `explicit`: in their own. */
  delivery: choice('fused', ['fused', 'explicit']),
  /** What makes two transactions depend on one another where both have a piece. */
  interference: choice('conflicts', ['conflicts', 'writes', 'everything']),
  /** What a server is told with the commit: what all shards answered, or only its own. */
  dependencies: choice('union', ['union', 'perShard']),
  /** The order inside a strongly connected component. */
  componentOrder: choice('transaction', ['transaction', 'arrival', 'sequence']),
  /** Servers ask other shards for ancestors that have no piece here. */
  inquiries: true,
  /** A coordinator takes the slow path only when the fast one is closed. */
  patience: true,
  /** How often a transaction may be recovered before the instance ends; a bound, no rule. */
  recoveries: count(0, { max: 2 }),
  /**
   * Bounds of the instance on what others than T0 do. `inTurn`: their requests reach the replicas
   * of a shard one after the other, and they go past pre-acceptance once T0 is decided; what they
   * would do there commutes with all that T0 does before. `passBy`: only the first replica of a
   * shard pre-accepts them, and that is all.
   */
  others: choice('race', ['race', 'inTurn', 'passBy']),
  /** A bound: in ballot 0 the last replica of a shard reads nothing. */
  slowReplica: false,
  /**
   * When T0's coordinator may crash: at any time, or only in the middle of telling its decision;
   * then nobody hears of it any more, while otherwise what is on its way may still arrive.
   */
  moments: choice('anytime', ['anytime', 'amidCommit']),
  coordinatorCrashes: count(0, { max: 2 }),
  replicaCrashes: count(0, { max: 1 }),
};
export type Parameters = Values<typeof parameters>;

// ── who is where ─────────────────────────────────────────────────────────────────────────────

type Sized = Pick<Parameters, 'workload' | 'replicas' | 'recoveries' | 'readings'>;

/** Fixed by the parameters, and asked by every rule in every state. */
interface Layout {
  readonly transactions: readonly number[];
  readonly shards: readonly number[];
  readonly servers: readonly number[];
  readonly ballots: readonly number[];
  /** By transaction. */
  readonly shardsOf: readonly (readonly number[])[];
  readonly hostsOf: readonly (readonly number[])[];
  /** The shards whose readings the other pieces of a transaction wait for. */
  readonly tellersOf: readonly (readonly number[])[];
  /** By shard. */
  readonly replicasOf: readonly (readonly number[])[];
}
const layouts = new Map<string, Layout>();
const layoutsByParameters = new WeakMap<Sized, Layout>();

function layoutOf(p: Sized): Layout {
  const known = layoutsByParameters.get(p);
  if (known !== undefined) return known;
  const key = `${p.workload} ${p.replicas} ${p.recoveries} ${p.readings}`;
  const layout = layouts.get(key) ?? newLayout(p);
  layouts.set(key, layout);
  layoutsByParameters.set(p, layout);
  return layout;
}

function newLayout(p: Sized): Layout {
  const { pieces, ...program } = programOf(p.workload);
  const shards = range(program.shards.length);
  const replicasOf = shards.map((shard) =>
    range(p.replicas).map((replica) => shard * p.replicas + replica),
  );
  const shardsOf = pieces.map((row) => shards.filter((shard) => row[shard] !== null));
  return {
    transactions: range(pieces.length),
    shards,
    servers: replicasOf.flat(),
    ballots: range(1 + p.recoveries),
    shardsOf,
    hostsOf: shardsOf.map((list) => list.flatMap((shard) => replicasOf[shard])),
    tellersOf: shardsOf.map((list, tx) =>
      p.readings === 'exchanged' && list.length > 1
        ? list.filter((shard) => isTaking(pieces[tx][shard]))
        : [],
    ),
    replicasOf,
  };
}

export function transactionsIn(p: Sized): readonly number[] {
  return layoutOf(p).transactions;
}
export function shardsIn(p: Sized): readonly number[] {
  return layoutOf(p).shards;
}
export function serversIn(p: Sized): readonly number[] {
  return layoutOf(p).servers;
}
export function ballotsIn(p: Sized): readonly number[] {
  return layoutOf(p).ballots;
}
export function shardsOf(p: Sized, tx: number): readonly number[] {
  return layoutOf(p).shardsOf[tx];
}
/** The servers that have a piece of a transaction. */
export function hostsOf(p: Sized, tx: number): readonly number[] {
  return layoutOf(p).hostsOf[tx];
}
export function tellersOf(p: Sized, tx: number): readonly number[] {
  return layoutOf(p).tellersOf[tx];
}
/** Whether its pieces wait for one another. */
export function isExchanged(p: Sized, tx: number): boolean {
  return tellersOf(p, tx).length > 0;
}
export function replicasOf(p: Sized, shard: number): readonly number[] {
  return layoutOf(p).replicasOf[shard];
}
export function shardOf(p: Sized, server: number): number {
  return Math.floor(server / p.replicas);
}

/** The piece of a transaction at a shard, or null. */
export function pieceAt(p: Sized, tx: number, shard: number): Piece | null {
  return programOf(p.workload).pieces[tx][shard];
}
/** Whether a transaction has a piece at a server. */
export function isHosted(p: Sized, tx: number, server: number): boolean {
  return pieceAt(p, tx, shardOf(p, server)) !== null;
}

/** Both have a piece at the shard, and one of them writes: their order can be told. */
export function conflict(p: Sized, one: number, other: number, shard: number): boolean {
  const [a, b] = [pieceAt(p, one, shard), pieceAt(p, other, shard)];
  return one !== other && a !== null && b !== null && (a.mode === 'W' || b.mode === 'W');
}

/** What a server makes of it: whether one of them is to depend on the other. */
export function interfere(p: Parameters, one: number, other: number, shard: number): boolean {
  const [a, b] = [pieceAt(p, one, shard), pieceAt(p, other, shard)];
  if (a === null || b === null || one === other) return false;
  switch (p.interference) {
    case 'everything':
      return true;
    case 'writes':
      return a.mode === 'W' && b.mode === 'W';
    default:
      return conflict(p, one, other, shard);
  }
}

export function shardName(p: Sized, shard: number): string {
  return programOf(p.workload).shards[shard];
}
export function serverName(p: Sized, server: number): string {
  const name = shardName(p, shardOf(p, server));
  return p.replicas === 1 ? name : `${name}${1 + (server % p.replicas)}`;
}
export function listOf(transactions: readonly number[]): string {
  return transactions.length === 0 ? 'nobody' : transactions.map((tx) => `T${tx}`).join(', ');
}

// ── messages ─────────────────────────────────────────────────────────────────────────────────

/** What a coordinator asks of a server. `ask` is PreAccept in ballot 0 and Prepare in others. */
const requests = ['ask', 'accept', 'commit'] as const;
export type Request = (typeof requests)[number];

/** Where a request goes, and in which ballot. */
export interface Address {
  readonly tx: number;
  readonly server: number;
  readonly ballot: number;
}

/** The slot of a request, in the order of `bookOf`. */
export function slotOf(p: Sized, request: Request, { tx, server, ballot }: Address): number {
  const [txCount, serverCount] = [transactionsIn(p).length, serversIn(p).length];
  const kind = requests.indexOf(request) * ballotsIn(p).length + ballot;
  return (kind * txCount + tx) * serverCount + server;
}

/** Where a reading goes: from a server with a piece to one of another shard. */
export interface Path {
  readonly tx: number;
  readonly source: number;
  readonly server: number;
}
/** The slot of a reading; they come after the requests, and only where readings are exchanged. */
export function slotOfReading(p: Sized, { tx, source, server }: Path): number {
  const serverCount = serversIn(p).length;
  const after = requests.length * ballotsIn(p).length * transactionsIn(p).length * serverCount;
  return after + (tx * serverCount + source) * serverCount + server;
}

export function bookOf(p: Sized): AddressBook {
  const asked = requests.flatMap((request) =>
    ballotsIn(p).flatMap((ballot) =>
      transactionsIn(p).flatMap((tx) =>
        serversIn(p).map((server) => ({
          type: ballot === 0 ? request : `${request} in ballot ${ballot}`,
          source: `C${tx}`,
          destination: serverName(p, server),
          tx,
        })),
      ),
    ),
  );
  const told = (p.readings === 'exchanged' ? transactionsIn(p) : []).flatMap((tx) =>
    serversIn(p).flatMap((source) =>
      serversIn(p).map((server) => ({
        type: 'reading',
        source: serverName(p, source),
        destination: serverName(p, server),
        tx,
      })),
    ),
  );
  return addressBook([...asked, ...told]);
}
