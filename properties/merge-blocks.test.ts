/**
 * Merge blocks.
 *
 * Method: every variant exhaustively, with its states as golden numbers; the instance of each
 * ablation exhaustively with the rule back in its place; the stories of the listing by hand, on
 * the pure reducer, with the name of the rule by which the protocol as claimed refuses them; the
 * fork choice against a second definition of it on trees drawn at random; what is said about
 * round trips and about finality, counted; and each property of this protocol broken by hand.
 */
import { fc, test as propertyTest } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { explore } from '../checker/explore/explore.ts';
import { enabledSteps, instantiate, type Machine, reduce } from '../checker/machine.ts';
import type { Action, StateOf } from '../checker/protocol.ts';
import { mergeBlocks } from '../models/merge-blocks/merge-blocks.ts';
import { absorb, add, type Hop, roundTrips } from '../models/merge-blocks/program.ts';
import { isAncestor, pathTo } from '../models/substrate/chains.ts';
import { transactionsAreWholeAtEveryMoment } from './atomicity.ts';
import { finalBlocksStay } from './chains.ts';
import { mergeBlocksClaims } from './claims/merge-blocks.ts';
import { ofKind } from './kinds-fixture.ts';
import {
  aBlockTakesAllThatWaitsAtItsShard,
  aChainChangesOnlyByItsOwnBlocks,
  bothHalvesOfAMergeBlockAreFinalOrNeither,
  bothShardsShowAMergeBlockOrNeither,
} from './merge-blocks.ts';
import { equalInputGivesEqualResult } from './replicas.ts';
import { brokenWithTheRuleBack } from './rule-back-fixture.ts';
import { play, refusalOfLast, verdictOn } from './stories-fixture.ts';
import { nothingIsSpentTwice, supplyIsConserved } from './supply.ts';

type State = StateOf<typeof mergeBlocks>;
type Settings = Readonly<Record<string, unknown>>;

describe('every reachable state', () => {
  test.each([
    ['baseline', 6_127, 10_406, 13],
    ['fork-of-one-shard', 193, 298, 10],
    ['three-shards', 2_021, 3_350, 9],
    ['partner-halts', 12, 13, 4],
    ['longest-chain-each', 466, 822, 11],
    ['state-of-the-heads', 424, 718, 12],
  ])('%s has %i states, %i transitions, %i levels', (variant, states, transitions, depth) => {
    const set = mergeBlocksClaims.find((suite) => suite.variant === variant)?.set;
    const found = explore(instantiate(mergeBlocks, variant, set), { properties: [] });
    expect(found).toMatchObject({ states, transitions, depth, complete: true });
  });

  test('partner-halts has the states that counting on paper gives', () => {
    // What is mined is never far enough ahead to be final, and a shard may halt at any time.
    const mined = ['nothing', 'the payment', 'one merge block', 'the payment, a merge block on it'];
    const halted = ['nobody', 'shard 0', 'shard 1'];
    const { states } = explore(instantiate(mergeBlocks, 'partner-halts'), { properties: [] });
    expect(states).toBe(mined.length * halted.length);
  });
});

describe('with the rule back in its place nothing is broken', () => {
  const ablated = mergeBlocksClaims.filter(({ variant }) => variant in mergeBlocks.ablations);
  test.each(ablated.map((suite) => [suite.variant, suite] as const))('%s', (_name, suite) => {
    expect(brokenWithTheRuleBack(suite)).toEqual([]);
  });
});

// ── stories ──────────────────────────────────────────────────────────────────────────────────

const merge = (other = 1): Action => ({ type: 'merge', pair: [0, other] });
const fork = (shard: number, parent: number): Action => ({
  type: 'fork',
  shard,
  parent,
  tx: null,
});
const forkMerge = (
  left: number,
  right: number,
  content: readonly [number, string] | null,
  other = 1,
): Action => ({ type: 'forkMerge', pair: [0, other], left, right, content });

const stateAfter = (machine: Machine, actions: readonly Action[]): State =>
  // A machine of the protocol has states of the protocol.
  play(machine, actions) as State;
const machineOf = (variant: string, set: Settings = {}): Machine =>
  instantiate(mergeBlocks, variant, { attacks: 3, ...set });
function refusal(machine: Machine, actions: readonly Action[], last: Action): string | null {
  return refusalOfLast(machine, [...actions, last]);
}

