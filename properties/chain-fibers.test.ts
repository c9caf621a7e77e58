/**
 * Chain Fibers.
 *
 * Method: variants exhaustively, with their states as golden numbers; each ablation told by
 * hand, step by step, on the pure reducer: what it permits, and the name of the rule by which the
 * protocol as claimed refuses it; the rounds of a challenge, draw by draw; the chance that a
 * collator covers a transaction, counted over all home sets and compared with its formula; and the
 * properties of this protocol broken by hand-made states.
 */
import { describe, expect, test } from 'vitest';
import { exploreBreadthFirst } from '../checker/explore/breadth-first.ts';
import { instantiate } from '../checker/machine.ts';
import type { Action } from '../checker/protocol.ts';
import { chainFibers } from '../models/chain-fibers/chain-fibers.ts';
import type { Block, State } from '../models/chain-fibers/state.ts';
import { falseBlocksNeverBecomeFinal, honestAuditorsKeepTheirBonds } from './chain-fibers.ts';
import { ofKind } from './kinds-fixture.ts';
import { play, refusalOfLast } from './stories-fixture.ts';

describe('every reachable state', () => {
  test.each([
    ['baseline', 4_502, 13_064, 11],
    ['captured-explicit', 7_686, 29_712, 15],
    ['unwatched', 7_664, 21_314, 12],
    ['wide', 5, 7, 3],
    ['wide-homes', 44, 81, 8],
    ['splitting', 5_336, 15_145, 12],
    ['deposit-borrow-route-in-pairs', 160, 363, 8],
    ['overlapping-fibers@train-and-hotel', 493, 1_223, 9],
  ])('%s has %i states, %i transitions, %i levels', (variant, states, transitions, depth) => {
    const found = exploreBreadthFirst(instantiate(chainFibers, variant), { properties: [] });
    expect(found).toMatchObject({ states, transitions, depth, complete: true });
  });

  test('one auditor is enough: all of the small instance, with 2,900 states', () => {
    const set = { attacks: 1, reorganisations: 0, workload: 'train-and-hotel' };
    const machine = instantiate(chainFibers, 'any-signature@explicit', set);
    const found = exploreBreadthFirst(machine, { properties: [] });
    expect(found).toMatchObject({ states: 2_900, transitions: 7_893, depth: 14, complete: true });
  });

  test('the order inside a master block changes nothing: as many states as the baseline', () => {
    const machine = instantiate(chainFibers, 'reversed-inside');
    const found = exploreBreadthFirst(machine, { properties: [] });
    expect(found).toMatchObject({ states: 4_502, transitions: 13_064, depth: 11, complete: true });
  });
});

// ── stories ──────────────────────────────────────────────────────────────────────────────────

const collate = (tx: number): Action => ({ type: 'collate', tx, collator: tx });
const cheat = (tx: number, as: string): Action => ({ type: 'cheat', tx, as });
const include = (...txs: number[]): Action => ({ type: 'include', txs });
const challenge: Action = { type: 'challenge', position: 0, tx: 0 };
const harass: Action = { type: 'harass', position: 0, tx: 0 };
const vote = (corrupt: number): Action => ({ type: 'vote', corrupt });
const split: Action = { type: 'split', fibers: 4 };
const minting = 'without the debit';
const fewer = 'with fewer fibers';

const run = (variant: string, actions: readonly Action[]): State =>
  // A machine of the protocol has states of the protocol.
  play(instantiate(chainFibers, variant), actions) as State;
const refusal = (variant: string, actions: readonly Action[]): string | null =>
  refusalOfLast(instantiate(chainFibers, variant), actions);

const disjoint = 'no fiber is in two of them';
const newest = 'each starts from the newest roots';
const signed = 'each has the signatures that it needs';
const challenged = 'no false block leaves the window before it is challenged';

