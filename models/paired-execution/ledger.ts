/** What a state means in the words that all protocols share: heights that are closed. */
import type {
  AssetSupply,
  Executor,
  HistoryView,
  KeyWriters,
  MessageView,
  ReplicasView,
  TransactionView,
  WorkView,
} from '../../checker/protocol.ts';
import { numberAt } from './execution.ts';
import { nameOf, trafficIn, transactionsIn, type Values } from './instance.ts';
import type { View } from './state.ts';

function isApplied({ logs }: View, shard: number, tx: number): boolean {
  return logs[shard].some((entry) => entry.tx === tx && entry.writes.length > 0);
}

function isInABlock({ heights }: View, tx: number): boolean {
  return heights.some(({ blocks }) => blocks.includes(tx));
}

export function supplyOf(state: View, p: Values): readonly AssetSupply[] {
  const { accounts, transactions, touches } = trafficIn(p);
  return [
    {
      asset: 'coins',
      genesis: accounts.reduce((sum, { initial }) => sum + initial, 0),
      holdings: accounts.map(({ name, shard }, index) => ({
        place: nameOf(shard),
        owner: name,
        amount: state.accounts[index].value,
      })),
      escrowed: 0,
      inFlight: 0,
      fees: 0,
      burned: 0,
      minted: 0,
      spends: transactions.map(({ from }, tx) => ({
        unit: `what T${tx} takes from ${from}`,
        times: state.logs[touches[tx][0]].filter(
          (entry) => entry.tx === tx && entry.writes.some(({ key }) => key === from),
        ).length,
      })),
    },
  ];
}

export function transactionsOf(state: View, p: Values): readonly TransactionView[] {
  const { touches } = trafficIn(p);
  return transactionsIn(p)
    .filter((tx) => state.submitted[tx])
    .map((id) => {
      const isRefused = state.logs.some((log) =>
        log.some(({ tx, writes }) => tx === id && writes.length === 0),
      );
      const parts = touches[id].map((shard) => {
        const part = isApplied(state, shard, id) ? 'final' : isRefused ? 'undone' : 'absent';
        return { place: nameOf(shard), state: part } as const;
      });
      const isWhole = parts.every((part) => part.state === 'final');
      const outcome = isWhole ? 'committed' : isRefused ? 'aborted' : 'open';
      return { id, parts, outcome, pending: isInABlock(state, id) };
    });
}

/** What a transaction does on another shard than that of its sender is a message to there. */
export function messagesOf(state: View, p: Values): readonly MessageView[] {
  const { touches } = trafficIn(p);
  return transactionsIn(p).flatMap((tx) => {
    const [home, ...elsewhere] = touches[tx];
    const emitted = isApplied(state, home, tx);
    return elsewhere.flatMap((shard): readonly MessageView[] => {
      const times = state.logs[shard].filter(
        (entry) => entry.tx === tx && entry.writes.length > 0,
      ).length;
      if (!emitted && times === 0) return [];
      const consumed = [{ place: nameOf(shard), times, causeInPast: emitted }];
      return [{ id: `the call of T${tx} to ${nameOf(shard)}`, emitted, consumed }];
    });
  });
}

export function historyOf(state: View, p: Values): HistoryView {
  const entries = state.logs.flat();
  const transactions = transactionsIn(p)
    .filter((id) => entries.some(({ tx, writes }) => tx === id && writes.length > 0))
    .map((id) => {
      const mine = entries.filter(({ tx }) => tx === id);
      return {
        id,
        reads: mine.flatMap(({ reads }) => reads),
        writes: mine.flatMap(({ writes }) => writes.map(({ key, version }) => ({ key, version }))),
        after: [],
      };
    });
  return { transactions };
}

// ── nodes at the open heights ────────────────────────────────────────────────────────────────

type Node = View['heights'][number]['results'][number] & {};

/** What nodes have made of an open height. */
function nodesAt(
  { heights }: View,
  height: number,
): readonly (Node & { readonly shard: number })[] {
  return heights[height].results.flatMap((result, shard) =>
    result === null ? [] : [{ ...result, shard }],
  );
}

/** What each node makes of the shards whose blocks it executes, and who writes what. */
export function replicasOf(state: View, p: Values): ReplicasView {
  const heights = [...state.heights.keys()];
  const executors = heights.flatMap((height): readonly Executor[] =>
    nodesAt(state, height).flatMap(({ plan, log, shard }) =>
      plan.map((at) => ({
        name: `the node of ${nameOf(shard)}`,
        input: `${nameOf(at)} at block ${numberAt(state, p, height)}`,
        result: textOf(p, log, at),
      })),
    ),
  );
  return { executors, writers: heights.flatMap((height) => writersAt(state, p, height)) };
}

/** What a node makes of the accounts of a shard. */
function textOf(p: Values, log: Node['log'], shard: number): string {
  const last = new Map<string, string>();
  for (const { writes } of log) {
    for (const { key, value, version } of writes) {
      if (trafficIn(p).shardOf.get(key) === shard) last.set(key, `${key}=${value}@${version}`);
    }
  }
  return last.size === 0 ? 'no change' : [...last.values()].sort().join(' ');
}

/** Nodes of one pair write as one, and so do all that follow one leader. */
function writersAt(state: View, p: Values, height: number): readonly KeyWriters[] {
  return trafficIn(p).accounts.map(({ name }) => {
    const writers = nodesAt(state, height).filter(({ log }) =>
      log.some(({ writes }) => writes.some(({ key }) => key === name)),
    );
    return {
      key: name,
      epoch: `block ${numberAt(state, p, height)}`,
      writers: [...new Set(writers.map(({ shard, plan }) => groupOf(p, shard, plan)))],
    };
  });
}
function groupOf(p: Values, shard: number, plan: readonly number[]): string {
  if (p.schedule === 'leader') {
    return `the nodes led by ${nameOf(plan.find((at) => at !== shard) ?? shard)}`;
  }
  const group = [...plan].sort((one, other) => one - other);
  return `the nodes of ${group.map(nameOf).join(' with ')}`;
}

/** Work is the number of blocks that a node executes at one height: its own and one other. */
export function workOf(state: View, p: Values): WorkView {
  const blocks = [...state.heights.keys()].flatMap((height) =>
    nodesAt(state, height).map(({ log, shard }) => ({
      block: `block ${numberAt(state, p, height)} for ${nameOf(shard)}`,
      work: log.length,
      limit: 2,
    })),
  );
  return { blocks, queues: [], waits: [] };
}
