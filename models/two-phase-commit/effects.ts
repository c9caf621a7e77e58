/** Two-phase commit: what steps have in common. Effects test no rule again. */
import { range } from '../../checker/protocol.ts';
import { consume, forget, giveBack, send, wasConsumed } from '../substrate/network.ts';
import { accessOf, messageTypes, type Parameters, participants, slotOf } from './instance.ts';
import { askAll, type Head, isProvable, type State, unknownTransaction } from './state.ts';

type Vote = 'yes' | 'no';
interface At {
  readonly tx: number;
  readonly shard: number;
}

// ── the coordinator ──────────────────────────────────────────────────────────────────────────

/** The votes are forgotten with the decision: nothing depends on them any more. */
export function decide(
  draft: State,
  p: Parameters,
  tx: number,
  decision: 'commit' | 'abort',
): void {
  const entry = draft.coordinator.transactions[tx];
  entry.decision = decision;
  entry.votes = range(p.shards).map(() => null);
  askAll(draft, p, tx, decision);
}

export function castVote(draft: State, p: Parameters, { tx, shard }: At, vote: Vote): void {
  const { votes } = draft.coordinator.transactions[tx];
  const free = participants(p, tx).find((other) => votes[other] === null);
  const ballot = p.ballots === 'keyed' ? shard : free;
  if (ballot !== undefined) votes[ballot] = vote;
}

/** Votes are volatile, decisions are not, and timestamps are on chain. */
export function crashCoordinator(draft: State, p: Parameters): void {
  draft.coordinator.up = false;
  for (const entry of draft.coordinator.transactions) {
    entry.votes = range(p.shards).map(() => null);
    if (p.durableDecision) continue;
    entry.decision = 'none';
    entry.isWounded = false;
  }
}

/** A shard keeps all it has: what is volatile in it are messages that were not delivered yet. */
export function crashShard(draft: State, p: Parameters, shard: number): void {
  draft.shards[shard].up = false;
  if (p.durablePrepare) return;
  for (const record of draft.shards[shard].head.records) {
    if (record.status !== 'prepared') continue;
    record.status = 'none';
    record.found = null;
  }
}

/** A new attempt is a new id: nothing of the old one means anything to it. */
export function restart(draft: State, p: Parameters, tx: number): void {
  const { transactions } = draft.coordinator;
  const entry = transactions[tx];
  entry.decision = 'none';
  entry.isWounded = false;
  if (p.stampOnRestart === 'fresh') {
    entry.stamp = 1 + Math.max(...transactions.map(({ stamp }) => stamp ?? 0));
  }
  for (const shard of participants(p, tx)) {
    const { head, base } = draft.shards[shard];
    head.records[tx] = unknownTransaction();
    if (base !== null) base.records[tx] = unknownTransaction();
    for (const type of messageTypes) forget(draft.net, slotOf(p, type, tx, shard));
  }
  askAll(draft, p, tx, 'request');
}

// ── a shard ──────────────────────────────────────────────────────────────────────────────────

/**
 * What a shard does goes into a block. As long as the adversary can still revert one, the state
 * before it is kept; when it cannot, every block is as good as final at once.
 */
export function inBlock(draft: State, shard: number): Head {
  const place = draft.shards[shard];
  if (draft.budget.reorgs > 0) place.base ??= copyOf(place.head);
  return place.head;
}

function copyOf(head: Head): Head {
  return { ...head, records: head.records.map((record) => ({ ...record })) };
}

/** The request is read, wherever it was waiting. */
export function takeRequest(draft: State, p: Parameters, { tx, shard }: At): void {
  const slot = slotOf(p, 'request', tx, shard);
  if ((draft.net[slot]?.inFlight ?? 0) > 0) consume(draft.net, slot);
}

/** A vote leaves its shard with a proof, at once or when the block that shows it is final. */
export function sendProvableVotes(draft: State, p: Parameters, shard: number): void {
  if (!isProvable(draft, p, shard)) return;
  for (const tx of range(p.transactions)) {
    const { status } = draft.shards[shard].head.records[tx];
    const vote = status === 'prepared' ? 'yes' : status === 'refused' ? 'no' : null;
    if (vote === null || draft.net[slotOf(p, vote, tx, shard)] !== null) continue;
    sendVote(draft, p, { tx, shard }, vote);
  }
}

/** Fused: it arrives in the same step. */
function sendVote(draft: State, p: Parameters, { tx, shard }: At, vote: Vote): void {
  const slot = slotOf(p, vote, tx, shard);
  send(draft.net, slot);
  if (p.delivery === 'explicit') return;
  arriveAtOnce(draft, p, { tx, shard }, vote);
}

/** A coordinator that is down, or has decided, does not look at it. */
export function arriveAtOnce(draft: State, p: Parameters, { tx, shard }: At, vote: Vote): void {
  consume(draft.net, slotOf(p, vote, tx, shard));
  const { up, transactions } = draft.coordinator;
  if (up && transactions[tx].decision === 'none') castVote(draft, p, { tx, shard }, vote);
}

/** Lock and staged write follow from the status; a reader notes the version that it finds. */
export function promise(draft: State, p: Parameters, { tx, shard }: At): void {
  const head = inBlock(draft, shard);
  const access = accessOf(p, tx, shard);
  const reads = access !== null && (access.mode === 'R' || access.amount !== 0);
  const record = head.records[tx];
  record.status = 'prepared';
  record.found = reads ? head.version : null;
}

/** Commit: the staged write becomes the account, and the lock goes. */
export function makeEffective(draft: State, p: Parameters, { tx, shard }: At): void {
  const head = inBlock(draft, shard);
  const record = head.records[tx];
  record.status = 'committed';
  record.applied++;
  const access = accessOf(p, tx, shard);
  if (access?.mode !== 'W') return;
  head.balance += access.amount;
  head.version++;
  record.installed = head.version;
}

/** Abort: the lock goes, and the id is dead here. */
export function letGo(draft: State, { tx, shard }: At, status: 'aborted' | 'refused'): void {
  const record = inBlock(draft, shard).records[tx];
  record.status = status;
  record.found = null;
}

/** The blocks since the last final one are gone; what they took can be taken again. */
export function revert(draft: State, p: Parameters, shard: number): void {
  const { head, base } = draft.shards[shard];
  if (base === null) return;
  for (const tx of range(p.transactions)) {
    const [now, then] = [head.records[tx].status, base.records[tx].status];
    const taken = [
      now !== 'none' && then === 'none' ? ('request' as const) : null,
      now === 'committed' && then !== now ? ('commit' as const) : null,
      now === 'aborted' && then !== now ? ('abort' as const) : null,
    ];
    for (const type of taken) {
      const slot = type === null ? null : slotOf(p, type, tx, shard);
      if (slot !== null && wasConsumed(draft.net, slot)) giveBack(draft.net, slot);
    }
  }
  draft.shards[shard].head = base;
  draft.shards[shard].base = null;
}
