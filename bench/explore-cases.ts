/** What the benchmark of the explorer runs. */
import {
  type Counts,
  type KnownAnswer,
  knownAnswers,
  knownAnswersToLargeOnes,
  nameOfAnswer,
} from './specs/known-answers.ts';

/** How each engine searches; `spin` is another program. */
export const engines = {
  fast: { search: 'fast', workers: 1, memo: 'auto', symmetry: false },
  'fast, 2 workers': { search: 'fast', workers: 2, memo: 'auto', symmetry: false },
  'fast, memo off': { search: 'fast', workers: 1, memo: 'never', symmetry: false },
  'fast, symmetry': { search: 'fast', workers: 1, memo: 'auto', symmetry: true },
  simple: { search: 'simple', workers: 1, memo: 'never', symmetry: false },
  naive: { search: 'naive', workers: 1, memo: 'never', symmetry: false },
} as const;
export type OwnEngine = keyof typeof engines;
export type Engine = OwnEngine | 'spin';

/** A search by one of our engines, in a process of its own. */
export interface Search {
  readonly file: string;
  readonly protocol: string;
  readonly variant: string;
  readonly set: Readonly<Record<string, unknown>>;
  /** States after which it is cut, the same for every engine; null for none. */
  readonly states: number | null;
}

/** A model of bench/peers, and what it defines. */
export interface SpinModel {
  readonly file: string;
  readonly defines: readonly string[];
  /** Logarithm of the slots of its hash table. */
  readonly slots: number;
}

export interface Case {
  readonly name: string;
  readonly search: Search;
  readonly engines: readonly Engine[];
  readonly spin: SpinModel | null;
  /** Known counts. Without them, engines have to agree with the first of the case. */
  readonly expected: Counts | null;
}

const ours: readonly Engine[] = ['fast', 'fast, 2 workers'];

function knownCase(
  name: string,
  answer: string,
  file: string,
  engineNames: readonly Engine[],
  spin: SpinModel | null = null,
): Case {
  const known = [...knownAnswers, ...knownAnswersToLargeOnes].find(
    (each) => nameOfAnswer(each) === answer,
  );
  if (known === undefined) throw new RangeError(`nothing is known of ${answer}`);
  const search = { ...searchOf(known), file: `bench/specs/${file}.ts` };
  return { name, search, engines: engineNames, spin, expected: known };
}

function searchOf({ suite, set }: KnownAnswer): Omit<Search, 'file'> {
  const { protocol, variant } = suite;
  return { protocol: protocol.name, variant, set: { ...suite.set, ...set }, states: null };
}

function twoPhase(rms: number, engineNames: readonly Engine[]): Case {
  const spin = { file: 'two-phase.pml', defines: [`-DN=${rms}`], slots: rms < 9 ? 22 : 25 };
  return knownCase(`TwoPhase ${rms}`, `two-phase rms=${rms}`, 'two-phase', engineNames, spin);
}

function ledger(
  name: string,
  set: Readonly<Record<string, number>>,
  expected: Counts,
  engineNames: readonly Engine[],
): Case {
  const [file, protocol, variant] = ['bench/specs/ledger.ts', 'ledger', 'baseline'];
  const defines = Object.entries(set).map(([key, value]) => `-D${key.toUpperCase()}=${value}`);
  return {
    name,
    search: { file, protocol, variant, set, states: null },
    engines: engineNames,
    spin: { file: 'ledger.pml', defines, slots: 23 },
    expected,
  };
}

function model(
  protocol: string,
  set: Readonly<Record<string, unknown>>,
  states: number | null,
  engineNames: readonly Engine[],
): Case {
  const file = `properties/claims/${protocol}.ts`;
  return {
    name: states === null ? protocol : `${protocol}, first ${states} states`,
    search: { file, protocol, variant: 'baseline', set, states },
    engines: engineNames,
    spin: null,
    expected: null,
  };
}

export const cases: readonly Case[] = [
  twoPhase(7, [...ours, 'simple', 'naive', 'spin']),
  twoPhase(8, [...ours, 'spin']),
  twoPhase(9, [...ours, 'spin']),
  knownCase('TwoPhase 7, orbits', 'two-phase rms=7 orbits', 'two-phase', ['fast, symmetry']),
  knownCase('Paxos Commit', 'paxos-commit', 'paxos-commit', ours),
  knownCase('Paxos, 3 clients', 'paxos-register clients=3', 'paxos-register', ours),
  ledger('ledger', { depth: 1 }, { states: 100648, transitions: 614173, depth: 36 }, [
    ...ours,
    'simple',
    'naive',
    'spin',
  ]),
  ledger('ledger, larger', { reorgs: 2 }, { states: 2272077, transitions: 17743915, depth: 45 }, [
    ...ours,
    'spin',
  ]),
  model('two-phase-commit', {}, null, [...ours, 'simple', 'naive']),
  model('quarkchain', {}, 20_000, [...ours, 'fast, memo off', 'simple', 'naive']),
];
