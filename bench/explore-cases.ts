/** What the benchmark of the explorer runs. */

export const knownEngines = {
  fast: 'fast',
  direct: 'fast, memo off',
  symmetric: 'fast, symmetry',
  simple: 'simple',
  naive: 'naive',
} as const;
export type Engine = (typeof knownEngines)[keyof typeof knownEngines] | 'spin';

/** What a search counted. */
export interface Sight {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly engine?: { readonly missRate: number };
}

export interface Case {
  readonly name: string;
  readonly file: string;
  readonly protocol: string;
  readonly variant: string;
  readonly set: Readonly<Record<string, unknown>>;
  /** States after which the search is cut, the same for every engine; null for none. */
  readonly states: number | null;
  readonly engines: readonly Engine[];
  /** Known numbers, where the space is not cut. */
  readonly expected: Sight | null;
}

function twoPhase(rms: number, counts: readonly number[], engines: readonly Engine[]): Case {
  const [states = 0, transitions = 0, depth = 0] = counts;
  return {
    name: `TwoPhase ${rms}`,
    file: 'bench/specs/two-phase.ts',
    protocol: 'two-phase',
    variant: 'baseline',
    set: { rms },
    states: null,
    engines,
    expected: { states, transitions, depth },
  };
}

function model(
  protocol: string,
  file: string,
  set: Readonly<Record<string, unknown>>,
  states: number,
): Case {
  return {
    name: `${protocol}, first ${states} states`,
    file,
    protocol,
    variant: 'baseline',
    set,
    states,
    engines: ['fast', 'fast, memo off', 'simple', 'naive'],
    expected: null,
  };
}

export const cases: readonly Case[] = [
  twoPhase(7, [296448, 2744706, 23], ['fast', 'fast, memo off', 'simple', 'naive', 'spin']),
  twoPhase(8, [1745408, 18507778, 26], ['fast', 'spin']),
  twoPhase(9, [10340352, 123558402, 29], ['fast', 'spin']),
  {
    ...twoPhase(7, [920, 8410, 23], ['fast, symmetry']),
    name: 'TwoPhase 7, orbits',
  },
  {
    ...twoPhase(0, [1321761, 16959159, 28], ['fast']),
    name: 'Paxos Commit 2',
    file: 'bench/specs/paxos-commit.ts',
    protocol: 'paxos-commit',
    set: {},
  },
  model('two-phase-commit', 'properties/claims/two-phase-commit.ts', {}, 20_000),
  model('quarkchain', 'properties/claims/quarkchain.ts', { attacks: 4 }, 20_000),
  {
    ...model(
      'two-phase-commit',
      'properties/claims/two-phase-commit.ts',
      { shardCrashes: 1, drops: 1 },
      100_000,
    ),
    name: 'two-phase-commit with crashes and losses, first 100000 states',
    engines: ['fast', 'fast, memo off'],
  },
];
