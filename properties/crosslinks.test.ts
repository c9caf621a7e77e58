/**
 * Crosslinks.
 *
 * Method: every variant and ablation exhaustively, with its states as golden numbers; each ablation
 * told by hand on the pure reducer; the order of incompatible crosslinks (section 29.3.3) as a
 * story; the quantities of section 9 counted on states, and for the taint closure held against a
 * count on access lists that knows nothing of taint; and each property of this protocol broken by
 * a hand-made state.
 */
import { describe, expect, test } from 'vitest';
import { exploreBreadthFirst } from '../checker/explore/breadth-first.ts';
import { findStep, instantiate, isEnabled, reduce, refusalOf } from '../checker/machine.ts';
import { type Action, range, type StateOf } from '../checker/protocol.ts';
import { crosslinks } from '../models/crosslinks/crosslinks.ts';
import { type Values, variants } from '../models/crosslinks/instance.ts';
import { conditionalStates } from '../models/crosslinks/ledger.ts';
import {
  crosslinkedResultsStay,
  noClassicalStateIsCancelled,
  onlyTheCancelledIsReverted,
  revertedBy,
} from './crosslinks.ts';
import { ofKind } from './kinds-fixture.ts';
import { play, refusalOfLast } from './stories-fixture.ts';

describe('every reachable state', () => {
  const small = { workload: 'spent', heights: 2 };
  test.each([
    ['baseline', {}, 8_797, 18_803, 12],
    ['conditional', {}, 2_026, 5_082, 9],
    ['two', {}, 2_623, 6_915, 9],
    ['reversed', {}, 897, 1_635, 9],
    ['restless', {}, 2_570, 4_905, 10],
    ['epochs', {}, 475, 865, 11],
    ['no-taint', small, 1_168, 2_806, 9],
    ['no-taint-by-reading', { heights: 2 }, 1_988, 3_758, 9],
    ['half-alone', small, 1_218, 2_861, 9],
    ['taint-cleared-early', small, 1_559, 3_751, 9],
    ['train-and-hotel-conditional', {}, 1_536, 3_367, 9],
    ['half-alone@train-and-hotel', {}, 1_641, 3_428, 9],
    ['waits-for-what-is-gone', {}, 813, 1_445, 9],
  ])(
    '%s %o has %i states, %i transitions, %i levels',
    (variant, set, states, transitions, depth) => {
      const found = exploreBreadthFirst(instantiate(crosslinks, variant, set), { properties: [] });
      expect(found).toMatchObject({ states, transitions, depth, complete: true });
    },
  );
});

// ── stories ──────────────────────────────────────────────────────────────────────────────────

type Own = StateOf<typeof crosslinks>;
type Settings = Readonly<Record<string, unknown>>;
const place = (part: number): Action => ({ type: 'place', part });
const fork = (content: number, parent = 0): Action => ({ type: 'fork', content, parent });
const capture = (shard: number, slot: number): Action => ({ type: 'capture', shard, slot });
const link = (...of: number[]): Action => ({ type: 'crosslink', of });
const cancel: Action = { type: 'cancel', tx: 0 };
const spent: Settings = { workload: 'spent' };
/** Parts of the workload `spent`: the halves of T0, and T1; then the empty blocks. */
const [atX, atY, spend, emptyX] = [0, 1, 2, 3];

const run = (variant: string, set: Settings, actions: readonly Action[]): Own =>
  // The machine runs any protocol; this one is of this state.
  play(instantiate(crosslinks, variant, set), actions) as Own;
const refusal = (variant: string, set: Settings, actions: readonly Action[]): string | null =>
  refusalOfLast(instantiate(crosslinks, variant, set), actions);
/** What the block in a slot of Y wrote. */
function writesAt(state: Own, slot: number): unknown {
  return state.trees[1]?.[slot]?.result.writes;
}

describe('what each ablation changes, told by hand', () => {
  const open = 'nothing in it can still be cancelled';
  /** X drops its half of T0, whose credit T1 has spent in Y. */
  const collapse = [place(atX), place(atY), place(spend), fork(emptyX), capture(0, 2), cancel];
  const credit = [{ cell: 1, value: 1 }];
  const spending = [
    { cell: 1, value: 0 },
    { cell: 2, value: 1 },
  ];

  test('as claimed, the credit and what was done with it are undone', () => {
    const state = run('baseline', spent, collapse);
    expect([writesAt(state, 1), writesAt(state, 3)]).toEqual([[], []]);
  });
  test('QX-A1: what is not marked is not looked at again', () => {
    const state = run('no-taint', spent, collapse);
    expect([writesAt(state, 1), writesAt(state, 3)]).toEqual([credit, spending]);
  });
  test('QX-A2: a branch on a tainted balance stays as it was taken', () => {
    // T2 sets d to 2 if there is a coin in b, else to 1.
    const branched = [place(0), place(1), place(3), fork(4), capture(0, 2), cancel];
    expect(writesAt(run('baseline', {}, branched), 3)).toEqual([{ cell: 3, value: 1 }]);
    const kept = run('no-taint-by-reading', {}, branched);
    expect(writesAt(kept, 1)).toEqual([]);
    expect(writesAt(kept, 3)).toEqual([{ cell: 3, value: 2 }]);
  });
  test('QX-A3: a half is crosslinked alone, and stands when the other is dropped', () => {
    const alone = [place(atX), place(atY), link(1)];
    expect(refusal('baseline', spent, alone)).toBe(open);
    expect(refusal('half-alone', spent, alone)).toBeNull();
    const after = run('half-alone', spent, [...alone, fork(emptyX), capture(0, 2), cancel]);
    expect(writesAt(after, 1)).toEqual(credit);
    expect(refusal('baseline', spent, [place(atX), place(atY), link(0, 1)])).toBeNull();
  });
  test('QX-A4: the first crosslink clears the taint, and nothing is undone', () => {
    const first = [place(atX), place(atY), link(1), fork(emptyX), capture(0, 2), cancel];
    expect(writesAt(run('conditional', {}, first), 1)).toEqual([]);
    expect(writesAt(run('taint-cleared-early', spent, first), 1)).toEqual(credit);
  });
});

