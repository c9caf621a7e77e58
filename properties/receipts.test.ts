/**
 * Receipts.
 *
 * Method: every variant exhaustively, with its states as golden numbers, two of which are derived
 * by counting on paper; each ablation told by hand, step by step, on the pure reducer: what it
 * permits or refuses, and the name of the rule by which the protocol as claimed decides otherwise;
 * every forged claim refused by the rule that is there for it; and each property of this protocol
 * broken by hand-made views.
 */
import { describe, expect, test } from 'vitest';
import { exploreBreadthFirst } from '../checker/explore/breadth-first.ts';
import { instantiate } from '../checker/machine.ts';
import type { Action, AssetSupply } from '../checker/protocol.ts';
import { receipts } from '../models/receipts/receipts.ts';
import { ofKind } from './kinds-fixture.ts';
import { valueIsLostOnlyAtADeadline } from './receipts.ts';
import { refusalOfLast } from './stories-fixture.ts';

describe('every reachable state', () => {
  test.each([
    ['baseline', 470, 1_417, 15],
    ['explicit', 3_036, 11_970, 19],
    ['chained', 2_451, 7_827, 21],
    ['ordered', 338, 1_037, 15],
    ['ordered-explicit', 2_244, 8_856, 19],
    ['hibernation', 78, 174, 11],
    ['callback', 230, 537, 15],
    ['expiring', 354, 863, 13],
    ['expiring-explicit', 442, 1_089, 15],
    ['optimistic', 1_316, 5_183, 15],
    ['optimistic-explicit', 2_320, 9_344, 18],
    ['unpaid', 78, 153, 11],
    ['unattended', 10, 13, 7],
    ['audited', 58, 111, 9],
    ['train-and-hotel', 22, 38, 7],
    ['deposit-borrow-route', 26, 45, 9],
    ['deposit-borrow-route-unattended', 26, 45, 9],
    ['unfinal-roots@train-and-hotel', 28, 54, 7],
    ['spent-by-number', 302, 901, 13],
    ['marks-outlive-claims', 2_091, 7_075, 15],
    ['unforced', 338, 983, 15],
  ])('%s has %i states, %i transitions, %i levels', (variant, states, transitions, depth) => {
    const found = exploreBreadthFirst(instantiate(receipts, variant), { properties: [] });
    expect(found).toMatchObject({ states, transitions, depth, complete: true });
  });

  test('baseline and unpaid have the states that counting on paper gives', () => {
    expect(statesOnPaper([2, 1])).toBe(470);
    expect(statesOnPaper([2])).toBe(78);
  });
});

/**
 * Sources of `sent[i]` transfers each, all to one destination that sends nothing; one
 * reorganisation. A source chain is any order of a choice of its transfers, any number of them
 * final; the destination is any order of a choice of the final receipts, again any number final;
 * and each such state is reached with the reorganisation unspent and spent.
 */
function statesOnPaper(sent: readonly number[]): number {
  const chains = (available: number): Map<number, number> => {
    const byFinal = new Map<number, number>();
    let orders = 1;
    for (let length = 0; length <= available; length++) {
      for (let final = 0; final <= length; final++) {
        byFinal.set(final, (byFinal.get(final) ?? 0) + orders);
      }
      orders *= available - length;
    }
    return byFinal;
  };
  let sources = new Map([[0, 1]]);
  for (const transfers of sent) {
    const joint = new Map<number, number>();
    for (const [before, ways] of sources) {
      for (const [final, more] of chains(transfers)) {
        const sum = before + final;
        joint.set(sum, (joint.get(sum) ?? 0) + ways * more);
      }
    }
    sources = joint;
  }
  let states = 0;
  for (const [final, ways] of sources) {
    for (const [, more] of chains(final)) states += ways * more;
  }
  return 2 * states;
}

// ── stories ──────────────────────────────────────────────────────────────────────────────────

const send = (tx: number): Action => ({ type: 'send', tx });
const final = (shard: number): Action => ({ type: 'finalise', shard });
const claim = (tx: number, leg = 'transfer'): Action => ({ type: 'claim', tx, leg });
const submit = (tx: number, at: number, as: string): Action => ({
  type: 'submit',
  tx,
  leg: 'transfer',
  at,
  as,
});
const reorganise = (shard: number): Action => ({ type: 'reorganise', shard, depth: 1 });
const prune: Action = { type: 'prune', at: 1, of: 0 };

const refusal = (variant: string, actions: readonly Action[]): string | null =>
  refusalOfLast(instantiate(receipts, variant), actions);

