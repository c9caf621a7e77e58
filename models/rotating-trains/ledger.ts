/** Rotating trains: what a state means in the vocabulary that all protocols share. */
import type {
  AssetSupply,
  Holding,
  ReplicasView,
  TransactionView,
} from '../../checker/protocol.ts';
import {
  find,
  hasSeat,
  isCrosslinked,
  shardsOf,
  sizeOf,
  trainsOf,
  tripsOf,
  usersOf,
  type Values,
  type View,
  whereabouts,
} from './state.ts';

const nameOf = (shard: number): string => `shard ${shard}`;

export function transactions(state: View, p: Values): readonly TransactionView[] {
  return usersOf(p).map((id) => {
    const parts = [
      { place: 'the train', state: find(state, (local) => hasSeat(local, id)) },
      { place: 'the hotel', state: find(state, ({ guests }) => guests[id] > 0) },
    ];
    const isDone = parts.every((part) => part.state === 'final');
    const isLost = parts.every((part) => part.state === 'absent') && isSoldOut(state, p, id);
    const outcome = isDone ? 'committed' : isLost ? 'aborted' : 'open';
    return { id, parts, outcome, pending: false };
  });
}

/** For good: what is crosslinked leaves no seat, or no room. */
function isSoldOut(state: View, p: Values, user: number): boolean {
  const trip = tripsOf(p)[user];
  const final = state.shards.filter(isCrosslinked).map(({ head }) => head);
  const isFull = final.some(({ trains }) => {
    const { isHere, passengers } = trains[trip.train];
    return isHere && sizeOf(passengers) >= p.seats;
  });
  const { head, base } = state.shards[trip.hotel];
  return isFull || (base === null && sizeOf(head.guests) >= p.rooms);
}

/** Seats are counted wherever a shard has their train, rooms where their hotel is. */
export function supply(state: View, p: Values): readonly AssetSupply[] {
  const seats = trainsOf(p).flatMap((train) =>
    whereabouts(state, train).flatMap((shard): Holding[] => {
      const sold = sizeOf(state.shards[shard].head.trains[train].passengers);
      return held(`train ${train} on ${nameOf(shard)}`, p.seats - sold, sold);
    }),
  );
  const rooms = shardsOf(p).flatMap((shard): Holding[] => {
    const sold = sizeOf(state.shards[shard].head.guests);
    return held(`the hotel of ${nameOf(shard)}`, p.rooms - sold, sold);
  });
  const spends = usersOf(p).map((user) => ({
    unit: `the trip of user ${user}`,
    times: trainsOf(p).reduce(
      (times, train) =>
        whereabouts(state, train).reduce(
          (sum, shard) => sum + state.shards[shard].head.trains[train].passengers[user],
          times,
        ),
      0,
    ),
  }));
  return [
    { ...asset('seats', p.seats * p.trains, seats), spends },
    asset('rooms', p.rooms * p.shards, rooms),
  ];
}

function held(place: string, free: number, sold: number): Holding[] {
  return [
    { place, owner: 'the owner', amount: free },
    { place, owner: 'guests', amount: sold },
  ];
}
function asset(name: string, genesis: number, holdings: readonly Holding[]): AssetSupply {
  const nothing = { escrowed: 0, inFlight: 0, fees: 0, burned: 0, minted: 0, spends: [] };
  return { asset: name, genesis, holdings, ...nothing };
}

/** Whoever has the state of a train may write it. */
export function replicas(state: View, p: Values): ReplicasView {
  return {
    executors: [],
    writers: trainsOf(p).map((train) => ({
      key: `train ${train}`,
      epoch: 'now',
      writers: whereabouts(state, train).map(nameOf),
    })),
  };
}
