/** What a node makes of one height, and what becomes of it when it is final. */
import { type DeepReadonly, range } from '../../checker/protocol.ts';
import { changesIn, trafficIn, type Values } from './instance.ts';
import { cycleOf, executedBy, reachOf } from './schedule.ts';
import {
  type Access,
  type Account,
  type Entry,
  emptyHeight,
  newest,
  type Result,
  type State,
  type View,
  type Write,
} from './state.ts';
import { type Manner, shownBy, witnessFor } from './witness.ts';

/** Where in the schedule a height is. */
export function numberAt(state: View, p: Values, height: number): number {
  const cycle = cycleOf(p.schedule, p.shards);
  return (state.number - (newest(p) - height) + cycle) % cycle;
}

/** The shards whose blocks a node executes, in its order. */
export function planOf(state: View, p: Values, height: number, shard: number): readonly number[] {
  const isAhead = p.numbering === 'of the clock' && state.ahead[shard];
  const number = numberAt(state, p, height) + (isAhead ? 1 : 0);
  const plan = executedBy(p.schedule, p.shards, number, shard);
  return isLocalsFirst(p) ? [...plan].reverse() : plan;
}
function isLocalsFirst(p: Values): boolean {
  return p.schedule === 'leader' && p.order === 'locals first';
}

/** The transactions in the blocks that it executes. */
export function blocksFor(
  state: View,
  p: Values,
  height: number,
  shard: number,
): readonly number[] {
  const { blocks } = state.heights[height];
  return planOf(state, p, height, shard).flatMap((at) => blocks[at] ?? []);
}

/** Whether some of them touches its shard: else its node has nothing to do. */
export function isConcerned(state: View, p: Values, height: number, shard: number): boolean {
  return blocksFor(state, p, height, shard).some((tx) => trafficIn(p).touches[tx].includes(shard));
}

/** Every node that has something to execute has done so. */
export function isExecuted(state: View, p: Values, height: number): boolean {
  const { results } = state.heights[height];
  return range(p.shards).every(
    (shard) => results[shard] !== null || !isConcerned(state, p, height, shard),
  );
}

export function canHold(state: View, p: Values, tx: number): boolean {
  const [home, ...others] = trafficIn(p).touches[tx];
  const reach = reachOf(p.schedule, p.shards, state.number, home);
  return others.every((shard) => reach.includes(shard));
}

/** It stands in a block of an older height. */
export function isInThePast({ logs, heights }: View, tx: number): boolean {
  return (
    logs.some((log) => log.some((entry) => entry.tx === tx)) ||
    heights.slice(0, -1).some(({ blocks }) => blocks.includes(tx))
  );
}

// ── execution ────────────────────────────────────────────────────────────────────────────────

type Accounts = ReadonlyMap<string, Readonly<Account>>;

export function resultOf(
  state: View,
  p: Values,
  height: number,
  shard: number,
  manner: Manner,
): Result {
  const own = accountsBefore(state, p, height);
  const txs = blocksFor(state, p, height, shard);
  const named = trafficIn(p).accounts.map(({ name }, index) => [name, own[index]] as const);
  const before: Accounts = new Map([...named, ...shownBy(witnessFor(own, p, shard, txs, manner))]);
  const accounts = new Map(before);
  const plan = planOf(state, p, height, shard);
  const log = plan.flatMap((at) => {
    const tx = state.heights[height].blocks[at];
    if (tx === null) return [];
    // Without its place in the order, the leader's block is executed on the height before.
    const seen = isLocalsFirst(p) && at !== shard ? before : accounts;
    return [execute(p, tx, seen, accounts)];
  });
  return { plan: [...plan], log };
}

/** Reads `seen`, writes `accounts`; a payment that cannot be afforded is refused. */
function execute(
  p: Values,
  tx: number,
  seen: Accounts,
  accounts: Map<string, Readonly<Account>>,
): Entry {
  const changes = changesIn(trafficIn(p).transactions[tx]);
  const held = (key: string): Readonly<Account> => seen.get(key) ?? { value: 0, version: 0 };
  const reads: Access[] = [];
  const writes: Write[] = [];
  const payers = changes.filter(([, change]) => change < 0);
  if (payers.some(([key, change]) => held(key).value + change < 0)) {
    return { tx, reads: payers.map(([key]) => ({ key, version: held(key).version })), writes };
  }
  for (const [key, change] of changes) {
    const { value, version } = held(key);
    const next = { value: value + change, version: (accounts.get(key)?.version ?? 0) + 1 };
    reads.push({ key, version });
    writes.push({ key, ...next });
    accounts.set(key, next);
  }
  return { tx, reads, writes };
}

