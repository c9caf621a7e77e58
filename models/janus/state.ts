/** Janus: the state, and the questions that its rules ask of it. */
import type { DeepReadonly } from '../../checker/protocol.ts';
import type { Budget } from '../substrate/faults.ts';
import { isInFlight, type Network, send, silentNetwork } from '../substrate/network.ts';
import {
  type Address,
  ballotsIn,
  bookOf,
  hostsOf,
  isExchanged,
  type Parameters,
  pieceAt,
  type Request,
  replicasOf,
  serversIn,
  shardOf,
  shardsIn,
  shardsOf,
  slotOf,
  tellersOf,
  transactionsIn,
} from './instance.ts';
import { programOf } from './pieces.ts';

export interface State {
  /** One a transaction. */
  coordinators: Coordinator[];
  servers: Server[];
  net: Network;
  budget: Budget<'coordinatorCrashes' | 'replicaCrashes'>;
}

/** Whoever drives a transaction: first its client's coordinator, after a crash who recovers it. */
export interface Coordinator {
  up: boolean;
  phase: 'new' | 'preAccepting' | 'preparing' | 'accepting' | 'decided' | 'lost';
  ballot: number;
  /** Wide-area rounds of questions that this coordinator has begun. */
  rounds: number;
  /** What servers answered in this phase. Volatile. */
  answers: (Answer | null)[];
  /** Answers on their way; always empty where delivery is fused. */
  replies: (Answer | null)[];
  /** By ballot, what accept and commit say: the dependencies, by shard. */
  proposals: (number[][] | null)[];
  /** The one server that its commit will reach before it crashes. */
  cutOffTo: number | null;
  /** Those that had finished when it was submitted. */
  after: number[];
}

/** What a server tells a coordinator about a transaction. */
export interface Answer {
  status: 'preAccepted' | 'accepting' | 'committing';
  dep: number[];
  /** The ballot in which it accepted, if it did. */
  acceptedAt: number | null;
}

/** A replica of a shard, with the one key of the shard. Durable. */
export interface Server {
  up: boolean;
  records: Entry[];
  version: number;
  /** By store of the shard. */
  balances: number[];
}

/** What a server knows of a transaction; also of one without a piece here, once it inquired. */
export interface Entry {
  status: 'none' | 'preAccepted' | 'accepting' | 'committing' | 'executed';
  dep: number[];
  /** Those that had come before it here; kept only where the order of components reads it. */
  local: number[];
  /** The highest ballot that it promised. */
  ballot: number;
  acceptedAt: number | null;
  /** The version that its piece read. */
  found: number | null;
  /**
   * Where its pieces exchange what they read: by shard, whether there was enough; null is what has
   * not been read or heard.
   */
  readings: (boolean | null)[];
  /** The version that its piece wrote; null also if it was to no effect. */
  installed: number | null;
  /** How often its piece was executed. */
  applied: number;
}

export type View = DeepReadonly<State>;
export interface At {
  readonly tx: number;
  readonly server: number;
}

export function initialState(p: Parameters): State {
  const [servers, transactions] = [serversIn(p), transactionsIn(p)];
  const { stores } = programOf(p.workload);
  const state: State = {
    coordinators: transactions.map(() => ({
      up: true,
      phase: 'new',
      ballot: 0,
      rounds: 0,
      answers: servers.map(() => null),
      replies: servers.map(() => null),
      proposals: ballotsIn(p).map(() => null),
      cutOffTo: null,
      after: [],
    })),
    servers: servers.map((server) => ({
      up: true,
      records: transactions.map((tx) => ({
        status: 'none',
        dep: [],
        local: [],
        ballot: 0,
        acceptedAt: null,
        found: null,
        readings: isExchanged(p, tx) ? shardsIn(p).map(() => null) : [],
        installed: null,
        applied: 0,
      })),
      version: 0,
      balances: stores[shardOf(p, server)].map(({ initial }) => initial),
    })),
    net: silentNetwork(bookOf(p)),
    budget: { coordinatorCrashes: p.coordinatorCrashes, replicaCrashes: p.replicaCrashes },
  };
  if (p.arrivals === 'together') for (const tx of transactions) submit(state, p, tx);
  return state;
}

