/**
 * Theorem 3 (section 28.2): Janus decides in one wide-area round without a conflict and in two at
 * the most with one; two-phase commit over shards that agree by consensus pays for each in turn.
 *
 * Method: a logical clock counts message delays along chains of cause and effect. Every process
 * has a clock for each transaction, every message carries its sender's, and hearing one sets the
 * hearer's clock to at least one more. All executions of a model are walked, states together with
 * clocks, and the coordinator's clock is read at each decision: two delays are a round. A layered
 * shard or coordinator is a replicated group, so what it must not forget costs a round inside the
 * group before anybody may hear of it; Janus's processes are the replicas themselves.
 *
 * The clocks of different transactions are apart: what one waits for another is not counted, in
 * favour of the layered design, whose transactions wait for locks before they are decided.
 */
import { describe, expect, test } from 'vitest';
import { enabledSteps, instantiate, type Machine } from '../checker/machine.ts';
import type { Action, AnyProtocol } from '../checker/protocol.ts';
import { canonical, draftOf } from '../checker/state.ts';
import { janus } from '../models/janus/janus.ts';
import type { View as JanusView } from '../models/janus/state.ts';
import type { View as TwoPhaseView } from '../models/two-phase-commit/state.ts';
import { twoPhaseCommit } from '../models/two-phase-commit/two-phase-commit.ts';

type Settings = Readonly<Record<string, string | number | boolean>>;

/** What a step is about, in the order in which it happens. */
type Event =
  | { readonly kind: 'hears'; readonly who: string; readonly message: string }
  | { readonly kind: 'tells'; readonly who: string; readonly message: string }
  | { readonly kind: 'secures'; readonly who: string }
  | { readonly kind: 'decides'; readonly who: string };
type Reading<View> = (action: Action, before: View, after: View) => readonly Event[];

/** Delays that a group of replicas needs to agree on what it must not forget. */
const agreement = 2;

/** The delays after which transactions were decided, over all executions. */
function decisionDelays<View>(
  machine: Machine,
  read: Reading<View>,
  securing: number,
): readonly number[] {
  const found = new Set<number>();
  const start = [canonical(machine.initial, machine.shape), '{}'] as const;
  const queue: (readonly [string, string])[] = [start];
  const seen = new Set([start.join('\n')]);
  for (const [text, times] of queue) {
    const before = JSON.parse(text) as object;
    for (const step of enabledSteps(machine, before)) {
      const after = draftOf(before, false) as object;
      step.effect(after);
      const clocks = new Map(Object.entries(JSON.parse(times) as Record<string, number>));
      // Both are states of the machine whose protocol the reading is written for.
      const events = read(step.action, before as View, after as View);
      for (const event of events) tick(clocks, event, securing, found);
      const sorted = [...clocks].sort(([one], [other]) => (one < other ? -1 : 1));
      const next = [
        canonical(after, machine.shape),
        JSON.stringify(Object.fromEntries(sorted)),
      ] as const;
      if (seen.has(next.join('\n'))) continue;
      seen.add(next.join('\n'));
      queue.push(next);
    }
  }
  return [...found].sort((one, other) => one - other);
}

