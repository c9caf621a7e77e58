/** Janus: what steps have in common. Effects test no rule again. */
import { consume, isInFlight, lose, send } from '../substrate/network.ts';
import {
  type Address,
  ballotsIn,
  hostsOf,
  interfere,
  type Parameters,
  type Path,
  pieceAt,
  type Request,
  serversIn,
  shardOf,
  shardsIn,
  slotOf,
  slotOfReading,
  transactionsIn,
} from './instance.ts';
import {
  type Answer,
  type At,
  allAnswers,
  answersOf,
  hasEnough,
  isCommitted,
  isGranted,
  type State,
  tellAll,
} from './state.ts';

// ── a server ─────────────────────────────────────────────────────────────────────────────────

/** It reads a request that has arrived. */
export function read(draft: State, p: Parameters, request: Request, address: Address): void {
  consume(draft.net, slotOf(p, request, address));
}

/** Once it prepared, a request to pre-accept tells it nothing new. */
export function readOlder(draft: State, p: Parameters, at: At): void {
  const slot = slotOf(p, 'ask', { ...at, ballot: 0 });
  if (isInFlight(draft.net, slot)) consume(draft.net, slot);
}

/** PreAccept: it depends on all that came here before and interferes with it. */
export function preAccept(draft: State, p: Parameters, { tx, server }: At): void {
  const { records } = draft.servers[server];
  const shard = shardOf(p, server);
  const record = records[tx];
  record.dep = transactionsIn(p).filter(
    (other) => interfere(p, tx, other, shard) && records[other].status !== 'none',
  );
  record.status = 'preAccepted';
  if (p.componentOrder !== 'transaction') record.local = record.dep;
}

/** Accept(T, dep). Who has it committed knows better, and its answer will say so. */
export function accept(draft: State, { tx, server, ballot }: Address): void {
  if (isCommitted(draft, { tx, server })) return;
  const record = draft.servers[server].records[tx];
  record.status = 'accepting';
  record.dep = [...(draft.coordinators[tx].proposals[ballot]?.[0] ?? [])];
  record.ballot = ballot;
  record.acceptedAt = ballot;
}

/** Whether the coordinator still waits for answers to such a request. */
function isAwaited(draft: State, request: Request, { tx, ballot }: Address): boolean {
  const coordinator = draft.coordinators[tx];
  const phases = request === 'ask' ? ['preAccepting', 'preparing'] : ['accepting'];
  return coordinator.ballot === ballot && phases.includes(coordinator.phase);
}

/** What the server says of a transaction now; the message keeps it as it was. */
export function answer(draft: State, p: Parameters, request: Request, to: Address): void {
  // Whoever has crashed, or gone on to another ballot or phase, reads it no more.
  if (!isAwaited(draft, request, to)) return;
  const coordinator = draft.coordinators[to.tx];
  const { status, dep, acceptedAt } = draft.servers[to.server].records[to.tx];
  const text: Answer = {
    status: status === 'accepting' || status === 'preAccepted' ? status : 'committing',
    dep: [...dep],
    acceptedAt,
  };
  const box = p.delivery === 'fused' ? coordinator.answers : coordinator.replies;
  box[to.server] = text;
}

/** Commit(T, dep). */
export function commitAt(draft: State, p: Parameters, { tx, server, ballot }: Address): void {
  const record = draft.servers[server].records[tx];
  record.status = 'committing';
  record.dep = [...(draft.coordinators[tx].proposals[ballot]?.[shardOf(p, server)] ?? [])];
  record.acceptedAt = null;
  dropMoot(draft, p, tx);
}

/** Requests to servers that have it committed, from somebody who waits for no answer any more. */
function dropMoot(draft: State, p: Parameters, tx: number): void {
  for (const server of hostsOf(p, tx)) {
    if (!isCommitted(draft, { tx, server })) continue;
    for (const ballot of ballotsIn(p)) {
      for (const request of ['ask', 'accept'] as const) {
        const address = { tx, server, ballot };
        const slot = slotOf(p, request, address);
        if (!isInFlight(draft.net, slot) || isAwaited(draft, request, address)) continue;
        consume(draft.net, slot);
      }
    }
  }
}

/** It reads for its piece, and says to the other shards whether there is enough. */
export function tell(draft: State, p: Parameters, { tx, server }: At): void {
  const shard = shardOf(p, server);
  const record = draft.servers[server].records[tx];
  record.found = draft.servers[server].version;
  record.readings[shard] = hasEnough(draft, p, { tx, server });
  for (const other of hostsOf(p, tx)) {
    if (shardOf(p, other) === shard) continue;
    const path = { tx, source: server, server: other };
    if (p.delivery === 'explicit') send(draft.net, slotOfReading(p, path));
    else if (draft.servers[other].up) learn(draft, p, path);
  }
}