describe('what each ablation changes, told by hand', () => {
  test.each<[string, string, readonly Action[], string]>([
    ['overlapping-fibers', 'baseline', [collate(0), collate(1), include(0, 1)], disjoint],
    ['no-pre-root', 'baseline', [collate(0), collate(2), include(2), include(0)], newest],
    ['unconfined-writes', 'baseline', [cheat(0, fewer), collate(2), include(0, 2)], signed],
    ['any-signature', 'baseline', [cheat(0, minting), include(0)], signed],
    ['unwatched', 'captured-explicit', [cheat(0, minting), include(0), include()], challenged],
    ['no-re-homing', 'splitting', [collate(0), split, collate(2), include(0, 2)], disjoint],
  ])('%s permits what %s refuses', (ablation, variant, actions, rule) => {
    expect(refusal(ablation, actions)).toBeNull();
    expect(refusal(variant, actions)).toBe(rule);
  });

  test('without a window a false block is final as soon as it is included', () => {
    const story = [cheat(0, minting), include(0)];
    expect(run('no-window', story).final).toHaveLength(1);
    expect(run('captured', story).final).toHaveLength(0);
  });

  test('a leaf that is altered has no proof, so that honest auditors do not sign', () => {
    const { waiting } = run('baseline', [cheat(0, 'with a leaf altered')]);
    expect(waiting[0]?.signers).toEqual([0]);
    expect(run('baseline', [collate(0)]).waiting[0]?.signers).toEqual([0, 1, 2, 3]);
  });

  test('a transaction over fibers that no collator has all at home is not collated', () => {
    const home = 'its home set covers the fibers';
    expect(refusal('wide', [{ type: 'collate', tx: 0, collator: 0 }])).toBe(home);
    expect(refusal('wide-homes', [{ type: 'collate', tx: 0, collator: 3 }])).toBeNull();
  });
});

describe('train-and-hotel, told by hand', () => {
  const both: Action = { type: 'collate', tx: 0, collator: 0 };
  const roomOnly: Action = { type: 'collate', tx: 1, collator: 0 };
  const left = (state: State): Readonly<Record<string, number>> =>
    Object.fromEntries(
      ['seats', 'passengers', 'rooms', 'guests'].map((name, key) => [
        name,
        state.final
          .flat()
          .flatMap(({ writes }) => writes)
          .findLast((write) => write.key === key)?.leaf.value ?? Number(key % 2 === 0),
      ]),
    );

  test('where the last room is gone, nothing of T0 is executed: the seat stays free', () => {
    const taken = [roomOnly, include(1), include()];
    expect(refusal('train-and-hotel', [...taken, both])).toBe('it can be paid');
    expect(left(run('train-and-hotel', taken))).toEqual({
      ...{ seats: 1, passengers: 0 },
      ...{ rooms: 0, guests: 1 },
    });
  });

  test('side by side in a master block both would take the room that there is', () => {
    const together = [both, roomOnly, include(0, 1)];
    expect(refusal('train-and-hotel', together)).toBe(disjoint);
    const sold = run('overlapping-fibers@train-and-hotel', [...together, include()]);
    expect(left(sold)).toEqual({ seats: 0, passengers: 1, rooms: 0, guests: 1 });
    expect(sold.final.flat().map(({ tx }) => tx)).toEqual([0, 1]);
  });

  test('three fibers need a collator that has all three at home', () => {
    const home = 'its home set covers the fibers';
    const story = (collator: number): Action[] => [{ type: 'collate', tx: 0, collator }];
    for (const collator of [0, 1, 2]) {
      expect(refusal('deposit-borrow-route-in-pairs', story(collator))).toBe(home);
      expect(refusal('deposit-borrow-route', story(collator))).toBe(home);
    }
    expect(refusal('deposit-borrow-route', story(3))).toBeNull();
  });
});

