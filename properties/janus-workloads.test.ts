/**
 * Janus with pieces that may refuse.
 *
 * Method: independent routes to what the catalogue claims.
 *   counts     Every claimed instance is explored to the end; its states, transitions and depth
 *              are golden numbers.
 *   oracle     What is left at the end, against transactions run whole, one after the other, in
 *              every order; and in one shot, against the same run piece by piece.
 *   crashes    With three replicas a shard, one crash is none too many.
 *   story      Why one shot is not enough, step by step on the pure reducer.
 */
import { describe, expect, test } from 'vitest';
import { exploreBreadthFirst } from '../checker/explore/breadth-first.ts';
import { explore } from '../checker/explore/explore.ts';
import { enabledSteps, findStep, instantiate, refusalOf } from '../checker/machine.ts';
import { type Action, propertyOf, type StateOf } from '../checker/protocol.ts';
import { bookOf, type Parameters, slotOfReading } from '../models/janus/instance.ts';
import { janus } from '../models/janus/janus.ts';
import { type Workload, workloads } from '../models/substrate/workloads.ts';
import { transactionsAreWholeWhenQuiet } from './atomicity.ts';
import { refusingJanusClaims } from './claims/janus-workloads.ts';
import { piecesDecideAlike } from './janus.ts';
import { everythingCanStillSettle, nothingDeadlocks } from './progress.ts';
import { play } from './stories-fixture.ts';

type State = StateOf<typeof janus>;

/** Variant, states, transitions, depth. */
const counts: readonly (readonly [string, number, number, number])[] = [
  ['train-and-hotel', 56, 97, 12],
  ['train-and-hotel-explicit', 233, 509, 20],
  ['deposit-borrow-route', 106, 222, 15],
  ['deposit-borrow-route-explicit', 1127, 3595, 27],
  ['two-travellers', 136, 263, 15],
  ['two-travellers-explicit', 998, 2621, 27],
  ['one-shot-train-and-hotel', 44, 75, 10],
  ['one-shot-deposit-borrow-route', 96, 206, 13],
  ['one-shot-two-travellers', 94, 177, 11],
  ['train-and-hotel-replicated', 1288, 3950, 29],
  ['train-and-hotel-recovery', 419, 894, 17],
  ['train-and-hotel-crash', 466, 1109, 21],
];

describe('counts', () => {
  test('every claimed instance is counted', () => {
    const claimed = refusingJanusClaims
      .map(({ variant }) => variant)
      .filter((variant) => Object.hasOwn(janus.variants, variant));
    expect(counts.map(([variant]) => variant)).toEqual(claimed);
  });
  test.each(counts)('%s: %i states, %i transitions, depth %i', (variant, ...expected) => {
    const found = exploreBreadthFirst(instantiate(janus, variant), { properties: [] });
    expect([found.states, found.transitions, found.depth]).toEqual(expected);
    expect(found.complete).toBe(true);
  });
});

// ── the oracle ───────────────────────────────────────────────────────────────────────────────

const journey = workloads['train-and-hotel'];
const rivals = [journey.transactions[0] ?? [], journey.transactions[0] ?? []];
const loads: Readonly<Record<string, Workload>> = {
  ...workloads,
  'two-travellers': { ...journey, transactions: rivals },
};

/** What is in each store once both have run, in one order. `apart`: each place decides alone. */
function run({ places, stores, transactions }: Workload, order: readonly number[], apart: boolean) {
  const left = new Map(stores.map(({ name, initial }) => [name, initial]));
  const placeOf = (name: string) => stores.find((store) => store.name === name)?.place;
  for (const tx of order) {
    const moves = transactions[tx] ?? [];
    const groups = apart
      ? places.map((_, place) => moves.filter(({ store }) => placeOf(store) === place))
      : [moves];
    for (const group of groups) {
      const isOn = group.every(({ store, amount }) => (left.get(store) ?? 0) + amount >= 0);
      if (!isOn) continue;
      for (const { store, amount } of group) left.set(store, (left.get(store) ?? 0) + amount);
    }
  }
  return JSON.stringify([...left.values()]);
}
const inEveryOrder = (load: Workload, apart: boolean): ReadonlySet<string> =>
  new Set([run(load, [0, 1], apart), run(load, [1, 0], apart)]);

/** What the servers hold in every state in which nothing is left to do, place by place. */
function leftOver(variant: string): ReadonlySet<string> {
  const machine = instantiate(janus, variant);
  const { replicas } = machine.parameters as Parameters;
  const found = new Set<string>();
  const probe = propertyOf(janus, {
    ...{ name: 'probe', invariant: 'probe', means: 'probe', on: 'state' },
    kind: 'always',
    violation: ({ servers }, { isStuck }) => {
      if (!isStuck()) return null;
      for (let replica = 0; replica < replicas; replica++) {
        const row = servers.filter((_, server) => server % replicas === replica);
        found.add(JSON.stringify(row.flatMap(({ balances }) => balances)));
      }
      return null;
    },
  });
  expect(exploreBreadthFirst(machine, { properties: [probe] }).complete).toBe(true);
  return found;
}

