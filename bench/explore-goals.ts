/** How a run of the benchmark stands with the goals of the explorer. */

import type { Walks } from './peers.ts';

/** Medians of the runs of one engine on one case. */
export interface Row {
  readonly name: string;
  readonly engine: Engine;
  readonly runs: number;
  readonly states: number;
  readonly transitions: number;
  readonly wall: number;
  readonly processor: number;
  readonly megabytes: number;
  /** What the search added to the memory of the process. */
  readonly bytesPerState: number;
  readonly missRate: number | null;
  readonly storeBytes: number | null;
}
/** Medians of the runs of one sampler. */
export interface SamplingRow extends Walks {
  readonly name: string;
  readonly sampler: string;
  readonly runs: number;
  readonly wall: number;
  readonly processor: number;
}

import type { Engine } from './explore-cases.ts';

interface Goal {
  readonly what: string;
  readonly goal: string;
  /** What was measured, or null where the run has not measured it. */
  readonly measured: string | null;
  readonly isMet: boolean;
}

/** A table of goals; those of which this run measured nothing are left out. */
export function goals(rows: readonly Row[], samplings: readonly SamplingRow[]): string {
  const row = (name: string, engine: Engine): Row | undefined =>
    rows.find((each) => each.name === name && each.engine === engine);
  const all = [
    ratio('TwoPhase 8 against SPIN, wall', row('TwoPhase 8', 'fast'), row('TwoPhase 8', 'spin'), 1),
    ...['TwoPhase 8', 'TwoPhase 9', 'ledger, larger'].map((name) =>
      ratio(
        `${name}, two workers against one, wall`,
        row(name, 'fast, 2 workers'),
        row(name, 'fast'),
        1 / 1.6,
      ),
    ),
    ...memory(row('TwoPhase 9', 'fast')),
    atMost(
      'TwoPhase 7, orbits, wall',
      row('TwoPhase 7, orbits', 'fast, symmetry')?.wall,
      0.5,
      ' s',
    ),
    ...['ledger', 'ledger, larger'].map((name) =>
      rate(`${name}, states/processor s`, row(name, 'fast'), 700_000),
    ),
    quarkchain(rows),
    sampling(samplings),
  ];
  const lines = all
    .filter(({ measured }) => measured !== null)
    .map(
      ({ what, goal, measured, isMet }) =>
        `| ${what} | ${goal} | ${measured} | ${isMet ? 'met' : 'not met'} |\n`,
    );
  if (lines.length === 0) return '';
  return `| goal | | this run | |\n| --- | --- | ---: | --- |\n${lines.join('')}`;
}

function ratio(what: string, ours: Row | undefined, peer: Row | undefined, most: number): Goal {
  const share = ours === undefined || peer === undefined ? undefined : ours.wall / peer.wall;
  return atMost(what, share, most, ' times');
}

function atMost(what: string, got: number | undefined, most: number, unit: string): Goal {
  const measured = got === undefined ? null : `${got.toFixed(2)}${unit}`;
  const goal = `at most ${Number(most.toFixed(2))}${unit}`;
  return { what, goal, measured, isMet: got !== undefined && got <= most };
}

function memory(row: Row | undefined): readonly Goal[] {
  return [
    atMost('TwoPhase 9, peak memory', row?.megabytes, 1000, ' MB'),
    atMost('TwoPhase 9, memory a state', row?.bytesPerState, 50, ' bytes'),
  ];
}

function rate(what: string, row: Row | undefined, least: number): Goal {
  const got = row === undefined ? undefined : row.states / row.processor;
  return atLeast(what, got, least);
}

function atLeast(what: string, got: number | undefined, least: number, unit = ''): Goal {
  const say = (value: number): string =>
    `${Number(value.toPrecision(3)).toLocaleString('en')}${unit}`;
  const measured = got === undefined ? null : say(got);
  return {
    what,
    goal: `at least ${say(least)}`,
    measured,
    isMet: got !== undefined && got >= least,
  };
}

/** Processor time, the start of Node counted on both sides. */
function quarkchain(rows: readonly Row[]): Goal {
  const of = (engine: Engine): Row | undefined =>
    rows.find((row) => row.name.startsWith('quarkchain') && row.engine === engine);
  const [fast, simple] = [of('fast'), of('simple')];
  const got =
    fast === undefined || simple === undefined ? undefined : simple.processor / fast.processor;
  return atLeast('quarkchain against the simple explorer, processor time', got, 5, ' times');
}

function sampling(rows: readonly SamplingRow[]): Goal {
  const own = rows.find(
    ({ name, sampler }) => name.startsWith('TwoPhase 7') && sampler.startsWith('shardcheck'),
  );
  const got = own === undefined ? undefined : own.steps / own.processor;
  return atLeast('TwoPhase 7 sampled, steps/processor s', got, 1_000_000);
}