describe('the stories that are told', () => {
  // Slots 1, 3 and 5 are the first blocks of heights 1, 2 and 3; slot 2 is the second of height 1.
  const forkOfTwo = [merge(), fork(1, 0), fork(1, 2)];

  test('A1: shard 1 forgets the merge block for a fork of two blocks, and shard 0 keeps it', () => {
    const machine = machineOf('longest-chain-each');
    expect(verdictOn(machine, forkOfTwo, supplyIsConserved)).toContain('deflation of 1');
    expect(verdictOn(machine, forkOfTwo, transactionsAreWholeAtEveryMoment)).toContain(
      'T0 took effect at shard 0 and not at shard 1',
    );
  });

  test('jointly, a fork of two blocks weighs as much as the merge block, and came later', () => {
    expect(stateAfter(machineOf('baseline'), forkOfTwo).heads).toEqual([1, 1]);
  });

  test('jointly, a third block on shard 1 takes the merge block from both', () => {
    const machine = machineOf('baseline');
    const state = stateAfter(machine, [...forkOfTwo, fork(1, 3)]);
    expect(state.heads).toEqual([0, 5]);
    expect(verdictOn(machine, [...forkOfTwo, fork(1, 3)], supplyIsConserved)).toBeNull();
  });

  test('A2: executed on what the other shard shows later, the result is another', () => {
    const machine = machineOf('state-of-the-heads');
    expect(verdictOn(machine, [merge()], equalInputGivesEqualResult)).toContain('x=2@4');
    expect(verdictOn(machineOf('baseline'), [merge()], equalInputGivesEqualResult)).toBeNull();
  });

  test('A3: two merge blocks on one parent, each shown by the shard that merges there', () => {
    const rivals = { traffic: 'rivals', heights: 3 };
    const story = [merge(1), forkMerge(0, 0, [1, 'genuine'], 2)];
    const ablated = machineOf('pair-by-pair', rivals);
    expect(verdictOn(ablated, story, nothingIsSpentTwice)).toBe('y, nonce 0 is spent 2 times');
    const sound = machineOf('baseline', rivals);
    expect(stateAfter(sound, story).heads).toEqual([1, 1, 0]);
    expect(verdictOn(sound, story, nothingIsSpentTwice)).toBeNull();
  });
});

describe('a merge block of the adversary is refused', () => {
  const machine = machineOf('baseline');
  const values = 'values are proven against the state roots of the parents';
  const next = 'the nonce is the next one';
  test.each([
    ['values that nobody has', [], forkMerge(0, 0, [0, 'with greater values']), values],
    ['values of an older state', [merge()], forkMerge(1, 1, [0, 'of the genesis block']), values],
    ['a transaction of the past', [merge()], forkMerge(1, 1, [0, 'genuine']), next],
    ['unknown parents', [], forkMerge(1, 0, null), 'the parents are known'],
  ])('for %s', (_name, before, last, rule) => {
    expect(refusal(machine, before, last)).toBe(rule);
  });

  test('for an account on a third shard', () => {
    const rivals = machineOf('baseline', { traffic: 'rivals', heights: 3 });
    expect(refusal(rivals, [], forkMerge(0, 0, [1, 'genuine'], 1))).toBe(
      'the access list stays within the two shards',
    );
  });
});

// ── fork choice ──────────────────────────────────────────────────────────────────────────────

describe('the fork choice', () => {
  const random = fc.array(fc.nat(), { minLength: 7, maxLength: 7, size: 'max' });
  const variants = ['baseline', 'three-shards'] as const;

  propertyTest.prop([random, fc.constantFrom(...variants)], { seed: 2318, numRuns: 150 })(
    'shows consistent heads, none longer, and keeps those that it has among equals',
    (drawn, variant) => {
      const machine = instantiate(mergeBlocks, variant, { attacks: 4 });
      let state = machine.initial;
      for (const choice of drawn) {
        const steps = enabledSteps(machine, state).filter(({ action }) => action.type !== 'halt');
        const step = steps[choice % steps.length];
        if (step === undefined) break;
        const before = state as unknown as State; // A state of this machine is one of the protocol.
        state = reduce(machine, state, step.action);
        const { trees, heads } = state as unknown as State;
        const best = consistent(trees).map((tips) => lengthOf(trees, tips));
        expect(consistent(trees)).toContainEqual(heads);
        expect(lengthOf(trees, heads)).toBe(Math.max(...best));
        if (lengthOf(trees, before.heads) === Math.max(...best)) {
          expect(heads).toEqual(before.heads);
        }
      }
    },
  );
});

/** All heads such that a merge block is in the past of one exactly if it is in the other's. */
function consistent(trees: State['trees']): readonly (readonly number[])[] {
  const tips = trees.map((tree) => tree.flatMap((block, slot) => (block === null ? [] : [slot])));
  const combine = (rest: readonly (readonly number[])[]): readonly (readonly number[])[] =>
    rest.length === 0
      ? [[]]
      : (rest[0] ?? []).flatMap((tip) => combine(rest.slice(1)).map((others) => [tip, ...others]));
  return combine(tips).filter((heads) =>
    trees.every((tree, shard) =>
      tree.every((block, slot) => {
        if (block === null || block.partner === null) return true;
        const { shard: other, slot: half } = block.partner;
        const isHere = isAncestor(tree, slot, heads[shard] ?? 0);
        return isHere === isAncestor(trees[other] ?? [], half, heads[other] ?? 0);
      }),
    ),
  );
}
function lengthOf(trees: State['trees'], heads: readonly number[]): number {
  return trees.reduce((sum, tree, shard) => sum + pathTo(tree, heads[shard] ?? 0).length, 0);
}