describe('what is left at the end', () => {
  const whole = ['', '-explicit', '-replicated', '-recovery'].map(
    (suffix) => `train-and-hotel${suffix}`,
  );
  const others = ['deposit-borrow-route', 'two-travellers'].flatMap((name) => [
    name,
    `${name}-explicit`,
  ]);
  const loadOf = (variant: string): Workload => {
    const name = Object.keys(loads).find((one) => variant.replace('one-shot-', '').startsWith(one));
    const load = loads[name ?? ''];
    if (load === undefined) throw new Error(`no workload for ${variant}`);
    return load;
  };

  test.each([...whole, ...others])('%s: as if run whole, one after the other', (variant) => {
    const oracle = inEveryOrder(loadOf(variant), false);
    expect(leftOver(variant)).toEqual(oracle);
    expect(oracle.size, 'their order matters, but not to the two travellers').toBe(
      variant.startsWith('two-travellers') ? 1 : 2,
    );
  });

  test.each(['train-and-hotel', 'deposit-borrow-route'])(
    'one-shot-%s: as if run piece by piece, and that is something else',
    (name) => {
      const oracle = inEveryOrder(loadOf(name), true);
      expect(leftOver(`one-shot-${name}`)).toEqual(oracle);
      expect(oracle).not.toEqual(inEveryOrder(loadOf(name), false));
    },
  );

  test('one-shot-two-travellers: the order decides alike at both places', () => {
    const name = 'two-travellers';
    expect(leftOver(`one-shot-${name}`)).toEqual(inEveryOrder(loadOf(name), false));
    expect(inEveryOrder(loadOf(name), true)).toEqual(inEveryOrder(loadOf(name), false));
  });
});

// ── crashes ──────────────────────────────────────────────────────────────────────────────────

test('f = 1: whoever waits for a reading has it from another replica (58,096 states)', () => {
  const set = { replicas: 3, others: 'inTurn', replicaCrashes: 1 } as const;
  const machine = instantiate(janus, 'train-and-hotel', set);
  const toldAndCrashed = propertyOf(janus, {
    ...{ name: 'probe', invariant: 'probe', means: 'probe', on: 'state' },
    kind: 'sometimes',
    goal: ({ servers: [first, ...others] }) =>
      first?.up === false &&
      first.records[0]?.found !== null &&
      first.records[0]?.status === 'committing' &&
      others.every(({ records }) => records[0]?.status === 'executed'),
  });
  const { states, complete, findings } = explore(machine, {
    properties: [
      everythingCanStillSettle,
      nothingDeadlocks,
      transactionsAreWholeWhenQuiet,
      piecesDecideAlike,
      toldAndCrashed,
    ],
  });
  expect([states, complete]).toEqual([58_096, true]);
  const held = ['holds', 'holds', 'holds', 'holds', 'witnessed'];
  expect(findings.map(({ verdict }) => verdict)).toEqual(held);
});

// ── the story ────────────────────────────────────────────────────────────────────────────────

describe('the last room is gone', () => {
  const beforehand: readonly Action[] = [
    { type: 'preAccept', tx: 1, server: 1 },
    { type: 'preAccept', tx: 0, server: 0 },
    { type: 'preAccept', tx: 0, server: 1 },
    { type: 'commitFast', tx: 0 },
    { type: 'commitFast', tx: 1 },
    { type: 'inquire', tx: 1, server: 0 },
  ];
  const from = (variant: string, actions: readonly Action[]) => {
    const machine = instantiate(janus, variant);
    // The machine is of this protocol.
    return { machine, state: play(machine, actions) as State };
  };
  const balances = ({ servers }: State) => servers.map((server) => server.balances);

  test('in one shot the train does not wait, and sells a seat to nobody who can stay', () => {
    const { state } = from('one-shot-train-and-hotel', [
      ...beforehand,
      { type: 'execute', tx: 0, server: 0 },
      { type: 'execute', tx: 1, server: 1 },
      { type: 'execute', tx: 0, server: 1 },
    ]);
    expect(balances(state)).toEqual([
      [0, 1],
      [0, 1],
    ]);
    expect(state.servers.map(({ records }) => records[0]?.installed)).toEqual([1, null]);
  });

  test('where readings are exchanged it waits, and is told why not', () => {
    const told = [...beforehand, { type: 'tell', tx: 0, server: 0 }];
    const { machine, state: waiting } = from('train-and-hotel', told);
    const step = findStep(machine, { type: 'execute', tx: 0, server: 0 });
    expect(refusalOf(step, waiting)).toBe('it knows what the other pieces read');
    expect(enabledSteps(machine, waiting).map(({ action }) => action)).toEqual([
      { type: 'execute', tx: 1, server: 1 },
    ]);
    const { state } = from('train-and-hotel', [
      ...told,
      { type: 'execute', tx: 1, server: 1 },
      { type: 'tell', tx: 0, server: 1 },
      { type: 'execute', tx: 0, server: 0 },
      { type: 'execute', tx: 0, server: 1 },
    ]);
    expect(balances(state)).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(state.servers.map(({ records }) => records[0]?.readings)).toEqual([
      [true, false],
      [true, false],
    ]);
  });
});

test('readings come after the requests in the address book, in the order of their slots', () => {
  for (const variant of ['train-and-hotel-explicit', 'train-and-hotel-replicated']) {
    // The machine has checked that these are the parameters of the protocol.
    const p = instantiate(janus, variant).parameters as Parameters;
    const { messages, slotOf } = bookOf(p);
    const names = ['train', 'hotel'].flatMap((name) =>
      p.replicas === 1 ? [name] : [`${name}1`, `${name}2`],
    );
    const readings = messages.filter(({ type }) => type === 'reading');
    expect(readings).toHaveLength(2 * names.length * names.length);
    for (const message of readings) {
      const [source, server] = [names.indexOf(message.source), names.indexOf(message.destination)];
      expect(slotOfReading(p, { tx: message.tx, source, server })).toBe(slotOf(message));
    }
  }
});