describe('what each ablation changes, told by hand', () => {
  const spent = 'the receipt is not spent';
  const unknown = 'the receipt is under a root that is known here';
  const asked = 'asking for more';
  test.each<[string, string, readonly Action[], string]>([
    ['no-spent-mark', 'baseline', [send(0), final(0), claim(0), claim(0)], spent],
    ['unfinal-roots', 'baseline', [send(0), claim(0)], unknown],
    [
      'no-expiry',
      'expiring',
      [send(0), final(0), claim(0), final(1), prune, claim(0)],
      'the receipt has not expired',
    ],
    [
      'destination-not-bound',
      'baseline',
      [send(0), final(0), claim(0), submit(0, 2, 'honestly')],
      'the leaf names this shard',
    ],
    [
      'amount-not-checked',
      'baseline',
      [send(0), final(0), submit(0, 1, asked)],
      'the amount is the one in the leaf',
    ],
  ])('%s permits what %s refuses', (ablation, variant, actions, rule) => {
    expect(refusal(ablation, actions)).toBeNull();
    expect(refusal(variant, actions)).toBe(rule);
  });

  test.each<[string, string, readonly Action[], string]>([
    [
      'spent-by-number',
      'baseline',
      [send(0), send(2), final(0), final(2), claim(0), claim(2)],
      spent,
    ],
    [
      'marks-outlive-claims',
      'optimistic',
      [send(0), claim(0), reorganise(0), send(1), claim(1)],
      spent,
    ],
    ['unforced', 'ordered', [send(0), send(1), final(0), claim(0)], 'somebody sees to it'],
  ])('%s refuses what %s permits', (ablation, variant, actions, rule) => {
    expect(refusal(ablation, actions)).toBe(rule);
    expect(refusal(variant, actions)).toBeNull();
  });

  test('in order, the second receipt waits for the first', () => {
    const sent = [send(0), send(1), final(0), final(0)];
    expect(refusal('ordered', [...sent, claim(1)])).toBe('the receipt is next in line');
    expect(refusal('ordered', [...sent, claim(0), claim(1)])).toBeNull();
    expect(refusal('baseline', [...sent, claim(1)])).toBeNull();
  });

  test('a claim falls with its source in coupled shards, and is made again', () => {
    const fallen = [send(0), claim(0), reorganise(0)];
    expect(refusal('optimistic', [...fallen, claim(0)])).toBe(unknown);
    expect(refusal('optimistic', [...fallen, send(0), claim(0)])).toBeNull();
    expect(refusal('optimistic', [send(0), claim(0), final(1)])).toBe(
      'what the block claims is final',
    );
  });

  test('a callback is claimed at the source with a proof of its own', () => {
    const taken = [send(0), final(0), claim(0)];
    expect(refusal('callback', [...taken, claim(0, 'callback')])).toBe(unknown);
    expect(refusal('callback', [...taken, final(1), claim(0, 'callback')])).toBeNull();
  });
});

describe('what finds nothing left where it arrives, told by hand', () => {
  const empty = 'the account here has what it pays and sends on';
  const booked = [send(0), final(0)];

  test('a room is booked for a seat, or the seat is left alone', () => {
    expect(refusal('train-and-hotel', [...booked, claim(0)])).toBeNull();
    expect(refusal('train-and-hotel', [...booked, send(1), claim(0)])).toBe(empty);
    expect(refusal('train-and-hotel', [...booked, claim(0), send(1)])).toBe('the sender can pay');
  });

  test('a coin is lent and sent on in one block, and claimed where it goes', () => {
    const lent = [...booked, claim(0)];
    expect(refusal('deposit-borrow-route', [...booked, send(1), claim(0)])).toBe(empty);
    expect(refusal('deposit-borrow-route', [...lent, claim(0, 'onward')])).toBe(
      'the receipt is under a root that is known here',
    );
    expect(refusal('deposit-borrow-route', [...lent, final(1), claim(0, 'onward')])).toBeNull();
  });
});

describe('a forged claim is refused by the rule that is there for it', () => {
  const proof = 'the proof leads from the leaf to that root';
  test.each([
    [0, 1, 'honestly', null],
    [0, 0, 'honestly', 'the leaf names this shard'],
    [0, 1, 'asking for more', 'the amount is the one in the leaf'],
    [0, 1, 'with more in the leaf', proof],
    [0, 2, 'with another destination in the leaf', proof],
    [0, 1, 'with the proof of another receipt', proof],
    [0, 1, 'with a proof under an older root', proof],
    // The newest root is the first that has it: there is no older one to use.
    [1, 1, 'with a proof under an older root', 'the receipt is under a root that is known here'],
  ])('T%i at shard %i, %s', (tx, at, as, rule) => {
    const sent = [send(0), send(1), final(0), final(0)];
    expect(refusal('baseline', [...sent, submit(tx, at, as)])).toBe(rule);
  });
});

// ── properties broken by hand ────────────────────────────────────────────────────────────────

describe('properties of receipts can fail', () => {
  test('value-is-lost-only-at-a-deadline', () => {
    const burned = (amount: number): readonly AssetSupply[] => [
      {
        asset: 'coins',
        genesis: 3,
        holdings: [],
        escrowed: 0,
        inFlight: 3 - amount,
        fees: 0,
        burned: amount,
        minted: 0,
        spends: [],
      },
    ];
    const judge = ofKind('step', valueIsLostOnlyAtADeadline).violation;
    expect(judge(burned(0), { type: 'prune' }, burned(2))).toBeNull();
    expect(judge(burned(2), reorganise(1), burned(2))).toBeNull();
    expect(judge(burned(1), reorganise(1), burned(3))).toBe('2 lost by reorganise');
  });
});
