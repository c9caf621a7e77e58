/**
 * Disjoint access lists.
 *
 * Method: every variant exhaustively, with its states as golden numbers; what each rule is there
 * for, told by hand on the pure reducer; the amplification attack and the answer to it counted,
 * for 98 shards by the functions that the models execute by and for 3 by the models themselves;
 * how far the reorganisation of one block reaches; each property of this protocol broken by hand.
 */
import { describe, expect, test } from 'vitest';
import { exploreBreadthFirst } from '../checker/explore/breadth-first.ts';
import { instantiate } from '../checker/machine.ts';
import type { Action, AnyProtocol, StateOf } from '../checker/protocol.ts';
import { disjointAccess } from '../models/disjoint-access/disjoint-access.ts';
import { byHash, closure, needed } from '../models/same-height/order.ts';
import { sameHeight } from '../models/same-height/same-height.ts';
import { coins, transfer, workload } from '../models/same-height/workload.ts';
import { execute, misPropose, propose, reorganise, X, Y, Z } from './at-one-height-fixture.ts';
import { nobodyWaitsForAKey, reorganisationsStayInTheirShard } from './disjoint-access.ts';
import { ofKind } from './kinds-fixture.ts';
import { play, refusalOfLast } from './stories-fixture.ts';

type State = StateOf<typeof disjointAccess>;
type Settings = Readonly<Record<string, unknown>>;

describe('every reachable state', () => {
  test.each([
    ['baseline', 1_057, 2_727, 19],
    ['pressed', 9_667, 30_789, 25],
    ['enough-for-all', 485, 1_278, 13],
    ['twins', 921, 1_889, 14],
    ['registers', 165, 325, 13],
    ['star', 43, 95, 9],
    ['poor-senders', 423, 1_112, 13],
    ['unattacked', 56, 109, 13],
  ])('%s has %i states, %i transitions, %i levels', (variant, states, transitions, depth) => {
    const found = exploreBreadthFirst(instantiate(disjointAccess, variant), { properties: [] });
    expect(found).toMatchObject({ states, transitions, depth, complete: true });
  });

  test('one height of star without an adversary has the 43 states of paper', () => {
    // Three outer shards and the hub, each without a block, with one, or done. The hub is done only
    // with all four blocks, an outer shard only with its own block and that of the hub.
    const withoutHub = 2 ** 3;
    const withHub = 3 ** 3;
    const hubIsDone = 2 ** 3;
    expect(withoutHub + withHub + hubIsDone).toBe(43);
    const machine = instantiate(disjointAccess, 'star');
    expect(exploreBreadthFirst(machine, { properties: [] })).toMatchObject({ states: 43 });
  });
});

// ── stories ──────────────────────────────────────────────────────────────────────────────────

const underDeclare = (tx: number, key: string): Action => ({
  type: 'underDeclare',
  access: [tx, key],
});

function stateAfter(
  protocol: AnyProtocol,
  variant: string,
  set: Settings,
  actions: readonly Action[],
): State {
  // Both protocols of this file keep their blocks in the same place.
  return play(instantiate(protocol, variant, set), actions) as State;
}
const refusal = (variant: string, set: Settings, actions: readonly Action[]): string | null =>
  refusalOfLast(instantiate(disjointAccess, variant, set), actions);
const values = ({ chains }: State, height = 1): readonly unknown[] =>
  chains.map((chain) => chain[height - 1]?.result?.cells.map(({ value }) => value) ?? null);

