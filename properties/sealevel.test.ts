/**
 * Sealevel.
 *
 * Method: every variant and ablation exhaustively, with its states as golden numbers; each ablation
 * told by hand on the pure reducer, with the rule by which the protocol as claimed decides
 * otherwise; every hostile transaction refused by the check that is there for it, at the leader and
 * at the replayer; the quantities, from searches and from the conflict graph; and each property of
 * this protocol broken by a hand-made state.
 */
import { describe, expect, test } from 'vitest';
import { exploreBreadthFirst } from '../checker/explore/breadth-first.ts';
import { instantiate, type State } from '../checker/machine.ts';
import { type Action, propertyOf, range, type StateOf } from '../checker/protocol.ts';
import { isConflict, parameters, type Values } from '../models/sealevel/instance.ts';
import { sealevel } from '../models/sealevel/sealevel.ts';
import { ofKind } from './kinds-fixture.ts';
import {
  honestBlocksAreNotRejected,
  onlyOwnersTake,
  theBlockExplainsWhatWasRead,
  whatWasDeclaredSuffices,
} from './sealevel.ts';
import { play, refusalOfLast } from './stories-fixture.ts';

describe('every reachable state', () => {
  test.each([
    ['baseline', {}, 1_344, 3_080, 24],
    ['copies', {}, 101, 177, 16],
    ['crossing', {}, 100, 176, 16],
    ['hostile', {}, 441, 690, 16],
    ['hot', {}, 250, 406, 22],
    ['pointer', {}, 43, 58, 15],
    ['no-read-locks', { workload: 'copies' }, 275, 489, 16],
    ['undeclared-access', {}, 512, 775, 16],
    ['incremental-locks', {}, 115, 206, 18],
    ['no-balance-check', {}, 447, 698, 16],
    ['conflicting-batch', { workload: 'copies' }, 117, 201, 16],
  ])(
    '%s %o has %i states, %i transitions, %i levels',
    (variant, set, states, transitions, depth) => {
      const found = exploreBreadthFirst(instantiate(sealevel, variant, set), { properties: [] });
      expect(found).toMatchObject({ states, transitions, depth, complete: true });
    },
  );
});

// ── stories ──────────────────────────────────────────────────────────────────────────────────

const does = (type: string, ...txs: number[]): Action[] => txs.map((tx) => ({ type, tx }));
const close: Action = { type: 'close' };
const replay = (tx: number, batch = 0): Action => ({ type: 'replay', tx, batch });
/** From its locks to its place in the block. */
const recorded = (tx: number): Action[] => [
  ...does('lock', tx),
  ...does('run', tx),
  ...does('record', tx),
];
const finished = (tx: number): Action[] => [
  ...recorded(tx),
  ...does('store', tx),
  ...does('unlock', tx),
];

type Settings = Readonly<Record<string, unknown>>;
const stateAfter = (variant: string, set: Settings, actions: readonly Action[]): State =>
  play(instantiate(sealevel, variant, set), actions);
const refusal = (variant: string, set: Settings, actions: readonly Action[]): string | null =>
  refusalOfLast(instantiate(sealevel, variant, set), actions);

describe('what each ablation changes, told by hand', () => {
  const crammed = [
    ...finished(0),
    ...does('lock', 1),
    ...does('run', 1),
    ...does('cram', 1),
    ...does('store', 1),
    ...does('unlock', 1),
    close,
    replay(1),
  ];
  test.each<[string, string, Settings, readonly Action[], string]>([
    [
      'no-read-locks',
      'copies',
      { workload: 'copies' },
      does('lock', 0, 1),
      'nobody writes what it declares',
    ],
    [
      'undeclared-access',
      'hostile',
      {},
      [...does('submit', 5), ...does('lock', 5), ...does('run', 5)],
      'what it touches is declared',
    ],
    [
      'no-balance-check',
      'hostile',
      {},
      [...does('submit', 1), ...does('lock', 1), ...does('run', 1)],
      'it gives the lamports that it takes',
    ],
    ['conflicting-batch', 'copies', { workload: 'copies' }, crammed, 'the batch has no conflict'],
    ['incremental-locks', 'crossing', {}, does('lock', 0, 1), 'nobody writes what it declares'],
  ])('%s permits what %s refuses', (ablation, variant, set, actions, rule) => {
    expect(refusal(ablation, set, actions)).toBeNull();
    expect(refusal(variant, set, actions)).toBe(rule);
  });

  test('one lock each, and both wait for the other for ever', () => {
    const held = does('lock', 0, 1);
    for (const tx of [0, 1]) {
      expect(refusal('incremental-locks', {}, [...held, ...does('lock', tx)])).toBe(
        'nobody writes what it declares',
      );
    }
    // As claimed, the one that is refused holds nothing that the other could wait for.
    const first = finished(0);
    expect(refusal('crossing', {}, [...first, ...does('lock', 1)])).toBeNull();
  });

  test('a lock is shared by readers, and refused to a writer', () => {
    expect(refusal('baseline', {}, does('lock', 0, 1))).toBeNull();
    expect(refusal('baseline', {}, does('lock', 1, 2))).toBe('nobody reads what it writes');
    expect(refusal('baseline', {}, does('lock', 2, 1))).toBe('nobody writes what it declares');
  });
});

