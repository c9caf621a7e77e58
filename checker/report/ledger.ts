/** Aspects of the ledger in a few words: what a story shows beside each step. */
import { match } from 'ts-pattern';
import { sightOf, viewOf } from '../judge.ts';
import type {
  AspectName,
  Aspects,
  AssetSupply,
  ChainView,
  Committed,
  MessageView,
  TransactionView,
} from '../ledger.ts';
import type { Machine, State } from '../machine.ts';
import { canonical, strictCopy } from '../state.ts';

/** Items, one a phrase; none for a property of the protocol's own state, which has no aspect. */
export function ledgerItems(
  machine: Machine,
  state: State,
  on: AspectName | 'state',
): readonly string[] {
  if (on === 'state') return [];
  // Properties see strict copies; what is shown is what they see.
  const copy = strictCopy(canonical(state, machine.shape)) as State;
  return itemsOf(on, viewOf(sightOf(machine, copy), on));
}

function itemsOf(on: AspectName, view: unknown): readonly string[] {
  // The view of an aspect has the type of that aspect, which `viewOf` cannot say.
  return match(on)
    .with('supply', () => (view as Aspects['supply']).map(supplyText))
    .with('transactions', () => (view as Aspects['transactions']).map(transactionText))
    .with('messages', () => (view as Aspects['messages']).map(messageText))
    .with('history', () => (view as Aspects['history']).transactions.map(committedText))
    .with('chains', () => (view as Aspects['chains']).map(chainText))
    .with('replicas', () => replicaTexts(view as Aspects['replicas']))
    .with('work', () => workTexts(view as Aspects['work']))
    .exhaustive();
}

function supplyText(supply: AssetSupply): string {
  const holdings = supply.holdings
    .filter(({ amount }) => amount !== 0)
    .map(({ place, owner, amount }) => `${owner}@${place} ${amount}`);
  const pools = (['escrowed', 'inFlight', 'fees', 'burned', 'minted'] as const)
    .filter((pool) => supply[pool] !== 0)
    .map((pool) => `${pool === 'inFlight' ? 'in flight' : pool} ${supply[pool]}`);
  const spends = supply.spends
    .filter(({ times }) => times > 1)
    .map(({ unit, times }) => `${unit} spent ${times} times`);
  const total =
    supply.holdings.reduce((sum, { amount }) => sum + amount, 0) +
    supply.escrowed +
    supply.inFlight +
    supply.fees +
    supply.burned -
    supply.minted;
  const parts = [...holdings, ...pools, ...spends].join(', ');
  return `${supply.asset} ${total} of ${supply.genesis}: ${parts === '' ? 'nothing' : parts}`;
}

function transactionText({ id, parts, outcome, pending }: TransactionView): string {
  const places = parts.map(({ place, state }) => `${place} ${state}`).join(', ');
  return `T${id} ${outcome}${pending ? ', pending' : ''} (${places})`;
}

function messageText({ id, emitted, consumed }: MessageView): string {
  const uses = consumed.map(
    ({ place, times, causeInPast }) =>
      `consumed ${times === 1 ? '' : `${times} times `}at ${place}` +
      (causeInPast || times === 0 ? '' : ' without its cause'),
  );
  return `${id} ${[emitted ? 'emitted' : 'not emitted', ...uses].join(', ')}`;
}

function committedText({ id, reads, writes }: Committed): string {
  const list = (accesses: readonly { key: string; version: number }[]): string =>
    accesses.map(({ key, version }) => `${key}.${version}`).join(' ');
  const parts = [
    ...(reads.length === 0 ? [] : [`read ${list(reads)}`]),
    ...(writes.length === 0 ? [] : [`wrote ${list(writes)}`]),
  ];
  return `T${id} ${parts.length === 0 ? 'did nothing' : parts.join(', ')}`;
}

function chainText({ chain, canonical: blocks, final }: ChainView): string {
  const path = blocks.map((block) => (final.includes(block) ? `${block}!` : block)).join(' ');
  const dropped = final.filter((block) => !blocks.includes(block));
  const lost = dropped.length === 0 ? '' : `, final and dropped: ${dropped.join(' ')}`;
  return `${chain}: ${path === '' ? 'genesis' : path}${lost}`;
}

function replicaTexts({ executors, writers }: Aspects['replicas']): readonly string[] {
  return [
    ...executors.map(({ name, input, result }) => `${name}: ${input} gives ${result}`),
    ...writers
      .filter((one) => one.writers.length > 0)
      .map((one) => `${one.key} in ${one.epoch}: written by ${one.writers.join(', ')}`),
  ];
}

function workTexts({ blocks, queues, waits }: Aspects['work']): readonly string[] {
  return [
    ...blocks.map(({ block, work, limit }) => `${block} work ${work}/${limit}`),
    ...queues.map(({ queue, length, limit }) => `${queue} length ${length}/${limit}`),
    ...waits.map(({ item, overtaken, limit }) => `${item} overtaken ${overtaken}/${limit}`),
  ];
}