describe('the rounds of a challenge', () => {
  const attacked = [cheat(0, minting), include(0), challenge];
  test('all vote no: the block falls, and its signers lose their bonds', () => {
    const state = run('captured', [...attacked, vote(0)]);
    expect(state).toMatchObject({ challenge: null, chain: [], slashed: [0, 1, 2, 3] });
  });

  test('one vote for it draws a larger set, and the whole set decides by majority', () => {
    expect(run('captured', [...attacked, vote(1)]).challenge?.round).toBe(1);
    expect(run('captured', [...attacked, vote(2), vote(4)]).challenge?.round).toBe(2);
    const state = run('captured', [...attacked, vote(2), vote(4), vote(4)]);
    expect(state).toMatchObject({ challenge: null, chain: [], slashed: [0, 1, 2, 3] });
  });

  test('more than two thirds for it end the challenge of a sound block', () => {
    const state = run('captured', [collate(0), include(0), harass, vote(1)]);
    expect(state).toMatchObject({ challenge: null, slashed: [] });
    expect(state.chain).toHaveLength(1);
    const divided = run('captured', [collate(0), include(0), harass, vote(2)]);
    expect(divided.challenge?.round).toBe(1);
  });

  test('a set that is corrupt for more than its half is outside the bound', () => {
    expect(refusal('captured', [...attacked, vote(3)])).toBe('such a set can be drawn');
  });
});

// ── quantities ───────────────────────────────────────────────────────────────────────────────

function choose(n: number, k: number): number {
  if (k < 0 || k > n) return 0;
  let ways = 1;
  for (let i = 1; i <= k; i++) ways = (ways * (n - k + i)) / i;
  return ways;
}

/** Of all home sets of `h` among `n` fibers, the share that covers the first `r` fibers. */
function coverage(n: number, h: number, r: number): number {
  let [all, covering] = [0, 0];
  for (let set = 0; set < 2 ** n; set++) {
    const size = [...set.toString(2)].filter((bit) => bit === '1').length;
    if (size !== h) continue;
    all++;
    const wanted = 2 ** r - 1;
    if ((set & wanted) === wanted) covering++;
  }
  return covering / all;
}

test.each([
  [4, 2, 1],
  [4, 2, 2],
  [8, 4, 2],
  [8, 4, 3],
  [10, 3, 3],
  [10, 3, 4],
  [12, 6, 2],
])('of %i fibers, homes of %i, transactions of %i: C(N-r, h-r) / C(N, h)', (n, h, r) => {
  expect(coverage(n, h, r)).toBeCloseTo(choose(n - r, h - r) / choose(n, h), 12);
});

test('the homes of this model: pairs of four fibers cover a two-fiber transaction with 1 / 6', () => {
  expect(choose(4 - 2, 2 - 2) / choose(4, 2)).toBe(1 / 6);
  const covers = (tx: number): number =>
    [0, 1, 2].filter(
      (collator) => refusal('baseline', [{ type: 'collate', tx, collator }]) === null,
    ).length;
  // Three of the six pairs are homes, one for each of the three transactions.
  expect([0, 1, 2].map(covers)).toEqual([1, 1, 1]);
});

// ── properties broken by hand ────────────────────────────────────────────────────────────────

describe('properties of Chain Fibers can fail', () => {
  const context = { canProgress: () => false, isStuck: () => false };
  const state = run('baseline', [collate(0), include(0), include()]);
  const { violation: falseFinal } = ofKind('always', falseBlocksNeverBecomeFinal);
  const { violation: bonds } = ofKind('always', honestAuditorsKeepTheirBonds);

  test('false-blocks-never-become-final', () => {
    const change = (changes: Partial<Block>): State => ({
      ...state,
      final: state.final.map((blocks) => blocks.map((block) => ({ ...block, ...changes }))),
    });
    expect(falseFinal(change({}), context)).toBeNull();
    const said = 'the block of T0 is false, and it is final';
    expect(falseFinal(change({ writes: [] }), context)).toBe(said);
    expect(falseFinal(change({ fibers: [0] }), context)).toBe(said);
  });

  test('honest-auditors-keep-their-bonds', () => {
    expect(bonds({ ...state, slashed: [0] }, context)).toBeNull();
    expect(bonds({ ...state, slashed: [0, 3] }, context)).toBe(
      'auditor 3 is honest, and has lost its bond',
    );
  });
});
