/** What a node makes of one height, and what becomes of it when the next one begins. */
import { range } from '../../checker/protocol.ts';
import { changesIn, trafficIn, type Values } from './instance.ts';
import { executedBy, reachOf } from './schedule.ts';
import type { Access, Account, Entry, Result, State, View, Write } from './state.ts';
import { type Manner, shownBy, witnessFor } from './witness.ts';

/** The shards whose blocks a node executes, in its order. */
export function planOf(state: View, p: Values, shard: number): readonly number[] {
  const plan = executedBy(p.schedule, p.shards, numberFor(state, p, shard), shard);
  return isLocalsFirst(p) ? [...plan].reverse() : plan;
}
function numberFor(state: View, p: Values, shard: number): number {
  return state.number + (p.numbering === 'of the clock' && state.ahead[shard] ? 1 : 0);
}
function isLocalsFirst(p: Values): boolean {
  return p.schedule === 'leader' && p.order === 'locals first';
}

/** The transactions in the blocks that it executes. */
export function blocksFor(state: View, p: Values, shard: number): readonly number[] {
  return planOf(state, p, shard).flatMap((at) => state.blocks[at] ?? []);
}

/** Whether some of them touches its shard: else its node has nothing to do. */
export function isConcerned(state: View, p: Values, shard: number): boolean {
  return blocksFor(state, p, shard).some((tx) => trafficIn(p).touches[tx].includes(shard));
}

export function canHold(state: View, p: Values, tx: number): boolean {
  const [home, ...others] = trafficIn(p).touches[tx];
  const reach = reachOf(p.schedule, p.shards, state.number, home);
  return others.every((shard) => reach.includes(shard));
}

export function wasExecuted(state: View, tx: number): boolean {
  return state.logs.some((log) => log.some((entry) => entry.tx === tx));
}

// ── execution ────────────────────────────────────────────────────────────────────────────────

type Accounts = ReadonlyMap<string, Readonly<Account>>;

export function resultOf(state: View, p: Values, shard: number, manner: Manner): Result {
  const witness = witnessFor(state, p, shard, blocksFor(state, p, shard), manner);
  const before: Accounts = new Map([...accountsIn(state, p), ...shownBy(witness)]);
  const accounts = new Map(before);
  const plan = planOf(state, p, shard);
  const log = plan.flatMap((at) => {
    const tx = state.blocks[at];
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

function accountsIn(state: View, p: Values): Accounts {
  return new Map(trafficIn(p).accounts.map(({ name }, index) => [name, state.accounts[index]]));
}

// ── the next height ──────────────────────────────────────────────────────────────────────────

/**
 * Each shard keeps what its own node computed. What a node computed of a shard that does not
 * execute the same blocks is written there too, unless that shard's own node wrote the account;
 * a node that has something to execute and has not done so keeps what it had.
 */
export function close(draft: State, p: Values): void {
  const concerned = range(p.shards).filter((shard) => isConcerned(draft, p, shard));
  for (const [index, { name, shard }] of trafficIn(p).accounts.entries()) {
    const writesIt = (result: Result | null): boolean =>
      result?.log.some(({ writes }) => writes.some(({ key }) => key === name)) === true;
    const own = draft.results[shard];
    const isLate = own === null && concerned.includes(shard);
    const by = writesIt(own) || isLate ? own : (draft.results.find(writesIt) ?? own);
    for (const entry of by?.log ?? []) keep(draft, shard, name, index, entry);
  }
  for (const log of draft.logs) log.sort(byTransaction);
  draft.blocks = draft.blocks.map(() => null);
  draft.results = draft.results.map(() => null);
}

function keep(draft: State, shard: number, name: string, index: number, entry: Entry): void {
  const reads = entry.reads.filter(({ key }) => key === name);
  const writes = entry.writes.filter(({ key }) => key === name);
  if (reads.length === 0) return;
  const written = writes.at(-1);
  if (written !== undefined) {
    draft.accounts[index] = { value: written.value, version: written.version };
  }
  draft.logs[shard].push({ tx: entry.tx, reads: [...reads], writes: [...writes] });
}

/** One entry a transaction and account, in an order that does not tell how they came about. */
function byTransaction(one: Entry, other: Entry): number {
  if (one.tx !== other.tx) return one.tx - other.tx;
  const [here, there] = [one.reads[0]?.key ?? '', other.reads[0]?.key ?? ''];
  return here === there ? 0 : here < there ? -1 : 1;
}
