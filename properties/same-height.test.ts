/**
 * Same-height inclusion.
 *
 * Method: every variant exhaustively, with its states as golden numbers, two of which are derived
 * by counting on paper; what each rule is there for, told by hand on the pure reducer; each lie
 * refused by the proof that fails; what the design costs as numbers (section 3: fees, inclusion,
 * orders, hashes that somebody chose); each property of this protocol broken by hand.
 */
import { describe, expect, test } from 'vitest';
import { exploreBreadthFirst } from '../checker/explore/breadth-first.ts';
import { instantiate, refusalOf } from '../checker/machine.ts';
import type { Action, StateOf, TransactionView } from '../checker/protocol.ts';
import { byHash, groundSalt, hashOf } from '../models/same-height/order.ts';
import { sameHeight } from '../models/same-height/same-height.ts';
import { coins, transfer, workload } from '../models/same-height/workload.ts';
import { execute, misPropose, propose, reorganise, X, Y } from './at-one-height-fixture.ts';
import { ofKind } from './kinds-fixture.ts';
import { everyFeeBuysAnEffect, firstComeIsFirstServed } from './same-height.ts';
import { play, refusalOfLast } from './stories-fixture.ts';

type State = StateOf<typeof sameHeight>;
type Settings = Readonly<Record<string, unknown>>;

describe('every reachable state', () => {
  test.each([
    ['baseline', 551, 1_288, 13],
    ['pressed', 5_613, 17_746, 19],
    ['enough-for-all', 444, 1_132, 13],
    ['registers', 107, 201, 9],
    ['grinding', 64, 113, 8],
    ['star', 36, 77, 9],
    ['poor-senders', 256, 763, 9],
    ['order-by-proposer', 759, 1_792, 13],
    ['height-window', 545, 1_180, 13],
    ['values-without-proof', 1_135, 2_878, 13],
  ])('%s has %i states, %i transitions, %i levels', (variant, states, transitions, depth) => {
    const found = exploreBreadthFirst(instantiate(sameHeight, variant), { properties: [] });
    expect(found).toMatchObject({ states, transitions, depth, complete: true });
  });

  test.each([
    // Two chains of nothing, a block, an executed block; to execute, both blocks have to be there.
    ['pair', 3 + 2 * 2],
    // Without all three blocks: one state for each choice of blocks, and X can execute on those of
    // X and Y alone. With all three: each of them is executed or not.
    ['rivals', 7 + 1 + 2 ** 3],
  ])('one height of %s without an adversary has the %i states of paper', (transactions, states) => {
    const bounds = { transactions, heights: 1, attacks: 0, lies: 0 };
    const machine = instantiate(sameHeight, 'baseline', bounds);
    expect(exploreBreadthFirst(machine, { properties: [] })).toMatchObject({ states });
  });
});

// ── stories ──────────────────────────────────────────────────────────────────────────────────

const lie = (shard: number, as: string): Action => ({ type: 'lie', shard, as });

const stateAfter = (variant: string, set: Settings, actions: readonly Action[]): State =>
  // A machine of the protocol has states of the protocol.
  play(instantiate(sameHeight, variant, set), actions) as State;
const refusal = (variant: string, set: Settings, actions: readonly Action[]): string | null =>
  refusalOfLast(instantiate(sameHeight, variant, set), actions);

describe('what a rule refuses, and its ablation permits', () => {
  const pair = { transactions: 'pair' };
  const [truthful, value] = [
    'each transaction is proven to stand in its block',
    'each value is proven under the root of the height before',
  ];
  test.each<[string, Settings, readonly Action[], string]>([
    [
      'order-by-proposer',
      { transactions: 'copies' },
      [misPropose(Y, [0, 1])],
      'its transactions stand in the order of their hashes',
    ],
    [
      'presence-without-proof',
      pair,
      [propose(X), misPropose(Y, []), lie(X, 'with transactions that are not there')],
      truthful,
    ],
    [
      'lists-cut-short',
      pair,
      [propose(X), propose(Y), lie(X, 'with transactions left out')],
      'no transaction is left out',
    ],
    ['values-without-proof', pair, [propose(X), propose(Y), lie(X, 'with greater values')], value],
    [
      'values-without-proof',
      pair,
      [
        // T0 has no effect at height 1, and T1 changes y there.
        misPropose(X, []),
        propose(Y),
        execute(X),
        execute(Y),
        propose(X),
        propose(Y),
        lie(X, 'with values of an older height'),
      ],
      value,
    ],
  ])('%s', (ablation, set, actions, rule) => {
    expect(refusal('baseline', set, actions)).toBe(rule);
    expect(refusal(ablation, set, actions)).toBeNull();
  });

  test('there is nothing to make up of a state that has not changed', () => {
    expect(
      refusal('baseline', pair, [propose(X), propose(Y), lie(X, 'with values of an older height')]),
    ).toBe('every block that it rests on is known');
  });

  test('a shard waits for the blocks of the others', () => {
    expect(refusal('baseline', {}, [propose(X), execute(X)])).toBe(
      'every block that it rests on is known',
    );
  });

  test('what took effect is not included again, and a fee is paid for every inclusion', () => {
    const settled = [propose(X), propose(Y), execute(X), execute(Y)];
    expect(refusal('baseline', pair, [...settled, misPropose(X, [0])])).toBe(
      'none of them has taken effect here',
    );
    const idle = [propose(X), misPropose(Y, []), execute(X), execute(Y)];
    expect(refusal('poor-senders', {}, [...idle, misPropose(X, [0])])).toBe(
      // The adversary has no attack left either, but rules come first.
      'every sender can pay the fee here',
    );
  });
});