/** Its coordinator asks every replica of every shard of it to pre-accept. */
export function submit(state: State, p: Parameters, tx: number): void {
  const coordinator = state.coordinators[tx];
  coordinator.phase = 'preAccepting';
  coordinator.rounds = 1;
  coordinator.after = transactionsIn(p).filter((other) => isFinished(state, p, other));
  tellAll(state, p, 'ask', tx);
}

export function tellAll(state: State, p: Parameters, request: Request, tx: number): void {
  const { ballot } = state.coordinators[tx];
  for (const server of hostsOf(p, tx)) send(state.net, slotOf(p, request, { tx, server, ballot }));
}

// ── questions ────────────────────────────────────────────────────────────────────────────────

export function entryAt(state: View, { tx, server }: At): DeepReadonly<Entry> {
  return state.servers[server].records[tx];
}

/** At least committing: its dependencies are known and will never change. */
export function isCommitted(state: View, at: At): boolean {
  const { status } = entryAt(state, at);
  return status === 'committing' || status === 'executed';
}

export function isExecuted(state: View, at: At): boolean {
  return entryAt(state, at).status === 'executed';
}

/** The client has its result: a server of each shard has executed its piece. */
export function isFinished(state: View, p: Parameters, tx: number): boolean {
  return shardsOf(p, tx).every((shard) =>
    replicasOf(p, shard).some((server) => isExecuted(state, { tx, server })),
  );
}

/** Whether a server has all that its piece takes. */
export function hasEnough(state: View, p: Parameters, { tx, server }: At): boolean {
  if (!p.refusals) return true;
  const { balances } = state.servers[server];
  const changes = pieceAt(p, tx, shardOf(p, server))?.changes ?? [];
  return changes.every((change, store) => change >= 0 || balances[store] + change >= 0);
}

/** Whether a server has read its own key, and heard of every other that may be a reason to refuse. */
export function knowsAllReadings(state: View, p: Parameters, { tx, server }: At): boolean {
  const { readings } = entryAt(state, { tx, server });
  return tellersOf(p, tx).every((shard) => readings[shard] !== null);
}

/** What every server evaluates alike: nobody, as far as is known here, found less than it takes. */
export function isGranted(state: View, p: Parameters, at: At): boolean {
  const { readings } = entryAt(state, at);
  const own = isExchanged(p, at.tx) ? readings[shardOf(p, at.server)] : null;
  return (own ?? hasEnough(state, p, at)) && !readings.includes(false);
}

export function isOnItsWay(state: View, p: Parameters, request: Request, to: Address): boolean {
  return isInFlight(state.net, slotOf(p, request, to));
}

/** Answers of the replicas of a shard. */
export function answersOf(
  state: View,
  p: Parameters,
  tx: number,
  shard: number,
): readonly DeepReadonly<Answer>[] {
  const { answers } = state.coordinators[tx];
  return replicasOf(p, shard).flatMap((server) => answers[server] ?? []);
}

export function allAnswers(
  state: View,
  p: Parameters,
  tx: number,
): readonly DeepReadonly<Answer>[] {
  return shardsOf(p, tx).flatMap((shard) => answersOf(state, p, tx, shard));
}

/** Whether a majority of the replicas of each shard has answered. */
export function hasMajorities(state: View, p: Parameters, tx: number): boolean {
  return shardsOf(p, tx).every((shard) => 2 * answersOf(state, p, tx, shard).length > p.replicas);
}

/** Whether the answers that are here from each shard name the same dependencies. */
export function agreeInEachShard(state: View, p: Parameters, tx: number): boolean {
  return shardsOf(p, tx).every((shard) => {
    const texts = answersOf(state, p, tx, shard).map(({ dep }) => dep.join());
    return new Set(texts).size <= 1;
  });
}

/** The fast path is open while every replica may still give the same answer. */
export function isFastPathOpen(state: View, p: Parameters, tx: number): boolean {
  const { phase, answers } = state.coordinators[tx];
  const isOverdue = (server: number): boolean =>
    !state.servers[server].up && answers[server] === null;
  return (
    phase === 'preAccepting' && agreeInEachShard(state, p, tx) && !hostsOf(p, tx).some(isOverdue)
  );
}
