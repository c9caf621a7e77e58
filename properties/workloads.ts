/**
 * Who carries the two workloads, and where it leaves them (sections 19 and 26).
 *
 * T0 is the transaction over several places. It may come to rest with its effects at all places, at
 * none, or at some of them: one property each, so that exploration says which of them happen.
 */
import { type AnyProtocol, property, type TransactionView } from '../checker/protocol.ts';
import { chainFibers } from '../models/chain-fibers/chain-fibers.ts';
import { crosslinks } from '../models/crosslinks/crosslinks.ts';
import { delayedExecution } from '../models/delayed-execution/delayed-execution.ts';
import { depositBorrowRoute } from '../models/deposit-borrow-route/deposit-borrow-route.ts';
import { disjointAccess } from '../models/disjoint-access/disjoint-access.ts';
import { janus } from '../models/janus/janus.ts';
import { mergeBlocks } from '../models/merge-blocks/merge-blocks.ts';
import { pairedExecution } from '../models/paired-execution/paired-execution.ts';
import { receipts } from '../models/receipts/receipts.ts';
import { rotatingTrains } from '../models/rotating-trains/rotating-trains.ts';
import { sameHeight } from '../models/same-height/same-height.ts';
import { sealevel } from '../models/sealevel/sealevel.ts';
import { type WorkloadName, workloads } from '../models/substrate/workloads.ts';
import { trainAndHotel } from '../models/train-and-hotel/train-and-hotel.ts';
import { twoPhaseCommit } from '../models/two-phase-commit/two-phase-commit.ts';

/** Parts of T0, by the name that the protocol gives them, and the place of the workload. */
type Places = Readonly<Record<string, string>>;
export interface Carrier {
  readonly workload: WorkloadName;
  readonly protocol: AnyProtocol;
  readonly variant: string;
  readonly places: Places;
}

const shards = (...names: readonly string[]): readonly Places[] => [
  { [names[0] ?? '']: 'train', [names[1] ?? '']: 'hotel' },
  { [names[0] ?? '']: 'A', [names[1] ?? '']: 'B', [names[2] ?? '']: 'C' },
];
const contracts = { 'the train': 'train', 'the hotel': 'hotel' };
const byReceipts = [
  { 'A (debit)': 'train', 'B (credit)': 'hotel' },
  { 'A (debit)': 'A', 'B (credit)': 'B', 'C (onward)': 'C' },
] as const;
const named: readonly Places[] = [
  { train: 'train', hotel: 'hotel' },
  { A: 'A', B: 'B', C: 'C' },
];
const byVariant = (
  protocol: AnyProtocol,
  places: readonly Places[],
  prefix = '',
): readonly Carrier[] =>
  (['train-and-hotel', 'deposit-borrow-route'] as const).map((workload, index) => ({
    workload,
    protocol,
    variant: `${prefix}${workload}`,
    places: places[index] ?? {},
  }));

