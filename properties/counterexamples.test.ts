/**
 * Recorded counterexamples.
 *
 * Method: every file is read as a stranger's, and replayed with the pure reducer alone; the search
 * that found it takes no part. One file a violated claim, no file without a claim.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Claim, Suite } from '../checker/protocol.ts';
import {
  decodeCounterexample,
  fileNameOf,
  parseCounterexample,
} from '../checker/trace/counterexample.ts';
import { instanceOf, replay } from '../checker/trace/replay.ts';
import { catalogue } from './catalogue.ts';

const folder = new URL('../counterexamples/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

const violated = catalogue.flatMap((suite) =>
  suite.claims
    .filter((claim) => claim.expected === 'violated')
    .map((claim) => ({ suite, claim, file: nameOf(suite, claim) })),
);
function nameOf({ protocol, variant }: Suite, { property }: Claim): string {
  return `${protocol.name}.${variant}.${property.name}.json`;
}

test('there is one file for each violated claim, and no other', () => {
  expect(files.toSorted()).toEqual(violated.map(({ file }) => file).toSorted());
});

describe('each replays, and is proven shortest', () => {
  test.each(violated.map((row) => [row.file, row] as const))('%s', (file, { suite, claim }) => {
    const bytes = readFileSync(new URL(file, folder));
    const counterexample = parseCounterexample(decodeCounterexample(bytes));
    expect(fileNameOf(counterexample)).toBe(file);
    const machine = instanceOf(suite.protocol, counterexample);
    const { outcome, modelChanged } = replay(machine, claim.property, counterexample);
    expect({ outcome: outcome.kind, modelChanged }).toEqual({
      outcome: 'reproduced',
      modelChanged: false,
    });
    expect(counterexample.minimal).toBe('proven');
    expect(counterexample.actions).toHaveLength(claim.length ?? -1);
  });
});
