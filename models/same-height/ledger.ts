/**
 * What the state means in the vocabulary that all protocols share.
 *
 * A view of several shards is a view of one height: what their nodes computed up to the highest
 * height that all of them have executed. Nothing here asks what should have taken effect.
 */
import {
  type AssetSupply,
  type Committed,
  type DeepReadonly,
  type HistoryView,
  type MessageView,
  type ReplicasView,
  range,
  type Spend,
  type TransactionView,
  type WorkView,
} from '../../checker/protocol.ts';
import {
  type Access,
  blockAt,
  blockName,
  cellsAt,
  type Entry,
  executedHeight,
  type Frozen,
  logUpTo,
  purseAt,
  resultAt,
  type Shards,
  sharedHeight,
} from './shards.ts';
import { keysSpent, nameOf, type Setup } from './workload.ts';

const placeOf = (shard: number): string => `shard ${nameOf(shard)}`;
const heightsUpTo = (height: number): readonly number[] => range(height).map((at) => at + 1);

// ── supply ───────────────────────────────────────────────────────────────────────────────────

export function supply(state: Frozen<Shards>, setup: Setup): readonly AssetSupply[] {
  const { shards, keysAt, keys, txsAt } = setup.load;
  const height = sharedHeight(state);
  const holdings = shards.flatMap((shard) => {
    const cells = cellsAt(state, setup, shard, height) ?? [];
    const place = placeOf(shard);
    return [
      ...keysAt[shard].flatMap(({ name, kind }, index) =>
        kind === 'coins' ? [{ place, owner: name, amount: cells[index].value }] : [],
      ),
      ...txsAt[shard].map((tx) => ({
        place,
        owner: `purse of the sender of T${tx}`,
        amount: purseAt(state, setup, shard, height, tx),
      })),
    ];
  });
  const fees = shards
    .flatMap((shard) => heightsUpTo(height).map((at) => blockAt(state, shard, at)?.txs.length ?? 0))
    .reduce((sum, amount) => sum + amount, 0);
  const genesis =
    keys.reduce((sum, { kind, initial }) => sum + (kind === 'coins' ? initial : 0), 0) +
    txsAt.reduce((sum, txs) => sum + txs.length * setup.purse, 0);
  return [
    {
      asset: 'coins',
      genesis,
      holdings,
      escrowed: 0,
      inFlight: 0,
      fees,
      burned: 0,
      minted: 0,
      spends: [...spentVersions(state, setup, height), ...nonces(state, setup, height)],
    },
  ];
}

/** A balance, as of one version, pays for one transfer: the next one finds the next version. */
function spentVersions(state: Frozen<Shards>, setup: Setup, height: number): readonly Spend[] {
  const { programs, shards } = setup.load;
  const users = new Map<string, Set<number>>();
  for (const { tx, applied, reads } of shards.flatMap((shard) => logUpTo(state, shard, height))) {
    const program = programs[tx];
    if (!applied) continue;
    for (const { key, version } of reads) {
      if (!keysSpent(program).includes(key)) continue;
      const unit = `${key}@${version}`;
      users.set(unit, (users.get(unit) ?? new Set()).add(tx));
    }
  }
  return [...users].map(([unit, txs]) => ({ unit, times: txs.size }));
}

/** How often a transaction took effect in the shard in which it did so most often. */
function nonces(state: Frozen<Shards>, setup: Setup, height: number): readonly Spend[] {
  const { programs, touches } = setup.load;
  return programs.map((_, tx) => ({
    unit: `nonce of T${tx}`,
    times: Math.max(...touches[tx].map((shard) => entriesOf(state, shard, height, tx).length)),
  }));
}

/** Heights of a shard at which a transaction was applied are the entries that say so. */
function entriesOf(
  state: Frozen<Shards>,
  shard: number,
  height: number,
  tx: number,
): readonly Frozen<Entry>[] {
  return logUpTo(state, shard, height).filter((entry) => entry.tx === tx && entry.applied);
}

// ── transactions ─────────────────────────────────────────────────────────────────────────────

export function transactions(state: Frozen<Shards>, setup: Setup): readonly TransactionView[] {
  const { programs, touches } = setup.load;
  const height = sharedHeight(state);
  return programs.map((_, id) => {
    const parts = touches[id].map(
      (shard) =>
        ({
          place: placeOf(shard),
          state: entriesOf(state, shard, height, id).length > 0 ? 'applied' : 'absent',
        }) as const,
    );
    const isWhole = parts.every((part) => part.state === 'applied');
    const isRefused = touches[id].every((shard) =>
      logUpTo(state, shard, height).some((entry) => entry.tx === id && !entry.applied),
    );
    return {
      id,
      parts,
      outcome: isWhole ? 'committed' : isRefused ? 'aborted' : 'open',
      pending: touches[id].some((shard) =>
        state.chains[shard].some(({ txs, result }) => result === null && txs.includes(id)),
      ),
    };
  });
}

