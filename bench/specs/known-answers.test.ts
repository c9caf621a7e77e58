/**
 * Published state spaces.
 *
 * Method: specifications that others have counted are ported and counted here; what is published
 * of states, transitions and levels has to be equal. The simple explorer counts the smaller ones
 * too, so that a mistake that both share with a port is the only one left to hide.
 */
import { describe, expect, test } from 'vitest';
import { exploreBreadthFirst } from '../../checker/explore/breadth-first.ts';
import { exploreMemoised } from '../../checker/explore/memoised.ts';
import { enabledSteps, instantiate, reduce, type State } from '../../checker/machine.ts';
import type { Action, Suite } from '../../checker/protocol.ts';
import { canonical } from '../../checker/state.ts';
import {
  differences,
  type KnownAnswer,
  knownAnswers,
  machineOf,
  nameOfAnswer,
} from './known-answers.ts';
import { singleCopyRegisterClaims } from './single-copy-register.ts';

const stateCountSimple = 5000;

const cases = (answers: readonly KnownAnswer[]) =>
  answers.map((known) => {
    const { states, transitions, depth } = known;
    return { named: `${nameOfAnswer(known)}: ${states}/${transitions}/${depth}`, known };
  });

/** What the claims of a suite say, and what a search found of them. */
const claimed = ({ claims }: Suite) =>
  claims.map(({ expected, length }) => ({ verdict: expected, length }));

describe('the fast explorer counts', () => {
  test.each(cases(knownAnswers))('$named', ({ known }) => {
    const properties = known.suite.claims.map((claim) => claim.property);
    const { symmetry } = known;
    const explored = exploreMemoised(machineOf(known), { properties, exhaust: true, symmetry });
    expect(explored.complete).toBe(true);
    expect(differences(known, explored)).toEqual([]);
    const found = explored.findings.map(({ verdict, execution }, place) => ({
      verdict,
      // Where a claim says no length, none is compared.
      length: known.suite.claims[place]?.length === null ? null : (execution?.length ?? null),
    }));
    expect(found).toEqual(claimed(known.suite));
  });
});

describe('the simple explorer counts', () => {
  const small = knownAnswers.filter(
    ({ states, symmetry }) => states <= stateCountSimple && !symmetry,
  );
  test.each(cases(small))('$named', ({ known }) => {
    const explored = exploreBreadthFirst(machineOf(known), { properties: [], exhaust: true });
    expect(explored.complete).toBe(true);
    expect(differences(known, explored)).toEqual([]);
  });
});

/**
 * Stateright publishes 54 states for two servers that keep a copy each. That is not the space, 62
 * states, but how far it has come when a state that it expands shows both of what it looks for.
 */
describe('single-copy-register with two servers', () => {
  const suite = singleCopyRegisterClaims.find(({ variant }) => variant === 'two-servers') as Suite;
  const machine = instantiate(suite.protocol, suite.variant);
  const properties = suite.claims.map(({ property }) => property);

  test('has 62 states, and is violated and witnessed in 4 steps each', () => {
    const explored = exploreBreadthFirst(machine, { properties, exhaust: true });
    expect(explored.states).toBe(62);
    const found = explored.findings.map(({ verdict, execution }) => ({
      verdict,
      length: execution?.length,
    }));
    expect(found).toEqual(claimed(suite));
  });

  test('has 54 states where Stateright stops', () => {
    const [linearizable, chosen] = properties;
    if (linearizable?.kind !== 'always' || chosen?.kind !== 'sometimes') throw new TypeError();
    // Both read the state, so the context that they are given is never asked.
    const [view, context] = [(state: State) => state as never, {} as never];
    const met = new Set([canonical(machine.initial, machine.shape)]);
    const queue = [machine.initial];
    for (const state of queue) {
      const isViolated = linearizable.violation(view(state), context) !== null;
      if (isViolated && chosen.goal(view(state), context)) break;
      const actions = enabledSteps(machine, state).map(({ action }) => action);
      for (const action of actions.toSorted(byEnvelope)) {
        const after = reduce(machine, state, action);
        const key = canonical(after, machine.shape);
        if (!met.has(key)) queue.push(after);
        met.add(key);
      }
    }
    expect(met.size).toBe(54);
  });

  /** Stateright's order: source, destination, kind of message; servers are numbered before clients. */
  function byEnvelope(one: Action, two: Action): number {
    const [here, there] = [envelope(one), envelope(two)];
    const place = here.findIndex((part, index) => part !== there[index]);
    return (here[place] ?? 0) - (there[place] ?? 0);
  }

  function envelope({ type, client }: Action): readonly number[] {
    const id = Number(client) + 2;
    const [first, second] = [id % 2, (id + 1) % 2];
    const envelopes: Readonly<Record<string, readonly number[]>> = {
      put: [id, first, 0],
      get: [id, second, 1],
      putOk: [first, id, 2],
      getOk: [second, id, 3],
    };
    return envelopes[type] ?? [];
  }
});
