/**
 * Dining philosophers who hand forks to one another, as a specification to count.
 *
 * Source      K. M. Chandy, J. Misra, "The Drinking Philosophers Problem", TOPLAS 6(4), 1984;
 *             DiningPhilosophers.tla, TLA+ examples
 * Adversary   None.
 * Abstracted  As in the module: a fork changes hands in one step.
 * Deviates    Nothing: states, transitions and depth are those that TLC reports.
 * Bounds      `philosophers`.
 */
import { claims, count, holds, propertyOf, protocol, range } from '../../checker/protocol.ts';
import { at } from './at.ts';

interface State {
  forks: { holder: number; clean: boolean }[];
  hungry: boolean[];
  at: ('loop' | 'eat' | 'think')[];
}

export const diningPhilosophers = protocol({
  name: 'dining-philosophers',
  source: 'Chandy and Misra, The Drinking Philosophers Problem, 1984 (DiningPhilosophers.tla)',
  section: '10',
  version: 1,
  parameters: { philosophers: count(5, { min: 2, max: 8 }) },
  init: (p): State => ({
    forks: range(p.philosophers).map((fork) => ({ holder: fork === 1 ? 0 : fork, clean: false })),
    hungry: range(p.philosophers).map(() => true),
    at: range(p.philosophers).map(() => 'loop'),
  }),
})({
  ablations: {},
  actions: (p, action) => {
    const all = range(p.philosophers);
    const next = (one: number): number => (one + 1) % p.philosophers;
    const last = (one: number): number => (one + p.philosophers - 1) % p.philosophers;
    return {
      loop: action({
        actor: 'honest',
        over: { who: all },
        when: { 'it is there': (state, { who }) => state.at[who] === 'loop' },
        then: (draft, { who }) => {
          const [left, right] = [at(draft.forks, who), at(draft.forks, next(who))];
          // Whether it can eat is asked of the forks as they were.
          const canEat = [left, right].every(({ holder, clean }) => holder === who && clean);
          if (left.holder === who && !left.clean) {
            draft.forks[who] = { holder: last(who), clean: true };
          } else if (right.holder === who && !right.clean) {
            draft.forks[next(who)] = { holder: next(who), clean: true };
          }
          if (draft.hungry[who] !== true) draft.at[who] = 'think';
          else if (canEat) draft.at[who] = 'eat';
        },
        says: ({ who }) => `philosopher ${who} looks at the forks`,
      }),
      think: action({
        actor: 'honest',
        over: { who: all },
        when: { 'it is there': (state, { who }) => state.at[who] === 'think' },
        then: (draft, { who }) => {
          draft.hungry[who] = true;
          draft.at[who] = 'loop';
        },
        says: ({ who }) => `philosopher ${who} becomes hungry`,
      }),
      eat: action({
        actor: 'honest',
        over: { who: all },
        when: { 'it is there': (state, { who }) => state.at[who] === 'eat' },
        then: (draft, { who }) => {
          draft.hungry[who] = false;
          at(draft.forks, who).clean = false;
          at(draft.forks, next(who)).clean = false;
          draft.at[who] = 'loop';
        },
        says: ({ who }) => `philosopher ${who} eats`,
      }),
    };
  },
  ledger: {},
});

const exclusive = propertyOf(diningPhilosophers, {
  name: 'no-neighbours-eat-at-once',
  invariant: 'ExclusiveAccess',
  means: 'two philosophers who share a fork do not eat at the same time',
  on: 'state',
  kind: 'always',
  violation: (state) => {
    const who = state.at.findIndex(
      (place, one) => place === 'eat' && state.at[(one + 1) % state.at.length] === 'eat',
    );
    return who < 0 ? null : `philosopher ${who} and the next one eat`;
  },
});

export const diningPhilosophersClaims = claims(diningPhilosophers, {
  baseline: { claims: [holds(exclusive)] },
});
