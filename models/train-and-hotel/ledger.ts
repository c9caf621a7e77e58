/** Train and hotel: what a state means in the vocabulary that all protocols share. */
import type {
  AssetSupply,
  Part,
  ReplicasView,
  TransactionView,
  WorkView,
} from '../../checker/protocol.ts';
import { nameOf, places, train, type Values } from './instance.ts';
import { countAt, isHeld, isOnItsWay, keptOut, outcomeOf, type View } from './state.ts';

/** One booking a user. */
export function transactions(state: View): readonly TransactionView[] {
  return state.users.flatMap(({ asked, records }, id) => {
    if (!asked) return [];
    const parts = places.map((place) => ({
      place: nameOf(place),
      state: standing(records[place].status),
    }));
    const outcome = outcomeOf(state, id);
    return [{ id, parts, outcome, pending: isOnItsWay(state, id) && outcome !== 'committed' }];
  });
}

function standing(status: View['users'][number]['records'][number]['status']): Part['state'] {
  if (status === 'booked') return 'final';
  return status === 'refused' || status === 'released' ? 'undone' : 'absent';
}

/** Seats and rooms: free, held for somebody, or sold. */
export function supply(state: View): readonly AssetSupply[] {
  return places.map((place) => {
    const [held, sold] = [countAt(state, place, 'held'), countAt(state, place, 'booked')];
    const genesis = state.units[place];
    return {
      asset: place === train ? 'seats' : 'rooms',
      genesis,
      holdings: [
        { place: nameOf(place), owner: 'the owner', amount: genesis - held - sold },
        { place: nameOf(place), owner: 'guests', amount: sold },
      ],
      escrowed: held,
      inFlight: 0,
      fees: 0,
      burned: 0,
      minted: 0,
      spends: [],
    };
  });
}

/** Who may change a contract while it is locked. */
export function replicas(state: View, p: Values): ReplicasView {
  const isExclusive = p.carrier === 'locks' && p.locked === 'the whole contract';
  return {
    executors: [],
    writers: (isExclusive ? places : []).map((place) => ({
      key: nameOf(place),
      epoch: 'now',
      writers: state.users.flatMap(({ records }, tx) =>
        isHeld(records[place]) ? [`user ${tx}`] : [],
      ),
    })),
  };
}

/** Nobody should have to wait for the sake of a lock while there is a seat for him. */
export function work(state: View, p: Values): WorkView {
  return {
    blocks: [],
    queues: [{ queue: 'the queue beside a free seat', length: keptOut(state, p), limit: 0 }],
    waits: [],
  };
}