/** What a server read stays as it was, so the message need not keep it. */
function learn(draft: State, p: Parameters, { tx, source, server }: Path): void {
  const shard = shardOf(p, source);
  const { readings } = draft.servers[server].records[tx];
  readings[shard] ??= draft.servers[source].records[tx].readings[shard];
}

export function hear(draft: State, p: Parameters, path: Path): void {
  consume(draft.net, slotOfReading(p, path));
  learn(draft, p, path);
}

/** Its piece takes effect, unless it or another that is known here refuses. */
export function execute(draft: State, p: Parameters, { tx, server }: At): void {
  const isOn = isGranted(draft, p, { tx, server });
  const place = draft.servers[server];
  const record = place.records[tx];
  const piece = pieceAt(p, tx, shardOf(p, server));
  record.status = 'executed';
  record.found ??= place.version;
  record.applied++;
  if (!isOn || piece?.mode !== 'W') return;
  place.version++;
  for (const [store, change] of piece.changes.entries()) place.balances[store] += change;
  record.installed = place.version;
}

// ── a coordinator ────────────────────────────────────────────────────────────────────────────

/** What accept or commit is to say, by shard: the union of what all of them answered. */
export function unionOfAnswers(draft: State, p: Parameters, tx: number): number[][] {
  return shardsIn(p).map((shard) => {
    const heard =
      p.dependencies === 'union' ? allAnswers(draft, p, tx) : answersOf(draft, p, tx, shard);
    return transactionsIn(p).filter((other) => heard.some(({ dep }) => dep.includes(other)));
  });
}

/** What a server accepted in the highest ballot, if one accepted at all. */
export function acceptedBefore(draft: State, p: Parameters, tx: number): number[][] | null {
  const accepted = allAnswers(draft, p, tx)
    .filter(({ status }) => status === 'accepting')
    .sort((one, other) => (other.acceptedAt ?? 0) - (one.acceptedAt ?? 0));
  const [newest] = accepted;
  return newest === undefined ? null : shardsIn(p).map(() => [...newest.dep]);
}

/** A new phase: whatever was answered in the old one is forgotten. */
function forgetAnswers(draft: State, p: Parameters, tx: number): void {
  const coordinator = draft.coordinators[tx];
  coordinator.answers = serversIn(p).map(() => null);
  coordinator.replies = serversIn(p).map(() => null);
  dropMoot(draft, p, tx);
}

export function propose(draft: State, p: Parameters, tx: number, proposal: number[][]): void {
  const coordinator = draft.coordinators[tx];
  coordinator.phase = 'accepting';
  coordinator.rounds++;
  coordinator.proposals[coordinator.ballot] = proposal;
  forgetAnswers(draft, p, tx);
  tellAll(draft, p, 'accept', tx);
}

/** Commit: fused, it is at all servers at once, or only at the one that it reaches. */
export function decide(draft: State, p: Parameters, tx: number, proposal: number[][]): void {
  const coordinator = draft.coordinators[tx];
  const { ballot, cutOffTo } = coordinator;
  coordinator.phase = 'decided';
  coordinator.proposals[ballot] = proposal;
  forgetAnswers(draft, p, tx);
  if (p.delivery === 'explicit') {
    for (const server of hostsOf(p, tx)) {
      if (isCommitted(draft, { tx, server })) continue;
      send(draft.net, slotOf(p, 'commit', { tx, server, ballot }));
    }
    return;
  }
  for (const server of hostsOf(p, tx)) {
    const isReached = draft.servers[server].up && (cutOffTo === null || cutOffTo === server);
    if (!isReached || isCommitted(draft, { tx, server })) continue;
    commitAt(draft, p, { tx, server, ballot });
  }
  if (cutOffTo !== null) crashCoordinator(draft, p, tx);
}

/** What it knew is lost; what it sent stays on its way, but for commits it had yet to send. */
export function crashCoordinator(draft: State, p: Parameters, tx: number): void {
  const coordinator = draft.coordinators[tx];
  for (const server of hostsOf(p, tx)) {
    const slot = slotOf(p, 'commit', { tx, server, ballot: coordinator.ballot });
    if (p.moments === 'amidCommit' && isInFlight(draft.net, slot)) lose(draft.net, slot);
  }
  coordinator.up = false;
  coordinator.phase = 'lost';
  coordinator.cutOffTo = null;
  forgetAnswers(draft, p, tx);
}

/** Somebody else takes over in a higher ballot. */
export function takeOver(draft: State, p: Parameters, tx: number): void {
  const coordinator = draft.coordinators[tx];
  coordinator.up = true;
  coordinator.phase = 'preparing';
  coordinator.ballot++;
  coordinator.rounds = 1;
  tellAll(draft, p, 'ask', tx);
}