test('who rested on a block that was replaced executes again', () => {
  const settled = [propose(X), propose(Y), execute(X), execute(Y)];
  const pair = { transactions: 'pair' };
  const replaced = [...settled, reorganise(Y, [1])];
  const { chains } = stateAfter('baseline', pair, replaced);
  expect(chains.map(([block]) => block?.result)).toEqual([null, null]);
  const again = stateAfter('baseline', pair, [...replaced, execute(X), execute(Y)]);
  expect(again.chains.map(([block]) => block?.result?.cells.map(({ value }) => value))).toEqual([
    [0],
    [1, 1],
  ]);
  // The fee is paid in X, where T0 is still included.
  expect(again.chains[X]?.[0]?.result?.purses).toEqual([2]);
  const kept = stateAfter('partners-reorganise-alone', pair, replaced);
  expect(kept.chains[X]?.[0]?.result?.cells[0]?.value).toBe(1);
});

test('an execution that did not rest on the block stands', () => {
  // Z executes T1, which stands behind T0 of X; X does not need Z.
  const all = [propose(0), propose(1), propose(2), execute(0), execute(1), execute(2)];
  const replaced = stateAfter('baseline', {}, [...all, reorganise(2, [])]);
  expect(replaced.chains.map(([block]) => block?.result === null)).toEqual([false, true, true]);
});

// ── quantities ───────────────────────────────────────────────────────────────────────────────

describe('what the design costs', () => {
  /** T0 touches `shards` of them; each proposer includes it or not. */
  test('of the choices of two proposers, one in four lets T0 take effect', () => {
    const choices = [
      [[0], [0]],
      [[0], []],
      [[], [0]],
      [[], []],
    ] as const;
    const effects = choices.map(([inX, inY]) => {
      const blocks = [misPropose(X, inX), misPropose(Y, inY), execute(X), execute(Y)];
      const bounds = { transactions: 'pair', attacks: 2 };
      return stateAfter('baseline', bounds, blocks).chains.flatMap(([block]) =>
        block?.result?.log.some(({ tx, applied }) => tx === 0 && applied) === true ? [1] : [],
      ).length;
    });
    // Both halves or none: q_X · q_Y, with q = 1/2 for each.
    expect(effects).toEqual([2, 0, 0, 0]);
  });

  test('T0 pays in both shards', () => {
    const state = stateAfter('baseline', { transactions: 'pair' }, [
      propose(X),
      propose(Y),
      execute(X),
      execute(Y),
    ]);
    expect(state.chains.map(([block]) => 3 - (block?.result?.purses[0] ?? 3))).toEqual([1, 1]);
  });

  test('a proposer of three transactions has 1 order to choose from, and not 3! of them', () => {
    const machine = instantiate(sameHeight, 'baseline');
    const valid = (variant: string): number =>
      instantiate(sameHeight, variant).steps.filter(
        (step) =>
          step.action.type === 'misPropose' &&
          JSON.stringify(step.action['block']).length === '[1,[0,1,2]]'.length &&
          refusalOf(step, machine.initial) === null,
      ).length;
    expect([valid('baseline'), valid('order-by-proposer')]).toEqual([1, 6]);
  });

  test('of n transactions, the one with g salts to choose from stands first g times in g + n - 1', () => {
    const n = 8;
    const firsts = (tries: number): number =>
      Array.from({ length: 400 }, (_, round) => {
        const load = workload(
          [coins('a', 0, 0), coins('b', 1, 0)],
          Array.from({ length: n }, (_, tx) => transfer('a', 'b', round * n + tx)),
        );
        const others = load.programs.slice(1).map((_, below) => hashOf(load, below + 1, 0));
        return Array.from({ length: tries }, (_, salt) => hashOf(load, 0, salt)).some((hash) =>
          others.every((other) => hash < other),
        );
      }).filter((isFirst) => isFirst).length / 400;
    for (const tries of [1, 8, 56]) {
      expect(Math.abs(firsts(tries) - tries / (tries + n - 1))).toBeLessThan(0.05);
    }
  });

  test('who grinds until her hash stands first finds a salt', () => {
    const load = workload(
      [coins('a', 0, 0), coins('b', 1, 0)],
      Array.from({ length: 16 }, (_, tx) => transfer('a', 'b', tx)),
    );
    const salts = load.programs.map(() => 0);
    for (const tx of salts.keys()) {
      const ground = salts.with(tx, groundSalt(load, salts, tx));
      expect(byHash(load, ground, [...salts.keys()])[0]).toBe(tx);
    }
  });
});

// ── properties broken by hand ────────────────────────────────────────────────────────────────

describe('properties of same-height inclusion can fail', () => {
  const context = { canProgress: () => false, isStuck: () => false };

  test('every-fee-buys-an-effect', () => {
    const judge = ofKind('always', everyFeeBuysAnEffect).violation;
    const state = stateAfter('baseline', {}, [propose(0), misPropose(1, [1]), execute(0)]);
    expect(judge(state, context)).toBe('T0 paid in shard X at height 1 and has no effect there');
    expect(judge(stateAfter('baseline', {}, []), context)).toBeNull();
  });

  test('first-come-is-first-served', () => {
    const one = (id: number, outcome: TransactionView['outcome']): TransactionView => ({
      id,
      parts: [],
      outcome,
      pending: false,
    });
    const judge = ofKind('always', firstComeIsFirstServed).violation;
    expect(judge([one(0, 'aborted'), one(1, 'committed')], context)).toMatch(/T0 is refused/);
    expect(judge([one(0, 'committed'), one(1, 'aborted')], context)).toBeNull();
    expect(judge([one(0, 'open'), one(1, 'committed')], context)).toBeNull();
  });
});