/** In the order of the listing; the protocols made for a workload come after those that carry it. */
export const carriers: readonly Carrier[] = [
  ...byVariant(sameHeight, shards('shard X', 'shard Y', 'shard Z')),
  ...byVariant(mergeBlocks, shards('shard 0', 'shard 1', 'shard 2')),
  ...byVariant(pairedExecution, shards('shard 0', 'shard 1', 'shard 2')),
  ...byVariant(chainFibers, shards('fiber 0', 'fiber 1', 'fiber 2')),
  {
    workload: 'deposit-borrow-route',
    protocol: chainFibers,
    variant: 'deposit-borrow-route-in-pairs',
    places: { 'fiber 0': 'A', 'fiber 1': 'B', 'fiber 2': 'C' },
  },
  ...byVariant(delayedExecution, shards('X', 'Y', 'Z')),
  ...byVariant(disjointAccess, shards('shard X', 'shard Y', 'shard Z')),
  ...byVariant(crosslinks, shards('X', 'Y', 'Z')),
  {
    workload: 'train-and-hotel',
    protocol: crosslinks,
    variant: 'train-and-hotel-conditional',
    places: { X: 'train', Y: 'hotel' },
  },
  ...byVariant(twoPhaseCommit, shards('X', 'Y', 'Z')),
  ...byVariant(receipts, byReceipts),
  {
    workload: 'deposit-borrow-route',
    protocol: receipts,
    variant: 'deposit-borrow-route-unattended',
    places: byReceipts[1],
  },
  ...byVariant(janus, named),
  // Of its own, a piece of a one-shot transaction knows nothing of the others.
  ...byVariant(janus, named, 'one-shot-'),
  ...byVariant(sealevel, [
    { seats: 'train', passengers: 'train', rooms: 'hotel', guests: 'hotel' },
    { collateral: 'A', locked: 'A', pool: 'B', app: 'C' },
  ]),
  ...['baseline', 'locks', 'unit-locks'].map(
    (variant): Carrier => ({
      workload: 'train-and-hotel',
      protocol: trainAndHotel,
      variant,
      places: contracts,
    }),
  ),
  {
    workload: 'train-and-hotel',
    protocol: rotatingTrains,
    variant: 'baseline',
    places: contracts,
  },
  ...['monolith', 'baseline'].map(
    (variant): Carrier => ({
      workload: 'deposit-borrow-route',
      protocol: depositBorrowRoute,
      variant,
      places: { 'A (deposit)': 'A', 'B (borrow)': 'B', 'C (route)': 'C' },
    }),
  ),
];

/** Every set of places of a workload: nothing first, all of them last. */
export function outcomesOf(workload: WorkloadName): readonly (readonly string[])[] {
  const sets: string[][] = [[]];
  for (const place of workloads[workload].places) {
    sets.push(...sets.map((smaller) => [...smaller, place]));
  }
  return sets.sort((one, other) => one.length - other.length);
}

export function textOf(outcome: readonly string[]): string {
  return outcome.length === 0 ? 'nothing' : outcome.join(' and ');
}

/**
 * T0 comes to rest with its effects at these places and at no other. With nothing it does so only
 * once that is settled, or once another transaction has had its way.
 */
export function comesToRestWith({ places }: Pick<Carrier, 'places'>, outcome: readonly string[]) {
  return property({
    name: `t0-comes-to-rest-with-${textOf(outcome).toLowerCase().replaceAll(' ', '-')}`,
    invariant: 'witness',
    means: `nothing of T0 is under way any more, and its effects are: ${textOf(outcome)}`,
    on: 'transactions',
    kind: 'sometimes',
    goal: (transactions, { canProgress }) => {
      const t0 = transactions.find(({ id }) => id === 0);
      if (t0 === undefined || t0.pending || canProgress(0)) return false;
      const isOver = t0.outcome !== 'open' || transactions.some(isCommittedBeside);
      if (outcome.length === 0 && !isOver) return false;
      return textOf(effectsOf(t0, places)) === textOf(outcome);
    },
  });
}

const isCommittedBeside = ({ id, outcome }: TransactionView): boolean =>
  id !== 0 && outcome === 'committed';

/** The places where a part of it is visible, and with a mark those where another part is not. */
function effectsOf({ parts }: TransactionView, places: Places): readonly string[] {
  return [...new Set(Object.values(places))].flatMap((place) => {
    const here = parts.filter((part) => places[part.place] === place);
    const visible = here.filter(({ state }) => state === 'applied' || state === 'final');
    if (visible.length === 0) return [];
    return [visible.length === here.length ? place : `half of ${place}`];
  });
}

/** The places of the parts of T0 in the first carrier of that name. */
export function placesOf(protocol: string, workload: WorkloadName): Places {
  const carrier = carriers.find(
    (one) => one.protocol.name === protocol && one.workload === workload,
  );
  return carrier?.places ?? {};
}