describe('what a rule refuses, and its ablation permits', () => {
  const overlap = 'the access lists of its cross-shard transactions are disjoint';
  test.each<[string, Settings, readonly Action[], string]>([
    ['overlaps-allowed', { transactions: 'twins' }, [misPropose(Y, [0, 1])], overlap],
    ['only-writes-disjoint', { transactions: 'copies' }, [misPropose(Y, [0, 1])], overlap],
  ])('%s', (ablation, set, actions, rule) => {
    expect(refusal('baseline', set, actions)).toBe(rule);
    expect(refusal(ablation, set, actions)).toBeNull();
  });

  test('local transactions may touch what a cross-shard one does: they come after it', () => {
    expect(refusal('baseline', { transactions: 'pair' }, [misPropose(Y, [0, 1])])).toBeNull();
  });

  const both = [propose(X), propose(Y), execute(X), execute(Y)];
  test('a key that is not declared lets two transactions into one block, and one fails', () => {
    const set = { transactions: 'twins', underDeclarations: 1 };
    const steps = [underDeclare(1, 'y'), ...both];
    expect(values(stateAfter(disjointAccess, 'baseline', set, steps))).toEqual([[5, 0], [0]]);
    expect(values(stateAfter(disjointAccess, 'undeclared-keys-fetched', set, steps))).toEqual([
      [5, 5],
      [0],
    ]);
  });

  test('with locals first, both spend what the height before had', () => {
    const set = { transactions: 'pair' };
    expect(values(stateAfter(disjointAccess, 'baseline', set, both))).toEqual([[1], [0, 1]]);
    expect(values(stateAfter(disjointAccess, 'locals-first', set, both))).toEqual([[1], [1, 1]]);
  });
});

// ── quantities ───────────────────────────────────────────────────────────────────────────────

describe('the amplification attack', () => {
  /** Pairs (1, 99), (2, 99), … (98, 99): transaction i - 1 touches shards i and 99. */
  const pairs = 98;
  const load = workload(
    [
      coins('hub', 99, 0),
      ...Array.from({ length: pairs }, (_, tx) => coins(`a${tx + 1}`, tx + 1, 1)),
    ],
    Array.from({ length: pairs }, (_, tx) => transfer(`a${tx + 1}`, 'hub', 1)),
  );
  const touches = (tx: number): readonly number[] => load.touches[tx] ?? [];
  const all = [...load.programs.keys()];
  /** What shard i executes for others, before its own transaction. */
  const closureWork = (order: readonly number[], i: number): number =>
    needed(order, touches, i).length - 1;
  const average = (numbers: readonly number[]): number =>
    numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  const shards = all.map((tx) => tx + 1);

  test('in the order of indices, shard i executes i - 1 transactions of others', () => {
    expect(shards.map((i) => closureWork(all, i))).toEqual(shards.map((i) => i - 1));
    expect(average(shards.map((i) => closureWork(all, i)))).toBe(48.5);
  });

  test('in the order of hashes, 98 minus its rank from the end, and the average is the same', () => {
    const salts = all.map(() => 0);
    const order = byHash(load, salts, all);
    const rank = (i: number): number => pairs - order.indexOf(i - 1);
    expect(shards.map((i) => closureWork(order, i))).toEqual(shards.map((i) => pairs - rank(i)));
    expect(average(shards.map((i) => closureWork(order, i)))).toBe(48.5);
    expect(order).not.toEqual(all);
  });

  test('shard 99 executes all of them, and the closure of any shard is all shards', () => {
    expect(needed(all, touches, 99)).toHaveLength(pairs);
    expect(closure(all, touches, 83).size).toBe(99);
  });

  test('with such a family for every shard, a shard executes 70 % of everything', () => {
    const count = 20;
    const shardsOf = Array.from({ length: count }, (_, hub) =>
      Array.from({ length: hub }, (_, one) => [one, hub]),
    ).flat();
    const order = [...shardsOf.keys()];
    const work = Array.from(
      { length: count },
      (_, shard) => needed(order, (tx) => shardsOf[tx] ?? [], shard).length,
    );
    expect(average(work) / order.length).toBe(0.7);
  });

  const star = { transactions: 'star', heights: 1, attacks: 0, lies: 0 };
  const steps = [0, 1, 2, 3].map(propose).concat([0, 1, 2, 3].map(execute));
  const workOf = (protocol: AnyProtocol): readonly (number | undefined)[] =>
    stateAfter(protocol, 'baseline', star, steps).chains.map(([block]) => block?.result?.work);

  test('the models do that work: three shards that send to a fourth, with and without the rule', () => {
    // By hash T2 comes before T1; each of the outer shards executes what stands before its own.
    const order = byHash({ ...load, programs: starPrograms }, [0, 0, 0], [0, 1, 2]);
    const places = [0, 1, 2].map((tx) => order.indexOf(tx) + 1);
    expect(workOf(sameHeight)).toEqual([...places, 3]);
    expect(workOf(disjointAccess)).toEqual([1, 1, 1, 3]);
  });
  const starPrograms = [0, 1, 2].map((at) => transfer(`a${at}`, `b${at}`, 1));
});