describe('a hostile transaction is refused by the check that is there for it', () => {
  test.each([
    [1, 0, 'it gives the lamports that it takes'],
    [2, 0, 'it gives the lamports that it takes'],
    [3, 0, 'only its owner debits an account'],
    [4, 0, 'only its owner changes the data of an account'],
    [5, 0, 'what it touches is declared'],
    [6, 0, 'what it writes is declared writable'],
    [7, 0, 'no balance falls below zero'],
    [8, 1, 'no balance falls below zero'],
  ])('T%i, after %i instructions: %s', (tx, instructions, rule) => {
    const running = [...does('submit', tx), ...does('lock', tx)];
    for (let done = 0; done < instructions; done++) running.push(...does('run', tx));
    expect(refusal('hostile', {}, [...running, ...does('run', tx)])).toBe(rule);
    // It is recorded all the same, and fails again where it is replayed; no account has changed.
    const failed = [...running, ...does('fail', tx), ...does('record', tx)];
    const end = stateAfter('hostile', {}, [...failed, ...does('unlock', tx), close, replay(tx)]);
    const start = stateAfter('hostile', {}, []);
    expect(end).toMatchObject({ replayer: { replays: [{ tx, batch: 0, succeeded: false }] } });
    expect(balances(end)).toEqual(balances(start));
  });

  function balances(state: State): unknown {
    // The machine runs any protocol; this one is of this state.
    const { bank, replayer } = state as StateOf<typeof sealevel>;
    return [bank.map(({ lamports, data }) => ({ lamports, data })), replayer.bank];
  }
});

// ── quantities ───────────────────────────────────────────────────────────────────────────────

describe('parallelism is what the conflicts leave of it', () => {
  /** The most transactions that ever hold their locks at once. */
  function peakOf(variant: string): number {
    const atLeast = (count: number) =>
      propertyOf(sealevel, {
        name: `at-least-${count}-run-at-once`,
        invariant: 'witness',
        means: `${count} transactions hold their locks at once`,
        on: 'state',
        kind: 'sometimes',
        goal: ({ jobs }) => jobs.filter(({ phase }) => phase === 'locked').length >= count,
      });
    const properties = [1, 2, 3].map(atLeast);
    const { findings } = exploreBreadthFirst(instantiate(sealevel, variant), { properties });
    return findings.filter(({ verdict }) => verdict === 'witnessed').length;
  }
  /** Rounds that a greedy scheduler needs if each round runs what does not conflict. */
  function roundsOf(workload: Values['workload'], transactions: number): number {
    const rounds: number[][] = [];
    for (const tx of range(transactions)) {
      const free = rounds.find((round) =>
        round.every((other) => !isConflict(valuesFor(workload), tx, other)),
      );
      if (free === undefined) rounds.push([tx]);
      else free.push(tx);
    }
    return rounds.length;
  }
  function valuesFor(workload: Values['workload']): Values {
    const { locking, attacks, ...flags } = parameters;
    return { ...flags, workload, locking: locking.initial, attacks: attacks.initial };
  }

  test('two of three at once in the baseline, one at a time on a hot account', () => {
    expect(peakOf('baseline')).toBe(2);
    expect(peakOf('hot')).toBe(1);
  });
  test('two rounds in the baseline, as many rounds as transactions on a hot account', () => {
    expect(roundsOf('readers', 3)).toBe(2);
    expect(roundsOf('hot', 3)).toBe(3);
    expect(roundsOf('crossing', 2)).toBe(2);
  });
});

// ── properties broken by hand ────────────────────────────────────────────────────────────────

describe('properties of Sealevel can fail', () => {
  const context = { canProgress: () => false, isStuck: () => false };
  type Own = StateOf<typeof sealevel>;
  const ended = (): Own => structuredClone(stateAfter('copies', {}, finished(0))) as Own;
  function judge(claim: typeof onlyOwnersTake, state: Own): string | null {
    return ofKind('always', claim).violation(state, context);
  }

  test('the-order-of-the-block-explains-what-was-read', () => {
    const state = ended();
    expect(judge(theBlockExplainsWhatWasRead, state)).toBeNull();
    for (const job of state.jobs) for (const read of job.reads) read.version++;
    expect(judge(theBlockExplainsWhatWasRead, state)).toMatch(/^T0 read version 1 of account/);
  });
  test('only-owners-take-from-an-account', () => {
    const state = ended();
    expect(judge(onlyOwnersTake, state)).toBeNull();
    for (const row of state.bank) row.owner = 'somebody else';
    expect(judge(onlyOwnersTake, state)).toBe('T0 has app change account 0 of somebody else');
  });
  test('honest-blocks-are-not-rejected', () => {
    const state = ended();
    state.replayer.rejected = true;
    expect(judge(honestBlocksAreNotRejected, { ...state, attacks: 1 })).toBeNull();
    expect(judge(honestBlocksAreNotRejected, state)).toBe(
      'the block of an honest leader is rejected',
    );
  });
  test('what-was-declared-suffices', () => {
    const state = ended();
    expect(judge(whatWasDeclaredSuffices, state)).toBeNull();
    for (const job of state.jobs) job.phase = 'failed';
    expect(judge(whatWasDeclaredSuffices, state)).toMatch(/^T0 fails/);
  });
});