// ── what becomes of a height ─────────────────────────────────────────────────────────────────

/** What a shard keeps of an account: an entry of the log of some node. */
interface Kept {
  readonly index: number;
  readonly name: string;
  readonly shard: number;
  readonly entry: DeepReadonly<Entry>;
}

/**
 * Each shard keeps what its own node computed. What a node computed of a shard that does not
 * execute the same blocks is written there too, unless that shard's own node wrote the account;
 * a node that has something to execute and has not done so keeps what it had.
 */
function keptOf(state: View, p: Values, height: number): readonly Kept[] {
  const { results } = state.heights[height];
  const concerned = range(p.shards).filter((shard) => isConcerned(state, p, height, shard));
  return trafficIn(p).accounts.flatMap(({ name, shard }, index) => {
    const writesIt = (result: View['heights'][number]['results'][number]): boolean =>
      result?.log.some(({ writes }) => writes.some(({ key }) => key === name)) === true;
    const own = results[shard];
    const isLate = own === null && concerned.includes(shard);
    const by = writesIt(own) || isLate ? own : (results.find(writesIt) ?? own);
    return (by?.log ?? []).map((entry) => ({ index, name, shard, entry }));
  });
}

function writtenBy({ name, entry }: Kept): DeepReadonly<Write> | undefined {
  return entry.writes.filter(({ key }) => key === name).at(-1);
}

/** The accounts that a height starts from: what those before it, as far as executed, have made. */
export function accountsBefore(
  state: View,
  p: Values,
  height: number,
): readonly Readonly<Account>[] {
  const accounts: Readonly<Account>[] = [...state.accounts];
  for (const kept of range(height).flatMap((before) => keptOf(state, p, before))) {
    const written = writtenBy(kept);
    if (written === undefined) continue;
    accounts[kept.index] = { value: written.value, version: written.version };
  }
  return accounts;
}

/** The oldest open height is final, and a new one begins. */
export function advance(draft: State, p: Values): void {
  for (const kept of keptOf(draft, p, 0)) {
    const { name, entry } = kept;
    const reads = entry.reads.filter(({ key }) => key === name);
    if (reads.length === 0) continue;
    const written = writtenBy(kept);
    if (written !== undefined) {
      draft.accounts[kept.index] = { value: written.value, version: written.version };
    }
    const writes = entry.writes.filter(({ key }) => key === name);
    draft.logs[kept.shard].push({ tx: entry.tx, reads: [...reads], writes: [...writes] });
  }
  for (const log of draft.logs) log.sort(byTransaction);
  draft.heights = [...draft.heights.slice(1), emptyHeight(p)];
  draft.number = (draft.number + 1) % cycleOf(p.schedule, p.shards);
}

/** One entry a transaction and account, in an order that does not tell how they came about. */
function byTransaction(one: Entry, other: Entry): number {
  if (one.tx !== other.tx) return one.tx - other.tx;
  const [here, there] = [one.reads[0]?.key ?? '', other.reads[0]?.key ?? ''];
  return here === there ? 0 : here < there ? -1 : 1;
}

/**
 * An empty block takes the place of one, and of those of its shard on top of it. Who executed them
 * starts over, and so does whoever rests on what those had made.
 */
export function replace(draft: State, p: Values, height: number, shard: number): void {
  const changed = new Set([shard]);
  const isChanged = (at: number): boolean => changed.has(at);
  for (const { blocks, results } of draft.heights.slice(height)) {
    blocks[shard] = null;
    if (p.reexecution === 'nothing') continue;
    const outdated = range(p.shards).filter((at) => reliedOn(p, results[at]).some(isChanged));
    for (const at of outdated) {
      results[at] = null;
      if (p.reexecution === 'all that rests on it') changed.add(at);
    }
  }
}

/** The shards whose blocks a node has executed, or whose accounts it has read. */
function reliedOn(p: Values, result: Result | null): readonly number[] {
  if (result === null) return [];
  if (p.reexecution === 'the block') return result.plan;
  const keys = result.log.flatMap(({ reads }) => reads.map(({ key }) => key));
  return [...result.plan, ...keys.map((key) => trafficIn(p).shardOf.get(key) ?? 0)];
}