describe('how far the reorganisation of one block reaches', () => {
  const executed = ({ chains }: State): readonly number[] =>
    chains.map((chain) => chain.filter(({ result }) => result !== null).length);
  const undone = (set: Settings, steps: readonly Action[], block: Action): readonly number[] => {
    const before = executed(stateAfter(disjointAccess, 'baseline', set, steps));
    const after = executed(stateAfter(disjointAccess, 'baseline', set, [...steps, block]));
    return before.map((height, shard) => height - (after[shard] ?? 0));
  };
  const everywhere = (shards: readonly number[]): readonly Action[] =>
    shards.map(propose).concat(shards.map(execute));

  test('that of the hub undoes all shards, that of an outer shard itself and the hub', () => {
    const star = { transactions: 'star', heights: 1 };
    const settled = everywhere([0, 1, 2, 3]);
    expect(undone(star, settled, reorganise(3, []))).toEqual([1, 1, 1, 1]);
    expect(undone(star, settled, reorganise(0, []))).toEqual([1, 0, 0, 1]);
  });

  test('it reaches shards that share no transaction with it, a height later', () => {
    // T0 between X and Y at height 1, T1 between Y and Z at height 2, where nothing is left for it.
    const settled = [...everywhere([X, Y, Z]), ...everywhere([Y, Z])];
    const state = stateAfter(disjointAccess, 'baseline', {}, settled);
    expect(values(state, 2)).toEqual([null, [0, 2], [0]]);
    expect(undone({}, settled, reorganise(X, []))).toEqual([1, 2, 1]);
  });
});

test('a hot key has room for one cross-shard transaction a height', () => {
  const heights = [1, 2].flatMap(() => [propose(X), propose(Y), execute(X), execute(Y)]);
  const state = stateAfter(disjointAccess, 'baseline', { transactions: 'twins' }, heights);
  const turns = state.chains[Y]?.map(({ result }) => result?.log.map(({ tx }) => tx));
  expect(turns).toEqual([[0], [1]]);
});

// ── properties broken by hand ────────────────────────────────────────────────────────────────

describe('properties of disjoint access lists can fail', () => {
  test('nobody-waits-for-a-key', () => {
    const context = { canProgress: () => false, isStuck: () => false };
    const { violation } = ofKind('always', nobodyWaitsForAKey);
    const judge = (transactions: string, steps: readonly Action[]): string | null =>
      violation(stateAfter(disjointAccess, 'baseline', { transactions }, steps), context);
    const twice = [propose(X), propose(Y), execute(X), execute(Y), propose(X), propose(Y)];
    expect(judge('twins', twice)).toBe('T1 waited for shard Y to include it');
    expect(judge('pair', twice.slice(0, 4))).toBeNull();
  });

  test('reorganisations-stay-in-their-shard', () => {
    const settled = [propose(X), propose(Y), execute(X), execute(Y)];
    const before = stateAfter(disjointAccess, 'baseline', { transactions: 'pair' }, settled);
    const replaced = (variant: string, block: Action): State =>
      stateAfter(disjointAccess, variant, { transactions: 'pair' }, [...settled, block]);
    const judge = ofKind('step', reorganisationsStayInTheirShard).violation;
    const block = reorganise(Y, []);
    expect(judge(before, block, replaced('baseline', block))).toMatch(/^shard X has to execute/);
    expect(judge(before, block, replaced('partners-reorganise-alone', block))).toBeNull();
    expect(judge(before, propose(X), replaced('baseline', block))).toBeNull();
  });
});
