/** A recorded counterexample, or witness, of every kind. */
import { createHash } from 'node:crypto';
import { instantiate, type Machine } from '../machine.ts';
import type { Action, AnyProperty } from '../protocol.ts';
import {
  type Counterexample,
  type RecordDetails,
  recordCounterexample,
  serializeCounterexample,
} from './counterexample.ts';
import {
  coinsAreConserved,
  courier,
  theftsAreSingle,
  theShopCanStillGetAll,
  theShopGetsAll,
} from './courier-fixture.ts';

export interface Recording {
  readonly machine: Machine;
  readonly property: AnyProperty;
  readonly counterexample: Counterexample;
}

export const depart: Action = { type: 'depart' };
export const rob: Action = { type: 'rob' };
export const turnBack: Action = { type: 'turnBack' };
export function deliver(coins: number): Action {
  return { type: 'deliver', from: 'road', coins };
}

const sampled: RecordDetails = {
  moral: 'Whoever delivers without looking delivers what is not there.',
  found: { by: 'sampled', seed: -7, strategy: 'swarm', runs: 12, shrunkFrom: 31 },
  minimal: 'local',
};
const exhaustive: RecordDetails = {
  moral: 'Ein Kurier – „beraubt“ 🪙 – kommt nie an.',
  found: { by: 'exhaustive', seed: null, strategy: null, runs: null, shrunkFrom: null },
  minimal: 'proven',
};

function recording(
  variant: string,
  property: AnyProperty,
  execution: readonly Action[],
  details: RecordDetails = exhaustive,
): Recording {
  const machine = instantiate(courier, variant);
  const counterexample = recordCounterexample(machine, property, execution, details);
  return { machine, property, counterexample };
}

export const always = recording('no-look', coinsAreConserved, [depart, deliver(2)], sampled);
export const step = recording('baseline', theftsAreSingle, [depart, rob, depart, rob]);
export const sometimes = recording('baseline', theShopGetsAll, [depart, depart, deliver(2)]);
export const recoverable = recording('baseline', theShopCanStillGetAll, [depart, rob]);
export const eventually = recording(
  'baseline',
  theShopCanStillGetAll,
  [depart, deliver(1), depart, turnBack],
  { ...exhaustive, loop: 2 },
);
export const recordings = { always, step, sometimes, recoverable, eventually };

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A file with some parts changed, as a forger would, its digest made to fit again. */
export function resealed(change: Readonly<Record<string, unknown>>): string {
  const { digest: _old, ...file } = { ...always.counterexample, ...change };
  const bare = JSON.parse(serializeCounterexample(file as unknown as Counterexample)) as object;
  const digest = sha256(`${JSON.stringify(bare, null, 2)}\n`);
  return JSON.stringify({ ...bare, digest });
}
