/**
 * The JSON of the command line.
 *
 * Method: outputs are parsed by the published schemas, one is compared whole, and two runs with
 * one seed are compared byte by byte.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { checkResult, exploreResult, listResult, published } from '../checker/report/schema.ts';
import {
  handoverPath,
  handoverWith,
  lampsPath,
  newFolder,
  root,
  shardcheck,
} from './fixtures/run.ts';

test('check gives a row a claim', async () => {
  const select = 'handover/forgetful#supply*';
  const { code, out } = await shardcheck('check', handoverPath, select, '--json', '-');
  expect(JSON.parse(out)).toEqual({
    version: 1,
    seed: 20261120,
    profile: 'pr',
    claims: [
      {
        protocol: 'handover',
        variant: 'forgetful',
        ablation: 'TOY-A1',
        property: 'supply-is-conserved',
        kind: 'always',
        expected: 'violated',
        verdict: 'violated',
        asExpected: true,
        by: 'sampled',
        bounds: { duplicates: 1, delivery: 'fused' },
        states: 6,
        runs: 1,
        length: 4,
        minimal: 'proven',
      },
    ],
    exitCode: 0,
  });
  expect(code).toBe(0);
});

test('check says where it saved, and what is wrong with no single claim', async () => {
  const folder = newFolder();
  const path = handoverWith([
    'state.arrived > 0 },\n      bound',
    'state.arrived > 9 },\n      bound',
  ]);
  const { out } = await shardcheck('check', path, '--json', '-', '--save', folder);
  const result = checkResult.parse(JSON.parse(out));
  expect(result.exitCode).toBe(1);
  expect(result.problems).toEqual([
    "handover: the action duplicate is never taken in any of the protocol's claims",
  ]);
  expect(result.claims.flatMap(({ file }) => file ?? [])).toEqual([
    join(folder, 'handover.baseline.transactions-are-whole-at-every-moment.json'),
  ]);
});

test('one seed, one text; another seed is named', async () => {
  const argv = ['check', handoverPath, '--json', '-'];
  const first = await shardcheck(...argv);
  const second = await shardcheck(...argv);
  const other = await shardcheck(...argv, '--seed', '7');
  expect(second.out).toBe(first.out);
  expect(JSON.parse(other.out).seed).toBe(7);
});

test('explore says how the search went about it, and the same each time but for seconds', async () => {
  const argv = ['explore', lampsPath, '--symmetry', '--json', '-'];
  const { out } = await shardcheck(...argv);
  const { engine, seconds, collisionOdds, ...rest } = exploreResult.parse(JSON.parse(out));
  expect(rest).toEqual({
    protocol: 'lamps',
    variant: 'baseline',
    parameters: { lamps: 3 },
    states: 4,
    transitions: 7,
    depth: 4,
    complete: true,
    symmetry: ['lamp'],
    workers: 1,
    verdicts: [
      { property: 'it-stays-dim', kind: 'always', verdict: 'violated', length: 2 },
      { property: 'it-is-bright', kind: 'sometimes', verdict: 'witnessed', length: 3 },
    ],
  });
  expect(engine).toMatchObject({ steps: 3, directSteps: 0 });
  expect(engine?.missRate).toBeGreaterThan(0);
  expect(engine?.audited).toBeGreaterThan(0);
  expect(engine?.storeBytes).toBeGreaterThan(0);
  const again = await shardcheck(...argv);
  const untimed = (text: string): string => text.replace(/"seconds": .*/, '');
  expect(untimed(again.out)).toBe(untimed(out));
});

test('what is cut says by what, what is merged says how, and both are absent elsewhere', async () => {
  const cut = await shardcheck('explore', handoverPath, '--states', '3', '--json', '-');
  expect(JSON.parse(cut.out)).toMatchObject({ complete: false, cut: 'states', symmetry: [] });
  const late = await shardcheck('check', handoverPath, '*/baseline', '--time', '1s', '--json', '-');
  const rows = checkResult.parse(JSON.parse(late.out)).claims;
  expect(new Set(rows.map((row) => row.cut))).toEqual(new Set(['time']));
  const merged = await shardcheck('check', lampsPath, '--symmetry', '--json', '-');
  const claims = checkResult.parse(JSON.parse(merged.out)).claims;
  expect(claims.map(({ variant, symmetry }) => [variant, symmetry])).toEqual([
    ['baseline', ['lamp']],
    ['baseline', ['lamp']],
    ['four', undefined],
    ['four', undefined],
  ]);
  expect(claims.every((row) => !('cut' in row))).toBe(true);
});

test('every output fits its schema', async () => {
  const check = await shardcheck('check', handoverPath, '--states', '2', '--json', '-');
  const list = await shardcheck('list', handoverPath, '--json', '-');
  const explore = await shardcheck('explore', handoverPath, '--json', '-');
  expect(checkResult.parse(JSON.parse(check.out)).claims).toHaveLength(11);
  expect(listResult.parse(JSON.parse(list.out)).claims).toHaveLength(11);
  expect(exploreResult.parse(JSON.parse(explore.out)).verdicts).toHaveLength(5);
});

test('a file holds what standard output would', async () => {
  const file = join(newFolder(), 'new', 'claims.json');
  const { out } = await shardcheck('list', handoverPath, '--json', '-');
  const written = await shardcheck('list', handoverPath, '--json', file);
  expect(readFileSync(file, 'utf8')).toBe(out);
  expect(written.out).toContain('1 protocol, 4 variants, 11 claims');
});

test.each(Object.entries(published))('docs/schema/%s.json is its schema', (name, schema) => {
  const written: unknown = JSON.parse(
    readFileSync(join(root, 'docs/schema', `${name}.json`), 'utf8'),
  );
  expect(written, 'npm run docs').toEqual(z.toJSONSchema(schema));
});