describe('train-and-hotel, told by hand', () => {
  /** Parts of T0 at the train and at the hotel, and T1 there. */
  const [seat, room, other] = [0, 1, 2];
  const lost = 'no half of it is lost';
  const gone = [place(seat), place(other)];
  const isSeated = (state: Own): boolean =>
    state.trees[0]?.[1]?.result.writes.some(({ value }) => value === 1) ?? false;

  test('the room may still come back until the block that gives it away is crosslinked', () => {
    expect(refusal('train-and-hotel', {}, [...gone, place(room)])).toBe('the balance suffices');
    expect(refusal('train-and-hotel', {}, [...gone, cancel])).toBe('a half of it is lost');
    const back = [...gone, fork(4), fork(4, 2), place(room)];
    expect(refusal('train-and-hotel', {}, back)).toBeNull();
  });

  test('then T0 is cancelled, the seat is given back, and no half of it is placed again', () => {
    const cancelled = [...gone, link(1), cancel];
    expect(isSeated(run('train-and-hotel', {}, gone))).toBe(true);
    expect(isSeated(run('train-and-hotel', {}, cancelled))).toBe(false);
    expect(refusal('train-and-hotel', {}, [...cancelled, place(seat)])).toBe(
      'it is not on this branch',
    );
    expect(refusal('train-and-hotel', {}, [place(other), link(1), place(seat)])).toBe(lost);
  });

  test('without that, neither the seat nor the train ever becomes classical', () => {
    const waiting = [...gone, link(1)];
    expect(refusal('waits-for-what-is-gone', {}, [...waiting, cancel])).toBe(
      'a half of it is lost',
    );
    expect(refusal('waits-for-what-is-gone', {}, [...waiting, link(0)])).toBe(
      'nothing in it can still be cancelled',
    );
  });

  test('QX-A3: a seat that was crosslinked alone stays, and somebody else has the room', () => {
    const torn = [...gone, link(0, 1)];
    expect(refusal('train-and-hotel', {}, torn)).toBe('nothing in it can still be cancelled');
    expect(isSeated(run('half-alone@train-and-hotel', {}, [...torn, cancel]))).toBe(true);
  });
});

describe('of two candidates that do not go together the second waits (section 29.3.3)', () => {
  const open = 'nothing in it can still be cancelled';
  /** The head of X is an empty block, beside the half; the head of Y holds the other half. */
  const torn = [fork(emptyX), fork(atX), place(atY)];
  test('both at once are refused, X alone is not, and Y is crosslinked after the collapse', () => {
    expect(refusal('baseline', spent, [...torn, link(0, 1)])).toBe(open);
    expect(refusal('baseline', spent, [...torn, link(0)])).toBeNull();
    expect(refusal('baseline', spent, [...torn, link(0), link(1)])).toBe(open);
    expect(refusal('baseline', spent, [...torn, link(0), cancel, link(1)])).toBeNull();
  });
  test('what was dropped is not placed again', () => {
    expect(refusal('baseline', spent, [...torn, link(0), place(atX)])).toBe(
      'no half of it is lost',
    );
  });
});

// ── quantities ───────────────────────────────────────────────────────────────────────────────

describe('exposure', () => {
  test('128 blocks of a shard wait for the crosslink that ends their epoch', () => {
    const set = { workload: 'spent', mode: 'conditional', epoch: 128, heights: 128, ranks: 1 };
    const machine = instantiate(crosslinks, 'baseline', { ...set, attacks: 0 });
    let state = reduce(machine, machine.initial, place(atX));
    for (let exposed = 1; exposed < 128; exposed++) {
      expect(refusalOf(findStep(machine, link(0)), state)).toBe('it ends an epoch');
      state = reduce(machine, state, { type: 'idle', shard: 0 });
    }
    const [chain] = (state as Own).trees;
    expect(chain?.filter((block) => block !== null).length).toBe(1 + 128);
    expect((state as Own).tips).toEqual([0, 0]);
    expect(refusalOf(findStep(machine, link(0)), state)).toBeNull();
    expect((reduce(machine, state, link(0)) as Own).tips).toEqual([128, 0]);
  });
});