// ── messages ─────────────────────────────────────────────────────────────────────────────────

/**
 * The message of this protocol is that another shard includes the transaction at this height. It
 * is consumed when the transaction takes effect on it; its cause is that block.
 */
export function messages(state: Frozen<Shards>, setup: Setup): readonly MessageView[] {
  const { programs, touches } = setup.load;
  return programs.flatMap((_, tx) =>
    touches[tx].flatMap((from) =>
      touches[tx].flatMap((to): readonly MessageView[] => {
        if (from === to) return [];
        const heights = heightsUpTo(executedHeight(state, to)).filter((height) =>
          resultAt(state, to, height)?.log.some((entry) => entry.tx === tx && entry.applied),
        );
        const isIncluded = (height: number): boolean =>
          blockAt(state, from, height)?.txs.includes(tx) === true;
        const emitted = heightsUpTo(state.chains[from].length).some(isIncluded);
        if (!emitted && heights.length === 0) return [];
        const consumption = {
          place: placeOf(to),
          times: heights.length,
          causeInPast: heights.every(isIncluded),
        };
        return [
          {
            id: `T${tx} is in ${placeOf(from)}, to ${placeOf(to)}`,
            emitted,
            consumed: heights.length > 0 ? [consumption] : [],
          },
        ];
      }),
    ),
  );
}

// ── history ──────────────────────────────────────────────────────────────────────────────────

/** Each shard tells what it read for a transaction, and what it wrote of its own keys. */
export function history(state: Frozen<Shards>, setup: Setup): HistoryView {
  const { programs, touches } = setup.load;
  const height = sharedHeight(state);
  const committed: Committed[] = [];
  for (const [id] of programs.entries()) {
    const entries = touches[id].flatMap((shard) => entriesOf(state, shard, height, id));
    if (entries.length === 0) continue;
    // What a shard that writes nothing read had no effect.
    const effective = entries.filter(({ writes }) => writes.length > 0);
    committed.push({
      id,
      reads: distinct(effective.flatMap(({ reads }) => reads)),
      writes: distinct(effective.flatMap(({ writes }) => writes)),
      after: [],
    });
  }
  return { transactions: committed };
}

function distinct(accesses: readonly DeepReadonly<Access>[]): readonly DeepReadonly<Access>[] {
  return accesses.filter(
    ({ key, version }, index) =>
      accesses.findIndex((other) => other.key === key && other.version === version) === index,
  );
}

// ── work ─────────────────────────────────────────────────────────────────────────────────────

/** A shard that worked for itself alone would execute what its own block includes. */
export function work(state: Frozen<Shards>, setup: Setup): WorkView {
  const blocks = setup.load.shards.flatMap((shard) =>
    heightsUpTo(executedHeight(state, shard)).map((height) => ({
      block: blockName(shard, height),
      work: resultAt(state, shard, height)?.work ?? 0,
      limit: blockAt(state, shard, height)?.txs.length ?? 0,
    })),
  );
  return { blocks, queues: [], waits: [] };
}

// ── replicas ─────────────────────────────────────────────────────────────────────────────────

/**
 * Nodes that should agree: those of each shard, which lived through everything and executed on
 * proofs, and one that joins now, follows all shards, and has computed `joint` from their blocks.
 */
export function replicasOf(
  state: Frozen<Shards>,
  setup: Setup,
  joint: ReadonlyMap<string, number>,
): ReplicasView {
  const { shards, keysAt } = setup.load;
  const height = sharedHeight(state);
  const blocks = heightsUpTo(height)
    .map((at) => shards.map((shard) => blockAt(state, shard, at)?.txs.join(' ') ?? '').join(' | '))
    .join(' ; ');
  const executors = shards.flatMap((shard) => {
    const cells = cellsAt(state, setup, shard, height) ?? [];
    const keys = keysAt[shard].map(({ name }) => name);
    const input = `${nameOf(shard)} after ${blocks}`;
    const text = (value: (index: number) => number | undefined): string =>
      keys.map((key, index) => `${key}=${value(index)}`).join(' ');
    return [
      { name: `a node of ${nameOf(shard)}`, input, result: text((index) => cells[index].value) },
      {
        name: 'a node of all shards that joins now',
        input,
        result: text((index) => joint.get(keys[index])),
      },
    ];
  });
  return { executors, writers: [] };
}
