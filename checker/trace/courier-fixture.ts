/**
 * A courier between a bank and a shop: a protocol small enough to know by heart, with something to
 * break for every kind of property. `change` builds what the model might become after a
 * counterexample was recorded.
 */
import { count, propertyOf, protocol } from '../protocol.ts';

interface State {
  bank: number;
  road: number;
  shop: number;
  stolen: number;
  departures: number;
}

interface Change {
  readonly version?: number;
  /** Coins that a departure puts on the road. */
  readonly load?: number;
  /** Called by every departure: the way to an impure recipe. */
  readonly onDeparture?: () => number;
}

export function courierWith({ version = 1, load = 1, onDeparture = () => load }: Change) {
  return protocol({
    name: 'courier',
    source: 'fixture',
    section: '0',
    version,
    parameters: {
      coins: count(2, { min: 1, max: 4 }),
      /** Departures that the instance has room for; 0 is as many as there are. */
      departures: count(0, { max: 4 }),
    },
    init: (p): State => ({ bank: p.coins, road: 0, shop: 0, stolen: 0, departures: 0 }),
  })({
    ablations: {
      'no-look': {
        id: 'TOY-A1',
        removes: 'only what is on the road is delivered',
        without: ['deliver: the coins are on the road'],
      },
    },
    actions: (p, action) => ({
      depart: action({
        actor: 'honest',
        when: { 'the bank has a coin': (state) => state.bank >= 1 },
        bound: {
          'departures are left': (state) => p.departures === 0 || state.departures < p.departures,
        },
        then: (draft) => {
          draft.bank -= 1;
          draft.road += onDeparture();
          if (p.departures > 0) draft.departures += 1;
        },
        says: () => 'the courier departs with a coin',
      }),
      deliver: action({
        actor: 'honest',
        over: { from: ['road'], coins: [1, 2] },
        when: { 'the coins are on the road': (state, { coins }) => state.road >= coins },
        then: (draft, { coins }) => {
          draft.road = Math.max(0, draft.road - coins);
          draft.shop += coins;
        },
        says: ({ coins }) => `the shop takes ${coins}`,
      }),
      turnBack: action({
        actor: 'user',
        when: { 'a coin is on the road': (state) => state.road > 0 },
        then: (draft) => {
          draft.road -= 1;
          draft.bank += 1;
        },
        says: () => 'the courier turns back',
      }),
      rob: action({
        actor: 'adversary',
        when: { 'a coin is on the road': (state) => state.road > 0 },
        then: (draft) => {
          draft.road -= 1;
          draft.stolen += 1;
        },
        says: () => 'the courier is robbed',
      }),
    }),
    ledger: {},
  });
}

export const courier = courierWith({});

export const coinsAreConserved = propertyOf(courier, {
  name: 'coins-are-conserved',
  invariant: 'fixture',
  means: 'no coin appears or vanishes',
  on: 'state',
  kind: 'always',
  violation: ({ bank, road, shop, stolen }) =>
    bank + road + shop + stolen === 2 ? null : `${bank + road + shop + stolen} coins of 2`,
});

export const theftsAreSingle = propertyOf(courier, {
  name: 'no-theft-follows-a-theft',
  invariant: 'fixture',
  means: 'a courier who was robbed is not robbed again',
  on: 'state',
  kind: 'step',
  violation: (before, action, after) =>
    action.type === 'rob' && before.stolen > 0 ? `${after.stolen} coins stolen` : null,
});

export const theShopGetsAll = propertyOf(courier, {
  name: 'the-shop-gets-all',
  invariant: 'fixture',
  means: 'the shop has both coins',
  on: 'state',
  kind: 'sometimes',
  goal: ({ shop }) => shop === 2,
});

export const theShopCanStillGetAll = propertyOf(courier, {
  name: 'the-shop-can-still-get-all',
  invariant: 'fixture',
  means: 'the shop has both coins',
  on: 'state',
  kind: 'recoverable',
  goal: ({ shop }) => shop === 2,
});