// ── quantities ───────────────────────────────────────────────────────────────────────────────

describe('A4: a client of shard 1 that has nothing of shard 2 asks', () => {
  /** x2 = f(x1, val2), x3 = g(x2, val1), and so on: over to the other shard and back. */
  const backAndForth = (times: number): readonly Hop[] => [
    absorb('val1'),
    ...Array.from({ length: times }, () => [absorb('val2'), add('val1', 1)]).flat(),
  ];
  const has = (key: string): boolean => key === 'val1';
  const client = { has, witnessed: [], accessList: false };

  propertyTest.prop([fc.nat({ max: 40 })], { seed: 2318 })(
    'once for every time that execution goes over to shard 2 and back',
    (times) => {
      expect(roundTrips(backAndForth(times), client)).toBe(times);
    },
  );
  test('once, if it knows beforehand which keys are touched', () => {
    expect(roundTrips(backAndForth(40), { ...client, accessList: true })).toBe(1);
  });
  test('never, if their values come as a witness', () => {
    const witnessed = { has, witnessed: ['val2'], accessList: true };
    expect(roundTrips(backAndForth(40), witnessed)).toBe(0);
  });
  test('once for any number of hops that stay on shard 2', () => {
    const there = Array.from({ length: 5 }, () => absorb('val2'));
    expect(roundTrips([absorb('val1'), ...there], client)).toBe(1);
  });
});

describe('what is final stays, exactly if heads are ahead by all that the adversary can add', () => {
  test.each([
    ['all shards', 1, 1, 'holds', 'one merge block adds two'],
    ['all shards', 2, 1, 'violated', 'two of them add four'],
    ['all shards', 2, 2, 'holds', 'and have to beat four'],
    ['shard 1', 2, 1, 'holds', 'two ordinary blocks add two'],
    ['shard 1', 3, 1, 'violated', 'three add three'],
    ['shard 1', 3, 2, 'holds', 'and have to beat four'],
  ])('%s, %i attacks, ahead by %i a shard: %s', (power, attacks, lead, verdict) => {
    const machine = instantiate(mergeBlocks, 'baseline', { power, attacks, lead });
    const { findings } = explore(machine, { properties: [finalBlocksStay] });
    expect(findings.map((finding) => finding.verdict)).toEqual([verdict]);
  });
});

// ── properties ───────────────────────────────────────────────────────────────────────────────

describe('a property of merge blocks is broken by', () => {
  const context = { canProgress: () => false, isStuck: () => false };
  const merged = stateAfter(machineOf('baseline'), [merge()]);

  test('heads of which one has the merge block and the other has not', () => {
    const torn = { ...merged, heads: [1, 0] };
    const { violation } = ofKind('always', bothShardsShowAMergeBlockOrNeither);
    expect(violation(merged, context)).toBeNull();
    expect(violation(torn, context)).toBe(
      'a merge block is on the chain of shard 0, and not of shard 1',
    );
  });
  test('a half that is final while the other is not shown', () => {
    const { violation } = ofKind('always', bothHalvesOfAMergeBlockAreFinalOrNeither);
    expect(violation({ ...merged, final: [1, 0] }, context)).toBeNull();
    expect(violation({ ...merged, final: [0, 1], heads: [0, 1] }, context)).toBe(
      'a merge block is on the chain of shard 1, and not of shard 0',
    );
  });
  test('a head that moves while no block is new', () => {
    const { violation } = ofKind('step', aChainChangesOnlyByItsOwnBlocks);
    expect(violation(merged, merge(), merged)).toBeNull();
    expect(violation(merged, merge(), { ...merged, heads: [0, 1] })).toBe(
      'shard 0 changes its chain, and no block of it is new',
    );
  });
  test('a transaction that is left waiting by a block of its shard', () => {
    const { violation } = ofKind('step', aBlockTakesAllThatWaitsAtItsShard);
    const parts = [{ place: 'shard 0', state: 'absent' }] as const;
    const open = [{ id: 7, parts, outcome: 'open', pending: false }] as const;
    expect(violation(open, { type: 'extend', shard: 1 }, open)).toBeNull();
    expect(violation(open, { type: 'extend', shard: 0 }, open)).toBe(
      'T7 waits for a partner of shard 0',
    );
  });
});