function tick(
  clocks: Map<string, number>,
  event: Event,
  securing: number,
  found: Set<number>,
): void {
  const now = clocks.get(event.who) ?? 0;
  switch (event.kind) {
    case 'hears':
      clocks.set(event.who, Math.max(now, (clocks.get(event.message) ?? 0) + 1));
      return;
    case 'tells':
      clocks.set(event.message, now);
      return;
    case 'secures':
      clocks.set(event.who, now + securing);
      return;
    default:
      found.add(now);
  }
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

// ── what happens in a step of each model ─────────────────────────────────────────────────────

function readJanus(action: Action, before: JanusView, after: JanusView): readonly Event[] {
  const [tx, server] = [Number(action['tx']), Number(action['server'])];
  const [coordinator, replica] = [`C${tx}`, `S${server} of T${tx}`];
  const answer = `answer ${server} of T${tx}`;
  const [was, is] = [before.coordinators[tx], after.coordinators[tx]];
  switch (action.type) {
    case 'preAccept':
    case 'accept': {
      const message = action.type === 'accept' ? `accept T${tx}` : `ask T${tx}`;
      const isHeard = !same(was?.answers, is?.answers);
      return [
        { kind: 'hears', who: replica, message },
        { kind: 'tells', who: replica, message: answer },
        ...(isHeard ? [{ kind: 'hears', who: coordinator, message: answer } as const] : []),
      ];
    }
    case 'take':
      return [{ kind: 'hears', who: coordinator, message: answer }];
    case 'propose':
      return [{ kind: 'tells', who: coordinator, message: `accept T${tx}` }];
    case 'commitFast':
    case 'commitSlow':
      return [{ kind: 'decides', who: coordinator }];
    default:
      return [];
  }
}

function readTwoPhase(action: Action, before: TwoPhaseView, after: TwoPhaseView): readonly Event[] {
  const [tx, shard] = [Number(action['tx']), Number(action['shard'])];
  const [coordinator, place] = [`C of T${tx}`, `S${shard} of T${tx}`];
  const vote = `vote ${shard} of T${tx}`;
  switch (action.type) {
    case 'prepare':
    case 'refuse':
    case 'wait': {
      const records = (state: TwoPhaseView) => state.shards[shard]?.head.records[tx];
      const isSecured = !same(records(before), records(after));
      return [
        { kind: 'hears', who: place, message: `request T${tx}` },
        ...(isSecured ? [{ kind: 'secures', who: place } as const] : []),
        { kind: 'tells', who: place, message: vote },
      ];
    }
    case 'vote':
      return [{ kind: 'hears', who: coordinator, message: vote }];
    case 'commit':
      return [
        { kind: 'secures', who: coordinator },
        { kind: 'decides', who: coordinator },
      ];
    default:
      return [];
  }
}

function roundsOf<View>(
  protocol: AnyProtocol,
  set: Settings,
  read: Reading<View>,
  securing: number,
): readonly number[] {
  const machine = instantiate(protocol, 'baseline', set);
  return decisionDelays(machine, read, securing).map((delays) => delays / 2);
}

// ── the theorem ──────────────────────────────────────────────────────────────────────────────

const deliveries = ['fused', 'explicit'] as const;
const alone = { workload: 'alone' };
/** Others than T0 are bounded in ways that commute with what it does. */
const rivals = { workload: 'replicated', replicas: 3, others: 'inTurn' };
const twoByTwo = { replicas: 2, others: 'inTurn' };

describe('Janus', () => {
  test.each(deliveries)('%s: without a conflict, one round', (delivery) => {
    for (const replicas of [1, 2]) {
      const set = { ...alone, replicas, delivery };
      expect(roundsOf(janus, set, readJanus, 0)).toEqual([1]);
    }
  });
  test('fused: without a conflict, one round over two shards of three replicas', () => {
    expect(roundsOf(janus, { ...alone, replicas: 3 }, readJanus, 0)).toEqual([1]);
  });
  test('with a conflict, one or two, and never more', () => {
    expect(roundsOf(janus, rivals, readJanus, 0)).toEqual([1, 2]);
    expect(roundsOf(janus, twoByTwo, readJanus, 0)).toEqual([1, 2]);
  });
  test('also over shards that each have one replica, where nothing needs a second', () => {
    expect(roundsOf(janus, { workload: 'transfers' }, readJanus, 0)).toEqual([1]);
    expect(roundsOf(janus, { workload: 'triangle' }, readJanus, 0)).toEqual([1]);
  });
  test('the count of rounds that a coordinator keeps is the one that the clocks measure', () => {
    const machine = instantiate(janus, 'baseline', rivals);
    const kept = new Set<number>();
    decisionDelays<JanusView>(
      machine,
      (action, before) => {
        const rounds = before.coordinators[Number(action['tx'])]?.rounds ?? 0;
        if (action.type.startsWith('commit')) kept.add(rounds);
        return [];
      },
      0,
    );
    expect([...kept].sort()).toEqual(roundsOf(janus, rivals, readJanus, 0));
  });
});

describe('two-phase commit over consensus', () => {
  const calm = { timeouts: false, coordinatorCrashes: 0 } as const;
  const lone = { ...calm, transactions: 1 } as const;

  test.each(deliveries)('%s: one round alone, where nobody is replicated', (delivery) => {
    expect(votesIn(delivery, 0)).toEqual([1]);
  });
  test.each(deliveries)(
    '%s: layered, two more in turn: for the votes, for the decision',
    (delivery) => {
      expect(votesIn(delivery, agreement)).toEqual([3]);
    },
  );
  test('with a conflict it is never less', () => {
    const set = { ...calm, deadlock: 'waitDie', delivery: 'explicit' };
    const rounds = roundsOf(twoPhaseCommit, set, readTwoPhase, agreement);
    expect(Math.min(...rounds)).toBe(3);
  });

  /** Fused, a vote arrives in the step that casts it. */
  function votesIn(delivery: 'fused' | 'explicit', securing: number): readonly number[] {
    const read: Reading<TwoPhaseView> = (action, before, after) => {
      const events = readTwoPhase(action, before, after);
      const { tx, shard } = { tx: Number(action['tx']), shard: Number(action['shard']) };
      if (delivery === 'explicit' || action.type !== 'prepare') return events;
      return [...events, { kind: 'hears', who: `C of T${tx}`, message: `vote ${shard} of T${tx}` }];
    };
    return roundsOf(twoPhaseCommit, { ...lone, delivery }, read, securing);
  }
});

test('Janus with a conflict decides before the layered design does without one', () => {
  const worst = Math.max(...roundsOf(janus, rivals, readJanus, 0));
  const set = { transactions: 1, timeouts: false, coordinatorCrashes: 0, delivery: 'explicit' };
  const best = Math.min(...roundsOf(twoPhaseCommit, set, readTwoPhase, agreement));
  expect(worst).toBeLessThan(best);
});