describe('conditional states', () => {
  const p: Values = {
    ...{ tracking: 'reads', clearing: 'resolution', lacking: 'cancelled' },
    ...{ epoch: 1, heights: 4, ranks: 2 },
    ...variants.two,
  };
  test('a full node keeps 2^q of them for q unresolved transactions', () => {
    const states = (actions: readonly Action[]): number =>
      conditionalStates(run('two', {}, actions), p).length;
    const halves = [0, 1, 2, 3].map(place);
    expect(range(5).map((count) => states(halves.slice(0, count)))).toEqual([1, 2, 2, 4, 4]);
    // The first head has both halves of T0 and T1 in it: one crosslink of both collapses them.
    expect(states([...halves, link(0, 1)])).toBe(1);
    expect(states([...halves, link(0)])).toBe(4);
  });
});

describe('the taint closure', () => {
  /** Cells that the local transactions of the workload read and write, from its text. */
  const access: Readonly<Record<number, { reads: string; writes: string }>> = {
    1: { reads: 'bc', writes: 'bc' },
    2: { reads: 'c', writes: 'd' },
    3: { reads: 'ef', writes: 'ef' },
    4: { reads: 'cb', writes: 'cb' },
  };
  function closureOf(order: readonly number[]): readonly number[] {
    const reached = new Set('b');
    return order.filter((tx) => {
      const { reads, writes } = access[tx] ?? { reads: '', writes: '' };
      const depends = [...reads].some((cell) => reached.has(cell));
      for (const cell of writes) {
        if (depends) reached.add(cell);
        else reached.delete(cell);
      }
      return depends;
    });
  }
  const permutations = (items: readonly number[]): number[][] =>
    items.length === 0
      ? [[]]
      : items.flatMap((item) =>
          permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
        );

  test('is what cancelling one transaction has executed again, in every order', () => {
    const set = { workload: 'locals', heights: 5, attacks: 2 };
    const machine = instantiate(crosslinks, 'baseline', set);
    const sizes: number[] = [];
    for (const order of permutations([1, 2, 3, 4])) {
      // The part of a local transaction stands behind the two halves of T0.
      const steps = [place(0), place(1), ...order.map((tx) => place(tx + 1))];
      let state = machine.initial;
      for (const action of steps) {
        expect(isEnabled(findStep(machine, action), state)).toBe(true);
        state = reduce(machine, state, action);
      }
      const tainted = (state as Own).trees[1]?.flatMap((block) =>
        block?.tx && block.result.taint.includes(0) ? [block.tx] : [],
      );
      expect(tainted).toEqual(closureOf(order));
      sizes.push(closureOf(order).length);
      const before = [fork(6), capture(0, 2)].reduce(
        (at, action) => reduce(machine, at, action),
        state,
      ) as Own;
      const reverted = revertedBy(before, reduce(machine, before, cancel) as Own);
      // Some do the same again without the transaction.
      expect(closureOf(order)).toEqual(expect.arrayContaining([...reverted]));
    }
    expect([Math.min(...sizes), Math.max(...sizes)]).toEqual([2, 3]);
  });
});

// ── properties broken by hand ────────────────────────────────────────────────────────────────

describe('properties of crosslinks can fail', () => {
  const context = { canProgress: () => false, isStuck: () => false };
  /** Both halves of T0 and the payment of T1, crosslinked. */
  const settled = (): Own =>
    structuredClone(run('baseline', spent, [place(atX), place(atY), place(spend), link(0, 1)]));

  test('no-classical-state-depends-on-a-cancelled-transaction', () => {
    const judge = ofKind('always', noClassicalStateIsCancelled).violation;
    const state = settled();
    expect(judge(state, context)).toBeNull();
    state.outcomes[0] = 'cancelled';
    expect(judge(state, context)).toBe('T0 stands in block 1 of shard 0, T0 is cancelled');
    for (const tree of state.trees) {
      for (const block of tree) if (block?.tx === 0) block.result.writes = [];
    }
    expect(judge(state, context)).toBe('T1 stands in block 3 of shard 1, T0 is cancelled');
  });

  test('crosslinked-results-stay, and only-the-cancelled-is-reverted', () => {
    const stays = ofKind('step', crosslinkedResultsStay).violation;
    const isAlone = ofKind('step', onlyTheCancelledIsReverted).violation;
    const [before, after] = [settled(), settled()];
    expect(stays(before, cancel, after)).toBeNull();
    expect(isAlone(before, cancel, after)).toBeNull();
    const block = after.trees[1]?.[3];
    if (block !== null && block !== undefined) block.result.writes = [];
    expect(stays(before, cancel, after)).toBe(
      'block 3 of shard 1, which is crosslinked, has another result now',
    );
    expect(isAlone(before, cancel, after)).toBe('T1 lost what it had done');
    expect(isAlone(before, place(atX), after)).toBeNull();
  });
});
