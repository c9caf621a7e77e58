/**
 * Theorem 2 (section 28.2): over shards with independent orders, a commit protocol that does not
 * block breaks. Under one crash of the coordinator, some execution either leaves a transaction
 * that can never settle, or leaves half of it in effect.
 *
 * Method: two-phase commit is swept over what a shard that has voted yes does while the
 * coordinator is down (wait, ask its peers, commit, abort), over the policies that keep it free of
 * deadlock, over delivery and over the number of shards. Each instance is explored to the end
 * under one crash from which nobody recovers, and must show what its way out costs. Three
 * controls: without the crash the same instance shows neither, with a recovery those that block no
 * longer do, and where no shard may refuse the theorem is false.
 *
 * The sweep is over two-phase variants, as the statement says. Three-phase commit escapes by
 * assuming what shards with independent orders do not have: a bound on every delay.
 */
import { describe, expect, test } from 'vitest';
import { explore } from '../checker/explore/explore.ts';
import { instantiate } from '../checker/machine.ts';
import { twoPhaseCommit } from '../models/two-phase-commit/two-phase-commit.ts';
import { transactionsAreWholeWhenQuiet } from './atomicity.ts';
import { everythingCanStillSettle } from './progress.ts';

type Settings = Readonly<Record<string, string | number | boolean>>;

function judge(set: Settings): { readonly blocks: boolean; readonly breaks: boolean } {
  const machine = instantiate(twoPhaseCommit, 'baseline', set);
  const properties = [transactionsAreWholeWhenQuiet, everythingCanStillSettle];
  const { complete, findings } = explore(machine, { properties, exhaust: true });
  expect(complete, 'the whole instance was visited').toBe(true);
  const [whole, settles] = findings.map(({ verdict }) => verdict);
  expect(['holds', 'violated']).toContain(whole);
  expect(['holds', 'violated']).toContain(settles);
  return { breaks: whole === 'violated', blocks: settles === 'violated' };
}

/** What a shard that voted yes can do, and whether it keeps the transaction whole. */
const waysOut: readonly { readonly orphans: string; readonly isPatient: boolean }[] = [
  { orphans: 'wait', isPatient: true },
  { orphans: 'askPeers', isPatient: true },
  { orphans: 'commit', isPatient: false },
  { orphans: 'abort', isPatient: false },
];

/** Everything else that a designer could turn, wherever a shard is free to refuse. */
const designs: readonly Settings[] = [
  ...['fused', 'explicit'].flatMap((delivery) =>
    [2, 3].map((shards) => ({ delivery, timeouts: true, shards, transactions: 1 })),
  ),
  ...['woundWait', 'waitDie', 'lockTimeoutBeforePrepared'].map((deadlock) => ({
    deadlock,
    timeouts: false,
    transactions: 2,
  })),
];

const nameOf = (set: Settings): string =>
  Object.entries(set)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
const sweep = waysOut.flatMap(({ orphans, isPatient }) =>
  designs.map((design) => {
    const set = { ...design, orphans };
    return [nameOf(set), set, isPatient] as const;
  }),
);

describe('a commit over independent orders blocks or breaks under one crash', () => {
  test.each(sweep)('%s', (_name, set, isPatient) => {
    const crashed = judge({ ...set, coordinatorCrashes: 1, recovery: false });
    expect(crashed.blocks || crashed.breaks, 'the theorem').toBe(true);
    // What is broken may never settle either; what waits is never broken.
    expect(crashed.breaks, 'the impatient break').toBe(!isPatient);

    const spared = judge({ ...set, coordinatorCrashes: 0, recovery: false });
    expect(spared, 'without a crash neither happens').toEqual({ blocks: false, breaks: false });
  });
});

describe('the premise is needed: somebody must be free to refuse', () => {
  const set = { orphans: 'commit', timeouts: false, transactions: 1, recovery: false };
  test.each(['fused', 'explicit'])(
    '%s: where all must vote yes, guessing yes is right',
    (delivery) => {
      expect(judge({ ...set, delivery })).toEqual({ blocks: false, breaks: false });
      expect(judge({ ...set, delivery, timeouts: true }).breaks).toBe(true);
    },
  );
});

describe('what blocks is only waiting: with a recovery it settles, and is whole', () => {
  const blocking = sweep.filter(([, , isPatient]) => isPatient);
  test.each(blocking)('%s', (_name, set) => {
    const recovered = judge({ ...set, coordinatorCrashes: 1, recovery: true });
    expect(recovered).toEqual({ blocks: false, breaks: false });
  });
});
